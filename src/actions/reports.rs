//! How far our messages have come, as the provider reports it.

use super::agent_reactions;
use super::early;
use super::error::Error;
use super::leaving;
use super::templates;
use crate::channels::messenger;
use crate::channels::whatsapp::codes;
use crate::domain::channel::Channel;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::rich::Rich;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{EntryId, InboxId};
use crate::store::Writer;

/// What we give along with a message, so that a report finds it even if the answer was lost.
const CALLBACK_PREFIX: &str = "deskbell:";
const NOT_SENT: &str = "It was not sent, because what goes before it did not surely arrive.";

/// Names a piece of a message, counted from 0.
pub fn callback(entry: EntryId, part: u32) -> String {
    match part {
        0 => format!("{CALLBACK_PREFIX}{entry}"),
        part => format!("{CALLBACK_PREFIX}{entry}.{part}"),
    }
}

fn read_callback(callback: &str) -> Option<(EntryId, usize)> {
    let named = callback.strip_prefix(CALLBACK_PREFIX)?;
    let (entry, part) = named.split_once('.').unwrap_or((named, "0"));
    Some((EntryId(entry.parse().ok()?), part.parse().ok()?))
}

/// Takes a provider's report in; one for a message not known yet waits for it.
pub fn take(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: &str,
    callback: Option<&str>,
    report: &Report,
) -> Result<(), Error> {
    if let Some(id) = writer.entry_by_provider_id(inbox, provider_id)? {
        // What comes back with the report says more than what we remember.
        return match callback.and_then(read_callback).filter(|(named, _)| *named == id) {
            Some((_, part)) => apply(writer, id, part, report),
            None => apply_known(writer, id, provider_id, report),
        };
    }
    if agent_reactions::take_report(writer, inbox, callback, report)? {
        return Ok(());
    }
    match called_back(writer, inbox, callback)? {
        Some((id, part)) => {
            add_provider_id(writer, inbox, (id, part), provider_id)?;
            apply(writer, id, part, report)
        }
        None => Ok(writer.park_report(inbox, provider_id, report.clone())?),
    }
}

/// Takes a report on a message in, one of whose pieces the provider knows by this id.
pub(super) fn apply_known(
    writer: &mut Writer,
    id: EntryId,
    provider_id: &str,
    report: &Report,
) -> Result<(), Error> {
    let part = part_known_as(writer, id, provider_id)?;
    apply(writer, id, part, report)
}

/// The message that a callback names, if it is one of this inbox.
pub(super) fn called_back(
    writer: &Writer,
    inbox: InboxId,
    callback: Option<&str>,
) -> Result<Option<(EntryId, usize)>, Error> {
    let Some((id, part)) = callback.and_then(read_callback) else { return Ok(None) };
    let conversation: Option<Conversation> = writer.find(id.conversation())?;
    Ok(conversation.filter(|conversation| conversation.inbox == inbox).map(|_| (id, part)))
}

fn part_known_as(writer: &Writer, id: EntryId, provider_id: &str) -> Result<usize, Error> {
    let entry = writer.entry(id)?;
    let known = entry.as_ref().and_then(Entry::message).and_then(|message| match message {
        Message::Outbound(message) => message.part_known_as(provider_id),
        Message::Inbound(_) => None,
    });
    Ok(known.unwrap_or_default())
}

/// The provider told its id of a piece of our message: reports that came before it are taken now.
pub fn add_provider_id(
    writer: &mut Writer,
    inbox: InboxId,
    (id, part): (EntryId, usize),
    provider_id: &str,
) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if let Body::Message(Message::Outbound(message)) = &mut entry.body
        && message.is_known_as(provider_id, part)
    {
        writer.save_entry(&entry)?;
        writer.remember_provider_id(inbox, provider_id, id);
    }
    for report in writer.take_parked_reports(inbox, provider_id)? {
        apply(writer, id, part, &report)?;
    }
    early::settle(writer, inbox, provider_id, id)
}

