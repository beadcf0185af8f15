//! A mail's bytes become a `Mail`, whatever they are.

use super::mail::{Body, Class, Mail, Mailbox, Ours, Unreadable};
use super::message_id;
use crate::domain::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a list of mails shows of one that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    pub from: Option<Mailbox>,
    pub subject: Option<String>,
}

/// Blocks: mails may be large. What panics in it is an error like any other.
pub fn read(raw: &[u8], ours: &Ours) -> Result<Mail, Unreadable> {
    catch_unwind(AssertUnwindSafe(|| read_checked(raw, ours))).map_err(|_| Unreadable::Panicked)?
}

/// Only its headers are looked at; never fails.
pub fn glance(raw: &[u8]) -> Glance {
    match read(raw, &Ours::default()) {
        Ok(mail) => Glance { from: mail.from, subject: mail.subject },
        Err(_) => Glance::default(),
    }
}

fn read_checked(raw: &[u8], _ours: &Ours) -> Result<Mail, Unreadable> {
    let message = MessageParser::default().parse(raw).ok_or(Unreadable::NoMail)?;
    let mailboxes = |address: Option<&mail_parser::Address>| -> Vec<Mailbox> {
        let all = address.into_iter().flat_map(|address| address.iter());
        all.filter_map(|one| {
            let address = one.address()?.trim().to_lowercase();
            let name = one.name().map(str::to_owned);
            address.contains('@').then_some(Mailbox { name, address })
        })
        .collect()
    };
    let text = message.body_text(0).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    let ids = |value: &mail_parser::HeaderValue| -> Vec<String> {
        let list = value.as_text_list().unwrap_or_default();
        list.iter().filter_map(|id| message_id::normalised(id)).collect()
    };
    Ok(Mail {
        message_id: message.message_id().and_then(message_id::normalised),
        from: mailboxes(message.from()).into_iter().next(),
        reply_to: mailboxes(message.reply_to()).into_iter().next(),
        to: mailboxes(message.to()),
        cc: mailboxes(message.cc()),
        delivered_to: Vec::new(),
        subject: message.subject().map(str::to_owned),
        sent_at: message.date().map(|date| Timestamp::from_seconds(date.to_timestamp())),
        in_reply_to: ids(message.in_reply_to()),
        references: ids(message.references()),
        thread_index: None,
        thread_topic: None,
        instance: None,
        class: Class::Human,
        wants_no_automatic_answer: false,
        authentication: None,
        body: Body { own_words: text.len(), text, ..Body::default() },
        files: message.attachments().map(file).collect(),
    })
}

fn file(part: &mail_parser::MessagePart) -> super::mail::MailFile {
    super::mail::MailFile {
        name: part.attachment_name().unwrap_or("file").to_owned(),
        mime: "application/octet-stream".to_owned(),
        content_id: None,
        is_shown_inline: false,
        bytes: part.contents().to_vec(),
    }
}
