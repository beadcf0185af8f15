//! Providers deliver in any order; a timeline is read in the order in which its customer wrote.

use crate::desk::*;
use serde_json::{Value, json};

const JOE: &str = "447700900199";

/// Seconds of the desk's clock, so many ago.
fn ago(desk: &Desk, seconds: i64) -> i64 {
    desk.now().0 / 1_000 - seconds
}

/// A text of a number's, written so many seconds ago, comes now; gives its conversation.
fn comes(desk: &Desk, from: &str, words: &str, seconds_ago: i64) -> u64 {
    let id = format!("wamid.{from}.{words}");
    let message = text(&id, from, words, ago(desk, seconds_ago));
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    desk.whatsapp().is_read_in();
    desk.whatsapp().conversation_with(&id)
}

/// What was said, as it is read.
fn said(desk: &Desk, conversation: u64) -> Vec<String> {
    words_of(in_reading_order(desk.admin.timeline(conversation)))
}

fn words_of(entries: Vec<Value>) -> Vec<String> {
    let said = entries.iter().filter(|entry| entry["kind"] != "activity");
    said.map(|entry| entry["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn preview(desk: &Desk, conversation: u64) -> Value {
    desk.admin.sees(conversation)["preview"]["text"].clone()
}

#[test]
fn a_message_that_was_overtaken_is_read_where_it_was_written() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "second", 10);
    desk.moves_the_clock(minutes(8));
    assert_eq!(comes(&desk, JOE, "first", 500), c);
    assert_eq!(said(&desk, c), ["first", "second"]);
    assert_eq!(preview(&desk, c), "second");
    assert_eq!(desk.admin.sees(c)["unread"], 2);
    let entries = desk.admin.timeline(c);
    let seqs: Vec<u64> = entries.iter().map(|entry| number(&entry["seq"])).collect();
    assert!(seqs.is_sorted(), "pages are in the order of arrival");
    let (second, first) = (&entries[entries.len() - 2], &entries[entries.len() - 1]);
    assert_eq!((&first["text"], &first["place"]), (&json!("first"), &second["seq"]));
    assert_eq!(second["place"], second["seq"]);
    assert!(first["sent_at"].as_str() < second["sent_at"].as_str(), "{first}");
    assert!(first["at"].as_str() > second["at"].as_str(), "{first}");
    let opening = &in_reading_order(entries.clone())[0];
    assert_eq!(opening["activity"]["type"], "created", "nothing stands above the beginning");
    until("it is found", || !items(&desk.admin.searches("first")).is_empty());
}

#[test]
fn what_comes_again_changes_nothing() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "second", 1);
    comes(&desk, JOE, "first", 2);
    let before = desk.admin.timeline(c);
    let seen = desk.admin.sees(c);
    for (words, seconds_ago) in [("second", 1), ("first", 2), ("first", 2), ("second", 1)] {
        assert_eq!(comes(&desk, JOE, words, seconds_ago), c);
    }
    assert_eq!(desk.admin.timeline(c), before);
    assert_eq!(desk.admin.sees(c), seen);
}

#[test]
fn three_are_read_alike_in_whatever_order_they_come() {
    let desk = Desk::open();
    let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
    for (person, order) in orders.into_iter().enumerate() {
        let from = format!("44770090020{person}");
        let came = order.map(|n| comes(&desk, &from, &n.to_string(), 10 - n));
        assert_eq!(said(&desk, came[0]), ["1", "2", "3"], "{order:?}");
        assert_eq!(preview(&desk, came[0]), "3", "{order:?}");
    }
}

#[test]
fn in_the_same_second_what_came_first_is_read_first() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "one", 5);
    comes(&desk, JOE, "two", 5);
    comes(&desk, JOE, "before", 6);
    comes(&desk, JOE, "just before", 6);
    comes(&desk, JOE, "three", 5);
    assert_eq!(said(&desk, c), ["before", "just before", "one", "two", "three"]);
    assert_eq!(preview(&desk, c), "three");
}

#[test]
fn nothing_slips_in_above_an_answer_or_a_note() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = comes(&desk, JOE, "second", 5);
    ann.accepts(c);
    ann.replies(c, "answer");
    comes(&desk, JOE, "first", 6);
    assert_eq!(said(&desk, c), ["second", "answer", "first"]);
    assert_eq!(preview(&desk, c), "first");
    assert_eq!(desk.admin.sees(c)["state"], "active");
    ann.notes(c, "note");
    comes(&desk, JOE, "none", 7);
    comes(&desk, JOE, "zero", 8);
    assert_eq!(said(&desk, c), ["second", "answer", "first", "note", "zero", "none"]);
}

