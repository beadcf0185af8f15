//! Random lives: whatever people do, in whatever order, these things hold after every act.

use super::*;
use crate::actions::assignments::{self, Target, Transfer};
use crate::actions::messages::{self, Reply};
use crate::actions::queues::{self, NewQueue, QueueChange};
use crate::actions::{Request, agents, inbound, resolutions};
use crate::channels::whatsapp::sender::Sender;
use crate::channels::whatsapp::webhook::{ReceivedMessage, What};
use crate::clock::Clock;
use crate::domain::agent::{Availability, Role};
use crate::domain::conversation::{Cause, Snooze};
use crate::domain::inbox::{Account, Sealed, Status};
use crate::domain::message::Content;
use crate::domain::permission::Actor;
use crate::domain::queue::Timeouts;
use crate::domain::{DeliveryId, InboxId, Timestamp};
use crate::store::{Options, Store, recount};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use std::collections::BTreeMap;

const AGENTS: u64 = 4;
const QUEUES: u64 = 3;
const CUSTOMERS: u64 = 12;
const CACHE_BYTES: usize = 1 << 20;

/// What happens: which kind of act, to which thing, with what.
type Act = (u8, u64, u64);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn work_is_given_out_rightly_whatever_happens(
        capacities in prop::collection::vec(1..4_u32, AGENTS as usize),
        strategies in prop::collection::vec(0..3_u8, QUEUES as usize),
        acts in prop::collection::vec((0..14_u8, any::<u64>(), any::<u64>()), 1..90),
    ) {
        let once = live(capacities.clone(), strategies.clone(), acts.clone());
        let again = live(capacities, strategies, acts);
        assert_eq!(once, again, "the same life ends the same way");
    }
}

/// Lives through all acts and answers how everything stands at the end.
fn live(capacities: Vec<u32>, strategies: Vec<u8>, acts: Vec<Act>) -> Vec<Conversation> {
    let directory = tempfile::tempdir().expect("a directory");
    let options = Options { path: directory.path().join("store.redb"), cache_bytes: CACHE_BYTES };
    let store = Store::open(options, Clock::manual(Timestamp(1_795_000_000_000))).expect("a store");
    let end = store.write_blocking(move |writer| -> Result<Vec<Conversation>, Error> {
        found(writer, &capacities, &strategies)?;
        let mut givers = BTreeMap::new();
        for act in acts {
            let before: Vec<Conversation> = writer.all()?;
            // What the rules refuse changes nothing.
            let _ = writer.isolated(|writer| happen(writer, act));
            check(writer, &before, &mut givers)?;
        }
        Ok(writer.all()?)
    });
    end.expect("a life")
}

fn found(writer: &mut Writer, capacities: &[u32], strategies: &[u8]) -> Result<(), Error> {
    for (number, strategy) in strategies.iter().enumerate() {
        let new = NewQueue {
            name: format!("Queue {number}"),
            strategy: strategy_of(u64::from(*strategy)),
            priority: number as u32 % 2,
            timeouts: Timeouts::default(),
        };
        queues::add(writer, new)?;
    }
    for (number, capacity) in capacities.iter().enumerate() {
        let new = agents::NewAgent {
            name: format!("Agent {number}"),
            email: format!("{number}@example.com"),
            password_hash: String::new(),
            role: Role::Supervisor,
            queues: (1..=QUEUES)
                .filter(|queue| !(number as u64 + queue).is_multiple_of(3))
                .map(QueueId)
                .collect(),
            capacity: Some(*capacity),
        };
        let agent = agents::add(writer, new)?;
        agents::save(writer, &Agent { availability: Availability::Online, ..agent })?;
    }
    writer.save_inbox(&Inbox {
        id: InboxId(1),
        name: "Shop".to_owned(),
        queue: QueueId(1),
        account: Account::Whatsapp {
            phone_number_id: "1".to_owned(),
            waba_id: "2".to_owned(),
            secrets: Sealed(Vec::new()),
        },
        status: Status::Ok,
        last_inbound_at: None,
        created_at: writer.now,
        timeouts: Timeouts::default(),
    })?;
    Ok(())
}

fn strategy_of(number: u64) -> Strategy {
    [Strategy::LeastBusy, Strategy::RoundRobin, Strategy::Manual][number as usize % 3]
}

fn happen(writer: &mut Writer, (kind, a, b): Act) -> Result<(), Error> {
    writer.now = writer.now.plus_ms(1_000);
    let agent = AgentId(1 + b % AGENTS);
    let queue = QueueId(1 + b % QUEUES);
    match kind {
        0..=2 => return customer_writes(writer, a % CUSTOMERS),
        3 => {
            return work(writer, AgentId(1 + a % AGENTS), |agent| {
                agent.availability = [Availability::Online, Availability::Away][b as usize % 2];
            });
        }
        4 => return work(writer, AgentId(1 + a % AGENTS), |agent| agent.capacity = b as u32 % 5),
        5 => {
            return work(writer, AgentId(1 + a % AGENTS), |agent| {
                if !agent.queues.remove(&queue) {
                    agent.queues.insert(queue);
                }
            });
        }
        6 => return queue_changes(writer, QueueId(1 + a % QUEUES), b),
        _ => {}
    }
    let all: Vec<Conversation> = writer.all()?;
    let Some(conversation) = all.get(a as usize % all.len().max(1)).cloned() else {
        return Ok(());
    };
    let holder = conversation.agent().unwrap_or(agent);
    let (id, by) = (conversation.id, Author::Agent(holder));
    match kind {
        7 => assignments::give(writer, &request(writer, agent)?, id, agent, b.is_multiple_of(7)),
        8 => {
            let text = "An answer".to_owned();
            let reply = Reply {
                text,
                seen_seq: None,
                keep_active: b.is_multiple_of(5),
                reply_to: None,
                attachments: Vec::new(),
            };
            let request = request(writer, holder)?;
            messages::append_reply(writer, &request, conversation, &reply).map(drop)
        }
        9 => hand_on(writer, holder, id, Target::Agent(agent)),
        10 => hand_on(writer, holder, id, Target::Queue(queue)),
        11 => {
            let input = Input::Resolved { cause: Cause::Agent };
            resolutions::end(writer, conversation, input, by, None).map(drop)
        }
        12 => take_back(writer, conversation),
        _ => put_aside_or_back(writer, conversation),
    }
}

