//! What customers do becomes conversations. Everything here can be done twice: a provider's id that
//! is known already changes nothing.

use super::error::Error;
use super::{automatic, lifecycle, reports, resolutions, routing};
use crate::channels::whatsapp::sender::Sender;
use crate::channels::whatsapp::webhook::{ReceivedMessage, What};
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::conversation::{AutomaticReplies, Cause, Conversation, Input, State};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::{Content, Inbound, Message, Reaction};
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{ContactId, DeliveryId, EntryId, InboxId, Timestamp};
use crate::store::Writer;
use std::collections::{BTreeMap, BTreeSet};

/// What to call somebody of whom we know nothing.
const NAMELESS: &str = "WhatsApp user";

/// Takes one item of a delivery in. Answers why it could not be used, if so.
pub fn receive(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    what: &What,
) -> Result<Option<String>, Error> {
    match what {
        What::Message(message) => {
            receive_message(writer, inbox, raw, message)?;
            Ok(None)
        }
        What::Reaction { provider_id, target, emoji, sender, at } => {
            let reaction = emoji.as_ref().map(|emoji| Reaction { emoji: emoji.clone(), at: *at });
            react(writer, inbox, provider_id, target, reaction, sender)
        }
        What::Status { provider_id, report, callback } => {
            reports::take(writer, inbox.id, provider_id, callback.as_deref(), report)?;
            Ok(None)
        }
        What::Trouble { failure } => Ok(Some(failure.reason.clone())),
        What::Other { kind, sender, provider_id, at, opens_window } => {
            let seen = Elsewhere { kind, provider_id: provider_id.as_deref() };
            if let (Some(sender), true) = (sender, *opens_window) {
                let mut contact = contact_of(writer, inbox, sender)?;
                open_window(&mut contact, inbox.id, at.unwrap_or(writer.now));
                writer.save_contact(&contact)?;
            }
            elsewhere(writer, inbox, sender.as_ref(), seen)
        }
        What::Unreadable { reason } => Ok(Some(reason.clone())),
    }
}

fn receive_message(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    message: &ReceivedMessage,
) -> Result<(), Error> {
    if writer.entry_by_provider_id(inbox.id, &message.provider_id)?.is_some() {
        return Ok(());
    }
    let mut contact = contact_of(writer, inbox, &message.sender)?;
    open_window(&mut contact, inbox.id, message.sent_at);
    writer.save_contact(&contact)?;
    let text = message.content.text().unwrap_or_default();
    let mut conversation = conversation_of(writer, inbox, &contact, text)?;
    let was_aside = conversation.snooze.is_some();
    lifecycle::advance(writer, &mut conversation, Input::CustomerWrote)?;
    if was_aside {
        let woken = Body::Activity(Activity::Woken);
        writer.append_entry(&mut conversation, Author::Contact(contact.id), woken)?;
    }
    let reply_to = match &message.reply_to {
        Some(quoted) => writer.entry_by_provider_id(inbox.id, quoted)?,
        None => None,
    };
    let author = Author::Contact(contact.id);
    conversation.preview = Some(lifecycle::preview(text, message.content.kind(), author, false));
    conversation.last_activity_at = writer.now;
    conversation.inbound_count += 1;
    let body = Body::Message(Message::Inbound(Inbound {
        provider_id: message.provider_id.clone(),
        sent_at: message.sent_at,
        content: message.content.clone(),
        raw,
        reply_to,
        reactions: Vec::new(),
    }));
    let entry = writer.append_entry(&mut conversation, author, body)?;
    writer.remember_provider_id(inbox.id, &message.provider_id, entry.id);
    if says_that_all_is_done(writer, &message.content)? {
        let input = Input::Resolved { cause: Cause::Customer };
        resolutions::end(writer, conversation, input, author, None)?;
        return Ok(());
    }
    lifecycle::save(writer, &mut conversation)?;
    automatic::answer(writer, conversation.id)
}

fn says_that_all_is_done(writer: &Writer, content: &Content) -> Result<bool, Error> {
    match content {
        Content::Text { text } | Content::Choice { text } => {
            Ok(writer.settings()?.closing_words.are_said_by(text))
        }
        Content::Location { .. } | Content::Unsupported { .. } => Ok(false),
    }
}

/// The open conversation of this contact here, or a new one that follows the last; `text` chooses
/// where that one waits.
fn conversation_of(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    text: &str,
) -> Result<Conversation, Error> {
    let latest = match writer.latest_conversation(contact.id, inbox.id)? {
        Some(id) => writer.find::<Conversation>(id)?,
        None => None,
    };
    match latest {
        Some(conversation) if conversation.is_open() => Ok(conversation),
        Some(ended) => begin(writer, inbox, contact, Some(ended), text),
        None => begin(writer, inbox, contact, None, text),
    }
}

fn begin(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    previous: Option<Conversation>,
    text: &str,
) -> Result<Conversation, Error> {
    let id = writer.next_conversation_id()?;
    let queue = routing::queue_for(writer, inbox, contact, text)?;
    let previous_id = previous.as_ref().map(|ended| ended.id);
    if let Some(mut ended) = previous {
        ended.next = Some(id);
        writer.save_conversation(&ended)?;
    }
    let mut conversation = Conversation {
        id,
        contact: contact.id,
        inbox: inbox.id,
        channel: inbox.channel(),
        queue,
        identity: answer_address(contact, inbox.id),
        state: State::Queued,
        subject: None,
        preview: None,
        created_at: writer.now,
        last_activity_at: writer.now,
        waiting_since: None,
        first_response_at: None,
        tags: BTreeSet::new(),
        labels: BTreeSet::new(),
        inbound_count: 0,
        last_seq: 0,
        moved: None,
        previous: previous_id,
        next: None,
        resolution: None,
        due_at: None,
        snooze: None,
        woken_at: None,
        warned_at: None,
        replied: AutomaticReplies::default(),
    };
    writer.set_latest_conversation(contact.id, inbox.id, id);
    let created = Activity::Created { previous: previous_id, queue };
    writer.append_entry(&mut conversation, Author::System, Body::Activity(created))?;
    Ok(conversation)
}

