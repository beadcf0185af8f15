//! Customers who want nothing more from us, as WhatsApp tells it.

use crate::desk::*;
use serde_json::{Value, json};

const STOPPED: i64 = 131_050;

struct Talk<'w> {
    ann: Agent,
    whatsapp: Whatsapp<'w>,
    now_seconds: i64,
}

impl<'w> Talk<'w> {
    fn begins(desk: &'w Desk) -> Talk<'w> {
        let whatsapp = desk.whatsapp();
        whatsapp.turns(json!({"sent_after_ms": 3_600_000}));
        Talk { ann: desk.agent("Ann"), whatsapp, now_seconds: desk.now().0 / 1_000 }
    }

    /// Meta says why it did not deliver what Ann wrote.
    fn fails(&self, desk: &Desk, entry: &Value, code: i64) {
        let id = eventually("Meta's id is known", || provider_id(desk.app(), entry));
        let mut failed = status(&id, "failed", self.now_seconds + 60, None);
        failed["errors"] = json!([{"code": code, "title": "Not delivered"}]);
        self.whatsapp.delivers(&envelope(json!({"statuses": [failed]}))).is(200);
        self.whatsapp.is_read_in();
    }

    fn wishes(&self, wa_id: &str, word: &str) {
        self.wished(wa_id, word, self.now_seconds);
    }

    /// `at`: when the customer said it, in seconds.
    fn wished(&self, wa_id: &str, word: &str, at: i64) {
        let wish = json!({
            "wa_id": wa_id, "detail": "A wish", "category": "marketing_messages",
            "value": word, "timestamp": at,
        });
        let mut body = envelope(json!({"user_preferences": [wish]}));
        body["entry"][0]["changes"][0]["field"] = json!("user_preferences");
        self.whatsapp.delivers(&body).is(200);
        self.whatsapp.is_read_in();
    }
}

#[test]
fn who_wants_nothing_more_of_what_we_wrote_has_left() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let talk = Talk::begins(&desk);
    let ann = &talk.ann;
    let talks = |keeps: bool| {
        let c = talk.whatsapp.customer("Joe").writes("Where is my order?");
        ann.accepts(c);
        let body = json!({"text": "Buy more!", "keep_active": keeps});
        (c, ann.tries_to_send(c, body).is(201))
    };
    let (pending, of_pending) = talks(false);
    let (active, of_active) = talks(true);
    let (queued, of_queued) = talks(false);
    ann.transfers_to_queue(queued, sales);
    let all = [(pending, of_pending), (active, of_active), (queued, of_queued)];
    let states = ["pending", "active", "queued"];
    for ((c, entry), state) in all.iter().zip(states) {
        assert_eq!(desk.admin.sees(*c)["state"], state);
        talk.fails(&desk, entry, STOPPED);
        let left = desk.admin.sees(*c);
        assert_eq!(left["state"], "abandoned", "it was {state}");
        let reason = left["resolution"]["note"].as_str().expect("a reason");
        assert!(reason.contains("stopped marketing messages"), "{reason}");
        assert!(left["waiting_since"].is_null());
        let line = desk.admin.timeline(*c).pop().expect("a line");
        assert_eq!(line["activity"]["type"], "abandoned");
        assert_eq!(line["activity"]["reason"], reason);
        assert_eq!(line["author"]["kind"], "contact");
        talk.fails(&desk, entry, STOPPED);
        assert_eq!(
            desk.admin.timeline(*c).last(),
            Some(&line),
            "it is told twice and happens once"
        );
        desk.admin.takes_back_the_resolution(*c).refuses(409, "not_resolved");
    }
}

#[test]
fn who_goes_on_talking_has_not_left_and_other_failures_end_nothing() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let joe = talk.whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    talk.ann.accepts(c);
    let undelivered = talk.ann.replies(c, "On its way.");
    talk.fails(&desk, &undelivered, 131_026);
    assert_eq!(desk.admin.sees(c)["state"], "pending", "it may have been an old phone");
    let unwanted = talk.ann.replies(c, "Buy more!");
    assert_eq!(joe.writes("Stop that. Where is it?"), c);
    talk.fails(&desk, &unwanted, STOPPED);
    assert_eq!(desk.admin.sees(c)["state"], "active");
}

