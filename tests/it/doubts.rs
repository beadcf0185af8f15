//! What is told of a message after its answer, or instead of it: nothing that the customer may have
//! is called failed, and no trouble that is over stops anything.

use crate::desk::*;
use deskbell::domain::OutboxId;
use serde_json::{Value, json};

fn delivery(agent: &Agent, conversation: u64, entry: &Value) -> Value {
    agent.entry(conversation, &entry["id"])["delivery"].clone()
}

fn comes_to(agent: &Agent, conversation: u64, entry: &Value, wanted: &str) {
    until(wanted, || delivery(agent, conversation, entry)["status"] == wanted);
}

fn begins(desk: &Desk, page: &Page) -> (Agent, u64) {
    let ann = desk.agent("Ann");
    let c = page.is_written_to(desk, "m_1", "Hello");
    ann.accepts(c);
    (ann, c)
}

/// Meta's own trouble, or the person's: every try of the next message ends like this.
fn fails(page: &Page, status: u16, times: usize) {
    for _ in 0..times {
        page.answers(status, json!({"error": {"code": 2, "message": "(#2) Unavailable"}}));
    }
}

/// The last message that was asked for comes back as the program's own.
fn echoes_the_last(desk: &Desk, page: &Page, mid: &str) {
    let last = page.sends().pop().expect("a message")["message"].clone();
    page.echoes(desk, json!({"mid": mid, "text": last["text"], "metadata": last["metadata"]}));
}

fn is_given_up(desk: &Desk, ann: &Agent, conversation: u64, entry: &Value) -> String {
    until("it is given up", || {
        desk.moves_the_clock(seconds(30));
        delivery(ann, conversation, entry)["status"] != "queued"
    });
    delivery(ann, conversation, entry)["status"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_the_customer_may_have_is_not_called_failed() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    fails(&page, 500, 8);
    let perhaps = ann.replies(c, "Perhaps");
    assert_eq!(is_given_up(&desk, &ann, c, &perhaps), "unknown");
    let resends = format!("/conversations/{c}/timeline/{}/resends", perhaps["id"]);
    ann.post(&resends, json!({})).refuses(409, "fate_unknown");
    echoes_the_last(&desk, &page, "m_perhaps");
    assert_eq!(delivery(&ann, c, &perhaps)["status"], "sent");
    // What was refused before Meta's servers failed at it is failed, until it is seen all the same.
    fails(&page, 400, 8);
    let refused = ann.replies(c, "Refused");
    assert_eq!(is_given_up(&desk, &ann, c, &refused), "failed");
    echoes_the_last(&desk, &page, "m_refused");
    let settled = delivery(&ann, c, &refused);
    assert_eq!((&settled["status"], &settled["reason"]), (&json!("sent"), &Value::Null));
    // And what is known to be there is not given up by a later try.
    fails(&page, 500, 1);
    let there = ann.replies(c, "There");
    until("it is tried", || page.sends().len() == 17);
    echoes_the_last(&desk, &page, "m_there");
    comes_to(&ann, c, &there, "sent");
    desk.waits(hours(25));
    until("nothing waits any more", || {
        let view = desk.app().store.view().expect("a view");
        view.outbox(OutboxId(0), 9).is_ok_and(|rows| rows.is_empty())
    });
    ann.signs_in_again();
    assert_eq!(delivery(&ann, c, &there)["status"], "sent");
    assert_eq!(page.sends().len(), 17, "nothing is sent twice");
}

#[test]
fn another_programs_echo_settles_nothing_of_ours() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    page.loses_the_answer();
    let entry = ann.replies(c, "Ours");
    comes_to(&ann, c, &entry, "unknown");
    let mark = page.sent(0)["message"]["metadata"].clone();
    let text = json!("Theirs");
    let theirs = json!({"mid": "m_1x", "text": text, "metadata": mark, "app_id": 4711});
    page.echoes(&desk, theirs);
    // Another Deskbell counts its messages as we do, and may have our app.
    let number = format!("deskbell:{}", entry["id"]);
    page.echoes(&desk, json!({"mid": "m_2x", "text": text, "metadata": number}));
    assert_eq!(delivery(&ann, c, &entry)["status"], "unknown");
    let shown = ann.timeline(c).into_iter().filter(|entry| entry["outside"] == true).count();
    assert_eq!(shown, 2, "they are shown as what they are");
    page.echoes(&desk, json!({"mid": "m_3x", "text": "Ours", "metadata": mark}));
    assert_eq!(delivery(&ann, c, &entry)["status"], "sent");
}

