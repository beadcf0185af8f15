//! What every change of a conversation's state entails besides the state itself.

use super::error::Error;
use super::routing;
use crate::domain::conversation::{Conversation, Input, Moved, Preview};
use crate::domain::inbox::Inbox;
use crate::domain::message;
use crate::domain::policy::Policy;
use crate::domain::queue::Queue;
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::Writer;

/// Asks the domain, then keeps the waiting time. The caller saves by `save`.
pub fn advance(
    writer: &Writer,
    conversation: &mut Conversation,
    input: Input,
) -> Result<(), Error> {
    conversation.state = conversation.state.on(input)?;
    let now = writer.now;
    conversation.waiting_since = match input {
        Input::CustomerWrote
        | Input::Accepted { .. }
        | Input::Assigned { .. }
        | Input::TransferredToAgent { .. }
        | Input::TransferredToQueue
        | Input::GivenBack
        | Input::Reopened { .. } => conversation.waiting_since.or(Some(now)),
        Input::Undone { .. } => {
            conversation.resolution.as_ref().and_then(|r| r.waiting_since_before)
        }
        Input::Replied { .. } | Input::Resolved { .. } | Input::TimedOut | Input::CustomerLeft => {
            None
        }
    };
    Ok(())
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

/// Sets the timer by the queue's rules and stores.
pub(super) fn keep(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    let inbox: Option<Inbox> = writer.find(conversation.inbox)?;
    let mut queue: Option<Queue> = writer.find(conversation.queue)?;
    if let (None, Some(inbox), true) = (&queue, &inbox, conversation.is_open()) {
        // It was taken up again after its queue had been removed.
        conversation.queue = inbox.queue;
        queue = writer.find(inbox.queue)?;
    }
    let policy = Policy::of(&writer.settings()?, queue.as_ref(), inbox.as_ref());
    conversation.due_at = conversation.silence_ends_at(&policy);
    writer.save_conversation(conversation)?;
    Ok(())
}

pub fn preview(text: &str, kind: &str, author: Author, is_note: bool) -> Preview {
    Preview { text: message::preview(text), author, is_note, kind: kind.to_owned() }
}
