//! What mail servers write when a mail of ours went wrong, or is late.

mod guess;
mod mails;
mod signs;
mod status;

use super::class::{Evidence, is_absence, is_null_path, is_submitted_by_program};
use super::parts::{Part, Parts};
use super::{clean, ids};
use crate::channels::email::mail::{Bounce, Fate};
use crate::channels::email::message_id;
use signs::Signs;
use status::Report;

pub const DIAGNOSTIC_CHARACTERS_MAX: usize = 500;
/// Ids beyond these are of no use.
const IDS_MAX: usize = 20;

/// `None`: it is no bounce.
pub fn told(evidence: &Evidence<'_>) -> Option<Bounce> {
    let report = evidence.parts.all.iter().find(|part| is_status(part)).map(status::read);
    if !is_report(evidence.parts, report.is_some()) {
        // A mail that was read, or that somebody complains of, came.
        if report.is_none() && is_another_report(evidence.parts) {
            return None;
        }
        let signs = signs_of(evidence)?;
        let is_told = report.is_some()
            || mails::of(evidence.parts).iter().any(|text| names_ours(text))
            || is_told_in_words(signs, evidence);
        if !is_told || (is_absence(evidence) && report.is_none()) {
            return None;
        }
    }
    Some(read(evidence, report.unwrap_or_default()))
}

fn is_told_in_words(signs: Signs, evidence: &Evidence<'_>) -> bool {
    let is_in_subject = signs.are_in_subject(evidence.subject);
    match signs {
        Signs::Daemon => is_in_subject || signs::are_in_text(&guess::text_of(evidence.parts)),
        Signs::Postmaster => {
            signs::is_subject_of_program(evidence.subject)
                || (is_in_subject && sends_back(evidence.parts))
        }
        Signs::NullPath => is_in_subject,
    }
}

/// Whether a mail came with it, or at least its id.
fn sends_back(parts: &Parts<'_>) -> bool {
    let named = || mails::of(parts).iter().any(|text| !mails::named_in(text).is_empty());
    !mails::returned(parts).is_empty() || named()
}

/// A report by its structure alone.
fn is_report(parts: &Parts<'_>, has_status: bool) -> bool {
    let root = &parts.all[0].content_type;
    let kind = root.parameter("report-type").unwrap_or_default();
    let is_delivery = kind.eq_ignore_ascii_case("delivery-status");
    root.value == "multipart/report" && (is_delivery || (has_status && kind.is_empty()))
}

/// That a mail was read (RFC 8098), or is taken for spam (RFC 5965).
fn is_another_report(parts: &Parts<'_>) -> bool {
    let root = &parts.all[0].content_type;
    let kind = root.parameter("report-type").unwrap_or_default();
    let others = ["disposition-notification", "feedback-report"];
    root.value == "multipart/report" && others.iter().any(|other| kind.eq_ignore_ascii_case(other))
}

fn is_status(part: &Part<'_>) -> bool {
    matches!(part.kind(), "message/delivery-status" | "message/global-delivery-status")
}

fn names_ours(text: &str) -> bool {
    message_id::found_in(text).iter().any(|id| message_id::claimed(id).is_some())
}

fn signs_of(evidence: &Evidence<'_>) -> Option<Signs> {
    let head = evidence.head;
    let is_postmaster = signs::is_postmaster(evidence.from);
    let is_program = is_null_path(head) || is_submitted_by_program(head);
    let is_daemon = signs::is_daemon(evidence.from) || (is_postmaster && is_program);
    if head.has("x-failed-recipients") || is_daemon {
        Some(Signs::Daemon)
    } else if is_postmaster {
        Some(Signs::Postmaster)
    } else {
        (is_null_path(head) || evidence.from.is_none()).then_some(Signs::NullPath)
    }
}

fn read(evidence: &Evidence<'_>, report: Report) -> Bounce {
    let text = guess::text_of(evidence.parts);
    let guess = guess::made(&text);
    let failed = evidence.head.ascii("x-failed-recipients").unwrap_or_default();
    let failed = failed.split(',').next().and_then(super::addresses::checked);
    let recipient = report.recipient.or(failed).or_else(|| guess.recipient.clone());
    let diagnostic = report.diagnostic.or_else(|| guess.line.clone());
    let said = diagnostic.as_deref().unwrap_or_default();
    let status = status::sharper(report.status, guess::status_in(said).or(guess.status));
    let is_delay = || signs::is_delay(evidence.subject, &text);
    let guessed = || if is_delay() { Fate::Delayed } else { Fate::Failed };
    Bounce {
        fate: report.fate.unwrap_or_else(guessed),
        ours: ours(evidence),
        others: others(evidence),
        recipient,
        reply_code: guess::code_in(said).or(guess.code),
        status,
        diagnostic: diagnostic.and_then(|text| clean::line(&text, DIAGNOSTIC_CHARACTERS_MAX)),
    }
}

/// Ids of our form: of the mail that came back, then those that the bounce answers, then any.
fn ours(evidence: &Evidence<'_>) -> Vec<String> {
    let texts = mails::of(evidence.parts);
    let returned = mails::returned(evidence.parts).into_iter().filter_map(|mail| mail.own);
    let answered = answered(evidence);
    let anywhere = texts.iter().flat_map(|text| message_id::found_in(text));
    let all = returned.chain(answered).chain(anywhere);
    once(all.filter(|id| message_id::claimed(id).is_some()))
}

/// Other ids that it names as its subject's.
fn others(evidence: &Evidence<'_>) -> Vec<String> {
    let returned = mails::returned(evidence.parts).into_iter().filter_map(|mail| mail.own);
    let texts = mails::of(evidence.parts);
    let named = texts.iter().flat_map(|text| mails::named_in(text));
    let all = returned.chain(named).chain(answered(evidence));
    once(all.filter(|id| message_id::claimed(id).is_none()))
}

fn answered(evidence: &Evidence<'_>) -> Vec<String> {
    let mut answered = ids::named(evidence.head, "in-reply-to");
    let references = ids::named(evidence.head, "references");
    answered.extend(references.into_iter().rev());
    for field in ["x-original-message-id", "original-message-id", "x-microsoft-original-message-id"]
    {
        answered.extend(ids::named(evidence.head, field));
    }
    answered
}

fn once(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for id in ids {
        if kept.len() < IDS_MAX && !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept
}

#[cfg(test)]
#[path = "bounce_tests.rs"]
mod tests;
