//! Customers' messages and how they are notified.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::bench::{ANN, Bench, Desk, NUMBER, OTHER_BUSINESS_TOKEN, OTHER_NUMBER, TOKEN, WABA};

#[tokio::test]
async fn a_customers_message_arrives_signed() {
    let mut bench = Bench::new().await;
    let id = bench.ann_writes("Grüße: a/b").await;
    let told = bench.told().await;
    assert!(told.is_signed());
    let text = String::from_utf8(told.bytes.clone()).unwrap();
    assert!(text.contains(r"Gr\u00fc\u00dfe: a\/b"), "{text}");

    let body = told.json();
    assert_eq!(body["object"], "whatsapp_business_account");
    assert_eq!(body["entry"][0]["id"], WABA);
    let value = &body["entry"][0]["changes"][0]["value"];
    assert_eq!(value["metadata"]["phone_number_id"], NUMBER);
    assert_eq!(value["contacts"][0]["profile"]["name"], "Änn");
    assert_eq!(value["contacts"][0]["wa_id"], ANN);
    let message = &value["messages"][0];
    assert_eq!(message["id"], id.as_str());
    assert_eq!(message["from"], ANN);
    assert_eq!(message["from_user_id"], value["contacts"][0]["user_id"]);
    assert!(message["timestamp"].as_str().unwrap().parse::<u64>().is_ok());
    assert_eq!(message["text"]["body"], "Grüße: a/b");
}

#[tokio::test]
async fn the_phone_shows_when_the_desk_has_it_and_has_read_it() {
    let mut bench = Bench::new().await;
    bench.desk_answers(500);
    let id = bench.ann_writes("hello").await;
    bench.told().await;
    bench.delivery_ends("answered 500").await;
    assert_eq!(bench.ann_sees().await, ["customer sent hello"]);

    bench.desk_answers(200);
    bench.waits_hours(1).await;
    bench.told().await;
    bench.delivery_ends("answered 200").await;
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": id, "typing_indicator": {"type": "text"}});
    let (status, body) = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, read).await;
    assert_eq!((status, body), (200, json!({"success": true})));
    assert_eq!(bench.ann_sees().await, ["customer read hello"]);
    let (_, body) = bench.control("GET", &format!("people/{ANN}/messages"), Value::Null).await;
    assert!(body["typing_until_ms"].is_i64());
}

#[tokio::test]
async fn nothing_is_lost_while_the_desk_is_down() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut bench = Bench::with_desk(Desk::listen(elsewhere).await, address).await;
    drop(listener);
    bench.ann_writes("one").await;
    bench.ann_writes("two").await;
    bench.delivery_ends("not reachable").await;

    let listener = TcpListener::bind(address).await.unwrap();
    bench.desk_is_replaced(Desk::listen(listener).await).await;
    bench.waits_hours(1).await;
    let mut texts = BTreeSet::new();
    for _ in 0..2 {
        texts.insert(bench.update().await["text"]["body"].as_str().unwrap().to_owned());
    }
    assert_eq!(texts, BTreeSet::from(["one".to_owned(), "two".to_owned()]));
}

#[tokio::test]
async fn notifications_come_twice_when_asked_to() {
    let mut bench = Bench::new().await;
    for knob in ["duplicate_rate", "concurrent_duplicate_rate"] {
        bench.turns(json!({"duplicate_rate": 0, "concurrent_duplicate_rate": 0})).await;
        bench.turns(json!({knob: 1})).await;
        bench.ann_writes("hello").await;
        let (first, second) = (bench.told().await, bench.told().await);
        assert_eq!(first.bytes, second.bytes, "{knob}");
        assert!(second.is_signed());
    }
}

#[tokio::test]
async fn many_updates_share_notifications_and_each_comes_once() {
    let mut bench = Bench::new().await;
    bench.turns(json!({"batch_size": 1000, "delay_ms": 200, "reorder_window_ms": 50})).await;
    let mut written = BTreeSet::new();
    for number in 0..40 {
        written.insert(bench.ann_writes(&number.to_string()).await);
    }
    let (mut heard, mut notifications) = (Vec::new(), 0);
    while heard.len() < written.len() {
        let updates = bench.told().await.updates();
        heard.extend(updates.iter().map(|update| update["id"].as_str().unwrap().to_owned()));
        notifications += 1;
    }
    assert!(notifications < 40, "{notifications}");
    assert_eq!(heard.len(), written.len());
    assert_eq!(heard.into_iter().collect::<BTreeSet<_>>(), written);
}

