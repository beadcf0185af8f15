//! Everything that the desk can send, and what the phone makes of it.

use serde_json::{Value, json};

use super::bench::{ANN, Bench, NUMBER, TOKEN, WABA};

async fn after_ann_wrote() -> Bench {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    bench.told().await;
    bench.delivery_ends("answered 200").await;
    bench
}

async fn sends(bench: &Bench, kind: &str, content: Value) -> (u16, Value) {
    let body = json!({"messaging_product": "whatsapp", "to": ANN, "type": kind, kind: content});
    bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await
}

/// Sent and arrived: its id.
async fn delivers(bench: &mut Bench, kind: &str, content: Value) -> String {
    let (status, body) = sends(bench, kind, content).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(bench.statuses(2).await, ["sent", "delivered"]);
    body["messages"][0]["id"].as_str().unwrap().to_owned()
}

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["error"]["code"].as_u64().unwrap_or_default())
}

async fn taps(bench: &mut Bench, message_id: &str, choice: &str) -> Value {
    let act = json!({"act": {"kind": "tap", "message_id": message_id, "choice": choice}});
    let (status, body) = bench.control("POST", &format!("people/{ANN}/acts"), act).await;
    assert_eq!(status, 201, "{body}");
    bench.update().await
}

fn texts(texts: &[&str]) -> Value {
    let parameter = |text: &&str| json!({"type": "text", "text": text});
    json!(texts.iter().map(parameter).collect::<Vec<_>>())
}

#[tokio::test]
async fn buttons_and_rows_that_were_sent_can_be_tapped() {
    let mut bench = after_ann_wrote().await;
    let buttons = json!({"type": "button", "body": {"text": "Choose"}, "action": {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes, please"}}]}});
    let id = delivers(&mut bench, "interactive", buttons).await;
    let tapped = taps(&mut bench, &id, "yes").await;
    assert_eq!(tapped["context"], json!({"from": "15550783881", "id": id}));
    assert_eq!(
        tapped["interactive"],
        json!({"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes, please"}})
    );

    let list = json!({"type": "list", "body": {"text": "Choose"}, "action": {"button": "Open", "sections": [{"rows": [{"id": "1", "title": "One", "description": "d"}]}]}});
    let id = delivers(&mut bench, "interactive", list).await;
    let tapped = taps(&mut bench, &id, "One").await;
    assert_eq!(
        tapped["interactive"]["list_reply"],
        json!({"id": "1", "title": "One", "description": "d"})
    );

    let act = json!({"act": {"kind": "tap", "message_id": id, "choice": "Two"}});
    let (status, _) = bench.control("POST", &format!("people/{ANN}/acts"), act).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_template_goes_out_at_any_time_and_its_button_comes_back() {
    let mut bench = Bench::new().await;
    let template = json!({"name": "delivery_feedback", "language": {"code": "en_US"}, "components": [
        {"type": "header", "parameters": texts(&["860198"])},
        {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "all-well"}]},
    ]});
    let (status, body) = sends(&bench, "template", template).await;
    assert_eq!(
        (status, &body["messages"][0]["message_status"]),
        (200, &json!("accepted")),
        "{body}"
    );
    let sent = bench.update().await;
    assert_eq!(sent["pricing"]["category"], "utility");
    assert_eq!(bench.statuses(1).await, ["delivered"]);
    let (_, shown) = bench.control("GET", &format!("people/{ANN}/messages"), Value::Null).await;
    let shown = &shown["messages"][0]["content"]["shown"];
    assert_eq!(shown["header"]["text"], "Order 860198");
    let id = body["messages"][0]["id"].as_str().unwrap().to_owned();
    let tapped = taps(&mut bench, &id, "Yes").await;
    assert_eq!(tapped["button"], json!({"payload": "all-well", "text": "Yes"}));

    bench.turns(json!({"refuse_closed_window": true})).await;
    bench.waits_hours(25).await;
    assert_eq!(code(&bench.replies("too late").await), (400, 131_047));
    let hello = json!({"name": "hello_world", "language": {"code": "en_US"}});
    assert_eq!(sends(&bench, "template", hello).await.0, 200);
}

#[tokio::test]
async fn templates_that_do_not_fit_are_refused() {
    let bench = Bench::new().await;
    let template = |name: &str, language: &str, components: Value| json!({"name": name, "language": {"code": language}, "components": components});
    for (content, expected) in [
        (template("hello_world", "de", json!([])), (404, 132_001)),
        (template("abandoned_cart", "en_US", json!([])), (404, 132_001)),
        (template("autumn_sale", "en_US", json!([])), (400, 132_015)),
        (
            template(
                "hello_world",
                "en_US",
                json!([{"type": "body", "parameters": texts(&["x"])}]),
            ),
            (400, 132_000),
        ),
        (
            template(
                "order_update",
                "en_US",
                json!([{"type": "body", "parameters": texts(&["a", "b", "c"])}]),
            ),
            (400, 132_012),
        ),
        (
            template(
                "delivery_feedback",
                "en_US",
                json!([{"type": "header", "parameters": texts(&["a\tb"])}]),
            ),
            (400, 132_018),
        ),
    ] {
        assert_eq!(code(&sends(&bench, "template", content.clone()).await), expected, "{content}");
    }
}

#[tokio::test]
async fn templates_are_listed_by_pages() {
    let bench = Bench::new().await;
    let path = format!("{WABA}/message_templates");
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!("{path}?fields=name,language,status,id&limit=3{after}");
        let (status, page) = bench.graph("GET", &query, TOKEN, Value::Null).await;
        assert_eq!(status, 200, "{page}");
        names.extend(
            page["data"].as_array().unwrap().iter().map(|template| template["name"].clone()),
        );
        let Some(next) = page["paging"]["next"].as_str() else { break };
        assert!(next.contains("access_token="), "{next}");
        after = format!("&after={}", page["paging"]["cursors"]["after"].as_str().unwrap());
    }
    assert_eq!(names.len(), 7);
    let (_, approved) =
        bench.graph("GET", &format!("{path}?status=PAUSED"), TOKEN, Value::Null).await;
    assert_eq!(approved["data"].as_array().unwrap().len(), 1);
    bench.waits_hours(2).await;
    let old = bench.graph("GET", &format!("{path}?limit=3{after}"), TOKEN, Value::Null).await;
    assert_eq!(code(&old), (400, 131_059));
}

