//! A few facts, counted in every way.

use super::*;
use crate::domain::channel::Channel;
use crate::domain::conversation::{Cause, State};
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::*;
use chrono_tz::Tz;

const ANN: AgentId = AgentId(1);
const BEN: AgentId = AgentId(2);

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("a time")
}

/// Begun at `start`, answered by `by` ten minutes later, resolved an hour after it began.
fn resolved(id: u64, start: &str, by: AgentId, tags: &[u64]) -> Fact {
    let started_at = at(start);
    let took = |ms| Took { calendar_ms: ms, business_ms: ms };
    let answered_at = started_at.plus_ms(10 * MINUTE_MS);
    let answer = Answer { at: answered_at, by, took: took(10 * MINUTE_MS) };
    Fact {
        conversation: ConversationId(id),
        channel: Channel::Whatsapp,
        inbox: InboxId(1),
        queue: QueueId(1),
        state: State::Resolved { cause: Cause::Agent },
        is_snoozed: false,
        agent: Some(ANN),
        resolved_by: Some(by),
        tags: tags.iter().map(|tag| TagId(*tag)).collect(),
        labels: Default::default(),
        started_at,
        ended_at: Some(started_at.plus_ms(HOUR_MS)),
        resolution: Some(took(HOUR_MS)),
        first_answer: Some(answer),
        answers: vec![answer],
        inbound: [(calendar::quarter_of(started_at), 1)].into(),
        outbound: [((calendar::quarter_of(answered_at), by), 1)].into(),
    }
}

fn open(id: u64, start: &str) -> Fact {
    Fact {
        state: State::Queued,
        agent: None,
        resolved_by: None,
        ended_at: None,
        resolution: None,
        first_answer: None,
        answers: Vec::new(),
        outbound: Default::default(),
        ..resolved(id, start, ANN, &[])
    }
}

fn week() -> Span {
    Span { from: at("2026-11-16T00:00:00Z"), to: at("2026-11-23T00:00:00Z") }
}

fn facts() -> Vec<Fact> {
    vec![
        resolved(1, "2026-11-16T09:00:00Z", ANN, &[1, 2]),
        // Begun before the span, resolved in it.
        resolved(2, "2026-11-15T23:30:00Z", BEN, &[2]),
        // Begun in the span, resolved after it.
        resolved(3, "2026-11-22T23:45:00Z", ANN, &[]),
        open(4, "2026-11-18T09:00:00Z"),
        // Begun long ago and still open.
        open(5, "2026-01-01T09:00:00Z"),
    ]
}

fn counted(filter: Filter, grouping: Option<Grouping>, zone: Tz) -> Count {
    let mut count = Count::new(week(), filter, grouping, zone);
    facts().iter().for_each(|fact| count.take(fact));
    count
}

fn rows(count: &Count) -> Vec<(Key, u64, u64, u64)> {
    let rows = count.rows();
    rows.map(|(key, f)| (key, f.started, f.resolved(), f.sent)).collect()
}

#[test]
fn each_thing_counts_when_it_happened() {
    let count = counted(Filter::default(), None, Tz::UTC);
    let figures = count.total();
    // 1, 3 and 4 began in the week; 1 and 2 were resolved; 3 was answered five minutes before its
    // end, and 2 before its beginning.
    assert_eq!((figures.started, figures.resolved(), figures.abandoned), (3, 2, 0));
    assert_eq!((figures.first_response.count, figures.resolution.count), (2, 2));
    assert_eq!((figures.received, figures.sent), (3, 2));
    assert_eq!(figures.abandonment_rate(), Some(0.0));
    assert_eq!(count.open_now().total(), 2, "whenever they began");
}

#[test]
fn by_agent_each_part_is_whose_it_was() {
    let rows = rows(&counted(Filter::default(), Some(Grouping::Agent), Tz::UTC));
    assert_eq!(
        rows,
        [(Key::Agent(ANN), 2, 1, 2), (Key::Agent(BEN), 0, 1, 0), (Key::Nothing, 1, 0, 0)]
    );
}

#[test]
fn an_agents_filter_gives_the_agents_row() {
    let by_agent = counted(Filter::default(), Some(Grouping::Agent), Tz::UTC);
    for (key, figures) in by_agent.rows() {
        let Key::Agent(agent) = key else { continue };
        let filter = Filter { agent: Some(agent), ..Filter::default() };
        assert_eq!(counted(filter, None, Tz::UTC).total(), figures);
    }
}

#[test]
fn a_conversation_counts_under_each_of_its_tags() {
    let rows = rows(&counted(Filter::default(), Some(Grouping::Tag), Tz::UTC));
    assert_eq!(
        rows,
        [(Key::Tag(TagId(1)), 1, 1, 1), (Key::Tag(TagId(2)), 1, 2, 1), (Key::Nothing, 2, 0, 1)]
    );
    let filter = Filter { tag: Some(TagId(2)), ..Filter::default() };
    assert_eq!(counted(filter, None, Tz::UTC).total().resolved(), 2);
    let filter = Filter { tag: Some(TagId(9)), ..Filter::default() };
    assert_eq!(counted(filter, None, Tz::UTC).total(), Figures::default());
}

#[test]
fn days_and_hours_are_the_workspaces() {
    // In Kathmandu it is 5 h 45 min later: the conversation of 9:00 begins at 14:45, and the last of
    // the week begins on Monday.
    let zone = Tz::Asia__Kathmandu;
    let day = |text: &str| Key::Day(text.parse().expect("a day"));
    let days: Vec<_> = rows(&counted(Filter::default(), Some(Grouping::Day), zone));
    let days: Vec<_> = days.into_iter().map(|(key, started, ..)| (key, started)).collect();
    assert_eq!(days, [(day("2026-11-16"), 1), (day("2026-11-18"), 1), (day("2026-11-23"), 1)]);
    let hours = rows(&counted(Filter::default(), Some(Grouping::WeekHour), zone));
    let starts: Vec<_> = hours.iter().filter(|row| row.1 > 0).map(|row| row.0).collect();
    assert_eq!(starts, [Key::WeekHour(1, 5), Key::WeekHour(1, 14), Key::WeekHour(3, 14)]);
}

#[test]
fn the_rows_of_days_add_up_to_the_total() {
    for grouping in [Grouping::Day, Grouping::Hour, Grouping::Agent, Grouping::State] {
        let count = counted(Filter::default(), Some(grouping), Tz::Asia__Kathmandu);
        let total = count.total();
        let sum = |pick: fn(&Figures) -> u64| count.rows().map(|(_, f)| pick(&f)).sum::<u64>();
        assert_eq!(sum(|f| f.started), total.started, "{grouping:?}");
        assert_eq!(sum(Figures::ended), total.ended(), "{grouping:?}");
        assert_eq!(sum(|f| f.waiting.count), total.waiting.count, "{grouping:?}");
        assert_eq!(sum(|f| f.received + f.sent), total.received + total.sent, "{grouping:?}");
    }
}
