//! Counting facts: in all, and by what they are grouped by.

use super::calendar::Calendar;
use super::fact::{Fact, Happening, Took, What};
use super::figures::{Figures, Open, Times};
use super::span::Span;
use crate::domain::channel::Channel;
use crate::domain::conversation::{Cause, State, StateKind};
use crate::domain::{AgentId, InboxId, LabelId, QueueId, TagId};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Which conversations count, and whose part in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub queue: Option<QueueId>,
    /// Only what is this agent's: the same as its row in a table by agents.
    pub agent: Option<AgentId>,
    pub channel: Option<Channel>,
    pub inbox: Option<InboxId>,
    pub tag: Option<TagId>,
    pub label: Option<LabelId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    Day,
    /// Of the day.
    Hour,
    /// Of the week.
    WeekHour,
    State,
    Channel,
    Inbox,
    Queue,
    Agent,
    Tag,
    Label,
}

/// What a row of a table is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Day(NaiveDate),
    Hour(u8),
    /// Weekday (1: Monday) and hour.
    WeekHour(u8, u8),
    State(StateKind),
    Channel(Channel),
    Inbox(InboxId),
    Queue(QueueId),
    Agent(AgentId),
    Tag(TagId),
    Label(LabelId),
    /// No agent, no tag, no label.
    Nothing,
}

/// A report in the making.
pub struct Count {
    span: Span,
    filter: Filter,
    grouping: Option<Grouping>,
    calendar: Calendar,
    open_now: Open,
    total: Tally,
    rows: BTreeMap<Key, Tally>,
}

#[derive(Default)]
struct Tally {
    figures: Figures,
    waiting: Vec<Took>,
    first_response: Vec<Took>,
    resolution: Vec<Took>,
}

impl Count {
    pub fn new(span: Span, filter: Filter, grouping: Option<Grouping>, zone: Tz) -> Count {
        Count {
            span,
            filter,
            grouping,
            calendar: Calendar::new(zone),
            open_now: Open::default(),
            total: Tally::default(),
            rows: BTreeMap::new(),
        }
    }

    /// Makes rows that are there even if nothing happened.
    pub fn begin_rows(&mut self, keys: impl IntoIterator<Item = Key>) {
        for key in keys {
            self.rows.entry(key).or_default();
        }
    }

    pub fn take(&mut self, fact: &Fact) {
        if !self.filter.admits(fact) {
            return;
        }
        if self.filter.admits_agent(fact.agent) {
            self.open_now.add(fact);
        }
        for happening in fact.happenings() {
            if self.span.has(happening.at) && self.filter.admits_agent(happening.agent) {
                self.total.add(happening.what);
                self.add_to_rows(fact, &happening);
            }
        }
    }

    fn add_to_rows(&mut self, fact: &Fact, happening: &Happening) {
        let Some(grouping) = self.grouping else { return };
        let local = self.calendar.local(happening.at);
        let rows = &mut self.rows;
        let mut add = |key: Key| rows.entry(key).or_default().add(happening.what);
        match grouping {
            Grouping::Day => add(Key::Day(local.day)),
            Grouping::Hour => add(Key::Hour(local.hour)),
            Grouping::WeekHour => add(Key::WeekHour(local.weekday, local.hour)),
            Grouping::State => add(Key::State(fact.state.kind())),
            Grouping::Channel => add(Key::Channel(fact.channel)),
            Grouping::Inbox => add(Key::Inbox(fact.inbox)),
            Grouping::Queue => add(Key::Queue(fact.queue)),
            Grouping::Agent => add(happening.agent.map_or(Key::Nothing, Key::Agent)),
            Grouping::Tag if fact.tags.is_empty() => add(Key::Nothing),
            Grouping::Tag => fact.tags.iter().for_each(|tag| add(Key::Tag(*tag))),
            Grouping::Label if fact.labels.is_empty() => add(Key::Nothing),
            Grouping::Label => fact.labels.iter().for_each(|label| add(Key::Label(*label))),
        }
    }

    /// How many conversations are open at this moment, whatever the span.
    pub fn open_now(&self) -> Open {
        self.open_now
    }

    pub fn total(&self) -> Figures {
        self.total.figures()
    }

    /// In the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (Key, Figures)> {
        self.rows.iter().map(|(key, tally)| (*key, tally.figures()))
    }
}

impl Open {
    fn add(&mut self, fact: &Fact) {
        match fact.state {
            State::Queued => self.queued += 1,
            State::Active { .. } | State::Pending { .. } if fact.is_snoozed => self.snoozed += 1,
            State::Active { .. } => self.active += 1,
            State::Pending { .. } => self.pending += 1,
            State::Resolved { .. } | State::Abandoned => {}
        }
    }
}

impl Filter {
    fn admits(&self, fact: &Fact) -> bool {
        self.queue.is_none_or(|queue| fact.queue == queue)
            && self.channel.is_none_or(|channel| fact.channel == channel)
            && self.inbox.is_none_or(|inbox| fact.inbox == inbox)
            && self.tag.is_none_or(|tag| fact.tags.contains(&tag))
            && self.label.is_none_or(|label| fact.labels.contains(&label))
    }

    fn admits_agent(&self, agent: Option<AgentId>) -> bool {
        self.agent.is_none() || self.agent == agent
    }
}

impl Tally {
    fn add(&mut self, what: What) {
        let figures = &mut self.figures;
        match what {
            What::Started => figures.started += 1,
            What::FirstAnswered(took) => self.first_response.push(took),
            What::Answered(took) => self.waiting.push(took),
            What::Resolved { cause, took } => {
                match cause {
                    Cause::Agent => figures.resolved_by_agent += 1,
                    Cause::Inactivity => figures.resolved_by_inactivity += 1,
                    Cause::Customer => figures.resolved_by_customer += 1,
                    Cause::Blocked => figures.resolved_as_blocked += 1,
                    Cause::Full => figures.resolved_as_full += 1,
                }
                self.resolution.extend(took);
            }
            What::Abandoned => figures.abandoned += 1,
            What::Received(count) => figures.received += u64::from(count),
            What::Sent(count) => figures.sent += u64::from(count),
        }
    }

    fn figures(&self) -> Figures {
        Figures {
            waiting: Times::of(&self.waiting),
            first_response: Times::of(&self.first_response),
            resolution: Times::of(&self.resolution),
            ..self.figures.clone()
        }
    }
}
