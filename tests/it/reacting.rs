//! Agents react to messages: it shows at once, goes out in order, and is taken back if it does not
//! get there.

use crate::desk::*;
use serde_json::{Value, json};

fn path(conversation: u64, entry: &Value) -> String {
    format!("/conversations/{conversation}/timeline/{}/reaction", entry["id"])
}

fn reacts(agent: &Agent, conversation: u64, entry: &Value, emoji: &str) -> Answer {
    agent.put(&path(conversation, entry), json!({ "emoji": emoji }))
}

fn shown(agent: &Agent, conversation: u64, entry: &Value) -> Vec<(String, String)> {
    let reactions = agent.entry(conversation, &entry["id"])["reactions"].clone();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = reactions.as_array().expect("a list").iter();
    all.map(|one| (word(&one["emoji"]), word(&one["by"]))).collect()
}

fn pair(emoji: &str, by: &str) -> (String, String) {
    (emoji.to_owned(), by.to_owned())
}

/// What was sent, by type and by what it says.
fn sent(desk: &Desk) -> Vec<(String, String)> {
    let requests = desk.whatsapp().requests().into_iter();
    let bodies = requests.filter_map(|request| {
        serde_json::from_str::<Value>(request["body"].as_str().unwrap_or_default()).ok()
    });
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let say = |body: Value| match body["type"].as_str() {
        Some("reaction") => ("reaction".to_owned(), word(&body["reaction"]["emoji"])),
        _ => (word(&body["type"]), word(&body["text"]["body"])),
    };
    bodies.map(say).collect()
}

#[test]
fn a_reaction_shows_at_once_and_goes_out_behind_what_was_written_before() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Thank you!");
    ann.accepts(c);
    let asked = ann.timeline(c)[1].clone();
    whatsapp.breaks(json!([{"kind": "slow_answer", "count": 1, "milliseconds": 1000}]));
    ann.replies(c, "You are welcome.");
    let entry = reacts(&ann, c, &asked, "👍").is(200);
    assert_eq!(entry["reactions"][0]["agent_id"], ann.id);
    assert_eq!(shown(&ann, c, &asked), [pair("👍", "agent")]);
    reacts(&ann, c, &asked, "👍").is(200);
    until("both went out", || sent(&desk).len() >= 2);
    let text = |text: &str| ("text".to_owned(), text.to_owned());
    assert_eq!(sent(&desk), [text("You are welcome."), ("reaction".to_owned(), "👍".to_owned())]);
    reacts(&ben, c, &asked, "❤️").refuses(409, "not_yours");
    reacts(&ann, c, &asked, "ok").refuses(422, "invalid");
    let note = ann.notes(c, "kind");
    reacts(&ann, c, &note, "👍").refuses(404, "not_found");
}

#[test]
fn a_reaction_that_does_not_get_there_is_taken_back_and_a_line_says_why() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Thank you!");
    ann.accepts(c);
    let asked = ann.timeline(c)[1].clone();
    whatsapp.breaks(json!([{"kind": "server_error"}]));
    reacts(&ann, c, &asked, "👍").is(200);
    until("it is taken back", || {
        desk.moves_the_clock(seconds(30));
        shown(&ann, c, &asked).is_empty()
    });
    let line = ann.timeline(c).pop().expect("a line");
    assert_eq!(line["activity"]["type"], "reaction_failed");
    let reason = line["activity"]["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason.contains("8 times"), "{reason}");
    whatsapp.breaks(json!([]));
    let entry = ann.replies(c, "You are welcome.");
    until("what follows goes out", || {
        desk.moves_the_clock(seconds(30));
        ann.entry(c, &entry["id"])["delivery"]["status"] == "delivered"
    });
}

#[test]
fn a_reaction_that_does_not_get_there_in_the_end_is_taken_back_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Thank you!");
    ann.accepts(c);
    let asked = ann.timeline(c)[1].clone();
    reacts(&ann, c, &asked, "👍").is(200);
    until("it went out", || sent(&desk).len() == 1);
    let body = whatsapp.requests()[0]["body"].clone();
    let body: Value = serde_json::from_str(body.as_str().expect("a body")).expect("JSON");
    let callback = body["biz_opaque_callback_data"].as_str().expect("what names it");
    let at = desk.now().0 / 1_000;
    let mut failed = status("wamid.R", "failed", at, Some(callback));
    failed["errors"] = json!([{"code": 131047, "title": "Re-engagement message"}]);
    for _ in 0..2 {
        whatsapp.delivers(&envelope(json!({ "statuses": [failed] }))).is(200);
        whatsapp.is_read_in();
    }
    assert_eq!(shown(&ann, c, &asked), []);
    let lines = ann.timeline(c).into_iter();
    assert_eq!(lines.filter(|line| line["activity"]["type"] == "reaction_failed").count(), 1);
}
