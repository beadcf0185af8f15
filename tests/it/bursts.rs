//! Much at once: everything arrives, in its order, at the pace that the provider allows, and one
//! customer's many messages hold up nobody else.

use crate::desk::*;
use crate::messenger_phones::{does, with_page};
use deskbell::domain::contact::IdentityKind;
use deskbell::domain::{InboxId, OutboxId};
use deskbell::store::Progress;
use serde_json::{Value, json};

/// Set: everything as large as it may come, which takes minutes without an optimised build.
const IN_FULL: &str = "DESKBELL_BURSTS_IN_FULL";
/// How many write at the same time.
const WRITERS: usize = 4;
/// So often in a row nothing goes on before time passes: what has its turn needs a moment to begin.
const LOOKS: usize = 3;
/// How many of those that wait are looked at, to see whether something goes on.
const LOOKED_AT: usize = 200;
/// The clock of a test goes in steps: whatever is late for its turn meets the turns of the next one.
/// Meta has room for both if a step is shorter than what Meta saves up.
const STEP: Span = Span(500);
/// The turns of a step for sound: for so many a busy machine may be too late all the same.
const LATE_MAX: usize = 5;
const SOUND: &[u8] = b"ID3\x04 the rest of a song";

/// How much of it there is.
fn size(usual: usize, in_full: usize) -> usize {
    if std::env::var_os(IN_FULL).is_some() { in_full } else { usual }
}

fn numbers(to: usize) -> Vec<String> {
    (0..to).map(|number| number.to_string()).collect()
}

/// The admin holds as many conversations as there are.
fn opens(desk: &Desk, customer: &Customer<'_>) -> u64 {
    let c = customer.writes("Hello");
    desk.admin.accepts(c);
    c
}

/// Several write at once, each to conversations of his own: the numbers, to all of them in turn.
fn write_to_all(desk: &Desk, conversations: &[u64], each: usize) {
    std::thread::scope(|scope| {
        for own in conversations.chunks(conversations.len().div_ceil(WRITERS)) {
            scope.spawn(move || {
                for text in numbers(each) {
                    for conversation in own {
                        desk.admin.replies(*conversation, &text);
                    }
                }
            });
        }
    });
}

fn waiting(desk: &Desk) -> Vec<u64> {
    let view = desk.app().store.view().expect("a view");
    let rows = view.outbox(OutboxId(0), LOOKED_AT).expect("rows");
    rows.iter().map(|row| row.id.0).collect()
}

/// Whether one of them is between us and Meta.
fn is_under_way(desk: &Desk) -> bool {
    let view = desk.app().store.view().expect("a view");
    let rows = view.outbox(OutboxId(0), usize::MAX).expect("rows");
    rows.iter().any(|row| matches!(row.progress, Progress::InFlight { .. }))
}

/// Time passes, in steps, whenever nothing goes out any more, until all of it is out. Answers how
/// often Meta refused something.
fn goes_out(desk: &Desk, step: Span) -> usize {
    let (mut reached, mut refused) = (0, 0);
    let mut count = || {
        let path = format!("/requests?after={reached}");
        let log = desk.whatsapp().controls("GET", &path, Value::Null).is(200);
        for request in log["requests"].as_array().expect("a list") {
            reached = number(&request["number"]);
            refused += usize::from(request["status"] != 200);
        }
    };
    let mut before = waiting(desk);
    while !before.is_empty() {
        let mut still = 0;
        before = eventually("more goes out", || {
            let now = waiting(desk);
            if now != before {
                return Some(now);
            }
            still = if is_under_way(desk) { 0 } else { still + 1 };
            if still == LOOKS {
                still = 0;
                count();
                desk.moves_the_clock(step);
            }
            None
        });
    }
    count();
    refused
}

#[test]
fn a_burst_to_one_customer_arrives_whole_and_in_order() {
    let many = size(200, 500);
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (c, d) = (opens(&desk, &joe), opens(&desk, &kim));
    for text in numbers(many) {
        desk.admin.replies(c, &text);
    }
    until("the burst is out", || joe.has_received().len() >= 45);
    desk.admin.replies(d, "And you?");
    kim.receives("And you?");
    assert!(joe.has_received().len() < many, "Kim did not wait for Joe's");
    let refused = goes_out(&desk, seconds(12));
    until("all of it arrives", || joe.has_received().len() == many);
    assert_eq!(joe.has_received(), numbers(many));
    assert_eq!(refused, 0, "nobody had to say that it was too fast");
}

#[test]
fn much_to_many_arrives_whole_and_in_order_for_each() {
    let (people, each) = (size(24, 200), size(15, 25));
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let people: Vec<Customer<'_>> =
        (0..people).map(|number| whatsapp.customer(&format!("Person {number}"))).collect();
    let conversations: Vec<u64> = people.iter().map(|person| opens(&desk, person)).collect();
    write_to_all(&desk, &conversations, each);
    let refused = goes_out(&desk, STEP);
    for person in &people {
        until("all of it arrives", || person.has_received().len() == each);
        assert_eq!(person.has_received(), numbers(each), "{}", person.name);
    }
    assert_eq!(refused, 0, "nobody had to say that it was too fast");
}

