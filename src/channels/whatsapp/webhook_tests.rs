//! Bodies of webhooks, whole and broken.

use super::*;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

const EVERY_TYPE: &str = include_str!("../../../tests/fixtures/whatsapp/every-type.json");
const STATUSES: &str = include_str!("../../../tests/fixtures/whatsapp/statuses-and-others.json");
const HOSTILE: &str = include_str!("../../../tests/fixtures/whatsapp/hostile.json");
const RECEIVED_AT: Timestamp = Timestamp(1_760_000_000_000);

fn items(body: &str) -> Vec<What> {
    let items = parse(body.as_bytes(), RECEIVED_AT).unwrap();
    items.into_iter().map(|item| item.what).collect()
}

/// One line an item: what it is, and what is worth seeing of it.
fn line(what: &What) -> String {
    match what {
        What::Message(message) => {
            let text = message.content.text().unwrap_or("-");
            let opens = if message.opens_conversation { "" } else { ", opens nothing" };
            format!("{}: {text}{opens}", message.content.kind())
        }
        What::Reaction { target, emoji, .. } => format!("{emoji:?} to {target}"),
        What::Status { provider_id, report, callback } => {
            let failed = report.failure.as_ref().map(|failure| failure.code);
            format!("{provider_id} {} {callback:?} {failed:?}", report.status.as_str())
        }
        What::Marketing { sender, is_wanted, at } => {
            let (who, at) = (sender.wa_id.as_ref().or(sender.user_id.as_ref()), at.0 / 1_000);
            format!("marketing {who:?} {is_wanted} at {at}")
        }
        What::Renamed(renamed) => {
            format!("{:?} is {:?}", renamed.before.user_id, renamed.after.user_id)
        }
        What::Account(news) => format!("{} {:?}", news.kind, news.effect),
        What::Template(change) => format!("template {} {:?}", change.name, change.news),
        What::Dropped { kind } => format!("dropped {kind}"),
        What::Trouble { failure } => format!("trouble {:?}", failure.code),
        What::Other { kind, provider_id, opens_window, .. } => {
            format!("other {kind} {provider_id:?} {opens_window}")
        }
        What::Edited { target, text, .. } => format!("Edited {{ text: {text:?} }} of {target}"),
        What::Deleted { target, .. } => format!("Deleted of {target}"),
        What::Echo(echo) => format!("echo {:?}: {:?}", echo.to.wa_id, echo.content.text()),
        What::Watermark(_) | What::Warning { .. } | What::HandedOver { .. } => format!("{what:?}"),
        What::Unreadable { reason } => format!("unreadable: {reason}"),
    }
}

fn check(body: &str, expected: &[&str]) {
    let found: Vec<String> = items(body).iter().map(line).collect();
    assert_eq!(found, expected);
}

#[test]
fn what_is_said_in_a_group_is_a_placeholder_and_lets_us_write_to_nobody() {
    let message = |kind: &str, part: serde_json::Value| {
        json!({"from": "1650", "id": "wamid.G", "group_id": "Y2FwaV9", "timestamp": "1750000000",
            "type": kind, kind: part})
    };
    let said = [
        message("text", json!({"body": "Hi all"})),
        message("image", json!({"id": "7", "mime_type": "image/png"})),
        message("reaction", json!({"message_id": "wamid.X", "emoji": "👍"})),
    ];
    let value = json!({"metadata": {"phone_number_id": "1"}, "messages": said});
    let entry = json!({"id": "2", "changes": [{"field": "messages", "value": value}]});
    let body = json!({"object": OBJECT, "entry": [entry]}).to_string();
    check(
        &body,
        &["group_message: Hi all", "group_message: -", "other reaction Some(\"wamid.G\") false"],
    );
    let in_group = |what: &What| matches!(what, What::Message(message) if message.is_in_group);
    assert_eq!(items(&body).iter().filter(|what| in_group(what)).count(), 2);
}

#[test]
fn every_type_of_message_has_its_place() {
    check(
        EVERY_TYPE,
        &[
            "text: Does it come in blue?",
            "files: this one",
            "files: -",
            "files: -",
            "location: Office",
            "choice: Stop",
            "choice: Yes",
            "choice: Tomorrow",
            "interactive: -",
            "Some(\"😮\") to wamid.OUT1",
            "None to wamid.OUT1",
            "None to wamid.OUT1",
            "people: Bia Lima",
            "order: two please",
            "poll: -",
            "unknown: WhatsApp could not fetch the customer's file; it may be over 100 MB. Ask the customer to send it again.",
            "other request_welcome Some(\"wamid.IN17\") true",
            "Edited { text: \"In red?\" } of wamid.IN1",
            "Deleted of wamid.IN2",
            "Some(\"BR.1101\") is Some(\"BR.1102\")",
            "hologram: later",
        ],
    );
}

