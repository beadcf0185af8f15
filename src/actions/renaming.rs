//! Customers who are known by something else from now on: another number, another user id. They stay
//! one contact; old and new both lead to it.

use super::elsewhere;
use super::error::Error;
use super::{contacts, latest, lifecycle, senders};
use crate::channels::received::{ReceivedMessage, Renamed, Sender};
use crate::domain::ContactId;
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::Writer;

const NOBODY: &str = "It is about somebody who has not written here.";

/// Answers why it could not be used, if so.
pub(super) fn rename(
    writer: &mut Writer,
    inbox: &Inbox,
    renamed: &Renamed,
) -> Result<Option<String>, Error> {
    let Renamed { provider_id, before, after, .. } = renamed;
    if let Some(own) = provider_id
        && writer.entry_by_provider_id(inbox.id, own)?.is_some()
    {
        return Ok(None);
    }
    let Some(mut contact) = senders::known_contact(writer, inbox, before)? else {
        return Ok(Some(NOBODY.to_owned()));
    };
    let mut lines = Vec::new();
    for (kind, value) in after.identities() {
        if contact.identity(inbox.id, kind, value).is_some() {
            continue;
        }
        let same_as = writer.contact_by_identity(inbox.id, kind, value)?.map(|other| other.id);
        if same_as.is_none() {
            add(&mut contact, inbox, before, kind, value);
        }
        lines.push(line(before, kind, value, same_as));
    }
    contacts::save(writer, &contact)?;
    for activity in lines {
        tell(writer, inbox, &contact, before, activity, provider_id.as_deref())?;
    }
    Ok(None)
}

/// What comes together is of one person. If it leads to several of our contacts, they stay what they
/// are, but we may write to all of them, and a line says once that they are one.
pub(super) fn tell_of_others(
    writer: &mut Writer,
    inbox: &Inbox,
    conversation: &mut Conversation,
    message: &ReceivedMessage,
) -> Result<(), Error> {
    for (kind, value) in message.sender.identities() {
        let of = writer.contact_by_identity(inbox.id, kind, value)?.map(|contact| contact.id);
        let Some(other) = of.filter(|of| *of != conversation.contact) else { continue };
        let alone = Sender::known_as(kind, value);
        elsewhere::let_us_write(writer, inbox, &alone, message.sent_at)?;
        let told = format!("one_person:{}:{other}:{value}", conversation.contact);
        if writer.entry_by_provider_id(inbox.id, &told)?.is_none() {
            let line = Body::Activity(line(&alone, kind, value, Some(other)));
            let author = Author::Contact(conversation.contact);
            let entry = writer.append_entry(conversation, author, line)?;
            elsewhere::remember(writer, inbox.id, Some(&told), entry.id);
        }
    }
    Ok(())
}

/// In front of the old one: answers go to the newest.
fn add(contact: &mut Contact, inbox: &Inbox, before: &Sender, kind: IdentityKind, value: &str) {
    let is_old = |identity: &Identity| {
        let known = before.identities();
        identity.inbox == inbox.id && known.contains(&(identity.kind, identity.value.as_str()))
    };
    let place = contact.identities.iter().position(is_old).unwrap_or_default();
    let old = contact.identities.get(place);
    let new = Identity {
        inbox: inbox.id,
        kind,
        value: value.to_owned(),
        last_inbound_at: old.and_then(|old| old.last_inbound_at),
        marketing_stopped_at: old.and_then(|old| old.marketing_stopped_at),
        marketing_told_at: old.and_then(|old| old.marketing_told_at),
        came_by: old.and_then(|old| old.came_by),
        undeliverable: None,
    };
    contact.identities.insert(place, new);
}

fn line(before: &Sender, kind: IdentityKind, value: &str, same_as: Option<ContactId>) -> Activity {
    let old = before.identities().into_iter().find(|(of, _)| *of == kind);
    Activity::IdentityChanged {
        from: old.map(|(kind, value)| shown(kind, value)),
        to: shown(kind, value),
        same_as,
    }
}

fn shown(kind: IdentityKind, value: &str) -> String {
    match kind {
        IdentityKind::WhatsappId | IdentityKind::Phone => format!("+{value}"),
        IdentityKind::WhatsappUserId | IdentityKind::Email | IdentityKind::PageScopedId => {
            value.to_owned()
        }
    }
}

/// In the conversation that goes on, or went on last; from now on that answers to the new one.
fn tell(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    before: &Sender,
    activity: Activity,
    provider_id: Option<&str>,
) -> Result<(), Error> {
    let Some(mut conversation) = latest::conversation(writer, contact.id, inbox.id, None)? else {
        return Ok(());
    };
    follow(&mut conversation, contact, inbox, before);
    let body = Body::Activity(activity);
    if !conversation.has_place_for(&body) {
        return Ok(());
    }
    let author = Author::Contact(contact.id);
    let entry = writer.append_entry(&mut conversation, author, body)?;
    elsewhere::remember(writer, inbox.id, provider_id, entry.id);
    lifecycle::keep(writer, &mut conversation)
}

fn follow(conversation: &mut Conversation, contact: &Contact, inbox: &Inbox, before: &Sender) {
    let (kind, value) = &conversation.identity;
    if !before.identities().contains(&(*kind, value.as_str())) {
        return;
    }
    let newest = contact.in_inbox(inbox.id).find(|identity| identity.kind == *kind);
    if let Some(newest) = newest {
        conversation.identity = (newest.kind, newest.value.clone());
    }
}
