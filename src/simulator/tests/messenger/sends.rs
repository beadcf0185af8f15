//! What the Page sends, and what comes back.

use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn a_reply_is_echoed_delivered_and_read() {
    let mut bench = after_bea_wrote().await;
    let (status, body) = replies(&bench, "hi").await;
    assert_eq!((status, &body["recipient_id"]), (200, &json!(BEA)), "{body}");
    let (echo, delivery) = (event(&mut bench).await, event(&mut bench).await);
    assert_eq!((&echo["sender"]["id"], &echo["recipient"]["id"]), (&json!(PAGE), &json!(BEA)));
    let message = &echo["message"];
    assert_eq!(message["mid"], body["message_id"]);
    assert_eq!((&message["is_echo"], &message["text"]), (&json!(true), &json!("hi")));
    assert_eq!(message["app_id"].to_string(), APP, "a number");
    assert_eq!(message["metadata"], "msg:42");
    assert_eq!(delivery["delivery"]["mids"], json!([body["message_id"]]));
    assert_eq!(delivery["delivery"]["watermark"], echo["timestamp"], "in milliseconds");
    assert!(delivery.get("timestamp").is_none());
    assert_eq!(sees(&bench).await, ["customer delivered hello", "business delivered hi"]);

    let (_, read) = bea(&bench, "POST", "read", Value::Null).await;
    assert_eq!(read, json!({"read": 1}));
    let read = event(&mut bench).await;
    assert_eq!(read["read"], json!({"watermark": echo["timestamp"]}));
    assert_eq!(sees(&bench).await, ["customer delivered hello", "business read hi"]);
}

#[tokio::test]
async fn the_page_may_be_named_or_meant() {
    let bench = after_bea_wrote().await;
    let body = json!({"recipient": {"id": BEA}, "message": {"text": "x"}});
    for path in ["me/messages".to_owned(), format!("{PAGE}/messages")] {
        assert_eq!(page(&bench, "POST", &path, body.clone()).await.0, 200, "{path}");
    }
    let other = page(&bench, "POST", &format!("{OTHER_PAGE}/messages"), body.clone()).await;
    assert_eq!(code(&other), (400, 100, 33));
    let strange = bench.graph("POST", "me/messages", "no token", body.clone()).await;
    assert_eq!(code(&strange), (401, 190, 0));
    let elsewhere = bench.graph("POST", "me/messages", OTHER_TOKEN, body).await;
    assert_eq!(code(&elsewhere), (400, 100, 2_018_001), "an id is of one page");
}

