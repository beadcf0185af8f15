//! Buttons, cards and quick replies, and what comes of a tap.

use super::*;

async fn sent(bench: &mut Bench, message: Value) -> String {
    turns(bench, json!({"skip_echo_rate": 1})).await;
    let (status, body) = sends(bench, json!({"message": message})).await;
    assert_eq!(status, 200, "{body}");
    assert!(event(bench).await["delivery"].is_object());
    body["message_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_quick_reply_is_a_message_with_something_behind_it() {
    let mut bench = after_bea_wrote().await;
    let replies = json!([{"content_type": "text", "title": "Red", "payload": "RED"}, {"content_type": "user_email"}]);
    let mid = sent(&mut bench, json!({"text": "Pick", "quick_replies": replies})).await;
    let (_, body) = bea(&bench, "GET", "messages", Value::Null).await;
    assert_eq!(body["messages"][1]["quick_replies"], replies);
    bea(&bench, "POST", "taps", json!({"message": mid, "quick_reply": 0})).await;
    let message = event(&mut bench).await["message"].clone();
    assert_eq!(
        (&message["text"], &message["quick_reply"]),
        (&json!("Red"), &json!({"payload": "RED"}))
    );
    bea(
        &bench,
        "POST",
        "taps",
        json!({"message": mid, "quick_reply": 1, "value": "b@example.com"}),
    )
    .await;
    let message = event(&mut bench).await["message"].clone();
    assert_eq!(message["quick_reply"]["payload"], "b@example.com");
    assert_eq!(bea(&bench, "POST", "taps", json!({"message": mid, "quick_reply": 2})).await.0, 404);
}

#[tokio::test]
async fn buttons_post_back_open_or_link() {
    let mut bench = after_bea_wrote().await;
    let buttons = json!([
        {"type": "postback", "title": "Talk", "payload": "TALK"},
        {"type": "phone_number", "title": "Call", "payload": "+15105551234"},
        {"type": "account_link", "url": "https://example.com/login"},
    ]);
    let template = json!({"template_type": "button", "text": "What next?", "buttons": buttons});
    let mid =
        sent(&mut bench, json!({"attachment": {"type": "template", "payload": template}})).await;
    bea(&bench, "POST", "taps", json!({"message": mid, "button": 0})).await;
    let postback = event(&mut bench).await["postback"].clone();
    assert_eq!((&postback["title"], &postback["payload"]), (&json!("Talk"), &json!("TALK")));
    assert!(postback["mid"].as_str().unwrap().starts_with("m_"));
    let (_, call) = bea(&bench, "POST", "taps", json!({"message": mid, "button": 1})).await;
    assert_eq!(call, json!({"opens": "tel:+15105551234"}));
    bea(&bench, "POST", "taps", json!({"message": mid, "button": 2})).await;
    assert_eq!(event(&mut bench).await["account_linking"]["status"], "linked");
}

#[tokio::test]
async fn a_card_is_tapped_by_its_number() {
    let mut bench = after_bea_wrote().await;
    let card = |name: &str| {
        json!({
            "title": name,
            "default_action": {"type": "web_url", "url": format!("https://example.com/{name}")},
            "buttons": [{"type": "postback", "title": "Buy", "payload": name}],
        })
    };
    let template = json!({"template_type": "generic", "elements": [card("hat"), card("coat")]});
    let mid =
        sent(&mut bench, json!({"attachment": {"type": "template", "payload": template}})).await;
    bea(&bench, "POST", "taps", json!({"message": mid, "card": 1, "button": 0})).await;
    assert_eq!(event(&mut bench).await["postback"]["payload"], "coat");
    let (_, opened) = bea(&bench, "POST", "taps", json!({"message": mid, "card": 1})).await;
    assert_eq!(opened, json!({"opens": "https://example.com/coat"}));
    assert_eq!(bea(&bench, "POST", "taps", json!({"message": mid, "card": 2})).await.0, 404);

    let media = json!({"template_type": "media", "elements": [{"media_type": "image", "attachment_id": "7"}]});
    let unknown =
        sends(&bench, json!({"message": {"attachment": {"type": "template", "payload": media}}}))
            .await;
    assert_eq!(code(&unknown), (400, 100, 2_018_074));
}
