//! Everything that customers do, and how it is told.

use serde_json::{Value, json};

use super::bench::{
    ANN, Bench, NUMBER, OTHER_BUSINESS_TOKEN, OTHER_NUMBER, OTHER_WABA, TOKEN, WABA,
};

async fn does(bench: &mut Bench, act: Value) -> Value {
    let path = format!("people/{ANN}/acts");
    let (status, body) = bench.control("POST", &path, json!({"act": act})).await;
    assert_eq!(status, 201, "{act}: {body}");
    let update = bench.update().await;
    assert_eq!(update["id"], body["id"]);
    update
}

/// The value of the only change.
async fn value(bench: &mut Bench, field: &str) -> Value {
    let told = bench.told().await.json();
    let change = &told["entry"][0]["changes"][0];
    assert_eq!(change["field"], field, "{told}");
    change["value"].clone()
}

async fn are_told(acts: Vec<(Value, &str, Value)>) {
    let mut bench = Bench::new().await;
    for (act, at, expected) in acts {
        let update = does(&mut bench, act.clone()).await;
        assert_eq!(update.pointer(at), Some(&expected), "{act}: {update}");
    }
}

#[tokio::test]
async fn what_customers_send_is_told_in_its_form() {
    are_told(vec![
        (json!({"kind": "location", "latitude": 37.46, "longitude": -122.2, "name": "HQ"}), "/location", json!({"latitude": 37.46, "longitude": -122.2, "name": "HQ"})),
        (json!({"kind": "contacts", "contacts": [{"name": {"formatted_name": "Joe"}}]}), "/contacts/0/name/formatted_name", json!("Joe")),
        (json!({"kind": "forward", "text": "fwd"}), "/context", json!({"forwarded": true})),
        (json!({"kind": "forward", "text": "fwd", "often": true}), "/context", json!({"frequently_forwarded": true})),
        (json!({"kind": "advertised", "text": "hi"}), "/referral/source_type", json!("ad")),
        (json!({"kind": "about_product", "text": "?", "catalog_id": "1", "product_retailer_id": "2"}), "/context/referred_product/catalog_id", json!("1")),
        (json!({"kind": "order", "catalog_id": "1", "product_items": [{"quantity": 3}]}), "/order/product_items/0/quantity", json!(3)),
        (json!({"kind": "submit_form", "answers": {"rating": "4"}}), "/interactive/nfm_reply/response_json", json!("{\"rating\":\"4\"}")),
        (json!({"kind": "answer_call_request", "accepts": true}), "/interactive/call_permission_reply/response", json!("accept")),
    ])
    .await;
}

#[tokio::test]
async fn what_customers_do_to_messages_and_what_cannot_be_read_is_told_in_its_form() {
    are_told(vec![
        (
            json!({"kind": "react", "message_id": "wamid.X", "emoji": "😮"}),
            "/reaction",
            json!({"message_id": "wamid.X", "emoji": "😮"}),
        ),
        (
            json!({"kind": "react", "message_id": "wamid.X", "emoji": ""}),
            "/reaction/emoji",
            json!(""),
        ),
        (
            json!({"kind": "react", "message_id": "wamid.X"}),
            "/reaction",
            json!({"message_id": "wamid.X"}),
        ),
        (json!({"kind": "open_chat"}), "/type", json!("request_welcome")),
        (
            json!({"kind": "edit", "message_id": "wamid.X", "text": "new"}),
            "/edit/message/text/body",
            json!("new"),
        ),
        (
            json!({"kind": "revoke", "message_id": "wamid.X"}),
            "/revoke",
            json!({"original_message_id": "wamid.X"}),
        ),
        (json!({"kind": "unsupported", "what": "poll"}), "/unsupported/type", json!("poll")),
        (json!({"kind": "unsupported"}), "/errors/0/code", json!(131_051)),
        (json!({"kind": "unknown"}), "/errors/0/code", json!(501)),
        (json!({"kind": "lose_file", "file": "image"}), "/errors/0/code", json!(131_052)),
        (json!({"kind": "invent", "name": "hologram"}), "/hologram/new", json!(true)),
    ])
    .await;
}

