//! A Facebook page at the desk: what people write, what we answer, and what others answer there.

use crate::desk::*;
use deskbell::actions::subscriptions;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";

fn status(agent: &Agent, conversation: u64, entry: &Value) -> Value {
    agent.entry(conversation, &entry["id"])["delivery"]["status"].clone()
}

fn comes_to(agent: &Agent, conversation: u64, entry: &Value, wanted: &str) {
    until(&format!("it is {wanted}"), || status(agent, conversation, entry) == wanted);
}

/// The messages of the timeline, in words.
fn said(agent: &Agent, conversation: u64) -> Vec<String> {
    let messages = agent.timeline(conversation).into_iter();
    messages.filter(|entry| entry["kind"] == "message").map(|entry| in_words(&entry)).collect()
}

#[test]
fn what_somebody_writes_to_the_page_is_answered() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    page.calls_the_person(json!({"first_name": "Peter", "last_name": "Chang", "id": PERSON}));
    let c = page.is_written_to(&desk, "m_1", "Do you have it in red?");
    let seen = ann.sees(c);
    assert_eq!((&seen["channel"], &seen["state"]), (&json!("messenger"), &json!("queued")));
    assert!(seen["window_closes_at"].is_string() && seen["human_agent_until"].is_null());
    until("the name is known", || ann.sees(c)["contact"]["name"] == "Peter Chang");
    ann.accepts(c);
    let question = ann.timeline(c).into_iter().find(|e| e["kind"] == "message").expect("one");
    let quoting = json!({"text": "We do.", "reply_to": question["id"]});
    let entry = ann.tries_to_send(c, quoting).is(201);
    let body = page.sent(0);
    assert_eq!(body["recipient"]["id"], PERSON);
    assert_eq!((&body["messaging_type"], &body["tag"]), (&json!("RESPONSE"), &Value::Null));
    assert_eq!(body["message"]["text"], "We do.");
    assert_eq!(body["reply_to"]["mid"], "m_1");
    assert!(body["message"]["metadata"].as_str().is_some_and(|m| m.starts_with("deskbell:")));
    comes_to(&ann, c, &entry, "sent");
}

#[test]
fn a_person_without_a_profile_has_a_name_all_the_same() {
    let (desk, page) = Desk::open_with_page();
    let c = page.is_written_to(&desk, "m_1", "Hello");
    assert_eq!(desk.admin.sees(c)["contact"]["name"], "Facebook user 1265");
}

#[test]
fn a_long_text_and_its_files_go_one_after_another() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    let text = ["word"; 500].join(" ");
    let entry = ann.sends_file(c, &text, &ann.uploads("a.png", PNG));
    comes_to(&ann, c, &entry, "sent");
    let sends = page.sends();
    assert_eq!(sends.len(), 3);
    let texts = [0, 1].map(|place| sends[place]["message"]["text"].as_str().unwrap_or_default());
    assert_eq!(texts.join(" "), text);
    let picture = json!({"type": "image", "payload": {"attachment_id": "77"}});
    assert_eq!(sends[2]["message"]["attachment"], picture);
    assert!(page.uploads()[0].contains("filename=\"a.png\""));
    assert_eq!(ann.entry(c, &entry["id"])["delivery"]["parts"].as_array().map(Vec::len), Some(3));
}

#[test]
fn an_echo_that_overtakes_the_answer_doubles_nothing() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    page.holds(true);
    let entry = ann.replies(c, "With a mark.");
    let callback = page.sent(0)["message"]["metadata"].clone();
    page.echoes(&desk, json!({"mid": "m_out_1", "text": "With a mark.", "metadata": callback}));
    assert_eq!(status(&ann, c, &entry), "sent", "the echo settles it");
    page.holds(false);
    until("it is answered", || page.taken() == 1);
    page.holds(true);
    let unmarked = ann.replies(c, "Without a mark.");
    page.sent(1);
    page.echoes(&desk, json!({"mid": "m_out_2", "text": "Without a mark."}));
    assert_eq!(status(&ann, c, &unmarked), "queued", "it waits for the answer");
    page.holds(false);
    comes_to(&ann, c, &unmarked, "sent");
    let expected = ["Facebook user 1265: Hello", "Ann: With a mark.", "Ann: Without a mark."];
    assert_eq!(said(&ann, c), expected);
}

