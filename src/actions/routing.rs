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
use crate::domain::routing::{Reason, RoutingRule};
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{AgentId, ConversationId, QueueId};
use crate::store::{self, View, Writer};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many conversations that cannot be given out are passed over, each time that there is room,
/// before one gives up on what stands behind them.
const PASSED_OVER_MAX: usize = 64;

/// Called with every change of a conversation, after it is stored. One that begins to wait is
/// offered at once; an agent who has got room is given what is next.
pub(super) fn settle(
    writer: &mut Writer,
    before: Option<&Conversation>,
    now: &mut Conversation,
) -> Result<(), Error> {
    let waited = before.is_some_and(|before| before.is_in_line() && before.queue == now.queue);
    if now.is_in_line() && !waited {
        offer(writer, now, None)?;
    }
    match before.and_then(Conversation::occupies) {
        Some(agent) if now.occupies() != Some(agent) => {
            // Room that comes from handing something back brings nothing back that was handed back.
            let takes_back = now.handed_back_by != Some(agent) || !now.is_in_line();
            fill_except(writer, agent, Some(now.id), takes_back)
        }
        Some(_) | None => Ok(()),
    }
}

/// Gives an agent who has come, or has got room, as much of what waits as fits: by the queues'
/// priority, then longest waiting. What he handed back himself and still waits is among it.
pub(super) fn fill(writer: &mut Writer, agent: AgentId) -> Result<(), Error> {
    fill_except(writer, agent, None, true)
}

fn fill_except(
    writer: &mut Writer,
    agent: AgentId,
    except: Option<ConversationId>,
    takes_back: bool,
) -> Result<(), Error> {
    let Some(agent) = writer.find::<Agent>(agent)? else { return Ok(()) };
    let taker = takes_back.then_some(agent.id);
    let mut passed_over = BTreeSet::from_iter(except);
    while agent.has_room(writer.load(agent.id)?.active) && passed_over.len() <= PASSED_OVER_MAX {
        let Some(mut next) = next_for(writer, &agent, &passed_over)? else { break };
        let is_his_own = next.handed_back_by == Some(agent.id) && !takes_back;
        if is_his_own || !hand_out(writer, &mut next, taker)? {
            passed_over.insert(next.id);
        }
    }
    Ok(())
}

/// Gives out what waits in these queues, as far as their members have room: by the queues' priority,
/// then longest waiting.
pub(super) fn fill_queues(writer: &mut Writer, mut queues: BTreeSet<QueueId>) -> Result<(), Error> {
    let mut passed_over = BTreeSet::new();
    while passed_over.len() <= PASSED_OVER_MAX {
        let Some(mut next) = next_of(writer, &queues, &passed_over)? else { break };
        if !is_anybody_able(writer, next.queue)? {
            queues.remove(&next.queue);
        } else if !hand_out(writer, &mut next, None)? {
            passed_over.insert(next.id);
        }
    }
    Ok(())
}

fn is_anybody_able(view: &View, queue: QueueId) -> Result<bool, Error> {
    Ok(view.candidates(queue)?.iter().any(|candidate| candidate.can_take))
}

/// Offers what waits first. One that can hold no more entries stays where it is, and keeps nobody
/// from coming online.
fn hand_out(
    writer: &mut Writer,
    next: &mut Conversation,
    taker: Option<AgentId>,
) -> Result<bool, Error> {
    match writer.isolated(|writer| offer(writer, next, taker)) {
        Err(Error::Store(error @ store::Error::ConversationFull)) => {
            tracing::warn!(conversation = %next.id, %error, "it cannot be given to anybody");
            Ok(false)
        }
        offered => offered,
    }
}

/// What an agent with room gets next, of all of his queues.
pub fn next_for(
    view: &View,
    agent: &Agent,
    passed_over: &BTreeSet<ConversationId>,
) -> Result<Option<Conversation>, Error> {
    next_of(view, &agent.queues, passed_over)
}

