//! Repeating a request under its key is harmless.

use crate::desk::*;
use deskbell::domain::AgentId;
use deskbell::store::Done;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[test]
fn the_same_key_gives_the_same_result_and_does_nothing_twice() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    let admin = &desk.admin;
    let path = |rest: &str| format!("/conversations/{c}/{rest}");
    let requests: Vec<(&Agent, String, Value)> = vec![
        (&ann, path("assignment"), json!({"agent": "me"})),
        (&ann, path("messages"), json!({"text": "On its way."})),
        (&ann, path("notes"), json!({"text": "He seems in a hurry."})),
        (&ann, path("transfers"), json!({"queue_id": 1})),
        (&ann, "/tags".to_owned(), json!({"name": "Billing"})),
        (admin, "/queues".to_owned(), json!({"name": "Sales"})),
        (admin, "/inboxes".to_owned(), whatsapp_inbox("Two", "2")),
        (
            admin,
            "/agents".to_owned(),
            json!({"name": "Ben", "email": "ben@example.com", "password": PASSWORD}),
        ),
        (&ann, path("resolution"), json!({"note": "done"})),
    ];
    for (number, (agent, path, body)) in requests.iter().enumerate() {
        let key = format!("key {number}");
        let first = agent.asks("POST", path, Some(body), Some(&key)).is(201);
        let before = everything(&desk, c);
        let again = agent.asks("POST", path, Some(body), Some(&key)).is(201);
        assert_eq!(first["id"], again["id"], "{path}");
        assert_eq!(everything(&desk, c), before, "{path} was done twice");
    }
    joe.receives("On its way.");
    assert_eq!(joe.has_received().len(), 1);
}

/// What the repetitions could have changed.
fn everything(desk: &Desk, conversation: u64) -> Vec<Value> {
    let paths = [
        format!("/conversations/{conversation}"),
        "/tags".into(),
        "/queues".into(),
        "/inboxes".into(),
    ];
    let lists = paths.iter().map(|path| desk.admin.get(path).is(200));
    let agents = desk.admin.get("/agents").is(200);
    let mut all: Vec<Value> = lists.chain([agents]).collect();
    all.push(json!(desk.admin.reads(conversation)));
    all
}

#[test]
fn a_key_that_was_used_for_something_else_is_refused() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    let notes = format!("/conversations/{c}/notes");
    let body = json!({"text": "One"});
    ann.asks("POST", &notes, Some(&body), Some("k")).is(201);
    let other_body = ann.asks("POST", &notes, Some(&json!({"text": "Two"})), Some("k"));
    other_body.refuses(422, "idempotency_key_reused");
    let messages = format!("/conversations/{c}/messages");
    let other_operation = ann.asks("POST", &messages, Some(&body), Some("k"));
    other_operation.refuses(422, "idempotency_key_reused");
    ben.asks("POST", &notes, Some(&body), Some("k")).is(201);
    ann.asks("POST", &notes, Some(&body), Some("")).refuses(422, "invalid");
    ann.asks("POST", &notes, Some(&body), Some(&"k".repeat(129))).refuses(422, "invalid");
    assert_eq!(ann.reads(c)[3..], ["Ann notes: One", "Ben notes: One"]);
}

#[test]
fn a_refused_request_may_be_repeated_until_it_goes_through() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    let messages = format!("/conversations/{c}/messages");
    let body = json!({"text": "I have it now."});
    ben.asks("POST", &messages, Some(&body), Some("k")).refuses(409, "not_yours");
    ann.transfers_to(c, &ben);
    ben.asks("POST", &messages, Some(&body), Some("k")).is(201);
}

#[test]
fn of_many_repetitions_at_once_one_is_done_and_all_get_its_result() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    let path = format!("/conversations/{c}/messages");
    let body = json!({"text": "On its way."});
    let ids: Vec<u64> = std::thread::scope(|scope| {
        let ask = || number(&ann.asks("POST", &path, Some(&body), Some("k")).is(201)["id"]);
        let asking: Vec<_> = (0..20).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(ann.reads(c).iter().filter(|line| *line == "Ann: On its way.").count(), 1);
    joe.receives("On its way.");
    assert_eq!(joe.has_received().len(), 1);
}

#[test]
fn a_key_holds_over_a_restart() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    let notes = format!("/conversations/{c}/notes");
    let body = json!({"text": "One"});
    let first = ann.asks("POST", &notes, Some(&body), Some("k")).is(201);
    desk.restarts();
    let again = ann.asks("POST", &notes, Some(&body), Some("k")).is(201);
    assert_eq!(first, again);
    assert_eq!(ann.reads(c).len(), 3);
}

#[test]
fn a_key_holds_over_the_update_that_keeps_fingerprints_under_the_secret_key() {
    let desk = Desk::open();
    let label = json!({"name": "VIP", "colour": "teal"});
    let made = desk.admin.asks("POST", "/labels", Some(&label), Some("k")).is(201);
    let (admin, result) = (AgentId(desk.admin.id), number(&made["id"]));
    let request = format!("create_label  {label}");
    let older = desk.app().store.write_blocking(move |writer| {
        let fingerprint = Sha256::digest(request).to_vec();
        let done = Done { fingerprint, result, text: String::new(), at: writer.now };
        writer.remember_done(admin, "k", &done)
    });
    older.expect("stored as the version before did");
    let again = desk.admin.asks("POST", "/labels", Some(&label), Some("k")).is(201);
    assert_eq!(made, again);
    let other = json!({"colour": "red", "name": "VIP"});
    let refused = desk.admin.asks("POST", "/labels", Some(&other), Some("k"));
    refused.refuses(422, "idempotency_key_reused");
}
