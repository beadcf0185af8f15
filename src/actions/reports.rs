//! How far our messages have come, as the provider reports it.

use super::agent_reactions;
use super::callback;
use super::early;
use super::error::Error;
use super::leaving;
use super::sending;
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
use crate::store::{Piece, View, Writer};

const NOT_SENT: &str = "It was not sent, because what goes before it did not surely arrive.";

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
        return match callback.and_then(callback::read_piece).filter(|named| named.entry == id) {
            Some(named) => hear(writer, (id, named.what), report),
            None => apply_known(writer, id, provider_id, report),
        };
    }
    if agent_reactions::take_report(writer, inbox, callback, report)? {
        return Ok(());
    }
    match called_back(writer, inbox, callback)? {
        Some((id, part)) => {
            add_provider_id(writer, inbox, (id, part), provider_id)?;
            hear(writer, (id, part), report)
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
    hear(writer, (id, part), report)
}

/// The provider itself says something of a piece: who waits for that goes on.
fn hear(writer: &mut Writer, (id, part): Piece, report: &Report) -> Result<(), Error> {
    writer.has_word_of((id, part));
    apply(writer, id, part, report)
}

/// The message that a callback names, if it is one of this inbox.
pub(super) fn called_back(
    writer: &Writer,
    inbox: InboxId,
    callback: Option<&str>,
) -> Result<Option<(EntryId, usize)>, Error> {
    let Some(named) = callback.and_then(callback::read_piece) else { return Ok(None) };
    let Some(entry) = writer.entry(named.entry)? else { return Ok(None) };
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    let is_of_inbox = conversation.is_some_and(|conversation| conversation.inbox == inbox);
    Ok((is_of_inbox && named.is(writer, &entry)?).then_some((entry.id, named.what)))
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
        hear(writer, (id, part), &report)?;
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
pub fn status(view: &View, id: EntryId, part: usize) -> Result<Option<Status>, Error> {
    let entry = view.entry(id)?;
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
            warn(writer, &entry, report)?;
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

/// Some refusals are about the account. What comes after the answer, nobody else hears of.
fn warn(writer: &mut Writer, entry: &Entry, report: &Report) -> Result<(), Error> {
    let Some(failure) = &report.failure else { return Ok(()) };
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    let Some(of) = conversation else { return Ok(()) };
    let kind = match of.channel {
        Channel::Whatsapp => match failure.code.and_then(codes::of_account) {
            Some(codes::OfAccount::Stops) => return stop_inbox(writer, of.inbox, report, failure),
            Some(codes::OfAccount::Warns(kind)) => Some(kind),
            None => None,
        },
        Channel::Messenger => messenger::codes::warning(failure),
        Channel::Email => None,
    };
    kind.map_or(Ok(()), |kind| tell_admins(writer, of.inbox, kind, failure))
}

/// Reports come late: what was so before the account was mended stops nothing.
fn stop_inbox(
    writer: &mut Writer,
    id: InboxId,
    report: &Report,
    failure: &Failure,
) -> Result<(), Error> {
    let inbox: Option<Inbox> = writer.find(id)?;
    if inbox.and_then(|inbox| inbox.mended_at).is_some_and(|mended_at| report.at < mended_at) {
        return Ok(());
    }
    sending::mark_stopped(writer, id, failure.clone())
}

/// Trouble that is told of no message.
pub(super) fn trouble(writer: &mut Writer, id: InboxId, failure: &Failure) -> Result<(), Error> {
    match failure.code.and_then(codes::of_account) {
        // It has no time, and may be told again for days: nothing stops for it.
        Some(codes::OfAccount::Stops) => tell_admins(writer, id, codes::ACCOUNT, failure),
        Some(codes::OfAccount::Warns(kind)) => tell_admins(writer, id, kind, failure),
        None => Ok(()),
    }
}

fn tell_admins(
    writer: &mut Writer,
    id: InboxId,
    kind: &str,
    failure: &Failure,
) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    inbox.warn(kind, failure.reason.clone(), writer.now);
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
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
