//! Every kind of notification has the form that the collected description of Meta's gives.

use super::*;
use crate::simulator::webhook::signature::sign;

/// The collection is not part of the repository: where it is absent, there is nothing to do.
fn collected(file: &str) -> Option<Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta");
    let text = std::fs::read_to_string(format!("{root}/{file}")).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// What is wrong with a value, by the words of JSON Schema that the description uses.
fn faults(schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut wrong = |what: &str| found.push(format!("{place}: {what}, not {value}"));
    let types = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !types.is_empty() && !types.iter().any(|name| is_a(name, value)) {
        wrong(&format!("of type {types:?}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        wrong(&format!("{}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        wrong("one of the list");
    }
    let least = schema["minLength"].as_u64().unwrap_or_default() as usize;
    if value.as_str().is_some_and(|text| text.chars().count() < least) {
        wrong("longer");
    }
    if let Some(choices) = schema["anyOf"].as_array()
        && !choices.iter().any(|choice| faults(choice, value, place).is_empty())
    {
        wrong("any of the choices");
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.is_object() && value.get(name).is_none() {
            found.push(format!("{place}: {name} is missing"));
        }
    }
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(inner) = value.get(name) {
            found.extend(faults(part, inner, &format!("{place}.{name}")));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = schema.get("items") {
            found.extend(faults(items, item, &format!("{place}[{index}]")));
        }
    }
    found
}

fn is_a(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the description uses {other}"),
    }
}

#[test]
fn the_description_is_understood() {
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": ["integer", "string"], "minLength": 1}}});
    assert!(faults(&schema, &json!({"a": 1}), "").is_empty());
    for wrong in [json!([]), json!({}), json!({"a": ""}), json!({"a": null})] {
        assert!(!faults(&schema, &wrong, "").is_empty(), "{wrong}");
    }
}

/// One of each kind: method, path and body.
fn acts(mid: &str, own: &str) -> Vec<(&'static str, String, Value)> {
    vec![
        (
            "POST",
            "messages".to_owned(),
            json!({"attachments": [{"type": "image"}, {"type": "audio"}]}),
        ),
        (
            "POST",
            "messages".to_owned(),
            json!({"attachments": [{"type": "sticker", "payload": {"sticker_id": 369_239_263_222_822_u64}}]}),
        ),
        (
            "POST",
            "messages".to_owned(),
            json!({"attachments": [{"type": "fallback", "payload": null}], "reply_to": mid}),
        ),
        ("POST", "postbacks".to_owned(), json!({})),
        ("PUT", format!("messages/{mid}/reaction"), json!({"emoji": "love"})),
        ("DELETE", format!("messages/{mid}/reaction"), Value::Null),
        ("PUT", format!("messages/{own}"), json!({"text": "changed"})),
        ("DELETE", format!("messages/{own}"), Value::Null),
        ("POST", "referrals".to_owned(), json!({"ref": "x"})),
        ("POST", "optins".to_owned(), json!({"user_ref": "u"})),
        ("POST", "account_linking".to_owned(), json!({"status": "linked"})),
        ("POST", "echoes".to_owned(), json!({"text": "by hand"})),
        ("POST", "read".to_owned(), Value::Null),
        ("PUT", "owner".to_owned(), json!({"app_id": "42"})),
        ("POST", "messages".to_owned(), json!({"text": "beside"})),
    ]
}

#[tokio::test]
async fn every_kind_of_notification_has_metas_form() {
    let Some(schema) = collected("schema/messenger-webhook.schema.json") else { return };
    let mut bench = after_bea_wrote().await;
    let (_, sent) = replies(&bench, "hi").await;
    let mid = sent["message_id"].as_str().unwrap().to_owned();
    let own = writes(&bench, "mine").await;
    for (method, path, body) in acts(&mid, &own) {
        let (status, answer) = bea(&bench, method, &path, body).await;
        assert!(status < 300, "{path}: {answer}");
    }
    // The reply's echo and delivery, Bea's own, the one by hand with its delivery, and the others.
    let mut kinds = std::collections::BTreeSet::new();
    while !kinds.contains("standby") {
        let body = bench.told().await.json();
        assert_eq!(faults(&schema, &body, "body"), [""; 0], "{body}");
        kinds.extend(body["entry"][0].as_object().unwrap().keys().cloned());
        let inner = events(&body)
            .into_iter()
            .flat_map(|event| event.as_object().unwrap().keys().cloned().collect::<Vec<_>>());
        kinds.extend(inner);
    }
    for kind in [
        "message",
        "delivery",
        "postback",
        "reaction",
        "message_edit",
        "referral",
        "optin",
        "account_linking",
        "take_thread_control",
    ] {
        assert!(kinds.contains(kind), "{kind} of {kinds:?}");
    }
}

#[test]
fn pages_bodies_are_signed_as_metas_are() {
    let Some(all) = collected("signature-vectors.json") else { return };
    let secret = all["app_secret"].as_str().unwrap();
    let mut pages = 0;
    for vector in all["vectors"].as_array().unwrap() {
        let body = base64::Engine::decode(
            &base64::engine::general_purpose::STANDARD,
            vector["body_base64"].as_str().unwrap(),
        );
        let body = body.unwrap();
        let is_right = sign(secret, &body) == vector["header"].as_str().unwrap();
        assert_eq!(is_right, vector["valid"] == true, "{}", vector["name"]);
        pages += usize::from(String::from_utf8_lossy(&body).contains(r#""object":"page""#));
    }
    assert!(pages > 0);
}
