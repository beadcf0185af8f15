//! Customers see that their messages are read and that somebody writes, as far as an inbox shows it.

use crate::desk::*;
use serde_json::{Value, json};

/// What Meta was told about reading and writing.
fn told(desk: &Desk) -> Vec<Value> {
    let requests = desk.whatsapp().requests().into_iter();
    let bodies = requests.filter_map(|request| {
        serde_json::from_str::<Value>(request["body"].as_str().unwrap_or_default()).ok()
    });
    bodies.filter(|body| body["status"] == "read").collect()
}

fn reads(agent: &Agent, conversation: u64) {
    let seq = number(&agent.sees(conversation)["last_seq"]);
    let path = format!("/conversations/{conversation}/read-mark");
    agent.put(&path, json!({ "seq": seq })).is(204);
}

fn types(agent: &Agent, conversation: u64, is_note: bool) {
    let path = format!("/conversations/{conversation}/typing");
    agent.post(&path, json!({ "is_note": is_note })).is(204);
}

#[test]
fn a_customer_sees_that_his_agent_has_read_and_writes() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    reads(&ben, c);
    types(&ben, c, false);
    ann.accepts(c);
    types(&ann, c, true);
    reads(&ann, c);
    until("it is marked as read", || told(&desk).len() == 1);
    let mark = told(&desk).remove(0);
    assert!(mark["typing_indicator"].is_null(), "nobody has begun to write: {mark}");
    reads(&ann, c);
    types(&ann, c, false);
    types(&ann, c, false);
    until("he writes", || told(&desk).len() == 2);
    assert_eq!(told(&desk)[1]["typing_indicator"], json!({"type": "text"}));
    assert_eq!(told(&desk)[1]["message_id"], mark["message_id"]);
    desk.moves_the_clock(seconds(21));
    types(&ann, c, false);
    until("he still writes", || told(&desk).len() == 3);
    joe.writes("Are you there?");
    reads(&ann, c);
    until("the new one is read too", || told(&desk).len() == 4);
}

#[test]
fn an_inbox_can_keep_it_to_itself_and_outside_the_window_nothing_is_shown() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    ann.accepts(c);
    let shows =
        |options: Value| desk.admin.patch("/inboxes/1", json!({"options": options})).is(200);
    shows(json!({"marks_read": false, "shows_typing": false}));
    reads(&ann, c);
    types(&ann, c, false);
    shows(json!({"marks_read": true, "shows_typing": true}));
    desk.moves_the_clock(hours(25));
    ann.signs_in_again();
    reads(&ann, c);
    types(&ann, c, false);
    joe.writes("Still there?");
    let entry = ann.replies(c, "Yes.");
    until("the answer is there", || {
        ann.entry(c, &entry["id"])["delivery"]["status"] == "delivered"
    });
    assert_eq!(told(&desk), [] as [Value; 0], "nothing of it was shown");
}
