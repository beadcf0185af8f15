//! What people, customers and time do in a random life.

use super::*;
use crate::actions::assignments::{self, Target, Transfer};
use crate::actions::messages::{self, Reply};
use crate::actions::queues::QueueChange;
use crate::actions::{Request, blocking, inbound, merging, presence, resolutions, timers};
use crate::channels::received::{ReceivedMessage, Sender, What};
use crate::domain::content::Content;
use crate::domain::conversation::Snooze;
use crate::domain::permission::Actor;
use crate::domain::time::DAY_MS;
use crate::domain::{ContactId, DeliveryId};

/// More than silence takes to end anything.
const LEAP_MS_MAX: u64 = 2 * DAY_MS as u64;

pub(super) fn happen(writer: &mut Writer, (kind, a, b): Act) -> Result<(), Error> {
    writer.now = writer.now.plus_ms(1_000);
    let (whom, queue) = (AgentId(1 + a % AGENTS), QueueId(1 + b % QUEUES));
    match kind {
        0..=2 => customer_writes(writer, a % CUSTOMERS),
        3 => work(writer, whom, |agent| {
            agent.availability = [Availability::Online, Availability::Away][b as usize % 2];
        }),
        4 => work(writer, whom, |agent| agent.capacity = b as u32 % 5),
        5 => work(writer, whom, |agent| {
            if !agent.queues.remove(&queue) {
                agent.queues.insert(queue);
            }
        }),
        6 => queue_changes(writer, QueueId(1 + a % QUEUES), b),
        7 => leaves_or_returns(writer, whom),
        8 => loses_or_finds_connection(writer, whom),
        9 => time_passes(writer, whom, (b % 40) as i64 * MINUTE_MS),
        10 => blocks(writer, whom, ContactId(1 + b % CUSTOMERS)),
        11 => {
            let (into, from) = (ContactId(1 + a % CUSTOMERS), ContactId(1 + b % CUSTOMERS));
            merging::join(writer, &request(writer, whom)?, into, from)
        }
        20 => days_pass(writer, (b % LEAP_MS_MAX) as i64),
        _ => happen_to_one(writer, (kind, a, b)),
    }
}

/// Something that is done to one conversation.
fn happen_to_one(writer: &mut Writer, (kind, a, b): Act) -> Result<(), Error> {
    let (agent, queue) = (AgentId(1 + b % AGENTS), QueueId(1 + b % QUEUES));
    let all: Vec<Conversation> = writer.all()?;
    let Some(conversation) = all.get(a as usize % all.len().max(1)).cloned() else {
        return Ok(());
    };
    let holder = conversation.agent().unwrap_or(agent);
    let (id, by) = (conversation.id, Author::Agent(holder));
    match kind {
        12 => assignments::give(writer, &request(writer, agent)?, id, agent, b.is_multiple_of(7)),
        13 => {
            let text = "An answer".to_owned();
            let reply = Reply {
                text,
                seen_seq: None,
                keep_active: b.is_multiple_of(5),
                reply_to: None,
                attachments: Vec::new(),
                wanted: None,
                head: Default::default(),
            };
            let request = request(writer, holder)?;
            messages::append_reply(writer, &request, conversation, &reply).map(drop)
        }
        14 => hand_on(writer, holder, id, Target::Agent(agent)),
        15 => hand_on(writer, holder, id, Target::Queue(queue)),
        16 => resolutions::end(writer, conversation, Input::Resolved, by, None).map(drop),
        17 => take_back(writer, conversation),
        18 => put_aside_or_back(writer, conversation),
        // By a supervisor, whoever has it.
        _ => hand_on(writer, agent, id, Target::Queue(QueueId(1 + a / 7 % QUEUES))),
    }
}

fn request(view: &View, agent: AgentId) -> Result<Request, Error> {
    let agent: Option<Agent> = view.find(agent)?;
    Ok(Request { actor: Actor::of(&agent.ok_or(Error::NotFound("agent"))?), key: None })
}

pub(super) fn customer_writes(writer: &mut Writer, number: u64) -> Result<(), Error> {
    let inbox: Inbox = writer.find(InboxId(1))?.ok_or(Error::NotFound("inbox"))?;
    let sender = Sender { wa_id: Some(format!("4477009001{number:02}")), ..Sender::default() };
    let content = Content::Text { text: "Hello?".to_owned() };
    let provider_id = format!("wamid.{}", writer.now.0);
    let message = ReceivedMessage::new(provider_id, writer.now, sender, content);
    inbound::receive(writer, &inbox, DeliveryId(1), &What::Message(message)).map(drop)
}

