//! Numbers that count: the next id of each kind.

use super::error::Error;
use super::table::Table;
use super::writer::Writer;

impl Writer {
    /// The next number of this table's records, from 1.
    pub(super) fn next(&mut self, table: Table) -> Result<u64, Error> {
        let key = format!("next {}", table.name()).into_bytes();
        let number = self.number(Table::Meta, &key)?.unwrap_or(1);
        self.put_number(Table::Meta, key, number + 1);
        Ok(number)
    }

    /// A free number for a new record.
    pub fn next_id<R: super::Record>(&mut self) -> Result<u64, Error> {
        self.next(R::TABLE)
    }
}
