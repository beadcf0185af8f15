//! What a message is beyond its words when it is a mail.

use super::{AttachmentId, MailId};
use serde::{Deserialize, Serialize};

/// How much of what a mail quotes is kept beside its own words; the original holds all of it.
pub const QUOTED_BYTES_MAX: usize = 64 * 1024;
/// How many receivers are kept of each kind.
pub const RECEIVERS_MAX: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    #[serde(default)]
    pub name: Option<String>,
    /// In lower case.
    pub address: String,
}

/// A mail of a customer's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailFacts {
    /// The mail as it was fetched.
    pub mail: Option<MailId>,
    pub from: Option<Mailbox>,
    /// Where its author wants answers, if not at `from`.
    pub reply_to: Option<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub subject: Option<String>,
    /// Ids of mails, without angle brackets, oldest first: what an answer refers to.
    pub references: Vec<String>,
    pub thread_index: Option<String>,
    pub thread_topic: Option<String>,
    /// What its author quotes of earlier mails, and his signature; at most `QUOTED_BYTES_MAX`.
    pub quoted: Option<String>,
    /// Cleaned HTML, as a file.
    pub html: Option<AttachmentId>,
    pub has_remote_images: bool,
    /// Which of its files, from 0, the HTML shows at their places.
    pub inline_files: Vec<u32>,
    pub is_automatic: bool,
    /// Its author's program wants no automatic answer.
    pub wants_no_answer: bool,
    /// When it was taken in, its author had long stopped waiting: it is never answered by itself.
    pub is_of_the_past: bool,
    /// Somebody else than the conversation's contact wrote it.
    pub is_from_other_address: bool,
    pub notices: Vec<Notice>,
    pub invitation: Option<Invitation>,
    /// What the server that took it in says of its author.
    pub authentication: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The HTML is nested too deep, too long, or full of links: only its text is shown.
    HtmlTooLarge,
    /// Encrypted: it can't be read here.
    Encrypted,
    /// Outlook's `winmail.dat`, which only Outlook opens.
    Winmail,
    /// Only its beginning was fetched: it is larger than the limit.
    Truncated,
    /// It had more files than are kept apart.
    FilesLeftOut,
}

impl Notice {
    pub fn as_str(self) -> &'static str {
        match self {
            Notice::HtmlTooLarge => "html_too_large",
            Notice::Encrypted => "encrypted",
            Notice::Winmail => "winmail",
            Notice::Truncated => "truncated",
            Notice::FilesLeftOut => "files_left_out",
        }
    }
}

/// What a calendar file in a mail says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invitation {
    pub summary: Option<String>,
    pub starts: Option<String>,
    pub ends: Option<String>,
    pub location: Option<String>,
    pub organizer: Option<String>,
    pub method: Option<String>,
}

/// A mail of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SentMail {
    pub subject: String,
    pub to: Option<Mailbox>,
    /// Its own id, without angle brackets.
    pub message_id: String,
    /// The bytes that go out, once they are composed: the same at every try.
    pub raw: Option<AttachmentId>,
    /// A program answered, not a person.
    pub is_automatic: bool,
}
