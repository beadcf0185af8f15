//! Who has a conversation: accepting, assigning, transferring.

use super::access;
use super::error::Error;
use super::lifecycle;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::timeline::{Activity, Author, NOTE_CHARACTERS_MAX};
use crate::domain::{AgentId, ConversationId, QueueId};
use crate::store::Writer;

/// Gives a waiting conversation to an agent: oneself, or, for supervisors, a colleague.
/// Of two who accept at once one wins; the other is told who.
pub async fn assign(
    app: &App,
    request: Request,
    id: ConversationId,
    to: AgentId,
    over_capacity: bool,
) -> Result<Conversation, Error> {
    let result = app.store.write(move |writer| {
        let done = once(writer, &request, |writer| {
            give(writer, &request, id, to, over_capacity)?;
            Ok(id.0)
        })?;
        access::record(writer, ConversationId(done), "conversation")
    });
    result.await
}

pub(super) fn give(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    to: AgentId,
    over_capacity: bool,
) -> Result<(), Error> {
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    let is_own = to == request.actor.agent;
    if !is_own {
        access::require(&request.actor, Act::AssignOthers)?;
    }
    let agent: Agent = access::record(writer, to, "agent")?;
    let (input, activity) = if is_own {
        (Input::Accepted { by: to }, Activity::Accepted { agent: to })
    } else {
        (Input::Assigned { to }, Activity::Assigned { agent: to, reason: None })
    };
    check_free(writer, &conversation, to)?;
    lifecycle::advance(writer, &mut conversation, input)?;
    check_capacity(writer, &agent, over_capacity)?;
    let by = Author::Agent(request.actor.agent);
    lifecycle::record(writer, &mut conversation, by, activity)?;
    lifecycle::save(writer, &mut conversation)
}

/// Refuses by name: "Ana has already accepted this conversation".
fn check_free(writer: &Writer, conversation: &Conversation, to: AgentId) -> Result<(), Error> {
    match conversation.agent() {
        Some(agent) if agent != to => {
            let name = access::agent_name(writer, agent)?;
            let detail = format!("{name} has already accepted this conversation.");
            Err(Error::conflict("already_assigned", detail))
        }
        Some(_) | None => Ok(()),
    }
}

fn check_capacity(writer: &Writer, agent: &Agent, over_capacity: bool) -> Result<(), Error> {
    let load = writer.load(agent.id)?;
    if over_capacity || load.active < u64::from(agent.capacity) {
        return Ok(());
    }
    let detail = format!(
        "{} already has {} of {} active conversations: take one more?",
        agent.name, load.active, agent.capacity
    );
    Err(Error::conflict("over_capacity", detail))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Agent(AgentId),
    Queue(QueueId),
}

/// Hands a conversation on. To a queue, it waits there as long as it has waited.
pub async fn transfer(
    app: &App,
    request: Request,
    id: ConversationId,
    target: Target,
    note: Option<String>,
) -> Result<Conversation, Error> {
    let result = app.store.write(move |writer| {
        let done = once(writer, &request, |writer| {
            hand_on(writer, &request, id, target, note)?;
            Ok(id.0)
        })?;
        access::record(writer, ConversationId(done), "conversation")
    });
    result.await
}

pub(super) fn hand_on(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    target: Target,
    note: Option<String>,
) -> Result<(), Error> {
    check_note(note.as_deref())?;
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    let activity = match target {
        Target::Agent(agent) => {
            to_agent(writer, &mut conversation, agent)?;
            Activity::TransferredToAgent { agent, note }
        }
        Target::Queue(queue) => {
            access::record::<Queue>(writer, queue, "queue")?;
            lifecycle::advance(writer, &mut conversation, Input::TransferredToQueue)?;
            conversation.queue = queue;
            Activity::TransferredToQueue { queue, note }
        }
    };
    let by = Author::Agent(request.actor.agent);
    lifecycle::record(writer, &mut conversation, by, activity)?;
    lifecycle::save(writer, &mut conversation)
}

fn to_agent(writer: &Writer, conversation: &mut Conversation, to: AgentId) -> Result<(), Error> {
    access::record::<Agent>(writer, to, "agent")?;
    if conversation.agent() == Some(to) {
        let detail = "The conversation is already with this agent.";
        return Err(Error::conflict("already_assigned", detail));
    }
    lifecycle::advance(writer, conversation, Input::TransferredToAgent { to })
}

pub(super) fn check_note(note: Option<&str>) -> Result<(), Error> {
    match note.map(|note| note.chars().count()) {
        Some(length) if length > NOTE_CHARACTERS_MAX => {
            let reason =
                format!("A note may have {NOTE_CHARACTERS_MAX} characters; this one has {length}.");
            Err(Error::invalid("note", reason))
        }
        Some(_) | None => Ok(()),
    }
}
