//! What a person does beside writing a text, and what others do in the conversation.

use super::*;

#[tokio::test]
async fn reactions_come_and_go() {
    let mut bench = after_bea_wrote().await;
    turns(&bench, json!({"skip_echo_rate": 1})).await;
    let (_, body) = replies(&bench, "hi").await;
    event(&mut bench).await;
    let mid = body["message_id"].as_str().unwrap();
    let path = format!("messages/{mid}/reaction");
    bea(&bench, "PUT", &path, json!({"emoji": "❤"})).await;
    let reaction = event(&mut bench).await["reaction"].clone();
    assert_eq!(reaction, json!({"action": "react", "mid": mid, "emoji": "❤", "reaction": "love"}));
    bea(&bench, "PUT", &path, json!({"emoji": "🥳"})).await;
    assert_eq!(event(&mut bench).await["reaction"]["reaction"], "other");
    bea(&bench, "DELETE", &path, Value::Null).await;
    assert_eq!(event(&mut bench).await["reaction"], json!({"action": "unreact", "mid": mid}));
    let unknown = bea(&bench, "PUT", "messages/m_X/reaction", json!({"emoji": "love"})).await;
    assert_eq!(unknown.0, 404);
}

#[tokio::test]
async fn a_message_is_changed_five_times_and_taken_back() {
    let mut bench = quick().await;
    let mid = writes(&bench, "one").await;
    event(&mut bench).await;
    let path = format!("messages/{mid}");
    for number in 1..=5 {
        assert_eq!(bea(&bench, "PUT", &path, json!({"text": "more"})).await.0, 200);
        let edit = event(&mut bench).await["message_edit"].clone();
        assert_eq!(edit, json!({"mid": mid, "text": "more", "num_edit": number}));
    }
    assert_eq!(bea(&bench, "PUT", &path, json!({"text": "too often"})).await.0, 409);
    assert_eq!(bea(&bench, "DELETE", &path, Value::Null).await.0, 200);
    assert_eq!(event(&mut bench).await["message"], json!({"mid": mid, "is_deleted": true}));
    let (_, body) = bea(&bench, "GET", "messages", Value::Null).await;
    assert_eq!(body["messages"][0]["is_deleted"], true);
    assert!(body["messages"][0].get("text").is_none());
}

#[tokio::test]
async fn a_reply_names_what_it_answers() {
    let mut bench = quick().await;
    let first = writes(&bench, "one").await;
    event(&mut bench).await;
    bea(&bench, "POST", "messages", json!({"text": "two", "reply_to": first})).await;
    let reply = event(&mut bench).await["message"]["reply_to"].clone();
    assert_eq!(reply, json!({"mid": first, "is_self_reply": true}));
}

#[tokio::test]
async fn people_come_by_links_ads_plugins_and_accounts() {
    let mut bench = after_bea_wrote().await;
    bea(&bench, "POST", "referrals", json!({"ref": "summer"})).await;
    let come = event(&mut bench).await;
    let expected = json!({"ref": "summer", "source": "SHORTLINK", "type": "OPEN_THREAD"});
    assert_eq!(come["referral"], expected);
    assert!(come["timestamp"].as_i64().unwrap() > 100_000_000_000);
    turns(&bench, json!({"seconds_in_referrals": true})).await;
    bea(&bench, "POST", "referrals", json!({"source": "ADS", "ad_id": "6", "type": null})).await;
    let come = event(&mut bench).await;
    assert_eq!(come["referral"], json!({"source": "ADS", "ad_id": "6"}));
    assert!(come["timestamp"].as_i64().unwrap() < 100_000_000_000, "seconds");

    bea(&bench, "POST", "optins", json!({"ref": "box", "user_ref": "u1"})).await;
    let optin = event(&mut bench).await;
    assert_eq!(optin["sender"], json!({"user_ref": "u1"}));
    turns(&bench, json!({"skip_echo_rate": 1})).await;
    let to_ref = json!({"recipient": {"user_ref": "u1"}, "message": {"text": "hi"}});
    let (status, body) = sends(&bench, to_ref).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.get("recipient_id").is_none() && body["message_id"].is_string());
    event(&mut bench).await;

    bea(&bench, "POST", "account_linking", json!({"status": "unlinked"})).await;
    assert_eq!(event(&mut bench).await["account_linking"], json!({"status": "unlinked"}));
    bea(&bench, "POST", "postbacks", json!({"more": {"mid": null, "referral": {"ref": "x"}}}))
        .await;
    let expected =
        json!({"title": "Get Started", "payload": "GET_STARTED", "referral": {"ref": "x"}});
    assert_eq!(event(&mut bench).await["postback"], expected);
}

