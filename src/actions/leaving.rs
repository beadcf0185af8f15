//! Customers who want nothing more from us, as providers tell it. Only who has said nothing since
//! has left: an opt-out of advertisements is no good-bye of somebody who talks with us.

use super::error::Error;
use super::{latest, resolutions};
use crate::channels::messenger;
use crate::channels::received::Sender;
use crate::channels::whatsapp::codes;
use crate::domain::EntryId;
use crate::domain::channel::Channel;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::delivery::Failure;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::timeline::{Activity, Author, Body, Entry};
use crate::store::{View, Writer};

/// How far back it is looked whether the customer has written since. A refusal comes within
/// moments; of one that comes after so many entries nobody has left.
const ENTRIES_LOOKED_AT_MAX: u32 = 200;
const MARKETING_STOPPED: &str = "The customer wants no more marketing messages from us.";

/// A message of ours was refused. If the customer wants nothing more of the kind, and has not
/// written since, the conversation that it is in has come to its end.
pub(super) fn refused(writer: &mut Writer, entry: &Entry, failure: &Failure) -> Result<(), Error> {
    let Some(conversation) = writer.find::<Conversation>(entry.conversation())? else {
        return Ok(());
    };
    let has_left = conversation.is_open()
        && says_stop(conversation.channel, failure)
        && !has_written_since(writer, &conversation, entry)?;
    if has_left { end(writer, conversation, failure.reason.clone()) } else { Ok(()) }
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

/// A customer says whether he wants advertisements. What we began and he never answered is over if
/// he does not; elsewhere a line says it. Answers why it could not be used, if so.
pub(super) fn marketing(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    is_wanted: bool,
) -> Result<Option<String>, Error> {
    let Some(mut conversation) = open_conversation(writer, inbox, sender)? else {
        return Ok(Some("It is about somebody who has no open conversation here.".to_owned()));
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

fn open_conversation(
    view: &View,
    inbox: &Inbox,
    sender: &Sender,
) -> Result<Option<Conversation>, Error> {
    for (kind, value) in sender.identities() {
        if let Some(contact) = view.contact_by_identity(inbox.id, kind, value)? {
            return latest::open_conversation(view, contact.id, inbox.id);
        }
    }
    Ok(None)
}

fn end(writer: &mut Writer, conversation: Conversation, reason: String) -> Result<(), Error> {
    let by = Author::Contact(conversation.contact);
    resolutions::end(writer, conversation, Input::CustomerLeft, by, Some(reason))?;
    Ok(())
}
