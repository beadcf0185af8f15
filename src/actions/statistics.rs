//! Reports: figures over the facts of a span, and what everybody has to do now.

use super::access;
use super::error::Error;
use crate::domain::permission::{Act, Actor};
use crate::domain::report::{
    Count, Figures, Filter, Grouping, Key, Open, SPAN_DAYS_MAX, Span, day_of, start_of_day,
};
use crate::domain::time::DAY_MS;
use crate::domain::{AgentId, Timestamp};
use crate::store::{FactPlace, View};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use std::collections::BTreeMap;

const FACTS_AT_ONCE: usize = 5_000;

#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub span: Span,
    pub filter: Filter,
}

/// Where a report begins.
pub enum Beginning {
    /// A day or a time, as a request names it.
    At(String),
    /// So that it goes over so many days.
    Days(u32),
}

pub struct Summary {
    pub figures: Figures,
    /// Of the span of the same length just before; `None`: nothing happened in it.
    pub previous: Option<Figures>,
    pub open_now: Open,
}

pub struct Table {
    pub rows: Vec<(Key, Figures)>,
    pub total: Figures,
}

/// What an agent has done since the workspace's midnight.
#[derive(Clone, Copy, Debug, Default)]
pub struct Today {
    pub replies: u64,
    pub resolved: u64,
}

pub fn summary(view: &View, actor: &Actor, asked: Asked) -> Result<Summary, Error> {
    access::require(actor, Act::ReadReports)?;
    let zone = zone(view)?;
    let before = asked.span.before(zone);
    let mut count = Count::new(asked.span, asked.filter, None, zone);
    let mut earlier = Count::new(before, asked.filter, None, zone);
    read(view, before.from, &mut [&mut count, &mut earlier])?;
    let previous = Some(earlier.total()).filter(|figures| *figures != Figures::default());
    Ok(Summary { figures: count.total(), previous, open_now: count.open_now() })
}

pub fn table(view: &View, actor: &Actor, asked: Asked, by: Grouping) -> Result<Table, Error> {
    access::require(actor, Act::ReadReports)?;
    let zone = zone(view)?;
    let mut count = Count::new(asked.span, asked.filter, Some(by), zone);
    count.begin_rows(regular_keys(by, asked.span, zone));
    read(view, asked.span.from, &mut [&mut count])?;
    Ok(Table { rows: count.rows().collect(), total: count.total() })
}

pub fn today(
    view: &View,
    actor: &Actor,
    now: Timestamp,
) -> Result<BTreeMap<AgentId, Today>, Error> {
    access::require(actor, Act::ReadReports)?;
    let zone = zone(view)?;
    let from = start_of_day(day_of(now, zone), zone);
    let span = Span { from, to: Timestamp(i64::MAX) };
    let mut count = Count::new(span, Filter::default(), Some(Grouping::Agent), zone);
    read(view, from, &mut [&mut count])?;
    let rows = count.rows().filter_map(|(key, figures)| match key {
        Key::Agent(agent) => {
            let resolved = figures.resolved_by_agent;
            Some((agent, Today { replies: figures.sent, resolved }))
        }
        _ => None,
    });
    Ok(rows.collect())
}

/// Whether the facts are all there; otherwise they are being made anew.
pub fn is_complete(view: &View) -> Result<bool, Error> {
    Ok(view.facts_progress()?.is_some_and(|progress| progress.filled.is_none()))
}

/// The change up to which everything has been counted.
pub fn counted_up_to(view: &View) -> Result<u64, Error> {
    Ok(view.facts_progress()?.map_or(0, |progress| progress.cursor))
}

pub fn zone(view: &View) -> Result<Tz, Error> {
    Ok(view.settings()?.time_zone.parse().unwrap_or(Tz::UTC))
}

/// Every conversation that may have to do with what happened from `from` on: those that ended since
/// then, and the open ones.
fn read(view: &View, from: Timestamp, counts: &mut [&mut Count]) -> Result<(), Error> {
    let mut place = Some(FactPlace::before(from));
    while let Some(after) = place {
        let (facts, next) = view.facts_after(after, FACTS_AT_ONCE)?;
        for fact in &facts {
            counts.iter_mut().for_each(|count| count.take(fact));
        }
        place = next;
    }
    Ok(())
}

/// Rows that a reader expects whether or not anything happened.
fn regular_keys(by: Grouping, span: Span, zone: Tz) -> Vec<Key> {
    match by {
        Grouping::Day => span.days(zone).into_iter().map(Key::Day).collect(),
        Grouping::Hour => (0..24).map(Key::Hour).collect(),
        Grouping::WeekHour => {
            (1..=7).flat_map(|day| (0..24).map(move |hour| Key::WeekHour(day, hour))).collect()
        }
        Grouping::State
        | Grouping::Channel
        | Grouping::Inbox
        | Grouping::Queue
        | Grouping::Agent
        | Grouping::Tag
        | Grouping::Label => Vec::new(),
    }
}

/// From the texts of a request: days of the workspace, the last one included, or exact times. It
/// ends with today unless asked otherwise.
pub fn span(
    view: &View,
    from: &Beginning,
    to: Option<&str>,
    now: Timestamp,
) -> Result<Span, Error> {
    let zone = zone(view)?;
    let to = match to {
        Some(text) => read_end(text, "to", 1, zone)?,
        None => start_of_day(after(day_of(now, zone), 1), zone),
    };
    let from = match from {
        Beginning::At(text) => read_end(text, "from", 0, zone)?,
        Beginning::Days(days) => {
            if !(1..=SPAN_DAYS_MAX).contains(&i64::from(*days)) {
                let reason = format!("A report goes over 1 to {SPAN_DAYS_MAX} days.");
                return Err(Error::invalid("days", reason));
            }
            let last = day_of(to.plus_ms(-1), zone);
            let earlier = u64::from(*days) - 1;
            start_of_day(last.checked_sub_days(Days::new(earlier)).unwrap_or(last), zone)
        }
    };
    if from >= to {
        return Err(Error::invalid("to", "A report ends after it begins."));
    }
    if to.ms_since(from) > SPAN_DAYS_MAX * DAY_MS {
        let reason = format!("A report goes over {SPAN_DAYS_MAX} days at the most.");
        return Err(Error::invalid("from", reason));
    }
    Ok(Span { from, to })
}

fn read_end(text: &str, field: &'static str, days: u64, zone: Tz) -> Result<Timestamp, Error> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(start_of_day(after(day, days), zone));
    }
    let reason = "Give a day, such as 2026-11-16, or a time (RFC 3339).";
    Timestamp::parse_rfc3339(text).ok_or_else(|| Error::invalid(field, reason))
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
