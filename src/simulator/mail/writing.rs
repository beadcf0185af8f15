//! What mail programs and servers write, as mails of RFC 5322.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use super::reading::{File, Party};

/// How much of the mail that is answered is quoted.
const QUOTED_CHARACTERS_MAX: usize = 20_000;
const REMOTE_PICTURE: &str = "https://pictures.example/beans.png";

pub struct Letter<'a> {
    pub message_id: String,
    pub at_ms: i64,
    pub from: &'a Party,
    pub to: &'a Party,
    pub subject: &'a str,
    pub text: &'a str,
    pub style: Style,
    pub answered: Option<Answered>,
    pub files: Vec<File>,
}

/// How a mail program dresses what somebody wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Text, and simple HTML beside it.
    #[default]
    Simple,
    /// Text alone.
    Plain,
    /// HTML of tables, with a picture that lies elsewhere.
    Newsletter,
}

/// The mail that is answered.
pub struct Answered {
    pub message_id: Option<String>,
    pub references: Vec<String>,
    pub from: Party,
    pub at_ms: i64,
    pub text: String,
}

pub fn letter(letter: Letter<'_>) -> Vec<u8> {
    let text = text(&letter);
    let html = match letter.style {
        Style::Plain => None,
        Style::Simple => Some(simple(&letter)),
        Style::Newsletter => Some(newsletter(&letter)),
    };
    let plain = MimePart::new("text/plain", BodyPart::Text(text.into()));
    let words = match html {
        None => plain,
        Some(html) => {
            let rich = MimePart::new("text/html", BodyPart::Text(html.into()));
            MimePart::new("multipart/alternative", BodyPart::Multipart(vec![plain, rich]))
        }
    };
    let body = match letter.files.is_empty() {
        true => words,
        false => {
            let files = letter.files.into_iter().map(|file| {
                let part = MimePart::new(file.mime, BodyPart::Binary(file.bytes.into()));
                part.attachment(file.name)
            });
            let parts = std::iter::once(words).chain(files).collect();
            MimePart::new("multipart/mixed", BodyPart::Multipart(parts))
        }
    };
    let mut builder = envelope(&letter.message_id, letter.at_ms, letter.from, letter.to)
        .subject(letter.subject.to_owned());
    if let Some(answered) = letter.answered {
        if let Some(id) = answered.message_id {
            builder = builder.in_reply_to(id);
        }
        if !answered.references.is_empty() {
            builder = builder.references(answered.references);
        }
    }
    bytes(builder.body(body))
}

/// "I am away", as programs answer by themselves (RFC 3834).
pub fn absence(message_id: &str, at_ms: i64, from: &Party, to: &Party, about: &About) -> Vec<u8> {
    let mut builder = envelope(message_id, at_ms, from, to)
        .subject(format!("Automatic reply: {}", about.subject))
        .header("Auto-Submitted", Raw::new("auto-replied"))
        .header("X-Auto-Response-Suppress", Raw::new("All"));
    if let Some(id) = &about.message_id {
        builder = builder.in_reply_to(id.clone()).references(id.clone());
    }
    bytes(builder.text_body("I am out of the office and will read your mail when I am back.\r\n"))
}

/// The mail that a program answers.
pub struct About {
    pub message_id: Option<String>,
    pub subject: String,
    /// Its headers as they came.
    pub headers: String,
}

/// A server's notice that a mail could not be delivered (RFC 3464).
pub fn bounce(
    message_id: &str,
    at_ms: i64,
    domain: &str,
    to: &Party,
    unknown: &str,
    about: &About,
) -> Vec<u8> {
    let from = Party {
        name: Some("Mail Delivery System".to_owned()),
        address: format!("mailer-daemon@{domain}"),
    };
    let words = format!(
        "This message was created automatically by mail delivery software.\r\n\r\n\
         A message that you sent could not be delivered to this address:\r\n\r\n  {unknown}\r\n    \
         550 5.1.1 The mailbox does not exist\r\n\r\nThis is a permanent error.\r\n"
    );
    let status = format!(
        "Reporting-MTA: dns; {domain}\r\n\r\nFinal-Recipient: rfc822; {unknown}\r\n\
         Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; {domain}\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 The mailbox does not exist\r\n"
    );
    let kind = ContentType::new("multipart/report").attribute("report-type", "delivery-status");
    let plain = |kind: &'static str, text: String| {
        let part = MimePart::new(kind, BodyPart::Binary(text.into_bytes().into()));
        part.transfer_encoding("8bit")
    };
    let parts = vec![
        MimePart::new("text/plain", BodyPart::Text(words.into())),
        plain("message/delivery-status", status),
        plain("text/rfc822-headers", about.headers.clone()),
    ];
    let mut builder = envelope(message_id, at_ms, &from, to)
        .subject("Mail delivery failed: returning message to sender")
        .header("Auto-Submitted", Raw::new("auto-replied"));
    if let Some(id) = &about.message_id {
        builder = builder.in_reply_to(id.clone()).references(id.clone());
    }
    bytes(builder.body(MimePart::new(kind, BodyPart::Multipart(parts))))
}

fn envelope<'a>(id: &str, at_ms: i64, from: &Party, to: &Party) -> MessageBuilder<'a> {
    let address = |party: &Party| Address::new_address(party.name.clone(), party.address.clone());
    MessageBuilder::new()
        .from(address(from))
        .to(address(to))
        .date(Date::new(at_ms.div_euclid(1_000)))
        .message_id(id.to_owned())
}

