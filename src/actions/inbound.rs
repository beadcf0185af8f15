//! What customers do becomes conversations. Everything here can be done twice: a provider's id that
//! is known already changes nothing.

use super::elsewhere::{self, Elsewhere};
use super::error::Error;
use super::reacting::{self, Reacted};
use super::revisions::{self, Edit};
use super::routing::{self, Opening};
use super::{automatic, banners, blocking, downloads, early, echoes, latest, leaving, lifecycle};
use super::{order, renaming, reports, resolutions, senders, standby, templates, watermarks};
use crate::channels::received::{ReceivedMessage, Sender, What};
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::content::Content;
use crate::domain::conversation::{Conversation, Input, State};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::{Inbound, Message};
use crate::domain::order::written_at;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{DeliveryId, InboxId, Timestamp};
use crate::store::{Early, Writer};

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
            let reaction = Reacted { provider_id, target, emoji: emoji.as_deref(), at: *at };
            reacting::react(writer, inbox, sender, reaction)
        }
        What::Status { provider_id, report, callback } => {
            reports::take(writer, inbox.id, provider_id, callback.as_deref(), report).map(|()| None)
        }
        What::Watermark(mark) => watermarks::take(writer, inbox, mark).map(|()| None),
        What::Echo(echo) => echoes::take(writer, inbox, echo),
        What::Edited { provider_id, target, text, number, sender, at } => {
            let provider_id = provider_id.as_deref();
            let edit = Edit { provider_id, target, text, number: *number, at: *at };
            if revisions::edit(writer, inbox.id, &edit)? {
                return Ok(None);
            }
            let early = Early::Edited { text: text.clone(), number: *number, at: *at };
            let seen = Elsewhere { kind: "edit", provider_id };
            wait_for(writer, inbox, sender, (target, early), seen)
        }
        What::Deleted { provider_id, target, sender, at } => {
            let provider_id = provider_id.as_deref();
            if revisions::delete(writer, inbox.id, provider_id, target, *at)? {
                return Ok(None);
            }
            let seen = Elsewhere { kind: "delete", provider_id };
            wait_for(writer, inbox, sender, (target, Early::Deleted { at: *at }), seen)
        }
        What::Renamed(renamed) => renaming::rename(writer, inbox, renamed),
        What::Account(news) => banners::take(writer, &[inbox.id], news).map(|_| None),
        What::Dropped { kind: _ } => Ok(None),
        What::Warning { kind, text, at } => warn(writer, inbox.id, kind, text, *at),
        What::Marketing { sender, is_wanted, at } => {
            leaving::marketing(writer, inbox, sender, *is_wanted, *at)
        }
        What::Template(change) => templates::hear(writer, &[inbox.id], change),
        What::HandedOver { provider_id, to, sender } => {
            standby::hand_over(writer, inbox, (provider_id, to), sender)
        }
        What::Trouble { failure } => {
            reports::trouble(writer, inbox.id, failure)?;
            Ok(Some(failure.reason.clone()))
        }
        What::Other { kind, sender, provider_id, at, opens_window } => {
            let seen = Elsewhere { kind, provider_id: provider_id.as_deref() };
            if let (Some(sender), true) = (sender, *opens_window) {
                elsewhere::let_us_write(writer, inbox, sender, at.unwrap_or(writer.now))?;
            }
            elsewhere::line(writer, inbox, sender.as_ref(), seen)
        }
        What::Unreadable { reason } => Ok(Some(reason.clone())),
    }
}

/// The message is not here, or not yet: what is told of it waits for it, and a line says so.
fn wait_for(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    (target, early): (&str, Early),
    seen: Elsewhere<'_>,
) -> Result<Option<String>, Error> {
    writer.park_early(inbox.id, target, early)?;
    elsewhere::line(writer, inbox, Some(sender), seen)
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
        return elsewhere::line(writer, inbox, Some(&message.sender), seen);
    }
    let mut contact = senders::contact_of(writer, inbox, &message.sender)?;
    if !message.is_in_group {
        senders::open_window(&mut contact, inbox.id, &message.sender, message.sent_at);
        writer.save_contact(&contact)?;
    }
    let to = senders::answer_address(&contact, inbox.id, &message.sender);
    if contact.blocked_at.is_some() {
        blocking::keep(writer, inbox, raw, message, &contact, to)?;
        return Ok(None);
    }
    if message.is_standby || message.is_in_group {
        standby::keep(writer, inbox, raw, message, &contact, to)?;
        return Ok(None);
    }
    let text = message.content.text().unwrap_or_default();
    let mut conversation = take_up(writer, inbox, &contact, to, text)?;
    renaming::tell_of_others(writer, inbox, &mut conversation, message)?;
    let author = Author::Contact(contact.id);
    let is_last = append(writer, &mut conversation, raw, message)?;
    if is_last {
        let kind = message.content.preview_kind();
        conversation.preview = Some(lifecycle::preview(text, kind, author, false));
    }
    // Whoever wrote more after it had not done.
    if is_last && says_that_all_is_done(writer, &message.content)? {
        resolutions::end(writer, conversation, Input::SaidDone, author, None)?;
        return Ok(None);
    }
    lifecycle::save(writer, &mut conversation)?;
    automatic::answer(writer, conversation.id)?;
    Ok(None)
}

