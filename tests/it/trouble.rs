//! The provider fails, and nobody's message is lost, doubled or shown as something it is not.

use crate::desk::*;
use serde_json::{Value, json};

/// What the phone says must never be more than once, whatever went wrong.
#[track_caller]
fn has_once(customer: &Customer<'_>, text: &str) {
    let times = customer.has_received().iter().filter(|received| *received == text).count();
    assert_eq!(times, 1, "{text}");
}

fn delivery(agent: &Agent, conversation: u64, entry: &Value) -> Value {
    agent.entry(conversation, &entry["id"])["delivery"].clone()
}

fn is(agent: &Agent, conversation: u64, entry: &Value, status: &str) {
    until(status, || delivery(agent, conversation, entry)["status"] == status);
}

#[test]
fn after_a_lost_answer_the_fate_is_unknown_until_a_report_settles_it() {
    for fault in ["dropped_connection", "truncated_json"] {
        let desk = Desk::open();
        let ann = desk.agent("Ann");
        let whatsapp = desk.whatsapp();
        whatsapp.turns(json!({"sent_after_ms": 60_000}));
        let joe = whatsapp.customer("Joe");
        let c = joe.writes("Where is my order?");
        ann.accepts(c);
        whatsapp.breaks(json!([{"kind": fault, "count": 1}]));
        let entry = ann.replies(c, "On its way.");
        is(&ann, c, &entry, "unknown");
        let reason = delivery(&ann, c, &entry)["reason"].clone();
        assert!(reason.as_str().is_some_and(|reason| reason.ends_with('.')), "{reason}");
        let next = ann.replies(c, "It comes tomorrow.");
        is(&ann, c, &next, "sent");
        desk.moves_the_clock(minutes(2));
        is(&ann, c, &entry, "delivered");
        let settled = delivery(&ann, c, &entry);
        assert!(settled["at"]["unknown"].is_string(), "when it was unknown is kept");
        joe.receives("It comes tomorrow.");
        has_once(&joe, "On its way.");
        assert_eq!(whatsapp.requests().len(), 2, "{fault}: nothing was sent a second time");
    }
}

#[test]
fn a_page_of_html_instead_of_an_answer_leaves_the_fate_unknown() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.breaks(json!([{"kind": "html_page", "count": 1}]));
    let entry = ann.replies(c, "On its way.");
    is(&ann, c, &entry, "unknown");
    desk.moves_the_clock(hours(1));
    let next = ann.replies(c, "Hello?");
    is(&ann, c, &next, "delivered");
    assert_eq!(delivery(&ann, c, &entry)["status"], "unknown");
    assert_eq!(joe.has_received(), ["Hello?"]);
}

#[test]
fn an_error_after_the_provider_took_it_does_not_send_it_twice() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.breaks(json!([{"kind": "error_after_accepting", "count": 1}]));
    let entry = ann.replies(c, "On its way.");
    is(&ann, c, &entry, "delivered");
    ann.replies(c, "Tomorrow.");
    until("the next one arrives", || joe.has_received().len() >= 2);
    assert_eq!(joe.has_received(), ["On its way.", "Tomorrow."]);
}

#[test]
fn an_error_of_the_provider_is_tried_again_and_what_follows_waits_its_turn() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.breaks(json!([{"kind": "server_error", "count": 3}]));
    ann.replies(c, "On its way.");
    ann.replies(c, "Tomorrow.");
    until("both arrive", || {
        desk.moves_the_clock(seconds(2));
        joe.has_received().len() >= 2
    });
    assert_eq!(joe.has_received(), ["On its way.", "Tomorrow."]);
    let refused = whatsapp.requests().iter().filter(|request| request["status"] == 500).count();
    assert_eq!(refused, 3);
}

#[test]
fn what_the_provider_never_takes_is_given_up_in_the_end_with_the_reason() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.breaks(json!([{"kind": "server_error"}]));
    let entry = ann.replies(c, "On its way.");
    until("it is given up", || {
        desk.moves_the_clock(seconds(30));
        delivery(&ann, c, &entry)["status"] != "queued"
    });
    // Its servers failed at it: no try of them surely left nothing.
    assert_eq!(delivery(&ann, c, &entry)["status"], "unknown");
    let reason = delivery(&ann, c, &entry)["reason"].clone();
    let says = |words| reason.as_str().is_some_and(|why| why.contains(words));
    assert!(says("8 times") && says("may have it"), "{reason}");
    assert_eq!(whatsapp.requests().len(), 8);
    whatsapp.breaks(json!([]));
    ann.replies(c, "Sorry!");
    until("the next one arrives", || {
        desk.moves_the_clock(minutes(1));
        joe.has_received() == ["Sorry!"]
    });
}

