//! A page's thread beside us: other apps that answer in it, watermarks, echoes, taps without an id.

use crate::desk::*;
use deskbell::domain::ConversationId;
use deskbell::domain::timeline::Author;
use serde_json::{Value, json};

fn status(agent: &Agent, conversation: u64, entry: &Value) -> Value {
    agent.entry(conversation, &entry["id"])["delivery"]["status"].clone()
}

fn comes_to(agent: &Agent, conversation: u64, entry: &Value, wanted: &str) {
    until(&format!("it is {wanted}"), || status(agent, conversation, entry) == wanted);
}

/// Somebody who has written to the page, and Ann, who has taken it.
fn begins(desk: &Desk, page: &Page) -> (Agent, u64) {
    let ann = desk.agent("Ann");
    let c = page.is_written_to(desk, "m_1", "Hello");
    ann.accepts(c);
    (ann, c)
}

#[test]
fn a_thread_that_another_app_hands_over_to_us_waits_for_somebody() {
    let (desk, page) = Desk::open_with_page();
    page.tells_in(&desk, "standby", json!({"message": {"mid": "m_1", "text": "To the robot"}}));
    let shown = page.conversation_with(&desk, "m_1");
    let passes = |to: &str| {
        let told = json!({"new_owner_app_id": to, "previous_owner_app_id": "1"});
        page.tells(&desk, json!({ "pass_thread_control": told }));
    };
    passes("2");
    assert_eq!(desk.admin.lists("state=queued").len(), 0, "another robot has it");
    passes(APP_ID);
    passes(APP_ID);
    let waiting = desk.admin.lists("state=queued");
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!((&waiting[0]["previous_id"], &waiting[0]["unread"]), (&json!(shown), &json!(1)));
    assert_eq!(waiting[0]["preview"]["text"], "To the robot");
    let c = number(&waiting[0]["id"]);
    let lines = desk.admin.timeline(c);
    assert_eq!(lines.last().map(|line| &line["activity"]["what"]), Some(&json!("handed_over")));
    let ann = desk.agent("Ann");
    ann.accepts(c);
    let entry = ann.replies(c, "Here is a person.");
    comes_to(&ann, c, &entry, "sent");
    passes(APP_ID);
    assert_eq!(ann.sees(c)["state"], "pending", "it is told once");
    desk.moves_the_clock(seconds(5));
    passes(APP_ID);
    assert_eq!(ann.sees(c)["state"], "active", "the customer waits for us again");
}

#[test]
fn a_watermark_marks_what_lies_behind_messages_that_have_their_mark() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    let sent: Vec<Value> = ["One", "Two", "Three"].map(|text| ann.replies(c, text)).into();
    comes_to(&ann, c, &sent[2], "sent");
    page.tells(&desk, json!({"delivery": {"mids": ["m_out_2"]}}));
    page.tells(&desk, json!({"delivery": {"watermark": desk.now().0, "mids": ["m_out_3"]}}));
    let marks: Vec<Value> = sent.iter().map(|entry| status(&ann, c, entry)).collect();
    assert_eq!(marks, ["delivered"; 3]);
}

#[test]
fn a_watermark_holds_for_what_a_late_echo_settles() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    page.loses_the_answer();
    let marked = ann.replies(c, "With a mark");
    comes_to(&ann, c, &marked, "unknown");
    let callback = page.sent(0)["message"]["metadata"].clone();
    page.loses_the_answer();
    let unmarked = ann.replies(c, "Without a mark");
    comes_to(&ann, c, &unmarked, "unknown");
    page.tells(&desk, json!({"read": {"watermark": desk.now().0}}));
    page.echoes(&desk, json!({"mid": "m_a", "text": "With a mark", "metadata": callback}));
    page.echoes(&desk, json!({"mid": "m_b", "text": "Without a mark"}));
    assert_eq!(
        (status(&ann, c, &marked), status(&ann, c, &unmarked)),
        (json!("read"), json!("read"))
    );
}

