//! Sends, their statuses and their refusals.

use serde_json::{Value, json};

use super::bench::{ANN, Bench, NUMBER, TOKEN};

/// Ann has written, so that she may be answered.
async fn after_ann_wrote() -> Bench {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    bench.told().await;
    bench.delivery_ends("answered 200").await;
    bench
}

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["error"]["code"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn a_reply_is_sent_delivered_and_read() {
    let mut bench = after_ann_wrote().await;
    let (status, body) = bench.replies("hi").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["contacts"], json!([{"input": format!("+{ANN}"), "wa_id": ANN}]));
    let sent = bench.update().await;
    assert_eq!(sent["status"], "sent");
    assert_eq!(sent["id"], body["messages"][0]["id"]);
    assert_eq!(sent["biz_opaque_callback_data"], "msg:42");
    assert_eq!(sent["recipient_id"], ANN);
    assert_eq!(sent["pricing"]["pricing_model"], "PMP");
    assert_eq!(bench.statuses(1).await, ["delivered"]);
    assert_eq!(bench.ann_sees().await, ["customer delivered hello", "business delivered hi"]);

    let (_, body) = bench.control("POST", &format!("people/{ANN}/read"), Value::Null).await;
    assert_eq!(body, json!({"read": 1}));
    assert_eq!(bench.statuses(1).await, ["read"]);
    assert_eq!(bench.ann_sees().await, ["customer delivered hello", "business read hi"]);
}

#[tokio::test]
async fn a_phone_that_is_off_gets_it_later() {
    let mut bench = after_ann_wrote().await;
    let presence = format!("people/{ANN}/presence");
    bench.control("PUT", &presence, json!({"online": false})).await;
    bench.replies("hi").await;
    assert_eq!(bench.statuses(1).await, ["sent"]);
    assert_eq!(bench.ann_sees().await, ["customer delivered hello"]);
    let (status, _) =
        bench.control("POST", &format!("people/{ANN}/messages"), json!({"text": "x"})).await;
    assert_eq!(status, 409);

    bench.control("PUT", &presence, json!({"online": true})).await;
    assert_eq!(bench.statuses(1).await, ["delivered"]);
    assert_eq!(bench.ann_sees().await, ["customer delivered hello", "business delivered hi"]);
}

#[tokio::test]
async fn outside_the_window_a_send_fails_later_or_at_once() {
    let mut bench = after_ann_wrote().await;
    bench.waits_hours(24).await;
    assert_eq!(bench.replies("late").await.0, 200);
    let failed = bench.update().await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(failed["errors"][0]["code"], 131_047);
    assert_eq!(failed["biz_opaque_callback_data"], "msg:42");
    assert_eq!(bench.ann_sees().await, ["customer delivered hello"]);

    bench.turns(json!({"refuse_closed_window": true})).await;
    assert_eq!(code(&bench.replies("late").await), (400, 131_047));
    bench.ann_writes("again").await;
    assert_eq!(bench.replies("in time").await.0, 200);
}

#[tokio::test]
async fn nobody_has_this_number() {
    let mut bench = after_ann_wrote().await;
    let body =
        json!({"messaging_product": "whatsapp", "to": "4915100000000", "text": {"body": "x"}});
    let answer = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await;
    assert_eq!(answer.0, 200, "{}", answer.1);
    let failed = bench.update().await;
    assert_eq!(
        (&failed["status"], &failed["errors"][0]["code"]),
        (&json!("failed"), &json!(131_026))
    );
}

#[tokio::test]
async fn a_person_can_be_reached_by_the_user_id() {
    let mut bench = after_ann_wrote().await;
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    let id = state["people"][0]["user_id"].as_str().unwrap();
    let body = json!({"messaging_product": "whatsapp", "recipient": id, "type": "text", "text": {"body": "x"}});
    let (status, body) = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await;
    assert_eq!((status, &body["contacts"]), (200, &json!([{"input": id, "user_id": id}])));
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);
}

#[tokio::test]
async fn wrong_tokens_numbers_and_paths_are_refused() {
    let bench = Bench::new().await;
    let messages = format!("{NUMBER}/messages");
    let body = json!({"messaging_product": "whatsapp", "to": ANN, "text": {"body": "x"}});
    let wrong = bench.graph("POST", &messages, "wrong", body.clone()).await;
    assert_eq!(code(&wrong), (401, 190));
    let unknown = bench.graph("POST", "1/messages", TOKEN, body.clone()).await;
    assert_eq!(code(&unknown), (400, 100));
    assert_eq!(unknown.1["error"]["error_subcode"], 33);
    assert_eq!(code(&bench.graph("POST", "1/2/3", TOKEN, body).await), (400, 100));
    let own =
        json!({"messaging_product": "whatsapp", "to": "+1 555 078 3881", "text": {"body": "x"}});
    assert_eq!(code(&bench.graph("POST", &messages, TOKEN, own).await), (400, 131_021));
    assert_eq!(code(&bench.graph("POST", &messages, TOKEN, json!("x")).await), (400, 100));
    let (_, log) = bench.control("GET", "requests", Value::Null).await;
    assert_eq!(log["requests"].as_array().unwrap().len(), 5);
    assert_eq!(log["requests"][0]["status"], 401);
}

#[tokio::test]
async fn a_call_that_cannot_be_read_stands_in_the_record_too() {
    let bench = Bench::new().await;
    let large = json!({"text": "x".repeat(1024 * 1024)});
    let answer = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, large).await;
    assert_eq!(code(&answer), (400, 100));
    let (_, log) = bench.control("GET", "requests", Value::Null).await;
    let logged = &log["requests"][0];
    assert_eq!((&logged["method"], &logged["status"]), (&json!("POST"), &json!(400)));
    assert!(logged["path"].as_str().unwrap().ends_with("/messages"), "{logged}");
    assert!(logged["verdict"].as_str().unwrap().contains("cannot be read"), "{logged}");
}

#[tokio::test]
async fn one_customer_is_not_flooded() {
    let bench = after_ann_wrote().await;
    bench.turns(json!({"throttle_status": 429})).await;
    for number in 0..45 {
        assert_eq!(bench.replies(&number.to_string()).await.0, 200);
    }
    // On a slow machine some have been saved up again by now.
    let mut refused = bench.replies("one more").await;
    for _ in 0..20 {
        if refused.0 == 200 {
            refused = bench.replies("one more").await;
        }
    }
    assert_eq!(code(&refused), (429, 131_056));
    bench.waits_hours(1).await;
    assert_eq!(bench.replies("later").await.0, 200);
}

#[tokio::test]
async fn a_number_describes_itself() {
    let bench = Bench::new().await;
    let fields = "?fields=display_phone_number,verified_name,quality_rating";
    let answer = bench.graph("GET", &format!("{NUMBER}{fields}"), TOKEN, Value::Null).await;
    let expected = json!({
        "display_phone_number": "+1 555-078-3881",
        "verified_name": "Shop",
        "quality_rating": "GREEN",
        "id": NUMBER,
    });
    assert_eq!(answer, (200, expected));
    let unknown =
        bench.graph("GET", &format!("{NUMBER}?fields=shoe_size"), TOKEN, Value::Null).await;
    assert_eq!(code(&unknown), (400, 100));
}
