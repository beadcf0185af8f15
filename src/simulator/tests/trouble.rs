//! What is turned and broken on request.

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::bench::{ANN, Bench, NUMBER, TOKEN, WABA};

async fn after_ann_wrote() -> Bench {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    bench.told().await;
    bench.delivery_ends("answered 200").await;
    bench
}

#[tokio::test]
async fn what_fails_before_it_is_done_is_not_delivered() {
    let mut bench = after_ann_wrote().await;
    for (kind, status, code) in [
        ("server_error", 500, 131_000),
        ("token_expired", 401, 190),
        ("rate_limited", 400, 130_429),
        ("account_locked", 403, 131_031),
    ] {
        bench.breaks(json!([{"kind": kind, "count": 1}])).await;
        let (got, body) = bench.replies(kind).await;
        assert_eq!((got, &body["error"]["code"]), (status, &json!(code)), "{kind}");
    }
    bench.breaks(json!([{"kind": "html_page", "count": 1}])).await;
    let (status, body) = bench.replies("html").await;
    assert_eq!((status, body.as_str().unwrap().starts_with("<!DOCTYPE")), (502, true));

    assert_eq!(bench.replies("well").await.0, 200);
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);
    assert_eq!(bench.ann_sees().await, ["customer delivered hello", "business delivered well"]);
}

#[tokio::test]
async fn what_fails_after_it_is_done_is_delivered() {
    let mut bench = after_ann_wrote().await;
    bench.breaks(json!([{"kind": "error_after_accepting", "count": 1}])).await;
    assert_eq!(bench.replies("one").await.0, 500);
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);

    bench.breaks(json!([{"kind": "truncated_json", "count": 1}])).await;
    let (status, body) = bench.replies("two").await;
    assert_eq!((status, body.is_string()), (200, true));
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);

    bench.breaks(json!([{"kind": "dropped_connection", "count": 1}])).await;
    assert!(bench.tries_to_reply("three").await.is_err());
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);

    bench.breaks(json!([{"kind": "slow_answer", "count": 1, "milliseconds": 1}])).await;
    assert_eq!(bench.replies("four").await.0, 200);
    assert_eq!(bench.ann_sees().await.len(), 5);
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    assert_eq!(state["faults"], json!([]));
}

#[tokio::test]
async fn statuses_come_as_they_are_turned() {
    let mut bench = after_ann_wrote().await;
    bench.turns(json!({"status_before_response_rate": 1})).await;
    let (_, body) = bench.replies("early").await;
    let sent = bench.update().await;
    assert_eq!((&sent["status"], &sent["id"]), (&json!("sent"), &body["messages"][0]["id"]));
    assert_eq!(bench.statuses(1).await, ["delivered"]);

    bench.turns(json!({"skip_delivered_rate": 1, "automatic_read": true})).await;
    bench.replies("read at once").await;
    assert_eq!(bench.statuses(2).await, ["sent", "read"]);

    bench.turns(json!({"fail_after_sent_rate": 1})).await;
    bench.replies("fails").await;
    assert_eq!(bench.statuses(2).await, ["sent", "failed"]);
}

#[tokio::test]
async fn notifications_can_be_wrong_or_strange() {
    let mut bench = Bench::new().await;
    bench.turns(json!({"wrong_signature": true})).await;
    bench.desk_answers(403);
    bench.ann_writes("hello").await;
    assert!(!bench.told().await.is_signed());
    bench.delivery_ends("answered 403").await;
    bench.turns(json!({"wrong_signature": false, "unknown_fields": true, "raw_utf8": true})).await;
    bench.desk_answers(200);
    bench.waits_hours(1).await;
    assert!(bench.told().await.is_signed());
    bench.ann_writes("ü").await;
    let told = bench.told().await;
    assert!(told.is_signed());
    assert!(String::from_utf8(told.bytes.clone()).unwrap().contains('ü'));
    assert!(told.json()["deskbell_unknown"].is_object());
}

#[tokio::test]
async fn knobs_can_be_turned_back() {
    let bench = Bench::new().await;
    bench.turns(json!({"batch_size": 5})).await;
    let (status, knobs) = bench.control("DELETE", "knobs", Value::Null).await;
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    assert_eq!((status, &knobs["batch_size"]), (200, &json!(1)));
    assert_eq!((&state["knobs"], &state["default_knobs"]), (&knobs, &knobs));
}

