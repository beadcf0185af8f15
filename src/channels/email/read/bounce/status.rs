//! The part of a bounce that programs read (RFC 3464).

use super::guess;
use crate::channels::email::mail::Fate;
use crate::channels::email::read::addresses::checked;
use crate::channels::email::read::head::{Head, Of};
use crate::channels::email::read::parts::Part;
use crate::channels::email::read::words;

const BYTES_MAX: usize = 256 * 1024;
/// Of how many recipients it is read; ours have one.
const BLOCKS_MAX: usize = 100;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub fate: Option<Fate>,
    pub recipient: Option<String>,
    pub status: Option<String>,
    pub diagnostic: Option<String>,
}

/// What it says of the recipient who fared worst.
pub fn read(part: &Part<'_>) -> Report {
    let bytes = part.beginning(BYTES_MAX);
    let mut reports = Vec::new();
    let mut at = 0;
    while at < bytes.len() && reports.len() < BLOCKS_MAX {
        let (head, length) = Head::read(&bytes[at..], Of::Mail, |_| false);
        at += length.max(1);
        reports.push(of_block(&head));
        // What stands in one block for want of an empty line has its fields twice: the first count.
    }
    let badness = |report: &Report| match report.fate {
        Some(Fate::Failed) => 0,
        None if report.status.is_some() => 1,
        Some(Fate::Delayed) => 2,
        Some(Fate::Delivered) => 3,
        None => 4,
    };
    reports.into_iter().min_by_key(badness).unwrap_or_default()
}

/// The one that says more, if both say the same kind of thing.
pub fn sharper(told: Option<String>, found: Option<String>) -> Option<String> {
    let is_vague = |status: &str| status.ends_with(".0.0");
    match (told, found) {
        (Some(told), Some(found)) if is_vague(&told) && told.get(..1) == found.get(..1) => {
            Some(found)
        }
        (told, found) => told.or(found),
    }
}

fn of_block(head: &Head<'_>) -> Report {
    let value = |name: &str| head.first(name).map(|value| words::text(&value, None));
    let recipient = ["final-recipient", "original-recipient", "x-actual-recipient"]
        .iter()
        .find_map(|name| checked(address(&value(name)?)));
    let diagnostic = value("diagnostic-code").or_else(|| value("x-supplementary-info"));
    let status = value("status").and_then(|status| guess::status_in(&status));
    let fate = fate(value("action").as_deref(), status.as_deref());
    let diagnostic = diagnostic.map(|text| without_kind(&text).to_owned());
    Report { fate, recipient, status, diagnostic: diagnostic.filter(|text| !text.is_empty()) }
}

fn fate(action: Option<&str>, status: Option<&str>) -> Option<Fate> {
    let action = action.unwrap_or_default().trim().to_ascii_lowercase();
    let word = action.split([' ', '(', ';']).next().unwrap_or_default();
    match (word, status.and_then(|status| status.chars().next())) {
        ("failed" | "failure", _) => Some(Fate::Failed),
        ("delayed", _) => Some(Fate::Delayed),
        ("delivered" | "relayed" | "expanded" | "deliverable", _) => Some(Fate::Delivered),
        (_, Some('5')) => Some(Fate::Failed),
        (_, Some('2')) => Some(Fate::Delivered),
        (_, _) => None,
    }
}

/// `rfc822; <ana@example.test>` without its kind.
fn address(value: &str) -> &str {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    address.split(['(', ' ']).find(|word| word.contains('@')).unwrap_or(address)
}

/// `smtp; 550 …` without its kind.
fn without_kind(value: &str) -> &str {
    let is_kind = |kind: &str| !kind.contains(' ') && kind.len() < 20;
    match value.split_once(';') {
        Some((kind, text)) if is_kind(kind.trim()) => text.trim(),
        _ => value.trim(),
    }
}
