//! What customers and agents say to each other.

use super::channel::Channel;
use super::content::{Content, Forwarded, Product, Referral, Version};
use super::delivery::{Delivery, Status};
use super::mail::{MailFacts, SentMail};
use super::pieces;
use super::rich::Rich;
use super::{AgentId, AttachmentId, DeliveryId, EntryId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many characters of a text the list shows.
pub const PREVIEW_CHARACTERS_MAX: usize = 120;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    Inbound(Box<Inbound>),
    Outbound(Box<Outbound>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// The provider's own id: unique in its inbox.
    pub provider_id: String,
    /// When the customer sent it, by the provider's clock.
    pub sent_at: Timestamp,
    /// Set: it came late, and is read before the message of the customer's with this place.
    #[serde(default)]
    pub before: Option<u32>,
    pub content: Content,
    /// The raw delivery it came in.
    pub raw: DeliveryId,
    #[serde(default)]
    pub reply_to: Option<EntryId>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    #[serde(default)]
    pub forwarded: Option<Forwarded>,
    #[serde(default)]
    pub referral: Option<Referral>,
    #[serde(default)]
    pub product: Option<Product>,
    /// When the customer last changed his reaction, also by taking it back.
    #[serde(default)]
    pub reacted_at: Option<Timestamp>,
    /// What it said before each change, oldest first; `content` is what it says now.
    #[serde(default)]
    pub versions: Vec<Version>,
    /// Set: the customer took it back. What it was is kept.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
    /// Set: it is a mail.
    #[serde(default)]
    pub mail: Option<Box<MailFacts>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outbound {
    pub text: String,
    pub delivery: Delivery,
    /// The provider's ids: several when one message became several there.
    #[serde(default)]
    pub provider_ids: Vec<String>,
    /// Which piece each of them names, counted from 0: one that was tried again has several. What an
    /// older version kept without it is in the order of the pieces.
    #[serde(default)]
    pub named_parts: Vec<u32>,
    #[serde(default)]
    pub reply_to: Option<EntryId>,
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// When the customer last changed his reaction, also by taking it back.
    #[serde(default)]
    pub reacted_at: Option<Timestamp>,
    /// The key with which the sender asked for it, so that a browser finds its own message again.
    #[serde(default)]
    pub client_key: Option<String>,
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
    /// Whether the text goes out by itself, because the first file carries none.
    #[serde(default)]
    pub words_apart: bool,
    /// Whether a program wrote it with an agent's key: Meta lets only people answer late.
    #[serde(default)]
    pub by_program: bool,
    #[serde(default)]
    pub rich: Option<Rich>,
    /// Set: it was written elsewhere, and only shown here.
    #[serde(default)]
    pub outside: Option<Outside>,
    /// The message that did not arrive and is sent again by this one.
    #[serde(default)]
    pub resend_of: Option<EntryId>,
    /// The message by which this one was sent again.
    #[serde(default)]
    pub resent_as: Option<EntryId>,
    /// Set: who wrote it elsewhere took it back there.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
    /// Set: it is a mail.
    #[serde(default)]
    pub mail: Option<Box<SentMail>>,
}

/// What somebody of ours wrote in the page's own inbox or on the number's phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outside {
    pub content: Content,
    /// The provider's id of the program that it was written with.
    #[serde(default)]
    pub app: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    pub emoji: String,
    pub at: Timestamp,
    /// `None`: the customer.
    #[serde(default)]
    pub by: Option<AgentId>,
}

/// A piece of an outbound message, as a provider takes it: a text, or a file with what stands under
/// it. What sends takes pieces, and only outbound messages come in pieces:
///
/// ```
/// # use deskbell::domain::{channel::Channel, message::{Outbound, Part}};
/// fn pieces(message: &Outbound) -> Vec<Part<'_>> {
///     message.parts(Channel::Whatsapp)
/// }
/// ```
///
/// A note does not:
///
/// ```compile_fail
/// # use deskbell::domain::{channel::Channel, message::Part, timeline::Note};
/// fn pieces(note: &Note) -> Vec<Part<'_>> {
///     note.parts(Channel::Whatsapp)
/// }
/// ```
///
/// ```compile_fail
/// # use deskbell::domain::{message::Part, timeline::Note};
/// fn piece(note: &Note) -> Part<'_> {
///     Part { text: &note.text, file: None }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'m> {
    text: &'m str,
    file: Option<AttachmentId>,
}

impl<'m> Part<'m> {
    /// The text, or what stands under the file; empty: nothing.
    pub fn text(self) -> &'m str {
        self.text
    }

    pub fn file(self) -> Option<AttachmentId> {
        self.file
    }
}

impl Inbound {
    pub fn new(
        provider_id: String,
        sent_at: Timestamp,
        content: Content,
        raw: DeliveryId,
    ) -> Inbound {
        Inbound {
            provider_id,
            sent_at,
            before: None,
            content,
            raw,
            reply_to: None,
            reactions: Vec::new(),
            reacted_at: None,
            forwarded: None,
            referral: None,
            product: None,
            versions: Vec::new(),
            deleted_at: None,
            mail: None,
        }
    }
}

