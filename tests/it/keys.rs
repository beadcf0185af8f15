//! Programs come in with a key, and go no further than it was cut for.

use crate::desk::*;
use serde_json::{Value, json};

/// A program with its key.
struct Program<'a> {
    desk: &'a Desk,
    key: String,
}

impl Program<'_> {
    fn asks(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.desk.http.request(method, &format!("/api/v1{path}"));
        request = request.bearer_auth(&self.key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.desk.http.send(request)
    }
}

fn program(desk: &Desk, body: Value) -> (u64, Program<'_>) {
    let made = desk.admin.post("/api-keys", body).is(201);
    let key = made["key"].as_str().expect("the text").to_owned();
    (number(&made["id"]), Program { desk, key })
}

#[test]
fn a_program_answers_a_customer_with_its_key() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    let scopes = json!(["read_conversations", "write_conversations"]);
    let (_, shop) = program(&desk, json!({"name": "Shop", "scopes": scopes}));
    shop.asks("POST", &format!("/conversations/{c}/assignment"), Some(json!({"agent": "me"})))
        .is(201);
    let sent = format!("/conversations/{c}/messages");
    let entry = shop.asks("POST", &sent, Some(json!({"text": "On its way."}))).is(201);
    assert_eq!(entry["author"]["id"], desk.admin.id, "it acts for its maker");
    until("Joe reads it", || joe.has_received() == ["On its way."]);
}

#[test]
fn a_key_opens_nothing_beyond_its_scopes_and_its_agents_role() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let (_, reader) = program(&desk, json!({"name": "Reader", "scopes": ["read_conversations"]}));
    reader.asks("GET", "/conversations", None).is(200);
    reader.asks("GET", "/contacts", None).refuses(403, "forbidden");
    reader.asks("POST", "/tags", Some(json!({"name": "New"}))).refuses(403, "forbidden");
    reader.asks("GET", "/me", None).refuses(403, "forbidden");
    let body = json!({"name": "Anns", "scopes": ["configure"], "agent_id": ann.id});
    let (_, low) = program(&desk, body);
    low.asks("POST", "/queues", Some(json!({"name": "Sales"}))).refuses(403, "forbidden");
    let (_, high) = program(&desk, json!({"name": "Setup", "scopes": ["configure"]}));
    high.asks("POST", "/queues", Some(json!({"name": "Sales"}))).is(201);
    high.asks("GET", "/api-keys", None).refuses(403, "forbidden");
}

#[test]
fn a_key_ends_by_hand_and_by_time_and_is_kept_nowhere() {
    let desk = Desk::open();
    let scopes = json!(["read_conversations"]);
    let (id, first) = program(&desk, json!({"name": "First", "scopes": scopes}));
    let tomorrow = desk.now().plus_ms(hours(24).0).to_rfc3339();
    let (_, second) =
        program(&desk, json!({"name": "Second", "scopes": scopes, "expires_at": tomorrow}));
    first.asks("GET", "/queues", None).is(200);
    desk.admin.delete(&format!("/api-keys/{id}")).is(204);
    first.asks("GET", "/queues", None).refuses(401, "not_signed_in");
    second.asks("GET", "/queues", None).is(200);
    desk.waits(hours(25));
    second.asks("GET", "/queues", None).refuses(401, "not_signed_in");
    let listed = desk.admin.get("/api-keys").is(200);
    assert_eq!(items(&listed).len(), 2, "ended keys stay listed: {listed}");
    assert!(!listed.to_string().contains(&first.key), "{listed}");
    assert!(listed["items"][1]["last_used_at"].is_string(), "{listed}");
    let stored = std::fs::read(desk.data().join("deskbell.redb")).expect("the store");
    let text = first.key.as_bytes();
    assert!(!stored.windows(text.len()).any(|bytes| bytes == text), "the key lies in the store");
}

#[test]
fn a_key_is_asked_for_in_plain_terms() {
    let desk = Desk::open();
    let scopes = json!(["read_conversations"]);
    for (body, field) in [
        (json!({"name": "", "scopes": scopes}), "name"),
        (json!({"name": "None", "scopes": []}), "scopes"),
        (json!({"name": "Odd", "scopes": ["fly"]}), "scopes"),
        (
            json!({"name": "Old", "scopes": scopes, "expires_at": "2020-01-01T00:00:00Z"}),
            "expires_at",
        ),
    ] {
        let answer = desk.admin.post("/api-keys", body);
        assert_eq!(answer.json["field"], field, "{}", answer.text);
        answer.refuses(422, "invalid");
    }
    let body = json!({"name": "Twice", "scopes": scopes});
    let first = desk.admin.asks("POST", "/api-keys", Some(&body), Some("k")).is(201);
    let again = desk.admin.asks("POST", "/api-keys", Some(&body), Some("k")).is(201);
    assert_eq!(first["id"], again["id"]);
    assert!(again["key"].is_null(), "its text is given once");
}

#[test]
fn changes_and_search_tell_a_program_no_more_than_its_scopes_do() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe Hidden").writes("Where is it?");
    desk.admin.accepts(c);
    desk.admin
        .put(&format!("/conversations/{c}/draft"), json!({"reply": "Begun", "note": ""}))
        .is(200);
    until("he can be found", || desk.admin.searches("Hidden")["total"] != 0);
    let (_, reader) = program(&desk, json!({"name": "Reader", "scopes": ["read_conversations"]}));
    let told = reader.asks("GET", "/events?after=0&limit=100", None).is(200).to_string();
    assert!(told.contains("conversation_changed"), "{told}");
    assert!(!told.contains("contact_changed") && !told.contains("draft_changed"), "{told}");
    let found = reader.asks("GET", "/search?q=Hidden", None).is(200);
    assert!(items(&found).iter().all(|hit| hit["kind"] != "contact"), "{found}");
    let scopes = json!(["read_conversations", "read_contacts"]);
    let (_, both) = program(&desk, json!({"name": "Both", "scopes": scopes}));
    let told = both.asks("GET", "/events?after=0&limit=100", None).is(200).to_string();
    assert!(told.contains("contact_changed"), "{told}");
}
