//! Programs come in with a key, and go no further than it was cut for.

use crate::desk::*;
use serde_json::{Value, json};

/// A program with its key.
pub struct Program<'a> {
    desk: &'a Desk,
    key: String,
}

impl Program<'_> {
    pub fn asks(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
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
    for words in ["in:contacts", "in:contacts+Hidden"] {
        let path = format!("/search?q={words}");
        assert_eq!(reader.asks("GET", &path, None).is(200)["total"], 0, "{words}");
        assert_eq!(both.asks("GET", &path, None).is(200)["total"], 1, "{words}");
    }
    let told = both.asks("GET", "/events?after=0&limit=100", None).is(200).to_string();
    assert!(told.contains("contact_changed"), "{told}");
}

/// A key of all these scopes, for whoever makes it.
pub fn with_scopes<'a>(desk: &'a Desk, agent: &Agent, scopes: &[&str]) -> Program<'a> {
    program(desk, json!({"name": "Program", "scopes": scopes, "agent_id": agent.id})).1
}

#[test]
fn what_shows_or_changes_two_kinds_of_things_takes_both_scopes() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("My secret order");
    desk.admin.accepts(c);
    let contact = number(&desk.admin.sees(c)["contact"]["id"]);
    let history = format!("/contacts/{contact}/history");
    let block = format!("/contacts/{contact}/block");
    let canned =
        json!({"shortcut": "plan", "title": "Plan", "text": "{{phone}}", "personal": false});
    let canned = number(&desk.admin.post("/canned-messages", canned).is(201)["id"]);
    let preview = format!("/canned-messages/{canned}/preview?conversation={c}");
    let try_out = json!({"inbox_id": 1, "text": "Hello", "contact_id": contact});
    let keys = |scopes: &[&str]| with_scopes(&desk, &desk.admin, scopes);
    for alone in ["read_contacts", "read_conversations"] {
        let key = keys(&[alone]);
        for path in [&history, &preview] {
            key.asks("GET", path, None).refuses(403, "forbidden");
        }
        key.asks("POST", "/routing-rules/trial", Some(try_out.clone())).refuses(403, "forbidden");
    }
    let reader = keys(&["read_contacts", "read_conversations"]);
    assert_eq!(reader.asks("GET", &history, None).is(200)["items"][0]["id"], c);
    assert_eq!(reader.asks("GET", &preview, None).is(200)["text"], format!("+{}", joe.wa_id));
    reader.asks("POST", "/routing-rules/trial", Some(try_out)).is(200);
    for alone in ["write_contacts", "write_conversations"] {
        for method in ["PUT", "DELETE"] {
            keys(&[alone]).asks(method, &block, None).refuses(403, "forbidden");
        }
    }
    assert_eq!(desk.admin.sees(c)["state"], "active");
    keys(&["write_contacts", "write_conversations"]).asks("PUT", &block, None).is(200);
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
}

#[test]
fn what_customers_wrote_takes_more_than_the_scope_to_configure() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("My secret order");
    let entry = desk.admin.timeline(c).pop().expect("a message");
    let raw = format!("/conversations/{c}/timeline/{}/raw", entry["id"]);
    for path in ["/deliveries/unreadable", raw.as_str()] {
        for alone in ["configure", "read_conversations"] {
            let key = with_scopes(&desk, &desk.admin, &[alone]);
            key.asks("GET", path, None).refuses(403, "forbidden");
        }
        let both = with_scopes(&desk, &desk.admin, &["configure", "read_conversations"]);
        both.asks("GET", path, None).is(200);
    }
}

#[test]
fn writing_to_a_number_that_nobody_has_takes_the_scope_to_make_contacts() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    desk.admin.resolves(joe.writes("Hello"), "done");
    let writer = with_scopes(&desk, &desk.admin, &["write_conversations"]);
    let new = json!({"inbox_id": 1, "to": "+44 7700 900999", "text": "Hello"});
    writer.asks("POST", "/conversations", Some(new.clone())).refuses(403, "forbidden");
    let both = with_scopes(&desk, &desk.admin, &["write_conversations", "write_contacts"]);
    both.asks("POST", "/conversations", Some(new)).refuses(409, "template_needed");
    let known = json!({"inbox_id": 1, "to": joe.wa_id, "text": "It has come."});
    writer.asks("POST", "/conversations", Some(known)).is(201);
}