#[test]
fn an_echo_settles_a_message_whose_answer_was_lost() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    page.loses_the_answer();
    let lost = ann.replies(c, "Lost");
    comes_to(&ann, c, &lost, "unknown");
    let callback = page.sent(0)["message"]["metadata"].clone();
    page.echoes(&desk, json!({"mid": "m_lost", "text": "Lost", "metadata": callback}));
    assert_eq!(status(&ann, c, &lost), "sent");
    page.refuses(1, 1357046);
    let garbled = ann.replies(c, "Garbled");
    comes_to(&ann, c, &garbled, "unknown");
    page.echoes(
        &desk,
        json!({"mid": "m_garbled", "text": "Garbled", "app_id": 1517776481860111_u64}),
    );
    assert_eq!(status(&ann, c, &garbled), "sent", "by its words");
    assert_eq!(page.sends().len(), 2, "nothing is sent twice");
    assert_eq!(said(&ann, c).len(), 3);
}

#[test]
fn what_its_echo_tells_to_have_arrived_is_not_tried_again() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    // Meta fails after it has taken the message.
    page.answers(500, json!({"error": {"code": 2, "message": "(#2) Service unavailable"}}));
    let entry = ann.replies(c, "Once.");
    let callback = page.sent(0)["message"]["metadata"].clone();
    page.echoes(&desk, json!({"mid": "m_taken", "text": "Once.", "metadata": callback}));
    comes_to(&ann, c, &entry, "sent");
    ann.replies(c, "Next.");
    until("the next one is taken", || {
        desk.moves_the_clock(seconds(2));
        page.taken() == 1
    });
    let texts: Vec<_> =
        page.sends().into_iter().map(|sent| sent["message"]["text"].clone()).collect();
    assert_eq!(texts, [json!("Once."), json!("Next.")]);
}

#[test]
fn a_long_first_message_and_a_long_welcome_come_whole() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let welcome = "Good day to you. ".repeat(117) + "Welcome!!!!";
    assert_eq!(welcome.chars().count(), 2_000);
    desk.queue_says(1, json!({ "welcome": welcome }));
    let c = page.is_written_to(&desk, "m_1", "Hello");
    until("the welcome is there", || page.taken() == 2);
    ann.accepts(c);
    ann.resolves(c, "done");
    let contact = number(&ann.sees(c)["contact"]["id"]);
    let text = "It has come at last. ".repeat(200);
    let begun = json!({"inbox_id": 2, "contact_id": contact, "text": text});
    let begun = number(&ann.post("/conversations", begun).is(201)["id"]);
    until("all of it is taken", || page.taken() == 5);
    let words = |sent: &[Value]| {
        let texts = sent.iter().filter_map(|sent| sent["message"]["text"].as_str());
        texts.flat_map(str::split_whitespace).map(str::to_owned).collect::<Vec<_>>()
    };
    let (first, then) = (page.sends()[..2].to_vec(), page.sends()[2..].to_vec());
    assert_eq!(words(&first), welcome.split_whitespace().collect::<Vec<_>>());
    assert_eq!(words(&then), text.split_whitespace().collect::<Vec<_>>());
    let entry = ann.timeline(begun).pop().expect("a message");
    comes_to(&ann, begun, &entry, "sent");
}

#[test]
fn what_is_written_in_the_pages_inbox_is_shown_and_gives_the_conversation_to_nobody() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    let echo = json!({"mid": "m_else", "text": "Answered there", "app_id": 26390203743090_u64});
    page.echoes(&desk, echo.clone());
    page.echoes(&desk, echo);
    assert_eq!(said(&ann, c), ["Facebook user 1265: Hello", "Facebook page: Answered there"]);
    let seen = ann.sees(c);
    assert_eq!((&seen["state"], &seen["agent_id"]), (&json!("queued"), &Value::Null));
    assert_eq!(seen["preview"]["author"], "outside");
    let entry = ann.timeline(c).pop().expect("an entry");
    assert_eq!((&entry["outside"], &entry["direction"]), (&json!(true), &json!("outbound")));
    assert_eq!(entry["delivery"]["status"], "sent");
    assert_eq!(page.sends().len(), 0);
}