fn bytes(builder: MessageBuilder<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    builder.serialize(&mut bytes);
    bytes
}

/// "On Mon, 30 Nov 2026 at 11:55, Ana <ana@x> wrote:"
fn introduction(answered: &Answered) -> String {
    let at = chrono::DateTime::from_timestamp_millis(answered.at_ms).unwrap_or_default();
    let address = &answered.from.address;
    let who = match &answered.from.name {
        Some(name) => format!("{name} <{address}>"),
        None => format!("<{address}>"),
    };
    format!("On {}, {who} wrote:", at.format("%a, %-d %b %Y at %H:%M"))
}

fn quoted(answered: &Answered) -> String {
    answered.text.chars().take(QUOTED_CHARACTERS_MAX).collect()
}

fn text(letter: &Letter<'_>) -> String {
    let mut text = letter.text.trim_end().replace("\r\n", "\n");
    if let Some(answered) = &letter.answered {
        text.push_str(&format!("\n\n{}\n\n", introduction(answered)));
        for line in quoted(answered).trim_end().lines() {
            let mark = if line.starts_with('>') { ">" } else { "> " };
            text.push_str(&format!("{mark}{line}\n"));
        }
    }
    text.push('\n');
    text.replace('\n', "\r\n")
}

fn simple(letter: &Letter<'_>) -> String {
    format!("<div dir=\"auto\">{}</div>{}\r\n", lines(letter.text.trim_end()), quote(letter))
}

fn quote(letter: &Letter<'_>) -> String {
    let Some(answered) = &letter.answered else { return String::new() };
    format!(
        "<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">{}<br></div>\
         <blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;\
         padding-left:1ex\">{}</blockquote></div>",
        escaped(&introduction(answered)),
        lines(quoted(answered).trim_end())
    )
}

fn newsletter(letter: &Letter<'_>) -> String {
    format!(
        "<html><body style=\"margin:0;background:#f3efe6\">\
         <table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">\
         <table width=\"560\" cellpadding=\"24\" style=\"background:#ffffff\"><tr><td>\
         <img src=\"{REMOTE_PICTURE}\" width=\"512\" height=\"120\" alt=\"A field of coffee\">\
         <h1 style=\"color:#6b432a;font-family:Georgia,serif\">{}</h1>\
         <p style=\"font-family:Arial,sans-serif;font-size:15px\">{}</p>\
         </td></tr></table></td></tr></table>{}</body></html>\r\n",
        escaped(letter.subject),
        lines(letter.text.trim_end()),
        quote(letter)
    )
}

fn lines(text: &str) -> String {
    escaped(text).replace("\r\n", "\n").replace('\n', "<br>\r\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::mail::reading;

    fn party(name: &str, address: &str) -> Party {
        Party { name: Some(name.to_owned()), address: address.to_owned() }
    }

    #[test]
    fn an_answer_quotes_what_it_answers() {
        let (bea, shop) = (party("Bea", "bea@x.test"), party("Shop", "shop@x.test"));
        let raw = letter(Letter {
            message_id: "2@x.test".to_owned(),
            at_ms: 0,
            from: &bea,
            to: &shop,
            subject: "Re: Beans",
            text: "Thank you & <goodbye>",
            style: Style::Simple,
            answered: Some(Answered {
                message_id: Some("1@x.test".to_owned()),
                references: vec!["0@x.test".to_owned(), "1@x.test".to_owned()],
                from: shop.clone(),
                at_ms: 0,
                text: "They are **here**.\n> Beans?".to_owned(),
            }),
            files: vec![reading::File {
                name: "bean.txt".to_owned(),
                mime: "text/plain".to_owned(),
                content_id: None,
                bytes: b"a bean".to_vec(),
            }],
        });
        let (head, body) = (reading::head(&raw), reading::body(&raw));
        assert_eq!(head.references, ["0@x.test", "1@x.test"]);
        assert_eq!(head.in_reply_to.as_deref(), Some("1@x.test"));
        assert!(body.text.starts_with("Thank you & <goodbye>"), "{}", body.text);
        let introduction = "On Thu, 1 Jan 1970 at 00:00, Shop <shop@x.test> wrote:";
        assert!(body.text.contains(introduction), "{}", body.text);
        assert!(body.text.contains("> They are **here**."), "{}", body.text);
        let html = body.html.expect("html");
        assert!(html.contains("Thank you &amp; &lt;goodbye&gt;"), "{html}");
        let files: Vec<_> = body.files.iter().map(|file| (&*file.name, &*file.bytes)).collect();
        assert_eq!(files, [("bean.txt", b"a bean".as_slice())]);
    }

    #[test]
    fn a_bounce_says_what_it_is_about() {
        let about = About {
            message_id: Some("1@x.test".to_owned()),
            subject: "Beans".to_owned(),
            headers: "Message-ID: <1@x.test>\r\n".to_owned(),
        };
        let shop = party("Shop", "shop@x.test");
        let raw = bounce("9@x.test", 0, "x.test", &shop, "nobody@x.test", &about);
        let text = String::from_utf8(raw).expect("letters");
        for expected in [
            "multipart/report; report-type=\"delivery-status\"",
            "Final-Recipient: rfc822; nobody@x.test",
            "Content-Type: message/delivery-status",
            "Auto-Submitted: auto-replied",
            "Message-ID: <1@x.test>",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }
}