#[tokio::test]
async fn wrong_calls_get_json_errors() {
    let bench = Bench::new().await;
    let write = format!("people/{ANN}/messages");
    for (method, path, body, expected) in [
        ("GET", "nothing", Value::Null, 404),
        ("DELETE", "state", Value::Null, 405),
        ("POST", "people", json!({"name": ""}), 400),
        ("POST", "people", json!({"name": "Joe", "wa_id": "joe"}), 400),
        ("POST", "people", json!({"name": "Joe", "wa_id": ANN}), 409),
        ("POST", "people/1/messages", json!({"text": "x"}), 404),
        ("POST", &write, json!({"text": ""}), 400),
        ("POST", &write, json!({"txt": "x"}), 400),
        ("POST", &write, json!({"text": "x", "account": "1"}), 404),
        ("POST", &format!("{write}/raw"), json!({"message": {}}), 400),
        ("POST", "people/1/read", Value::Null, 404),
        ("PUT", "people/1/presence", json!({"online": true}), 404),
        ("PUT", "knobs", json!({"batch_size": 0}), 400),
        ("PUT", "faults", json!({"faults": [{"kind": "earthquake"}]}), 400),
        ("POST", "clock", json!({"advance_seconds": -1}), 400),
        ("GET", "requests?after=x", Value::Null, 400),
    ] {
        let (status, answer) = bench.control(method, path, body).await;
        assert_eq!(status, expected, "{method} {path}: {answer}");
        assert!(answer["error"].is_string(), "{method} {path}: {answer}");
    }
}

#[tokio::test]
async fn a_new_person_can_write_at_once() {
    let mut bench = Bench::new().await;
    let (status, joe) = bench.control("POST", "people", json!({"name": "Joe"})).await;
    assert_eq!(status, 201, "{joe}");
    let wa_id = joe["wa_id"].as_str().unwrap();
    bench.control("POST", &format!("people/{wa_id}/messages"), json!({"text": "hi"})).await;
    assert_eq!(bench.update().await["from"], wa_id);
}

