//! A desk beside a simulated Page: what people do on their phones, and what they see of us.

use crate::desk::*;
use serde_json::{Value, json};

/// A workspace whose second inbox is the simulator's Page, and somebody's id there.
pub fn with_page() -> (Desk, String) {
    let desk = Desk::open();
    let inbox = json!({
        "channel": "messenger",
        "name": "Page",
        "messenger": {
            "page_id": PAGE_ID,
            "page_access_token": PAGE_ACCESS_TOKEN,
            "app_id": APP_ID,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
        },
    });
    desk.admin.post("/inboxes", inbox).is(201);
    let quick = json!({"echo_after_ms": 0});
    desk.whatsapp().controls("PUT", "/messenger/knobs", quick).is(200);
    let name = json!({"name": "Peter Chang"});
    let peter = desk.whatsapp().controls("POST", "/messenger/people", name).is(201);
    let psid = peter["threads"][0]["psid"].as_str().expect("an id").to_owned();
    (desk, psid)
}

pub fn does(desk: &Desk, psid: &str, method: &str, path: &str, body: Value) -> Answer {
    desk.whatsapp().controls(method, &format!("/messenger/people/{psid}/{path}"), body)
}

/// The texts on the phone.
fn sees(desk: &Desk, psid: &str) -> Vec<String> {
    let shown = does(desk, psid, "GET", "messages", Value::Null).is(200);
    let messages = shown["messages"].as_array().expect("a list").iter();
    messages.map(|message| message["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn conversation(desk: &Desk) -> u64 {
    let found = eventually("the conversation is there", || desk.admin.lists("").pop());
    number(&found["id"])
}

#[test]
fn somebody_on_messenger_is_answered_once_and_reads_it() {
    let (desk, peter) = with_page();
    let ann = desk.agent("Ann");
    does(&desk, &peter, "POST", "messages", json!({"text": "Do you have it in red?"})).is(201);
    let c = conversation(&desk);
    until("the name is known", || ann.sees(c)["contact"]["name"] == "Peter Chang");
    ann.accepts(c);
    let entry = ann.replies(c, "We do.");
    let status = || ann.entry(c, &entry["id"])["delivery"]["status"].clone();
    until("it is on the phone", || sees(&desk, &peter) == ["Do you have it in red?", "We do."]);
    until("it is delivered", || status() == "delivered");
    does(&desk, &peter, "POST", "read", Value::Null).is(200);
    until("it is read", || status() == "read");
    let said = ann.timeline(c).into_iter().filter(|entry| entry["kind"] == "message");
    assert_eq!(said.count(), 2, "its echo is no message of its own");
}

#[test]
fn an_answer_whose_answer_is_lost_is_not_sent_twice() {
    let (desk, peter) = with_page();
    let ann = desk.agent("Ann");
    does(&desk, &peter, "POST", "messages", json!({"text": "Hello"})).is(201);
    let c = conversation(&desk);
    ann.accepts(c);
    desk.whatsapp().breaks(json!([{"kind": "dropped_connection", "count": 1}]));
    let entry = ann.replies(c, "Once.");
    let status = || ann.entry(c, &entry["id"])["delivery"]["status"].clone();
    until("the echo tells that it went", || status() == "delivered");
    assert_eq!(sees(&desk, &peter), ["Hello", "Once."]);
}
