//! Requests that are right and requests that are not.

use serde_json::json;

use super::*;

fn code(body: Value) -> Option<u32> {
    check(&body).err().map(|error| error.code)
}

fn hello(changes: Value) -> Value {
    let mut body = json!({"messaging_product": "whatsapp", "to": "+1 650 555 1234", "type": "text", "text": {"body": "hello"}});
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

#[test]
fn a_text_is_taken_with_all_that_belongs_to_it() {
    let body = hello(json!({
        "recipient_type": "individual",
        "context": {"message_id": "wamid.IN"},
        "biz_opaque_callback_data": "msg:42",
        "text": {"body": "hello", "preview_url": true},
    }));
    let expected = Send {
        recipient: Recipient::Phone {
            input: "+1 650 555 1234".to_owned(),
            digits: "16505551234".to_owned(),
        },
        kind: "text".to_owned(),
        content: json!({"body": "hello", "preview_url": true}),
        reply_to: Some("wamid.IN".to_owned()),
        callback_data: Some("msg:42".to_owned()),
    };
    assert_eq!(check(&body), Ok(Ask::Send(expected)));
}

#[test]
fn the_limits_of_a_text_are_counted_in_characters() {
    assert_eq!(code(hello(json!({"text": {"body": "ä".repeat(4096)}}))), None);
    assert_eq!(code(hello(json!({"text": {"body": "ä".repeat(4097)}}))), Some(100));
    assert_eq!(code(hello(json!({"text": {"body": ""}}))), Some(100));
}

#[test]
fn wrong_requests_are_refused_with_metas_codes() {
    for (changes, expected) in [
        (json!({"messaging_product": null}), 100),
        (json!({"messaging_product": "sms"}), 100),
        (json!({"to": null}), 100),
        (json!({"to": 16_505_551_234_u64}), 100),
        (json!({"to": "ann"}), 131_009),
        (json!({"to": null, "recipient": "13491208655302741918"}), 131_009),
        (json!({"text": null}), 100),
        (json!({"text": "hello"}), 100),
        (json!({"text": {"body": "x", "bold": true}}), 100),
        (json!({"text": {"body": "x", "preview_url": "yes"}}), 100),
        (json!({"txt": 1}), 100),
        (json!({"recipient_type": "everybody"}), 100),
        (json!({"recipient_type": "group"}), 131_009),
        (json!({"context": {}}), 131_008),
        (json!({"biz_opaque_callback_data": "x".repeat(513)}), 131_009),
        (json!({"type": "image", "image": {"id": "1"}}), 100),
        (json!({"type": "poll"}), 131_051),
        (json!({"type": 1}), 100),
    ] {
        assert_eq!(code(hello(changes.clone())), Some(expected), "{changes}");
    }
    assert_eq!(code(json!([])), Some(100));
}

#[test]
fn if_both_are_given_the_phone_number_wins() {
    let body = hello(json!({"recipient": "US.1"}));
    assert!(matches!(check(&body), Ok(Ask::Send(Send { recipient: Recipient::Phone { .. }, .. }))));
    let body = hello(json!({"to": null, "recipient": "US.1"}));
    assert!(matches!(check(&body), Ok(Ask::Send(Send { recipient: Recipient::User { .. }, .. }))));
}

#[test]
fn a_message_can_be_marked_read_with_typing() {
    let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.X"});
    assert_eq!(
        check(&read),
        Ok(Ask::MarkRead { message_id: "wamid.X".to_owned(), is_typing: false })
    );
    let mut typing = read.clone();
    typing["typing_indicator"] = json!({"type": "text"});
    assert_eq!(
        check(&typing),
        Ok(Ask::MarkRead { message_id: "wamid.X".to_owned(), is_typing: true })
    );
    typing["typing_indicator"] = json!({"type": "audio"});
    assert_eq!(code(typing), Some(100));
    assert_eq!(code(json!({"messaging_product": "whatsapp", "status": "read"})), Some(100));
    let delivered =
        json!({"messaging_product": "whatsapp", "status": "delivered", "message_id": "wamid.X"});
    assert_eq!(code(delivered), Some(100));
}

/// The collected cases are not part of the repository: where they are absent, there is nothing to do.
#[test]
fn the_collected_cases_come_out_as_expected() {
    const FIRST_PARTS: [&str; 6] = ["text-", "no-", "recipient-", "unknown-", "read-", "status-"];
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/request-cases.json");
    let Ok(cases) = std::fs::read_to_string(file) else { return };
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let (mut in_scope, mut all) = (0, 0);
    for case in
        cases["cases"].as_array().unwrap().iter().filter(|case| case["channel"] == "whatsapp")
    {
        all += 1;
        let name = case["name"].as_str().unwrap();
        if !FIRST_PARTS.iter().any(|part| name.starts_with(part)) {
            continue;
        }
        in_scope += 1;
        let got = code(case["body"].clone());
        // The case itself notes that either code is seen for an unknown type.
        let expected = if name == "unknown-type" {
            Some(131_051)
        } else {
            case["error_code"].as_u64().map(|code| code as u32)
        };
        assert_eq!(got, expected, "{name}");
    }
    println!("{in_scope} of {all} WhatsApp cases are in scope");
    assert!(in_scope >= 14, "{in_scope}");
}