/// Somebody new on the Page, and the conversation that he has begun.
fn begins_on_the_page(desk: &Desk, name: &str) -> (String, u64) {
    let made = desk.whatsapp().controls("POST", "/messenger/people", json!({"name": name}));
    let psid = made.is(201)["threads"][0]["psid"].as_str().expect("an id").to_owned();
    does(desk, &psid, "POST", "messages", json!({"text": "Hello"})).is(201);
    let conversation = eventually("the conversation is there", || {
        let view = desk.app().store.view().ok()?;
        let kind = IdentityKind::PageScopedId;
        let contact = view.contact_by_identity(InboxId(2), kind, &psid).ok()??;
        view.latest_conversation(contact.id, InboxId(2)).ok()?
    });
    desk.admin.accepts(conversation.0);
    (psid, conversation.0)
}

/// What the Page wrote, as the phone shows it: texts, and what files are.
fn has_received_on_messenger(desk: &Desk, psid: &str) -> Vec<String> {
    let shown = does(desk, psid, "GET", "messages", Value::Null).is(200);
    let messages = shown["messages"].as_array().expect("a list").iter();
    let from_page = messages.filter(|message| message["from"] == "business");
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let said = from_page.filter_map(|message| {
        word(&message["text"]).or_else(|| word(&message["attachments"][0]["type"]))
    });
    said.collect()
}

#[test]
fn a_page_writes_and_sends_sound_to_many_whole_and_in_order_for_each() {
    /// Every so many texts a sound.
    const SOUND_EVERY: usize = 6;
    let (people, each) = (size(20, 200), size(12, 24));
    let (desk, _) = with_page();
    let people: Vec<(String, u64)> =
        (0..people).map(|number| begins_on_the_page(&desk, &format!("Person {number}"))).collect();
    let sound = desk.admin.uploads("song.mp3", SOUND)["id"].clone();
    let mut expected = Vec::new();
    for number in 0..each {
        expected.push(number.to_string());
        if number % SOUND_EVERY == SOUND_EVERY - 1 {
            expected.push("audio".to_owned());
        }
    }
    std::thread::scope(|scope| {
        for own in people.chunks(people.len().div_ceil(WRITERS)) {
            let (desk, expected, sound) = (&desk, &expected, &sound);
            scope.spawn(move || {
                for what in expected {
                    for (_, conversation) in own {
                        let body = match what.as_str() {
                            "audio" => json!({"text": "", "attachment_ids": [sound]}),
                            text => json!({ "text": text }),
                        };
                        desk.admin.tries_to_send(*conversation, body).is(201);
                    }
                }
            });
        }
    });
    let refused = goes_out(&desk, STEP);
    for (psid, _) in &people {
        until("all of it arrives", || {
            has_received_on_messenger(&desk, psid).len() == expected.len()
        });
        assert_eq!(has_received_on_messenger(&desk, psid), expected, "{psid}");
    }
    assert!(refused <= LATE_MAX, "Meta had to say {refused} times that it was too fast");
}

#[test]
fn files_that_take_long_hold_up_no_text() {
    /// More than there are places for messages.
    const FILES: usize = 65;
    const LONG_MS: u64 = 120_000;
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let kim = whatsapp.customer("Kim");
    let d = opens(&desk, &kim);
    let sound = desk.admin.uploads("song.mp3", SOUND)["id"].clone();
    let slow = json!({"kind": "slow_answer", "calls": "uploads", "milliseconds": LONG_MS});
    whatsapp.breaks(json!([slow]));
    for number in 0..FILES {
        let c = opens(&desk, &whatsapp.customer(&format!("Person {number}")));
        let body = json!({"text": "", "attachment_ids": [sound]});
        desk.admin.tries_to_send(c, body).is(201);
    }
    desk.admin.replies(d, "How are you?");
    kim.receives("How are you?");
    until("only the files are still on their way", || waiting(&desk).len() == FILES);
}

#[test]
fn being_told_to_slow_down_costs_neither_messages_nor_their_order() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (c, d) = (opens(&desk, &joe), opens(&desk, &kim));
    whatsapp.breaks(json!([{"kind": "rate_limited", "count": 9}]));
    for text in numbers(6) {
        desk.admin.replies(c, &text);
        desk.admin.replies(d, &text);
    }
    until("all of it arrives", || {
        desk.moves_the_clock(seconds(10));
        joe.has_received().len() == 6 && kim.has_received().len() == 6
    });
    assert_eq!((joe.has_received(), kim.has_received()), (numbers(6), numbers(6)));
}
