//! What customers are told without a person.

use crate::desk::*;
use serde_json::{Value, json};

const DAY_MINUTES: i64 = 24 * 60;

/// Hours that are open each day for `long`, beginning in `ahead` from now.
pub fn opens(desk: &Desk, ahead: Span, long: Span) -> u64 {
    let minute = |ms: i64| (desk.now().0 + ms) / minutes(1).0 % DAY_MINUTES;
    let (from, to) = (minute(ahead.0), minute(ahead.0 + long.0));
    let opening = |from: i64, to: i64| {
        let text = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        json!({"from": text(from), "to": text(to)})
    };
    let day = match from < to {
        true => json!([opening(from, to)]),
        false if to == 0 => json!([opening(from, DAY_MINUTES)]),
        false => json!([opening(0, to), opening(from, DAY_MINUTES)]),
    };
    let body = json!({"name": format!("Opens at {from}"), "week": vec![day; 7]});
    number(&desk.admin.post("/hours", body).is(201)["id"])
}

pub fn all_replies() -> Value {
    json!({
        "welcome": "Welcome, {{first_name|friend}}!",
        "acknowledgement": "{{queue}} has your message: #{{conversation_number}}.",
        "off_hours": "We are closed.",
    })
}

#[test]
fn a_first_message_is_welcomed_and_acknowledged_once_and_nobodys_turn_changes() {
    let desk = Desk::open();
    desk.queue_says(1, all_replies());
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe Miller");
    let c = joe.writes("Where is my order?");
    let acknowledged = format!("Support has your message: #{c}.");
    joe.receives(&acknowledged);
    assert_eq!(joe.has_received(), ["Welcome, Joe!".to_owned(), acknowledged]);
    let waiting = desk.admin.sees(c);
    assert_eq!(waiting["state"], "queued");
    assert_eq!(waiting["first_response_at"], Value::Null);
    assert!(waiting["waiting_since"].is_string());
    assert_eq!(waiting["preview"]["text"], "Where is my order?");
    let lines = desk.admin.timeline(c);
    let ours = lines.last().expect("an entry");
    assert_eq!(
        (&ours["author"]["kind"], &ours["direction"]),
        (&json!("system"), &json!("outbound"))
    );
    joe.writes("Hello?");
    assert_eq!(desk.admin.timeline(c).len(), lines.len() + 1, "each comes once");
    desk.waits(hours(24));
    assert_eq!(desk.admin.sees(c)["state"], "abandoned", "they are no answer");
}

#[test]
fn an_agent_may_answer_what_was_answered_by_the_system_only() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.patch("/me", json!({"availability": "away"})).is(200);
    let seen = number(&ann.sees(c)["last_seq"]);
    desk.queue_says(1, all_replies());
    desk.keeps_hours(1, opens(&desk, hours(2), hours(1)));
    joe.writes("Hello?");
    joe.receives("We are closed.");
    ann.tries_to_send(c, json!({"text": "Here I am.", "seen_seq": seen})).is(201);
    joe.receives("Here I am.");
    joe.writes("Oh, thanks");
    assert_eq!(joe.has_received(), ["We are closed.", "Here I am."], "an agent answers");
}

#[test]
fn the_off_hours_reply_comes_once_in_each_closed_period() {
    let desk = Desk::open();
    desk.queue_says(1, all_replies());
    desk.keeps_hours(1, opens(&desk, hours(2), hours(1)));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    joe.receives("We are closed.");
    joe.writes("Hello?");
    desk.waits(hours(1));
    joe.writes("Anybody?");
    assert_eq!(joe.has_received(), ["We are closed."]);
    desk.waits(hours(1));
    joe.writes("Now?");
    let acknowledged = format!("Support has your message: #{c}.");
    joe.receives(&acknowledged);
    assert_eq!(joe.has_received().len(), 2, "a welcome is for the first message");
    desk.waits(hours(1));
    joe.writes("Still there?");
    until("the second period has its own", || {
        joe.has_received() == ["We are closed.", acknowledged.as_str(), "We are closed."]
    });
    assert_eq!(desk.admin.sees(c)["state"], "queued");
}

#[test]
fn who_is_given_to_somebody_at_once_needs_no_acknowledgement() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let body = json!({"name": "Sales", "strategy": "least_busy", "member_ids": [ann.id]});
    let sales = number(&desk.admin.post("/queues", body).is(201)["id"]);
    desk.admin.patch("/inboxes/1", json!({"queue_id": sales})).is(200);
    desk.queue_says(sales, all_replies());
    ann.patch("/me", json!({"availability": "online"})).is(200);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("A quote, please.");
    assert_eq!(ann.sees(c)["agent_id"], ann.id);
    joe.receives("Welcome, Joe!");
    assert_eq!(desk.admin.timeline(c).iter().filter(|e| e["direction"] == "outbound").count(), 1);
}

#[test]
fn hours_that_a_queue_keeps_stay() {
    let desk = Desk::open();
    let kept = opens(&desk, hours(2), hours(1));
    desk.keeps_hours(1, kept);
    let sentence = desk.admin.delete(&format!("/hours/{kept}")).refuses(409, "in_use");
    assert!(sentence.contains("“Support”"), "{sentence}");
}

#[test]
fn who_can_no_longer_be_written_to_gets_no_automatic_reply() {
    let desk = Desk::open();
    desk.queue_says(1, all_replies());
    let whatsapp = desk.whatsapp();
    let long_ago = desk.now().plus_ms(-hours(25).0).0 / 1_000;
    let message = text("wamid.LATE", "447700900999", "Hello?", long_ago);
    whatsapp.delivers(&envelope(json!({"messages": [message]}))).is(200);
    whatsapp.is_read_in();
    let c = whatsapp.conversation_with("wamid.LATE");
    assert_eq!(desk.admin.reads(c).len(), 2, "it was made and written, and that is all");
}

#[test]
fn a_closing_word_is_not_welcomed() {
    let desk = Desk::open();
    desk.queue_says(1, all_replies());
    desk.admin.sets(json!({"closing_words": {"on": true, "words": ["thanks"]}}));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Thanks!");
    assert_eq!(desk.admin.reads(c), ["Deskbell created", "Joe: Thanks!", "Joe resolved"]);
}

#[test]
fn who_is_taken_to_have_left_gets_the_last_words_if_they_still_reach_him() {
    let desk = Desk::open();
    desk.queue_says(
        1,
        json!({"abandoned": "Sorry that we missed you, {{ first_name }}{{nothing}}."}),
    );
    desk.admin.sets(json!({"abandonment_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Anybody there?");
    desk.waits(hours(1));
    joe.receives("Sorry that we missed you, Joe.");
    assert_eq!(desk.admin.sees(c)["state"], "abandoned");
    desk.admin.sets(json!({"abandonment_seconds": 86_400}));
    let late = joe.writes("Anybody now?");
    desk.waits(hours(24));
    assert_eq!(desk.admin.sees(late)["state"], "abandoned");
    assert_eq!(joe.has_received().len(), 1, "the window has closed");
}
