//! Fetching on somebody's behalf: what one may not see is not there.

use super::error::Error;
use crate::domain::agent::Agent;
use crate::domain::conversation::Conversation;
use crate::domain::permission::{Act, Actor};
use crate::domain::queue::{Queue, RemovedQueue};
use crate::domain::{ConversationId, QueueId};
use crate::store::{Record, View};

pub fn conversation(view: &View, actor: &Actor, id: ConversationId) -> Result<Conversation, Error> {
    let conversation: Option<Conversation> = view.find(id)?;
    conversation
        .filter(|conversation| actor.may_see(conversation.place()))
        .ok_or(Error::NotFound("conversation"))
}

/// A record that everybody signed in may see.
pub fn record<R: Record>(view: &View, id: R::Id, name: &'static str) -> Result<R, Error> {
    view.find(id)?.ok_or(Error::NotFound(name))
}

pub fn require(actor: &Actor, act: Act) -> Result<(), Error> {
    if actor.may(act) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The name to show for a queue, also when the queue is gone.
pub fn queue_name(view: &View, id: QueueId) -> Result<Option<String>, Error> {
    if let Some(queue) = view.find::<Queue>(id)? {
        return Ok(Some(queue.name));
    }
    Ok(view.find::<RemovedQueue>(id)?.map(|removed| removed.name))
}

/// The name to show for an agent, also when the agent is gone.
pub fn agent_name(view: &View, id: crate::domain::AgentId) -> Result<String, Error> {
    let agent: Option<Agent> = view.find(id)?;
    Ok(agent.map_or_else(|| format!("Agent {id}"), |agent| agent.name))
}
