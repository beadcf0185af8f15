//! What is answered without a person: welcomes, "we have your message", off-hours, warnings. They
//! are ordinary messages of the system's; they change nobody's turn and count as no answer.

use super::error::Error;
use super::mail;
use super::messages::append_outbound;
use super::{canned, hours, windows};
use crate::domain::agent::Agent;
use crate::domain::canned_message::{self, SegmentKind};
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::conversation::{AutomaticReplies, Conversation, State};
use crate::domain::message::Outbound;
use crate::domain::queue::{Queue, Replies};
use crate::domain::timeline::Author;
use crate::domain::window::Way;
use crate::domain::{ConversationId, Timestamp};
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
    let before = conversation.replied;
    for (occasion, text) in due(writer, &conversation, &queue)? {
        if say(writer, &mut conversation, &text)? {
            remember(&mut conversation.replied, occasion, writer.now);
        }
    }
    if conversation.replied != before {
        writer.save_conversation(&conversation)?;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    Welcome,
    Acknowledgement,
    OffHours,
}

/// Only what was said counts as said.
fn remember(replied: &mut AutomaticReplies, occasion: Occasion, now: Timestamp) {
    match occasion {
        Occasion::Welcome => replied.welcomed = true,
        Occasion::Acknowledgement => replied.acknowledged = true,
        Occasion::OffHours => replied.off_hours = Some(now),
    }
}

/// The texts whose time it is, each once a conversation, or once a closed period.
fn due(
    view: &Writer,
    conversation: &Conversation,
    queue: &Queue,
) -> Result<Vec<(Occasion, String)>, Error> {
    let Replies { welcome, acknowledgement, off_hours, warning: _, abandoned: _ } = &queue.replies;
    let texts = if let Some(period) = hours::closed_since(view, queue, view.now)? {
        let is_due = !is_attended(view, conversation, period)?
            && was_open_since(view, queue, conversation.replied.off_hours)?;
        vec![(Occasion::OffHours, off_hours, is_due)]
    } else {
        let replied = conversation.replied;
        let is_first = conversation.inbound_count == 1;
        let is_unheard = conversation.is_open() && conversation.first_response_at.is_none();
        let is_queued = conversation.state == State::Queued;
        vec![
            (Occasion::Welcome, welcome, is_unheard && is_first && !replied.welcomed),
            (Occasion::Acknowledgement, acknowledgement, is_queued && !replied.acknowledged),
        ]
    };
    let due = texts.into_iter().filter(|(_, _, is_due)| *is_due);
    Ok(due.filter_map(|(occasion, text, _)| Some((occasion, words(text)?))).collect())
}

/// Whether somebody is at it although the queue is closed: its agent is at his desk, or has
/// answered since it closed.
fn is_attended(
    view: &View,
    conversation: &Conversation,
    closed_since: Timestamp,
) -> Result<bool, Error> {
    if !conversation.is_open() {
        return Ok(true);
    }
    let answered_at = conversation.answered_at.or(conversation.first_response_at);
    if answered_at.is_some_and(|answered_at| answered_at >= closed_since) {
        return Ok(true);
    }
    let agent = match conversation.agent() {
        Some(agent) => view.find::<Agent>(agent)?,
        None => None,
    };
    Ok(agent.is_some_and(|agent| agent.is_at_the_desk()))
}

/// Whether a closed period has ended since this was said, by the hours that the queue keeps now:
/// whoever moves its closing time makes no second evening.
fn was_open_since(view: &Writer, queue: &Queue, said_at: Option<Timestamp>) -> Result<bool, Error> {
    match said_at {
        Some(said_at) => hours::was_open_between(view, queue, said_at, view.now),
        None => Ok(true),
    }
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
    if conversation.is_full() || !is_reachable(writer, conversation)? {
        return Ok(false);
    }
    let text = filled(writer, conversation, text)?;
    if text.trim().is_empty() {
        return Ok(false);
    }
    let message =
        Outbound::new(text.chars().take(conversation.channel.text_max()).collect(), writer.now);
    let entry = append_outbound(writer, conversation, Author::System, message)?;
    if conversation.channel == Channel::Email {
        mail::answering::note(writer, conversation)?;
    }
    writer.queue_in_outbox(entry.id, conversation)?;
    Ok(true)
}

fn is_reachable(view: &Writer, conversation: &Conversation) -> Result<bool, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let way = windows::of(view, conversation)?.way(view.now, false);
    Ok(contact.is_some_and(|contact| contact.blocked_at.is_none())
        && way == Way::Freely
        && is_by_a_person(view, conversation)?)
}

/// Two machines that answer each other never stop (RFC 3834). Only mails are written by machines.
fn is_by_a_person(view: &View, conversation: &Conversation) -> Result<bool, Error> {
    match conversation.channel {
        Channel::Whatsapp | Channel::Messenger => Ok(true),
        Channel::Email => mail::answering::may_be_automatic(view, conversation),
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
