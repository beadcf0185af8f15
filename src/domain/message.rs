//! What customers and agents say to each other.

use super::delivery::Delivery;
use super::{AttachmentId, DeliveryId, EntryId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many characters of a text the list shows.
pub const PREVIEW_CHARACTERS_MAX: usize = 120;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    Inbound(Inbound),
    Outbound(Outbound),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// The provider's own id: unique in its inbox.
    pub provider_id: String,
    /// When the customer sent it, by the provider's clock.
    pub sent_at: Timestamp,
    pub content: Content,
    /// The raw delivery it came in.
    pub raw: DeliveryId,
    #[serde(default)]
    pub reply_to: Option<EntryId>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outbound {
    pub text: String,
    pub delivery: Delivery,
    /// The provider's ids: several when one message became several there.
    #[serde(default)]
    pub provider_ids: Vec<String>,
    #[serde(default)]
    pub reply_to: Option<EntryId>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// The key with which the sender asked for it, so that a browser finds its own message again.
    #[serde(default)]
    pub client_key: Option<String>,
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    /// A tap on a button or a list row that we or a template offered.
    Choice {
        text: String,
    },
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
    },
    /// Something that this version does not show yet: `kind` is the provider's word for it.
    Unsupported {
        kind: String,
        text: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: String,
    pub at: Timestamp,
}

impl Message {
    pub fn text(&self) -> Option<&str> {
        match self {
            Message::Inbound(inbound) => inbound.content.text(),
            Message::Outbound(outbound) => Some(&outbound.text),
        }
    }

    pub fn reactions_mut(&mut self) -> &mut Vec<Reaction> {
        match self {
            Message::Inbound(inbound) => &mut inbound.reactions,
            Message::Outbound(outbound) => &mut outbound.reactions,
        }
    }
}

impl Content {
    pub fn text(&self) -> Option<&str> {
        match self {
            Content::Text { text } | Content::Choice { text } => Some(text),
            Content::Location { name, address, .. } => name.as_deref().or(address.as_deref()),
            Content::Unsupported { text, .. } => text.as_deref(),
        }
    }

    /// One word for what it is; for `Unsupported`, the provider's word.
    pub fn kind(&self) -> &str {
        match self {
            Content::Text { .. } => "text",
            Content::Choice { .. } => "choice",
            Content::Location { .. } => "location",
            Content::Unsupported { kind, .. } => kind,
        }
    }
}

/// The first line's worth of a text, white space folded.
pub fn preview(text: &str) -> String {
    let mut folded = String::new();
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
        if folded.chars().count() >= PREVIEW_CHARACTERS_MAX {
            break;
        }
    }
    folded.chars().take(PREVIEW_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_one_short_line() {
        assert_eq!(preview("  Where\n is\tmy order? "), "Where is my order?");
        assert_eq!(preview(&"é".repeat(500)).chars().count(), PREVIEW_CHARACTERS_MAX);
    }
}
