//! Who, or what, wrote a mail: a mail server, another program, this desk, or a person.

use super::absence;
use super::addresses;
use super::bounce;
use super::head::Head;
use super::mime::Mime;
use super::parts::Parts;
use crate::channels::email::mail::{Class, Mailbox, Ours};

/// What of a mail decides about its class.
pub struct Evidence<'e> {
    pub parts: &'e Parts<'e>,
    pub head: &'e Head<'e>,
    pub subject: &'e str,
    pub from: Option<&'e Mailbox>,
    pub reply_to: Option<&'e Mailbox>,
    pub ours: &'e Ours,
}

pub fn of(evidence: &Evidence<'_>) -> Class {
    if let Some(bounce) = bounce::told(evidence) {
        return Class::Bounce(Box::new(bounce));
    }
    if is_own(evidence) {
        return Class::Own;
    }
    let is_absence = is_absence(evidence);
    match is_absence || is_automatic(evidence) {
        true => Class::Automatic { is_absence },
        false => Class::Human,
    }
}

/// Whether its author's program wants no automatic answer.
pub fn wants_no_automatic_answer(head: &Head<'_>) -> bool {
    let suppressed = head.ascii("x-auto-response-suppress").unwrap_or_default();
    let kinds = suppressed.to_ascii_lowercase();
    kinds.split([',', ';', ' ']).any(|kind| matches!(kind, "all" | "oof" | "autoreply" | "-1"))
}

fn is_own(evidence: &Evidence<'_>) -> bool {
    let ours = evidence.ours;
    let instance = evidence.head.ascii("x-deskbell-instance").unwrap_or_default();
    let is_our_address = |mailbox: Option<&Mailbox>| {
        mailbox.is_some_and(|mailbox| ours.addresses.contains(&mailbox.address))
    };
    (!ours.instance.is_empty() && instance == ours.instance)
        || (is_our_address(evidence.from) && is_our_address(evidence.reply_to))
}

fn is_absence(evidence: &Evidence<'_>) -> bool {
    let head = evidence.head;
    let submitted = head.ascii("auto-submitted").unwrap_or_default().to_ascii_lowercase();
    submitted.contains("vacation")
        || head.has("x-autoreply-from")
        || head.has("x-vacation")
        || absence::is_told_by(evidence.subject)
}

fn is_automatic(evidence: &Evidence<'_>) -> bool {
    let head = evidence.head;
    let value = |name: &str| head.ascii(name).unwrap_or_default().to_ascii_lowercase();
    let submitted = value("auto-submitted");
    if !submitted.is_empty() && !submitted.starts_with("no") {
        return true;
    }
    let autoreply = value("x-autoreply");
    if (!autoreply.is_empty() && autoreply != "no")
        || head.has("x-autorespond")
        || head.has("x-autoresponder")
        || is_null_path(head)
        || is_report(&evidence.parts.all[0].content_type)
    {
        return true;
    }
    if is_our_list(evidence) {
        return false;
    }
    let precedence = |name: &str| {
        matches!(value(name).as_str(), "bulk" | "junk" | "list" | "auto_reply" | "auto-reply")
    };
    precedence("precedence")
        || precedence("x-precedence")
        || head.has("list-id")
        || head.has("list-unsubscribe")
}

/// A report on abuse or on a mail's having been read.
fn is_report(content_type: &Mime) -> bool {
    content_type.value == "multipart/report"
}

/// Whether servers are told to send no answer to anybody.
pub fn is_null_path(head: &Head<'_>) -> bool {
    head.all("return-path").any(|path| matches!(path.as_slice(), b"<>" | b"< >" | b"\"\" <>"))
}

/// An inbox may be a group's address: then people's mails come as a mailing list's.
fn is_our_list(evidence: &Evidence<'_>) -> bool {
    let head = evidence.head;
    let list_id = head.ascii("list-id").unwrap_or_default().to_ascii_lowercase();
    let posts = addresses::all(head, "list-post", None);
    evidence.ours.addresses.iter().any(|address| {
        let as_list = address.replacen('@', ".", 1);
        list_id.contains(&format!("<{as_list}>"))
            || posts.iter().any(|post| post.address.trim_start_matches("mailto:") == address)
    })
}

#[cfg(test)]
#[path = "class_tests.rs"]
mod tests;
