//! What customers do becomes conversations. Everything here can be done twice: a provider's id that
//! is known already changes nothing.

use super::error::Error;
use super::revisions::{self, Edit};
use super::routing::{self, Opening};
use super::{automatic, blocking, echoes, latest, leaving, lifecycle, reports, resolutions};
use super::{profiles, standby, watermarks};
use crate::channels::received::{ReceivedMessage, Sender, What};
use crate::domain::contact::{Contact, Identity, IdentityKind, NO_INBOX};
use crate::domain::content::Content;
use crate::domain::conversation::{Conversation, Input, State};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::{Inbound, Message, Reaction};
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{ContactId, DeliveryId, EntryId, InboxId, MergeId, Timestamp};
use crate::store::{View, Writer};

/// What to call somebody of whom we know nothing.
const NAMELESS: &str = "WhatsApp user";
const NAMELESS_ON_FACEBOOK: &str = "Facebook user";
/// How much of a page-scoped id tells one nameless person from another.
const DIGITS_SHOWN: usize = 4;

/// Takes one item of a delivery in. Answers why it could not be used, if so.
pub fn receive(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    what: &What,
) -> Result<Option<String>, Error> {
    match what {
        What::Message(message) => receive_message(writer, inbox, raw, message),
        What::Reaction { provider_id, target, emoji, sender, at } => {
            let reaction = emoji.as_ref();
            let reaction =
                reaction.map(|emoji| Reaction { emoji: emoji.clone(), at: *at, by: None });
            if reaction.is_some() {
                let_us_write(writer, inbox, sender, *at)?;
            }
            react(writer, inbox, provider_id, target, reaction, sender)
        }
        What::Status { provider_id, report, callback } => {
            reports::take(writer, inbox.id, provider_id, callback.as_deref(), report)?;
            Ok(None)
        }
        What::Watermark(mark) => watermarks::take(writer, inbox, mark).map(|()| None),
        What::Echo(echo) => echoes::take(writer, inbox, echo),
        What::Edited { provider_id, target, text, number, sender, at } => {
            let provider_id = provider_id.as_deref();
            let edit = Edit { provider_id, target, text, number: *number, at: *at };
            match revisions::edit(writer, inbox, &edit)? {
                true => Ok(None),
                false => {
                    let seen = Elsewhere { kind: "edit", provider_id };
                    elsewhere(writer, inbox, Some(sender), seen)
                }
            }
        }
        What::Deleted { provider_id, target, sender, at } => {
            let provider_id = provider_id.as_deref();
            match revisions::delete(writer, inbox, provider_id, target, *at)? {
                true => Ok(None),
                false => {
                    let seen = Elsewhere { kind: "delete", provider_id };
                    elsewhere(writer, inbox, Some(sender), seen)
                }
            }
        }
        What::Warning { kind, text, at } => warn(writer, inbox.id, kind, text, *at),
        What::Marketing { sender, is_wanted } => {
            leaving::marketing(writer, inbox, sender, *is_wanted)
        }
        What::Trouble { failure } => Ok(Some(failure.reason.clone())),
        What::Other { kind, sender, provider_id, at, opens_window } => {
            let seen = Elsewhere { kind, provider_id: provider_id.as_deref() };
            if let (Some(sender), true) = (sender, *opens_window) {
                let_us_write(writer, inbox, sender, at.unwrap_or(writer.now))?;
            }
            elsewhere(writer, inbox, sender.as_ref(), seen)
        }
        What::Unreadable { reason } => Ok(Some(reason.clone())),
    }
}

fn warn(
    writer: &mut Writer,
    id: InboxId,
    kind: &str,
    text: &str,
    at: Timestamp,
) -> Result<Option<String>, Error> {
    if let Some(mut inbox) = writer.find::<Inbox>(id)? {
        inbox.warn(kind, text.to_owned(), at);
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id });
    }
    Ok(None)
}

