//! Random lives: whatever people do, in whatever order, these things hold after every act.

mod acts;
mod cases;

use super::*;
use crate::actions::agents;
use crate::actions::queues::{self, NewQueue};
use crate::clock::Clock;
use crate::domain::agent::{Availability, Role};
use crate::domain::inbox::{Account, Sealed};
use crate::domain::queue::Timeouts;
use crate::domain::settings::Settings;
use crate::domain::time::MINUTE_MS;
use crate::domain::{InboxId, Timestamp};
use crate::store::{Options, Store, recount};
use acts::happen;
use proptest::prelude::{ProptestConfig, any, prop, proptest};

const AGENTS: u64 = 4;
const QUEUES: u64 = 3;
const CUSTOMERS: u64 = 12;
const CACHE_BYTES: usize = 1 << 20;

/// How many kinds of acts there are.
const KINDS: u8 = 21;

/// What happens: which kind of act, to which thing, with what.
type Act = (u8, u64, u64);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn work_is_given_out_rightly_whatever_happens(
        capacities in prop::collection::vec(1..4_u32, AGENTS as usize),
        strategies in prop::collection::vec(0..3_u8, QUEUES as usize),
        acts in prop::collection::vec((0..KINDS, any::<u64>(), any::<u64>()), 1..120),
    ) {
        let once = live(capacities.clone(), strategies.clone(), acts.clone());
        let again = live(capacities, strategies, acts);
        assert_eq!(once, again, "the same life ends the same way");
    }
}

/// Lives through all acts and answers how everything stands at the end.
fn live(capacities: Vec<u32>, strategies: Vec<u8>, acts: Vec<Act>) -> Vec<Conversation> {
    in_a_team(capacities, strategies, move |writer| {
        for act in acts {
            let before = Before::of(writer)?;
            // What the rules refuse changes nothing.
            let _ = writer.isolated(|writer| happen(writer, act));
            check(writer, &before)?;
        }
        Ok(writer.all()?)
    })
}

/// What becomes of a new team whose agents are all online.
fn in_a_team<T: Send + 'static>(
    capacities: Vec<u32>,
    strategies: Vec<u8>,
    life: impl FnOnce(&mut Writer) -> Result<T, Error> + Send + 'static,
) -> T {
    let directory = tempfile::tempdir().expect("a directory");
    let options = Options { path: directory.path().join("store.redb"), cache_bytes: CACHE_BYTES };
    let store = Store::open(options, Clock::manual(Timestamp(1_795_000_000_000))).expect("a store");
    let end = store.write_blocking(move |writer| -> Result<T, Error> {
        found(writer, &capacities, &strategies)?;
        life(writer)
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
        agents::save(writer, &Agent { availability: Availability::Online, lost: None, ..agent })?;
    }
    let settings = writer.settings()?;
    let gives_back_after_ms = Some(30 * MINUTE_MS);
    writer.save_settings(&Settings { gives_back_after_ms, ..settings })?;
    let account = Account::Whatsapp {
        phone_number_id: "1".to_owned(),
        waba_id: "2".to_owned(),
        secrets: Sealed(Vec::new()),
    };
    let shop = Inbox::new(InboxId(1), "Shop".to_owned(), QueueId(1), account, writer.now);
    writer.save_inbox(&shop)?;
    Ok(())
}

fn strategy_of(number: u64) -> Strategy {
    [Strategy::LeastBusy, Strategy::RoundRobin, Strategy::Manual][number as usize % 3]
}

/// How everything stood before an act.
struct Before {
    agents: Vec<Agent>,
    conversations: Vec<Conversation>,
    /// Who could have taken something, of which queue.
    able: BTreeSet<(QueueId, AgentId)>,
}

impl Before {
    fn of(view: &View) -> Result<Before, Error> {
        let mut able = BTreeSet::new();
        for queue in view.all::<Queue>()? {
            let candidates = candidates(view, &queue)?.into_iter();
            able.extend(candidates.filter(|c| c.can_take).map(|c| (queue.id, c.agent)));
        }
        Ok(Before { agents: view.all()?, conversations: view.all()?, able })
    }

    fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.iter().find(|earlier| earlier.id == id)
    }

    /// Whether the agent has come, may hold more, or has got room otherwise than by handing back.
    fn has_room_anew(&self, agent: &Agent, queue: QueueId, now: &[Conversation]) -> bool {
        let earlier = self.agents.iter().find(|earlier| earlier.id == agent.id);
        let freed = now.iter().any(|now| {
            let had = self.conversation(now.id).and_then(Conversation::occupies);
            had == Some(agent.id)
                && now.occupies() != had
                && !(now.is_in_line() && now.handed_back_by == had)
        });
        freed || !self.able.contains(&(queue, agent.id)) || agent.can_take_more_than(earlier)
    }
}

fn check(writer: &Writer, before: &Before) -> Result<(), Error> {
    recount::assert_it_follows(writer);
    let all: Vec<Conversation> = writer.all()?;
    let mut given = Vec::new();
    for now in &all {
        let earlier = before.conversation(now.id);
        if let Some(earlier) = earlier.filter(|e| e.waiting_since.is_some())
            && now.waiting_since.is_some()
        {
            assert_eq!(now.waiting_since, earlier.waiting_since, "waiting time survives");
        }
        if let Some((agent, taken)) = newly_given(writer, earlier, now)? {
            check_giver(before, earlier, &agent, &taken, &all);
            given.push((agent, taken));
        }
    }
    for waiting in all.iter().filter(|conversation| conversation.is_in_line()) {
        let queue: Queue = writer.find(waiting.queue)?.ok_or(Error::NotFound("queue"))?;
        let giver = waiting.handed_back_by;
        let could = candidates(writer, &queue)?;
        assert!(
            could.iter().all(|candidate| !candidate.can_take || Some(candidate.agent) == giver),
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

/// What was handed back is for the others, unless whoever did it has room anew.
fn check_giver(
    before: &Before,
    earlier: Option<&Conversation>,
    agent: &Agent,
    taken: &Conversation,
    now: &[Conversation],
) {
    let Some(earlier) = earlier else { return };
    let (id, name) = (taken.id, &agent.name);
    assert_ne!(earlier.agent(), Some(agent.id), "{id} came straight back to {name}");
    if earlier.handed_back_by == Some(agent.id) {
        let is_anew = before.has_room_anew(agent, taken.queue, now);
        assert!(is_anew, "{id} came back to {name} without a cause");
    }
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
