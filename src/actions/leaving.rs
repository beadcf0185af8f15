//! Customers who want nothing more from us, as providers tell it. Only who has said nothing since
//! has left: an opt-out of advertisements is no good-bye of somebody who talks with us.

use super::composing::Composed;
use super::error::Error;
use super::{contacts, latest, resolutions, senders};
use crate::channels::messenger;
use crate::channels::received::Sender;
use crate::channels::whatsapp::codes;
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::delivery::Failure;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::rich::Rich;
use crate::domain::timeline::{Activity, Author, Body, Entry};
use crate::domain::{EntryId, InboxId, MergeId, Timestamp};
use crate::store::{View, Writer};

/// How far back it is looked whether the customer has written since. A refusal comes within
/// moments; of one that comes after so many entries nobody has left.
const ENTRIES_LOOKED_AT_MAX: u32 = 200;
const REFUSED: &str = "The customer wants no marketing messages from us: send a template of another kind, or wait until they take that back.";
const MARKETING_STOPPED: &str = "The customer wants no more marketing messages from us.";

/// A message of ours was refused. If the customer wants nothing more of the kind, and has not
/// written since, the conversation that it is in has come to its end.
pub(super) fn refused(writer: &mut Writer, entry: &Entry, failure: &Failure) -> Result<(), Error> {
    let Some(conversation) = writer.find::<Conversation>(entry.conversation())? else {
        return Ok(());
    };
    if conversation.channel == Channel::Whatsapp && codes::says_stop(failure) {
        remember_stop(writer, &conversation, entry)?;
    }
    let has_left = conversation.is_open()
        && says_stop(conversation.channel, failure)
        && !has_written_since(writer, &conversation, entry)?;
    if has_left { end(writer, conversation, failure.reason.clone()) } else { Ok(()) }
}

/// Meta would not deliver advertisements to this customer, because he has told it so.
fn remember_stop(
    writer: &mut Writer,
    conversation: &Conversation,
    refused: &Entry,
) -> Result<(), Error> {
    let Some(contact) = writer.find::<Contact>(conversation.contact)? else { return Ok(()) };
    let (inbox, (kind, value)) = (conversation.inbox, &conversation.identity);
    let came_by = contact.identity(inbox, *kind, value).and_then(|identity| identity.came_by);
    let failed_at = match refused.message() {
        Some(Message::Outbound(message)) => message.delivery.at.failed,
        Some(Message::Inbound(_)) | None => None,
    };
    let at = failed_at.unwrap_or(writer.now);
    set_marketing(writer, contact, (inbox, came_by), false, at).map(drop)
}

/// Answers whether it is news.
fn set_marketing(
    writer: &mut Writer,
    mut contact: Contact,
    (inbox, came_by): (InboxId, Option<MergeId>),
    is_wanted: bool,
    at: Timestamp,
) -> Result<bool, Error> {
    let is_news = contact.set_marketing(inbox, came_by, is_wanted, at);
    if is_news {
        contacts::save(writer, &contact)?;
    }
    Ok(is_news)
}

/// Refuses a marketing template to somebody who wants none.
pub(super) fn check(
    view: &View,
    conversation: &Conversation,
    composed: &Composed,
) -> Result<(), Error> {
    let Some(Rich::Template(used)) = &composed.rich else { return Ok(()) };
    let template = view.template(conversation.inbox, &used.name, &used.language)?;
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let has_stopped = contact.is_some_and(|contact| {
        contact.marketing_stopped_at(conversation.inbox, &conversation.identity).is_some()
    });
    if has_stopped && template.is_some_and(|template| template.is_marketing()) {
        return Err(Error::conflict("marketing_stopped", REFUSED));
    }
    Ok(())
}

fn says_stop(channel: Channel, failure: &Failure) -> bool {
    match channel {
        Channel::Whatsapp => codes::says_stop(failure),
        Channel::Messenger => messenger::codes::says_stop(failure),
        Channel::Email => false,
    }
}

fn has_written_since(
    view: &View,
    conversation: &Conversation,
    entry: &Entry,
) -> Result<bool, Error> {
    let since = conversation.last_seq.saturating_sub(entry.id.seq());
    if since > ENTRIES_LOOKED_AT_MAX {
        return Ok(true);
    }
    let later = view.entries_before(conversation.id, conversation.last_seq + 1, since as usize)?;
    let is_his = |entry: &Entry| matches!(entry.body, Body::Message(Message::Inbound(_)));
    Ok(later.iter().any(is_his))
}

/// A customer has said whether he wants advertisements, which is remembered. What we began and he
/// never answered is over if he does not; elsewhere a line says it. What he has taken back since
/// changes nothing. Answers why it could not be used, if so.
pub(super) fn marketing(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    is_wanted: bool,
    at: Timestamp,
) -> Result<Option<String>, Error> {
    if senders::known_contact(writer, inbox, sender)?.is_none() {
        return Ok(Some("It is about somebody who is not known here.".to_owned()));
    }
    let contact = senders::contact_of(writer, inbox, sender)?;
    let (id, came_by) = (contact.id, senders::account(&contact, inbox.id, sender));
    if !set_marketing(writer, contact, (inbox.id, came_by), is_wanted, at)? {
        return Ok(None);
    }
    let Some(mut conversation) = latest::open_conversation(writer, id, inbox.id)? else {
        return Ok(None);
    };
    if !is_wanted && conversation.inbound_count == 0 {
        end(writer, conversation, MARKETING_STOPPED.to_owned())?;
        return Ok(None);
    }
    let kind = if is_wanted { "marketing_resumed" } else { "marketing_stopped" };
    let line = Body::Activity(Activity::Elsewhere { kind: kind.to_owned() });
    let newest = writer.entry(EntryId::new(conversation.id, conversation.last_seq))?;
    if newest.is_some_and(|newest| newest.body == line) {
        // The provider tells things twice.
        return Ok(None);
    }
    let author = Author::Contact(conversation.contact);
    writer.append_entry(&mut conversation, author, line)?;
    writer.save_conversation(&conversation)?;
    Ok(None)
}

fn end(writer: &mut Writer, conversation: Conversation, reason: String) -> Result<(), Error> {
    let by = Author::Contact(conversation.contact);
    resolutions::end(writer, conversation, Input::CustomerLeft, by, Some(reason))?;
    Ok(())
}
