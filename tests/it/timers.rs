//! What happens because nothing happened.

use crate::desk::*;

#[test]
fn a_customer_who_waits_a_day_for_nothing_has_left() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Anybody there?");
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "queued");
    joe.writes("Hello?");
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "queued", "every message starts the time anew");
    desk.waits(hours(1));
    let left = desk.admin.sees(c);
    assert_eq!(left["state"], "abandoned");
    assert_eq!(left["resolution"]["cause"], "abandoned");
    assert!(left["waiting_since"].is_null(), "nobody waits any more");
    desk.admin.tries_to_accept(c).refuses(409, "closed");
    desk.admin.takes_back_the_resolution(c).refuses(409, "not_resolved");
}

#[test]
fn a_customer_who_says_nothing_for_a_day_after_our_answer_needs_nothing_more() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    desk.waits(hours(24));
    let ended = desk.admin.sees(c);
    assert_eq!(ended["state"], "resolved");
    assert_eq!(ended["resolution"]["cause"], "inactivity");
    assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Deskbell resolved"));
}

#[test]
fn a_conversation_that_waits_for_us_is_never_closed_by_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    desk.waits(hours(24 * 30));
    assert_eq!(desk.admin.sees(c)["state"], "active");
}

#[test]
fn each_queue_has_times_of_its_own() {
    let desk = Desk::open();
    let body = serde_json::json!({"name": "Sales", "abandonment_seconds": 600});
    let sales = number(&desk.admin.post("/queues", body).is(201)["id"]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("A quote, please.");
    desk.admin.transfers_to_queue(c, sales);
    desk.waits(minutes(9));
    assert_eq!(desk.admin.sees(c)["state"], "queued");
    desk.waits(minutes(1));
    assert_eq!(desk.admin.sees(c)["state"], "abandoned");
}

#[test]
fn what_fell_due_while_the_server_was_down_happens_at_its_start_once() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let (waiting, answered) = {
        let whatsapp = desk.whatsapp();
        let waiting = whatsapp.customer("Joe").writes("Anybody there?");
        let answered = whatsapp.customer("Kim").writes("Where is my order?");
        ann.accepts(answered);
        ann.replies(answered, "On its way.");
        (waiting, answered)
    };
    desk.stops();
    desk.moves_the_clock(hours(48));
    desk.starts_again();
    desk.waits(seconds(0));
    assert_eq!(desk.admin.sees(waiting)["state"], "abandoned");
    assert_eq!(desk.admin.sees(answered)["state"], "resolved");
    desk.restarts();
    desk.waits(seconds(1));
    let ends = |c| desk.admin.reads(c).iter().filter(|line| is_end(line)).count();
    assert_eq!((ends(waiting), ends(answered)), (1, 1), "each ended once");
}

fn is_end(line: &str) -> bool {
    line.ends_with(" abandoned") || line.ends_with(" resolved")
}
