//! Much at once: everything arrives, in its order, at the pace that the provider allows, and one
//! customer's many messages hold up nobody else.

use crate::desk::*;
use serde_json::json;

fn numbers(to: usize) -> Vec<String> {
    (0..to).map(|number| number.to_string()).collect()
}

/// The admin holds as many conversations as there are.
fn opens(desk: &Desk, customer: &Customer<'_>) -> u64 {
    let c = customer.writes("Hello");
    desk.admin.accepts(c);
    c
}

#[test]
fn a_burst_to_one_customer_arrives_whole_and_in_order() {
    const MANY: usize = 150;
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (c, d) = (opens(&desk, &joe), opens(&desk, &kim));
    for text in numbers(MANY) {
        desk.admin.replies(c, &text);
    }
    until("the burst is out", || joe.has_received().len() >= 45);
    desk.admin.replies(d, "And you?");
    kim.receives("And you?");
    assert!(joe.has_received().len() < MANY, "Kim did not wait for Joe's");
    until("all of it arrives", || {
        desk.moves_the_clock(minutes(1));
        joe.has_received().len() == MANY
    });
    assert_eq!(joe.has_received(), numbers(MANY));
    let refused = whatsapp.requests().iter().filter(|request| request["status"] != 200).count();
    assert_eq!(refused, 0, "nobody had to say that it was too fast");
}

#[test]
fn much_to_many_arrives_whole_and_in_order_for_each() {
    const PEOPLE: usize = 20;
    const EACH: usize = 15;
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let people: Vec<Customer<'_>> =
        (0..PEOPLE).map(|number| whatsapp.customer(&format!("Person {number}"))).collect();
    let conversations: Vec<u64> = people.iter().map(|person| opens(&desk, person)).collect();
    for text in numbers(EACH) {
        for conversation in &conversations {
            desk.admin.replies(*conversation, &text);
        }
    }
    for person in &people {
        until("all of it arrives", || {
            desk.moves_the_clock(seconds(1));
            person.has_received().len() == EACH
        });
        assert_eq!(person.has_received(), numbers(EACH), "{}", person.name);
    }
}

#[test]
fn being_told_to_slow_down_costs_neither_messages_nor_their_order() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (c, d) = (opens(&desk, &joe), opens(&desk, &kim));
    whatsapp.breaks(json!([{"kind": "rate_limited", "count": 9}]));
    for text in numbers(6) {
        desk.admin.replies(c, &text);
        desk.admin.replies(d, &text);
    }
    until("all of it arrives", || {
        desk.moves_the_clock(seconds(10));
        joe.has_received().len() == 6 && kim.has_received().len() == 6
    });
    assert_eq!((joe.has_received(), kim.has_received()), (numbers(6), numbers(6)));
}