#[tokio::test]
async fn the_window_closes_after_a_day_and_for_people_after_seven() {
    let bench = quick().await;
    let never = replies(&bench, "too early").await;
    assert_eq!(code(&never), (400, 100, 2_018_001), "nobody writes first");
    writes(&bench, "hello").await;
    let tagged =
        json!({"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "message": {"text": "x"}});
    assert_eq!(sends(&bench, tagged.clone()).await.0, 200);
    turns(&bench, json!({"refuse_tag_inside_window": true})).await;
    assert_eq!(code(&sends(&bench, tagged.clone()).await), (400, 100, 0));
    bench.waits_hours(23).await;
    assert_eq!(replies(&bench, "in time").await.0, 200);

    bench.waits_hours(1).await;
    assert_eq!(code(&replies(&bench, "late").await), (400, 10, 2_018_278));
    assert_eq!(sends(&bench, tagged.clone()).await.0, 200);
    turns(&bench, json!({"human_agent_approved": false})).await;
    assert_eq!(code(&sends(&bench, tagged.clone()).await), (403, 10, 2_018_028));
    turns(&bench, json!({"human_agent_approved": true})).await;
    bench.waits_hours(6 * 24).await;
    assert_eq!(code(&sends(&bench, tagged).await), (400, 10, 2_018_278));

    let mid = writes(&bench, "again").await;
    bench.waits_hours(25).await;
    assert_eq!(code(&replies(&bench, "late").await), (400, 10, 2_018_278));
    let reaction = format!("messages/{mid}/reaction");
    assert_eq!(bea(&bench, "PUT", &reaction, json!({"emoji": "love"})).await.0, 200);
    assert_eq!(replies(&bench, "a reaction opens it").await.0, 200);
}

#[tokio::test]
async fn echoes_come_as_they_are_turned() {
    let mut bench = after_bea_wrote().await;
    turns(
        &bench,
        json!({"echo_before_response_rate": 1, "echo_without_app_id_rate": 1, "skip_mids_rate": 1}),
    )
    .await;
    bench.turns(json!({"delivered_after_ms": 100})).await;
    let (_, body) = replies(&bench, "early").await;
    let told = bench.told().await.json();
    let echo = &events(&told)[0];
    assert_eq!(echo["message"]["mid"], body["message_id"]);
    assert!(echo["message"].get("app_id").is_none());
    let delivery = event(&mut bench).await;
    assert!(delivery["delivery"].get("mids").is_none());
    assert!(delivery["delivery"]["watermark"].is_i64());

    turns(&bench, json!({"skip_echo_rate": 1, "skip_mids_rate": 0})).await;
    replies(&bench, "unheard").await;
    assert!(event(&mut bench).await["delivery"].is_object(), "no echo before it");
}

#[tokio::test]
async fn a_phone_that_is_off_gets_all_of_it_later_in_order() {
    let mut bench = after_bea_wrote().await;
    turns(&bench, json!({"skip_echo_rate": 1})).await;
    bea(&bench, "PUT", "presence", json!({"online": false})).await;
    let (first, second) = (replies(&bench, "one").await, replies(&bench, "two").await);
    assert_eq!(bea(&bench, "POST", "messages", json!({"text": "x"})).await.0, 409);
    assert_eq!(sees(&bench).await, ["customer delivered hello"]);

    bea(&bench, "PUT", "presence", json!({"online": true})).await;
    let delivery = event(&mut bench).await;
    let mids = json!([first.1["message_id"], second.1["message_id"]]);
    assert_eq!(delivery["delivery"]["mids"], mids);
    assert_eq!(sees(&bench).await[1..], ["business delivered one", "business delivered two"]);
}

#[tokio::test]
async fn somebody_who_is_gone_or_held_by_another_app_gets_nothing() {
    let mut bench = after_bea_wrote().await;
    bea(&bench, "PUT", "availability", json!({"available": false})).await;
    assert_eq!(code(&replies(&bench, "x").await), (400, 551, 1_545_041));
    bea(&bench, "PUT", "availability", json!({"available": true})).await;

    bea(&bench, "PUT", "owner", json!({"app_id": "42", "metadata": "mine"})).await;
    let taken = event(&mut bench).await;
    assert_eq!(
        taken["take_thread_control"],
        json!({"new_owner_app_id": 42, "previous_owner_app_id": APP.parse::<u64>().unwrap(), "metadata": "mine"})
    );
    assert_eq!(code(&replies(&bench, "x").await), (403, 10, 2_018_300));
    writes(&bench, "to the other").await;
    let told = bench.told().await.json();
    assert_eq!(told["entry"][0]["standby"][0]["message"]["text"], "to the other");
    assert!(told["entry"][0].get("messaging").is_none());
    bea(&bench, "POST", "postbacks", json!({})).await;
    let postback = event(&mut bench).await;
    assert_eq!(postback["postback"]["title"], "Get Started");
    assert!(postback["postback"].get("payload").is_none(), "not beside");

    let owner = page(&bench, "GET", &format!("me/thread_owner?recipient={BEA}"), Value::Null).await;
    assert_eq!(owner.1["data"][0]["thread_owner"]["app_id"], "42");
    let recipient = json!({"recipient": {"id": BEA}});
    assert_eq!(page(&bench, "POST", "me/take_thread_control", recipient).await.0, 200);
    assert_eq!(replies(&bench, "back").await.0, 200);
    let passed = json!({"recipient": {"id": BEA}, "target_app_id": "42"});
    assert_eq!(page(&bench, "POST", "me/pass_thread_control", passed).await.0, 200);
    assert_eq!(code(&replies(&bench, "x").await), (403, 10, 2_018_300));
}

#[tokio::test]
async fn too_many_are_refused_in_both_ways() {
    let bench = after_bea_wrote().await;
    let film =
        json!({"message": {"attachment": {"type": "video", "payload": {"attachment_id": "7"}}}});
    let mut refused = Vec::new();
    for throttle_status in [400, 429] {
        bench.turns(json!({"throttle_status": throttle_status})).await;
        for _ in 0..40 {
            let answer = code(&sends(&bench, film.clone()).await);
            if answer.1 == 613 {
                refused.push(answer);
                break;
            }
            assert_eq!(answer, (400, 100, 2_018_074));
        }
    }
    assert_eq!(refused, [(400, 613, 0), (429, 613, 0)]);
    assert_eq!(replies(&bench, "a text goes").await.0, 200);
}

#[tokio::test]
async fn faults_speak_as_messenger_does() {
    let mut bench = after_bea_wrote().await;
    turns(&bench, json!({"skip_echo_rate": 1})).await;
    for (fault, expected) in [
        (json!({"kind": "server_error"}), (500, 2, 0)),
        (json!({"kind": "token_expired"}), (401, 190, 463)),
        (json!({"kind": "token_expired", "subcode": 460}), (401, 190, 460)),
        (json!({"kind": "rate_limited"}), (400, 613, 0)),
        (json!({"kind": "account_locked"}), (403, 368, 0)),
    ] {
        let mut counted = fault.clone();
        counted["count"] = json!(1);
        bench.breaks(json!([counted])).await;
        assert_eq!(code(&replies(&bench, "x").await), expected, "{fault}");
    }
    bench.breaks(json!([{"kind": "error_after_accepting", "count": 1}])).await;
    assert_eq!(code(&replies(&bench, "unclear").await), (500, 1, 1_357_046));
    assert!(event(&mut bench).await["delivery"].is_object(), "it went all the same");
    assert_eq!(sees(&bench).await[1..], ["business delivered unclear"]);

    bench.breaks(json!([{"kind": "server_error"}])).await;
    let seen = json!({"recipient": {"id": BEA}, "sender_action": "mark_seen"});
    assert_eq!(page(&bench, "POST", "me/messages", seen).await.0, 200, "no message");
}

#[tokio::test]
async fn what_is_done_beside_writing_shows_on_the_phone() {
    let bench = after_bea_wrote().await;
    let act = async |body: Value| {
        let mut request = json!({"recipient": {"id": BEA}});
        request.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        page(&bench, "POST", "me/messages", request).await
    };
    let phone = async || bea(&bench, "GET", "messages", Value::Null).await.1;
    let answer = act(json!({"sender_action": "typing_on"})).await;
    assert_eq!(answer, (200, json!({"recipient_id": BEA})));
    assert!(phone().await["typing_until_ms"].is_i64());
    act(json!({"sender_action": "typing_off"})).await;
    assert!(phone().await["typing_until_ms"].is_null());
    act(json!({"sender_action": "mark_seen"})).await;
    assert_eq!(sees(&bench).await, ["customer read hello"]);

    let mid = phone().await["messages"][0]["id"].clone();
    act(json!({"sender_action": "react", "payload": {"message_id": mid, "reaction": "love"}}))
        .await;
    let reactions = json!([{"by": "business", "emoji": "❤️"}]);
    assert_eq!(phone().await["messages"][0]["reactions"], reactions);
    act(json!({"sender_action": "unreact", "payload": {"message_id": mid}})).await;
    assert!(phone().await["messages"][0].get("reactions").is_none());
    let gone = act(json!({"sender_action": "unreact", "payload": {"message_id": "m_X"}})).await;
    assert_eq!(code(&gone), (400, 9_000_001, 0));

    bench.waits_hours(25).await;
    assert_eq!(act(json!({"sender_action": "typing_on"})).await.0, 200);
    turns(&bench, json!({"refuse_actions_outside_window": true})).await;
    let late = act(json!({"sender_action": "typing_on"})).await;
    assert_eq!(code(&late), (400, 10, 2_018_278));
}
