//! Meta fails in other calls than messages, or is not there at all: nothing is lost, nothing is doubled.

use crate::desk::*;
use crate::messenger_phones::{does, with_page};
use deskbell::domain::OutboxId;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";
/// Nothing was done, or all of it but for a proper answer.
const UPLOAD_FAULTS: [&str; 7] = [
    "server_error",
    "html_page",
    "unavailable",
    "connection_lost",
    "error_after_accepting",
    "dropped_connection",
    "truncated_json",
];

/// Sends a picture whose upload fails once; returns when it is delivered.
fn sends_a_picture_through(desk: &Desk, agent: &Agent, conversation: u64, fault: &str) {
    let whatsapp = desk.whatsapp();
    whatsapp.breaks(json!([{"kind": fault, "calls": "uploads", "count": 1}]));
    let file = agent.uploads(&format!("{fault}.png"), &[PNG, fault.as_bytes()].concat());
    let entry = agent.sends_file(conversation, fault, &file);
    until(fault, || {
        desk.moves_the_clock(seconds(5));
        agent.entry(conversation, &entry["id"])["delivery"]["status"] == "delivered"
    });
    let state = whatsapp.controls("GET", "/state", Value::Null).is(200);
    assert_eq!(state["faults"], json!([]), "the upload failed");
}

#[test]
fn a_file_whose_upload_fails_is_uploaded_again_and_goes_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see it?");
    ann.accepts(c);
    for fault in UPLOAD_FAULTS {
        sends_a_picture_through(&desk, &ann, c, fault);
    }
    let captions: Vec<Value> = joe
        .phone()
        .into_iter()
        .filter(|message| message["from"] == "business")
        .map(|message| message["content"]["caption"].clone())
        .collect();
    assert_eq!(captions, UPLOAD_FAULTS);
}

#[test]
fn a_page_s_file_whose_upload_fails_is_uploaded_again_and_goes_once() {
    let (desk, peter) = with_page();
    let ann = desk.agent("Ann");
    does(&desk, &peter, "POST", "messages", json!({"text": "May I see it?"})).is(201);
    let c = number(&eventually("the conversation is there", || desk.admin.lists("").pop())["id"]);
    ann.accepts(c);
    for fault in UPLOAD_FAULTS {
        sends_a_picture_through(&desk, &ann, c, fault);
    }
    let shown = does(&desk, &peter, "GET", "messages", Value::Null).is(200);
    let own = shown["messages"].as_array().expect("a list").iter();
    let own = own.filter(|message| message["from"] == "business");
    let (files, texts): (Vec<&Value>, Vec<&Value>) =
        own.partition(|message| message["attachments"].is_array());
    assert_eq!(files.len(), UPLOAD_FAULTS.len(), "{files:?}");
    let texts: Vec<&str> = texts.iter().filter_map(|message| message["text"].as_str()).collect();
    assert_eq!(texts, UPLOAD_FAULTS);
}

#[test]
fn templates_whose_list_breaks_in_the_middle_stay_as_they_were() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let list = || ann.get("/inboxes/1/templates?limit=100").is(200);
    // What is told of a template that is gone comes late.
    whatsapp.turns(json!({"template_page_max": 2, "delay_ms": 3_600_000}));
    for (fault, name) in [
        ("server_error", "delivery_feedback"),
        ("html_page", "autumn_sale"),
        ("truncated_json", "hello_world"),
        ("dropped_connection", "order_update"),
    ] {
        let before = list()["items"].clone();
        let gone = format!("/v25.0/{WABA_ID}/message_templates?name={name}");
        desk.asks_graph("DELETE", &gone).is(200);
        whatsapp.breaks(json!([{"kind": fault, "calls": "templates", "after": 1}]));
        desk.moves_the_clock(minutes(2));
        assert_eq!(ann.post("/inboxes/1/template-syncs", json!({})).status, 202);
        until(fault, || list()["failure"].is_string());
        assert_eq!(list()["items"], before, "{fault}");
        whatsapp.breaks(json!([]));
        until("it went well", || {
            desk.moves_the_clock(minutes(1));
            list()["failure"].is_null()
        });
        let is_there = |template: &Value| template["name"] == name;
        assert!(before.as_array().is_some_and(|before| before.iter().any(is_there)));
        assert!(!items(&list()).iter().any(is_there), "{fault}");
    }
}

#[test]
fn while_meta_is_not_there_messages_wait_and_then_they_all_go() {
    /// Longer than all tries of a failure.
    const AWAY_MINUTES: i64 = 12;
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, eve) = (whatsapp.customer("Joe"), whatsapp.customer("Eve"));
    let (c, d) = (joe.writes("Where is my order?"), eve.writes("And mine?"));
    ann.accepts(c);
    ann.accepts(d);
    desk.meta_is_away();
    let mut entries = ["On its way.", "Tomorrow."].map(|text| (c, ann.replies(c, text))).to_vec();
    entries.push((d, ann.replies(d, "Yours too.")));
    for _ in 0..AWAY_MINUTES {
        let waits = tries(&desk);
        until("it is tried again", || {
            desk.moves_its_own_clock(seconds(5));
            tries(&desk) > waits
        });
        desk.moves_its_own_clock(minutes(1));
    }
    for (of, entry) in &entries {
        let delivery = ann.entry(*of, &entry["id"])["delivery"].clone();
        assert_eq!(delivery["status"], "queued", "what was never sent is not unknown: {delivery}");
    }
    assert_eq!(desk.admin.get("/inboxes/1").is(200)["status"], "ok", "nobody has to mend anything");
    desk.meta_is_back();
    until("they arrive", || {
        desk.moves_the_clock(seconds(5));
        joe.has_received().len() >= 2 && !eve.has_received().is_empty()
    });
    assert_eq!(joe.has_received(), ["On its way.", "Tomorrow."]);
    assert_eq!(eve.has_received(), ["Yours too."]);
}

/// How often what waits was tried in vain.
fn tries(desk: &Desk) -> u32 {
    let view = desk.app().store.view().expect("a view");
    let rows = view.outbox(OutboxId(0), 9).expect("rows");
    rows.iter().map(|row| row.waits).sum()
}
