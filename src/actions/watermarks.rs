//! "Everything up to here has arrived", or was read: each of our messages to that person that was
//! sent by then has come so far, and none goes back.

use super::error::Error;
use super::{latest, reports};
use crate::channels::received::Watermark;
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Report, Status};
use crate::domain::inbox::Inbox;
use crate::domain::message::{Message, Outbound};
use crate::domain::timeline::Entry;
use crate::domain::{EntryId, InboxId, Timestamp};
use crate::store::{Address, Writer};

const READ_AT_ONCE: usize = 50;
/// How far back it is looked; what lies further was marked long ago.
const ENTRIES_LOOKED_AT_MAX: usize = 2_000;

/// Takes a watermark in.
pub(super) fn take(writer: &mut Writer, inbox: &Inbox, mark: &Watermark) -> Result<(), Error> {
    let report = Report { status: mark.status, at: mark.at, failure: None };
    for provider_id in &mark.provider_ids {
        reports::take(writer, inbox.id, provider_id, None, &report)?;
    }
    let Some(up_to) = mark.up_to else { return Ok(()) };
    let Some(to) = mark.sender.page_scoped_id.clone().map(|id| (IdentityKind::PageScopedId, id))
    else {
        return Ok(());
    };
    // Only what goes further than the last one has something to mark.
    if let Some(before) = writer.save_reached(inbox.id, &to, mark.status, up_to)? {
        let span = Span { after: before.of(mark.status), up_to };
        raise_all(writer, inbox.id, &to, span, &report)?;
    }
    Ok(())
}

/// What is marked: sent after the last watermark, which marked all before it, and by this one.
#[derive(Clone, Copy)]
struct Span {
    after: Option<Timestamp>,
    up_to: Timestamp,
}

/// From the newest back to the first that the last watermark reached. A mark of its own stops
/// nothing: single messages are told of too, and out of order.
fn raise_all(
    writer: &mut Writer,
    inbox: InboxId,
    to: &Address,
    span: Span,
    report: &Report,
) -> Result<(), Error> {
    let Some(contact) = writer.contact_by_identity(inbox, to.0, &to.1)? else { return Ok(()) };
    let mut next = latest::conversation(writer, contact.id, inbox, Some(to))?;
    let mut looked_at = 0;
    while let Some(conversation) = next {
        let mut before = conversation.last_seq.saturating_add(1);
        while before > 1 && looked_at < ENTRIES_LOOKED_AT_MAX {
            let entries = writer.entries_before(conversation.id, before, READ_AT_ONCE)?;
            let Some(last) = entries.last() else { break };
            before = last.id.seq();
            looked_at += entries.len();
            for entry in &entries {
                if raise(writer, entry, span, report)? {
                    return Ok(());
                }
            }
        }
        next = match conversation.previous {
            Some(previous) if looked_at < ENTRIES_LOOKED_AT_MAX => {
                writer.find::<Conversation>(previous)?
            }
            Some(_) | None => None,
        };
    }
    Ok(())
}

/// Marks one message, if it is ours and was sent by then. Answers whether the last watermark reached
/// it.
fn raise(writer: &mut Writer, entry: &Entry, span: Span, report: &Report) -> Result<bool, Error> {
    let Some(Message::Outbound(message)) = entry.message() else { return Ok(false) };
    let places = 0..message.delivery.parts.len().max(1);
    let sent_at = places.filter_map(|place| Some((place, message.delivery.part(place).at.sent?)));
    let sent: Vec<(usize, Timestamp)> = sent_at.filter(|(_, at)| *at <= span.up_to).collect();
    let is_reached = |at: Timestamp| span.after.is_some_and(|after| at <= after);
    // Only our own messages go out in the order in which they stand here.
    let is_ours = message.outside.is_none() && !sent.is_empty();
    if is_ours && sent.iter().all(|(_, at)| is_reached(*at)) {
        return Ok(true);
    }
    for (place, _) in sent {
        if is_on_its_way(message, place) {
            reports::apply(writer, entry.id, place, report)?;
        }
    }
    Ok(false)
}

/// What failed stays failed, and what is in doubt stays so: a watermark tells nothing of either.
fn is_on_its_way(message: &Outbound, place: usize) -> bool {
    match message.delivery.part(place).status {
        Status::Sent | Status::Delivered => true,
        Status::Queued | Status::Unknown | Status::Read | Status::Played | Status::Failed => false,
    }
}

/// A piece was sent: a watermark that came before its answer holds for it too.
pub(super) fn catch_up(
    writer: &mut Writer,
    inbox: InboxId,
    to: Option<&Address>,
    (entry, place): (EntryId, usize),
    sent_at: Timestamp,
) -> Result<(), Error> {
    let Some(to) = to else { return Ok(()) };
    let reached = writer.reached(inbox, to)?;
    for status in [Status::Delivered, Status::Read] {
        if let Some(up_to) = reached.of(status).filter(|up_to| *up_to >= sent_at) {
            let report = Report { status, at: up_to, failure: None };
            reports::apply(writer, entry, place, &report)?;
        }
    }
    Ok(())
}
