//! Until when people may be written to: shown, listed, and decided again at the last moment.

use crate::desk::*;
use crate::keys::with_scopes;
use serde_json::{Value, json};

fn human_agent(desk: &Desk) {
    desk.admin.patch("/inboxes/2", json!({"options": {"human_agent": true}})).is(200);
}

#[test]
fn a_page_may_answer_for_a_day_and_a_person_for_seven_where_meta_lets_him() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    desk.waits(hours(25));
    ann.signs_in_again();
    let why = ann.tries_to_reply(c, "Late").refuses(409, "window_closed");
    assert!(why.contains("24 hours"), "{why}");
    human_agent(&desk);
    assert!(ann.sees(c)["human_agent_until"].is_string());
    ann.replies(c, "Late, but a person");
    let body = page.sent(0);
    assert_eq!(
        (&body["messaging_type"], &body["tag"]),
        (&json!("MESSAGE_TAG"), &json!("HUMAN_AGENT"))
    );
    desk.waits(hours(6 * 24));
    ann.signs_in_again();
    let why = ann.tries_to_reply(c, "Too late").refuses(409, "window_closed");
    assert!(why.contains("7 days"), "{why}");
}

#[test]
fn a_late_answer_without_metas_leave_fails_alone_and_an_admin_is_told() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    human_agent(&desk);
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    desk.waits(hours(25));
    ann.signs_in_again();
    page.refuses(10, 2018028);
    let entry = ann.replies(c, "Late");
    until("it is refused", || ann.entry(c, &entry["id"])["delivery"]["status"] == "failed");
    let reason = ann.entry(c, &entry["id"])["delivery"]["reason"].clone();
    assert!(reason.as_str().is_some_and(|why| why.contains("Human Agent")), "{reason}");
    desk.admin.signs_in_again();
    let inbox = desk.admin.get("/inboxes/2").is(200);
    assert_eq!(inbox["status"], "ok", "the page goes on: {inbox}");
    assert_eq!(inbox["warnings"][0]["kind"], "human_agent");
    page.is_written_to(&desk, "m_2", "Are you there?");
    ann.replies(c, "Yes");
    until("it is taken", || page.taken() == 1);
}

#[test]
fn a_program_may_answer_for_a_day_only() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    human_agent(&desk);
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    let scopes = ["read_conversations", "write_conversations"];
    let bot = with_scopes(&desk, &ann, &scopes);
    let path = format!("/conversations/{c}/messages");
    bot.asks("POST", &path, Some(json!({"text": "Beep"}))).is(201);
    until("it is taken", || page.taken() == 1);
    desk.waits(hours(25));
    let why = bot.asks("POST", &path, Some(json!({"text": "Late"}))).refuses(409, "window_closed");
    assert!(why.contains("a program"), "{why}");
    ann.signs_in_again();
    ann.replies(c, "Late, but a person");
    assert_eq!(page.sent(1)["tag"], "HUMAN_AGENT");
}

#[test]
fn a_reaction_opens_the_window_again() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    desk.waits(hours(25));
    ann.signs_in_again();
    ann.tries_to_reply(c, "Late").refuses(409, "window_closed");
    let at = desk.now().0;
    page.tells(
        &desk,
        json!({"timestamp": at, "reaction": {"action": "react", "emoji": "👍", "mid": "m_1"}}),
    );
    ann.replies(c, "Not late");
    assert_eq!(page.sent(0)["messaging_type"], "RESPONSE");
}

#[test]
fn what_waited_beyond_the_window_is_not_sent() {
    let (desk, page) = Desk::open_with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    let c = page.is_written_to(&desk, "m_1", "Hello");
    ann.accepts(c);
    page.refuses(190, 463);
    let entry = ann.replies(c, "In time");
    until("the inbox stopped", || desk.admin.get("/inboxes/2").is(200)["status"] == "stopped");
    desk.waits(hours(25));
    let token = json!({"messenger": {"page_access_token": "EAAG-a-new-one"}});
    desk.admin.patch("/inboxes/2", token).is(200);
    ann.signs_in_again();
    let delivery = || ann.entry(c, &entry["id"])["delivery"].clone();
    until("it is given up", || delivery()["status"] == "failed");
    let why = delivery()["reason"].as_str().unwrap_or_default().to_owned();
    assert!(why.starts_with("The time to answer on Messenger was over"), "{why}");
    assert_eq!(ann.entry(c, &entry["id"])["text"], "In time", "the words are kept");
}

#[test]
fn conversations_are_listed_by_whose_window_closes_first() {
    let (desk, page) = Desk::open_with_page();
    let whatsapp = desk.whatsapp();
    let at = |hours_ago: i64| desk.now().0 / 1000 - hours_ago * 3600;
    let writes = |id: &str, from: &str, hours_ago: i64| {
        let message = text(id, from, "Hello", at(hours_ago));
        whatsapp.delivers(&envelope(json!({"messages": [message]}))).is(200);
        whatsapp.conversation_with(id)
    };
    let soon = writes("wamid.1", "447700900101", 23);
    let over = writes("wamid.2", "447700900102", 30);
    let later = writes("wamid.3", "447700900103", 1);
    let on_the_page = page.is_written_to(&desk, "m_1", "Hello");
    let list = |query: &str| desk.admin.lists_ids(query);
    assert_eq!(list("sort=window"), [soon, later, on_the_page]);
    assert_eq!(list("window=closing"), [soon]);
    assert_eq!(list("window=closing&sort=window&inbox=2"), [0_u64; 0]);
    assert!(list("sort=newest").contains(&over));
    desk.admin.get("/conversations?window=open").refuses(422, "invalid");
    let first: Value = desk.admin.get("/conversations?sort=window&limit=1").is(200);
    let cursor = first["next_cursor"].as_str().expect("there is more");
    assert_eq!(list(&format!("sort=window&cursor={cursor}")), [later, on_the_page]);
    let message = text("wamid.4", "447700900101", "Still there?", at(0));
    whatsapp.delivers(&envelope(json!({"messages": [message]}))).is(200);
    whatsapp.is_read_in();
    assert_eq!(list("window=closing"), [0_u64; 0]);
    desk.admin.resolves(later, "done");
    assert_eq!(list("sort=window"), [soon, on_the_page]);
    desk.waits(hours(22));
    assert_eq!(list("window=closing"), [soon, on_the_page]);
}
