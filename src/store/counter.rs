//! Numbers that count: the next id of each kind.

use super::error::Error;
use super::table::Table;
use super::writer::Writer;
use crate::domain::ContactNoteId;

impl Writer {
    /// The next number of this table's records, from 1.
    pub(super) fn next(&mut self, table: Table) -> Result<u64, Error> {
        self.next_named(table.name())
    }

    fn next_named(&mut self, name: &str) -> Result<u64, Error> {
        let key = format!("next {name}").into_bytes();
        let number = self.number(Table::Meta, &key)?.unwrap_or(1);
        self.put_number(Table::Meta, key, number + 1);
        Ok(number)
    }

    /// A free number for a note about a contact, which lives in the contact's record.
    pub fn next_contact_note_id(&mut self) -> Result<ContactNoteId, Error> {
        Ok(ContactNoteId(self.next_named("contact_note")?))
    }

    /// A free number for a new record.
    pub fn next_id<R: super::Record>(&mut self) -> Result<u64, Error> {
        self.next(R::TABLE)
    }
}