/// What these queues give out next: none that is worked by hand.
fn next_of(
    view: &View,
    queues: &BTreeSet<QueueId>,
    passed_over: &BTreeSet<ConversationId>,
) -> Result<Option<Conversation>, Error> {
    let mut first = None;
    for id in queues {
        let Some((since, waiting)) = view.next_in_line(*id, passed_over)? else { continue };
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
/// was anybody. `taker`: who has come or has got room, for which it is offered.
fn offer(
    writer: &mut Writer,
    conversation: &mut Conversation,
    taker: Option<AgentId>,
) -> Result<bool, Error> {
    let Some(queue) = writer.find::<Queue>(conversation.queue)? else { return Ok(false) };
    let waits_for_others = conversation.handed_back_by.filter(|giver| Some(*giver) != taker);
    let chosen = best_of(writer, &queue, conversation.previous, waits_for_others)?;
    let Some((agent, reason)) = chosen else { return Ok(false) };
    lifecycle::advance(writer, conversation, Input::Assigned { to: agent })?;
    let assigned = Activity::Assigned { agent, reason: Some(reason), queue: Some(queue.id) };
    writer.append_entry(conversation, Author::System, Body::Activity(assigned))?;
    lifecycle::keep(writer, conversation)?;
    Ok(true)
}

/// Who of a queue gets a conversation that follows `previous`, and why. `unless`: who handed it
/// back, and is given it only if he has room anew.
pub fn best_of(
    view: &View,
    queue: &Queue,
    previous: Option<ConversationId>,
    unless: Option<AgentId>,
) -> Result<Option<(AgentId, Reason)>, Error> {
    let mut candidates = candidates(view, queue)?;
    for candidate in candidates.iter_mut().filter(|candidate| Some(candidate.agent) == unless) {
        candidate.can_take = false;
    }
    let sticky = if queue.sticky { earlier_agent(view, previous)? } else { None };
    Ok(choose(queue.strategy, &candidates, sticky))
}

/// Nobody for a queue from which agents accept by hand.
fn candidates(view: &View, queue: &Queue) -> Result<Vec<Candidate>, Error> {
    match queue.strategy {
        Strategy::LeastBusy | Strategy::RoundRobin => Ok(view.candidates(queue.id)?),
        Strategy::Manual => Ok(Vec::new()),
    }
}

/// Who had the customer when the conversation before this one ended.
fn earlier_agent(view: &View, previous: Option<ConversationId>) -> Result<Option<AgentId>, Error> {
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

/// What a customer says first.
#[derive(Clone, Copy)]
pub(super) struct Opening<'a> {
    pub text: &'a str,
    pub subject: Option<&'a str>,
}

impl Opening<'_> {
    /// Of what has no subject.
    pub fn of(text: &str) -> Opening<'_> {
        Opening { text, subject: None }
    }
}

/// Where a new conversation waits: where the first rule that holds sends it, else where its inbox
/// does.
pub(super) fn queue_for(
    view: &View,
    inbox: &Inbox,
    contact: &Contact,
    opening: Opening<'_>,
) -> Result<QueueId, Error> {
    let rules = rules(view)?;
    let facts = facts(&rules, inbox, Some(contact), opening);
    Ok(matching::first_match(&rules, &facts).map_or(inbox.queue, |rule| rule.queue))
}

/// What the rules are asked about, for a message and for a trial alike.
pub(super) fn facts(
    rules: &[RoutingRule],
    inbox: &Inbox,
    contact: Option<&Contact>,
    opening: Opening<'_>,
) -> Facts {
    let named = matching::languages(rules);
    let language = if named.is_empty() { None } else { language::of(opening.text, &named) };
    let facts = Facts::new(inbox.id, inbox.channel(), opening.text, language)
        .with_subject(opening.subject.unwrap_or_default());
    match contact {
        Some(contact) => facts.of_contact(contact),
        None => facts,
    }
}

#[cfg(test)]
#[path = "routing_tests/mod.rs"]
mod tests;
