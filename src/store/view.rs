//! Reading: one moment of the store, with the changes of an unfinished write on top if there is one.

use super::envelope;
use super::error::Error;
use super::table::Table;
use crate::domain::Timestamp;
use redb::{ReadOnlyTable, ReadTransaction};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

pub type Row = (Vec<u8>, Vec<u8>);
type Opened = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// Changes not yet in the file; `None` is a removal.
pub(super) type Pending = BTreeMap<(Table, Vec<u8>), Option<Vec<u8>>>;

/// Never held across an await: an old view keeps the file from reusing its space.
pub struct View {
    transaction: ReadTransaction,
    tables: Vec<OnceLock<Opened>>,
    /// The group's changes so far, then the running change's own.
    pub(super) layers: Vec<Pending>,
    /// When it was taken: what depends on the time is shown as of then.
    pub taken_at: Timestamp,
}

impl View {
    pub(super) fn new(
        transaction: ReadTransaction,
        layers: Vec<Pending>,
        taken_at: Timestamp,
    ) -> View {
        let tables = Table::ALL.iter().map(|_| OnceLock::new()).collect();
        View { transaction, tables, layers, taken_at }
    }

    pub(super) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        if !self.layers.is_empty() {
            let key = (table, key.to_vec());
            if let Some(change) = self.layers.iter().rev().find_map(|layer| layer.get(&key)) {
                return Ok(change.clone());
            }
        }
        Ok(self.table(table)?.get(key)?.map(|value| value.value().to_vec()))
    }

    /// How many bytes are there, without copying them.
    pub(super) fn length(&self, table: Table, key: &[u8]) -> Result<usize, Error> {
        if !self.layers.is_empty() {
            return Ok(self.get(table, key)?.map_or(0, |value| value.len()));
        }
        Ok(self.table(table)?.get(key)?.map_or(0, |value| value.value().len()))
    }

    pub(super) fn read<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &[u8],
    ) -> Result<Option<T>, Error> {
        self.get(table, key)?.map(|bytes| envelope::decode(table.name(), &bytes)).transpose()
    }

    /// A plain number, as counters and pointers are stored.
    pub(super) fn number(&self, table: Table, key: &[u8]) -> Result<Option<u64>, Error> {
        Ok(self.get(table, key)?.map(|bytes| super::key::last_u64(&bytes)))
    }

    /// Up to `limit` rows with `range.start <= key < range.end`, in the order of their keys.
    pub(super) fn first(
        &self,
        table: Table,
        range: Range<Vec<u8>>,
        limit: usize,
    ) -> Result<Vec<Row>, Error> {
        if range.start >= range.end {
            return Ok(Vec::new());
        }
        let stored = self.table(table)?.range(range.start.as_slice()..range.end.as_slice())?;
        merge(stored, self.overlay(table, &range).into_iter(), limit, |a, b| a <= b)
    }

    /// The same from the end: the greatest key first.
    pub(super) fn last(
        &self,
        table: Table,
        range: Range<Vec<u8>>,
        limit: usize,
    ) -> Result<Vec<Row>, Error> {
        if range.start >= range.end {
            return Ok(Vec::new());
        }
        let stored = self.table(table)?.range(range.start.as_slice()..range.end.as_slice())?.rev();
        merge(stored, self.overlay(table, &range).into_iter().rev(), limit, |a, b| a >= b)
    }

    fn overlay(&self, table: Table, range: &Range<Vec<u8>>) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        let span = (table, range.start.clone())..(table, range.end.clone());
        let layers = self.layers.iter();
        layers
            .flat_map(|layer| layer.range(span.clone()))
            .map(|((_, key), change)| (key.clone(), change.clone()))
            .collect()
    }

    fn table(&self, table: Table) -> Result<&Opened, Error> {
        let cell = &self.tables[table as usize];
        if let Some(opened) = cell.get() {
            return Ok(opened);
        }
        let opened = self.transaction.open_table(table.definition())?;
        Ok(cell.get_or_init(|| opened))
    }
}

type Guard = redb::AccessGuard<'static, &'static [u8]>;

/// Two ordered runs into one; where both have a key, the change stands for the stored row.
fn merge(
    stored: impl Iterator<Item = Result<(Guard, Guard), redb::StorageError>>,
    changes: impl Iterator<Item = (Vec<u8>, Option<Vec<u8>>)>,
    limit: usize,
    goes_first: impl Fn(&[u8], &[u8]) -> bool,
) -> Result<Vec<Row>, Error> {
    let mut stored = stored.peekable();
    let mut changes = changes.peekable();
    let mut rows = Vec::new();
    while rows.len() < limit {
        let from_changes = match (stored.peek(), changes.peek()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(Err(_)), Some(_)) => false,
            (Some(Ok((key, _))), Some((changed, _))) => goes_first(changed, key.value()),
        };
        if from_changes {
            let Some((key, value)) = changes.next() else { break };
            if matches!(stored.peek(), Some(Ok((same, _))) if same.value() == key) {
                stored.next();
            }
            rows.extend(value.map(|value| (key, value)));
        } else {
            let Some(row) = stored.next() else { break };
            let (key, value) = row?;
            rows.push((key.value().to_vec(), value.value().to_vec()));
        }
    }
    Ok(rows)
}

/// All keys that begin with `prefix`.
pub(super) fn prefixed(prefix: Vec<u8>) -> Range<Vec<u8>> {
    let mut end = prefix.clone();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            break;
        }
    }
    if end.is_empty() {
        end = vec![u8::MAX; 64];
    }
    prefix..end
}
