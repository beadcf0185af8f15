//! A mail, read: what of it matters to a conversation.

use crate::domain::Timestamp;

pub use crate::domain::mail::{Invitation, Mailbox, Notice};

/// How many ids of other mails are looked at; long threads name hundreds.
pub const REFERENCES_MAX: usize = 50;
/// Longer names are cut: they come from strangers.
pub const NAME_CHARACTERS_MAX: usize = 100;
pub const SUBJECT_CHARACTERS_MAX: usize = 500;
/// How many files of one mail are kept apart; the original holds them all.
pub const FILES_MAX: usize = 200;

/// Everything in it comes from a stranger; its size is bounded by the mail's.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    /// Its own id, without angle brackets and as `message_id::normalised` has it; `None`: it has
    /// none that could be used.
    pub message_id: Option<String>,
    /// Who wrote it: the first address of `From`, else of `Reply-To`, `Return-Path`, `Sender`.
    pub from: Option<Mailbox>,
    /// Where its author wants answers.
    pub reply_to: Option<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// The addresses that it was delivered for, as the servers on its way noted them: `Delivered-To`,
    /// `X-Original-To`, `Envelope-To`, `X-Forwarded-To`, `X-Gm-Original-To`.
    pub delivered_to: Vec<String>,
    /// White space folded; `None`: empty.
    pub subject: Option<String>,
    /// By its author's clock.
    pub sent_at: Option<Timestamp>,
    /// Ids of mails, as `message_id::normalised` has them.
    pub in_reply_to: Vec<String>,
    /// Oldest first; the last `REFERENCES_MAX` of them.
    pub references: Vec<String>,
    /// What Outlook threads by, to be echoed.
    pub thread_index: Option<String>,
    pub thread_topic: Option<String>,
    pub class: Class,
    /// Whether its author's program wants no automatic answer (`X-Auto-Response-Suppress`).
    pub wants_no_automatic_answer: bool,
    /// What the server that took it in says of its author (`Authentication-Results`, the first).
    pub authentication: Option<String>,
    pub body: Body,
    /// At most `FILES_MAX`.
    pub files: Vec<MailFile>,
}

/// Who, or what, wrote it.
#[derive(Clone, Debug, PartialEq)]
pub enum Class {
    Human,
    /// A program: it gets no automatic answer.
    Automatic,
    /// A mail server tells how one of our mails fared.
    Bounce(Box<Bounce>),
    /// This desk itself, or somebody at the inbox's own address.
    Own,
}

/// What a mail server says of a mail of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounce {
    pub fate: Fate,
    /// The ids of our form that occur anywhere in it (see `message_id::found_in`), the likeliest
    /// first.
    pub ours: Vec<String>,
    /// Other ids that it names as the mail that it is about, the likeliest first.
    pub others: Vec<String>,
    /// Whom it could not reach; in lower case.
    pub recipient: Option<String>,
    /// Enhanced status (RFC 3463) such as `5.1.1`.
    pub status: Option<String>,
    /// SMTP's own reply code, such as 550.
    pub reply_code: Option<u16>,
    /// What the server said, in one line, at most 500 characters.
    pub diagnostic: Option<String>,
}

impl Bounce {
    /// Whether the address itself is to blame: the next mail to it would come back as well.
    pub fn is_about_address(&self) -> bool {
        let is_so = match self.status.as_deref() {
            // Of the mail's author, not its receiver.
            Some("5.1.7" | "5.1.8") => false,
            Some("5.2.1" | "5.4.1" | "5.4.4") => true,
            Some(status) => status.starts_with("5.1.") || status.starts_with("5.0."),
            None => matches!(self.reply_code, Some(550 | 551 | 553)),
        };
        is_so && self.fate == Fate::Failed
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Failed,
    Delayed,
    /// It went through: nothing to tell.
    Delivered,
}

/// Text as its author wrote it, and what of it is new.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The whole text, of the text part or else made of the HTML; line ends are `\n`. Empty: none.
    pub text: String,
    /// How many bytes of `text`, from its beginning, are its author's own words; what follows is
    /// quoted from earlier mails, or a signature. A `char` boundary. Never 0 if `text` has words.
    pub own_words: usize,
    /// Cleaned HTML, if there was an HTML part; see `html::clean`.
    pub html: Option<String>,
    /// What could not be shown as it is.
    pub notices: Vec<Notice>,
    /// The first calendar file's, if there is one.
    pub invitation: Option<Invitation>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MailFile {
    /// Made safe, unique in its mail, at most 150 characters.
    pub name: String,
    /// As the mail says; what is served goes by the content.
    pub mime: String,
    /// Without angle brackets.
    pub content_id: Option<String>,
    /// Whether the HTML shows it at its place; see `html::FILE_SCHEME`.
    pub is_shown_inline: bool,
    pub bytes: Vec<u8>,
}

/// What has to be known of an inbox to read its mails.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// All addresses of the inbox, in lower case.
    pub addresses: Vec<String>,
    /// What this desk writes into `X-Deskbell-Instance`.
    pub instance: String,
}

/// Nothing of it could be read; the bytes are kept all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is empty or has no headers")]
    NoMail,
    #[error("a part of the program failed at it")]
    Panicked,
}
