//! What a message says, read from its JSON: a text, a tap, files, a place, a link.

use crate::channels::json;
use crate::domain::contact::clean_name;
use crate::domain::content::{Content, File, FileKind, FileState, Source};
use serde_json::Value;

/// How many attachments of one message are kept; Messenger sends a few dozen at the most.
const ATTACHMENTS_MAX: usize = 100;
/// How many of a template's cards are named in a placeholder.
const CARDS_MAX: usize = 10;

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
        let said = [text, links(&attachments), is_thumb.then(|| THUMB.to_owned())];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let text = Some(said.join("\n")).filter(|text| !text.is_empty());
        return Content::Files { text, files };
    }
    match (attachments.first(), text) {
        (Some(first), text) => attached(first, text),
        (None, Some(text)) => Content::Text { text },
        (None, None) => Content::Unsupported { kind: kind_of(message), text: None },
    }
}

/// A tap on a button; its title may be missing.
pub fn tap(postback: &Value) -> Content {
    let payload = json::text(postback, "payload");
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
    inside.or_else(|| json::text(attachment, "url")).or_else(|| json::text(attachment, "URL"))
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
    let kind = match json::text(attachment, "type")?.as_str() {
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

/// The addresses that were shared beside files.
fn links(attachments: &[&Value]) -> Option<String> {
    let others = attachments.iter().filter(|attachment| file_kind(attachment).is_none());
    let lines: Vec<String> = others.filter_map(|attachment| url(attachment)).collect();
    Some(lines.join("\n")).filter(|lines| !lines.is_empty())
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
        "location" => place(attachment).unwrap_or(Content::Unsupported { kind, text }),
        "template" => {
            let text = text.or_else(|| template(attachment));
            Content::Unsupported { kind, text }
        }
        _ => Content::Unsupported { kind, text: text.or_else(|| title(attachment)) },
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
    let cards = json::list(payload, "elements").iter().take(CARDS_MAX);
    let cards = cards.flat_map(|card| [json::text(card, "title"), json::text(card, "subtitle")]);
    let words = [json::text(payload, "text"), title(attachment)].into_iter().chain(cards);
    let words: Vec<String> = words.flatten().collect();
    Some(words.join("\n")).filter(|words| !words.is_empty())
}
