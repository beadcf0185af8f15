//! Questions about an account: so many an hour, shared by all who ask, and no message waits for them.

use crate::desk::*;
use serde_json::{Value, json};

fn check(report: &Value, id: &str) -> (String, String) {
    let checks = report["checks"].as_array().expect("checks");
    let found = checks.iter().find(|check| check["id"] == id).expect("the check");
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("detail"))
}

fn doctor(desk: &Desk) -> Value {
    desk.admin.get("/inboxes/1/doctor").is(200)
}

fn templates(desk: &Desk) -> Value {
    desk.admin.get("/inboxes/1/templates").is(200)
}

/// How many questions Meta was asked about the account, and whether it had to refuse any.
fn asked(desk: &Desk) -> (usize, bool) {
    let whatsapp = desk.whatsapp();
    let requests = whatsapp.requests();
    let is_refused = requests.iter().any(|request| request["status"] != 200);
    (requests.len() + whatsapp.asked_for_templates(), is_refused)
}

#[test]
fn an_hours_questions_are_shared_and_messages_go_out_all_the_same() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    desk.admin.accepts(c);
    let report = (0..100).map(|_| doctor(&desk)).find(|report| check(report, "number").0 != "ok");
    let report = report.expect("the allowance is used up");
    let (status, detail) = check(&report, "number");
    assert_eq!(status, "unknown", "{report}");
    assert!(detail.contains("try again at"), "{detail}");
    assert_eq!(asked(&desk), (200, false), "Meta never had to say it");
    desk.admin.post("/inboxes/1/subscription", json!({})).refuses(429, "too_many_attempts");

    let before = templates(&desk)["synced_at"].clone();
    desk.admin.post("/inboxes/1/template-syncs", json!({})).is(202);
    until("the fetch is put off", || templates(&desk)["failure"].is_string());
    let why = templates(&desk)["failure"].as_str().unwrap_or_default().to_owned();
    assert!(why.contains("asked again at"), "{why}");
    assert_eq!(check(&doctor(&desk), "templates").0, "warning");
    assert_eq!(asked(&desk), (200, false), "nobody asked");
    desk.admin.replies(c, "Here I am");
    joe.receives("Here I am");

    desk.moves_the_clock(hours(1));
    until("the list is fetched", || templates(&desk)["failure"].is_null());
    assert_ne!(templates(&desk)["synced_at"], before);
    assert_eq!(check(&doctor(&desk), "number").0, "ok");
    assert!(!asked(&desk).1);
}

#[test]
fn an_account_that_others_have_asked_too_much_about_is_left_alone_for_a_while() {
    let desk = Desk::open();
    for _ in 0..200 {
        desk.asks_graph("GET", &format!("/v25.0/{PHONE_NUMBER_ID}"));
    }
    let report = doctor(&desk);
    let (status, detail) = check(&report, "subscription");
    assert_eq!(status, "unknown", "{report}");
    assert!(detail.contains("try again at"), "{detail}");
    let (before, is_refused) = asked(&desk);
    assert!(is_refused, "Meta said it");
    doctor(&desk);
    assert_eq!(asked(&desk).0, before, "and need not say it again");
    desk.moves_the_clock(hours(1));
    assert_eq!(check(&doctor(&desk), "subscription").0, "ok");
}