#[tokio::test]
async fn a_message_can_come_without_its_content() {
    let mut bench = Bench::new().await;
    let path = format!("people/{ANN}/acts");
    bench.control("POST", &path, json!({"act": {"kind": "empty_interactive"}})).await;
    let value = value(&mut bench, "messages").await;
    assert_eq!(value["errors"][0]["code"], 131_000);
    assert!(value["messages"][0].get("interactive").is_none());
}

#[tokio::test]
async fn a_quote_may_say_more_of_where_it_comes_from() {
    let mut bench = Bench::new().await;
    let first = bench.ann_writes("one").await;
    bench.told().await;
    let act = json!({"kind": "about_product", "text": "?", "catalog_id": "1", "product_retailer_id": "2"});
    bench
        .control("POST", &format!("people/{ANN}/acts"), json!({"act": act, "reply_to": first}))
        .await;
    let update = bench.update().await;
    assert_eq!(update["context"]["id"], first.as_str());
    assert_eq!(update["context"]["referred_product"]["product_retailer_id"], "2");
}

#[tokio::test]
async fn who_hides_the_number_is_known_by_user_id_only() {
    let mut bench = Bench::new().await;
    let hidden = json!({"username": "ann", "hides_number": true, "name": "\u{202e}nnA 👩‍👩‍👧"});
    let (status, body) = bench.control("PUT", &format!("people/{ANN}"), hidden).await;
    assert_eq!((status, &body["username"]), (200, &json!("ann")), "{body}");
    bench.ann_writes("hello").await;
    let told = value(&mut bench, "messages").await;
    let user_id = told["messages"][0]["from_user_id"].as_str().unwrap().to_owned();
    assert!(told["messages"][0].get("from").is_none());
    assert_eq!(
        told["contacts"],
        json!([{"profile": {"name": "\u{202e}nnA 👩‍👩‍👧", "username": "ann"}, "user_id": user_id}])
    );

    let body = json!({"messaging_product": "whatsapp", "recipient": user_id, "type": "text", "text": {"body": "hi"}});
    let (status, body) = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["contacts"], json!([{"input": user_id, "user_id": user_id}]));
    let sent = bench.update().await;
    assert_eq!((&sent["status"], &sent["recipient_user_id"]), (&json!("sent"), &json!(user_id)));
    assert!(sent.get("recipient_id").is_none());
}

#[tokio::test]
async fn a_failure_does_not_give_a_hidden_number_away() {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    let user_id = bench.update().await["from_user_id"].clone();
    let failed = async |bench: &mut Bench| {
        assert_eq!(bench.replies("hi").await.0, 200);
        assert_eq!(bench.statuses(1).await, ["sent"]);
        let failed = bench.update().await;
        assert_eq!(failed["status"], "failed");
        (failed["recipient_id"].clone(), failed["recipient_user_id"].clone())
    };
    bench.turns(json!({"fail_after_sent_rate": 1})).await;
    assert_eq!(failed(&mut bench).await, (json!(ANN), user_id.clone()));
    let hidden = json!({"username": "ann", "hides_number": true});
    bench.control("PUT", &format!("people/{ANN}"), hidden).await;
    assert_eq!(failed(&mut bench).await, (Value::Null, user_id.clone()));

    // The same for what fails at once.
    bench.waits_hours(25).await;
    assert_eq!(bench.replies("late").await.0, 200);
    let late = bench.update().await;
    assert_eq!(
        (&late["errors"][0]["code"], &late["recipient_user_id"]),
        (&json!(131_047), &user_id)
    );
    assert!(late.get("recipient_id").is_none(), "{late}");
}