#[test]
fn who_stops_advertisements_leaves_only_what_we_began() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let joe = talk.whatsapp.customer("Joe");
    let old = joe.writes("Hello");
    talk.ann.resolves(old, "said hello");
    let body =
        json!({"inbox_id": 1, "contact_id": talk.ann.sees(old)["contact"]["id"], "text": "Buy!"});
    let begun = number(&talk.ann.post("/conversations", body).is(201)["id"]);
    talk.wishes(&joe.wa_id, "stop");
    let left = desk.admin.sees(begun);
    assert_eq!((&left["state"], &left["previous_id"]), (&json!("abandoned"), &json!(old)));
    assert!(left["resolution"]["note"].as_str().is_some_and(|why| why.contains("marketing")));

    let kim = talk.whatsapp.customer("Kim");
    let c = kim.writes("Where is my order?");
    talk.ann.accepts(c);
    talk.ann.replies(c, "On its way.");
    for (word, what) in [("stop", "marketing_stopped"), ("resume", "marketing_resumed")] {
        talk.wishes(&kim.wa_id, word);
        talk.wishes(&kim.wa_id, word);
        let lines = desk.admin.timeline(c);
        let told = lines.iter().filter(|line| line["activity"]["what"] == what);
        assert_eq!(told.count(), 1, "a line says it once: {what}");
        assert_eq!(desk.admin.sees(c)["state"], "pending", "who talks with us has not left");
    }
    let lines = desk.admin.timeline(c).len();
    talk.wished(&kim.wa_id, "stop", talk.now_seconds - 60);
    assert_eq!(desk.admin.timeline(c).len(), lines, "what was taken back since says nothing");
    talk.wishes("447700999999", "stop");
    assert_eq!(desk.admin.lists("").len(), 3, "nobody is made up");
}

#[test]
fn who_wants_no_advertisements_is_sent_none_until_he_takes_it_back() {
    let desk = Desk::open();
    let talk = Talk::begins(&desk);
    let (ann, joe) = (&talk.ann, talk.whatsapp.customer("Joe"));
    let c = joe.writes("Hello");
    ann.accepts(c);
    ann.resolves(c, "done");
    let mut body = envelope(json!({
        "message_template_id": 1, "message_template_name": "hello_world",
        "message_template_language": "en_US", "previous_category": "UTILITY", "new_category": "MARKETING",
    }));
    body["entry"][0]["changes"][0]["field"] = json!("template_category_update");
    talk.whatsapp.delivers(&body).is(200);
    talk.whatsapp.is_read_in();
    let contact = ann.sees(c)["contact"]["id"].clone();
    let stopped_at = || {
        let shown = ann.get(&format!("/contacts/{contact}")).is(200);
        shown["identities"][0]["marketing_stopped_at"].clone()
    };
    let advertises = || {
        let template = json!({"name": "hello_world", "language": "en_US", "parameters": []});
        ann.post(
            "/conversations",
            json!({"inbox_id": 1, "contact_id": contact, "template": template}),
        )
    };
    assert!(stopped_at().is_null());
    talk.wishes(&joe.wa_id, "stop");
    assert!(stopped_at().is_string());
    advertises().refuses(409, "marketing_stopped");
    talk.wishes(&joe.wa_id, "resume");
    assert!(stopped_at().is_null());
    talk.wished(&joe.wa_id, "stop", talk.now_seconds - 60);
    assert!(stopped_at().is_null(), "told once more, after it was taken back");
    let begun = number(&advertises().is(201)["id"]);
    let entry = ann.timeline(begun).pop().expect("the template");
    talk.fails(&desk, &entry, STOPPED);
    assert!(stopped_at().is_string(), "a refusal says it too");
    advertises().refuses(409, "marketing_stopped");
    assert_eq!(items(&desk.admin.get("/deliveries/unreadable").is(200)).len(), 0, "all was of use");
}
