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
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/request-cases.json");
    let Ok(cases) = std::fs::read_to_string(file) else { return };
    let cases: Value = serde_json::from_str(&cases).unwrap();
    let mut all = 0;
    for case in
        cases["cases"].as_array().unwrap().iter().filter(|case| case["channel"] == "whatsapp")
    {
        all += 1;
        let name = case["name"].as_str().unwrap();
        let got = code(case["body"].clone());
        // The case itself notes that either code is seen for an unknown type.
        let expected = if name == "unknown-type" {
            Some(131_051)
        } else {
            case["error_code"].as_u64().map(|code| code as u32)
        };
        assert_eq!(got, expected, "{name}");
    }
    assert!(all >= 40, "{all}");
}

fn of(kind: &str, content: Value) -> Value {
    json!({"messaging_product": "whatsapp", "to": "+1 650 555 1234", "type": kind, kind: content})
}

fn reply_buttons(titles: &[&str]) -> Value {
    let button = |title: &&str| json!({"type": "reply", "reply": {"id": title, "title": title}});
    json!({
        "type": "button",
        "body": {"text": "Choose"},
        "action": {"buttons": titles.iter().map(button).collect::<Vec<_>>()},
    })
}

fn list(sections: &[usize]) -> Value {
    let section = |(at, rows): (usize, &usize)| {
        let row =
            |row: usize| json!({"id": format!("{at}-{row}"), "title": "row", "description": "d"});
        json!({"title": format!("section {at}"), "rows": (0..*rows).map(row).collect::<Vec<_>>()})
    };
    let sections: Vec<Value> = sections.iter().enumerate().map(section).collect();
    json!({
        "type": "list",
        "header": {"type": "text", "text": "Hi"},
        "body": {"text": "Choose"},
        "footer": {"text": "f"},
        "action": {"button": "Options", "sections": sections},
    })
}

#[test]
fn everything_that_may_be_sent_is_taken() {
    let link = json!({"type": "cta_url", "body": {"text": "See"}, "action": {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.com"}}});
    let where_are_you = json!({"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}});
    for (kind, content) in [
        ("image", json!({"link": "https://example.com/a.png", "caption": "c"})),
        ("audio", json!({"id": "1", "voice": true})),
        ("sticker", json!({"id": "1"})),
        ("location", json!({"latitude": "37.44", "longitude": -122.16, "name": "HQ"})),
        (
            "contacts",
            json!([{"name": {"formatted_name": "Ana B", "first_name": "Ana"}, "phones": [{"phone": "+1"}]}]),
        ),
        ("reaction", json!({"message_id": "wamid.X", "emoji": "👍"})),
        ("reaction", json!({"message_id": "wamid.X", "emoji": ""})),
        ("interactive", reply_buttons(&["Yes", "No", "Later"])),
        ("interactive", list(&[4, 6])),
        ("interactive", link),
        ("interactive", where_are_you),
        ("template", json!({"name": "hello_world", "language": {"code": "en_US"}})),
    ] {
        assert_eq!(code(of(kind, content.clone())), None, "{content}");
    }
}

#[test]
fn what_is_too_much_or_too_little_is_refused() {
    let mut untitled = list(&[1, 1]);
    untitled["action"]["sections"][1].as_object_mut().unwrap().remove("title");
    let mut pictured = list(&[1]);
    pictured["header"] = json!({"type": "image", "image": {"id": "1"}});
    for (kind, content, expected) in [
        ("image", json!({"caption": "c"}), 100),
        ("image", json!({"link": "ftp://example.com/a"}), 131_009),
        ("location", json!({"latitude": 1}), 131_008),
        ("location", json!({"latitude": 91, "longitude": 0}), 131_009),
        ("contacts", json!([]), 131_009),
        ("contacts", json!([{"name": {"formatted_name": "Ana"}}]), 131_008),
        ("contacts", json!([{"phones": []}]), 100),
        ("reaction", json!({"emoji": "👍"}), 100),
        ("reaction", json!({"message_id": "wamid.X", "emoji": "good"}), 131_009),
        ("interactive", reply_buttons(&[]), 131_009),
        ("interactive", reply_buttons(&["Yes", "Yes"]), 131_009),
        ("interactive", reply_buttons(&["123456789012345678901"]), 131_009),
        ("interactive", list(&[5, 6]), 131_009),
        ("interactive", list(&[0]), 131_009),
        ("interactive", untitled, 100),
        ("interactive", pictured, 131_009),
        ("interactive", json!({"type": "poll", "action": {}}), 100),
        (
            "interactive",
            json!({"type": "cta_url", "body": {"text": "x"}, "action": {"name": "open"}}),
            131_009,
        ),
        ("template", json!({"name": "Hello", "language": {"code": "en"}}), 131_009),
        ("template", json!({"name": "hello", "language": {}}), 100),
        (
            "template",
            json!({"name": "hello", "language": {"code": "en"}, "components": [{"type": "tail"}]}),
            100,
        ),
        (
            "template",
            json!({"name": "hello", "language": {"code": "en"}, "components": [{"type": "button", "sub_type": "url", "index": "10"}]}),
            131_009,
        ),
    ] {
        assert_eq!(code(of(kind, content.clone())), Some(expected), "{content}");
    }
}