fn receive_message(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    message: &ReceivedMessage,
) -> Result<Option<String>, Error> {
    if writer.entry_by_provider_id(inbox.id, &message.provider_id)?.is_some() {
        return Ok(None);
    }
    if !message.opens_conversation {
        // An edit, a deletion: about something that was said, and nothing to answer by itself.
        let kind = message.content.kind();
        let seen = Elsewhere { kind, provider_id: Some(&message.provider_id) };
        return elsewhere(writer, inbox, Some(&message.sender), seen);
    }
    let mut contact = contact_of(writer, inbox, &message.sender)?;
    open_window(&mut contact, inbox.id, &message.sender, message.sent_at);
    writer.save_contact(&contact)?;
    let to = answer_address(&contact, inbox.id, &message.sender);
    if contact.blocked_at.is_some() {
        blocking::keep(writer, inbox, raw, message, &contact, to)?;
        return Ok(None);
    }
    if message.is_standby {
        standby::keep(writer, inbox, raw, message, &contact, to)?;
        return Ok(None);
    }
    let text = message.content.text().unwrap_or_default();
    let mut conversation = conversation_of(writer, inbox, &contact, to, text)?;
    let was_aside = conversation.snooze.is_some();
    lifecycle::advance(writer, &mut conversation, Input::CustomerWrote)?;
    if was_aside {
        let woken = Body::Activity(Activity::Woken);
        writer.append_entry(&mut conversation, Author::Contact(contact.id), woken)?;
    }
    let author = Author::Contact(contact.id);
    conversation.preview =
        Some(lifecycle::preview(text, message.content.preview_kind(), author, false));
    conversation.last_activity_at = writer.now;
    conversation.inbound_count += 1;
    append(writer, &mut conversation, raw, message)?;
    if says_that_all_is_done(writer, &message.content)? {
        resolutions::end(writer, conversation, Input::SaidDone, author, None)?;
        return Ok(None);
    }
    lifecycle::save(writer, &mut conversation)?;
    automatic::answer(writer, conversation.id)?;
    Ok(None)
}

/// Puts a message into the timeline; whoever calls saves the conversation.
pub(super) fn append(
    writer: &mut Writer,
    conversation: &mut Conversation,
    raw: DeliveryId,
    message: &ReceivedMessage,
) -> Result<(), Error> {
    let inbox = conversation.inbox;
    let reply_to = match &message.reply_to {
        Some(quoted) => writer.entry_by_provider_id(inbox, quoted)?,
        None => None,
    };
    let body = Body::Message(Message::Inbound(Inbound {
        reply_to,
        forwarded: message.forwarded,
        referral: message.referral.clone(),
        product: message.product.clone(),
        ..Inbound::new(message.provider_id.clone(), message.sent_at, message.content.clone(), raw)
    }));
    let author = Author::Contact(conversation.contact);
    let entry = writer.append_entry(conversation, author, body)?;
    writer.remember_provider_id(inbox, &message.provider_id, entry.id);
    Ok(())
}

fn says_that_all_is_done(writer: &Writer, content: &Content) -> Result<bool, Error> {
    match content {
        Content::Text { text } | Content::Choice { text, .. } => {
            Ok(writer.settings()?.closing_words.are_said_by(text))
        }
        Content::Location { .. }
        | Content::Files { .. }
        | Content::People { .. }
        | Content::Order { .. }
        | Content::Form { .. }
        | Content::Link { .. }
        | Content::Unsupported { .. } => Ok(false),
    }
}

/// The open conversation of this contact here, or a new one that follows the last; `text` chooses
/// where that one waits.
fn conversation_of(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    text: &str,
) -> Result<Conversation, Error> {
    match latest::conversation(writer, contact.id, inbox.id, Some(&to))? {
        // Answers go where the customer wrote from last.
        Some(open) if open.is_open() && !open.is_full() => {
            Ok(Conversation { identity: to, ..open })
        }
        Some(full) if full.is_open() => {
            let ended = resolutions::end(writer, full, Input::Filled, Author::System, None)?;
            begin(writer, inbox, contact, to, Some(ended), text)
        }
        latest => begin(writer, inbox, contact, to, latest, text),
    }
}

pub(super) fn begin(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    previous: Option<Conversation>,
    text: &str,
) -> Result<Conversation, Error> {
    let id = writer.next_conversation_id()?;
    let mut conversation = Conversation::new(id, contact.id, inbox, State::Queued, to, writer.now);
    let opening = Opening { text, subject: conversation.subject.as_deref() };
    conversation.queue = routing::queue_for(writer, inbox, contact, opening)?;
    latest::follow(writer, &mut conversation, previous)?;
    let (previous, queue) = (conversation.previous, conversation.queue);
    let created = Activity::Created { previous, queue, by: None };
    writer.append_entry(&mut conversation, Author::System, Body::Activity(created))?;
    Ok(conversation)
}

/// Where answers to `sender` go: among the addresses of the account that wrote.
pub(super) fn answer_address(
    contact: &Contact,
    inbox: InboxId,
    sender: &Sender,
) -> (IdentityKind, String) {
    let address = contact.address(inbox, account(contact, inbox, sender));
    address.unwrap_or_else(|| (IdentityKind::WhatsappId, String::new()))
}

