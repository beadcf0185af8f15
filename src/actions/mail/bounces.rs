//! What mail servers tell of our mails: it belongs to the message that it is about, and makes nobody
//! of the server.

use super::{composing, sending, threading};
use crate::actions::error::Error;
use crate::actions::routing::Opening;
use crate::actions::{contacts, inbound, lifecycle, reports};
use crate::channels::email::mail::{Bounce, Fate};
use crate::channels::email::smtp::words_for;
use crate::domain::EntryId;
use crate::domain::contact::{Contact, Undeliverable};
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::time::DAY_MS;
use crate::domain::timeline::{Activity, Author, Body, Entry};
use crate::store::{Became, View, Writer};

/// Notices come within this time after a mail.
pub(in crate::actions) const MATCHED_BY_RECEIVER_MS: i64 = 5 * DAY_MS;
const DELAYED: &str = "mail_delayed";
const BOUNCED: &str = "mail_bounced";
/// What a list shows of a conversation in which nobody has written yet.
const CAME_BACK: &str = "A mail of ours came back.";

pub(super) fn take(
    writer: &mut Writer,
    key: &[u8],
    inbox: &Inbox,
    bounce: &Bounce,
) -> Result<(Became, Option<EntryId>), Error> {
    let Some(entry) = about(writer, key, inbox, bounce)? else {
        return Ok((Became::StrayBounce, None));
    };
    match bounce.fate {
        Fate::Failed => failed(writer, inbox, &entry, bounce)?,
        Fate::Delayed => {
            sending::went_out(writer, entry.id)?;
            delayed(writer, &entry)?;
        }
        Fate::Delivered => {
            sending::went_out(writer, entry.id)?;
            mark(writer, &entry, None)?;
        }
    }
    Ok((Became::Bounce, Some(entry.id)))
}

/// The message of ours that it is about: by our own id first, which proves itself, then by the ids
/// that others gave it.
fn about(view: &View, key: &[u8], inbox: &Inbox, bounce: &Bounce) -> Result<Option<Entry>, Error> {
    for id in &bounce.ours {
        if let Some(entry) = threading::ours(view, key, inbox.id, id)? {
            return Ok(threading::tries(view, entry)?.pop());
        }
    }
    for id in &bounce.others {
        let Some(known) = view.entry_by_provider_id(inbox.id, id)? else { continue };
        let entry = view.entry(known)?;
        let is_ours = |entry: &Entry| matches!(entry.message(), Some(Message::Outbound(_)));
        if let Some(entry) = entry.filter(is_ours) {
            return Ok(Some(entry));
        }
    }
    by_receiver(view, inbox, bounce)
}

/// Some notices name nothing but whom they could not reach: it is about the only mail that went there
/// lately.
fn by_receiver(view: &View, inbox: &Inbox, bounce: &Bounce) -> Result<Option<Entry>, Error> {
    let Some(receiver) = &bounce.recipient else { return Ok(None) };
    let mut sent = view.mails_sent_to(inbox.id, receiver)?;
    sent.retain(|(at, _)| view.taken_at.ms_since(*at) <= MATCHED_BY_RECEIVER_MS);
    match sent.as_slice() {
        [(_, only)] => Ok(view.entry(*only)?),
        [] | [_, _, ..] => Ok(None),
    }
}

/// Marks the address that a mail of ours went to, or takes its mark off.
fn mark(
    writer: &mut Writer,
    entry: &Entry,
    undeliverable: Option<Undeliverable>,
) -> Result<(), Error> {
    match composing::receiver(writer, entry.id)? {
        Some(address) => mark_address(writer, &address, undeliverable),
        None => Ok(()),
    }
}

pub(super) fn mark_address(
    writer: &mut Writer,
    address: &str,
    undeliverable: Option<Undeliverable>,
) -> Result<(), Error> {
    let Some(mut contact) = contacts::by_email(writer, address)? else { return Ok(()) };
    if contact.mark_address(address, undeliverable) {
        writer.save_contact(&contact)?;
        writer.announce(Event::Contact { id: contact.id });
    }
    Ok(())
}

/// It did not arrive: its conversation is our turn again. What is told again changes nothing.
fn failed(writer: &mut Writer, inbox: &Inbox, entry: &Entry, bounce: &Bounce) -> Result<(), Error> {
    let status = bounce.status.as_deref();
    let said = bounce.diagnostic.as_deref().unwrap_or_default();
    let reason = words_for(status, bounce.reply_code, said);
    if bounce.is_about_address() {
        let undeliverable = Undeliverable { at: writer.now, reason: reason.clone() };
        mark(writer, entry, Some(undeliverable))?;
    }
    let code = bounce.reply_code.map(i64::from);
    let is_news = reports::status(writer, entry.id, 0)? != Some(Status::Failed);
    let failure = Some(Failure { code, reason });
    let report = Report { status: Status::Failed, at: writer.now, failure };
    reports::apply(writer, entry.id, 0, &report)?;
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    let Some(conversation) = conversation.filter(|_| is_news) else { return Ok(()) };
    let mut conversation = threading::newest(writer, conversation)?;
    // What follows an ended one shows no message of that: a line tells of it.
    let is_elsewhere = conversation.id != entry.conversation();
    if is_elsewhere && conversation.is_open() {
        tell(writer, &mut conversation, BOUNCED)?;
    }
    match conversation.state.kind() {
        StateKind::Pending => {
            inbound::is_our_turn(writer, &mut conversation)?;
            lifecycle::save(writer, &mut conversation)
        }
        StateKind::Queued | StateKind::Active if is_elsewhere => {
            Ok(writer.save_conversation(&conversation)?)
        }
        StateKind::Queued | StateKind::Active => Ok(()),
        StateKind::Resolved | StateKind::Abandoned => match is_by_a_person(entry) {
            true => follow_up(writer, inbox, conversation),
            false => Ok(()),
        },
    }
}

/// Nobody need know that what we say by ourselves did not arrive.
fn is_by_a_person(entry: &Entry) -> bool {
    entry.author != Author::System
}

/// Whoever answered takes the matter for settled, and the customer has no answer: it waits for
/// somebody, as it would if the customer had written once more.
fn follow_up(writer: &mut Writer, inbox: &Inbox, ended: Conversation) -> Result<(), Error> {
    let Some(contact) = writer.find::<Contact>(ended.contact)? else { return Ok(()) };
    if contact.blocked_at.is_some() {
        return Ok(());
    }
    let (to, subject) = (ended.identity.clone(), ended.subject.clone());
    let opening = Opening { text: "", subject: subject.as_deref() };
    let mut conversation = inbound::begin(writer, inbox, &contact, to, Some(ended), opening)?;
    tell(writer, &mut conversation, BOUNCED)?;
    conversation.preview = Some(lifecycle::preview(CAME_BACK, "text", Author::System, false));
    inbound::is_our_turn(writer, &mut conversation)?;
    lifecycle::save(writer, &mut conversation)
}

/// A line in the conversation, if it has a place for one.
fn tell(writer: &mut Writer, conversation: &mut Conversation, kind: &str) -> Result<(), Error> {
    let line = Body::Activity(Activity::Elsewhere { kind: kind.to_owned() });
    if conversation.has_place_for(&line) {
        writer.append_entry(conversation, Author::System, line)?;
    }
    Ok(())
}

fn delayed(writer: &mut Writer, entry: &Entry) -> Result<(), Error> {
    let Some(mut conversation) = writer.find::<Conversation>(entry.conversation())? else {
        return Ok(());
    };
    tell(writer, &mut conversation, DELAYED)?;
    Ok(writer.save_conversation(&conversation)?)
}
