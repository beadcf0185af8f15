//! What is handed back to a queue waits for the others in it.

use crate::desk::*;
use serde_json::json;

#[test]
fn whoever_had_the_customer_before_and_handed_him_back_is_not_given_him_again() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    becomes(&ben, "away");
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("One");
    ann.resolves(first, "");
    let second = joe.writes("Two");
    assert_eq!(assignment(&desk, second)["reason"], "sticky");
    assert!(ann.transfers_to_queue(second, queue)["agent_id"].is_null());
    becomes(&ben, "online");
    assert_eq!(holder(&desk, second), Some(ben.id), "not back to Ann, who had him before");
    assert_eq!(assignment(&desk, second)["reason"], "least_busy");
}

#[test]
fn it_goes_to_somebody_busier_who_comes_later() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    becomes(&ann, "away");
    for n in 0..2 {
        whatsapp.customer(&format!("Kim {n}")).writes("Keeps Ben busy");
    }
    becomes(&ben, "away");
    becomes(&ann, "online");
    let c = whatsapp.customer("Joe").writes("Hello?");
    ann.transfers_to_queue(c, queue);
    desk.waits(minutes(5));
    desk.admin.patch(&format!("/queues/{queue}"), json!({"priority": 3})).is(200);
    ann.signs_in_again();
    ann.patch("/me", json!({"name": "Anna"})).is(200);
    assert_eq!(holder(&desk, c), None, "no change of her own brings it back to her");
    ben.signs_in_again();
    becomes(&ben, "online");
    assert_eq!(holder(&desk, c), Some(ben.id));
}

#[test]
fn handing_all_back_brings_none_of_it_back() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 3);
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let held: Vec<u64> =
        (0..3).map(|n| whatsapp.customer(&format!("Joe {n}")).writes("Hello?")).collect();
    assert!(held.iter().all(|c| holder(&desk, *c) == Some(ann.id)));
    for c in &held {
        ann.transfers_to_queue(*c, queue);
    }
    assert!(held.iter().all(|c| holder(&desk, *c).is_none()), "{:?}", ann.lists_ids("agent=me"));
}

#[test]
fn it_may_come_back_to_who_has_room_anew_or_comes_anew() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 2);
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let [back, other] = ["Joe", "Kim"].map(|name| whatsapp.customer(name).writes("Hello?"));
    ann.transfers_to_queue(back, queue);
    assert_eq!(holder(&desk, back), None);
    ann.replies(other, "Done.");
    assert_eq!(holder(&desk, back), Some(ann.id), "she has answered somebody, and it still waits");
    ann.transfers_to_queue(back, queue);
    becomes(&ann, "away");
    becomes(&ann, "online");
    assert_eq!(holder(&desk, back), Some(ann.id), "she has come anew, and nobody else has");
    ann.transfers_to_queue(back, queue);
    ann.accepts(back);
    assert_eq!(holder(&desk, back), Some(ann.id), "by hand at any time");
}