#[test]
fn what_the_page_writes_first_is_followed_by_the_answer() {
    let (desk, page) = Desk::open_with_page();
    page.echoes(&desk, json!({"mid": "m_first", "text": "Your parcel is here"}));
    let first = page.conversation_with(&desk, "m_first");
    assert_eq!(desk.admin.sees(first)["state"], "resolved");
    let c = page.is_written_to(&desk, "m_2", "Thank you");
    assert_ne!(c, first);
    assert_eq!(desk.admin.sees(c)["previous_id"], first);
}

#[test]
fn watermarks_raise_what_was_sent_by_then_and_lower_nothing() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    let first = ann.replies(c, "One");
    comes_to(&ann, c, &first, "sent");
    page.refuses(100, 2018109);
    let before = desk.now().0;
    desk.moves_the_clock(seconds(10));
    let second = ann.replies(c, "Two");
    until("the second is tried", || page.sends().len() == 2);
    page.tells(&desk, json!({"delivery": {"watermark": before}}));
    assert_eq!(status(&ann, c, &first), "delivered");
    comes_to(&ann, c, &second, "failed");
    page.tells(&desk, json!({"read": {"watermark": desk.now().0}}));
    assert_eq!(status(&ann, c, &first), "read");
    assert_eq!(status(&ann, c, &second), "failed", "a watermark says nothing of it");
    page.tells(&desk, json!({"delivery": {"watermark": desk.now().0, "mids": ["m_out_1"]}}));
    assert_eq!(status(&ann, c, &first), "read");
}

#[test]
fn who_cannot_be_reached_any_more_has_left() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    page.refuses(551, 1545041);
    let entry = ann.replies(c, "Are you there?");
    comes_to(&ann, c, &entry, "failed");
    assert_eq!(ann.sees(c)["state"], "abandoned");
}

#[test]
fn a_token_that_ended_keeps_what_waits() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    page.refuses(190, 463);
    let (first, second) = (ann.replies(c, "One"), ann.replies(c, "Two"));
    until("the inbox stopped", || desk.admin.get("/inboxes/2").is(200)["status"] == "stopped");
    assert_eq!(
        (status(&ann, c, &first), status(&ann, c, &second)),
        (json!("queued"), json!("queued"))
    );
    let token = json!({"messenger": {"page_access_token": "EAAG-a-new-one"}});
    desk.admin.patch("/inboxes/2", token).is(200);
    comes_to(&ann, c, &second, "sent");
    let texts: Vec<Value> = page.sends().iter().map(|b| b["message"]["text"].clone()).collect();
    assert_eq!(texts, ["One", "One", "Two"]);
}

#[test]
fn doubled_and_late_events_end_alike() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    let c = page.is_written_to(&desk, "m_1", "helo");
    for _ in 0..2 {
        assert_eq!(page.is_written_to(&desk, "m_1", "helo"), c);
        let tap = json!({"timestamp": 1_750_000_000_000_i64, "postback": {"title": "Go", "payload": "GO"}});
        page.tells(&desk, tap);
        page.tells(&desk, json!({"message_edit": {"mid": "m_1", "text": "hello!", "num_edit": 2}}));
        page.tells(
            &desk,
            json!({"message_edit": {"mid": "m_1", "text": "hello", "num_edit": "1"}}),
        );
        page.tells(&desk, json!({"timestamp": desk.now().0, "reaction": {"reaction": "love", "action": "react", "mid": "m_1"}}));
    }
    assert_eq!(said(&ann, c), ["Facebook user 1265: hello!", "Facebook user 1265: Go"]);
    let message = ann.timeline(c).into_iter().find(|e| e["text"] == "hello!").expect("it");
    assert_eq!(message["versions"][0]["text"], "helo");
    assert_eq!(message["reactions"].as_array().map(Vec::len), Some(1));
    page.tells(&desk, json!({"message": {"mid": "m_1", "is_deleted": true}}));
    assert!(ann.entry(c, &message["id"])["deleted_at"].is_string());
}