#[test]
fn of_many_echoes_during_one_answer_none_is_lost() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    page.holds(true);
    let entry = ann.replies(c, "Mine");
    page.sent(0);
    let echo = |n: usize| {
        json!({"sender": {"id": PAGE_ID}, "recipient": {"id": PERSON}, "timestamp": desk.now().0,
            "message": {"mid": format!("m_else_{n:03}"), "text": format!("{n}"), "is_echo": true, "app_id": 7}})
    };
    let events: Vec<Value> = (0..=100).map(echo).collect();
    let body = json!({"object": "page", "entry": [{"id": PAGE_ID, "messaging": events}]});
    page.delivers(&desk, "/hooks/messenger", &body);
    // More than one page of the timeline.
    let outside = || {
        let view = desk.app().store.view().expect("a view");
        let all = view.entries_before(ConversationId(c), u32::MAX, 300).expect("entries");
        all.iter().filter(|entry| entry.author == Author::Outside).count()
    };
    assert_eq!(outside(), 1, "so many wait for the answer, and what is beyond them does not");
    assert_eq!(ann.timeline(c).pop().expect("an entry")["text"], "100");
    page.holds(false);
    until("all are shown", || outside() == 101);
    // It is no longer on the newest page of the timeline.
    let read = format!("/conversations/{c}/timeline?before={}&limit=1", number(&entry["id"]) + 1);
    let shown = items(&ann.get(&read).is(200)).remove(0);
    assert_eq!((&shown["id"], &shown["delivery"]["status"]), (&entry["id"], &json!("sent")));
}

#[test]
fn what_meta_gave_no_id_is_neither_quoted_nor_reacted_to() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    page.tells(&desk, json!({"postback": {"title": "Go", "payload": "GO"}}));
    let c = number(&desk.admin.lists("")[0]["id"]);
    ann.accepts(c);
    let tap = ann.timeline(c).into_iter().find(|entry| entry["text"] == "Go").expect("the tap");
    ann.tries_to_send(c, json!({"text": "We do.", "reply_to": tap["id"]})).is(201);
    let body = page.sent(0);
    assert_eq!((&body["message"]["text"], &body["reply_to"]), (&json!("We do."), &Value::Null));
    let path = format!("/conversations/{c}/timeline/{}/reaction", tap["id"]);
    ann.put(&path, json!({"emoji": "👍"})).refuses(409, "takes_no_reaction");
}

#[test]
fn who_types_first_has_the_message_marked_as_seen_all_the_same() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    ann.post(&format!("/conversations/{c}/typing"), json!({"is_note": false})).is(204);
    let told = |word: &str| page.sends().iter().any(|body| body["sender_action"] == word);
    until("he types", || told("typing_on"));
    let seq = ann.sees(c)["last_seq"].clone();
    ann.put(&format!("/conversations/{c}/read-mark"), json!({ "seq": seq })).is(204);
    until("it is marked as seen", || told("mark_seen"));
}

#[test]
fn a_name_is_asked_for_until_the_page_is_well_again() {
    let (desk, page) = Desk::open_with_page();
    page.calls_the_person(json!({"error": {"code": 190, "message": "expired"}}));
    let c = page.is_written_to(&desk, "m_1", "Hello");
    let waits = |hours_later: i64| {
        desk.moves_the_clock(hours(hours_later));
        until("it was asked again", || {
            let view = desk.app().store.view().expect("a view");
            let wanted = view.wanted_profiles(1).expect("names");
            wanted.first().is_none_or(|wanted| wanted.not_before > desk.now())
        });
    };
    for _ in 0..7 {
        waits(2);
    }
    page.calls_the_person(json!({"first_name": "Peter", "last_name": "Chang", "id": PERSON}));
    waits(2);
    desk.admin.signs_in_again();
    until("the name is known", || desk.admin.sees(c)["contact"]["name"] == "Peter Chang");
}
