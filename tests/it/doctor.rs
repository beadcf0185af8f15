//! Whether an account works is asked of Meta, and seen from what came in.

use crate::desk::*;
use serde_json::{Value, json};

/// The check of this id, as (status, detail).
fn check(report: &Value, id: &str) -> (String, String) {
    let checks = report["checks"].as_array().expect("checks");
    let found = checks.iter().find(|check| check["id"] == id);
    let found = found.unwrap_or_else(|| panic!("no check of {id}: {report}"));
    let text = |key: &str| found[key].as_str().expect("a text").to_owned();
    (text("status"), text("detail"))
}

fn status(report: &Value, id: &str) -> String {
    check(report, id).0
}

fn doctor(desk: &Desk) -> Value {
    desk.admin.get("/inboxes/1/doctor").is(200)
}

#[test]
fn a_new_account_that_nobody_has_reached_says_what_is_missing() {
    let desk = Desk::open();
    let report = doctor(&desk);
    assert_eq!(status(&report, "token"), "ok", "{report}");
    assert_eq!(status(&report, "number"), "ok", "{report}");
    assert_eq!(status(&report, "subscription"), "ok", "{report}");
    assert_eq!(status(&report, "last_error"), "ok", "{report}");
    assert_eq!(status(&report, "callback"), "unknown", "{report}");
    let callback = report["checks"].as_array().expect("checks");
    let callback = callback.iter().find(|check| check["id"] == "callback").expect("a check");
    assert!(callback["advice"].is_string(), "what to do is said: {callback}");
    assert_eq!(status(&report, "signature"), "unknown", "{report}");
    desk.moves_the_clock(hours(25));
    desk.admin.signs_in_again();
    assert_eq!(status(&doctor(&desk), "callback"), "failed", "by now it should have");
    let query = format!("hub.mode=subscribe&hub.challenge=7&hub.verify_token={VERIFY_TOKEN}");
    let asked = desk.http.request("GET", &format!("/hooks/whatsapp?{query}"));
    assert_eq!(desk.http.send(asked).status, 200);
    assert_eq!(status(&doctor(&desk), "callback"), "warning");
    desk.whatsapp().customer("Ana").writes("Hello?");
    eventually("the callback was reached", || {
        let report = doctor(&desk);
        let is_well = status(&report, "callback") == "ok" && status(&report, "signature") == "ok";
        is_well.then_some(())
    });
}

#[test]
fn an_account_that_sends_nothing_here_is_subscribed_with_one_call() {
    let desk = Desk::open();
    desk.whatsapp().unsubscribes();
    assert_eq!(status(&doctor(&desk), "subscription"), "failed");
    let report = desk.admin.post("/inboxes/1/subscription", json!({})).is(200);
    assert_eq!(status(&report, "subscription"), "ok", "{report}");
    let report = desk.admin.post("/inboxes/1/subscription", json!({})).is(200);
    assert_eq!(status(&report, "subscription"), "ok", "doing it twice changes nothing");
}

#[test]
fn a_wrong_app_secret_is_told_by_the_deliveries_that_it_refuses() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let body = envelope(json!({"messages": []})).to_string().into_bytes();
    let forged = sign("another secret", &body);
    whatsapp.delivers_signed(body.clone(), Some(&forged)).refuses(401, "wrong_signature");
    let report = doctor(&desk);
    assert_eq!(status(&report, "signature"), "failed", "{report}");
    desk.moves_the_clock(seconds(1));
    whatsapp.delivers_bytes(body).is(200);
    assert_eq!(status(&doctor(&desk), "signature"), "ok");
}

#[test]
fn a_token_that_meta_refuses_is_said_to_be_wrong_and_never_shown() {
    let desk = Desk::open();
    let change = json!({"whatsapp": {"access_token": "EAAG-of-yesterday"}});
    desk.admin.patch("/inboxes/1", change).is(200);
    let report = doctor(&desk);
    assert_eq!(status(&report, "token"), "failed", "{report}");
    assert!(!report.to_string().contains("EAAG-of-yesterday"));
    let answer = desk.admin.post("/inboxes/1/subscription", json!({}));
    answer.refuses(409, "provider_refused");
}

#[test]
fn the_list_of_templates_is_told_with_its_age_and_its_last_failure() {
    let desk = Desk::open();
    let (standing, detail) = check(&doctor(&desk), "templates");
    assert_eq!(standing, "ok", "{detail}");
    assert!(
        detail.contains(" known here, ") && detail.contains("1 rejected, 1 paused"),
        "{detail}"
    );
    desk.whatsapp().breaks(json!([{"kind": "token_expired", "count": 1}]));
    desk.admin.post("/inboxes/1/template-syncs", json!({})).is(202);
    until("it failed", || desk.admin.get("/inboxes/1/templates").is(200)["failure"].is_string());
    let (standing, detail) = check(&doctor(&desk), "templates");
    assert_eq!(standing, "warning", "{detail}");
    assert!(detail.contains("could not be fetched") && detail.contains("access token"), "{detail}");
    desk.moves_the_clock(minutes(2));
    until("it is fetched", || status(&doctor(&desk), "templates") == "ok");
    desk.moves_the_clock(hours(25));
    desk.admin.signs_in_again();
    let report = doctor(&desk);
    let (standing, detail) = check(&report, "templates");
    assert_eq!(standing, "warning", "{report}");
    assert!(detail.contains("more than a day"), "{detail}");
}

#[test]
fn who_does_not_configure_examines_nothing() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    ann.get("/inboxes/1/doctor").refuses(403, "forbidden");
    ann.post("/inboxes/1/subscription", json!({})).refuses(403, "forbidden");
}
