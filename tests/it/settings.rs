//! What holds for the whole workspace.

use crate::desk::*;
use serde_json::{Value, json};

#[test]
fn everybody_reads_the_settings_and_admins_change_them() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let settings = ann.get("/settings").is(200);
    assert_eq!(settings["time_zone"], "UTC");
    assert_eq!(
        (&settings["abandonment_seconds"], &settings["warning_seconds"]),
        (&json!(86_400), &json!(0))
    );
    assert_eq!(settings["closing_words"]["on"], false);
    ann.patch("/settings", json!({"closes_active": true})).refuses(403, "forbidden");
    let all = json!({
        "time_zone": "Asia/Kathmandu",
        "abandonment_seconds": 600,
        "inactivity_seconds": 1_200,
        "warning_seconds": 300,
        "warns_before_window": true,
        "closes_active": true,
        "offline_after_seconds": 30,
        "gives_back_after_seconds": 900,
        "refuses_over_capacity": true,
        "closing_words": {"on": true, "words": ["done"]},
    });
    assert_eq!(desk.admin.sets(all.clone()), all);
    assert_eq!(ann.get("/settings").is(200), all);
    let never = desk.admin.sets(json!({"gives_back_after_seconds": null}));
    assert_eq!(never["gives_back_after_seconds"], Value::Null);
    assert_eq!(never["offline_after_seconds"], 30, "what is absent stays");
}

#[test]
fn a_change_of_settings_is_announced() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let mut live = Live::connects(&desk.http, &ann, None);
    desk.admin.sets(json!({"closes_active": true}));
    let event = live.next();
    assert_eq!(event["type"], "configuration_changed");
    assert_eq!(event["data"]["what"], "settings");
}

#[test]
fn values_that_make_no_sense_are_refused_by_name() {
    let desk = Desk::open();
    for (change, field) in [
        (json!({"time_zone": "Europe/Atlantis"}), "time_zone"),
        (json!({"abandonment_seconds": 59}), "abandonment_seconds"),
        (json!({"inactivity_seconds": 366 * 86_400}), "inactivity_seconds"),
        (json!({"warning_seconds": 86_400}), "warning_seconds"),
        (json!({"inactivity_seconds": 600, "warning_seconds": 600}), "warning_seconds"),
        (json!({"warning_seconds": 5}), "warning_seconds"),
        (json!({"offline_after_seconds": 1}), "offline_after_seconds"),
        (json!({"gives_back_after_seconds": 1}), "gives_back_after_seconds"),
        (json!({"closing_words": {"on": true, "words": ["!?"]}}), "closing_words"),
        (json!({"closing_words": {"on": true, "words": [" 👍 "]}}), "closing_words"),
    ] {
        let answer = desk.admin.patch("/settings", change.clone());
        assert_eq!(answer.json["field"], field, "{change}");
        answer.refuses(422, "invalid");
    }
    let sentence =
        desk.admin.patch("/settings", json!({"time_zone": "Mars"})).refuses(422, "invalid");
    assert!(sentence.contains("“Mars”"), "{sentence}");
    assert_eq!(desk.admin.get("/settings").is(200)["time_zone"], "UTC");
}

#[test]
fn an_inbox_takes_only_what_is_of_use_on_its_channel() {
    let (desk, _page) = Desk::open_with_page();
    for (body, field) in [
        (json!({"whatsapp": {"access_token": "EAAG"}}), "whatsapp"),
        (json!({"whatsapp": {"app_secret": "x"}, "messenger": {"app_secret": "x"}}), "messenger"),
        (json!({"messenger": {"page_access_token": ""}}), "messenger.page_access_token"),
        (json!({"options": {"document_mb_max": 26}}), "options.document_mb_max"),
    ] {
        let answer = desk.admin.patch("/inboxes/2", body);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field);
    }
    desk.admin.patch("/inboxes/2", json!({"options": {"document_mb_max": 25}})).is(200);
    desk.admin.patch("/inboxes/1", json!({"options": {"document_mb_max": 26}})).is(200);
}