#[tokio::test]
async fn a_phone_moves_to_another_number() {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    let old_user_id = bench.update().await["from_user_id"].clone();
    const NEW: &str = "16505559999";
    let (status, moved) =
        bench.control("POST", &format!("people/{ANN}/number"), json!({"wa_id": NEW})).await;
    assert_eq!((status, &moved["wa_id"]), (200, &json!(NEW)), "{moved}");
    let told = value(&mut bench, "messages").await;
    assert!(told.get("contacts").is_none());
    assert_eq!(told["messages"][0]["from"], ANN);
    assert_eq!(told["messages"][0]["system"]["wa_id"], NEW);
    assert_eq!(told["messages"][0]["system"]["type"], "user_changed_number");
    let told = value(&mut bench, "user_id_update").await;
    let change = &told["user_id_update"][0]["user_id"];
    assert_eq!((&change["previous"], &change["current"]), (&old_user_id, &moved["user_id"]));

    // The window moves along, and the old number leads nowhere.
    let hello = |to: &str| json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "hi"}});
    let path = format!("{NUMBER}/messages");
    bench.graph("POST", &path, TOKEN, hello(NEW)).await;
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);
    bench.graph("POST", &path, TOKEN, hello(ANN)).await;
    let failed = bench.update().await;
    assert_eq!(
        (&failed["recipient_id"], &failed["errors"][0]["code"]),
        (&json!(ANN), &json!(131_026))
    );
    let taken = bench.control("POST", &format!("people/{NEW}/number"), json!({"wa_id": NEW})).await;
    assert_eq!(taken.0, 409);
}

