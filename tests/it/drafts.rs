//! What is begun at one desk is finished at another.

use crate::desk::*;
use serde_json::{Value, json};

fn path(conversation: u64) -> String {
    format!("/conversations/{conversation}/draft")
}

#[test]
fn a_draft_is_there_at_every_desk_of_its_agent_and_nowhere_else() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    let none =
        json!({"conversation_id": c, "reply": "", "note": "", "to": "", "subject": "", "at": null});
    assert_eq!(ann.get(&path(c)).is(200), none);
    let (mut own, mut others) =
        (Live::connects(&desk.http, &ann, None), Live::connects(&desk.http, &ben, None));
    let kept = ann.put(&path(c), json!({"reply": "Dear Joe", "note": "Ask Ben"})).is(200);
    assert_eq!((&kept["reply"], &kept["note"]), (&json!("Dear Joe"), &json!("Ask Ben")));
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    assert_eq!(elsewhere.get(&path(c)).is(200), kept);
    assert_eq!(items(&elsewhere.get("/drafts").is(200)), std::slice::from_ref(&kept));
    let told = own.hears(|event| event["type"] == "draft_changed");
    assert_eq!(told["data"], kept);
    assert_eq!(ben.get(&path(c)).is(200), none);
    assert_eq!(items(&ben.get("/drafts").is(200)), [Value::Null; 0]);
    let heard = others.up_to(desk.newest_change());
    assert!(heard.iter().all(|event| event["type"] != "draft_changed"), "{heard:?}");
}

#[test]
fn of_two_desks_the_later_one_stays_and_an_absent_side_stays() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    ann.put(&path(c), json!({"reply": "One", "note": "Remember"})).is(200);
    elsewhere.put(&path(c), json!({"reply": "Two"})).is(200);
    let kept = ann.get(&path(c)).is(200);
    assert_eq!((&kept["reply"], &kept["note"]), (&json!("Two"), &json!("Remember")));
    ann.put(&path(c), json!({"reply": "", "note": ""})).is(200);
    assert_eq!(items(&ann.get("/drafts").is(200)), [Value::Null; 0]);
}

#[test]
fn what_is_sent_is_no_draft_any_more() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.put(&path(c), json!({"reply": "On its way.", "note": "Ask Ben"})).is(200);
    ann.replies(c, "On its way.");
    let kept = ann.get(&path(c)).is(200);
    assert_eq!((&kept["reply"], &kept["note"]), (&json!(""), &json!("Ask Ben")));
    ann.notes(c, "Ask Ben");
    assert!(ann.get(&path(c)).is(200)["at"].is_null());
    ann.put(&path(c), json!({"reply": "One more thing", "note": ""})).is(200);
    ann.tries_to_reply(c, "").refuses(422, "invalid");
    assert_eq!(ann.get(&path(c)).is(200)["reply"], "One more thing", "nothing was sent");
}

#[test]
fn a_draft_is_no_longer_than_what_could_be_sent() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    for (field, length) in [("reply", 4_096), ("note", 10_000)] {
        ann.put(&path(c), json!({field: "é".repeat(length)})).is(200);
        let answer = ann.put(&path(c), json!({field: "é".repeat(length + 1)}));
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field);
    }
    for field in ["to", "subject"] {
        let answer = ann.put(&path(c), json!({field: "joe@example.com"}));
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "this is no mail");
        ann.put(&path(c), json!({field: ""})).is(200);
    }
}

#[test]
fn nobody_writes_where_he_sees_nothing() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    sam.get(&path(c)).refuses(404, "not_found");
    sam.put(&path(c), json!({"reply": "Hello"})).refuses(404, "not_found");
    ann.put(&path(c), json!({"reply": "Hello"})).is(200);
    ann.transfers_to_queue(c, sales);
    assert_eq!(items(&ann.get("/drafts").is(200)), [Value::Null; 0]);
    sam.transfers_to_queue(c, 1);
    assert_eq!(items(&ann.get("/drafts").is(200)).len(), 1, "it is still there");
}
