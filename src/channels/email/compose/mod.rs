//! Mails that go out, from what an agent wrote to the bytes that are sent, kept and filed.

use crate::channels::email::mail::Mailbox;
use crate::domain::Timestamp;

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
    let (from, to) = (&mail.from.address, &mail.to.address);
    let head = format!(
        "Message-ID: <{}>\r\nFrom: {from}\r\nTo: {to}\r\nSubject: {}\r\n",
        mail.message_id, mail.subject
    );
    format!("{head}\r\n{}\r\n", to_plain(mail.markdown)).into_bytes()
}

/// "Re: " and the subject, however often it was answered before.
pub fn reply_subject(subject: &str) -> String {
    format!("Re: {subject}")
}

/// Safe HTML of what an agent wrote.
pub fn to_html(markdown: &str) -> String {
    let escaped = markdown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>"))
}

/// Readable text of what an agent wrote.
pub fn to_plain(markdown: &str) -> String {
    markdown.to_owned()
}
