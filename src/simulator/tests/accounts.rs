//! Tokens, versions, registration, and where notifications go.

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::bench::{ANN, Bench, Desk, NUMBER, TOKEN, WABA};
use crate::simulator::tokens::{MANAGEMENT, MESSAGING};

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["error"]["code"].as_u64().unwrap_or_default())
}

fn hello() -> Value {
    json!({"messaging_product": "whatsapp", "to": ANN, "type": "text", "text": {"body": "hi"}})
}

async fn gives(
    bench: &Bench,
    token: &str,
    scopes: &[&str],
    accounts: &[&str],
    expires_at_ms: Option<i64>,
) {
    let token = json!({"token": token, "scopes": scopes, "accounts": accounts, "expires_at_ms": expires_at_ms});
    let (status, body) = bench.control("PUT", "tokens", token).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn a_token_may_do_what_its_scopes_say() {
    let bench = Bench::new().await;
    gives(&bench, "m", &[MESSAGING], &[WABA], None).await;
    gives(&bench, "s", &[MANAGEMENT], &[WABA], None).await;
    gives(&bench, "other", &[MESSAGING, MANAGEMENT], &["1"], None).await;
    gives(&bench, "over", &[MESSAGING], &[WABA], Some(1)).await;
    let messages = format!("{NUMBER}/messages");
    assert_eq!(bench.graph("POST", &messages, "m", hello()).await.0, 200);
    assert_eq!(code(&bench.graph("POST", &messages, "s", hello()).await), (403, 10));
    assert_eq!(code(&bench.graph("GET", NUMBER, "m", Value::Null).await), (403, 200));
    assert_eq!(bench.graph("GET", NUMBER, "s", Value::Null).await.0, 200);
    let other = bench.graph("POST", &messages, "other", hello()).await;
    assert_eq!((code(&other), &other.1["error"]["error_subcode"]), ((400, 100), &json!(33)));
    let over = bench.graph("POST", &messages, "over", hello()).await;
    assert_eq!((code(&over), &over.1["error"]["error_subcode"]), ((401, 190), &json!(463)));

    let (_, told) = bench.graph("GET", "debug_token?input_token=m", "s", Value::Null).await;
    assert_eq!(
        (&told["data"]["is_valid"], &told["data"]["scopes"]),
        (&json!(true), &json!([MESSAGING]))
    );
    let (_, told) = bench.graph("GET", "debug_token?input_token=over", "s", Value::Null).await;
    assert_eq!(
        (&told["data"]["is_valid"], &told["data"]["error"]["subcode"]),
        (&json!(false), &json!(463))
    );
    let (_, told) = bench.graph("GET", "me/permissions", "m", Value::Null).await;
    assert_eq!(told["data"], json!([{"permission": MESSAGING, "status": "granted"}]));
    let (status, _) = bench.control("DELETE", "tokens/m", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(code(&bench.graph("POST", &messages, "m", hello()).await), (401, 190));
}

#[tokio::test]
async fn settings_are_asked_for_so_often_and_dead_versions_are_refused() {
    let bench = Bench::new().await;
    bench.turns(json!({"throttle_status": 429})).await;
    for _ in 0..200 {
        assert_eq!(bench.graph("GET", NUMBER, TOKEN, Value::Null).await.0, 200);
    }
    assert_eq!(code(&bench.graph("GET", NUMBER, TOKEN, Value::Null).await), (429, 80_007));
    bench.waits_hours(1).await;
    assert_eq!(bench.graph("GET", NUMBER, TOKEN, Value::Null).await.0, 200);
    bench.turns(json!({"oldest_version": 26})).await;
    assert_eq!(code(&bench.graph("GET", NUMBER, TOKEN, Value::Null).await), (400, 2_635));
}

#[tokio::test]
async fn a_number_is_registered_before_it_sends() {
    let bench = Bench::new().await;
    bench.control("PUT", &format!("accounts/{NUMBER}"), json!({"registered": false})).await;
    let messages = format!("{NUMBER}/messages");
    assert_eq!(code(&bench.graph("POST", &messages, TOKEN, hello()).await), (400, 133_010));
    let register = format!("{NUMBER}/register");
    let wrong = json!({"messaging_product": "whatsapp", "pin": "12"});
    assert_eq!(code(&bench.graph("POST", &register, TOKEN, wrong).await), (400, 100));
    let right = json!({"messaging_product": "whatsapp", "pin": "123456"});
    assert_eq!(bench.graph("POST", &register, TOKEN, right).await, (200, json!({"success": true})));
    assert_eq!(bench.graph("POST", &messages, TOKEN, hello()).await.0, 200);
    let profile = format!("{NUMBER}/whatsapp_business_profile");
    let about = json!({"messaging_product": "whatsapp", "about": "Lamps"});
    assert_eq!(bench.graph("POST", &profile, TOKEN, about).await.0, 200);
    let (_, body) = bench.graph("GET", &profile, TOKEN, Value::Null).await;
    assert_eq!(body["data"][0]["about"], "Lamps");
}

#[tokio::test]
async fn another_address_is_taken_after_a_plain_subscription() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = format!("http://{}/hooks/whatsapp", listener.local_addr().unwrap());
    let mut other_desk = Desk::listen(listener).await;
    let bench = Bench::new().await;
    let apps = format!("{WABA}/subscribed_apps");
    let overriding =
        json!({"override_callback_uri": elsewhere, "verify_token": "the verify token"});
    bench.graph("DELETE", &apps, TOKEN, Value::Null).await;
    assert_eq!(code(&bench.graph("POST", &apps, TOKEN, overriding.clone()).await), (400, 100));
    bench.graph("POST", &apps, TOKEN, Value::Null).await;
    let wrong = json!({"override_callback_uri": elsewhere, "verify_token": "wrong"});
    assert_eq!(code(&bench.graph("POST", &apps, TOKEN, wrong).await), (400, 2_200));
    assert_eq!(bench.graph("POST", &apps, TOKEN, overriding).await.0, 200);
    let (_, body) = bench.graph("GET", &apps, TOKEN, Value::Null).await;
    assert_eq!(body["data"][0]["override_callback_uri"], elsewhere.as_str());
    let fields = format!("{NUMBER}?fields=webhook_configuration");
    let (_, body) = bench.graph("GET", &fields, TOKEN, Value::Null).await;
    assert_eq!(body["webhook_configuration"]["whatsapp_business_account"], elsewhere.as_str());
    bench.ann_writes("hello").await;
    assert_eq!(other_desk.hears().await.updates()[0]["text"]["body"], "hello");
}

#[tokio::test]
async fn trouble_has_more_kinds() {
    let bench = Bench::new().await;
    for (kind, expected) in [("policy_blocked", (403, 368)), ("unavailable", (500, 131_016))] {
        bench.breaks(json!([{"kind": kind, "count": 1}])).await;
        assert_eq!(code(&bench.replies("hi").await), expected, "{kind}");
    }
    bench.breaks(json!([{"kind": "connection_lost", "count": 1}])).await;
    assert!(bench.tries_to_reply("hi").await.is_err());
    assert!(bench.ann_sees().await.is_empty());
}
