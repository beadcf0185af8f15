//! What a message says, read from its JSON.

use super::{codes, parts};
use crate::channels::json;
use crate::domain::content::{Content, File, FileKind, FileState, PAYLOAD_CHARACTERS_MAX, Source};
use serde_json::Value;

/// The words under which newer versions report a change to an older message as "unsupported".
const CHANGES: [&str; 4] = ["edit", "revoke", "delete", "deleted"];

/// Where a placeholder finds the words that the customer wrote, by the platform's kinds of message:
/// a caption, a file's name, an order's remark.
const WORDS: [&str; 6] = ["caption", "body", "text", "filename", "title", "name"];

/// What a tap or a form can be of.
const REPLIES: [&str; 4] = ["button_reply", "list_reply", "nfm_reply", "call_permission_reply"];

/// The kinds whose payload stands under a key of the same name.
const KINDS: [&str; 13] = [
    "text",
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "button",
    "interactive",
    "order",
];

/// The type of a message that does not name it, by what it carries.
pub fn guess_kind(message: &Value) -> String {
    let found = KINDS.into_iter().find(|kind| json::part(message, kind).is_some());
    found.unwrap_or("unknown").to_owned()
}

/// Reads the content of `message`, whose type is `kind`. Never fails: what has no form here yet, or
/// lacks the part that makes it what it is, becomes a placeholder with the provider's word for it.
pub fn read(kind: &str, message: &Value) -> Content {
    let part = message.get(kind).unwrap_or(&Value::Null);
    let content = match kind {
        "text" => json::text(part, "body").map(|text| Content::Text { text }),
        "image" | "video" | "audio" | "voice" | "document" | "sticker" => file(kind, part, message),
        "button" => tap(part, "text", "payload"),
        "interactive" => return interactive(part),
        "location" => location(part),
        "contacts" => parts::people(message),
        "order" => parts::order(part),
        "unsupported" | "unknown" => return unsupported(kind, part, message),
        _ => None,
    };
    content.unwrap_or_else(|| placeholder(kind, words(part)))
}

/// Whether such a message is the customer saying something, so that it may begin a conversation.
pub fn opens_conversation(content: &Content) -> bool {
    match content {
        Content::Text { .. }
        | Content::Choice { .. }
        | Content::Location { .. }
        | Content::Files { .. }
        | Content::People { .. }
        | Content::Order { .. }
        | Content::Form { .. }
        | Content::Link { .. } => true,
        Content::Unsupported { kind, .. } => !CHANGES.contains(&kind.as_str()),
    }
}

/// A file is known by its id; what WhatsApp could not take itself says so beside it.
fn file(kind: &str, part: &Value, message: &Value) -> Option<Content> {
    let kind = match kind {
        "image" => FileKind::Image,
        "video" => FileKind::Video,
        // An older word for it.
        "voice" => FileKind::Voice,
        "audio" if part.get("voice").and_then(Value::as_bool) == Some(true) => FileKind::Voice,
        "audio" => FileKind::Audio,
        "sticker" => FileKind::Sticker,
        _ => FileKind::Document,
    };
    let id = json::text(part, "id");
    let failure = failure(message);
    if id.is_none() && failure.is_none() {
        return None;
    }
    let state = match failure {
        Some(reason) => FileState::Failed { reason, may_retry: false },
        None => FileState::Coming,
    };
    let file = File {
        kind,
        name: json::text(part, "filename"),
        mime: json::text(part, "mime_type"),
        bytes: json::integer(part, "file_size").and_then(|bytes| u64::try_from(bytes).ok()),
        hash: json::text(part, "sha256"),
        source: id.map_or(Source::Nowhere, Source::MediaId),
        state,
    };
    Some(Content::Files { text: json::text(part, "caption"), files: vec![file] })
}

/// What was tapped: its words, and what they stand for.
fn tap(part: &Value, words: &str, payload: &str) -> Option<Content> {
    let payload = json::text(part, payload);
    let payload = payload.map(|payload| json::short(&payload, PAYLOAD_CHARACTERS_MAX));
    let text = json::text(part, words).or_else(|| payload.clone())?;
    Some(Content::Choice { text, payload })
}

fn interactive(part: &Value) -> Content {
    let guessed = || REPLIES.into_iter().find(|kind| json::part(part, kind).is_some());
    let kind = json::text(part, "type").or_else(|| guessed().map(str::to_owned));
    let kind = kind.unwrap_or_else(|| "interactive".to_owned());
    let reply = part.get(&kind).unwrap_or(&Value::Null);
    let content = match kind.as_str() {
        "button_reply" | "list_reply" => tap(reply, "title", "id"),
        "nfm_reply" => Some(parts::form(reply)),
        "call_permission_reply" => Some(parts::answers(&kind, reply)),
        _ => None,
    };
    // What another program offers in our name has its words around the buttons.
    let offered = || words(part.get("body").unwrap_or(&Value::Null));
    content.unwrap_or_else(|| placeholder(&kind, words(reply).or_else(offered)))
}

/// Only the two coordinates are sure to be there.
fn location(part: &Value) -> Option<Content> {
    Some(Content::Location {
        latitude: json::float(part, "latitude")?,
        longitude: json::float(part, "longitude")?,
        name: json::text(part, "name"),
        address: json::text(part, "address"),
    })
}

/// The platform has nothing to show, and at times says why.
fn unsupported(kind: &str, part: &Value, message: &Value) -> Content {
    let kind = json::text(part, "type").unwrap_or_else(|| kind.to_owned());
    let said = || json::text(message.get("text").unwrap_or(&Value::Null), "body");
    placeholder(&kind, failure(message).or_else(said))
}