#[tokio::test]
async fn templates_are_made_and_deleted() {
    let mut bench = Bench::new().await;
    let path = format!("{WABA}/message_templates");
    let leads = |url: &str| json!({"name": "leads", "language": "en", "category": "UTILITY", "components": [{"type": "BODY", "text": "Look"}, {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Here", "url": url}]}]});
    let astray = bench.graph("POST", &path, TOKEN, leads("javascript:alert(1)")).await;
    assert_eq!(code(&astray), (400, 100));
    let there = bench.graph("POST", &path, TOKEN, leads("https://example.com/{{1}}")).await;
    assert_eq!(there.0, 200);

    let draft = json!({"name": "thanks", "language": "en", "category": "UTILITY", "components": [{"type": "BODY", "text": "Thank you!"}]});
    let (status, made) = bench.graph("POST", &path, TOKEN, draft).await;
    assert_eq!((status, &made["status"]), (200, &json!("PENDING")), "{made}");
    let thanks = json!({"name": "thanks", "language": {"code": "en"}});
    assert_eq!(code(&sends(&bench, "template", thanks.clone()).await), (404, 132_001));
    let id = made["id"].as_str().unwrap();
    let control = format!("templates/{id}");
    bench
        .control(
            "PUT",
            &control,
            json!({"status": "APPROVED", "quality": "GREEN", "category": "MARKETING"}),
        )
        .await;
    for (field, name, value) in [
        ("message_template_status_update", "event", json!("APPROVED")),
        ("message_template_quality_update", "new_quality_score", json!("GREEN")),
        ("template_category_update", "new_category", json!("MARKETING")),
    ] {
        let told = bench.told().await.json();
        let change = &told["entry"][0]["changes"][0];
        assert_eq!((&change["field"], &change["value"][name]), (&json!(field), &value));
        assert!(change["value"]["message_template_id"].is_u64());
        assert!(told["entry"][0]["time"].is_u64());
    }
    assert_eq!(sends(&bench, "template", thanks).await.0, 200);
    let gone = bench
        .graph("DELETE", &format!("{path}?name=appointment_reminder"), TOKEN, Value::Null)
        .await;
    assert_eq!(gone, (200, json!({"success": true})));
    let again = bench
        .graph("DELETE", &format!("{path}?name=appointment_reminder"), TOKEN, Value::Null)
        .await;
    assert_eq!(code(&again), (400, 100));
}

#[tokio::test]
async fn a_reaction_is_sent_and_nothing_more_is_told() {
    let mut bench = after_ann_wrote().await;
    let (_, shown) = bench.control("GET", &format!("people/{ANN}/messages"), Value::Null).await;
    let theirs = shown["messages"][0]["id"].clone();
    let (_, body) = sends(&bench, "reaction", json!({"message_id": theirs, "emoji": "👍"})).await;
    assert_eq!(bench.statuses(1).await, ["sent"]);
    let ours = body["messages"][0]["id"].clone();
    sends(&bench, "reaction", json!({"message_id": ours, "emoji": "👍"})).await;
    let failed = bench.update().await;
    assert_eq!(
        (&failed["status"], &failed["errors"][0]["code"]),
        (&json!("failed"), &json!(131_009))
    );
}

#[tokio::test]
async fn who_is_blocked_hears_and_says_nothing() {
    let mut bench = after_ann_wrote().await;
    let path = format!("{NUMBER}/block_users");
    let users =
        |number: &str| json!({"messaging_product": "whatsapp", "block_users": [{"user": number}]});
    let (status, body) = bench.graph("POST", &path, TOKEN, users(&format!("+{ANN}"))).await;
    assert_eq!(
        (status, &body["block_users"]["added_users"][0]["wa_id"]),
        (200, &json!(ANN)),
        "{body}"
    );
    assert_eq!(code(&bench.replies("hi").await), (400, 130_403));
    bench.ann_writes("unheard").await;
    let (_, body) = bench.graph("GET", &path, TOKEN, Value::Null).await;
    assert_eq!(body["data"][0]["wa_id"], ANN);
    bench.graph("DELETE", &path, TOKEN, users(ANN)).await;
    bench.ann_writes("heard").await;
    assert_eq!(bench.update().await["text"]["body"], "heard");
    assert_eq!(
        code(&bench.graph("POST", &path, TOKEN, users("16505550000")).await),
        (400, 131_047)
    );
}

#[tokio::test]
async fn a_voice_message_is_played_and_older_versions_tell_the_conversation() {
    let mut bench = after_ann_wrote().await;
    let body = json!({"messaging_product": "whatsapp", "to": ANN, "type": "audio", "audio": {"link": "https://example.com/a.ogg"}});
    let url = bench.url(&format!("/v23.0/{NUMBER}/messages"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer: Value =
        client.post(url).bearer_auth(TOKEN).json(&body).send().await.unwrap().json().await.unwrap();
    let id = answer["messages"][0]["id"].as_str().unwrap();
    let sent = bench.update().await;
    assert_eq!(sent["conversation"]["origin"]["type"], "service");
    assert!(sent["conversation"]["expiration_timestamp"].is_string());
    assert_eq!(bench.statuses(1).await, ["delivered"]);
    let played = format!("people/{ANN}/played");
    let (_, first) = bench.control("POST", &played, json!({"message_id": id})).await;
    assert_eq!(first, json!({"played": true}));
    assert_eq!(bench.statuses(1).await, ["played"]);
    let (_, again) = bench.control("POST", &played, json!({"message_id": id})).await;
    assert_eq!(again, json!({"played": false}));
}

#[tokio::test]
async fn templates_reach_no_more_people_than_the_limit_says() {
    let bench = Bench::new().await;
    let limit = json!({"messaging_limit": "TIER_50"});
    bench.control("PUT", &format!("accounts/{NUMBER}"), limit).await;
    let hello = json!({"name": "hello_world", "language": {"code": "en_US"}});
    let to = async |bench: &Bench, number: u64| {
        let body = json!({"messaging_product": "whatsapp", "to": number.to_string(), "type": "template", "template": hello});
        code(&bench.graph("POST", &format!("{NUMBER}/messages"), TOKEN, body).await)
    };
    for number in 0..50 {
        assert_eq!(to(&bench, 16_505_550_000 + number).await, (200, 0));
    }
    assert_eq!(to(&bench, 16_505_550_050).await, (400, 131_048));
    assert_eq!(
        to(&bench, 16_505_550_001).await,
        (200, 0),
        "who was reached today is reached again"
    );
    bench.waits_hours(24).await;
    assert_eq!(to(&bench, 16_505_550_050).await, (200, 0));
}