#[test]
fn a_change_that_is_told_before_its_message_is_kept_for_it() {
    let (desk, page) = Desk::open_with_page();
    let edit = json!({"message_edit": {"mid": "m_1", "text": "hello", "num_edit": 1}});
    page.tells(&desk, edit.clone());
    page.tells(&desk, edit);
    page.tells(&desk, json!({"reaction": {"emoji": "👍", "action": "react", "mid": "m_1"}}));
    let c = page.is_written_to(&desk, "m_1", "helo");
    let message = desk.admin.timeline(c).pop().expect("a message");
    assert_eq!(
        (&message["text"], &message["reactions"][0]["emoji"]),
        (&json!("hello"), &json!("👍"))
    );
    assert_eq!(message["versions"][0]["text"], "helo");
}

#[test]
fn while_another_app_answers_nobody_is_given_it() {
    let (desk, page) = Desk::open_with_page();
    let event = json!({"message": {"mid": "m_1", "text": "To the robot"}});
    page.tells_in(&desk, "standby", event);
    let c = page.conversation_with(&desk, "m_1");
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
    assert!(desk.admin.reads(c).contains(&"Facebook user 1265: To the robot".to_owned()));
    let next = page.is_written_to(&desk, "m_2", "To a person");
    assert_eq!(desk.admin.sees(next)["state"], "queued");
}

#[test]
fn one_address_serves_both_of_metas_channels() {
    let (desk, page) = Desk::open_with_page();
    let message = text("wamid.1", "447700900102", "Hello", desk.now().0 / 1000);
    page.delivers(&desk, "/hooks/messenger", &envelope(json!({"messages": [message]})));
    let event = json!({"sender": {"id": PERSON}, "recipient": {"id": PAGE_ID}, "message": {"mid": "m_1", "text": "Hi"}});
    let body = json!({"object": "page", "entry": [{"id": PAGE_ID, "messaging": [event]}]});
    page.delivers(&desk, "/hooks/whatsapp", &body);
    assert_eq!(desk.admin.lists("channel=whatsapp").len(), 1);
    assert_eq!(desk.admin.lists("channel=messenger").len(), 1);
    let other = json!({"object": "instagram", "entry": [{"id": "1"}]});
    page.delivers(&desk, "/hooks/messenger", &other);
    assert_eq!(items(&desk.admin.get("/deliveries/unreadable").is(200)).len(), 0);
    let challenge = "/hooks/messenger?hub.mode=subscribe&hub.challenge=0042&hub.verify_token=";
    let asks =
        |token: &str| desk.http.send(desk.http.request("GET", &format!("{challenge}{token}")));
    assert_eq!(asks(VERIFY_TOKEN).text, "0042");
    assert_eq!(asks("wrong").status, 403);
}

#[test]
fn metas_policy_is_told_to_the_admins() {
    let (desk, page) = Desk::open_with_page();
    let told = json!({"policy_enforcement": {"action": "warning", "reason": "Too fast."}});
    page.tells(&desk, told);
    let warnings = desk.admin.get("/inboxes/2").is(200)["warnings"].clone();
    assert_eq!(warnings[0]["text"], "Meta warns this page's app: Too fast.");
}

#[test]
fn a_page_that_has_lost_us_is_connected_again_and_the_outage_is_told() {
    let (desk, page) = Desk::open_with_page();
    page.is_written_to(&desk, "m_1", "Hello");
    let mend = || desk.http.runtime.block_on(subscriptions::mend(desk.app())).expect("mended");
    mend();
    assert_eq!(desk.admin.get("/inboxes/2").is(200)["warnings"], json!([]));
    page.forgets_the_app();
    mend();
    assert!(page.is_subscribed());
    let warnings = desk.admin.get("/inboxes/2").is(200)["warnings"].clone();
    assert_eq!(warnings[0]["kind"], "subscription_lost");
}
