//! Who wrote a mail, and to whom.

use super::clean;
use super::head::Head;
use super::words;
use crate::channels::email::mail::{Mailbox, NAME_CHARACTERS_MAX};
use mail_parser::parsers::MessageStream;

/// Longer addresses don't exist (RFC 5321).
const ADDRESS_CHARACTERS_MAX: usize = 254;
/// Lists of recipients are cut.
pub const RECIPIENTS_MAX: usize = 200;
/// Fields of one name that are looked at.
const FIELDS_MAX: usize = 20;

/// The first of `From` that is an address, else of `Reply-To`, `Return-Path`, `Sender`, else
/// whatever looks like one in them.
pub fn sender(head: &Head<'_>, charset: Option<&str>) -> Option<Mailbox> {
    let fields = ["from", "reply-to", "return-path", "sender"];
    let mut sender = fields.iter().find_map(|field| {
        all(head, field, charset).into_iter().next().or_else(|| anywhere(head, field))
    })?;
    if sender.name.is_none() {
        sender.name = name_alone(head, charset);
    }
    Some(sender)
}

/// All addresses of the fields of this name.
pub fn all(head: &Head<'_>, field: &str, charset: Option<&str>) -> Vec<Mailbox> {
    let values = head.all(field).take(FIELDS_MAX);
    let found = values.flat_map(|value| read(&value, charset));
    found.take(RECIPIENTS_MAX).collect()
}

/// The addresses that servers on the way noted.
pub fn delivered_to(head: &Head<'_>) -> Vec<String> {
    let fields = [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "x-forwarded-to",
        "x-gm-original-to",
    ];
    let mut found: Vec<String> = Vec::new();
    for mailbox in fields.iter().flat_map(|field| all(head, field, None)) {
        if found.len() < RECIPIENTS_MAX && !found.contains(&mailbox.address) {
            found.push(mailbox.address);
        }
    }
    found
}

/// An address in lower case, if it could be one.
pub fn checked(address: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>', '"', '\'']).trim();
    let (local, domain) = address.rsplit_once('@')?;
    let is_fine = |letter: char| !letter.is_whitespace() && !letter.is_control();
    let is_domain =
        !domain.contains(['<', '>', '(', ')', ',', ';', ':', '"', '\\']) || domain.starts_with('[');
    // An `@` before the last stands in quotes, or else two addresses are joined.
    let is_local = !local.contains('@') || local.starts_with('"');
    let fits = address.chars().count() <= ADDRESS_CHARACTERS_MAX && is_local;
    (fits && !local.is_empty() && !domain.is_empty() && is_domain && address.chars().all(is_fine))
        .then(|| clean::line(&address.to_lowercase(), ADDRESS_CHARACTERS_MAX))
        .flatten()
}

fn read(value: &[u8], charset: Option<&str>) -> Vec<Mailbox> {
    let mut text = words::tidied(value, charset);
    text.push('\n');
    let parsed = MessageStream::new(text.as_bytes()).parse_address();
    let Some(list) = parsed.as_address() else { return Vec::new() };
    let mailboxes = list.iter().filter_map(|one| {
        let (told, name) = (one.address.as_deref(), one.name.as_deref());
        // `ana@example.test (Ana)` and a lonely `"ana@example.test"` come as names.
        let address = told.and_then(checked).or_else(|| name.and_then(checked))?;
        Some(Mailbox { name: name.and_then(|name| shown(name, &address)), address })
    });
    mailboxes.collect()
}

/// A name as it is shown; `None` if it says no more than the address.
fn shown(name: &str, address: &str) -> Option<String> {
    let name = clean::line(name, NAME_CHARACTERS_MAX)?;
    let name = name.trim_matches(['"', '\'', ' ', '<', '>']);
    (!name.is_empty() && name.to_lowercase() != address).then(|| name.to_owned())
}

/// The token around the first `@`, in whatever it stands; what precedes it is a name.
fn anywhere(head: &Head<'_>, field: &str) -> Option<Mailbox> {
    let value = head.first(field)?;
    let text = words::text(&value, None);
    let apart = |letter: char| {
        letter.is_whitespace() || matches!(letter, '<' | '>' | ',' | ';' | '"' | '(' | ')' | ':')
    };
    let token = text.split(apart).find(|token| token.contains('@') && checked(token).is_some())?;
    let address = checked(token)?;
    let before = text.split_once(token).map_or("", |(before, _)| before);
    let name = shown(before.split('<').next().unwrap_or_default(), &address);
    Some(Mailbox { name, address })
}

/// `From` may hold a name and no address, when the address stands elsewhere.
fn name_alone(head: &Head<'_>, charset: Option<&str>) -> Option<String> {
    let value = head.first("from").filter(|value| !value.contains(&b'@'))?;
    let text = words::text(&value, charset);
    shown(text.split('<').next().unwrap_or_default(), "")
}

#[cfg(test)]
#[path = "addresses_tests.rs"]
mod tests;