/// The conversation in which the customer waits for us from now on; whoever calls saves it.
pub(super) fn take_up(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    text: &str,
) -> Result<Conversation, Error> {
    let mut conversation = conversation_of(writer, inbox, contact, to, text)?;
    hear(writer, &mut conversation)?;
    Ok(conversation)
}

/// The customer waits for us in it from now on.
pub(super) fn hear(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    is_our_turn(writer, conversation)?;
    conversation.inbound_count += 1;
    Ok(())
}

/// Something has happened in it that our side has to look at.
pub(super) fn is_our_turn(
    writer: &mut Writer,
    conversation: &mut Conversation,
) -> Result<(), Error> {
    let was_aside = conversation.snooze.is_some();
    lifecycle::advance(writer, conversation, Input::CustomerWrote)?;
    if was_aside {
        let woken = Body::Activity(Activity::Woken);
        let author = Author::Contact(conversation.contact);
        if conversation.has_place_for(&woken) {
            writer.append_entry(conversation, author, woken)?;
        }
    }
    conversation.last_activity_at = writer.now;
    Ok(())
}

/// Puts a message into the timeline; whoever calls saves the conversation. Answers whether it is the
/// last: one that came late is read before what the customer wrote after it.
pub(super) fn append(
    writer: &mut Writer,
    conversation: &mut Conversation,
    raw: DeliveryId,
    message: &ReceivedMessage,
) -> Result<bool, Error> {
    let inbox = conversation.inbox;
    let sent_at = written_at(message.sent_at, writer.now);
    let before = order::before(writer, conversation, sent_at)?;
    let reply_to = match &message.reply_to {
        Some(quoted) => writer.entry_by_provider_id(inbox, quoted)?,
        None => None,
    };
    let body = Body::Message(Message::Inbound(Box::new(Inbound {
        before,
        reply_to,
        forwarded: message.forwarded,
        referral: message.referral.clone(),
        product: message.product.clone(),
        mail: message.mail.clone(),
        ..Inbound::new(message.provider_id.clone(), sent_at, message.content.clone(), raw)
    })));
    let author = Author::Contact(conversation.contact);
    let mut entry = writer.append_entry(conversation, author, body)?;
    writer.remember_provider_id(inbox, &message.provider_id, entry.id);
    if let Some(quoted) = message.reply_to.as_deref().filter(|_| reply_to.is_none()) {
        writer.park_early(inbox, quoted, Early::Quoted { by: entry.id })?;
    }
    downloads::queue(writer, inbox, &mut entry, message.sent_at)?;
    early::settle(writer, inbox, &message.provider_id, entry.id)?;
    Ok(before.is_none())
}

pub(super) fn says_that_all_is_done(writer: &Writer, content: &Content) -> Result<bool, Error> {
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
            begin(writer, inbox, contact, to, Some(ended), Opening::of(text))
        }
        latest => begin(writer, inbox, contact, to, latest, Opening::of(text)),
    }
}

pub(super) fn begin(
    writer: &mut Writer,
    inbox: &Inbox,
    contact: &Contact,
    to: (IdentityKind, String),
    previous: Option<Conversation>,
    opening: Opening<'_>,
) -> Result<Conversation, Error> {
    let id = writer.next_conversation_id()?;
    let mut conversation = Conversation::new(id, contact.id, inbox, State::Queued, to, writer.now);
    conversation.subject = opening.subject.map(str::to_owned);
    conversation.queue = routing::queue_for(writer, inbox, contact, opening)?;
    latest::follow(writer, &mut conversation, previous)?;
    let (previous, queue) = (conversation.previous, conversation.queue);
    let created = Activity::Created { previous, queue, by: None };
    writer.append_entry(&mut conversation, Author::System, Body::Activity(created))?;
    Ok(conversation)
}
