//! Mails that go out, from what an agent wrote to the bytes that are sent, kept and filed.

mod body;
mod headers;
mod markdown;
mod parts;
mod plain;

pub use headers::{is_reply_prefix, reply_subject};

use crate::channels::email::mail::{Mailbox, SUBJECT_CHARACTERS_MAX};
use crate::channels::email::message_id;
use crate::domain::Timestamp;
use crate::domain::time::SECOND_MS;
use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;

/// Which desk wrote the mail: it knows its own.
pub const INSTANCE_HEADER: &str = "X-Deskbell-Instance";

/// All that a mail is made of; whatever stands in it, no header can be broken by it.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    pub message_id: &'a str,
    pub at: Timestamp,
    pub from: Mailbox,
    pub to: Mailbox,
    pub subject: &'a str,
    pub in_reply_to: Option<&'a str>,
    /// Oldest first; the first and the last are kept when there are too many.
    pub references: &'a [String],
    /// What Outlook threads by, echoed.
    pub thread_index: Option<&'a str>,
    pub thread_topic: Option<&'a str>,
    pub reply_to: Option<&'a str>,
    /// Goes into `X-Deskbell-Instance`.
    pub instance: &'a str,
    /// Whether no person wrote it: it says so, that no program answers.
    pub automatic: bool,
    pub markdown: &'a str,
    /// Markdown too.
    pub signature: Option<&'a str>,
    pub quoted: Option<Quoted<'a>>,
    pub files: Vec<OutgoingFile>,
}

/// The mail that is answered.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a> {
    /// "On 3 May 2026, Ana wrote:"
    pub introduction: &'a str,
    pub text: &'a str,
}

/// How many bytes a file of so many takes up in a mail: in base64, 57 of them make a line of 76 and
/// its end.
pub fn encoded(bytes: u64) -> u64 {
    bytes.div_ceil(57).saturating_mul(78)
}

#[derive(Clone, Debug)]
pub struct OutgoingFile {
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
    /// Without angle brackets; a picture with one stands where the HTML names it.
    pub content_id: Option<String>,
}

/// The same input makes the same bytes: what is sent again is the same mail.
pub fn compose(mail: &Outgoing<'_>) -> Vec<u8> {
    let id = headers::own_id(mail.message_id, &mail.from);
    let answered = mail.in_reply_to.and_then(message_id::normalised);
    let references = headers::references(mail.references, answered.as_deref());
    let mut builder = MessageBuilder::new()
        .from(headers::address(&mail.from))
        .to(headers::address(&mail.to))
        .subject(headers::one_line(mail.subject, SUBJECT_CHARACTERS_MAX))
        .date(Date::new(mail.at.0.div_euclid(SECOND_MS)))
        .message_id(id.clone());
    if let Some(answered) = answered {
        builder = builder.in_reply_to(answered);
    }
    if !references.is_empty() {
        builder = builder.references(references);
    }
    if let Some(address) = mail.reply_to {
        let mailbox = Mailbox { name: None, address: address.to_owned() };
        builder = builder.reply_to(headers::address(&mailbox));
    }
    for (name, value) in plain_headers(mail) {
        builder = builder.header(name, Raw::new(value));
    }
    let mut bytes = Vec::new();
    builder.body(parts::body(mail, &id)).serialize(&mut bytes);
    bytes
}

fn plain_headers(mail: &Outgoing<'_>) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let topic = mail.thread_topic.map(|topic| headers::one_line(topic, SUBJECT_CHARACTERS_MAX));
    // Outlook has it encoded like a subject; only plain ones are echoed.
    let topic = topic.filter(|topic| !topic.is_empty() && topic.is_ascii());
    let index = mail.thread_index.and_then(headers::token).map(str::to_owned);
    let instance = headers::token(mail.instance).map(str::to_owned);
    let named = [("Thread-Topic", topic), ("Thread-Index", index), (INSTANCE_HEADER, instance)];
    for (name, value) in named {
        all.extend(value.map(|value| (name, value)));
    }
    if mail.automatic {
        let said = [
            ("Auto-Submitted", "auto-replied"),
            ("X-Auto-Response-Suppress", "All"),
            ("Precedence", "bulk"),
        ];
        all.extend(said.map(|(name, value)| (name, value.to_owned())));
    }
    all
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod compose_tests;
