//! A mail's bytes become a `Mail`, whatever they are.

mod absence;
mod addresses;
mod body;
mod bounce;
mod calendar;
mod charset;
mod choice;
mod class;
mod clean;
mod date;
mod encodings;
mod files;
mod flowed;
mod head;
mod ids;
mod mime;
mod parts;
mod words;

use super::mail::{Mail, Mailbox, Ours, SUBJECT_CHARACTERS_MAX, Unreadable};
use head::{Head, Of};
use std::panic::{AssertUnwindSafe, catch_unwind};

const AUTHENTICATION_CHARACTERS_MAX: usize = 1_000;
/// Outlook's index grows with each answer; servers refuse longer headers.
const THREAD_INDEX_CHARACTERS_MAX: usize = 800;
/// How much of a mail is looked at for a glance.
const GLANCE_BYTES_MAX: usize = 256 * 1024;

/// What a list of mails shows of one that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    pub from: Option<Mailbox>,
    pub subject: Option<String>,
}

/// Blocks: mails may be large. What panics in it is an error like any other.
pub fn read(raw: &[u8], ours: &Ours) -> Result<Mail, Unreadable> {
    let reading = || match has_lines(raw) {
        true => whole(raw, ours),
        false => whole(&with_lines(raw), ours),
    };
    catch_unwind(AssertUnwindSafe(reading)).map_err(|_| Unreadable::Panicked)?
}

/// Only its head is looked at; never fails.
pub fn glance(raw: &[u8]) -> Glance {
    let near = &raw[..raw.len().min(GLANCE_BYTES_MAX)];
    let glance = || {
        let (head, _) = Head::read(near, Of::Mail, |_| false);
        Glance { from: addresses::sender(&head, None), subject: subject(&head, None) }
    };
    catch_unwind(AssertUnwindSafe(glance)).unwrap_or_default()
}

/// Old machines end their lines with a return alone.
fn has_lines(raw: &[u8]) -> bool {
    raw.contains(&b'\n') || !raw.contains(&b'\r')
}

fn with_lines(raw: &[u8]) -> Vec<u8> {
    raw.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect()
}

fn whole(raw: &[u8], ours: &Ours) -> Result<Mail, Unreadable> {
    let parts = parts::cut(raw).ok_or(Unreadable::NoMail)?;
    let head = &parts.all[0].head;
    let charset = charset_of(&parts);
    let charset = charset.as_deref();
    let from = addresses::sender(head, charset);
    let reply_to = addresses::all(head, "reply-to", charset).into_iter().next();
    let subject = subject(head, charset);
    let choice = choice::made(&parts);
    let mut files = files::kept(&parts, &choice);
    let body = body::read(&parts, &choice, subject.as_deref(), &mut files);
    let class = class::of(&class::Evidence {
        parts: &parts,
        head,
        subject: subject.as_deref().unwrap_or_default(),
        from: from.as_ref(),
        reply_to: reply_to.as_ref(),
        ours,
    });
    Ok(Mail {
        message_id: ids::own(head),
        to: addresses::all(head, "to", charset),
        cc: addresses::all(head, "cc", charset),
        delivered_to: addresses::delivered_to(head),
        sent_at: date::sent_at(head),
        in_reply_to: ids::named(head, "in-reply-to"),
        references: ids::named(head, "references"),
        thread_index: thread_index(head),
        thread_topic: line(head, "thread-topic", charset, SUBJECT_CHARACTERS_MAX),
        // Who invites is answered by accepting, not by a text.
        wants_no_automatic_answer: class::wants_no_automatic_answer(head)
            || body.invitation.is_some(),
        authentication: line(head, "authentication-results", None, AUTHENTICATION_CHARACTERS_MAX),
        from,
        reply_to,
        subject,
        class,
        body,
        files,
    })
}

/// What its text is written in: raw bytes in the head are likely to be, too.
fn charset_of(parts: &parts::Parts<'_>) -> Option<String> {
    parts.all.iter().find_map(|part| part.charset()).map(str::to_owned)
}

fn subject(head: &Head<'_>, charset: Option<&str>) -> Option<String> {
    line(head, "subject", charset, SUBJECT_CHARACTERS_MAX)
}

/// The first field of this name that says anything.
fn line(
    head: &Head<'_>,
    field: &str,
    charset: Option<&str>,
    characters_max: usize,
) -> Option<String> {
    head.all(field)
        .take(10)
        .find_map(|value| clean::line(&words::text(&value, charset), characters_max))
}

/// It is echoed into headers: only the letters of base64 go.
fn thread_index(head: &Head<'_>) -> Option<String> {
    let index: String = head.ascii("thread-index")?.split_whitespace().collect();
    let is_index = |letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter);
    let fits = !index.is_empty() && index.len() <= THREAD_INDEX_CHARACTERS_MAX;
    (fits && index.chars().all(is_index)).then_some(index)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
