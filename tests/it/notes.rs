//! Notes are for colleagues: they name whom they speak to, and never leave the house.

use crate::desk::*;
use serde_json::{Value, json};

#[test]
fn a_note_names_colleagues_who_can_see_it() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let sam = desk.agent_in("Sam", "agent", &[sales]);
    let sue = desk.agent_in("Sue", "supervisor", &[]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    let path = format!("/conversations/{c}/notes");
    let note = |mentions: Value| json!({"text": "@Ben look at this", "mentions": mentions});
    let sentence = ann.post(&path, note(json!([ben.id, sam.id]))).refuses(409, "cannot_see");
    assert_eq!(sentence, "Sam cannot see this conversation.");
    ann.post(&path, note(json!([999]))).refuses(422, "invalid");
    let mut live = Live::connects(&desk.http, &ben, None);
    let entry = ann.post(&path, note(json!([ben.id, sue.id, ben.id]))).is(201);
    assert_eq!(entry["mentions"], json!([ben.id, sue.id]));
    let heard = live.up_to(desk.newest_change());
    let told = heard.iter().find(|event| event["type"] == "entry_changed").expect("the note");
    assert_eq!(told["data"]["mentions"], entry["mentions"]);
    assert_eq!(ben.entry(c, &entry["id"]), entry);
    let plain = ann.notes(c, "@Ben is only text here");
    assert_eq!(plain["mentions"], json!([]));
    assert_eq!(ann.timeline(c).len(), 4, "what was refused is not there");
}

/// Every address that takes words for colleagues is given some; then everything that went out over
/// the Graph API is read.
#[test]
fn no_word_for_colleagues_reaches_a_provider() {
    const WORD: &str = "unspeakable";
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    let path = |rest: &str| format!("/conversations/{c}/{rest}");
    let remark = json!({"key": "remark", "name": "Remark", "kind": "text"});
    desk.admin.post("/attributes", remark).is(201);
    ann.accepts(c);
    let note = ann.notes(c, WORD);
    let mention = json!({"text": WORD, "mentions": [ben.id]});
    ann.post(&path("notes"), mention).is(201);
    about_the_contact(&ann, c, WORD);
    ann.put(&path("draft"), json!({"reply": WORD, "note": WORD})).is(200);
    ann.post(&path("messages"), json!({"text": "Quoting it", "reply_to": note["id"]}))
        .refuses(422, "invalid");
    let word = |more: Value| {
        let mut body = json!({"note": WORD});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        body
    };
    ann.tries_to_transfer(c, word(json!({"agent_id": ben.id}))).is(201);
    ben.tries_to_transfer(c, word(json!({"queue_id": 1}))).is(201);
    ann.accepts(c);
    to_many(&ann, c, word(json!({"type": "transfer", "agent_id": ben.id})));
    to_many(&ben, c, word(json!({"type": "transfer", "queue_id": 1})));
    ann.accepts(c);
    to_many(&ann, c, word(json!({"type": "resolve"})));
    ann.takes_back_the_resolution(c).is(200);
    let private =
        json!({"shortcut": "x", "title": WORD, "category": WORD, "text": WORD, "personal": true});
    ann.post("/canned-messages", private).is(201);
    let tag = ann.post("/tags", json!({"name": WORD})).is(201);
    ann.put(&path(&format!("tags/{}", tag["id"])), json!({})).is(200);
    ann.resolves(c, WORD);
    ann.takes_back_the_resolution(c).is(200);
    ann.notes(c, WORD);
    ann.replies(c, "The only words for the customer");
    joe.receives("The only words for the customer");
    ann.resolves(c, WORD);
    desk.waits(hours(48));
    ann.signs_in_again();
    let next = joe.writes("One more thing");
    ann.accepts(next);
    ann.replies(next, "Yes?");
    joe.receives("Yes?");
    let sent = json!(desk.whatsapp().requests()).to_string();
    assert!(sent.contains("The only words for the customer"), "the log is read");
    assert!(!sent.contains(WORD), "{sent}");
    let shown = json!(joe.phone()).to_string();
    assert!(!shown.contains(WORD), "{shown}");
    assert!(json!(ann.timeline(c)).to_string().contains(WORD), "colleagues have them");
    let kept = ann.get(&path("draft")).is(200);
    assert_eq!(kept["reply"], "", "an answer that is sent is no draft any more");
}

/// What is noted and known of a person.
fn about_the_contact(agent: &Agent, conversation: u64, word: &str) {
    let contact = agent.sees(conversation)["contact"]["id"].clone();
    agent.post(&format!("/contacts/{contact}/notes"), json!({"text": word})).is(201);
    let body = json!({"attributes": {"remark": word}});
    agent.patch(&format!("/contacts/{contact}"), body).is(200);
}

fn to_many(by: &Agent, conversation: u64, act: Value) {
    let body = json!({"ids": [conversation], "action": act});
    let done = by.post("/conversations/bulk", body).is(200);
    assert_eq!(done["items"][0]["ok"], true, "{done}");
}
