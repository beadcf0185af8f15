//! Every refusal has one form: problem JSON with a stable code and a sentence.

use crate::desk::*;
use serde_json::json;

#[test]
fn what_is_not_there_is_refused_in_the_one_form() {
    let desk = Desk::open();
    let admin = &desk.admin;
    for path in
        ["/nothing", "/conversations/7", "/conversations/7/timeline", "/contacts/7", "/inboxes/7"]
    {
        admin.get(path).refuses(404, "not_found");
    }
    for path in ["/api/v2/conversations", "/hooks/telegram", "/api/v1", "/hooks/"] {
        desk.http.send(desk.http.request("GET", path)).refuses(404, "not_found");
    }
    for (method, path) in [
        ("DELETE", "/api/v1/conversations"),
        ("PUT", "/api/v1/session"),
        ("DELETE", "/hooks/whatsapp"),
    ] {
        let request = desk.http.request(method, path).header("cookie", admin.cookie());
        desk.http.send(request).refuses(405, "method_not_allowed");
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_the_one_form() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    let path = format!("/api/v1/conversations/{c}/notes");
    let post = |body: &str, kind: &str| {
        let request = desk.http.request("POST", &path).header("cookie", desk.admin.cookie());
        desk.http.send(request.header("content-type", kind).body(body.to_owned()))
    };
    let json = "application/json";
    for body in [
        "",
        "{",
        "[]",
        "{}",
        "null",
        "{\"text\": [7]}",
        "{\"text\": null}",
        "\u{0}",
        "{\"text\":\"\\ud800\"}",
    ] {
        post(body, json).refuses(400, "unreadable");
    }
    post("{\"text\": \"x\"}", "text/plain").refuses(415, "not_json");
    post("text=x", "application/x-www-form-urlencoded").refuses(415, "not_json");
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(1024 * 1024));
    post(&large, json).refuses(413, "too_large");
    post(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)), json).refuses(400, "unreadable");
    let bytes = desk.http.request("POST", &path).header("cookie", desk.admin.cookie());
    let bytes = bytes.header("content-type", json).body(vec![0xff, 0xfe, 0x7b]);
    desk.http.send(bytes).refuses(400, "unreadable");
    assert_eq!(desk.admin.reads(c).len(), 2, "nothing of it was noted");
}

#[test]
fn parameters_that_make_no_sense_are_refused_in_the_one_form() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    let admin = &desk.admin;
    for query in [
        "cursor=x",
        "cursor=1",
        "cursor=1.x",
        "cursor=.",
        "cursor=99999999999999999999.1",
        "limit=0",
        "limit=101",
        "state=asleep",
        "sort=best",
        "channel=pigeon",
        "agent=them",
        "from=yesterday",
        "to=2026-13-01T00:00:00Z",
    ] {
        admin.get(&format!("/conversations?{query}")).refuses(422, "invalid");
    }
    for query in ["limit=-1", "limit=x", "inbox=x", "unread=perhaps", "queue=1.5", "tag=-1"] {
        admin.get(&format!("/conversations?{query}")).refuses(400, "unreadable");
    }
    for path in [
        format!("/conversations/{c}/timeline?before=x"),
        "/contacts?cursor=x".to_owned(),
        "/deliveries/unreadable?cursor=x".to_owned(),
        "/search?q=x&cursor=x".to_owned(),
    ] {
        admin.get(&path).refuses(422, "invalid");
    }
    for path in ["/search", "/events", "/events?after=-1", "/conversations/x"] {
        admin.get(path).refuses(400, "unreadable");
    }
    admin.get(&format!("/conversations/{c}/timeline?before=99999999999")).refuses(404, "not_found");
}

#[test]
fn fields_out_of_bounds_are_named() {
    let desk = Desk::open();
    let admin = &desk.admin;
    let agent = |name: &str, email: &str, password: &str, role: &str| json!({"name": name, "email": email, "password": password, "role": role});
    let cases = [
        ("/agents", agent("", "a@b", PASSWORD, "agent"), "name"),
        ("/agents", agent("A", "no address", PASSWORD, "agent"), "email"),
        ("/agents", agent("A", "a@b", "short", "agent"), "password"),
        ("/agents", agent("A", "a@b", PASSWORD, "emperor"), "role"),
        ("/queues", json!({"name": " "}), "name"),
        ("/queues", json!({"name": "Q", "strategy": "chaos"}), "strategy"),
        ("/queues", json!({"name": "Q", "abandonment_seconds": 1}), "abandonment_seconds"),
        ("/queues", json!({"name": "Q", "inactivity_seconds": 1}), "inactivity_seconds"),
        ("/queues", json!({"name": "Q", "warning_seconds": 1}), "warning_seconds"),
        (
            "/queues",
            json!({"name": "Q", "inactivity_seconds": 60, "warning_seconds": 60}),
            "warning_seconds",
        ),
        ("/tags", json!({"name": "x".repeat(51)}), "name"),
        ("/inboxes", json!({"channel": "pigeon", "name": "P"}), "channel"),
        ("/inboxes", json!({"channel": "whatsapp", "name": "P"}), "whatsapp"),
    ];
    for (path, body, field) in cases {
        let answer = admin.post(path, body);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "{}", answer.text);
    }
    let mut no_secret = whatsapp_inbox("P", "2");
    no_secret["whatsapp"]["app_secret"] = json!("");
    let answer = admin.post("/inboxes", no_secret);
    answer.refuses(422, "invalid");
    assert_eq!(answer.json["field"], "whatsapp.app_secret");
    admin.post("/inboxes", whatsapp_inbox("P", PHONE_NUMBER_ID)).refuses(409, "already_connected");
    admin.post("/queues", json!({"name": "support"})).refuses(409, "name_taken");
    let taken = agent("A", "Admin@example.com", PASSWORD, "agent");
    admin.post("/agents", taken).refuses(409, "email_taken");
}

#[test]
fn every_answer_carries_the_headers_that_browsers_need() {
    let desk = Desk::open();
    for path in ["/api/v1/me", "/api/v1/nothing", "/", "/hooks/whatsapp", "/api/docs"] {
        let answer = desk.http.send(desk.http.request("GET", path));
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("script-src 'unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}
