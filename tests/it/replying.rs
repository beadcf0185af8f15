//! What agents say, and when it is refused.

use crate::desk::*;
use serde_json::json;

#[test]
fn after_a_day_of_silence_free_text_is_refused() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    assert!(ann.sees(c)["window_closes_at"].is_string());
    desk.waits(hours(25));
    ann.signs_in_again();
    let why = ann.tries_to_reply(c, "Sorry for the wait.").refuses(409, "window_closed");
    assert!(why.starts_with("WhatsApp "), "{why}");
    assert_eq!(joe.has_received(), [""; 0]);
    joe.writes("Hello?");
    ann.replies(c, "Sorry for the wait.");
    joe.receives("Sorry for the wait.");
}

#[test]
fn what_has_not_seen_a_colleagues_act_is_refused_until_it_is_confirmed() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let seen = number(&ann.sees(c)["last_seq"]);
    ann.transfers_to(c, &ben);
    ben.transfers_to(c, &ann);
    desk.moves_the_clock(seconds(5));
    let text = "On its way.";
    let why = ann.tries_to_send(c, json!({"text": text, "seen_seq": seen}));
    let why = why.refuses(409, "conversation_moved");
    assert_eq!(why, "Ben handed it to Ann 5 s ago: send anyway?");
    assert_eq!(joe.has_received(), [""; 0]);
    let now = number(&ann.sees(c)["last_seq"]);
    ann.tries_to_send(c, json!({"text": text, "seen_seq": now})).is(201);
    joe.receives(text);
    let unseen = json!({"text": "Or without having looked.", "seen_seq": null});
    ann.tries_to_send(c, unseen).is(201);
}

#[test]
fn what_happened_meanwhile_is_said_in_plain_words() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    desk.admin.patch("/settings", json!({"gives_back_after_seconds": 600})).is(200);
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.transfers_to(c, &ben);
    let asks = |seen: u64| {
        let answer = ann.tries_to_send(c, json!({"text": "On its way.", "seen_seq": seen}));
        answer.refuses(409, "conversation_moved")
    };
    ben.replies(c, "A moment.");
    let seen = number(&ann.sees(c)["last_seq"]) - 1;
    desk.admin.tries_to_transfer(c, json!({"agent_id": ann.id})).is(201);
    assert_eq!(asks(seen), "Admin handed it to Ann 0 s ago: send anyway?");
    let seen = number(&ann.sees(c)["last_seq"]);
    ann.transfers_to(c, &ben);
    ben.goes_away(&desk);
    desk.waits(minutes(20));
    ann.signs_in_again();
    desk.admin.patch("/me", json!({"availability": "away"})).is(200);
    desk.admin.patch("/queues/1", json!({"strategy": "least_busy"})).is(200);
    until("it is given to who is there", || ann.sees(c)["agent_id"] == ann.id);
    let why = asks(seen);
    assert!(why.starts_with("It was taken back from Ben, who was gone, "), "{why}");
    assert!(why.ends_with(" s ago: send anyway?"), "{why}");
}

#[test]
fn what_the_customer_writes_meanwhile_does_not_stop_an_answer() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let seen = number(&ann.sees(c)["last_seq"]);
    joe.writes("It is the blue one.");
    ann.tries_to_send(c, json!({"text": "On its way.", "seen_seq": seen})).is(201);
}

#[test]
fn notes_never_reach_the_provider() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.notes(c, "He is always like that: NOTE-CANARY");
    ann.transfers_to_queue(c, 1);
    ann.accepts(c);
    ann.replies(c, "On its way.");
    joe.receives("On its way.");
    ann.resolves(c, "NOTE-CANARY again");
    let requests = whatsapp.requests();
    assert_eq!(requests.len(), 1, "one request for one answer");
    let everything = serde_json::to_string(&requests).expect("JSON");
    assert!(everything.contains("On its way."), "the log shows what was sent");
    assert!(!everything.contains("CANARY"), "{everything}");
    assert_eq!(joe.phone().len(), 2);
}

#[test]
fn quick_replies_arrive_in_their_order() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let texts: Vec<String> = (1..=50).map(|n| format!("Part {n}")).collect();
    for text in &texts {
        ann.replies(c, text);
    }
    // WhatsApp takes 45 at once, then one in six seconds.
    until("all fifty arrive", || {
        desk.moves_the_clock(seconds(6));
        joe.has_received().len() >= texts.len()
    });
    assert_eq!(joe.has_received(), texts);
}

#[test]
fn a_reply_may_quote_and_may_keep_the_turn() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let c = joe.writes("Where is my order?");
    let other = kim.writes("And mine?");
    ann.accepts(c);
    let question = ann.timeline(c)[1]["id"].clone();
    let foreign = ann.timeline(other)[1]["id"].clone();
    let refused = ann.tries_to_send(c, json!({"text": "This one?", "reply_to": foreign}));
    refused.refuses(422, "invalid");
    let body = json!({"text": "This one?", "reply_to": question, "keep_active": true});
    let sent = ann.tries_to_send(c, body).is(201);
    assert_eq!(sent["reply_to"], question);
    assert_eq!(ann.sees(c)["state"], "active");
    joe.receives("This one?");
    let phone = joe.phone();
    assert_eq!(phone[1]["reply_to"], phone[0]["id"], "the phone shows what is quoted");
}

#[test]
fn texts_have_limits() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.tries_to_reply(c, " \n ").refuses(422, "invalid");
    ann.tries_to_reply(c, &"é".repeat(4097)).refuses(422, "invalid");
    ann.replies(c, &"é".repeat(4096));
    let note = json!({"text": "x".repeat(10_001)});
    ann.post(&format!("/conversations/{c}/notes"), note).refuses(422, "invalid");
}