/// The number if there is one: it is what the provider delivers to most surely.
fn answer_address(contact: &Contact, inbox: InboxId) -> (IdentityKind, String) {
    let identities = contact.in_inbox(inbox);
    let best = identities.min_by_key(|identity| identity.kind);
    best.map_or_else(
        || (IdentityKind::WhatsappId, String::new()),
        |identity| (identity.kind, identity.value.clone()),
    )
}

fn open_window(contact: &mut Contact, inbox: InboxId, at: Timestamp) {
    for identity in contact.identities.iter_mut().filter(|identity| identity.inbox == inbox) {
        identity.last_inbound_at = identity.last_inbound_at.max(Some(at));
    }
}

/// The contact behind a sender, made if new. What the payload tells together is kept together: a
/// number and a user id lead to the same contact from then on.
fn contact_of(writer: &mut Writer, inbox: &Inbox, sender: &Sender) -> Result<Contact, Error> {
    let ids = [
        sender.wa_id.as_ref().map(|id| (IdentityKind::WhatsappId, id)),
        sender.user_id.as_ref().map(|id| (IdentityKind::WhatsappUserId, id)),
    ];
    let mut known = None;
    let mut unclaimed = Vec::new();
    for (kind, value) in ids.into_iter().flatten() {
        match writer.contact_by_identity(inbox.id, kind, value)? {
            Some(contact) => known = known.or(Some(contact)),
            None => unclaimed.push((kind, value.clone())),
        }
    }
    let mut contact = match known {
        Some(contact) => contact,
        None => new_contact(writer, sender)?,
    };
    let before = contact.clone();
    contact.identities.extend(unclaimed.into_iter().map(|(kind, value)| Identity {
        inbox: inbox.id,
        kind,
        value,
        last_inbound_at: None,
    }));
    contact.username = sender.username.clone().or(contact.username);
    if contact != before {
        writer.save_contact(&contact)?;
        writer.announce(Event::Contact { id: contact.id });
    }
    Ok(contact)
}

fn new_contact(writer: &mut Writer, sender: &Sender) -> Result<Contact, Error> {
    let name = [
        sender.name.clone(),
        sender.username.clone(),
        sender.wa_id.as_ref().map(|digits| format!("+{digits}")),
    ];
    let named = name.into_iter().flatten().find(|name| !name.is_empty());
    Ok(Contact {
        id: ContactId(writer.next_id::<Contact>()?),
        name: named.unwrap_or_else(|| NAMELESS.to_owned()),
        username: None,
        identities: Vec::new(),
        created_at: writer.now,
        attributes: BTreeMap::new(),
        notes: Vec::new(),
        blocked_at: None,
        merged_into: None,
    })
}

/// Sets the customer's reaction on a message: a new one takes the place of the old.
fn react(
    writer: &mut Writer,
    inbox: &Inbox,
    provider_id: &str,
    target: &str,
    reaction: Option<Reaction>,
    sender: &Sender,
) -> Result<Option<String>, Error> {
    if writer.entry_by_provider_id(inbox.id, provider_id)?.is_some() {
        return Ok(None);
    }
    let known = match writer.entry_by_provider_id(inbox.id, target)? {
        Some(id) => writer.entry(id)?,
        None => None,
    };
    let Some(mut entry) = known else {
        let seen = Elsewhere { kind: "reaction", provider_id: Some(provider_id) };
        return elsewhere(writer, inbox, Some(sender), seen);
    };
    if let Body::Message(message) = &mut entry.body {
        let reactions = message.reactions_mut();
        reactions.clear();
        reactions.extend(reaction);
        writer.save_entry(&entry)?;
        writer.remember_provider_id(inbox.id, provider_id, entry.id);
    }
    Ok(None)
}

struct Elsewhere<'a> {
    kind: &'a str,
    provider_id: Option<&'a str>,
}

/// Something about a message or a person that has no place of its own: a line in the contact's open
/// conversation says so; without one it is answered as unused.
fn elsewhere(
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
    writer.save_conversation(&conversation)?;
    Ok(None)
}

fn remember(writer: &mut Writer, inbox: InboxId, provider_id: Option<&str>, entry: EntryId) {
    if let Some(provider_id) = provider_id {
        writer.remember_provider_id(inbox, provider_id, entry);
    }
}

fn open_conversation(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: Option<&Sender>,
) -> Result<Option<Conversation>, Error> {
    let Some(sender) = sender.filter(|s| s.wa_id.is_some() || s.user_id.is_some()) else {
        return Ok(None);
    };
    let contact = contact_of(writer, inbox, sender)?;
    writer.save_contact(&contact)?;
    let latest = match writer.latest_conversation(contact.id, inbox.id)? {
        Some(id) => writer.find::<Conversation>(id)?,
        None => None,
    };
    Ok(latest.filter(Conversation::is_open))
}