fn request(view: &View, agent: AgentId) -> Result<Request, Error> {
    let agent: Option<Agent> = view.find(agent)?;
    Ok(Request { actor: Actor::of(&agent.ok_or(Error::NotFound("agent"))?), key: None })
}

fn customer_writes(writer: &mut Writer, number: u64) -> Result<(), Error> {
    let inbox: Inbox = writer.find(InboxId(1))?.ok_or(Error::NotFound("inbox"))?;
    let message = ReceivedMessage {
        provider_id: format!("wamid.{}", writer.now.0),
        sent_at: writer.now,
        sender: Sender { wa_id: Some(format!("4477009001{number:02}")), ..Sender::default() },
        content: Content::Text { text: "Hello?".to_owned() },
        reply_to: None,
        opens_conversation: true,
    };
    inbound::receive(writer, &inbox, DeliveryId(1), &What::Message(message)).map(drop)
}

fn work(writer: &mut Writer, id: AgentId, change: impl FnOnce(&mut Agent)) -> Result<(), Error> {
    let mut agent: Agent = writer.find(id)?.ok_or(Error::NotFound("agent"))?;
    change(&mut agent);
    agents::save(writer, &agent)
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

/// `givers`: who gave a conversation away when it last began to wait; it is not theirs at once.
fn check(
    writer: &Writer,
    before: &[Conversation],
    givers: &mut BTreeMap<ConversationId, Option<AgentId>>,
) -> Result<(), Error> {
    recount::assert_it_follows(writer);
    let all: Vec<Conversation> = writer.all()?;
    let mut given = Vec::new();
    for now in &all {
        let earlier = before.iter().find(|earlier| earlier.id == now.id);
        if now.is_in_line() && earlier.is_none_or(|e| !e.is_in_line() || e.queue != now.queue) {
            givers.insert(now.id, earlier.and_then(Conversation::agent));
        }
        if let Some(earlier) = earlier.filter(|e| e.waiting_since.is_some())
            && now.waiting_since.is_some()
        {
            assert_eq!(now.waiting_since, earlier.waiting_since, "waiting time survives");
        }
        given.extend(newly_given(writer, earlier, now)?);
    }
    for waiting in all.iter().filter(|conversation| conversation.is_in_line()) {
        let queue: Queue = writer.find(waiting.queue)?.ok_or(Error::NotFound("queue"))?;
        let giver = givers.get(&waiting.id).copied().flatten();
        let could = candidates(writer, &queue)?;
        assert!(
            could.iter().all(|candidate| Some(candidate.agent) == giver),
            "{} waits although {could:?} could take it",
            waiting.id
        );
        for (agent, taken) in &given {
            let overtaken = is_before(writer, agent, waiting, taken)? && giver != Some(agent.id);
            assert!(!overtaken, "{} was given before {}", taken.id, waiting.id);
        }
    }
    Ok(())
}

/// What routing has given to whom in this act, and that it may.
fn newly_given(
    writer: &Writer,
    earlier: Option<&Conversation>,
    now: &Conversation,
) -> Result<Option<(Agent, Conversation)>, Error> {
    let (from, end) = (earlier.map_or(0, |earlier| earlier.last_seq), now.last_seq + 1);
    let entries = writer.entries_before(now.id, end, (end - from) as usize)?;
    let mut new = entries.iter().filter(|entry| entry.id.seq() > from);
    let assigned = new.find_map(|entry| match entry.body {
        Body::Activity(Activity::Assigned { agent, reason: Some(_), queue }) => {
            Some((agent, queue))
        }
        _ => None,
    });
    let Some((agent, queue)) = assigned else { return Ok(None) };
    let agent: Agent = writer.find(agent)?.ok_or(Error::NotFound("agent"))?;
    assert!(agent.takes_work(), "given to somebody who is not online");
    assert!(queue.is_some_and(|queue| agent.queues.contains(&queue)), "given to a stranger");
    let load = writer.load(agent.id)?;
    assert!(load.active <= u64::from(agent.capacity), "given more than agreed");
    Ok(Some((agent, now.clone())))
}

/// Whether `waiting` should have been given to the agent before `taken`.
fn is_before(
    writer: &Writer,
    agent: &Agent,
    waiting: &Conversation,
    taken: &Conversation,
) -> Result<bool, Error> {
    let place = |conversation: &Conversation| -> Result<_, Error> {
        let queue: Queue = writer.find(conversation.queue)?.ok_or(Error::NotFound("queue"))?;
        let since = conversation.waiting_since;
        Ok((queue.strategy, (Reverse(queue.priority), since, conversation.id)))
    };
    let ((strategy, waits), (_, took)) = (place(waiting)?, place(taken)?);
    let is_theirs = agent.queues.contains(&waiting.queue) && strategy != Strategy::Manual;
    Ok(is_theirs && waits < took)
}
