//! What stands in a conversation with a Page.

use serde::Serialize;
use serde_json::{Value, json};

use super::options::PagePast;
use crate::simulator::phone::{Side, Ticks};

#[derive(Clone, Serialize)]
pub struct Message {
    pub id: String,
    pub from: Side,
    /// Which app has sent it, if it was not the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What can be tapped under it, while it is the last message.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quick_replies: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    pub edits: u32,
    pub is_deleted: bool,
    /// The platform's time of it, which watermarks speak of.
    pub at_ms: i64,
    pub ticks: Ticks,
    #[serde(skip)]
    pub metadata: Option<String>,
}

/// A picture, a film, a file, a sticker, a place, a link or a template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attachment {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What else belongs to it, as notifications carry it.
    pub payload: Value,
}

/// Which file it is, for who shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileName {
    pub id: String,
    pub name: String,
    pub mime: String,
    pub size: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reaction {
    pub by: Side,
    pub emoji: String,
}

impl Message {
    pub fn new(id: String, from: Side, at_ms: i64) -> Message {
        Message {
            id,
            from,
            app_id: None,
            text: None,
            attachments: Vec::new(),
            quick_replies: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
            edits: 0,
            is_deleted: false,
            at_ms,
            ticks: if from == Side::Customer { Ticks::Sent } else { Ticks::Waiting },
            metadata: None,
        }
    }

    /// Both sides have long read it.
    pub fn past(past: PagePast) -> Message {
        let from = if past.is_from_customer { Side::Customer } else { Side::Business };
        let text = Some(past.text);
        Message { text, ticks: Ticks::Read, ..Message::new(past.mid, from, past.at_ms) }
    }

    /// One reaction of each side; none takes it away.
    pub fn react(&mut self, by: Side, emoji: Option<String>) {
        self.reactions.retain(|reaction| reaction.by != by);
        self.reactions.extend(emoji.map(|emoji| Reaction { by, emoji }));
    }

    pub fn raise(&mut self, ticks: Ticks) -> bool {
        let rises = ticks > self.ticks;
        self.ticks = self.ticks.max(ticks);
        rises
    }
}

impl Attachment {
    pub fn plain(kind: &str, payload: Value) -> Attachment {
        Attachment { kind: kind.to_owned(), file: None, title: None, payload }
    }

    /// As notifications carry it; a file is given by an address that works for a while.
    pub fn body(&self, url_of: impl Fn(&FileName) -> String) -> Value {
        let mut payload = self.payload.clone();
        if let Some(file) = &self.file {
            if !payload.is_object() {
                payload = json!({});
            }
            payload["url"] = url_of(file).into();
        }
        let mut body = json!({"type": self.kind, "payload": payload});
        if let Some(title) = &self.title {
            body["title"] = title.as_str().into();
        }
        body
    }
}
