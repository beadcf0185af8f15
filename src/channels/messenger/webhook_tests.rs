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

fn only(fields: Value) -> What {
    let mut all = event(fields);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn content_of(message: Value) -> Content {
    match only(serde_json::json!({ "message": message })) {
        What::Message(message) => message.content,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_null_is_not_there() {
    let tap = only(serde_json::json!({
        "message": null, "reaction": null, "postback": {"mid": "m_1", "title": "Go", "payload": null},
    }));
    let What::Message(message) = tap else { panic!("{tap:?}") };
    assert_eq!(message.content, Content::Choice { text: "Go".into(), payload: None });
    let odd = only(serde_json::json!({"message": null, "brand_new": {"x": 1}}));
    assert!(matches!(&odd, What::Other { kind, provider_id: Some(_), .. } if kind == "brand_new"));
}

#[test]
fn the_dashboards_trial_is_an_event_and_other_news_is_none() {
    let read_change = |change: Value| {
        let entry = serde_json::json!({"id": PAGE, "time": 1_750_000_000, "changes": [change]});
        let body = serde_json::json!({"object": "page", "entry": [entry]});
        read(&body, Timestamp(7)).remove(0)
    };
    let trial = read_change(serde_json::json!({"field": "messages", "value": {
        "sender": {"id": "123"}, "recipient": {"id": PAGE}, "timestamp": "1750000001",
        "message": {"mid": "trial", "text": "hello there"},
    }}));
    assert_eq!(trial.account.as_deref(), Some(PAGE));
    let What::Message(message) = trial.what else { panic!("{trial:?}") };
    assert_eq!(
        (message.content.text(), message.sent_at.0),
        (Some("hello there"), 1_750_000_001_000)
    );
    let comment = read_change(serde_json::json!({"field": "feed", "value": {"message": "nice"}}));
    assert!(matches!(&comment.what, What::Other { kind, .. } if kind == "feed"));
}

#[test]
fn a_basket_is_a_message_with_the_same_id_whenever_it_is_told() {
    let order = || {
        let told =
            only(serde_json::json!({"order": {"products": [{"name": "Cup"}], "note": "soon"}}));
        let What::Message(message) = told else { panic!("{told:?}") };
        message
    };
    assert_eq!((order().content.kind(), order().content.text()), ("order", Some("soon")));
    assert_eq!(order().provider_id, order().provider_id);
}

#[test]
fn who_wants_no_more_news_does_not_let_us_write() {
    let lets_us_write = |optin: Value| {
        let told = only(serde_json::json!({ "optin": optin }));
        let What::Other { opens_window, .. } = told else { panic!("{told:?}") };
        opens_window
    };
    let news = "notification_messages";
    let stop =
        serde_json::json!({"type": news, "notification_messages_status": "STOP_NOTIFICATIONS"});
    assert!(!lets_us_write(stop));
    assert!(lets_us_write(serde_json::json!({"type": news, "title": "News"})));
}

#[test]
fn nothing_that_is_shared_beside_something_else_is_left_out() {
    let image =
        serde_json::json!({"type": "image", "payload": {"url": "https://x.fbcdn.net/a.jpg"}});
    let link =
        serde_json::json!({"type": "fallback", "title": "A shop", "url": "https://example.com/s"});
    let place = serde_json::json!({"type": "location", "payload": {"coordinates": {"lat": 1.5, "long": 2}}});
    let mixed = content_of(serde_json::json!({"mid": "m", "attachments": [image, link, place]}));
    assert_eq!(mixed.text(), Some("A shop\nhttps://example.com/s\n1.5, 2"));
    assert_eq!(mixed.files().len(), 1);
    let two =
        content_of(serde_json::json!({"mid": "m", "text": "both", "attachments": [link, place]}));
    let Content::Link { text, title, .. } = &two else { panic!("{two:?}") };
    assert_eq!((text.as_deref(), title.as_deref()), (Some("both\n1.5, 2"), Some("A shop")));
    let said =
        content_of(serde_json::json!({"mid": "m", "text": "meet me", "attachments": [place]}));
    assert_eq!(said.text(), Some("meet me\n1.5, 2"));
}

#[test]
fn templates_and_newer_attachments_are_told_as_far_as_they_tell() {
    let attached = |attachment: Value| {
        content_of(serde_json::json!({"mid": "m", "text": "look", "attachments": [attachment]}))
    };
    let product = attached(serde_json::json!({"type": "template", "payload": {"product": {
        "elements": [{"title": "Cup", "subtitle": "5 EUR", "buttons": [{"title": "Buy"}]}],
    }}}));
    assert_eq!((product.kind(), product.text()), ("template", Some("look\nCup\n5 EUR\n[Buy]")));
    for (kind, url, expected) in [
        ("ig_reel", "/reel/77/", "https://www.facebook.com/reel/77/"),
        ("hologram", "https://example.com/h", "https://example.com/h"),
        ("fallback", "//example.com/x", "//example.com/x"),
    ] {
        let link = attached(serde_json::json!({"type": kind, "payload": {"url": url}}));
        let expected =
            Content::Link { text: Some("look".into()), title: None, url: Some(expected.into()) };
        assert_eq!(link, expected);
    }
    let typeless = attached(serde_json::json!({"payload": {"url": "https://x.fbcdn.net/a.pdf"}}));
    assert_eq!(typeless.files()[0].kind, FileKind::Document);
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
