//! What is answered without a person: welcomes, "we have your message", off-hours, warnings. They
//! are ordinary messages of the system's; they change nobody's turn and count as no answer.

use super::error::Error;
use super::{canned, hours, messages};
use crate::domain::ConversationId;
use crate::domain::canned_message::{self, SegmentKind};
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::conversation::{Conversation, State};
use crate::domain::delivery::Delivery;
use crate::domain::message::{Message, Outbound};
use crate::domain::queue::{Queue, Replies};
use crate::domain::timeline::{Author, Body};
use crate::store::{View, Writer};

/// What the customer is told before silence ends a conversation, where the queue has no words of
/// its own.
pub const WARNING_DEFAULT: &str = "Is there anything else that we can do for you? If we do not hear \
    from you, we will close this conversation soon. You can always write to us again.";

/// Answers what a customer has just written, if the queue has words for it and nobody is at it.
/// It comes last in the change, when routing has had its turn.
pub(super) fn answer(writer: &mut Writer, id: ConversationId) -> Result<(), Error> {
    let Some(mut conversation) = writer.find::<Conversation>(id)? else { return Ok(()) };
    let Some(queue) = writer.find::<Queue>(conversation.queue)? else { return Ok(()) };
    if !is_awaiting(&conversation) {
        return Ok(());
    }
    let before = conversation.replied;
    for text in due(writer, &mut conversation, &queue)? {
        say(writer, &mut conversation, &text)?;
    }
    if conversation.replied != before {
        writer.save_conversation(&conversation)?;
    }
    Ok(())
}

/// Whether the customer has nobody who talks to him.
fn is_awaiting(conversation: &Conversation) -> bool {
    match conversation.state {
        State::Queued => true,
        State::Active { .. } | State::Pending { .. } => conversation.first_response_at.is_none(),
        State::Resolved { .. } | State::Abandoned => false,
    }
}

/// The texts whose time it is, each once a conversation, or once a closed period.
fn due(
    view: &Writer,
    conversation: &mut Conversation,
    queue: &Queue,
) -> Result<Vec<String>, Error> {
    let Replies { welcome, acknowledgement, off_hours, warning: _, abandoned: _ } = &queue.replies;
    let replied = &mut conversation.replied;
    let mut texts = Vec::new();
    if let Some(period) = hours::closed_since(view, queue, view.now)? {
        if replied.off_hours != Some(period) {
            replied.off_hours = words(off_hours).map(|_| period);
            texts.extend(words(off_hours));
        }
        return Ok(texts);
    }
    let is_first = conversation.inbound_count == 1;
    if is_first && !replied.welcomed {
        replied.welcomed = words(welcome).is_some();
        texts.extend(words(welcome));
    }
    if conversation.state == State::Queued && !replied.acknowledged {
        replied.acknowledged = words(acknowledgement).is_some();
        texts.extend(words(acknowledgement));
    }
    Ok(texts)
}

fn words(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.trim().is_empty())
}

/// Tells the customer that silence will end it. Answers whether it could be said.
pub(super) fn warn(writer: &mut Writer, conversation: &mut Conversation) -> Result<bool, Error> {
    let queue: Option<Queue> = writer.find(conversation.queue)?;
    let own = queue.and_then(|queue| words(&queue.replies.warning));
    let text = own.unwrap_or_else(|| WARNING_DEFAULT.to_owned());
    say(writer, conversation, &text)
}

/// The last words to a customer who is taken to have left, if the queue has any.
pub(super) fn part(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    let queue: Option<Queue> = writer.find(conversation.queue)?;
    if let Some(text) = queue.and_then(|queue| words(&queue.replies.abandoned)) {
        say(writer, conversation, &text)?;
    }
    Ok(())
}

/// Queues a message of the system's, if the customer can be written to now. The caller saves.
fn say(writer: &mut Writer, conversation: &mut Conversation, text: &str) -> Result<bool, Error> {
    if !is_reachable(writer, conversation)? {
        return Ok(false);
    }
    let text = filled(writer, conversation, text)?;
    if text.trim().is_empty() {
        return Ok(false);
    }
    let message = Outbound {
        text: text.chars().take(conversation.channel.text_max()).collect(),
        delivery: Delivery::queued(writer.now),
        provider_ids: Vec::new(),
        reply_to: None,
        reactions: Vec::new(),
        client_key: None,
        attachments: Vec::new(),
    };
    let body = Body::Message(Message::Outbound(message));
    let entry = writer.append_entry(conversation, Author::System, body)?;
    writer.queue_in_outbox(entry.id, conversation.inbox, conversation.contact)?;
    Ok(true)
}

fn is_reachable(view: &Writer, conversation: &Conversation) -> Result<bool, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let closes_at = messages::window_closes_at(view, conversation)?;
    Ok(is_by_a_person(conversation.channel)
        && contact.is_some_and(|contact| contact.blocked_at.is_none())
        && closes_at.is_none_or(|closes_at| closes_at > view.now))
}

/// Two machines that answer each other never stop. Only e-mail is written by machines: until it
/// can be told whether one was (RFC 3834), none is answered.
fn is_by_a_person(channel: Channel) -> bool {
    match channel {
        Channel::Whatsapp | Channel::Messenger => true,
        Channel::Email => false,
    }
}

/// The text with the values of its variables. What has neither a value nor a fallback is left out:
/// nobody is there to mend it.
fn filled(view: &View, conversation: &Conversation, text: &str) -> Result<String, Error> {
    let values = canned::values(view, conversation, None)?;
    let segments = canned_message::fill(text, &values).segments.into_iter();
    let known = segments.filter(|segment| segment.kind != SegmentKind::Missing);
    Ok(known.map(|segment| segment.text).collect())
}
