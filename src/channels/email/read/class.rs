//! Who, or what, wrote a mail: a mail server, another program, this desk, or a person.

use super::absence;
use super::addresses;
use super::bounce;
use super::head::Head;
use super::mime::Mime;
use super::parts::Parts;
use crate::channels::email::mail::{Class, Mailbox, Ours};

/// The precedences of what programs answer.
const REPLIES: &[&str] = &["bulk", "junk", "auto_reply", "auto-reply"];

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
    match is_absence(evidence) || is_automatic(evidence) {
        true => Class::Automatic,
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

/// Whether it says that somebody is away.
pub fn is_absence(evidence: &Evidence<'_>) -> bool {
    let head = evidence.head;
    let submitted = head.ascii("auto-submitted").unwrap_or_default().to_ascii_lowercase();
    submitted.contains("vacation")
        || head.has("x-autoreply-from")
        || head.has("x-vacation")
        || absence::is_told_by(evidence.subject)
        || (absence::may_be_told_by(evidence.subject) && may_be_absence(head))
}

/// Whether a program may have written it on its own.
fn may_be_absence(head: &Head<'_>) -> bool {
    says_automatic(head)
        || head.has("x-auto-response-suppress")
        || ["precedence", "x-precedence"].iter().any(|name| has_precedence(head, name, REPLIES))
}

fn is_automatic(evidence: &Evidence<'_>) -> bool {
    let head = evidence.head;
    if says_automatic(head) || is_report(&evidence.parts.all[0].content_type) {
        return true;
    }
    if is_our_list(evidence) {
        return false;
    }
    let is_bulk =
        |name: &str| has_precedence(head, name, REPLIES) || has_precedence(head, name, &["list"]);
    is_bulk("precedence")
        || is_bulk("x-precedence")
        || head.has("list-id")
        || head.has("list-unsubscribe")
}

fn has_precedence(head: &Head<'_>, name: &str, wanted: &[&str]) -> bool {
    let told = head.ascii(name).unwrap_or_default();
    wanted.iter().any(|wanted| told.eq_ignore_ascii_case(wanted))
}

/// A program says of its mail that no person wrote it.
fn says_automatic(head: &Head<'_>) -> bool {
    let autoreply = head.ascii("x-autoreply").unwrap_or_default();
    is_submitted_by_program(head)
        || (!autoreply.is_empty() && !autoreply.eq_ignore_ascii_case("no"))
        || head.has("x-autorespond")
        || head.has("x-autoresponder")
        || is_null_path(head)
}

pub fn is_submitted_by_program(head: &Head<'_>) -> bool {
    let submitted = head.ascii("auto-submitted").unwrap_or_default().to_ascii_lowercase();
    !submitted.is_empty() && !submitted.starts_with("no")
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