#[test]
fn trouble_with_the_account_that_is_reported_of_a_message_is_the_accounts() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    let inbox = || desk.admin.get("/inboxes/1").is(200);
    let fails_with = |code: u32, text: &str| {
        whatsapp.turns(json!({"fail_after_sent_rate": 1.0, "failure_code": code}));
        let entry = ann.replies(c, text);
        comes_to(&ann, c, &entry, "failed");
        entry
    };
    fails_with(131_045, "One");
    assert_eq!(
        (&inbox()["status"], &inbox()["warnings"][0]["kind"]),
        (&json!("ok"), &json!("account"))
    );
    let stopped_by = fails_with(131_031, "Two");
    assert_eq!(inbox()["status"], "stopped");
    let known = provider_id(desk.app(), &stopped_by).expect("an id");
    desk.moves_the_clock(minutes(10));
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.patch("/inboxes/1", token).is(200);
    // What is told late of the time before stops nothing.
    whatsapp.turns(json!({"fail_after_sent_rate": 0.0, "sent_after_ms": 3_600_000}));
    let next = ann.replies(c, "Three");
    let id = eventually("Meta's id is known", || provider_id(desk.app(), &next));
    let told = |id: &str, seconds_ago: i64| {
        let mut failed = status(id, "failed", desk.now().0 / 1_000 - seconds_ago, None);
        failed["errors"] = json!([{"code": 131_031, "title": "Account has been locked"}]);
        whatsapp.delivers(&envelope(json!({"statuses": [failed]}))).is(200);
        whatsapp.is_read_in();
    };
    told(&known, 300);
    told(&id, 300);
    assert_eq!(inbox()["status"], "ok");
    let last = ann.replies(c, "Four");
    let id = eventually("Meta's id is known", || provider_id(desk.app(), &last));
    desk.moves_the_clock(seconds(5));
    told(&id, 0);
    assert_eq!(inbox()["status"], "stopped");
}

#[test]
fn a_refusal_of_the_token_before_stops_nothing() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    page.refuses(190, 463);
    page.holds(true);
    let entry = ann.replies(c, "With either");
    page.sent(0);
    let token = json!({"messenger": {"page_access_token": "EAAG-a-new-one"}});
    desk.admin.patch("/inboxes/2", token).is(200);
    page.holds(false);
    comes_to(&ann, c, &entry, "sent");
    assert_eq!(desk.admin.get("/inboxes/2").is(200)["status"], "ok");
    assert_eq!(page.sends().len(), 2);
}

#[test]
fn while_something_on_the_way_answers_everything_waits_and_admins_are_told() {
    let (desk, page) = Desk::open_with_page();
    let (ann, c) = begins(&desk, &page);
    for _ in 0..12 {
        page.answers(403, json!("<html>Log in first</html>"));
    }
    let entries = ["One", "Two"].map(|text| ann.replies(c, text));
    let told = || desk.admin.get("/inboxes/2").is(200)["warnings"].clone();
    until("admins are told", || {
        desk.moves_the_clock(minutes(1));
        told()[0]["kind"] == "unreachable"
    });
    assert_eq!(delivery(&ann, c, &entries[0])["status"], "queued");
    let text = told()[0]["text"].clone();
    assert!(
        text.as_str().is_some_and(|text| text.contains("403") && text.ends_with('.')),
        "{text}"
    );
    until("both are sent", || {
        desk.moves_the_clock(minutes(1));
        entries.iter().all(|entry| delivery(&ann, c, entry)["status"] == "sent")
    });
    assert_eq!(told(), json!([]), "it is over");
    assert_eq!(page.sends().len(), 14);
}
