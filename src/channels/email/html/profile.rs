//! The allow-list that mails are cleaned by, and what becomes of the addresses in them.

use super::{FILE_SCHEME, elements, style};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Marks the address of a remote picture until it moves to an attribute of its own.
pub const REMOTE_SCHEME: &str = "deskbell-remote:";
const ADDRESS_BYTES_MAX: usize = 8_000;
const TITLE_CHARACTERS_MAX: usize = 500;

pub fn cleaned(html: &str, content_ids: &[Option<&str>]) -> String {
    let ids: Vec<Option<String>> =
        content_ids.iter().map(|id| id.map(|id| id.trim().to_lowercase())).collect();
    let own: HashMap<&str, HashSet<&str>> = elements::OWN_ATTRIBUTES
        .iter()
        .map(|(element, names)| (*element, names.iter().copied().collect()))
        .collect();
    ammonia::Builder::empty()
        .tags(elements::all().collect())
        .clean_content_tags(HashSet::from(["script", "style", "svg", "math", "iframe", "template"]))
        .generic_attributes(elements::ATTRIBUTES.into_iter().collect())
        .tag_attributes(own)
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid", "deskbell-file"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .attribute_filter(move |element, name, value| match (element, name) {
            ("a", "href") => link(value),
            ("img", "src") => picture(value, &ids).map(Cow::Owned),
            (_, "href" | "src") => None,
            (_, "style") => style::filtered(value).map(Cow::Owned),
            (_, "title" | "alt") => {
                Some(Cow::Owned(value.chars().take(TITLE_CHARACTERS_MAX).collect()))
            }
            (_, _) => is_plain(value).then_some(Cow::Borrowed(value)),
        })
        .clean(html)
        .to_string()
}

/// Links lead to pages, mailboxes and telephones.
fn link(address: &str) -> Option<Cow<'_, str>> {
    let address = one_line(address);
    let goes = ["http:", "https:", "mailto:", "tel:"].iter().any(|it| begins_with(&address, it));
    goes.then_some(Cow::Owned(address))
}

fn picture(address: &str, ids: &[Option<String>]) -> Option<String> {
    let address = one_line(address);
    if begins_with(&address, "http://") || begins_with(&address, "https://") {
        return Some(format!("{REMOTE_SCHEME}{address}"));
    }
    let place = if begins_with(&address, FILE_SCHEME) {
        address[FILE_SCHEME.len()..].parse().ok().filter(|place| *place < ids.len())
    } else if begins_with(&address, "cid:") {
        let id = &address["cid:".len()..];
        place_of(id, ids).or_else(|| place_of(&percent_decoded(id), ids))
    } else {
        None
    };
    place.map(|place| format!("{FILE_SCHEME}{place}"))
}

fn place_of(id: &str, ids: &[Option<String>]) -> Option<usize> {
    let id = id.trim().trim_matches(['<', '>']).to_lowercase();
    ids.iter().position(|known| known.as_deref() == Some(&id))
}

/// Browsers read addresses over line breaks.
fn one_line(address: &str) -> String {
    let letters = address.trim().chars().filter(|letter| !letter.is_control());
    let line: String = letters.collect();
    if line.len() > ADDRESS_BYTES_MAX { String::new() } else { line }
}

fn begins_with(address: &str, scheme: &str) -> bool {
    address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_plain(value: &str) -> bool {
    let is_plain = |letter: char| {
        letter.is_alphanumeric()
            || matches!(letter, ' ' | '#' | '%' | '.' | ',' | '-' | '\'' | '_' | '"')
    };
    value.len() <= 200 && value.chars().all(is_plain)
}
