//! What has no place of its own in a timeline: a line says that it happened.

use super::error::Error;
use super::{latest, lifecycle, senders};
use crate::channels::received::Sender;
use crate::domain::EntryId;
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{InboxId, Timestamp};
use crate::store::Writer;

#[derive(Clone, Copy)]
pub(super) struct Elsewhere<'a> {
    pub kind: &'a str,
    pub provider_id: Option<&'a str>,
}

/// Something about a message or a person that has no place of its own: a line in the contact's open
/// conversation says so; without one it is answered as unused.
pub(super) fn line(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: Option<&Sender>,
    seen: Elsewhere<'_>,
) -> Result<Option<String>, Error> {
    if let Some(provider_id) = seen.provider_id
        && writer.entry_by_provider_id(inbox.id, provider_id)?.is_some()
    {
        return Ok(None);
    }
    let Some(mut conversation) = open_conversation(writer, inbox, sender)? else {
        return Ok(Some(format!("This version has no use for “{}”.", seen.kind)));
    };
    let activity = Activity::Elsewhere { kind: seen.kind.to_owned() };
    let author = Author::Contact(conversation.contact);
    let entry = writer.append_entry(&mut conversation, author, Body::Activity(activity))?;
    remember(writer, inbox.id, seen.provider_id, entry.id);
    // It may have opened the window, before whose end the customer is warned.
    lifecycle::keep(writer, &mut conversation)?;
    Ok(None)
}

pub(super) fn remember(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: Option<&str>,
    entry: EntryId,
) {
    if let Some(provider_id) = provider_id {
        writer.remember_provider_id(inbox, provider_id, entry);
    }
}

fn open_conversation(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: Option<&Sender>,
) -> Result<Option<Conversation>, Error> {
    let Some(sender) = sender.filter(|sender| sender.is_known()) else {
        return Ok(None);
    };
    let contact = senders::contact_of(writer, inbox, sender)?;
    writer.save_contact(&contact)?;
    latest::open_conversation(writer, contact.id, inbox.id)
}

/// The customer did something that opens the window, without saying anything.
pub(super) fn let_us_write(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    at: Timestamp,
) -> Result<(), Error> {
    let mut contact = senders::contact_of(writer, inbox, sender)?;
    senders::open_window(&mut contact, inbox.id, sender, at);
    writer.save_contact(&contact)?;
    // It is warned of the end, and listed by it.
    match open_conversation(writer, inbox, Some(sender))? {
        Some(mut conversation) => lifecycle::keep(writer, &mut conversation),
        None => Ok(()),
    }
}