#[test]
fn statuses_errors_and_other_fields_come_out_side_by_side() {
    check(
        STATUSES,
        &[
            "wamid.OUT1 sent Some(\"outbox:42\") None",
            "wamid.OUT1 delivered None None",
            "wamid.OUT2 read None None",
            "wamid.OUT3 played None None",
            "wamid.OUT4 failed None Some(Some(131047))",
            "wamid.OUT5 failed None Some(None)",
            "wamid.OUT6 sent None None",
            "text: one",
            "wamid.OUT7 sent None None",
            "trouble Some(130429)",
            "DISABLED_UPDATE Stops",
            "echo Some(\"5511987654321\"): Some(\"from the phone\")",
            "unreadable: a message from the phone names nobody to whom it went",
        ],
    );
}

#[test]
fn wishes_about_marketing_are_read_and_others_are_not() {
    let wish = |value: Value| json!({"category": "marketing_messages", "detail": "x", "value": value, "timestamp": 1_750_000_000});
    let mut wishes = vec![wish(json!("stop")), wish(json!("resume")), wish(json!("later"))];
    for (place, wish) in wishes.iter_mut().enumerate() {
        wish["wa_id"] = json!(format!("{}", place + 1));
    }
    wishes.push(json!({"category": "marketing_messages", "user_id": "US.4", "value": "stop"}));
    wishes.push(wish(json!("stop")));
    wishes.push(json!({"category": "news", "wa_id": "6", "value": "stop"}));
    let value = json!({"metadata": {"phone_number_id": "7"}, "user_preferences": wishes});
    let change = json!({"field": "user_preferences", "value": value});
    let body = json!({"object": OBJECT, "entry": [{"changes": [change]}]}).to_string();
    let nothing = "other user_preferences None false";
    check(
        &body,
        &[
            "marketing Some(\"1\") false at 1750000000",
            "marketing Some(\"2\") true at 1750000000",
            nothing,
            "marketing Some(\"US.4\") false at 1760000000",
            nothing,
            nothing,
        ],
    );
    let items = parse(body.as_bytes(), RECEIVED_AT).unwrap();
    assert!(items.iter().all(|item| item.account.as_deref() == Some("7")));
}

#[test]
fn what_is_broken_breaks_alone() {
    check(
        HOSTILE,
        &[
            "text: half \u{fffd} a pair, \u{fffd} and \\ud83d as text",
            "unreadable: a message has no id",
            "text: -",
            "text: no type, no time",
            "unreadable: a message names no sender",
            "unreadable: a message has no id",
            "location: -",
            "unreadable: a reaction names no message",
            "17: -",
            "wamid.OUT1 read None None",
            "trouble None",
            "text: no field",
            "unreadable: a change has no value",
            "unreadable: a change has no value",
            "unreadable: an entry has no changes",
            "unreadable: an entry has no changes",
        ],
    );
}

#[test]
fn a_message_carries_its_sender_time_and_quote() {
    let whats = items(EVERY_TYPE);
    let What::Message(message) = &whats[0] else { panic!("{:?}", whats[0]) };
    assert_eq!(message.provider_id, "wamid.IN1");
    assert_eq!(message.sent_at, Timestamp(1_750_000_001_000));
    assert_eq!(message.reply_to.as_deref(), Some("wamid.OUT1"));
    let expected = Sender {
        wa_id: Some("5511987654321".to_owned()),
        user_id: Some("BR.1101".to_owned()),
        page_scoped_id: None,
        name: Some("Ana Prado".to_owned()),
        username: Some("ana".to_owned()),
        email: None,
    };
    assert_eq!(message.sender, expected);
    let first = &parse(EVERY_TYPE.as_bytes(), RECEIVED_AT).unwrap()[0];
    assert_eq!(first.account.as_deref(), Some("106540352242922"));
}

#[test]
fn numbers_do_for_ids_and_the_arrival_for_missing_times() {
    let whats = items(HOSTILE);
    let What::Message(first) = &whats[0] else { panic!("{:?}", whats[0]) };
    assert_eq!(first.provider_id, "77");
    assert_eq!(first.sender.name.as_deref(), Some("evil \u{fffd}"));
    let What::Message(timeless) = &whats[3] else { panic!("{:?}", whats[3]) };
    assert_eq!(timeless.sent_at, RECEIVED_AT);
    let What::Status { report, .. } = &whats[9] else { panic!("{:?}", whats[9]) };
    assert_eq!(report.at, Timestamp(1_750_000_002_000));
}

