//! Every kind of report over a long past. `DESKBELL_BENCH_FACTS` sets over how many conversations.

mod common;

use common::figures::{Table, Times, ms, of_at_most};
use common::text::Dice;
use deskbell::actions::Error;
use deskbell::actions::statistics::{self, Asked};
use deskbell::domain::agent::Role;
use deskbell::domain::channel::Channel;
use deskbell::domain::conversation::{Cause, State};
use deskbell::domain::permission::Actor;
use deskbell::domain::report::{Answer, Fact, Filter, Grouping, Span, Took};
use deskbell::domain::time::{DAY_MS, MINUTE_MS};
use deskbell::domain::{AgentId, ConversationId, InboxId, LabelId, QueueId, TagId, Timestamp};
use deskbell::store::{Store, View};
use std::time::Instant;

const FACTS: usize = 100_000;
const FACTS_AT_ONCE: usize = 1_000;
const SPREAD_DAYS: i64 = 90;
const ANSWERS_EACH: i64 = 4;
const P50_MS_MAX: f64 = 1_000.0;
const TIMES: usize = 5;

fn main() {
    let facts = common::size("DESKBELL_BENCH_FACTS", FACTS);
    let directory = common::directory();
    let app = common::open(directory.path());
    let now = app.clock.now();
    let start = Instant::now();
    fill(&app.store, facts, now);
    println!(
        "{facts} facts of {ANSWERS_EACH} answers, written in {:.1} s.",
        start.elapsed().as_secs_f64()
    );
    let actor =
        Actor { agent: AgentId(1), role: Role::Admin, queues: Default::default(), scopes: None };
    let span = Span { from: now.plus_ms(-SPREAD_DAYS * DAY_MS), to: now };
    let asked = Asked { span, filter: Filter::default() };
    let view = app.store.view().expect("a view");
    let mut table = Table::new("Reports over 90 days", &["report", "p50 ms", "of 1000 ms"]);
    let mut row = |about: &str, report: &dyn Fn(&View) -> Result<u64, Error>| {
        let times: Times = (0..TIMES)
            .map(|_| {
                let start = Instant::now();
                assert!(report(&view).expect("a report") > 0, "{about} counts something");
                start.elapsed()
            })
            .collect();
        let p50 = times.p50();
        table.row(vec![about.to_owned(), ms(p50), of_at_most(p50, P50_MS_MAX)]);
    };
    row("summary", &|view| Ok(statistics::summary(view, &actor, asked)?.figures.started));
    let by = [
        ("by day", Grouping::Day),
        ("by hour of the week", Grouping::WeekHour),
        ("by queue", Grouping::Queue),
        ("by agent", Grouping::Agent),
        ("by tag", Grouping::Tag),
    ];
    for (about, grouping) in by {
        let report =
            |view: &View| Ok(statistics::table(view, &actor, asked, grouping)?.total.started);
        row(about, &report);
    }
    table.print();
}

fn fill(store: &Store, facts: usize, now: Timestamp) {
    for first in (0..facts).step_by(FACTS_AT_ONCE) {
        let end = facts.min(first + FACTS_AT_ONCE);
        let written = store.write_blocking(move |writer| {
            for number in first..end {
                writer.save_fact(&fact(number, facts, now))?;
            }
            Ok::<(), Error>(())
        });
        written.expect("facts are written");
    }
}

fn fact(number: usize, facts: usize, now: Timestamp) -> Fact {
    let mut dice = Dice::new(number as u64);
    let left = (facts - number) as i64;
    let started_at = now.plus_ms(-left * SPREAD_DAYS * DAY_MS / facts as i64);
    let agent = AgentId(1 + dice.below(20) as u64);
    let took = |ms: i64| Took { calendar_ms: ms, business_ms: ms / 3 };
    let answers: Vec<Answer> = (1..=ANSWERS_EACH)
        .map(|place| {
            let waited = (1 + dice.below(90) as i64) * MINUTE_MS / 3;
            Answer { at: started_at.plus_ms(place * 30 * MINUTE_MS), by: agent, took: took(waited) }
        })
        .collect();
    let quarter = started_at.0 / (15 * MINUTE_MS);
    let is_open = dice.below(20) == 0;
    let lasted = ANSWERS_EACH * 40 * MINUTE_MS;
    Fact {
        conversation: ConversationId(number as u64 + 1),
        channel: Channel::Whatsapp,
        inbox: InboxId(1),
        queue: QueueId(1 + dice.below(5) as u64),
        state: if is_open {
            State::Active { agent }
        } else {
            State::Resolved { cause: Cause::Agent }
        },
        is_snoozed: false,
        agent: Some(agent),
        resolved_by: (!is_open).then_some(agent),
        tags: [TagId(1 + dice.below(12) as u64)].into(),
        labels: [LabelId(1 + dice.below(4) as u64)].into(),
        started_at,
        ended_at: (!is_open).then(|| started_at.plus_ms(lasted)),
        resolution: (!is_open).then(|| took(lasted)),
        first_answer: answers.first().copied(),
        inbound: (0..ANSWERS_EACH).map(|place| (quarter + place * 2, 1)).collect(),
        outbound: (0..ANSWERS_EACH).map(|place| ((quarter + place * 2, agent), 1)).collect(),
        answers,
    }
}
