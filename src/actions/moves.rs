//! What has happened to a conversation since somebody looked at it, in words: whoever answers is
//! asked once more whether the answer still fits.

use super::access;
use super::error::Error;
use crate::domain::EntryId;
use crate::domain::conversation::{Cause, Conversation, Moved};
use crate::domain::message::Message;
use crate::domain::permission::Actor;
use crate::domain::time::SECOND_MS;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{AgentId, QueueId};
use crate::store::{View, Writer};

/// A colleague may have answered, or it may have moved, while this answer was being written.
pub(super) fn check_seen(
    writer: &Writer,
    actor: &Actor,
    conversation: &Conversation,
    seen_seq: Option<u32>,
) -> Result<(), Error> {
    let Some(moved) = seen_seq.and_then(|seen| conversation.moved_since(seen, actor.agent)) else {
        return Ok(());
    };
    let what = what_happened(writer, conversation, moved)?;
    let seconds = writer.now.ms_since(moved.at) / SECOND_MS;
    Err(Error::conflict("conversation_moved", format!("{what} {seconds} s ago: send anyway?")))
}

fn what_happened(view: &View, conversation: &Conversation, moved: Moved) -> Result<String, Error> {
    let by = match moved.by {
        Author::Agent(agent) => Some(access::agent_name(view, agent)?),
        Author::Contact(_) | Author::System | Author::Outside => None,
    };
    let entry = view.entry(EntryId::new(conversation.id, moved.seq))?;
    match entry.map(|entry| entry.body) {
        Some(Body::Message(Message::Inbound(_))) => Ok("The customer wrote".to_owned()),
        Some(Body::Message(Message::Outbound(_))) => Ok(act(by, "replied", "It was answered")),
        Some(Body::Note(_)) => Ok(act(by, "left a note", "A note was left")),
        Some(Body::Activity(activity)) => in_words(view, &activity, by),
        None => Ok(act(by, "changed it", "It was changed")),
    }
}

/// What somebody did, or what came about by itself.
fn act(by: Option<String>, done: &str, by_itself: &str) -> String {
    by.map_or_else(|| by_itself.to_owned(), |by| format!("{by} {done}"))
}

fn in_words(view: &View, activity: &Activity, by: Option<String>) -> Result<String, Error> {
    let name = |agent: AgentId| access::agent_name(view, agent);
    Ok(match activity {
        Activity::Created { .. } => act(by, "began it", "It began"),
        Activity::Accepted { agent } => format!("{} accepted it", name(*agent)?),
        Activity::Assigned { agent, .. } => format!("It was given to {}", name(*agent)?),
        Activity::GivenBack { agent, queue: _ } => {
            format!("It was taken back from {}, who was gone,", name(*agent)?)
        }
        Activity::Snoozed { .. } => act(by, "put it aside", "It was put aside"),
        Activity::Woken => act(by, "took it up again", "Its snooze ended"),
        Activity::Warned => "The customer was told that silence will end it".to_owned(),
        Activity::TransferredToAgent { agent, .. } => {
            let to = name(*agent)?;
            act(by, &format!("handed it to {to}"), &format!("It was handed to {to}"))
        }
        Activity::TransferredToQueue { queue, .. } => {
            let to = queue_name(view, *queue)?;
            act(by, &format!("handed it to {to}"), &format!("It was handed to {to}"))
        }
        Activity::Resolved { cause, .. } => match cause {
            Cause::Agent => act(by, "resolved it", "It was resolved"),
            Cause::Inactivity => "The customer's silence ended it".to_owned(),
            Cause::Customer => "The customer ended it".to_owned(),
            Cause::Blocked => act(by, "blocked the customer", "The customer was blocked"),
            Cause::Full => "It was full and ended".to_owned(),
        },
        Activity::Abandoned => "The customer was taken to have left".to_owned(),
        Activity::Left { .. } => "The customer left".to_owned(),
        Activity::ResolutionUndone => act(by, "took the resolution back", "It went on"),
        Activity::Reopened { agent } => format!("{} reopened it", name(*agent)?),
        Activity::Tagged { .. } | Activity::Untagged { .. } => {
            act(by, "changed its tags", "Its tags were changed")
        }
        Activity::Labelled { .. } | Activity::Unlabelled { .. } => {
            act(by, "changed its labels", "Its labels were changed")
        }
        Activity::IdentityChanged { .. } => "The customer's number or id changed".to_owned(),
        Activity::ReactionFailed { .. } => "A reaction did not arrive".to_owned(),
        Activity::Elsewhere { .. } => "The customer did something".to_owned(),
    })
}

fn queue_name(view: &View, queue: QueueId) -> Result<String, Error> {
    let name = access::queue_name(view, queue)?;
    Ok(name.map_or_else(|| "another queue".to_owned(), |name| format!("“{name}”")))
}
