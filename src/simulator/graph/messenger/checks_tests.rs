//! Requests that are right and requests that are not.

use serde_json::json;

use super::*;

fn code(body: Value) -> Option<u32> {
    check(&body, false).err().map(|error| error.code)
}

fn hello(changes: Value) -> Value {
    let mut body = json!({"recipient": {"id": "5794982867201265"}, "messaging_type": "RESPONSE", "message": {"text": "hello"}});
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

fn attached(attachment: Value) -> Value {
    hello(json!({"message": {"attachment": attachment}}))
}

fn template(payload: Value) -> Value {
    attached(json!({"type": "template", "payload": payload}))
}

#[test]
fn a_text_is_taken_with_all_that_belongs_to_it() {
    let body = hello(json!({
        "message": {"text": "hello", "metadata": "msg:42", "quick_replies": [{"content_type": "user_email"}]},
        "reply_to": {"mid": "m_IN"},
        "messaging_type": "MESSAGE_TAG",
        "tag": "HUMAN_AGENT",
        "notification_type": "SILENT_PUSH",
    }));
    let expected = Send {
        recipient: Recipient::Psid("5794982867201265".to_owned()),
        content: Content::Text("hello".to_owned()),
        quick_replies: vec![json!({"content_type": "user_email"})],
        metadata: Some("msg:42".to_owned()),
        reply_to: Some("m_IN".to_owned()),
        is_human_agent: true,
    };
    assert_eq!(check(&body, false), Ok(Ask::Send(Box::new(expected))));
}

#[test]
fn what_may_be_sent() {
    let button = json!({"type": "postback", "title": "t".repeat(20), "payload": "p".repeat(1000)});
    let reply =
        json!({"content_type": "text", "title": "t".repeat(20), "payload": "p".repeat(1000)});
    for body in [
        hello(json!({"message": {"text": "ä".repeat(2000), "metadata": "m".repeat(1000)}})),
        hello(json!({"messaging_type": null})),
        hello(json!({"recipient": {"user_ref": "1"}})),
        hello(json!({"message": {"text": "x", "quick_replies": vec![reply; 13]}})),
        attached(
            json!({"type": "image", "payload": {"url": "https://example.com/a.png", "is_reusable": true}}),
        ),
        attached(json!({"type": "file", "payload": {"attachment_id": "1"}})),
        attached(json!({"type": "sticker", "payload": {"sticker_id": 369_239_263_222_822_u64}})),
        template(
            json!({"template_type": "button", "text": "x".repeat(640), "buttons": vec![button.clone(); 3]}),
        ),
        template(
            json!({"template_type": "generic", "elements": vec![json!({"title": "t".repeat(80), "subtitle": "s".repeat(80), "buttons": [button]}); 10]}),
        ),
        template(
            json!({"template_type": "media", "elements": [{"media_type": "image", "attachment_id": "1"}]}),
        ),
        json!({"recipient": {"id": "1"}, "sender_action": "typing_on"}),
        json!({"recipient": {"id": "1"}, "sender_action": "react", "payload": {"message_id": "m_X", "reaction": "love"}}),
    ] {
        assert_eq!(check(&body, false).err(), None, "{body}");
    }
    let form = attached(json!({"type": "image", "payload": {}}));
    assert!(check(&form, true).is_ok());
    assert!(check_upload(&json!({"message": form["message"]}), true).is_ok());
}

#[test]
fn what_may_not_be_sent() {
    let reply =
        |title: usize| json!({"content_type": "text", "title": "t".repeat(title), "payload": "p"});
    for body in [
        json!([]),
        hello(json!({"recipient": null})),
        hello(json!({"recipient": {}})),
        hello(json!({"recipient": {"id": "1", "user_ref": "2"}})),
        hello(json!({"recipient": {"id": 1}})),
        hello(json!({"recipient": {"phone_number": "1"}})),
        hello(json!({"message": null})),
        hello(json!({"message": {"text": ""}})),
        hello(json!({"message": {"text": "x".repeat(2001)}})),
        hello(json!({"message": {"text": "x", "metadata": "m".repeat(1001)}})),
        hello(
            json!({"message": {"text": "x", "attachment": {"type": "image", "payload": {"url": "https://e.com/a"}}}}),
        ),
        hello(json!({"message": {"text": "x", "quick_replies": vec![reply(1); 14]}})),
        hello(json!({"message": {"text": "x", "quick_replies": [reply(21)]}})),
        hello(json!({"message": {"text": "x", "quick_replies": [{"content_type": "location"}]}})),
        hello(json!({"messaging_type": "SALE"})),
        hello(json!({"messaging_type": "UTILITY"})),
        hello(json!({"messaging_type": "MESSAGE_TAG"})),
        hello(json!({"tag": "HUMAN_AGENT"})),
        hello(json!({"messaging_type": null, "tag": "HUMAN_AGENT"})),
        hello(json!({"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"})),
        hello(json!({"messaging_type": "MESSAGE_TAG", "tag": "CUSTOMER_FEEDBACK"})),
        hello(json!({"notification_type": "LOUD"})),
        hello(json!({"reply_to": {}})),
        hello(json!({"payload": {}})),
        hello(json!({"unknown": 1})),
        hello(json!({"sender_action": "typing_on"})),
        json!({"recipient": {"id": "1"}, "sender_action": "wave"}),
        json!({"recipient": {"id": "1"}, "sender_action": "react"}),
        json!({"recipient": {"id": "1"}, "sender_action": "typing_on", "payload": {}}),
        json!({"recipient": {"id": "1"}, "sender_action": "typing_on", "messaging_type": "RESPONSE"}),
    ] {
        assert_eq!(code(body.clone()), Some(100), "{body}");
    }
}

#[test]
fn what_may_not_be_attached() {
    let button = json!({"type": "postback", "title": "t", "payload": "p"});
    for body in [
        attached(json!({"type": "image", "payload": {}})),
        attached(
            json!({"type": "image", "payload": {"url": "https://e.com/a", "attachment_id": "1"}}),
        ),
        attached(json!({"type": "image", "payload": {"sticker_id": "1"}})),
        attached(json!({"type": "hologram", "payload": {"url": "https://e.com/a"}})),
        template(json!({"template_type": "button", "text": "x".repeat(641), "buttons": [button]})),
        template(
            json!({"template_type": "button", "text": "x", "buttons": vec![button.clone(); 4]}),
        ),
        template(json!({"template_type": "button", "text": "x", "buttons": []})),
        template(
            json!({"template_type": "button", "text": "x", "buttons": [{"type": "postback", "title": "t".repeat(21), "payload": "p"}]}),
        ),
        template(
            json!({"template_type": "button", "text": "x", "buttons": [{"type": "phone_number", "title": "t", "payload": "555"}]}),
        ),
        template(json!({"template_type": "generic", "elements": [{"title": "only"}]})),
        template(
            json!({"template_type": "generic", "elements": vec![json!({"title": "t", "subtitle": "s"}); 11]}),
        ),
        template(
            json!({"template_type": "generic", "elements": [{"title": "t".repeat(81), "subtitle": "s"}]}),
        ),
        template(
            json!({"template_type": "generic", "elements": [{"title": "t", "buttons": vec![button; 4]}]}),
        ),
        template(
            json!({"template_type": "media", "elements": [{"media_type": "image", "url": "https://e.com/a.png"}]}),
        ),
        template(json!({"template_type": "receipt"})),
    ] {
        assert_eq!(code(body.clone()), Some(100), "{body}");
    }
}

/// The collected cases are not part of the repository: where they are absent, there is nothing to do.
#[test]
fn the_collected_cases_come_out_as_expected() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/request-cases.json");
    let Ok(cases) = std::fs::read_to_string(file) else { return };
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let cases = cases["cases"].as_array().unwrap().iter();
    let cases: Vec<&Value> = cases.filter(|case| case["channel"] == "messenger").collect();
    for case in &cases {
        let expected = case["error_code"].as_u64().map(|code| code as u32);
        assert_eq!(code(case["body"].clone()), expected, "{}", case["name"]);
    }
    assert!(cases.len() >= 20, "{}", cases.len());
}
