//! What goes into headers: nothing of it can end one and begin another.

use crate::channels::email::mail::{Mailbox, NAME_CHARACTERS_MAX, SUBJECT_CHARACTERS_MAX};
use crate::channels::email::message_id;
use mail_builder::headers::address::Address;
use sha2::{Digest, Sha256};

/// Servers refuse mails whose headers are much longer.
pub const REFERENCES_CHARACTERS_MAX: usize = 1_500;
pub const FILE_NAME_CHARACTERS_MAX: usize = 150;
/// Lines of a mail have at most 998 bytes; these have no place to be broken at.
const TOKEN_BYTES_MAX: usize = 900;
const MIME_BYTES_MAX: usize = 100;

/// What programs put before the subject of an answer; in lower case.
const REPLY_PREFIXES: [&str; 33] = [
    "re",
    "aw",
    "antw",
    "antwort",
    "sv",
    "odp",
    "ynt",
    "yan",
    "res",
    "resp",
    "rif",
    "r",
    "vá",
    "bls",
    "atb",
    "ref",
    "ad",
    "ответ",
    "отв",
    "σχετ",
    "απ",
    "回复",
    "回覆",
    "答复",
    "答覆",
    "返信",
    "回信",
    "회신",
    "답장",
    "رد",
    "תשובה",
    "השב",
    "svar",
];

/// "Re: " and the subject, however often it was answered before.
pub fn reply_subject(subject: &str) -> String {
    let subject = one_line(subject, SUBJECT_CHARACTERS_MAX);
    let mut rest = subject.as_str();
    while let Some((prefix, after)) = rest.split_once([':', '：'])
        && is_reply_prefix(prefix)
    {
        rest = after.trim_start();
    }
    format!("Re: {rest}").trim_end().to_owned()
}

/// Such as "Re", "RE[2]", "Re(3)", "Re^2".
pub fn is_reply_prefix(prefix: &str) -> bool {
    let is_count = |letter: char| {
        letter.is_ascii_digit() || matches!(letter, '[' | ']' | '(' | ')' | '^' | ' ')
    };
    let word = prefix.trim().trim_end_matches(is_count).to_lowercase();
    REPLY_PREFIXES.contains(&word.as_str())
}

/// Without line ends and other controls, white space folded.
pub fn one_line(text: &str, characters_max: usize) -> String {
    let is_break = |letter: char| {
        letter.is_control() || letter.is_whitespace() || matches!(letter, '\u{2028}' | '\u{2029}')
    };
    let words: Vec<&str> = text.split(is_break).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(characters_max).collect::<String>().trim_end().to_owned()
}

/// Something of one word of ASCII; `None` if it is none.
pub fn token(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    (is_plain && text.len() <= TOKEN_BYTES_MAX).then_some(text)
}

/// A Content-ID, without angle brackets.
pub fn plain_id(id: &str) -> Option<&str> {
    token(id).filter(|id| id.len() <= message_id::CHARACTERS_MAX && !id.contains(['<', '>', '"']))
}

pub fn address(mailbox: &Mailbox) -> Address<'static> {
    let is_plain = |letter: &char| {
        !letter.is_whitespace() && !letter.is_control() && !"<>,;:\"()[]".contains(*letter)
    };
    let address: String =
        mailbox.address.chars().filter(is_plain).take(TOKEN_BYTES_MAX / 4).collect();
    let name = mailbox.name.as_deref().map(|name| one_line(name, NAME_CHARACTERS_MAX));
    Address::new_address(name.filter(|name| !name.is_empty()), address)
}

/// The id as it goes out; one that could break the header is replaced, always by the same.
pub fn own_id(id: &str, from: &Mailbox) -> String {
    message_id::normalised(id).unwrap_or_else(|| {
        let domain = from.address.rsplit('@').next().and_then(token).unwrap_or("localhost");
        let made = format!("{}@{domain}", hex::encode(&Sha256::digest(id.as_bytes())[..16]));
        message_id::normalised(&made).unwrap_or_else(|| "unknown@localhost".to_owned())
    })
}

/// The ids that are fit for a header, each once: the first, and as many of the last as there is
/// room for.
pub fn references(ids: &[String], in_reply_to: Option<&str>) -> Vec<String> {
    let mut fit: Vec<String> = Vec::new();
    for id in ids.iter().map(String::as_str).chain(in_reply_to) {
        if let Some(id) = message_id::normalised(id).filter(|id| !fit.contains(id)) {
            fit.push(id);
        }
    }
    // Each has angle brackets and a space.
    let length = |id: &String| id.len() + 3;
    let mut room = REFERENCES_CHARACTERS_MAX.saturating_sub(fit.first().map_or(0, length));
    let mut first_kept = fit.len();
    for (place, id) in fit.iter().enumerate().skip(1).rev() {
        let Some(left) = room.checked_sub(length(id)) else { break };
        room = left;
        first_kept = place;
    }
    fit.drain(1.min(fit.len())..first_kept);
    fit
}

/// The type of a file; what is none, or has parts of its own, is only bytes.
pub fn mime(mime: &str) -> String {
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    let is_known = mime.len() <= MIME_BYTES_MAX
        && mime.split_once('/').is_some_and(|(kind, sort)| {
            is_token(kind) && is_token(sort) && !matches!(kind, "message" | "multipart")
        });
    if is_known { mime } else { "application/octet-stream".to_owned() }
}

pub fn file_name(name: &str) -> String {
    let name = one_line(name, FILE_NAME_CHARACTERS_MAX).replace(['/', '\\'], "_");
    if name.is_empty() { "file".to_owned() } else { name }
}
