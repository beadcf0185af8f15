//! What tells this store from every other: a random number, drawn once. What goes out carries it, so
//! that what is told of another store's messages is not taken for ours.

use super::database::Store;
use super::error::Error;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::Timestamp;

const NUMBER: &[u8] = b"mark";
const SINCE: &[u8] = b"mark_since";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub number: u64,
    /// What is older went out without it.
    pub since: Timestamp,
}

impl View {
    pub fn mark(&self) -> Result<Mark, Error> {
        let missing = || Error::Damaged { table: Table::Meta.name(), reason: "no mark".to_owned() };
        let number = self.number(Table::Meta, NUMBER)?.ok_or_else(missing)?;
        let since = self.number(Table::Meta, SINCE)?.ok_or_else(missing)?;
        Ok(Mark { number, since: Timestamp(since as i64) })
    }
}

/// Gives the store its mark, if it has none.
pub(super) fn draw(store: &Store) -> Result<(), Error> {
    if store.view()?.number(Table::Meta, NUMBER)?.is_some() {
        return Ok(());
    }
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Error::Unavailable(error.to_string()))?;
    store.write_blocking(move |writer: &mut Writer| {
        writer.put_number(Table::Meta, NUMBER.to_vec(), u64::from_be_bytes(bytes));
        let since = writer.now.0.unsigned_abs();
        writer.put_number(Table::Meta, SINCE.to_vec(), since);
        Ok(())
    })
}