impl Outbound {
    pub fn new(text: String, at: Timestamp) -> Outbound {
        Outbound {
            text,
            delivery: Delivery::queued(at),
            provider_ids: Vec::new(),
            named_parts: Vec::new(),
            reply_to: None,
            reactions: Vec::new(),
            reacted_at: None,
            client_key: None,
            attachments: Vec::new(),
            words_apart: false,
            by_program: false,
            rich: None,
            outside: None,
            resend_of: None,
            resent_as: None,
            deleted_at: None,
            mail: None,
        }
    }

    /// The same, on its way from `at` on in as many pieces as the channel takes it in.
    pub fn queued(mut self, channel: Channel, at: Timestamp) -> Outbound {
        self.delivery = Delivery::queued_in_parts(at, self.parts(channel).len());
        self
    }

    /// The provider knows a piece by this id. Answers whether that is new.
    pub fn is_known_as(&mut self, provider_id: &str, part: usize) -> bool {
        if self.provider_ids.iter().any(|known| known == provider_id) {
            return false;
        }
        for place in self.named_parts.len()..self.provider_ids.len() {
            self.named_parts.push(place as u32);
        }
        self.provider_ids.push(provider_id.to_owned());
        self.named_parts.push(part as u32);
        true
    }

    /// The piece that the provider knows by this id.
    pub fn part_known_as(&self, provider_id: &str) -> Option<usize> {
        let place = self.provider_ids.iter().position(|known| known == provider_id)?;
        Some(self.named_parts.get(place).map_or(place, |part| *part as usize))
    }

    /// Whether it may go out at any time, because Meta has approved it beforehand.
    pub fn is_template(&self) -> bool {
        matches!(self.rich, Some(Rich::Template(_)))
    }

    /// What this becomes at the provider, in order. The first file carries the text, if there is
    /// room under it; else the text goes first, in as many pieces as it takes.
    pub fn parts(&self, channel: Channel) -> Vec<Part<'_>> {
        let text = self.text.as_str();
        if let Some(rich) = &self.rich {
            return vec![Part { text, file: rich.file() }];
        }
        if channel == Channel::Email {
            // A mail carries all its files.
            return vec![Part { text, file: None }];
        }
        let fits = !self.words_apart && text.chars().count() <= channel.caption_max();
        let words = pieces::of(text, channel.piece_max()).into_iter();
        let words = words.map(|text| Part { text, file: None });
        let is_apart = self.attachments.is_empty() || (!text.is_empty() && !fits);
        let files = self.attachments.iter().enumerate().map(|(place, file)| {
            let text = if place == 0 && fits { text } else { "" };
            Part { text, file: Some(*file) }
        });
        words.filter(|_| is_apart).chain(files).collect()
    }
}

impl Message {
    pub fn text(&self) -> Option<&str> {
        match self {
            Message::Inbound(inbound) => inbound.content.text(),
            Message::Outbound(outbound) => Some(&outbound.text),
        }
    }

    /// What came to us ready made: from a customer, or from one of ours who wrote elsewhere.
    pub fn content(&self) -> Option<&Content> {
        match self {
            Message::Inbound(inbound) => Some(&inbound.content),
            Message::Outbound(outbound) => outbound.outside.as_ref().map(|o| &o.content),
        }
    }

    pub fn content_mut(&mut self) -> Option<&mut Content> {
        match self {
            Message::Inbound(inbound) => Some(&mut inbound.content),
            Message::Outbound(outbound) => outbound.outside.as_mut().map(|o| &mut o.content),
        }
    }

    /// Whether it is ours and did not get through, as far as anybody knows.
    pub fn has_failed(&self) -> bool {
        match self {
            Message::Inbound(_) => false,
            Message::Outbound(outbound) => outbound.delivery.status == Status::Failed,
        }
    }

    /// Whether it says something else than it did at first.
    pub fn is_edited(&self) -> bool {
        match self {
            Message::Inbound(inbound) => !inbound.versions.is_empty(),
            Message::Outbound(outbound) => outbound.outside.is_some(),
        }
    }

    /// Set: it was taken back.
    pub fn deleted_at(&self) -> Option<Timestamp> {
        match self {
            Message::Inbound(inbound) => inbound.deleted_at,
            Message::Outbound(outbound) => outbound.deleted_at,
        }
    }

    pub fn reply_to_mut(&mut self) -> &mut Option<EntryId> {
        match self {
            Message::Inbound(inbound) => &mut inbound.reply_to,
            Message::Outbound(outbound) => &mut outbound.reply_to,
        }
    }

    pub fn reactions_mut(&mut self) -> &mut Vec<Reaction> {
        match self {
            Message::Inbound(inbound) => &mut inbound.reactions,
            Message::Outbound(outbound) => &mut outbound.reactions,
        }
    }

    /// The customer has another reaction since `at`, or none: the newest wins, whenever it is told.
    pub fn react(&mut self, emoji: Option<String>, at: Timestamp) {
        let reacted_at = match self {
            Message::Inbound(inbound) => &mut inbound.reacted_at,
            Message::Outbound(outbound) => &mut outbound.reacted_at,
        };
        if reacted_at.is_some_and(|known| known > at) {
            return;
        }
        *reacted_at = Some(at);
        let reactions = self.reactions_mut();
        if reactions.iter().any(|known| known.by.is_none() && known.at > at) {
            return;
        }
        reactions.retain(|known| known.by.is_some());
        reactions.extend(emoji.map(|emoji| Reaction { emoji, at, by: None }));
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
#[path = "message_tests.rs"]
mod tests;
