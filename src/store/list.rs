//! Pages of the ordered lists: several runs merged into one order, without reading what is not shown.

use super::conversation::{Facet, LIST_PREFIX_BYTES, list_prefix};
use super::error::Error;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::filter::Sort;
use crate::domain::{ConversationId, Timestamp};
use std::collections::VecDeque;
use std::ops::Range;

/// How many rows of a run are read at once.
const READ_AHEAD: usize = 64;
/// How many conversations one page looks at before it gives what it has: with a rare filter a page
/// may be short and the next one goes on.
const LOOKED_AT_MAX: usize = 5_000;

/// One ordered run: a facet's value in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    pub facet: Facet,
    pub value: u64,
    pub state: StateKind,
}

/// Where a page ended: the order's number and the conversation there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub order: i64,
    pub id: ConversationId,
}

/// The part of the order that is wanted. By activity: at or after `from`, before `to`; by the end of
/// the window: after `closes_after`, and at the latest at `closes_by`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub closes_after: Option<Timestamp>,
    pub closes_by: Option<Timestamp>,
}

/// Up to `limit` conversations after `after` that `admits` lets through; and where to go on, if
/// there is more. A conversation that stands in several runs is given once.
pub fn page(
    view: &View,
    sources: &[Source],
    sort: Sort,
    stretch: Stretch,
    after: Option<Position>,
    limit: usize,
    admits: impl Fn(&Conversation) -> bool,
) -> Result<(Vec<Conversation>, Option<Position>), Error> {
    page_in_all(view, &[sources.to_vec()], sort, stretch, after, limit, admits)
}

/// The same of the conversations that stand in every one of several groups of runs, each in one run
/// of the group at least. The narrowest group should be the first: the others are only asked
/// whether they have what it has, and how far to leap where they have not.
pub fn page_in_all(
    view: &View,
    groups: &[Vec<Source>],
    sort: Sort,
    stretch: Stretch,
    after: Option<Position>,
    limit: usize,
    admits: impl Fn(&Conversation) -> bool,
) -> Result<(Vec<Conversation>, Option<Position>), Error> {
    let group = |sources: &Vec<Source>| Group::new(sources, sort, stretch, after);
    let mut groups: Vec<Group> = groups.iter().map(group).collect();
    let mut found = Vec::new();
    let mut reached = after;
    let mut least = None;
    for _ in 0..LOOKED_AT_MAX {
        let (position, is_in_all) = match common(view, &mut groups, least)? {
            Common::At(position) => (position, true),
            Common::NotAt(position, leap) => {
                least = Some(leap);
                (position, false)
            }
            Common::End => return Ok((found, None)),
        };
        if is_in_all {
            let conversation = view.find(position.id)?.filter(&admits);
            if let Some(conversation) = conversation {
                if found.len() == limit {
                    return Ok((found, reached));
                }
                found.push(conversation);
            }
            groups.iter_mut().for_each(|group| group.leave(position));
        }
        reached = Some(position);
    }
    Ok((found, reached))
}

/// Whether the next position of the first group is one of every group.
enum Common {
    At(Position),
    /// It is not, and the first that can be is the second one.
    NotAt(Position, Position),
    End,
}

/// Looks at what comes next, at `least` at the earliest.
fn common(view: &View, groups: &mut [Group], least: Option<Position>) -> Result<Common, Error> {
    let Some((first, others)) = groups.split_first_mut() else { return Ok(Common::End) };
    let Some(position) = first.at_least(view, least)? else { return Ok(Common::End) };
    for group in others {
        match group.at_least(view, Some(position))? {
            None => return Ok(Common::End),
            Some(other) if other != position => return Ok(Common::NotAt(position, other)),
            Some(_) => {}
        }
    }
    Ok(Common::At(position))
}

/// Several runs as one order.
struct Group {
    runs: Vec<Run>,
}

impl Group {
    fn new(sources: &[Source], sort: Sort, stretch: Stretch, after: Option<Position>) -> Group {
        Group { runs: sources.iter().map(|it| Run::new(*it, sort, stretch, after)).collect() }
    }

    /// The first position at or after `least`.
    fn at_least(
        &mut self,
        view: &View,
        least: Option<Position>,
    ) -> Result<Option<Position>, Error> {
        let mut next: Option<((i64, u64), Position)> = None;
        for run in &mut self.runs {
            let Some(head) = run.at_least(view, least)? else { continue };
            let order = run.order_of(head);
            if next.is_none_or(|(before, _)| order < before) {
                next = Some((order, head));
            }
        }
        Ok(next.map(|(_, position)| position))
    }