#[tokio::test]
async fn a_page_that_watches_is_told_what_to_read_again() {
    let bench = Bench::new().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(bench.url("/control/live")).send().await.unwrap();
    let mut events = answer.bytes_stream();
    bench.ann_writes("hello").await;
    let mut heard = String::new();
    while !heard.contains(&format!(r#"{{"kind":"messages","wa_id":"{ANN}"}}"#)) {
        let piece = events.next().await.unwrap().unwrap();
        heard.push_str(std::str::from_utf8(&piece).unwrap());
    }
    bench.simulator.stop().await;
}

#[tokio::test]
async fn a_dead_token_spoils_health_checks_too() {
    let bench = Bench::new().await;
    bench.breaks(json!([{"kind": "token_expired"}])).await;
    let (status, body) = bench.graph("GET", NUMBER, TOKEN, Value::Null).await;
    assert_eq!((status, &body["error"]["error_subcode"]), (401, &json!(463)));
}

#[tokio::test]
async fn an_old_notification_can_be_sent_again_days_later() {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    let first = bench.told().await;
    bench.delivery_ends("answered 200").await;
    bench.waits_hours(72).await;
    let (_, log) = bench.control("GET", "webhooks", Value::Null).await;
    let number = &log["webhooks"][0]["number"];
    let path = format!("webhooks/{number}/replay");
    let (status, body) = bench.control("POST", &path, Value::Null).await;
    assert_eq!((status, &body["accepted"]), (200, &json!(true)), "{body}");
    let again = bench.told().await;
    assert_eq!(first.bytes, again.bytes);
    assert!(again.is_signed());
    let (status, _) = bench.control("POST", "webhooks/99/replay", Value::Null).await;
    assert_eq!(status, 404);
}

/// Hears so many updates: the size of the largest notification.
async fn largest_of(bench: &mut Bench, updates: usize) -> usize {
    let (mut heard, mut largest) = (0, 0);
    while heard < updates {
        let told = bench.told().await;
        heard += told.updates().len();
        largest = largest.max(told.bytes.len());
    }
    largest
}

#[tokio::test]
async fn a_flood_makes_a_notification_of_nearly_three_megabytes() {
    let mut bench = Bench::new().await;
    bench.turns(json!({"batch_size": 1000, "delay_ms": 1000})).await;
    let path = format!("people/{ANN}/flood");
    let flood = json!({"count": 700, "characters": 4000});
    let (status, body) = bench.control("POST", &path, flood).await;
    assert_eq!((status, body["ids"].as_array().unwrap().len()), (201, 700));
    let largest = largest_of(&mut bench, 700).await;
    assert!((2_000_000..=3_000_000).contains(&largest), "{largest}");

    // Envelopes count as well, however many there are.
    let knobs = json!({"one_change_each": true, "unknown_fields": true, "delay_ms": 3_600_000});
    bench.turns(knobs).await;
    let flood = json!({"count": 1000, "characters": 2800});
    assert_eq!(bench.control("POST", &path, flood).await.0, 201);
    bench.waits_hours(1).await;
    let largest = largest_of(&mut bench, 1000).await;
    assert!((1_000_000..=3_000_000).contains(&largest), "{largest}");
    let (status, _) = bench.control("POST", &path, json!({"count": 1001})).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn failures_come_with_the_code_that_was_asked_for() {
    let mut bench = after_ann_wrote().await;
    bench.turns(json!({"fail_after_sent_rate": 1, "failure_code": 131_049})).await;
    bench.replies("one").await;
    assert_eq!(bench.statuses(1).await, ["sent"]);
    assert_eq!(bench.update().await["errors"][0]["code"], 131_049);
    bench.turns(json!({"fail_after_sent_rate": 0, "unknown_status_rate": 1})).await;
    let (_, body) = bench.replies("two").await;
    let foreign = bench.update().await;
    assert_eq!(foreign["status"], "failed");
    assert_ne!(foreign["id"], body["messages"][0]["id"]);
    let (status, _) = bench.control("PUT", "knobs", json!({"failure_code": 7})).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn calls_besides_messages_fail_when_they_are_named() {
    let bench = after_ann_wrote().await;
    let templates = format!("{WABA}/message_templates");
    let asks = async |path: &str| bench.graph("GET", path, TOKEN, Value::Null).await;
    bench.breaks(json!([{"kind": "server_error", "calls": "templates", "after": 1}])).await;
    assert_eq!(bench.replies("hi").await.0, 200);
    assert_eq!(asks(NUMBER).await.0, 200);
    assert_eq!(asks(&templates).await.0, 200, "the first one goes well");
    assert_eq!(asks(&templates).await.0, 500);
    bench.breaks(json!([{"kind": "rate_limited", "calls": "other"}])).await;
    let refused = asks(NUMBER).await;
    assert_eq!((refused.0, &refused.1["error"]["code"]), (400, &json!(80_007)));
    assert_eq!(asks(&templates).await.0, 200);
    bench.breaks(json!([{"kind": "html_page", "calls": "uploads"}])).await;
    assert_eq!(asks(NUMBER).await.0, 200);
    let upload = bench.client.post(bench.url(&format!("/v25.0/{NUMBER}/media")));
    let answer = upload.bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(answer.status(), 502);
}

#[tokio::test]
async fn nobody_can_connect_while_the_port_is_closed() {
    let bench = Bench::new().await;
    let looks = async || {
        let stranger = reqwest::Client::builder().no_proxy().build().unwrap();
        stranger.get(bench.url("/control/state")).send().await
    };
    assert_eq!(looks().await.unwrap().status(), 200);
    bench.simulator.refuse_connections().await;
    assert!(looks().await.unwrap_err().is_connect());
    assert!(bench.tries_to_reply("hi").await.is_err(), "what was connected is over");
    bench.simulator.welcome_connections().await;
    assert_eq!(looks().await.unwrap().status(), 200);

    // The same for a while: who asks for it hears that it has begun.
    let (status, body) = bench.control("POST", "outage", json!({"milliseconds": 1})).await;
    assert_eq!(status, 200, "{body}");
    bench.simulator.welcome_connections().await;
    assert_eq!(looks().await.unwrap().status(), 200);
    let (status, _) = bench.control("POST", "outage", json!({"milliseconds": 0})).await;
    assert_eq!(status, 400);
}