#[test]
fn an_automatic_reply_answers_nobody() {
    let desk = Desk::open();
    desk.queue_says(1, json!({"welcome": "Welcome!"}));
    let c = comes(&desk, JOE, "second", 5);
    desk.agent("Ann").accepts(c);
    comes(&desk, JOE, "first", 6);
    assert_eq!(said(&desk, c), ["first", "second", "Welcome!"]);
}

#[test]
fn what_comes_after_the_end_begins_anew() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "second", 5);
    desk.admin.accepts(c);
    desk.admin.resolves(c, "done");
    let next = comes(&desk, JOE, "first", 6);
    assert_ne!(next, c);
    let entries = desk.admin.timeline(next);
    assert_eq!(words_of(in_reading_order(entries)), ["second", "first"]);
    assert_eq!(desk.admin.sees(next)["state"], "queued");
}

#[test]
fn closing_words_that_came_late_end_nothing() {
    let desk = Desk::open();
    desk.admin.sets(json!({"closing_words": {"on": true, "words": ["all done"]}}));
    let c = comes(&desk, JOE, "wait, one more", 5);
    comes(&desk, JOE, "all done", 6);
    assert_eq!(said(&desk, c), ["all done", "wait, one more"]);
    assert_eq!(desk.admin.sees(c)["state"], "queued");
}

#[test]
fn a_clock_that_is_ahead_pushes_nothing_aside() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "from the future", -3_600);
    desk.moves_the_clock(seconds(2));
    comes(&desk, JOE, "from now", 1);
    assert_eq!(said(&desk, c), ["from the future", "from now"]);
}

#[test]
fn the_customer_sees_the_last_that_he_wrote_as_read() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "second", 1);
    desk.admin.accepts(c);
    comes(&desk, JOE, "first", 2);
    let seq = number(&desk.admin.sees(c)["last_seq"]);
    desk.admin.put(&format!("/conversations/{c}/read-mark"), json!({ "seq": seq })).is(204);
    let marked = eventually("it is marked as read", || {
        let requests = desk.whatsapp().requests().into_iter();
        let bodies = requests.filter_map(|request| {
            serde_json::from_str::<Value>(request["body"].as_str().unwrap_or_default()).ok()
        });
        bodies.into_iter().find(|body| body["status"] == "read")
    });
    assert_eq!(marked["message_id"], format!("wamid.{JOE}.second"));
    assert_eq!(desk.admin.sees(c)["unread"], 0);
}

#[test]
fn pages_put_together_are_read_in_order() {
    let desk = Desk::open();
    let c = comes(&desk, JOE, "5", 5);
    for (words, seconds_ago) in [("7", 3), ("3", 7), ("9", 1), ("4", 6), ("8", 2), ("6", 4)] {
        comes(&desk, JOE, words, seconds_ago);
    }
    let path = format!("/conversations/{c}/timeline?limit=2");
    let (mut entries, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.admin.get(&format!("{path}{cursor}")).is(200);
        let found = items(&page);
        assert!(found.len() <= 2 && found.iter().map(|e| number(&e["seq"])).is_sorted());
        entries.extend(found);
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&before={next}"),
            None => break,
        }
    }
    assert_eq!(entries.len() as u64, number(&desk.admin.sees(c)["last_seq"]));
    assert_eq!(words_of(in_reading_order(entries)), ["3", "4", "5", "6", "7", "8", "9"]);
}

fn tells(desk: &Desk, page: &Page, mid: &str, at: i64, words: &str) {
    let message = json!({"mid": mid, "text": words});
    page.tells(desk, json!({"timestamp": at, "message": message}));
}

#[test]
fn on_messenger_milliseconds_decide() {
    let (desk, page) = Desk::open_with_page();
    let now = desk.now().0;
    for (mid, at, words) in [("m_2", now - 1, "2"), ("m_1", now - 2, "1"), ("m_3", now - 1, "3")] {
        tells(&desk, &page, mid, at, words);
    }
    let c = page.conversation_with(&desk, "m_2");
    assert_eq!(said(&desk, c), ["1", "2", "3"]);
    assert_eq!(preview(&desk, c), "3");
}

#[test]
fn the_list_follows_a_change_of_the_last_message_though_another_came_later() {
    let (desk, page) = Desk::open_with_page();
    let now = desk.now().0;
    tells(&desk, &page, "m_2", now - 1, "secnd");
    tells(&desk, &page, "m_1", now - 2, "frst");
    let c = page.conversation_with(&desk, "m_2");
    let edit = |mid: &str, words: &str| json!({"message_edit": {"mid": mid, "text": words, "num_edit": 1}});
    page.tells(&desk, edit("m_1", "first"));
    assert_eq!(preview(&desk, c), "secnd");
    page.tells(&desk, edit("m_2", "second"));
    assert_eq!(preview(&desk, c), "second");
    assert_eq!(said(&desk, c), ["first", "second"]);
}