#[test]
fn bodies_that_are_not_ours_are_told_apart() {
    check(r#"{"object":"page","entry":[{"id":"1"}]}"#, &["other page None false"]);
    check(r#"{"object":"whatsapp_business_account"}"#, &["unreadable: the body has no entries"]);
    check(r#"{}"#, &["unreadable: the body has no entries"]);
    for body in ["", "{", "nonsense", "<html>", "\"text\"", "[]", "17", "null"] {
        assert!(parse(body.as_bytes(), RECEIVED_AT).is_err(), "{body}");
    }
}

/// A fresh clone has no shared fixtures; the bodies above are enough there.
#[test]
fn of_all_collected_bodies_nothing_is_lost() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/meta/whatsapp/webhooks");
    let Ok(folders) = std::fs::read_dir(root) else { return };
    let mut bodies = 0;
    for folder in folders {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let body = std::fs::read(&path).unwrap();
            let items = parse(&body, RECEIVED_AT).unwrap();
            let raw: Value = serde_json::from_slice(&body).unwrap();
            let is_counted = |item: &&Item| !matches!(item.what, What::Trouble { .. });
            let found = items.iter().filter(is_counted).count();
            assert_eq!(found, count(&raw), "{}", path.display());
            let is_broken = |item: &Item| matches!(item.what, What::Unreadable { .. });
            assert!(!items.iter().any(is_broken), "{}: {items:?}", path.display());
            bodies += 1;
        }
    }
    assert!(bodies > 100);
}

/// Messages and statuses in a body, or one for each other change.
fn count(body: &Value) -> usize {
    let changes = body["entry"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["changes"].as_array().map(Vec::as_slice).unwrap_or_default());
    changes
        .map(|change| {
            let number = |key: &str| change["value"][key].as_array().map_or(0, Vec::len);
            match change["field"].as_str() {
                Some("messages") => number("messages") + number("statuses"),
                Some("smb_message_echoes") => number("message_echoes"),
                _ => 1,
            }
        })
        .sum()
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[{"id": "x", "type": "text"}]])),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ]
}

/// Puts `value` at a node of `tree` that `path` leads to.
fn replace(tree: &mut Value, path: &[Index], value: Value) {
    let Some((step, rest)) = path.split_first() else {
        *tree = value;
        return;
    };
    match tree {
        Value::Array(elements) if !elements.is_empty() => {
            let at = step.index(elements.len());
            replace(&mut elements[at], rest, value);
        }
        Value::Object(fields) if !fields.is_empty() => {
            let at = step.index(fields.len());
            replace(fields.values_mut().nth(at).unwrap(), rest, value);
        }
        _ => *tree = value,
    }
}

proptest! {
    #[test]
    fn no_mutated_body_makes_it_panic(
        source in prop_oneof![Just(EVERY_TYPE), Just(STATUSES)],
        mutations in proptest::collection::vec(
            (proptest::collection::vec(any::<Index>(), 1..10), any_value()), 1..6),
    ) {
        let mut body: Value = serde_json::from_str(source).unwrap();
        for (path, value) in mutations {
            replace(&mut body, &path, value);
        }
        let items = parse(&serde_json::to_vec(&body).unwrap(), RECEIVED_AT);
        prop_assert!(items.is_err() || !items.unwrap().is_empty());
    }

    #[test]
    fn no_damaged_bytes_make_it_panic(
        source in prop_oneof![Just(EVERY_TYPE), Just(STATUSES), Just(HOSTILE)],
        damages in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..20),
        length in any::<Index>(),
    ) {
        let mut body = source.as_bytes().to_vec();
        for (at, byte) in damages {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let _ = parse(&body, RECEIVED_AT);
        body.truncate(length.index(body.len()));
        let _ = parse(&body, RECEIVED_AT);
    }
}

fn statuses(statuses: Value) -> String {
    let value = json!({"metadata": {"phone_number_id": "7"}, "statuses": statuses});
    json!({"entry": [{"changes": [{"value": value, "field": "messages"}]}]}).to_string()
}

#[test]
fn a_payment_that_failed_is_no_message_that_failed() {
    let payment = |word: &str| {
        json!({
            "id": "wamid.OUT", "type": "payment", "status": word, "recipient_id": "4915",
            "payment": {"reference_id": "bill-7"},
        })
    };
    let told = statuses(json!([payment("captured"), payment("failed")]));
    check(
        &told,
        &[
            "other payment_captured Some(\"payment_captured:wamid.OUT\") false",
            "other payment_failed Some(\"payment_failed:wamid.OUT\") false",
        ],
    );
    let What::Other { sender: Some(sender), .. } = &items(&told)[0] else { panic!() };
    assert_eq!(sender.wa_id.as_deref(), Some("4915"));
    // Its id is our message's, by which it would be taken for something known already.
    check(
        &statuses(json!([{"id": "wamid.OUT", "status": "parked"}])),
        &["other status_parked None false"],
    );
}

#[test]
fn what_another_program_sends_is_an_echo_under_either_name() {
    let text = |id: &str| json!({"id": id, "to": "4915", "type": "text", "text": {"body": id}});
    let value = json!({
        "metadata": {"phone_number_id": "7"}, "message_echoes": [text("one")], "messages": [text("two")],
    });
    let body = json!({"entry": [{"changes": [{"value": value, "field": "message_echoes"}]}]});
    let expected = ["one", "two"].map(|text| format!("echo Some(\"4915\"): Some({text:?})"));
    check(&body.to_string(), &expected.each_ref().map(String::as_str));
}
