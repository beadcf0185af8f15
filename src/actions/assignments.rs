//! Who has a conversation: accepting, assigning, transferring.

use super::access;
use super::error::Error;
use super::lifecycle;
use super::once::{Request, once_to_conversation};
use super::sessions;
use crate::app::App;
use crate::domain::agent::{Agent, Load};
use crate::domain::conversation::{Conversation, Input, State};
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::timeline::{Activity, Author, NOTE_CHARACTERS_MAX};
use crate::domain::{AgentId, ConversationId, QueueId};
use crate::store::{View, Writer};

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
        once_to_conversation(writer, &request, |writer| {
            give(writer, &request, id, to, over_capacity)?;
            Ok(id)
        })
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
    let agent = colleague(writer, to)?;
    let (input, activity) = if is_own {
        (Input::Accepted { by: to }, Activity::Accepted { agent: to })
    } else {
        (
            Input::Assigned { to },
            Activity::Assigned { agent: to, reason: None, queue: Some(conversation.queue) },
        )
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

/// Whether an agent may take one more by his own hand: beyond what was agreed only on purpose, and
/// not at all where the workspace refuses it.
pub(super) fn check_capacity(
    writer: &Writer,
    agent: &Agent,
    over_capacity: bool,
) -> Result<(), Error> {
    let load = writer.load(agent.id)?;
    let has_room = load.active < u64::from(agent.capacity);
    if !has_room && writer.settings()?.refuses_over_capacity {
        let detail = format!(
            "{} has {} of {} active conversations, and the workspace allows no more.",
            agent.name, load.active, agent.capacity
        );
        return Err(Error::conflict("at_capacity", detail));
    }
    check_room(agent, load, over_capacity)
}

/// One more than agreed is given only on purpose.
fn check_room(agent: &Agent, load: Load, over_capacity: bool) -> Result<(), Error> {
    if over_capacity || load.active < u64::from(agent.capacity) {
        return Ok(());
    }
    let detail = format!(
        "{} already has {} of {} active conversations: take one more?",
        agent.name, load.active, agent.capacity
    );
    Err(Error::conflict("over_capacity", detail))
}

/// Somebody who may be given a conversation by hand, whatever the availability.
fn colleague(view: &View, id: AgentId) -> Result<Agent, Error> {
    let agent: Agent = access::record(view, id, "agent")?;
    if agent.deactivated_at.is_some() {
        return Err(sessions::deactivated(&agent));
    }
    Ok(agent)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Agent(AgentId),
    Queue(QueueId),
}

/// How a conversation is handed on.
#[derive(Clone, Debug)]
pub struct Transfer {
    pub target: Target,
    /// What the recipient should know.
    pub note: Option<String>,
    /// Give it although the agent has as many as agreed.
    pub over_capacity: bool,
}

/// Hands a conversation on. To a queue, it waits there as long as it has waited, unless one of its
/// members can take it at once.
pub async fn transfer(
    app: &App,
    request: Request,
    id: ConversationId,
    transfer: Transfer,
) -> Result<Conversation, Error> {
    let result = app.store.write(move |writer| {
        once_to_conversation(writer, &request, |writer| {
            hand_on(writer, &request, id, transfer)?;
            Ok(id)
        })
    });
    result.await
}

pub(super) fn hand_on(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    transfer: Transfer,
) -> Result<(), Error> {
    let Transfer { target, note, over_capacity } = transfer;
    check_note(note.as_deref())?;
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    let activity = match target {
        Target::Agent(agent) => {
            to_agent(writer, request, &mut conversation, agent, over_capacity)?;
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

fn to_agent(
    writer: &Writer,
    request: &Request,
    conversation: &mut Conversation,
    to: AgentId,
    over_capacity: bool,
) -> Result<(), Error> {
    let agent = colleague(writer, to)?;
    if conversation.agent() == Some(to) {
        let detail = "The conversation is already with this agent.";
        return Err(Error::conflict("already_assigned", detail));
    }
    if conversation.state == State::Queued {
        let detail =
            "The conversation waits in a queue: accept it, or have a supervisor assign it.";
        return Err(Error::conflict("not_accepted", detail));
    }
    lifecycle::advance(writer, conversation, Input::TransferredToAgent { to })?;
    if to == request.actor.agent {
        return check_capacity(writer, &agent, over_capacity);
    }
    check_room(&agent, writer.load(to)?, over_capacity)
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