#[tokio::test]
async fn any_kind_of_message_can_be_written_as_it_stands() {
    let mut bench = Bench::new().await;
    let raw = json!({
        "message": {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}, "id": "wamid.X", "from": null},
        "contact": null,
    });
    let (status, body) = bench.control("POST", &format!("people/{ANN}/messages/raw"), raw).await;
    assert_eq!((status, body), (201, json!({"id": "wamid.X"})));
    let told = bench.told().await.json();
    let value = &told["entry"][0]["changes"][0]["value"];
    assert!(value.get("contacts").is_none());
    assert_eq!(value["messages"][0]["id"], "wamid.X");
    assert_eq!(value["messages"][0]["image"]["mime_type"], "image/jpeg");
    assert!(value["messages"][0].get("from").is_none());
}

#[tokio::test]
async fn a_reply_names_the_message_and_its_author() {
    let mut bench = Bench::new().await;
    let first = bench.ann_writes("one").await;
    bench.told().await;
    let reply = json!({"text": "two", "reply_to": first});
    bench.control("POST", &format!("people/{ANN}/messages"), reply).await;
    let update = bench.update().await;
    assert_eq!(update["context"], json!({"from": ANN, "id": first}));
}

#[tokio::test]
async fn raw_notifications_are_sent_byte_for_byte() {
    let mut bench = Bench::new().await;
    for (signature, signed) in [("valid", true), ("wrong", false), ("none", false)] {
        let raw = json!({"body": "{ \"ä\": 1}", "signature": signature});
        let (status, body) = bench.control("POST", "webhooks/raw", raw).await;
        assert_eq!((status, &body["accepted"]), (200, &json!(true)));
        let told = bench.told().await;
        assert_eq!(told.bytes, "{ \"ä\": 1}".as_bytes());
        assert_eq!(told.is_signed(), signed, "{signature}");
        assert_eq!(told.signature.is_none(), signature == "none");
    }
    let told = {
        bench.control("POST", "webhooks/raw", json!({"body": {"a": "ä"}})).await;
        bench.told().await
    };
    assert_eq!(told.bytes, br#"{"a":"\u00e4"}"#);
}

#[tokio::test]
async fn the_desk_gives_the_challenge_back() {
    let bench = Bench::new().await;
    let (status, body) = bench.control("POST", "webhooks/verify", Value::Null).await;
    assert_eq!((status, &body["verified"]), (200, &json!(true)), "{body}");
}

#[tokio::test]
async fn without_a_subscribed_app_nobody_is_told() {
    let mut bench = Bench::new().await;
    let apps = format!("{WABA}/subscribed_apps");
    bench.graph("DELETE", &apps, TOKEN, Value::Null).await;
    let (_, body) = bench.graph("GET", &apps, TOKEN, Value::Null).await;
    assert_eq!(body, json!({"data": []}));
    bench.ann_writes("unheard").await;

    let (status, body) = bench.graph("POST", &apps, TOKEN, Value::Null).await;
    assert_eq!((status, body), (200, json!({"success": true})));
    bench.ann_writes("heard").await;
    assert_eq!(bench.update().await["text"]["body"], "heard");
}

#[tokio::test]
async fn only_what_a_number_got_lately_can_be_marked_as_read() {
    let bench = Bench::with_two_businesses().await;
    let id = bench.ann_writes("hello").await;
    let marks = async |number: &str, token: &str, id: &str| {
        let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": id});
        let (status, body) = bench.graph("POST", &format!("{number}/messages"), token, read).await;
        (status, body["error"]["code"].clone())
    };
    let refused = (400, json!(131_009));
    assert_eq!(marks(OTHER_NUMBER, OTHER_BUSINESS_TOKEN, &id).await, refused, "not its own");
    assert_eq!(marks(NUMBER, TOKEN, "wamid.X").await, refused);
    assert!(!bench.ann_sees().await[0].contains("read"));
    bench.waits_hours(30 * 24 - 1).await;
    assert_eq!(marks(NUMBER, TOKEN, &id).await, (200, Value::Null));
    assert_eq!(bench.ann_sees().await, ["customer read hello"]);

    bench.waits_hours(1).await;
    assert_eq!(marks(NUMBER, TOKEN, &id).await, refused, "too old");
    bench.turns(json!({"accept_unknown_read_marks": true})).await;
    assert_eq!(marks(NUMBER, TOKEN, &id).await, (200, Value::Null));
    assert_eq!(marks(NUMBER, TOKEN, "wamid.X").await, (200, Value::Null));
}