    /// Goes on behind it.
    fn leave(&mut self, position: Position) {
        for run in &mut self.runs {
            if run.rows.front() == Some(&position) {
                run.rows.pop_front();
            }
        }
    }
}

struct Run {
    source: Source,
    sort: Sort,
    stretch: Stretch,
    /// Read ahead, and not passed yet.
    rows: VecDeque<Position>,
    reads_from: Start,
    is_at_end: bool,
}

/// Where the next rows of a run are read.
#[derive(Clone, Copy)]
enum Start {
    Beginning,
    At(Position),
    After(Position),
}

impl Run {
    fn new(source: Source, sort: Sort, stretch: Stretch, after: Option<Position>) -> Run {
        let reads_from = after.map_or(Start::Beginning, Start::After);
        Run { source, sort, stretch, rows: VecDeque::new(), reads_from, is_at_end: false }
    }

    /// Positions as they compare in this order.
    fn order_of(&self, position: Position) -> (i64, u64) {
        match self.sort {
            Sort::Newest | Sort::Waiting | Sort::Window => (position.order, position.id.0),
            // Both turned round: the rows are read from their end.
            Sort::Oldest => (position.order.saturating_neg(), !position.id.0),
        }
    }

    /// The first position at or after `least`, read from there if it lies beyond what was read.
    fn at_least(
        &mut self,
        view: &View,
        least: Option<Position>,
    ) -> Result<Option<Position>, Error> {
        if let Some(least) = least {
            let order = self.order_of(least);
            let passed = self.rows.partition_point(|row| self.order_of(*row) < order);
            self.rows.drain(..passed);
            let is_ahead = match self.reads_from {
                Start::Beginning => true,
                Start::At(from) | Start::After(from) => self.order_of(from) < order,
            };
            if self.rows.is_empty() && is_ahead {
                self.reads_from = Start::At(least);
            }
        }
        if self.rows.is_empty() && !self.is_at_end {
            self.refill(view)?;
        }
        Ok(self.rows.front().copied())
    }

    fn refill(&mut self, view: &View) -> Result<(), Error> {
        let Source { facet, value, state } = self.source;
        let mut range = self.range();
        let key = |position: Position| {
            list_prefix(facet, value, state).i64(position.order).u64(position.id.0).done()
        };
        // The least key above another one.
        let above = |mut key: Vec<u8>| {
            key.push(0);
            key
        };
        let rows = match self.sort {
            Sort::Newest | Sort::Waiting | Sort::Window => {
                range.start = match self.reads_from {
                    Start::Beginning => range.start,
                    Start::At(position) => range.start.max(key(position)),
                    Start::After(position) => range.start.max(above(key(position))),
                };
                let table = match self.sort {
                    Sort::Waiting => Table::ListByWaiting,
                    Sort::Window => Table::ListByWindow,
                    Sort::Newest | Sort::Oldest => Table::ListByActivity,
                };
                view.first(table, range, READ_AHEAD)?
            }
            Sort::Oldest => {
                range.end = match self.reads_from {
                    Start::Beginning => range.end,
                    Start::At(position) => range.end.min(above(key(position))),
                    Start::After(position) => range.end.min(key(position)),
                };
                view.last(Table::ListByActivity, range, READ_AHEAD)?
            }
        };
        self.is_at_end = rows.len() < READ_AHEAD;
        self.rows.extend(rows.iter().map(|(row, _)| Position {
            order: key::i64_at(row, LIST_PREFIX_BYTES),
            id: ConversationId(key::last_u64(row)),
        }));
        if let Some(last) = self.rows.back() {
            self.reads_from = Start::After(*last);
        }
        Ok(())
    }

    /// The keys of this run, within the stretch: activity counts backwards in them.
    fn range(&self) -> Range<Vec<u8>> {
        let Source { facet, value, state } = self.source;
        let mut range = prefixed(list_prefix(facet, value, state).done());
        let just_before = |time: Timestamp| {
            list_prefix(facet, value, state).i64(time.0.saturating_neg().saturating_add(1)).done()
        };
        let just_after =
            |time: Timestamp| list_prefix(facet, value, state).i64(time.0.saturating_add(1)).done();
        match self.sort {
            Sort::Newest | Sort::Oldest => {
                range.start = self.stretch.to.map_or(range.start, just_before);
                range.end = self.stretch.from.map_or(range.end, just_before);
            }
            Sort::Window => {
                range.start = self.stretch.closes_after.map_or(range.start, just_after);
                range.end = self.stretch.closes_by.map_or(range.end, just_after);
            }
            Sort::Waiting => {}
        }
        range
    }
}
