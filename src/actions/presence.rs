//! Who is there: availability follows from live connections, and what an absent agent holds goes
//! back to its queues.

use super::agents;
use super::connections::Connections;
use super::error::Error;
use super::lifecycle;
use super::routing;
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::conversation::{Conversation, Input, State, StateKind};
use crate::domain::filter::Sort;
use crate::domain::timeline::{Activity, Author};
use crate::domain::{AgentId, QueueId, Timestamp};
use crate::store::{self, Facet, Source, Stretch, Writer};
use std::collections::BTreeSet;
use std::time::Duration;

/// How many conversations one transaction gives back, so that others get their turn.
const GIVEN_BACK_AT_ONCE: usize = 256;
const DUE_AT_ONCE: usize = 256;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Makes what is stored of an agent follow from whether a browser of his is connected. The writer
/// asks that at its own moment, so connecting and going at once end in the truth.
pub async fn follow(app: &App, connections: &Connections, id: AgentId) -> Result<(), Error> {
    let connections = connections.clone();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let Some(mut agent) = writer.find::<Agent>(id)? else { return Ok(()) };
        let before = agent.clone();
        if connections.has(id) {
            agent.connect();
        } else {
            agent.disconnect(writer.now);
        }
        if agent == before { Ok(()) } else { save(writer, &mut agent) }
    });
    result.await
}

/// The same, tried until the store takes it: nobody may stay there, or be missed, because the disk
/// was full at that moment.
pub async fn follow_surely(app: &App, connections: &Connections, id: AgentId) {
    while let Err(error) = follow(app, connections, id).await {
        tracing::warn!(%error, "who is there is noted once the store takes changes again");
        tokio::select! {
            () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {}
            () = app.stopping.cancelled() => return,
        }
    }
}

/// Nobody is connected to a server that has just started: whoever does not come back in time is
/// not there. Works on all agents in one transaction.
pub async fn start(app: &App) -> Result<(), Error> {
    let result = app.store.write(|writer| -> Result<(), Error> {
        for mut agent in writer.all::<Agent>()? {
            if agent.start_alone(writer.now) {
                save(writer, &mut agent)?;
            }
        }
        Ok(())
    });
    result.await
}

/// Sets the timer by the workspace's settings and stores.
pub(super) fn save(writer: &mut Writer, agent: &mut Agent) -> Result<(), Error> {
    agent.due_at = agent.next_due(&writer.settings()?);
    agents::save(writer, agent)
}

/// To be called when the settings of absence have changed.
pub fn reschedule(writer: &mut Writer) -> Result<(), Error> {
    let settings = writer.settings()?;
    for mut agent in writer.all::<Agent>()? {
        let due_at = agent.next_due(&settings);
        if agent.due_at != due_at {
            agent.due_at = due_at;
            writer.save_agent(&agent)?;
        }
    }
    Ok(())
}

/// Fires what is due of all agents and says when the next thing is. What fails is tried again with
/// the next timer, so that it holds up nobody else.
pub async fn fire_due(app: &App) -> Result<Option<Timestamp>, Error> {
    let mut failed = BTreeSet::new();
    loop {
        let now = app.clock.now();
        let mut timers = app.store.view()?.agent_timers(DUE_AT_ONCE + failed.len())?;
        timers.retain(|(_, id)| !failed.contains(id));
        let due: Vec<AgentId> =
            timers.iter().filter(|(at, _)| *at <= now).map(|(_, id)| *id).collect();
        if due.is_empty() {
            return Ok(timers.first().map(|(at, _)| *at));
        }
        for id in due {
            match app.store.write(move |writer| fire(writer, id)).await {
                Ok(()) => {}
                Err(Error::Store(error @ (store::Error::Busy | store::Error::Unavailable(_)))) => {
                    return Err(error.into());
                }
                Err(error) => {
                    tracing::error!(agent = %id, %error, "a timer failed");
                    failed.insert(id);
                }
            }
        }
    }
}

/// Does what is due for one agent; nothing if nothing is.
pub fn fire(writer: &mut Writer, id: AgentId) -> Result<(), Error> {
    let Some(mut agent) = writer.find::<Agent>(id)? else { return Ok(()) };
    let (settings, now) = (writer.settings()?, writer.now);
    if agent.due_at.is_none_or(|due| due > now) {
        return Ok(());
    }
    agent.miss(&settings, now);
    // Before anything is given back: routing must not see the agent as he was.
    save(writer, &mut agent)?;
    if agent.gives_back_at(&settings).is_some_and(|at| at <= now) {
        give_back(writer, &mut agent)?;
    }
    Ok(())
}

/// Gives back what a deactivated agent holds, or what waits for an answer of an absent one. What
/// one transaction cannot take the timer goes on with.
pub(super) fn give_back(writer: &mut Writer, agent: &mut Agent) -> Result<(), Error> {
    let is_deactivated = agent.deactivated_at.is_some();
    let states: &[StateKind] = if is_deactivated {
        &[StateKind::Active, StateKind::Pending]
    } else {
        &[StateKind::Active]
    };
    let sources: Vec<Source> = states
        .iter()
        .map(|state| Source { facet: Facet::Agent, value: agent.id.0, state: *state })
        .collect();
    // What an absent agent has put aside waits for nobody yet.
    let admits = |conversation: &Conversation| is_deactivated || conversation.snooze.is_none();
    let stretch = Stretch::default();
    let (held, more) =
        store::page(writer, &sources, Sort::Oldest, stretch, None, GIVEN_BACK_AT_ONCE, admits)?;
    let mut given = 0;
    let mut queues = BTreeSet::new();
    for conversation in held {
        let id = conversation.id;
        match writer.isolated(|writer| give_one_back(writer, conversation, agent.id)) {
            Ok(queue) => {
                given += 1;
                queues.insert(queue);
            }
            // One that can hold no more entries must not hold up all others.
            Err(error @ Error::Store(store::Error::ConversationFull)) => {
                tracing::warn!(%id, %error, "a conversation stays with an absent agent");
            }
            Err(error) => return Err(error),
        }
    }
    // Only now: of all that waits, the longest waiting goes first.
    routing::fill_queues(writer, queues)?;
    // Where nothing could be given, asking again would find the same.
    if more.is_none() || given == 0 {
        agent.given_back();
    }
    save(writer, agent)
}

fn give_one_back(
    writer: &mut Writer,
    mut conversation: Conversation,
    agent: AgentId,
) -> Result<QueueId, Error> {
    let input = match conversation.state {
        State::Pending { .. } => Input::TransferredToQueue,
        State::Queued | State::Active { .. } | State::Resolved { .. } | State::Abandoned => {
            Input::GivenBack
        }
    };
    lifecycle::advance(writer, &mut conversation, input)?;
    let activity = Activity::GivenBack { agent, queue: Some(conversation.queue) };
    lifecycle::record(writer, &mut conversation, Author::System, activity)?;
    lifecycle::keep(writer, &mut conversation)?;
    Ok(conversation.queue)
}

/// A conversation waits for the answer of its agent: if he is gone and has given everything back,
/// this one follows in its time.
pub(super) fn expect(writer: &mut Writer, conversation: &Conversation) -> Result<(), Error> {
    let State::Active { agent } = conversation.state else { return Ok(()) };
    let settings = writer.settings()?;
    let Some(mut agent) = writer.find::<Agent>(agent)? else { return Ok(()) };
    if agent.hold_again(writer.now) {
        agent.due_at = agent.next_due(&settings);
        writer.save_agent(&agent)?;
    }
    Ok(())
}