/// Why the platform could not take it; that it does not know its kind is no such reason.
fn failure(message: &Value) -> Option<String> {
    let error = json::list(message, "errors").first()?;
    let code = json::integer(error, "code")?;
    (code != codes::UNSUPPORTED_TYPE).then(|| codes::failure(code, None).reason)
}

fn words(part: &Value) -> Option<String> {
    WORDS.iter().find_map(|key| json::text(part, key))
}

fn placeholder(kind: &str, text: Option<String>) -> Content {
    Content::Unsupported { kind: kind.to_owned(), text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(message: Value, expected: Content) {
        let kind = message["type"].as_str().unwrap();
        assert_eq!(read(kind, &message), expected, "{message}");
    }

    fn choice(text: &str, payload: &str) -> Content {
        Content::Choice { text: text.to_owned(), payload: Some(payload.to_owned()) }
    }

    #[test]
    fn words_and_taps_are_read() {
        check(
            json!({"type": "text", "text": {"body": "hi"}}),
            Content::Text { text: "hi".to_owned() },
        );
        check(
            json!({"type": "button", "button": {"payload": "P", "text": "Stop"}}),
            choice("Stop", "P"),
        );
        check(json!({"type": "button", "button": {"payload": "P"}}), choice("P", "P"));
        check(
            json!({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "1", "title": "One"}}}),
            choice("One", "1"),
        );
    }

    #[test]
    fn what_names_no_type_is_told_by_what_it_carries() {
        let typeless = json!({"text": null, "image": {"id": "1"}});
        assert_eq!(guess_kind(&typeless), "image");
        assert_eq!(guess_kind(&json!({"text": null})), "unknown");
        check(
            json!({"type": "interactive", "interactive": {"button_reply": {"id": "1", "title": "Go"}}}),
            choice("Go", "1"),
        );
    }

    #[test]
    fn a_place_needs_its_coordinates() {
        check(
            json!({"type": "location", "location": {"latitude": "37.5", "longitude": -122, "name": "HQ"}}),
            Content::Location {
                latitude: 37.5,
                longitude: -122.0,
                name: Some("HQ".to_owned()),
                address: None,
            },
        );
        check(
            json!({"type": "location", "location": {"name": "HQ"}}),
            placeholder("location", Some("HQ".to_owned())),
        );
    }

    #[test]
    fn the_rest_has_a_placeholder() {
        for (message, kind, text) in [
            (json!({"type": "image", "image": {"caption": "look"}}), "image", Some("look")),
            (json!({"type": "sticker"}), "sticker", None),
            (json!({"type": "text", "text": {"body": true}}), "text", None),
            (json!({"type": "text"}), "text", None),
            (json!({"type": "interactive"}), "interactive", None),
            (json!({"type": "unsupported", "unsupported": {"type": "poll"}}), "poll", None),
            (
                json!({"type": "unsupported", "text": {"body": "read me"}, "errors": [{"code": 131051}]}),
                "unsupported",
                Some("read me"),
            ),
            (
                json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Choose"}}}),
                "button",
                Some("Choose"),
            ),
            (json!({"type": "hologram", "hologram": {"title": "new"}}), "hologram", Some("new")),
            (json!({"type": "contacts", "contacts": []}), "contacts", None),
            (json!({"type": "order", "order": {"text": "two"}}), "order", Some("two")),
            (
                json!({"type": "interactive", "interactive": {"type": "list_reply"}}),
                "list_reply",
                None,
            ),
        ] {
            check(message, placeholder(kind, text.map(str::to_owned)));
        }
    }

    fn file(message: Value) -> (Option<String>, File) {
        let kind = message["type"].as_str().unwrap();
        match read(kind, &message) {
            Content::Files { text, mut files } => (text, files.remove(0)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn files_say_what_they_are_and_where_they_lie() {
        let (text, image) = file(json!({"type": "image", "image": {
            "id": 65463453, "mime_type": "image/jpeg", "sha256": "4654+8g=", "caption": "look",
        }}));
        assert_eq!((text.as_deref(), image.kind), (Some("look"), FileKind::Image));
        assert_eq!(image.source, Source::MediaId("65463453".to_owned()));
        assert_eq!((image.state, image.hash.as_deref()), (FileState::Coming, Some("4654+8g=")));
        let (_, document) = file(json!({"type": "document", "document": {
            "id": "1", "filename": "../a.pdf", "mime_type": "application/pdf",
        }}));
        assert_eq!(
            (document.kind, document.name.as_deref()),
            (FileKind::Document, Some("../a.pdf"))
        );
        for (kind, part, expected) in [
            ("audio", json!({"id": "1", "voice": true}), FileKind::Voice),
            ("audio", json!({"id": "1", "voice": false}), FileKind::Audio),
            ("audio", json!({"id": "1"}), FileKind::Audio),
            ("voice", json!({"id": "1", "mime_type": "audio/ogg"}), FileKind::Voice),
            ("video", json!({"id": "1"}), FileKind::Video),
            ("sticker", json!({"id": "1", "animated": true}), FileKind::Sticker),
        ] {
            assert_eq!(file(json!({"type": kind, kind: part})).1.kind, expected, "{kind}");
        }
    }

    #[test]
    fn a_file_that_whatsapp_could_not_take_says_so() {
        let (_, lost) = file(json!({
            "type": "video", "video": {"mime_type": "video/mp4"}, "errors": [{"code": 131052}],
        }));
        let FileState::Failed { reason, may_retry } = lost.state else { panic!("{lost:?}") };
        assert!(reason.contains("could not fetch") && !may_retry, "{reason}");
    }

    #[test]
    fn a_change_to_an_older_message_opens_nothing() {
        assert!(!opens_conversation(&placeholder("revoke", None)));
        assert!(opens_conversation(&placeholder("poll", None)));
    }
}
