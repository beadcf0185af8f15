//! How far our messages have come, as the provider tells it: late, doubled, in any order.

use crate::desk::*;
use serde_json::{Value, json};

/// Ann talks to Joe; no report of what she sends comes unless the test makes one.
struct Talk<'d> {
    desk: &'d Desk,
    ann: Agent,
    conversation: u64,
}

struct Sent {
    entry: Value,
    provider_id: String,
}

impl<'d> Talk<'d> {
    fn begins(desk: &'d Desk) -> Talk<'d> {
        let ann = desk.agent("Ann");
        let whatsapp = desk.whatsapp();
        whatsapp.turns(json!({"sent_after_ms": 3_600_000}));
        let conversation = whatsapp.customer("Joe").writes("Where is my order?");
        ann.accepts(conversation);
        Talk { desk, ann, conversation }
    }

    fn sends(&self, text: &str) -> Sent {
        let entry = self.ann.replies(self.conversation, text);
        let known = || provider_id(self.desk.app(), &entry);
        let provider_id = eventually("Meta's id is known", known);
        Sent { entry, provider_id }
    }

    fn hears(&self, sent: &Sent, reports: &[(&str, i64)]) {
        for (word, seconds) in reports {
            let at = self.desk.now().0 / 1_000 + seconds;
            let body = envelope(json!({"statuses": [status(&sent.provider_id, word, at, None)]}));
            self.desk.whatsapp().delivers(&body).is(200);
        }
        self.desk.whatsapp().is_read_in();
    }

    fn delivery(&self, sent: &Sent) -> Value {
        self.ann.entry(self.conversation, &sent.entry["id"])["delivery"].clone()
    }
}

#[test]
fn any_order_and_any_doubling_of_reports_ends_as_the_plain_order_does() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let reports = [("sent", 60), ("delivered", 70), ("read", 80)];
    let plain = talk.sends("In order");
    talk.hears(&plain, &reports);
    let expected = talk.delivery(&plain);
    assert_eq!(expected["status"], "read");
    let words = ["queued", "sent", "delivered", "read"];
    let times = words.map(|word| expected["at"][word].as_str().expect("a time").to_owned());
    assert!(times.is_sorted(), "{times:?}");
    let mut chance = Chance::seeded(1);
    for round in 0..6 {
        let mut shuffled = [reports, reports].concat();
        chance.shuffles(&mut shuffled);
        let sent = talk.sends(&format!("Shuffled {round}"));
        talk.hears(&sent, &shuffled);
        assert_eq!(talk.delivery(&sent), expected, "after {shuffled:?}");
    }
}

#[test]
fn a_failure_after_sending_is_shown_with_its_reason_and_outranks_what_comes_late() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let sent = talk.sends("On its way.");
    let mut failed = status(&sent.provider_id, "failed", desk.now().0 / 1_000 + 60, None);
    failed["errors"] = json!([{"code": 131_026, "title": "Message undeliverable"}]);
    desk.whatsapp().delivers(&envelope(json!({"statuses": [failed]}))).is(200);
    talk.hears(&sent, &[("sent", 59)]);
    let delivery = talk.delivery(&sent);
    assert_eq!(delivery["status"], "failed");
    let reason = delivery["reason"].as_str().expect("a reason");
    assert!(reason.len() > 20 && reason.ends_with('.'), "{reason}");
    assert_eq!(talk.ann.sees(talk.conversation)["state"], "pending", "the turn stays");
}

#[test]
fn a_report_ahead_of_the_answer_is_kept_for_its_message() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    whatsapp.turns(json!({"status_before_response_rate": 1.0, "automatic_read": true}));
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let entry = ann.replies(c, "On its way.");
    until("it is read", || ann.entry(c, &entry["id"])["delivery"]["status"] == "read");
    assert_eq!(joe.has_received(), ["On its way."]);
}

#[test]
fn a_report_on_an_unknown_message_waits_for_it_and_harms_nobody() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let at = desk.now().0 / 1_000 + 60;
    let whatsapp = desk.whatsapp();
    let unknown = envelope(json!({"statuses": [status("wamid.SOMEBODY-ELSES", "read", at, None)]}));
    whatsapp.delivers(&unknown).is(200);
    whatsapp.is_read_in();
    let unreadable = desk.admin.get("/deliveries/unreadable").is(200);
    assert_eq!(items(&unreadable), [Value::Null; 0]);
    assert_eq!(talk.ann.reads(talk.conversation).len(), 3);
}

#[test]
fn what_customers_do_shows_on_our_side_read_marks_included() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    whatsapp.turns(json!({"duplicate_rate": 1.0, "reorder_window_ms": 40, "concurrency": 8}));
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let first = ann.replies(c, "On its way.");
    let second = ann.replies(c, "Tomorrow.");
    joe.receives("Tomorrow.");
    let status_of = |entry: &Value| ann.entry(c, &entry["id"])["delivery"]["status"].clone();
    until("both are delivered", || [&first, &second].map(status_of) == ["delivered", "delivered"]);
    joe.reads();
    until("both are read", || [&first, &second].map(status_of) == ["read", "read"]);
    assert_eq!(joe.has_received(), ["On its way.", "Tomorrow."]);
}