pub(super) fn work(
    writer: &mut Writer,
    id: AgentId,
    change: impl FnOnce(&mut Agent),
) -> Result<(), Error> {
    let mut agent: Agent = writer.find(id)?.ok_or(Error::NotFound("agent"))?;
    change(&mut agent);
    agents::save(writer, &agent)
}

fn leaves_or_returns(writer: &mut Writer, id: AgentId) -> Result<(), Error> {
    let mut agent: Agent = writer.find(id)?.ok_or(Error::NotFound("agent"))?;
    if agent.deactivated_at.is_none() {
        return agents::deactivate(writer, &mut agent);
    }
    agent.deactivated_at = None;
    agent.connect();
    agent.choose(Availability::Online, writer.now);
    presence::save(writer, &mut agent)
}

fn loses_or_finds_connection(writer: &mut Writer, id: AgentId) -> Result<(), Error> {
    let mut agent: Agent = writer.find(id)?.ok_or(Error::NotFound("agent"))?;
    match agent.is_connected() {
        true => agent.disconnect(writer.now),
        false => agent.connect(),
    }
    presence::save(writer, &mut agent)
}

/// If the agent is not there he becomes offline, and later what he holds goes back. Each agent's
/// timer is an act of its own.
fn time_passes(writer: &mut Writer, id: AgentId, ms: i64) -> Result<(), Error> {
    writer.now = writer.now.plus_ms(ms);
    presence::fire(writer, id)
}

/// What silence has done meanwhile it does now, as after a server that was down.
fn days_pass(writer: &mut Writer, ms: i64) -> Result<(), Error> {
    writer.now = writer.now.plus_ms(ms);
    let is_due = |writer: &Writer| -> Result<Vec<ConversationId>, Error> {
        let timers = writer.timers(usize::MAX)?.into_iter();
        Ok(timers.filter(|(at, _)| *at <= writer.now).map(|(_, id)| id).collect())
    };
    for id in is_due(writer)? {
        timers::fire(writer, id)?;
    }
    assert_eq!(is_due(writer)?, [], "nothing is left undone");
    Ok(())
}

fn blocks(writer: &mut Writer, by: AgentId, id: ContactId) -> Result<(), Error> {
    let contact: Contact = writer.find(id)?.ok_or(Error::NotFound("contact"))?;
    let actor = request(writer, by)?.actor;
    blocking::apply(writer, &actor, id, contact.blocked_at.is_none()).map(drop)
}

fn queue_changes(writer: &mut Writer, id: QueueId, chance: u64) -> Result<(), Error> {
    let queue: Queue = writer.find(id)?.ok_or(Error::NotFound("queue"))?;
    let change = QueueChange {
        strategy: Some(strategy_of(chance)),
        priority: Some(chance as u32 % 3),
        members: chance
            .is_multiple_of(2)
            .then(|| [AgentId(1), AgentId(1 + chance % AGENTS)].into()),
        ..QueueChange::default()
    };
    queues::apply(writer, queue, change).map(drop)
}

fn hand_on(
    writer: &mut Writer,
    by: AgentId,
    id: ConversationId,
    target: Target,
) -> Result<(), Error> {
    let request = request(writer, by)?;
    assignments::hand_on(
        writer,
        &request,
        id,
        Transfer { target, note: None, over_capacity: false },
    )
}

fn take_back(writer: &mut Writer, mut conversation: Conversation) -> Result<(), Error> {
    let Some(resolution) = conversation.resolution.clone().filter(|_| conversation.next.is_none())
    else {
        return Ok(());
    };
    lifecycle::advance(writer, &mut conversation, Input::Undone { to: resolution.before })?;
    conversation.resolution = None;
    lifecycle::save(writer, &mut conversation)
}

fn put_aside_or_back(writer: &mut Writer, mut conversation: Conversation) -> Result<(), Error> {
    if conversation.is_open() {
        let snooze = conversation.snooze.is_none().then_some(Snooze::NextMessage);
        conversation.snooze = snooze;
        lifecycle::save(writer, &mut conversation)?;
    }
    Ok(())
}
