//! What of a mail its readers are shown.

use mail_parser::{Addr, Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders};
use serde::Serialize;

const PREVIEW_CHARACTERS_MAX: usize = 140;
const SUBJECT_CHARACTERS_MAX: usize = 500;
const NAME_CHARACTERS_MAX: usize = 200;
const TEXT_CHARACTERS_MAX: usize = 200_000;
const HTML_BYTES_MAX: usize = 1024 * 1024;
const IDS_MAX: usize = 50;
const PARTIES_MAX: usize = 50;
const FILES_MAX: usize = 50;

/// Somebody as headers name him.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    pub name: Option<String>,
    /// In lower case.
    pub address: String,
}

/// What lists of mails show, and what threads are made of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    /// Without angle brackets, as all ids.
    pub message_id: Option<String>,
    pub in_reply_to: Option<String>,
    /// Oldest first, with what it answers.
    pub references: Vec<String>,
    pub from: Party,
    pub to: Vec<Party>,
    pub subject: String,
    pub preview: String,
    pub files: usize,
    /// A program wrote it.
    pub is_automatic: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Body {
    pub text: String,
    pub html: Option<String>,
    pub files: Vec<File>,
}

#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub mime: String,
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

pub fn head(raw: &[u8]) -> Head {
    let Some(mail) = MessageParser::default().parse(raw) else { return Head::default() };
    let text = mail.body_text(0).unwrap_or_default();
    let in_reply_to = ids(mail.in_reply_to());
    let mut references = ids(mail.references());
    for id in &in_reply_to {
        if !references.contains(id) {
            references.push(id.clone());
        }
    }
    let automatic = mail.header_raw("Auto-Submitted").unwrap_or_default().trim().to_lowercase();
    Head {
        message_id: mail.message_id().map(str::to_owned),
        in_reply_to: in_reply_to.into_iter().next(),
        references,
        from: parties(mail.from()).into_iter().next().unwrap_or_default(),
        to: parties(mail.to()),
        subject: start(mail.subject().unwrap_or_default(), SUBJECT_CHARACTERS_MAX),
        preview: start(&words(&text), PREVIEW_CHARACTERS_MAX),
        files: mail.attachments().count().min(FILES_MAX),
        is_automatic: !automatic.is_empty() && automatic != "no",
    }
}

pub fn body(raw: &[u8]) -> Body {
    let Some(mail) = MessageParser::default().parse(raw) else { return Body::default() };
    Body {
        text: start(&mail.body_text(0).unwrap_or_default(), TEXT_CHARACTERS_MAX),
        html: html(&mail),
        files: mail.attachments().take(FILES_MAX).map(file).collect(),
    }
}

/// Only if its author wrote some.
fn html(mail: &Message<'_>) -> Option<String> {
    let part = mail.html_bodies().find(|part| part.is_text_html())?;
    let html = part.text_contents()?;
    (html.len() <= HTML_BYTES_MAX).then(|| html.to_owned())
}

fn file(part: &MessagePart<'_>) -> File {
    let mime = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
        None => kind.ctype().to_owned(),
    });
    File {
        name: start(part.attachment_name().unwrap_or("file"), NAME_CHARACTERS_MAX),
        mime: mime.unwrap_or_else(|| "application/octet-stream".to_owned()).to_lowercase(),
        content_id: part.content_id().map(str::to_owned),
        bytes: part.contents().to_vec(),
    }
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let all: Vec<&str> = match value {
        HeaderValue::Text(id) => vec![id.as_ref()],
        HeaderValue::TextList(ids) => ids.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    all.into_iter().take(IDS_MAX).map(str::to_owned).collect()
}

fn parties(addresses: Option<&Address<'_>>) -> Vec<Party> {
    let all = addresses.into_iter().flat_map(|addresses| addresses.iter());
    all.filter_map(party).take(PARTIES_MAX).collect()
}

fn party(known: &Addr<'_>) -> Option<Party> {
    let address = known.address()?.trim().to_lowercase();
    let name = known.name().map(|name| start(name.trim(), NAME_CHARACTERS_MAX));
    Some(Party { name: name.filter(|name| !name.is_empty()), address })
}

/// On one line.
fn words(text: &str) -> String {
    text.split_whitespace().take(PREVIEW_CHARACTERS_MAX).collect::<Vec<_>>().join(" ")
}

fn start(text: &str, characters_max: usize) -> String {
    text.chars().take(characters_max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_with_what_it_answers() {
        let raw = b"From: =?utf-8?q?B=C3=A9a?= <Bea@Example.test>\r\nTo: a@x.test, b@x.test\r\n\
            Subject: Re: Beans\r\nMessage-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nReferences: <0@x>\r\n\
            \r\nHello\r\nthere\r\n";
        let head = head(raw);
        assert_eq!(head.from.name.as_deref(), Some("B\u{e9}a"));
        assert_eq!(head.from.address, "bea@example.test");
        assert_eq!((head.to.len(), head.subject.as_str()), (2, "Re: Beans"));
        assert_eq!(head.message_id.as_deref(), Some("2@x"));
        assert_eq!(head.references, ["0@x", "1@x"]);
        assert_eq!((head.preview.as_str(), head.is_automatic), ("Hello there", false));
        let body = body(raw);
        assert_eq!((body.html, body.files.len()), (None, 0));
    }

    #[test]
    fn what_is_no_mail_is_an_empty_one() {
        for raw in [b"".as_slice(), b"\0\xff\r\n", b"Content-Type: multipart/mixed\r\n\r\n--"] {
            assert_eq!(head(raw).message_id, None);
            assert_eq!(body(raw).html, None);
        }
    }
}
