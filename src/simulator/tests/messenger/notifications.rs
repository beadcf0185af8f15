//! How the Page's app hears of things.

use std::collections::BTreeSet;

use super::super::bench::ANN;
use super::*;

#[tokio::test]
async fn a_persons_message_arrives_signed_as_object_page() {
    let mut bench = quick().await;
    let mid = writes(&bench, "Grüße: a/b").await;
    let told = bench.told().await;
    assert!(told.is_signed());
    let text = String::from_utf8(told.bytes.clone()).unwrap();
    assert!(text.contains(r"Gr\u00fc\u00dfe: a\/b"), "{text}");
    let body = told.json();
    assert_eq!((&body["object"], &body["entry"][0]["id"]), (&json!("page"), &json!(PAGE)));
    assert!(body["entry"][0]["time"].as_i64().unwrap() > 100_000_000_000, "milliseconds");
    let event = &body["entry"][0]["messaging"][0];
    assert_eq!(event["message"], json!({"mid": mid, "text": "Grüße: a/b"}));
    assert_eq!((&event["sender"]["id"], &event["recipient"]["id"]), (&json!(BEA), &json!(PAGE)));
    assert!(event["timestamp"].as_i64().unwrap() > 100_000_000_000, "milliseconds");
}

#[tokio::test]
async fn one_person_has_another_id_at_another_page() {
    let mut bench = quick().await;
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    let threads = &state["messenger"]["people"][0]["threads"];
    let other = threads[1]["psid"].as_str().unwrap();
    assert_eq!((&threads[0]["psid"], &threads[1]["page_id"]), (&json!(BEA), &json!(OTHER_PAGE)));
    assert_ne!(other, BEA);
    let path = format!("messenger/people/{other}/messages");
    assert_eq!(bench.control("POST", &path, json!({"text": "there"})).await.0, 201);
    let told = bench.told().await.json();
    assert_eq!(told["entry"][0]["id"], OTHER_PAGE);
    assert_eq!(events(&told)[0]["sender"]["id"], other);
    assert_eq!(sees(&bench).await, [""; 0], "a conversation of its own");
}

#[tokio::test]
async fn it_is_sent_again_until_it_is_taken_and_after_an_hour_no_more() {
    let mut bench = quick().await;
    bench.desk_answers(500);
    writes(&bench, "one").await;
    bench.told().await;
    bench.delivery_ends("answered 500").await;
    bench.desk_answers(200);
    bench.control("POST", "clock", json!({"advance_seconds": 60})).await;
    assert_eq!(event(&mut bench).await["message"]["text"], "one");
    bench.delivery_ends("answered 200").await;
    assert_eq!(sees(&bench).await, ["customer delivered one"]);

    bench.desk_answers(503);
    writes(&bench, "two").await;
    bench.told().await;
    bench.delivery_ends("answered 503").await;
    bench.waits_hours(1).await;
    bench.told().await;
    let apps = format!("{PAGE}/subscribed_apps");
    let unsubscribed =
        async || page(&bench, "GET", &apps, Value::Null).await.1 == json!({"data": []});
    for _ in 0..1000 {
        if unsubscribed().await {
            break;
        }
    }
    assert!(unsubscribed().await);
    bench.desk_answers(200);
    writes(&bench, "three").await;
    bench.waits_hours(1).await;

    let fields = "subscribed_fields=messages,message_echoes";
    let answer = page(&bench, "POST", &format!("{apps}?{fields}"), Value::Null).await;
    assert_eq!(answer, (200, json!({"success": true})));
    let (_, listed) = page(&bench, "GET", &apps, Value::Null).await;
    assert_eq!(listed["data"][0]["subscribed_fields"], json!(["message_echoes", "messages"]));
    writes(&bench, "four").await;
    assert_eq!(event(&mut bench).await["message"]["text"], "four", "the others are lost");
    bea(&bench, "POST", "postbacks", json!({})).await;
    writes(&bench, "five").await;
    assert_eq!(event(&mut bench).await["message"]["text"], "five", "no postbacks are asked for");
}

#[tokio::test]
async fn many_events_of_both_channels_come_once_each() {
    let mut bench = quick().await;
    bench.turns(json!({"batch_size": 1000, "delay_ms": 200, "reorder_window_ms": 50})).await;
    let mut written = BTreeSet::new();
    for number in 0..20 {
        written.insert(writes(&bench, &number.to_string()).await);
        written.insert(bench.ann_writes(&number.to_string()).await);
    }
    let (mut heard, mut notifications) = (Vec::new(), 0);
    while heard.len() < written.len() {
        let told = bench.told().await;
        let body = told.json();
        let ids = match body["object"].as_str() {
            Some("page") => {
                events(&body).iter().map(|event| event["message"]["mid"].clone()).collect()
            }
            _ => told.updates().iter().map(|update| update["id"].clone()).collect::<Vec<_>>(),
        };
        heard.extend(ids.into_iter().map(|id| id.as_str().unwrap().to_owned()));
        notifications += 1;
    }
    assert!(notifications < 40, "{notifications}");
    assert_eq!(heard.len(), written.len(), "{ANN} and Bea");
    assert_eq!(heard.into_iter().collect::<BTreeSet<_>>(), written);
}

#[tokio::test]
async fn notifications_can_come_twice_or_be_strange() {
    let mut bench = quick().await;
    bench.turns(json!({"concurrent_duplicate_rate": 1, "unknown_fields": true})).await;
    writes(&bench, "hello").await;
    let (first, second) = (bench.told().await, bench.told().await);
    assert_eq!(first.bytes, second.bytes);
    assert!(first.json()["entry"][0]["messaging"][0]["deskbell_unknown"].is_object());
}

#[tokio::test]
async fn raw_bodies_reach_the_pages_app() {
    let mut bench = quick().await;
    let raw = json!({"body": {"object": "page", "entry": []}, "page_id": PAGE});
    let (status, body) = bench.control("POST", "webhooks/raw", raw).await;
    assert_eq!((status, &body["accepted"]), (200, &json!(true)));
    assert!(bench.told().await.is_signed());
    let raw = json!({"body": {}, "page_id": "1"});
    assert_eq!(bench.control("POST", "webhooks/raw", raw).await.0, 404);
    let path = format!("messenger/pages/{PAGE}/verify");
    let (_, verified) = bench.control("POST", &path, Value::Null).await;
    assert_eq!(verified["verified"], true, "{verified}");
}
