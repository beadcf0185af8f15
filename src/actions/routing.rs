//! Work is given out in the transaction that makes it possible: a conversation begins to wait, an
//! agent comes online, gains room, joins a queue. So there is no sweep, and nothing waits while
//! somebody in its queue could take it.

use super::error::Error;
use super::lifecycle;
use crate::domain::agent::Agent;
use crate::domain::choice::{Candidate, choose};
use crate::domain::contact::Contact;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::inbox::Inbox;
use crate::domain::language;
use crate::domain::matching::{self, Facts};
use crate::domain::queue::{Queue, Strategy};
use crate::domain::routing::RoutingRule;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{AgentId, ConversationId, QueueId};
use crate::store::{self, View, Writer};
use std::cmp::Reverse;

/// Called with every change of a conversation, after it is stored. One that begins to wait is
/// offered at once; an agent who has got room is given what is next.
pub(super) fn settle(
    writer: &mut Writer,
    before: Option<&Conversation>,
    now: &mut Conversation,
) -> Result<(), Error> {
    let waited = before.is_some_and(|before| before.is_in_line() && before.queue == now.queue);
    if now.is_in_line() && !waited {
        // Whoever just gave it away is not given it back in the same breath.
        offer(writer, now, before.and_then(Conversation::agent))?;
    }
    match before.and_then(Conversation::occupies) {
        Some(agent) if now.occupies() != Some(agent) => fill_except(writer, agent, Some(now.id)),
        Some(_) | None => Ok(()),
    }
}

/// Gives an agent as much of what waits as fits: by the queues' priority, then longest waiting.
pub(super) fn fill(writer: &mut Writer, agent: AgentId) -> Result<(), Error> {
    fill_except(writer, agent, None)
}

fn fill_except(
    writer: &mut Writer,
    agent: AgentId,
    except: Option<ConversationId>,
) -> Result<(), Error> {
    let Some(agent) = writer.find::<Agent>(agent)? else { return Ok(()) };
    while agent.has_room(writer.load(agent.id)?.active) {
        let Some(next) = next_for(writer, &agent, except)? else { break };
        if !hand_out(writer, next)? {
            break;
        }
    }
    Ok(())
}

/// Gives out what waits in a queue, as far as its members have room.
pub(super) fn fill_queue(writer: &mut Writer, queue: &Queue) -> Result<(), Error> {
    while let Some((_, next)) = writer.next_in_line(queue.id, None)? {
        let Some(next) = writer.find::<Conversation>(next)? else { break };
        if !hand_out(writer, next)? {
            break;
        }
    }
    Ok(())
}

/// Offers what waits first. One that can hold no more entries stays where it is, and keeps nobody
/// from coming online.
fn hand_out(writer: &mut Writer, mut next: Conversation) -> Result<bool, Error> {
    let id = next.id;
    match writer.isolated(|writer| offer(writer, &mut next, None)) {
        Err(Error::Store(error @ store::Error::ConversationFull)) => {
            tracing::warn!(conversation = %id, %error, "it cannot be given to anybody");
            Ok(false)
        }
        offered => offered,
    }
}

fn next_for(
    view: &View,
    agent: &Agent,
    except: Option<ConversationId>,
) -> Result<Option<Conversation>, Error> {
    let mut first = None;
    for id in &agent.queues {
        let Some((since, waiting)) = view.next_in_line(*id, except)? else { continue };
        let Some(queue) = view.find::<Queue>(*id)? else { continue };
        if queue.strategy != Strategy::Manual {
            let place = (Reverse(queue.priority), since, waiting);
            first = Some(first.map_or(place, |first: (_, _, _)| first.min(place)));
        }
    }
    match first {
        Some((_, _, waiting)) => Ok(view.find(waiting)?),
        None => Ok(None),
    }
}

/// Gives a waiting conversation to the best of its queue who can take it. Answers whether there
/// was anybody.
fn offer(
    writer: &mut Writer,
    conversation: &mut Conversation,
    unless: Option<AgentId>,
) -> Result<bool, Error> {
    let Some(queue) = writer.find::<Queue>(conversation.queue)? else { return Ok(false) };
    let mut candidates = candidates(writer, &queue)?;
    candidates.retain(|candidate| Some(candidate.agent) != unless);
    let sticky = if queue.sticky { earlier_agent(writer, conversation.previous)? } else { None };
    let Some((agent, reason)) = choose(queue.strategy, &candidates, sticky) else {
        return Ok(false);
    };
    lifecycle::advance(writer, conversation, Input::Assigned { to: agent })?;
    let assigned = Activity::Assigned { agent, reason: Some(reason), queue: Some(queue.id) };
    writer.append_entry(conversation, Author::System, Body::Activity(assigned))?;
    lifecycle::keep(writer, conversation)?;
    Ok(true)
}

/// Nobody for a queue from which agents accept by hand.
pub(super) fn candidates(view: &View, queue: &Queue) -> Result<Vec<Candidate>, Error> {
    match queue.strategy {
        Strategy::LeastBusy | Strategy::RoundRobin => Ok(view.candidates(queue.id)?),
        Strategy::Manual => Ok(Vec::new()),
    }
}

/// Who had the customer when the conversation before this one ended.
pub(super) fn earlier_agent(
    view: &View,
    previous: Option<ConversationId>,
) -> Result<Option<AgentId>, Error> {
    let Some(previous) = previous else { return Ok(None) };
    let earlier: Option<Conversation> = view.find(previous)?;
    Ok(earlier.and_then(|earlier| earlier.resolution).and_then(|resolution| resolution.agent()))
}

/// All rules in their order.
pub(super) fn rules(view: &View) -> Result<Vec<RoutingRule>, Error> {
    let mut rules = view.all::<RoutingRule>()?;
    rules.sort_by_key(|rule| (rule.position, rule.id));
    Ok(rules)
}

/// Where a new conversation waits: where the first rule that holds sends it, else where its inbox
/// does. `text`: of its first message.
pub(super) fn queue_for(
    view: &View,
    inbox: &Inbox,
    contact: &Contact,
    text: &str,
) -> Result<QueueId, Error> {
    let rules = rules(view)?;
    let named = matching::languages(&rules);
    let language = if named.is_empty() { None } else { language::of(text, &named) };
    let facts = Facts::new(inbox.id, inbox.channel(), text, language).of_contact(contact);
    Ok(matching::first_match(&rules, &facts).map_or(inbox.queue, |rule| rule.queue))
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
