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
    let mut runs: Vec<Run> =
        sources.iter().map(|source| Run::new(*source, sort, stretch, after)).collect();
    let mut found = Vec::new();
    let mut reached = after;
    for _ in 0..LOOKED_AT_MAX {
        let Some(position) = next(view, &mut runs, reached)? else {
            return Ok((found, None));
        };
        if let Some(conversation) = view.find(position.id)?.filter(&admits) {
            if found.len() == limit {
                return Ok((found, reached));
            }
            found.push(conversation);
        }
        reached = Some(position);
    }
    Ok((found, reached))
}

/// The next position in the order of all runs.
fn next(
    view: &View,
    runs: &mut [Run],
    reached: Option<Position>,
) -> Result<Option<Position>, Error> {
    for run in runs.iter_mut() {
        while run
            .head(view)?
            .is_some_and(|head| Some(run.order_of(head)) <= reached.map(|r| run.order_of(r)))
        {
            run.rows.pop_front();
        }
    }
    let heads =
        runs.iter().filter_map(|run| run.rows.front().map(|head| (run.order_of(*head), *head)));
    Ok(heads.min_by_key(|(order, _)| *order).map(|(_, head)| head))
}

struct Run {
    source: Source,
    sort: Sort,
    stretch: Stretch,
    rows: VecDeque<Position>,
    read_up_to: Option<Position>,
    is_at_end: bool,
}

impl Run {
    fn new(source: Source, sort: Sort, stretch: Stretch, after: Option<Position>) -> Run {
        Run { source, sort, stretch, rows: VecDeque::new(), read_up_to: after, is_at_end: false }
    }

    /// Positions as they compare in this order.
    fn order_of(&self, position: Position) -> (i64, u64) {
        match self.sort {
            Sort::Newest | Sort::Waiting | Sort::Window => (position.order, position.id.0),
            // Both turned round: the rows are read from their end.
            Sort::Oldest => (position.order.saturating_neg(), !position.id.0),
        }
    }

    fn head(&mut self, view: &View) -> Result<Option<Position>, Error> {
        if self.rows.is_empty() && !self.is_at_end {
            self.refill(view)?;
        }
        Ok(self.rows.front().copied())
    }

    fn refill(&mut self, view: &View) -> Result<(), Error> {
        let Source { facet, value, state } = self.source;
        let mut range = self.range();
        let after = self.read_up_to.map(|position| {
            list_prefix(facet, value, state).i64(position.order).u64(position.id.0).done()
        });
        let rows = match self.sort {
            Sort::Newest | Sort::Waiting | Sort::Window => {
                if let Some(mut after) = after {
                    after.push(0);
                    range.start = range.start.max(after);
                }
                let table = match self.sort {
                    Sort::Waiting => Table::ListByWaiting,
                    Sort::Window => Table::ListByWindow,
                    Sort::Newest | Sort::Oldest => Table::ListByActivity,
                };
                view.first(table, range, READ_AHEAD)?
            }
            Sort::Oldest => {
                range.end = after.map_or(range.end.clone(), |after| range.end.min(after));
                view.last(Table::ListByActivity, range, READ_AHEAD)?
            }
        };
        self.is_at_end = rows.len() < READ_AHEAD;
        self.rows.extend(rows.iter().map(|(row, _)| Position {
            order: key::i64_at(row, LIST_PREFIX_BYTES),
            id: ConversationId(key::last_u64(row)),
        }));
        self.read_up_to = self.rows.back().copied().or(self.read_up_to);
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
