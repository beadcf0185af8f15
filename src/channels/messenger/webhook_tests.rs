//! Bodies of webhooks, whole and broken.

use super::*;
use crate::domain::content::{FileKind, FileState, Source};

const PAGE: &str = "106195825075770";
const PERSON: &str = "5794982867201265";

fn items(name: &str) -> Vec<Item> {
    let path = format!("{}/tests/fixtures/messenger/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read(path).expect("a fixture");
    parse(&body, Timestamp(7)).expect("readable")
}

fn messages() -> Vec<ReceivedMessage> {
    let messages = items("messages").into_iter().map(|item| {
        assert_eq!(item.account.as_deref(), Some(PAGE));
        match item.what {
            What::Message(message) => message,
            other => panic!("{other:?}"),
        }
    });
    messages.collect()
}

fn said(mid: &str) -> Content {
    let found = messages().into_iter().find(|message| message.provider_id == mid);
    found.unwrap_or_else(|| panic!("{mid} is missing")).content
}

fn event(fields: Value) -> Vec<What> {
    let mut event = serde_json::json!({
        "sender": {"id": PERSON}, "recipient": {"id": PAGE}, "timestamp": 1_750_000_000_000_i64,
    });
    let fields = fields.as_object().expect("an object").clone();
    event.as_object_mut().expect("an object").extend(fields);
    let body = serde_json::json!({"object": "page", "entry": [{"id": PAGE, "messaging": [event]}]});
    read(&body, Timestamp(7)).into_iter().map(|item| item.what).collect()
}

#[test]
fn texts_taps_and_quotes_are_read() {
    assert_eq!(said("m_text"), Content::Text { text: "hello".into() });
    let red = Content::Choice { text: "Red".into(), payload: Some("RED".into()) };
    assert_eq!(said("m_quick"), red);
    let tap = Content::Choice { text: "Talk to us".into(), payload: Some("TALK".into()) };
    assert_eq!(said("m_tap"), tap);
    let all = messages();
    let first = &all[0];
    assert_eq!(first.sender, Sender::of_page(PERSON.into()));
    assert_eq!(first.sent_at, Timestamp(1_750_000_001_000));
    assert!(first.opens_conversation && !first.is_standby);
    let quoting = all.iter().find(|message| message.provider_id == "m_quoting");
    assert_eq!(quoting.and_then(|message| message.reply_to.as_deref()), Some("m_text"));
    let advert = all.iter().find(|message| message.provider_id == "m_advert");
    let referral = advert.and_then(|message| message.referral.clone()).expect("a referral");
    assert_eq!((referral.source.as_str(), referral.ad.as_deref()), ("ads", Some("6045246247433")));
    assert_eq!(referral.headline.as_deref(), Some("Sale"));
}

#[test]
fn a_tap_without_an_id_has_the_same_one_whenever_it_is_told() {
    let ids = || -> Vec<String> {
        let all = messages().into_iter().map(|message| message.provider_id);
        all.filter(|id| id.starts_with("postback:")).collect()
    };
    assert_eq!(ids().len(), 1);
    assert_eq!(ids(), ids());
    let tap = |payload: &str| event(serde_json::json!({"postback": {"payload": payload}}));
    assert_ne!(tap("A"), tap("B"));
}

#[test]
fn files_come_by_their_addresses() {
    let Content::Files { text, files } = said("m_two_images") else { panic!("no files") };
    assert_eq!((text.as_deref(), files.len()), (Some("the two"), 2));
    assert_eq!((files[0].kind, files[0].name.as_deref()), (FileKind::Image, Some("a b.jpg")));
    let url = "https://scontent.xx.fbcdn.net/v/a%20b.jpg?oh=1".to_owned();
    assert_eq!((&files[0].source, &files[0].state), (&Source::Url(url), &FileState::Coming));
    for (mid, kind) in [
        ("m_audio", FileKind::Audio),
        ("m_video", FileKind::Video),
        ("m_file", FileKind::Document),
        ("m_sticker_twice", FileKind::Sticker),
        ("m_like", FileKind::Sticker),
    ] {
        let content = said(mid);
        let kinds: Vec<FileKind> = content.files().iter().map(|file| file.kind).collect();
        assert_eq!(kinds, [kind], "{mid}");
    }
    assert_eq!(said("m_like").text(), Some("👍"));
    let gone = said("m_image_without_url");
    assert!(matches!(gone.files()[0].state, FileState::Failed { may_retry: false, .. }));
}

#[test]
fn what_is_no_file_is_shown_as_what_it_is() {
    let link = Content::Link {
        text: Some("look https://example.com/x".into()),
        title: Some("An example".into()),
        url: Some("https://example.com/x".into()),
    };
    assert_eq!(said("m_link"), link);
    assert!(matches!(said("m_reel"), Content::Link { url: Some(_), .. }));
    assert!(
        matches!(said("m_place"), Content::Location { latitude, .. } if (latitude - 37.48).abs() < 1e-9)
    );
    assert!(
        matches!(said("m_place_odd"), Content::Location { latitude, .. } if (latitude - 39.92077).abs() < 1e-9)
    );
    let unsupported = |mid: &str, kind: &str, text: Option<&str>| {
        let expected = Content::Unsupported { kind: kind.into(), text: text.map(str::to_owned) };
        assert_eq!(said(mid), expected);
    };
    unsupported("m_fallback_empty", "fallback", None);
    unsupported("m_template", "template", Some("Order 7\nShoes\nSize 42"));
    unsupported("m_unsupported", "unsupported", None);
    unsupported("m_image_without_payload", "image", None);
}

#[test]
fn echoes_come_before_everything_else() {
    let all = items("other-events");
    let What::Echo(ours) = &all[0].what else { panic!("{:?}", all[0]) };
    assert_eq!(ours.to, Sender::of_page(PERSON.into()));
    assert_eq!(ours.app.as_deref(), Some("184719329217930001"), "beyond 2^53");
    assert_eq!(ours.callback.as_deref(), Some("deskbell:42.1"));
    let What::Echo(bare) = &all[1].what else { panic!("{:?}", all[1]) };
    assert_eq!((bare.app.as_deref(), bare.content.kind()), (None, "template"));
}

#[test]
fn reactions_edits_and_deletions_name_their_message() {
    let all = items("other-events");
    let signs: Vec<Option<String>> = all[2..5]
        .iter()
        .map(|item| match &item.what {
            What::Reaction { target, emoji, .. } if target == "m_text" => emoji.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(signs, [Some("❤️".to_owned()), None, Some("😮".to_owned())]);
    let What::Edited { target, text, number, .. } = &all[5].what else { panic!("no edit") };
    assert_eq!((target.as_str(), text.as_str(), *number), ("m_text", "hello!", Some(1)));
    assert!(matches!(&all[6].what, What::Deleted { target, .. } if target == "m_text"));
}

#[test]
fn watermarks_are_in_milliseconds_and_may_stand_in_seconds() {
    let all = items("other-events");
    let marks: Vec<(Status, Option<i64>, usize, i64)> = all[7..10]
        .iter()
        .map(|item| match &item.what {
            What::Watermark(mark) => {
                (mark.status, mark.up_to.map(|at| at.0), mark.provider_ids.len(), mark.at.0)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        (Status::Delivered, Some(1_750_000_028_000), 0, 1_750_000_099_123),
        (Status::Delivered, Some(1_750_000_028_000), 2, 1_750_000_029_000),
        (Status::Read, Some(1_750_000_029_500), 0, 1_750_000_030_000),
    ];
    assert_eq!(marks, expected);
}

#[test]
fn other_events_are_known_by_their_names() {
    let all = items("other-events");
    let others: Vec<(String, bool, bool)> = all
        .into_iter()
        .filter_map(|item| {
            let What::Other { kind, sender, opens_window, .. } = item.what else { return None };
            Some((kind, sender.is_some(), opens_window))
        })
        .collect();
    let expected = [
        ("referral", true, true),
        ("optin", true, true),
        ("optin", false, true),
        ("account_linking", true, false),
        ("pass_thread_control", true, false),
        ("take_thread_control", true, false),
        ("app_roles", false, false),
        ("message_request", true, false),
        ("messaging_feedback", true, false),
        ("something_new", true, false),
    ];
    let expected = expected.map(|(kind, sender, opens)| (kind.to_owned(), sender, opens));
    assert_eq!(others, expected);
}

#[test]
fn the_page_is_told_of_metas_policy() {
    let all = items("other-events");
    let warning = all.iter().find_map(|item| {
        let What::Warning { kind, text, .. } = &item.what else { return None };
        Some((kind.as_str(), text.as_str()))
    });
    let text = "Meta has blocked this page's app from sending: Too many messages.";
    assert_eq!(warning, Some(("policy_block", text)));
}

#[test]
fn what_another_app_answers_is_marked() {
    let all = items("other-events");
    let standby = all.iter().find_map(|item| {
        let What::Message(message) = &item.what else { return None };
        message.is_standby.then_some(message)
    });
    let standby = standby.expect("a message");
    assert_eq!(standby.content.text(), Some("Talk to an agent"));
}

#[test]
fn one_bad_event_spoils_no_other() {
    let all = items("hostile");
    let text_of = |mid: &str| {
        let found = all.iter().find_map(|item| {
            let What::Message(message) = &item.what else { return None };
            let said = (item.account.as_deref(), message.content.text().unwrap_or_default());
            (message.provider_id == mid).then_some(said)
        });
        found.unwrap_or_else(|| panic!("{mid} is missing"))
    };
    assert_eq!(text_of("m_numbers"), (Some(PAGE), "ids are numbers"));
    assert_eq!(text_of("m_by_recipient").0, Some(PAGE));
    assert!(text_of("m_hostile").1.contains('\u{fffd}'));
    let unreadable = all.iter().filter(|item| matches!(item.what, What::Unreadable { .. })).count();
    assert!(unreadable >= 8, "{unreadable}");
}

#[test]
fn a_body_without_events_says_so() {
    assert!(matches!(parse(b"[]", Timestamp(0)), Err(Unreadable::NotAnObject)));
    assert!(matches!(parse(b"{", Timestamp(0)), Err(Unreadable::Json(_))));
    let items = parse(br#"{"object":"page"}"#, Timestamp(0)).expect("readable");
    assert!(matches!(items[0].what, What::Unreadable { .. }));
}