#[tokio::test]
async fn every_business_knows_a_person_by_an_id_of_its_own_and_hears_of_a_move() {
    let mut bench = Bench::with_two_businesses().await;
    let mut ids = Vec::new();
    for number in [NUMBER, OTHER_NUMBER] {
        let text = json!({"text": "hello", "account": number});
        bench.control("POST", &format!("people/{ANN}/messages"), text).await;
        let told = value(&mut bench, "messages").await;
        assert_eq!(told["metadata"]["phone_number_id"], number);
        assert_eq!(told["messages"][0]["from_user_id"], told["contacts"][0]["user_id"]);
        ids.push(told["messages"][0]["from_user_id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    let known = json!({WABA: ids[0], OTHER_WABA: ids[1]});
    assert_eq!(
        (&state["people"][0]["user_ids"], &state["people"][0]["user_id"]),
        (&known, &known[WABA])
    );

    // To the other business her first id is nobody's.
    let hello = |id: &str| json!({"messaging_product": "whatsapp", "recipient": id, "type": "text", "text": {"body": "hi"}});
    let path = format!("{OTHER_NUMBER}/messages");
    bench.graph("POST", &path, OTHER_BUSINESS_TOKEN, hello(&ids[0])).await;
    assert_eq!(bench.update().await["errors"][0]["code"], 131_026);
    bench.graph("POST", &path, OTHER_BUSINESS_TOKEN, hello(&ids[1])).await;
    let sent = bench.update().await;
    assert_eq!((&sent["status"], &sent["recipient_user_id"]), (&json!("sent"), &json!(ids[1])));
    bench.update().await;

    let block = json!({"messaging_product": "whatsapp", "block_users": [{"user": ANN}]});
    bench.graph("POST", &format!("{NUMBER}/block_users"), TOKEN, block).await;
    const NEW: &str = "16505559999";
    let (_, moved) =
        bench.control("POST", &format!("people/{ANN}/number"), json!({"wa_id": NEW})).await;
    // Who has blocked her hears nothing of what she does.
    let told = value(&mut bench, "messages").await;
    assert_eq!(told["metadata"]["phone_number_id"], OTHER_NUMBER);
    assert_eq!(told["messages"][0]["system"]["wa_id"], NEW);
    for (waba_id, old) in [WABA, OTHER_WABA].into_iter().zip(&ids) {
        let told = bench.told().await.json();
        assert_eq!(told["entry"][0]["id"], waba_id);
        let change = &told["entry"][0]["changes"][0]["value"]["user_id_update"][0]["user_id"];
        let expected = json!({"previous": old, "current": moved["user_ids"][waba_id]});
        assert_eq!(change, &expected);
        assert_ne!(change["previous"], change["current"]);
    }
    let (_, blocked) =
        bench.graph("GET", &format!("{NUMBER}/block_users"), TOKEN, Value::Null).await;
    assert_eq!(blocked["data"][0]["wa_id"], NEW, "another number is no way around it");
}

#[tokio::test]
async fn user_ids_and_devices_change_too() {
    let mut bench = Bench::new().await;
    let (_, changed) = bench.control("POST", &format!("people/{ANN}/user-id"), Value::Null).await;
    let told = value(&mut bench, "messages").await;
    assert_eq!(told["messages"][0]["system"]["type"], "user_changed_user_id");
    assert_eq!(told["messages"][0]["system"]["user_id"], changed["user_id"]);
    value(&mut bench, "user_id_update").await;
    bench.control("POST", &format!("people/{ANN}/identity"), Value::Null).await;
    let update = bench.update().await;
    assert_eq!(update["system"]["type"], "customer_identity_changed");
    assert!(update["identity"]["hash"].is_string());
    assert_eq!(bench.replies("hi").await.0, 200);
    let failed = bench.update().await;
    assert_eq!(failed["errors"][0]["code"], 131_047, "nobody has written yet");
}

#[tokio::test]
async fn what_the_business_writes_on_its_phone_is_echoed() {
    let mut bench = Bench::new().await;
    let path = format!("accounts/{NUMBER}/echoes");
    let text = json!({"to": ANN, "writes": {"kind": "text", "text": "from the phone"}});
    let (status, body) = bench.control("POST", &path, text).await;
    assert_eq!(status, 201, "{body}");
    let echo = value(&mut bench, "smb_message_echoes").await["message_echoes"][0].clone();
    assert_eq!(
        (&echo["id"], &echo["to"], &echo["from"]),
        (&body["id"], &json!(ANN), &json!("15550783881"))
    );
    let revoke = json!({"to": ANN, "writes": {"kind": "revoke", "message_id": body["id"]}});
    bench.control("POST", &path, revoke).await;
    let echo = value(&mut bench, "smb_message_echoes").await["message_echoes"][0].clone();
    assert_eq!(echo["revoke"]["original_message_id"], body["id"]);
    assert_eq!(bench.ann_sees().await[0], "business delivered from the phone");
}

#[tokio::test]
async fn accounts_report_what_happens_to_them() {
    let mut bench = Bench::new().await;
    let account = format!("accounts/{NUMBER}");
    let ban = json!({"field": "account_update", "value": {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}}});
    let (status, _) = bench.control("POST", &format!("{account}/events"), ban.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(value(&mut bench, "account_update").await, ban["value"]);
    bench.control("PUT", &account, json!({"quality": "RED"})).await;
    assert_eq!(value(&mut bench, "phone_number_quality_update").await["event"], "FLAGGED");
    bench.control("PUT", &format!("people/{ANN}/marketing"), json!({"value": "stop"})).await;
    let told = value(&mut bench, "user_preferences").await;
    assert_eq!(told["user_preferences"][0]["value"], "stop");
    assert!(told["user_preferences"][0]["timestamp"].is_number());
}

#[tokio::test]
async fn who_keeps_reading_private_is_not_reported() {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    bench.told().await;
    bench.control("PUT", &format!("people/{ANN}"), json!({"tells_reading": false})).await;
    bench.replies("one").await;
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);
    let (_, body) = bench.control("POST", &format!("people/{ANN}/read"), Value::Null).await;
    assert_eq!(body, json!({"read": 1}));
    bench.turns(json!({"read_before_delivered_rate": 1})).await;
    bench.control("PUT", &format!("people/{ANN}"), json!({"tells_reading": true})).await;
    bench.replies("two").await;
    assert_eq!(bench.statuses(3).await, ["sent", "read", "delivered"]);
}

#[tokio::test]
async fn a_parent_portfolio_knows_people_by_longer_ids() {
    let mut bench = Bench::new().await;
    bench.turns(json!({"parent_user_ids": true})).await;
    bench.ann_writes("hello").await;
    let told = value(&mut bench, "messages").await;
    let own = told["messages"][0]["from_user_id"].as_str().unwrap();
    let parent = told["messages"][0]["from_parent_user_id"].as_str().unwrap().to_owned();
    assert_eq!(parent, own.replace("US.", "US.ENT."));
    assert_eq!(told["contacts"][0]["parent_user_id"], parent.as_str());
    let body = json!({"messaging_product": "whatsapp", "recipient": parent, "type": "text", "text": {"body": "hi"}});
    let (status, body) = bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(bench.update().await["parent_recipient_user_id"], parent.as_str());
}
