//! What waits for something that may never come, and is thrown away once it has waited for too long.

use super::envelope;
use super::error::Error;
use super::table::Table;
use super::view::prefixed;
use super::writer::Writer;
use crate::domain::Timestamp;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// What was told of messages that are not here yet.
    Early,
    /// Reports on messages that we do not know yet.
    Report,
}

/// What all such rows have in common.
#[derive(Deserialize)]
struct Row {
    since: Timestamp,
}

impl Waiting {
    pub const ALL: [Waiting; 2] = [Waiting::Early, Waiting::Report];

    fn table(self) -> Table {
        match self {
            Waiting::Early => Table::Early,
            Waiting::Report => Table::ParkedReport,
        }
    }
}

impl Writer {
    /// Removes what has waited since before `before` among the `limit` rows that follow `after`.
    /// Answers where to go on, if there may be more.
    pub fn prune_waiting(
        &mut self,
        waiting: Waiting,
        after: Vec<u8>,
        before: Timestamp,
        limit: usize,
    ) -> Result<Option<Vec<u8>>, Error> {
        let table = waiting.table();
        self.prune_rows(table, after, limit, |bytes| {
            Ok(envelope::decode::<Row>(table.name(), bytes)?.since < before)
        })
    }

    /// Removes what is old among the `limit` rows that follow `after`. Answers where to go on, if
    /// there may be more.
    pub(super) fn prune_rows(
        &mut self,
        table: Table,
        after: Vec<u8>,
        limit: usize,
        is_old: impl Fn(&[u8]) -> Result<bool, Error>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = after;
        range.start.push(0);
        let rows = self.first(table, range, limit)?;
        let last = rows.last().map(|(key, _)| key.clone());
        for (key, bytes) in rows {
            if is_old(&bytes)? {
                self.remove(table, key);
            }
        }
        Ok(last)
    }
}
