//! What an inbound message says, read from its JSON.

use super::codes;
use crate::channels::json;
use crate::domain::content::Content;
use serde_json::Value;

/// The words under which newer versions report a change to an older message as "unsupported".
const CHANGES: [&str; 4] = ["edit", "revoke", "delete", "deleted"];

/// Where a placeholder finds the words that the customer wrote, by the platform's kinds of message:
/// a caption, a file's name, an order's remark.
const WORDS: [&str; 6] = ["caption", "body", "text", "filename", "title", "name"];

/// How many shared contact cards are named in a placeholder.
const CARDS_MAX: usize = 10;

/// The kinds whose payload stands under a key of the same name.
const KINDS: [&str; 12] = [
    "text",
    "image",
    "video",
    "audio",
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
    KINDS.iter().find(|kind| message.get(kind).is_some()).unwrap_or(&"unknown").to_string()
}

/// Reads the content of `message`, whose type is `kind`. Never fails: what has no form here yet, or
/// lacks the part that makes it what it is, becomes a placeholder with the provider's word for it.
pub fn read(kind: &str, message: &Value) -> Content {
    let part = message.get(kind).unwrap_or(&Value::Null);
    let content = match kind {
        "text" => json::text(part, "body").map(|text| Content::Text { text }),
        "button" => json::text(part, "text")
            .or_else(|| json::text(part, "payload"))
            .map(|text| Content::Choice { text, payload: json::text(part, "payload") }),
        "interactive" => return interactive(part),
        "location" => location(part),
        "contacts" => return placeholder(kind, cards(message)),
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

fn interactive(part: &Value) -> Content {
    let kind = json::text(part, "type").unwrap_or_else(|| "interactive".to_owned());
    let reply = part.get(&kind).unwrap_or(&Value::Null);
    match kind.as_str() {
        "button_reply" | "list_reply" => json::text(reply, "title")
            .or_else(|| json::text(reply, "id"))
            .map(|text| Content::Choice { text, payload: json::text(reply, "id") })
            .unwrap_or_else(|| placeholder(&kind, None)),
        "call_permission_reply" => placeholder(&kind, json::text(reply, "response")),
        _ => placeholder(&kind, words(reply)),
    }
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
    let reason = json::list(message, "errors").first().and_then(|error| {
        let code = json::integer(error, "code")?;
        (code != codes::UNSUPPORTED_TYPE).then(|| codes::failure(code, None).reason)
    });
    placeholder(&kind, reason)
}

fn cards(message: &Value) -> Option<String> {
    let names: Vec<String> = json::list(message, "contacts")
        .iter()
        .take(CARDS_MAX)
        .filter_map(|card| card.get("name"))
        .filter_map(|name| {
            json::text(name, "formatted_name").or_else(|| json::text(name, "first_name"))
        })
        .collect();
    Some(names.join(", ")).filter(|names| !names.is_empty())
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
            (
                json!({"type": "image", "image": {"id": "1", "caption": "look"}}),
                "image",
                Some("look"),
            ),
            (
                json!({"type": "document", "document": {"filename": "a.pdf"}}),
                "document",
                Some("a.pdf"),
            ),
            (json!({"type": "sticker", "sticker": {"id": "1"}}), "sticker", None),
            (json!({"type": "text", "text": {"body": true}}), "text", None),
            (json!({"type": "text"}), "text", None),
            (json!({"type": "interactive"}), "interactive", None),
            (json!({"type": "unsupported", "unsupported": {"type": "poll"}}), "poll", None),
            (json!({"type": "hologram", "hologram": {"title": "new"}}), "hologram", Some("new")),
            (
                json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana B"}}, {}]}),
                "contacts",
                Some("Ana B"),
            ),
            (
                json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}}),
                "nfm_reply",
                Some("Sent"),
            ),
        ] {
            check(message, placeholder(kind, text.map(str::to_owned)));
        }
    }

    #[test]
    fn a_change_to_an_older_message_opens_nothing() {
        assert!(!opens_conversation(&placeholder("revoke", None)));
        assert!(opens_conversation(&placeholder("poll", None)));
    }
}