#[test]
fn what_fails_for_one_customer_keeps_no_other_waiting() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, eve) = (whatsapp.customer("Joe"), whatsapp.customer("Eve"));
    let (c, d) = (joe.writes("Where is my order?"), eve.writes("And mine?"));
    ann.accepts(c);
    ann.accepts(d);
    whatsapp.breaks(json!([{"kind": "server_error", "count": 1}]));
    let entry = ann.replies(c, "On its way.");
    until("it was tried", || whatsapp.requests().len() == 1);
    ann.replies(d, "Yours too.");
    eve.receives("Yours too.");
    assert_eq!(delivery(&ann, c, &entry)["status"], "queued");
}

#[test]
fn being_told_to_wait_is_no_failure() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.breaks(json!([{"kind": "rate_limited", "count": 12}]));
    ann.replies(c, "On its way.");
    until("it arrives", || {
        desk.moves_the_clock(seconds(30));
        joe.has_received() == ["On its way."]
    });
}

#[test]
fn a_dead_token_stops_the_inbox_keeps_the_queue_and_a_new_token_lets_it_go_on() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (c, d) = (joe.writes("Where is my order?"), kim.writes("And mine?"));
    ann.accepts(c);
    ann.accepts(d);
    whatsapp.breaks(json!([{"kind": "token_expired"}]));
    let inbox = || desk.admin.get("/inboxes/1").is(200);
    assert_eq!(inbox()["status"], "ok");
    let entries =
        [(c, "One"), (c, "Two"), (d, "Three")].map(|(id, text)| (id, ann.replies(id, text)));
    until("the inbox stops", || inbox()["status"] == "stopped");
    let why = inbox()["status_reason"].clone();
    assert!(why.as_str().is_some_and(|why| why.contains("token")), "{}", inbox());
    joe.writes("Hello?");
    assert_eq!(ann.sees(c)["state"], "active", "what comes in still comes in");
    for (id, entry) in &entries {
        assert_eq!(delivery(&ann, *id, entry)["status"], "queued");
    }
    let asked = whatsapp.requests().len();
    desk.moves_the_clock(hours(1));
    whatsapp.breaks(json!([]));
    desk.admin.put("/inboxes/1", json!({})).refuses(405, "method_not_allowed");
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.asks("PATCH", "/inboxes/1", Some(&token), None).is(200);
    until("Joe has both", || joe.has_received() == ["One", "Two"]);
    until("Kim has hers", || kim.has_received() == ["Three"]);
    assert_eq!(inbox()["status"], "ok");
    assert!(asked <= 2, "a stopped inbox does not knock: {asked} requests");
}

#[test]
fn a_stopped_inbox_stays_stopped_over_a_restart_and_its_queue_is_kept() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = {
        let whatsapp = desk.whatsapp();
        let c = whatsapp.customer("Joe").writes("Where is my order?");
        ann.accepts(c);
        whatsapp.breaks(json!([{"kind": "token_expired", "count": 1}]));
        ann.replies(c, "On its way.");
        until("it stops", || desk.admin.get("/inboxes/1").is(200)["status"] == "stopped");
        c
    };
    desk.restarts();
    assert_eq!(desk.admin.get("/inboxes/1").is(200)["status"], "stopped");
    assert_eq!(desk.whatsapp().requests().len(), 1);
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.asks("PATCH", "/inboxes/1", Some(&token), None).is(200);
    until("it is delivered", || {
        let last = ann.timeline(c).pop().expect("an entry");
        last["delivery"]["status"] == "delivered"
    });
    assert_eq!(desk.whatsapp().requests().len(), 2);
}

#[test]
fn what_was_under_way_at_a_stop_is_unknown_and_not_sent_again() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let (c, entry) = {
        let whatsapp = desk.whatsapp();
        whatsapp.turns(json!({"sent_after_ms": 3_600_000}));
        let c = whatsapp.customer("Joe").writes("Where is my order?");
        ann.accepts(c);
        whatsapp.breaks(json!([{"kind": "slow_answer", "count": 1, "milliseconds": 30_000}]));
        let entry = ann.replies(c, "On its way.");
        until("it is on its way", || {
            let state = whatsapp.controls("GET", "/state", Value::Null).is(200);
            state["faults"] == json!([])
        });
        (c, entry)
    };
    let began = tokio::time::Instant::now();
    desk.stops();
    assert!(began.elapsed().as_secs() < 10, "a stop took {:?}", began.elapsed());
    desk.starts_again();
    is(&ann, c, &entry, "unknown");
    desk.moves_the_clock(hours(2));
    is(&ann, c, &entry, "delivered");
    assert_eq!(desk.whatsapp().requests().len(), 1);
}
