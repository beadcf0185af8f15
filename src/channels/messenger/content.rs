//! What a message says, read from its JSON: a text, a tap, files, a place, a link.

use crate::channels::json;
use crate::domain::contact::clean_name;
use crate::domain::content::{Content, File, FileKind, FileState, PAYLOAD_CHARACTERS_MAX, Source};
use serde_json::Value;

/// How many attachments of one message are kept; Messenger sends a few dozen at the most.
const ATTACHMENTS_MAX: usize = 100;
/// How many of a template's cards are named in a placeholder, and how many buttons of one.
const CARDS_MAX: usize = 10;
const BUTTONS_MAX: usize = 3;
/// Where an address leads that names no place.
const FACEBOOK: &str = "https://www.facebook.com";

/// The stickers behind Messenger's own button: a thumb in three sizes.
const THUMBS: [&str; 3] = ["369239263222822", "369239343222814", "369239383222810"];
const THUMB: &str = "👍";

const NO_ADDRESS: &str = "Messenger gave no address to fetch the file from.";

/// Reads the content of `message`. Never fails: what has no form here becomes a placeholder with
/// the provider's word for it.
pub fn read(message: &Value) -> Content {
    let text = json::text(message, "text");
    if let Some(payload) = message.get("quick_reply").and_then(|tap| json::text(tap, "payload")) {
        let text = text.clone().unwrap_or_else(|| payload.clone());
        return Content::Choice { text, payload: Some(payload) };
    }
    let attachments: Vec<&Value> =
        json::list(message, "attachments").iter().take(ATTACHMENTS_MAX).collect();
    let files = files(&attachments);
    if !files.is_empty() {
        let is_thumb = attachments.iter().any(|a| sticker(a).is_some_and(|id| is_thumb(&id)));
        let others = attachments.iter().filter(|attachment| file_kind(attachment).is_none());
        let said = text.into_iter().chain(others.filter_map(|other| in_words(other)));
        let text = lines(said.chain(is_thumb.then(|| THUMB.to_owned())));
        return Content::Files { text, files };
    }
    match (attachments.split_first(), text) {
        (Some((first, others)), text) => {
            let said = text.into_iter().chain(others.iter().filter_map(|other| in_words(other)));
            attached(first, lines(said))
        }
        (None, Some(text)) => Content::Text { text },
        (None, None) => Content::Unsupported { kind: kind_of(message), text: None },
    }
}

fn lines(parts: impl Iterator<Item = String>) -> Option<String> {
    let lines: Vec<String> = parts.collect();
    Some(lines.join("\n")).filter(|lines| !lines.is_empty())
}

/// A tap on a button; its title may be missing.
pub fn tap(postback: &Value) -> Content {
    let payload = json::text(postback, "payload");
    let payload = payload.map(|payload| json::short(&payload, PAYLOAD_CHARACTERS_MAX));
    match json::text(postback, "title").or_else(|| payload.clone()) {
        Some(text) => Content::Choice { text, payload },
        None => Content::Unsupported { kind: "postback".to_owned(), text: None },
    }
}

fn kind_of(message: &Value) -> String {
    let is_unsupported = message.get("is_unsupported") == Some(&Value::Bool(true));
    if is_unsupported { "unsupported".to_owned() } else { "message".to_owned() }
}

fn payload(attachment: &Value) -> &Value {
    attachment.get("payload").unwrap_or(&Value::Null)
}

fn url(attachment: &Value) -> Option<String> {
    let inside = json::text(payload(attachment), "url");
    let beside = inside.or_else(|| json::text(attachment, "url"));
    let url = beside.or_else(|| json::text(attachment, "URL"))?;
    // What is shared on Facebook itself may come without the name of the place.
    Some(if is_within_facebook(&url) { format!("{FACEBOOK}{url}") } else { url })
}

