//! The kinds of medium, and what each allows.

use super::attachment::{DOCUMENT_MB, DOCUMENT_MB_MAX};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Whatsapp,
    Email,
    Messenger,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Channel::Whatsapp, Channel::Email, Channel::Messenger];

    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Whatsapp => "whatsapp",
            Channel::Email => "email",
            Channel::Messenger => "messenger",
        }
    }

    /// The name that people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Whatsapp => "WhatsApp",
            Channel::Email => "E-mail",
            Channel::Messenger => "Messenger",
        }
    }

    pub fn parse(text: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// How many characters one outgoing text may have.
    /// WhatsApp: the platform's limit; e-mail and Messenger, where it goes out in pieces: ours.
    pub fn text_max(self) -> usize {
        match self {
            Channel::Whatsapp => 4096,
            Channel::Email => 100_000,
            Channel::Messenger => 10_000,
        }
    }

    /// How many characters one piece of it may have. Messenger takes fewer than 2000 at once (Send
    /// API, "message.text").
    pub fn piece_max(self) -> usize {
        match self {
            Channel::Whatsapp | Channel::Email => self.text_max(),
            Channel::Messenger => 1_999,
        }
    }

    /// How many characters may stand under a file; a longer text goes before it as a message of its
    /// own.
    pub fn caption_max(self) -> usize {
        match self {
            Channel::Whatsapp => 1024,
            Channel::Email => self.text_max(),
            Channel::Messenger => 0,
        }
    }

    /// How many megabytes a document may have there where the inbox says nothing else.
    pub fn document_mb(self) -> u32 {
        match self {
            Channel::Whatsapp | Channel::Messenger => DOCUMENT_MB,
            Channel::Email => self.document_mb_max(),
        }
    }

    /// How many megabytes a document may have there, whatever an inbox allows.
    pub fn document_mb_max(self) -> u32 {
        match self {
            Channel::Whatsapp => DOCUMENT_MB_MAX,
            Channel::Email | Channel::Messenger => 25,
        }
    }

    /// Whether a file of this type can go out there at all.
    pub fn takes(self, mime: &str) -> bool {
        match self {
            Channel::Whatsapp => mime != "image/gif",
            Channel::Email => true,
            Channel::Messenger => !mime.starts_with("video/"),
        }
    }
}