#[tokio::test]
async fn what_is_written_elsewhere_is_echoed_with_its_app_or_none() {
    let mut bench = after_bea_wrote().await;
    for (given, app_id) in [
        (json!({"text": "by hand"}), json!(26_390_203_743_090_u64)),
        (
            json!({"text": "by a bot", "app_id": "184719329217930001"}),
            json!(184_719_329_217_930_001_u64),
        ),
        (json!({"text": "by nobody", "app_id": null}), Value::Null),
    ] {
        bea(&bench, "POST", "echoes", given.clone()).await;
        let echo = event(&mut bench).await;
        assert_eq!(
            (&echo["sender"]["id"], &echo["message"]["text"]),
            (&json!(PAGE), &given["text"])
        );
        assert_eq!(echo["message"]["app_id"], app_id);
        assert!(event(&mut bench).await["delivery"].is_object());
    }
    assert_eq!(
        sees(&bench).await[1..],
        [
            "business delivered by hand",
            "business delivered by a bot",
            "business delivered by nobody"
        ]
    );
}

#[tokio::test]
async fn any_event_can_be_told_as_it_stands() {
    let mut bench = after_bea_wrote().await;
    for (given, expected) in [
        (json!({"event": {"message": {"mid": "m_1", "is_unsupported": true}}}), "message"),
        (
            json!({"event": {"message": {"mid": "m_2", "attachments": [{"type": "fallback", "payload": null}]}}}),
            "message",
        ),
        (
            json!({"event": {"request_thread_control": {"requested_owner_app_id": 42}}}),
            "request_thread_control",
        ),
        (
            json!({"event": {"messaging_feedback": {"feedback_screens": []}, "timestamp": null}}),
            "messaging_feedback",
        ),
        (json!({"event": {"game_play": {"game_id": "1"}}}), "game_play"),
    ] {
        assert_eq!(bea(&bench, "POST", "events", given.clone()).await.0, 201);
        assert_eq!(event(&mut bench).await[expected], given["event"][expected]);
    }
    let standby = json!({"event": {"message": {"mid": "m_3", "text": "x"}}, "standby": true});
    bea(&bench, "POST", "events", standby).await;
    assert!(bench.told().await.json()["entry"][0]["standby"].is_array());

    let path = format!("messenger/pages/{PAGE}/events");
    for (name, body) in [
        ("policy_enforcement", json!({"action": "block", "reason": "spam"})),
        ("app_roles", json!({"1517776481860111": ["primary_receiver"]})),
    ] {
        let (status, _) = bench.control("POST", &path, json!({"event": {name: body}})).await;
        assert_eq!(status, 201);
        let told = event(&mut bench).await;
        assert_eq!(told[name], body);
        assert!(told.get("sender").is_none(), "nobody has sent it");
    }
}

#[tokio::test]
async fn wrong_calls_are_refused_in_a_sentence() {
    let bench = quick().await;
    let of_bea = format!("messenger/people/{BEA}");
    for (method, path, body, expected) in [
        ("POST", "messenger/people".to_owned(), json!({"name": " "}), 400),
        ("POST", "messenger/people".to_owned(), json!({"name": "Joe", "psids": {PAGE: BEA}}), 409),
        ("POST", "messenger/people".to_owned(), json!({"name": "Joe", "psids": {"1": "2"}}), 404),
        ("POST", "messenger/people/1/messages".to_owned(), json!({"text": "x"}), 404),
        ("POST", format!("{of_bea}/messages"), json!({}), 400),
        ("POST", format!("{of_bea}/messages"), json!({"txt": "x"}), 400),
        (
            "POST",
            format!("{of_bea}/messages"),
            json!({"attachments": [{"type": "image", "file": "1"}]}),
            404,
        ),
        (
            "POST",
            format!("{of_bea}/messages"),
            json!({"attachments": [{"type": "image", "data": "?"}]}),
            400,
        ),
        ("POST", format!("{of_bea}/taps"), json!({"message": "m_X", "button": 0}), 404),
        ("POST", format!("{of_bea}/echoes"), json!({}), 400),
        ("PUT", format!("{of_bea}/messages/m_X"), json!({"text": "x"}), 404),
        ("PUT", "messenger/people/1/owner".to_owned(), json!({"app_id": null}), 404),
        ("POST", "messenger/pages/1/events".to_owned(), json!({"event": {}}), 404),
        ("PUT", "messenger/knobs".to_owned(), json!({"skip_echo_rate": 2}), 400),
        ("GET", "messenger/files/1".to_owned(), Value::Null, 404),
    ] {
        let (status, answer) = bench.control(method, &path, body).await;
        assert_eq!(status, expected, "{method} {path}: {answer}");
        assert!(answer["error"].is_string(), "{method} {path}: {answer}");
    }
    let (status, joe) = bench
        .control("POST", "messenger/people", json!({"name": "Joe", "psids": {PAGE: "77"}}))
        .await;
    assert_eq!((status, &joe["threads"][0]["psid"]), (201, &json!("77")));
    let (_, knobs) = bench.control("DELETE", "messenger/knobs", Value::Null).await;
    assert_eq!(knobs["echo_after_ms"], 100);
}