fn is_within_facebook(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

fn title(attachment: &Value) -> Option<String> {
    json::text(attachment, "title").or_else(|| json::text(payload(attachment), "title"))
}

fn sticker(attachment: &Value) -> Option<String> {
    json::text(payload(attachment), "sticker_id")
}

fn is_thumb(sticker: &str) -> bool {
    THUMBS.contains(&sticker)
}

/// The files among the attachments. One sticker may come as a sticker and as an image.
fn files(attachments: &[&Value]) -> Vec<File> {
    let mut stickers = Vec::new();
    let mut files = Vec::new();
    for attachment in attachments {
        let Some(mut kind) = file_kind(attachment) else { continue };
        if let Some(sticker) = sticker(attachment) {
            if stickers.contains(&sticker) {
                continue;
            }
            stickers.push(sticker);
            kind = FileKind::Sticker;
        }
        files.push(file(kind, attachment));
    }
    files
}

fn file_kind(attachment: &Value) -> Option<FileKind> {
    let Some(kind) = json::text(attachment, "type") else {
        return json::text(payload(attachment), "url").map(|_| FileKind::Document);
    };
    let kind = match kind.as_str() {
        "image" => FileKind::Image,
        "video" => FileKind::Video,
        "audio" => FileKind::Audio,
        "file" => FileKind::Document,
        "sticker" => FileKind::Sticker,
        _ => return None,
    };
    // Without an address there is nothing to fetch, unless it is a file all the same.
    (!payload(attachment).is_null()).then_some(kind)
}

fn file(kind: FileKind, attachment: &Value) -> File {
    let url = url(attachment);
    let named = title(attachment).or_else(|| url.as_deref().and_then(name_in));
    let name = named.map(|name| clean_name(&name)).filter(|name| !name.is_empty());
    let (source, state) = match url {
        Some(url) => (Source::Url(url), FileState::Coming),
        None => {
            let reason = NO_ADDRESS.to_owned();
            (Source::Nowhere, FileState::Failed { reason, may_retry: false })
        }
    };
    File { kind, name, mime: None, bytes: None, hash: None, source, state }
}

/// The file's name in its address: `https://…/v/order%2012.pdf?oh=…`.
fn name_in(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    let last = url.path_segments()?.next_back()?;
    let decoded = percent_decoded(last);
    decoded.contains('.').then_some(decoded)
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, left)) = rest.split_first() {
        let code = left.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = left.get(2..).unwrap_or_default();
            }
            Some(_) | None => {
                bytes.push(*first);
                rest = left;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What was shared beside something else: its title and address, a template's words, a place.
fn in_words(attachment: &Value) -> Option<String> {
    let place = match place(attachment) {
        Some(Content::Location { latitude, longitude, .. }) => {
            Some(format!("{latitude}, {longitude}"))
        }
        Some(_) | None => None,
    };
    lines(template(attachment).into_iter().chain(url(attachment)).chain(place))
}

/// What came instead of a file.
fn attached(attachment: &Value, text: Option<String>) -> Content {
    let kind = json::text(attachment, "type").unwrap_or_else(|| "attachment".to_owned());
    match kind.as_str() {
        "fallback" | "reel" | "ig_reel" | "post" | "ig_post" | "share" | "story_mention" => {
            let (title, url) = (title(attachment), url(attachment));
            match (&text, &title, &url) {
                (None, None, None) => Content::Unsupported { kind, text: None },
                _ => Content::Link { text, title, url },
            }
        }
        "location" => match (place(attachment), text) {
            (Some(place), None) => place,
            // A place has no room for what is said with it.
            (place, text) => {
                let place = place.and_then(|_| in_words(attachment));
                Content::Unsupported { kind, text: lines(text.into_iter().chain(place)) }
            }
        },
        "template" => {
            let text = lines(text.into_iter().chain(template(attachment)));
            Content::Unsupported { kind, text }
        }
        // Something newer, which can be looked at where it lies.
        _ => match (title(attachment), url(attachment)) {
            (title, url @ Some(_)) => Content::Link { text, title, url },
            (title, None) => Content::Unsupported { kind, text: text.or(title) },
        },
    }
}

/// An older form; its numbers were seen with a grouping line inside.
fn place(attachment: &Value) -> Option<Content> {
    let coordinates = payload(attachment).get("coordinates")?;
    let number = |name: &str| {
        let written = json::text(coordinates, name).map(|text| text.replace('_', ""));
        written.and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite())
    };
    Some(Content::Location {
        latitude: number("lat")?,
        longitude: number("long")?,
        name: title(attachment),
        address: None,
    })
}

/// The words on a template, as another app sends them.
fn template(attachment: &Value) -> Option<String> {
    let payload = payload(attachment);
    let products = payload.get("product").unwrap_or(&Value::Null);
    let cards = json::list(payload, "elements").iter().chain(json::list(products, "elements"));
    let cards = cards.take(CARDS_MAX).flat_map(|card| {
        let own = [json::text(card, "title"), json::text(card, "subtitle")];
        own.into_iter().flatten().chain(buttons(card))
    });
    let own = [json::text(payload, "text"), title(attachment)].into_iter().flatten();
    lines(own.chain(cards).chain(buttons(payload)))
}

/// As they stand under the words: `[Yes]`.
fn buttons(owner: &Value) -> impl Iterator<Item = String> + '_ {
    let buttons = json::list(owner, "buttons").iter().take(BUTTONS_MAX);
    buttons.filter_map(|button| Some(format!("[{}]", json::text(button, "title")?)))
}
