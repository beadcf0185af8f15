//! How long routing takes to decide, in a large team with long lines.
//! `DESKBELL_BENCH_WAITING` sets how many conversations wait.

mod common;

use common::figures::{Table, Times, ms, of_at_most};
use deskbell::actions::routing;
use deskbell::domain::agent::{Agent, Availability, Role};
use deskbell::domain::channel::Channel;
use deskbell::domain::contact::IdentityKind;
use deskbell::domain::conversation::{AutomaticReplies, Conversation, State};
use deskbell::domain::queue::{Queue, Replies, Strategy, Timeouts};
use deskbell::domain::routing::Reason;
use deskbell::domain::{AgentId, ContactId, ConversationId, InboxId, QueueId};
use deskbell::store::{Error, View, Writer};
use std::collections::BTreeSet;
use std::time::Instant;

const AGENTS: u64 = 200;
const QUEUES: u64 = 50;
const WAITING: usize = 10_000;
const AT_ONCE: usize = 2_000;
const DECISIONS: usize = 2_000;
const P99_MS_MAX: f64 = 1.0;

fn main() {
    let waiting = common::size("DESKBELL_BENCH_WAITING", WAITING);
    let directory = common::directory();
    let app = common::open(directory.path());
    let team = app.store.write_blocking(|writer| -> Result<(), Error> {
        (1..=QUEUES).try_for_each(|id| writer.save_queue(&queue(id)))?;
        (1..=AGENTS).try_for_each(|id| writer.save_agent(&agent(id)))
    });
    team.expect("a team");
    let numbers: Vec<u64> = (1..=waiting as u64).collect();
    for part in numbers.chunks(AT_ONCE) {
        let part = part.to_vec();
        let saved = app.store.write_blocking(move |writer| -> Result<(), Error> {
            part.iter().try_for_each(|id| writer.save_conversation(&conversation(writer, *id)))
        });
        saved.expect("conversations");
    }
    let view = app.store.view().expect("a view");
    let mut table = Table::new(
        format!("Decisions: {AGENTS} agents, each in all of {QUEUES} queues, {waiting} waiting"),
        &["decision", "p50 ms", "p99 ms", "of 1 ms"],
    );
    let mut row = |about: &str, times: Times| {
        let (p50, p99) = (times.p50(), times.p99());
        table.row(vec![about.to_owned(), ms(p50), ms(p99), of_at_most(p99, P99_MS_MAX)]);
    };
    row("who gets this conversation", measure(|number| who(&view, QueueId(1 + number % QUEUES))));
    row("what this agent gets next", measure(|number| next(&view, AgentId(1 + number % AGENTS))));
    table.print();
}

fn measure(mut decide: impl FnMut(u64)) -> Times {
    let decide = |number| {
        let start = Instant::now();
        decide(number);
        start.elapsed()
    };
    (0..DECISIONS as u64).map(decide).collect()
}

/// What is read and decided when a conversation begins to wait.
fn who(view: &View, queue: QueueId) {
    let queue: Queue = view.find(queue).expect("readable").expect("a queue");
    let chosen = routing::best_of(view, &queue, None, None).expect("a decision");
    let of_all = Reason::LeastBusy { of: AGENTS as u32, online: Some(AGENTS as u32) };
    assert_eq!(chosen.map(|(_, reason)| reason), Some(of_all));
}

/// What is read and decided when an agent gets room.
fn next(view: &View, agent: AgentId) {
    let agent: Agent = view.find(agent).expect("readable").expect("an agent");
    let next = routing::next_for(view, &agent, &BTreeSet::new()).expect("a decision");
    assert!(next.is_some());
}

fn queue(id: u64) -> Queue {
    Queue {
        id: QueueId(id),
        name: format!("Queue {id}"),
        strategy: Strategy::LeastBusy,
        priority: id as u32 % 5,
        timeouts: Timeouts::default(),
        created_at: Default::default(),
        sticky: true,
        hours: None,
        replies: Replies::default(),
    }
}

fn agent(id: u64) -> Agent {
    Agent {
        id: AgentId(id),
        name: format!("Agent {id}"),
        email: format!("{id}@example.com"),
        password_hash: String::new(),
        role: Role::Agent,
        availability: Availability::Online,
        capacity: 8,
        queues: (1..=QUEUES).map(QueueId).collect(),
        preferences: String::new(),
        signature: None,
        created_at: Default::default(),
        lost: None,
        deactivated_at: None,
        due_at: None,
    }
}

fn conversation(writer: &Writer, id: u64) -> Conversation {
    let since = writer.now.plus_ms(id as i64);
    Conversation {
        id: ConversationId(id),
        contact: ContactId(id),
        inbox: InboxId(1),
        channel: Channel::Whatsapp,
        queue: QueueId(1 + id % QUEUES),
        identity: (IdentityKind::WhatsappId, id.to_string()),
        state: State::Queued,
        subject: None,
        preview: None,
        created_at: since,
        last_activity_at: since,
        waiting_since: Some(since),
        first_response_at: None,
        answered_at: None,
        tags: BTreeSet::new(),
        labels: BTreeSet::new(),
        inbound_count: 1,
        last_seq: 0,
        moved: None,
        previous: None,
        next: None,
        resolution: None,
        due_at: None,
        snooze: None,
        woken_at: None,
        warned_at: None,
        replied: AutomaticReplies::default(),
        handed_back_by: None,
        window_closes_at: None,
        last_sent: None,
    }
}