/// A piece is seen to have gone out, where nothing fails any more after that: what we took for its
/// failure was only an answer.
pub(super) fn went_out(
    writer: &mut Writer,
    (id, part): (EntryId, usize),
    sent: &Report,
) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if let Body::Message(Message::Outbound(message)) = &mut entry.body
        && message.delivery.did_not_fail(part)
    {
        writer.save_entry(&entry)?;
    }
    apply(writer, id, part, sent)
}

/// This piece did not get through, so those after it stay here.
pub fn stop(writer: &mut Writer, id: EntryId, part: usize, report: &Report) -> Result<(), Error> {
    apply(writer, id, part, report)?;
    leave_rest(writer, id, part)
}

/// What comes after a piece that did not get through is not sent.
pub fn leave_rest(writer: &mut Writer, id: EntryId, part: usize) -> Result<(), Error> {
    let number = parts(writer, id)?;
    let failure = Some(Failure { code: None, reason: NOT_SENT.to_owned() });
    let left = Report { status: Status::Failed, at: writer.now, failure };
    (part + 1..number).try_for_each(|part| apply(writer, id, part, &left))
}

/// How far a piece is known to have come; `None`: the message is gone.
pub fn status(writer: &Writer, id: EntryId, part: usize) -> Result<Option<Status>, Error> {
    let entry = writer.entry(id)?;
    Ok(match entry.as_ref().and_then(Entry::message) {
        Some(Message::Outbound(message)) => Some(message.delivery.part(part).status),
        Some(Message::Inbound(_)) | None => None,
    })
}

/// Whether a piece is known to be with the provider.
pub fn has_arrived(writer: &Writer, id: EntryId, part: usize) -> Result<bool, Error> {
    Ok(match status(writer, id, part)? {
        Some(Status::Sent | Status::Delivered | Status::Read | Status::Played) => true,
        Some(Status::Queued | Status::Unknown | Status::Failed) | None => false,
    })
}

/// In how many pieces a message goes out.
pub fn parts(writer: &Writer, id: EntryId) -> Result<usize, Error> {
    Ok(match writer.entry(id)?.map(|entry| entry.body) {
        Some(Body::Message(Message::Outbound(message))) => message.delivery.parts.len().max(1),
        Some(Body::Message(Message::Inbound(_)) | Body::Note(_) | Body::Activity(_)) | None => 0,
    })
}

/// A report on a message that is not ours, or that changes nothing, is no error.
pub fn apply(writer: &mut Writer, id: EntryId, part: usize, report: &Report) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if take_report(&mut entry, part, report) {
        writer.save_entry(&entry)?;
        if let Some(failure) = &report.failure {
            leaving::refused(writer, &entry, failure)?;
            mark_template(writer, &entry, failure)?;
            warn(writer, &entry, failure)?;
        }
    }
    Ok(())
}

fn take_report(entry: &mut Entry, part: usize, report: &Report) -> bool {
    match &mut entry.body {
        Body::Message(Message::Outbound(message)) => message.delivery.report_part(part, report),
        Body::Message(Message::Inbound(_)) | Body::Note(_) | Body::Activity(_) => false,
    }
}

/// Some refusals are about the account.
fn warn(writer: &mut Writer, entry: &Entry, failure: &Failure) -> Result<(), Error> {
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    let Some(of) = conversation else { return Ok(()) };
    let kind = match of.channel {
        Channel::Whatsapp => failure.code.and_then(codes::warning),
        Channel::Messenger => messenger::codes::warning(failure),
        Channel::Email => None,
    };
    let Some(kind) = kind else { return Ok(()) };
    let Some(mut inbox) = writer.find::<Inbox>(of.inbox)? else { return Ok(()) };
    inbox.warn(kind, failure.reason.clone(), writer.now);
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id: inbox.id });
    Ok(())
}

/// A template that Meta no longer takes is no longer offered.
fn mark_template(writer: &mut Writer, entry: &Entry, failure: &Failure) -> Result<(), Error> {
    let Some(Message::Outbound(message)) = entry.message() else { return Ok(()) };
    let Some(Rich::Template(used)) = &message.rich else { return Ok(()) };
    let Some(status) = failure.code.and_then(codes::template_status) else { return Ok(()) };
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    match conversation {
        Some(of) => templates::refused(writer, of.inbox, &used.name, &used.language, status),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "reports_tests.rs"]
mod tests;