/// Identities of one account came by the same merge, or by none.
fn account(contact: &Contact, inbox: InboxId, sender: &Sender) -> Option<MergeId> {
    let mut found = sender.identities().into_iter().filter_map(|(kind, value)| {
        let here = contact.identity(inbox, kind, value);
        here.or_else(|| contact.identity(NO_INBOX, IdentityKind::Phone, value))
    });
    found.next().and_then(|identity| identity.came_by)
}

/// The customer did something that opens the window, without saying anything.
fn let_us_write(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    at: Timestamp,
) -> Result<(), Error> {
    let mut contact = contact_of(writer, inbox, sender)?;
    open_window(&mut contact, inbox.id, sender, at);
    writer.save_contact(&contact)?;
    // It is warned of the end, and listed by it.
    match open_conversation(writer, inbox, Some(sender))? {
        Some(mut conversation) => lifecycle::keep(writer, &mut conversation),
        None => Ok(()),
    }
}

fn open_window(contact: &mut Contact, inbox: InboxId, sender: &Sender, at: Timestamp) {
    let account = account(contact, inbox, sender);
    let of_account =
        |identity: &&mut Identity| identity.inbox == inbox && identity.came_by == account;
    for identity in contact.identities.iter_mut().filter(of_account) {
        identity.last_inbound_at = identity.last_inbound_at.max(Some(at));
    }
}

/// The contact behind a sender, made if new. What the payload tells together is kept together: a
/// number and a user id lead to the same contact from then on, and so does a number that a
/// colleague or a list has told us.
pub(super) fn contact_of(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
) -> Result<Contact, Error> {
    let mut unclaimed = Vec::new();
    for (kind, value) in sender.identities() {
        if writer.contact_by_identity(inbox.id, kind, value)?.is_none() {
            unclaimed.push((kind, value.to_owned()));
        }
    }
    let mut contact = match known_contact(writer, inbox, sender)? {
        Some(contact) => contact,
        None => new_contact(writer, inbox, sender)?,
    };
    let before = contact.clone();
    let came_by = account(&contact, inbox.id, sender);
    contact.identities.extend(unclaimed.into_iter().map(|(kind, value)| Identity {
        inbox: inbox.id,
        kind,
        value,
        last_inbound_at: None,
        came_by,
    }));
    contact.username = sender.username.clone().or(contact.username);
    if contact != before {
        writer.save_contact(&contact)?;
        writer.announce(Event::Contact { id: contact.id });
    }
    Ok(contact)
}

/// Who has written here as this sender, or is known to have the number.
pub(super) fn known_contact(
    view: &View,
    inbox: &Inbox,
    sender: &Sender,
) -> Result<Option<Contact>, Error> {
    for (kind, value) in sender.identities() {
        if let Some(contact) = view.contact_by_identity(inbox.id, kind, value)? {
            return Ok(Some(contact));
        }
    }
    match &sender.wa_id {
        Some(digits) => Ok(view.contact_by_identity(NO_INBOX, IdentityKind::Phone, digits)?),
        None => Ok(None),
    }
}

fn new_contact(writer: &mut Writer, inbox: &Inbox, sender: &Sender) -> Result<Contact, Error> {
    let name = [
        sender.name.clone(),
        sender.username.clone(),
        sender.wa_id.as_ref().map(|digits| format!("+{digits}")),
        sender.page_scoped_id.as_deref().map(facebook_user),
    ];
    let named = name.into_iter().flatten().find(|name| !name.is_empty());
    let name = named.unwrap_or_else(|| NAMELESS.to_owned());
    let id = ContactId(writer.next_id::<Contact>()?);
    if let Some(psid) = &sender.page_scoped_id {
        profiles::want(writer, inbox.id, id, psid)?;
    }
    Ok(Contact::new(id, name, writer.now))
}

/// What somebody is called whose name Facebook has not told yet.
pub(super) fn facebook_user(page_scoped_id: &str) -> String {
    let start = page_scoped_id.char_indices().rev().nth(DIGITS_SHOWN - 1).map_or(0, |(at, _)| at);
    format!("{NAMELESS_ON_FACEBOOK} {}", page_scoped_id.get(start..).unwrap_or_default())
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
        reactions.retain(|reaction| reaction.by.is_some());
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
    // It may have opened the window, before whose end the customer is warned.
    lifecycle::keep(writer, &mut conversation)?;
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
    let Some(sender) = sender.filter(|sender| sender.is_known()) else {
        return Ok(None);
    };
    let contact = contact_of(writer, inbox, sender)?;
    writer.save_contact(&contact)?;
    latest::open_conversation(writer, contact.id, inbox.id)
}
