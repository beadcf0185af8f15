//! The change log: every committed event under one global sequence number. Browsers, search and
//! whatever comes later read it, each with a cursor of its own.

use super::envelope;
use super::error::Error;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::Timestamp;
use crate::domain::event::Event;
use serde::{Deserialize, Serialize};

/// How many changes are kept: who is further behind starts afresh.
pub const KEPT_CHANGES: u64 = 1_000_000;
const SEQUENCE: &[u8] = b"sequence";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    #[serde(skip)]
    pub seq: u64,
    pub at: Timestamp,
    pub event: Event,
}

impl View {
    /// Up to `limit` changes after `after`, in order. `None`: some of them are no longer kept.
    pub fn changes_after(&self, after: u64, limit: usize) -> Result<Option<Vec<Change>>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = key::id(after.saturating_add(1));
        let rows = self.first(Table::Log, range, limit)?;
        let first = rows.first().map(|(row, _)| key::last_u64(row));
        let is_gap = match first {
            Some(first) => first > after + 1,
            None => newest(self)? != after,
        };
        if is_gap {
            return Ok(None);
        }
        rows.iter()
            .map(|(row, bytes)| {
                let change: Change = envelope::decode(Table::Log.name(), bytes)?;
                Ok(Change { seq: key::last_u64(row), ..change })
            })
            .collect::<Result<Vec<_>, Error>>()
            .map(Some)
    }

    pub fn newest_seq(&self) -> Result<u64, Error> {
        newest(self)
    }
}

pub(super) fn newest(view: &View) -> Result<u64, Error> {
    Ok(view.number(Table::Meta, SEQUENCE)?.unwrap_or_default())
}

/// Gives the group's events their numbers. Answers the newest, if there are any.
pub(super) fn append(writer: &mut Writer) -> Result<Option<u64>, Error> {
    if writer.events.is_empty() {
        return Ok(None);
    }
    let mut seq = newest(writer)?;
    for event in writer.events.take() {
        seq += 1;
        let change = Change { seq, at: writer.now, event };
        writer.put(Table::Log, key::id(seq), &change)?;
    }
    writer.put_number(Table::Meta, SEQUENCE.to_vec(), seq);
    Ok(Some(seq))
}

impl Writer {
    /// Removes up to `limit` of the changes older than the newest `keep`. Answers how many.
    pub fn prune_log(&mut self, keep: u64, limit: usize) -> Result<usize, Error> {
        let end = newest(self)?.saturating_sub(keep);
        let rows = self.first(Table::Log, key::id(0)..key::id(end), limit)?;
        let removed = rows.len();
        for (row, _) in rows {
            self.remove(Table::Log, row);
        }
        Ok(removed)
    }
}
