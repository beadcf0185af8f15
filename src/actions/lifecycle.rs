//! What every change of a conversation's state entails besides the state itself.

use super::error::Error;
use super::{presence, routing, windows};
use crate::domain::Timestamp;
use crate::domain::conversation::{Conversation, Input, Moved, Preview};
use crate::domain::due::Due;
use crate::domain::inbox::Inbox;
use crate::domain::message;
use crate::domain::policy::Policy;
use crate::domain::queue::Queue;
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::{View, Writer};

/// Asks the domain. The caller saves by `save`.
pub fn advance(
    writer: &Writer,
    conversation: &mut Conversation,
    input: Input,
) -> Result<(), Error> {
    Ok(conversation.on(input, writer.now)?)
}

/// Adds the activity line of what our side did, and remembers that our side moved.
pub fn record(
    writer: &mut Writer,
    conversation: &mut Conversation,
    by: Author,
    activity: Activity,
) -> Result<(), Error> {
    writer.append_entry(conversation, by, Body::Activity(activity))?;
    moved(writer, conversation, by);
    Ok(())
}

pub fn moved(writer: &Writer, conversation: &mut Conversation, by: Author) {
    conversation.moved = Some(Moved { seq: conversation.last_seq, by, at: writer.now });
}

/// Stores, and gives out what this change has made possible to give out: this conversation, if it
/// waits now, and the next ones to the agent whom it has left.
pub fn save(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    let before: Option<Conversation> = writer.find(conversation.id)?;
    keep(writer, conversation)?;
    routing::settle(writer, before.as_ref(), conversation)
}

/// Sets the timer by the rules that hold for it, and stores.
pub(super) fn keep(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    if conversation.is_open() && writer.find::<Queue>(conversation.queue)?.is_none() {
        // It was taken up again after its queue had been removed.
        let inbox: Option<Inbox> = writer.find(conversation.inbox)?;
        conversation.queue = inbox.map_or(conversation.queue, |inbox| inbox.queue);
    }
    conversation.due_at = next_due(writer, conversation)?.map(|(at, _)| at);
    windows::follow(writer, conversation)?;
    writer.save_conversation(conversation)?;
    presence::expect(writer, conversation)
}

/// What time does to it next, and when, by the rules that hold now.
pub fn next_due(
    view: &View,
    conversation: &Conversation,
) -> Result<Option<(Timestamp, Due)>, Error> {
    if !conversation.is_open() {
        return Ok(None);
    }
    let policy = policy(view, conversation)?;
    Ok(conversation.next_due(&policy, windows::of(view, conversation)?))
}

/// The rules of silence that hold for it now.
pub(super) fn policy(view: &View, conversation: &Conversation) -> Result<Policy, Error> {
    let queue: Option<Queue> = view.find(conversation.queue)?;
    let inbox: Option<Inbox> = view.find(conversation.inbox)?;
    Ok(Policy::of(&view.settings()?, queue.as_ref(), inbox.as_ref()))
}

pub fn preview(text: &str, kind: &str, author: Author, is_note: bool) -> Preview {
    Preview { text: message::preview(text), author, is_note, kind: kind.to_owned() }
}