#[test]
fn a_key_ends_with_its_agent_and_falls_with_his_role() {
    let desk = Desk::open();
    let sue = desk.agent_in("Sue", "supervisor", &[1]);
    let key = with_scopes(&desk, &sue, &["read_reports", "read_conversations"]);
    key.asks("GET", "/reports/load", None).is(200);
    let path = format!("/agents/{}", sue.id);
    desk.admin.patch(&path, json!({"role": "agent"})).is(200);
    key.asks("GET", "/reports/load", None).refuses(403, "forbidden");
    key.asks("GET", "/queues", None).is(200);
    desk.admin.patch(&path, json!({"deactivated": true})).is(200);
    key.asks("GET", "/queues", None).refuses(401, "not_signed_in");
    desk.admin.patch(&path, json!({"deactivated": false})).is(200);
    key.asks("GET", "/queues", None).is(200);
}

#[test]
fn a_key_that_configures_decides_nothing_about_who_gets_in() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let key = with_scopes(&desk, &desk.admin, &["configure"]);
    let path = format!("/agents/{}", ann.id);
    for change in [
        json!({"name": "Eve"}),
        json!({"role": "admin"}),
        json!({"password": "battery staple horse"}),
        json!({"email": "eve@example.com"}),
        json!({"deactivated": true}),
        json!({"deactivated": false}),
        json!({"capacity": 3, "role": "admin"}),
    ] {
        key.asks("PATCH", &path, Some(change)).refuses(403, "forbidden");
    }
    let shown = desk.shows(&ann);
    assert_eq!((&shown["role"], &shown["email"]), (&json!("agent"), &json!(ann.email)));
    assert_eq!((&shown["is_deactivated"], &shown["capacity"]), (&json!(false), &json!(8)));
    ann.signs_in_again();
    assert_eq!(key.asks("PATCH", &path, Some(json!({"capacity": 3}))).is(200)["capacity"], 3);
}

#[test]
fn a_key_of_an_agent_sees_what_the_agent_sees() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let sam = desk.agent_in("Sam", "agent", &[sales]);
    let whatsapp = desk.whatsapp();
    let [ours, theirs] = ["Joe", "Kim"].map(|name| whatsapp.customer(name).writes("Hello"));
    desk.admin.transfers_to_queue(ours, sales);
    let scopes = ["read_conversations", "write_conversations", "read_contacts"];
    let key = with_scopes(&desk, &sam, &scopes);
    let listed = items(&key.asks("GET", "/conversations", None).is(200));
    assert_eq!(listed.iter().map(|c| number(&c["id"])).collect::<Vec<_>>(), [ours]);
    for path in ["", "/timeline"] {
        let path = format!("/conversations/{theirs}{path}");
        key.asks("GET", &path, None).refuses(404, "not_found");
    }
    let accept = format!("/conversations/{theirs}/assignment");
    key.asks("POST", &accept, Some(json!({"agent": "me"}))).refuses(404, "not_found");
    let told = key.asks("GET", "/events?after=0&limit=100", None).is(200);
    let about = |event: &Value| event["type"] == "entry_changed";
    let told: Vec<Value> = items(&told).into_iter().filter(about).collect();
    assert!(told.iter().all(|event| event["data"]["conversation_id"] == ours), "{told:?}");
}

#[test]
fn a_live_connection_is_for_people() {
    let desk = Desk::open();
    let all: Vec<&str> =
        deskbell::domain::api_key::Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let key = with_scopes(&desk, &desk.admin, &all);
    let (status, body) = Live::refuses_key(&desk.http, &key.key);
    assert_eq!(status, 401);
    assert!(body.contains("not_signed_in"), "{body}");
}
