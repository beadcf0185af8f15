//! What reports count, derived from everything else: it may be thrown away at any time. Facts lie in
//! the order in which conversations ended, open ones last, so that a report of the last weeks reads
//! nothing older.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::report::Fact;
use crate::domain::{ConversationId, Timestamp};

const FORM: &[u8] = b"facts form";
const CURSOR: &[u8] = b"facts cursor";
const FILLED: &[u8] = b"facts filled";
/// Where open conversations lie.
const OPEN: Timestamp = Timestamp(i64::MAX);

/// How far the facts have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactsProgress {
    /// What they were made by: the version of the counting, the opening hours.
    pub form: u64,
    /// The change up to which they are true.
    pub cursor: u64,
    /// The conversation up to which they have been made anew; `None`: all of them.
    pub filled: Option<ConversationId>,
}

/// Where a fact lies: the end of its conversation and the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactPlace {
    ended_at: Timestamp,
    conversation: ConversationId,
}

impl FactPlace {
    /// Before all conversations that ended at or after `ended_from`, and all open ones.
    pub fn before(ended_from: Timestamp) -> FactPlace {
        FactPlace { ended_at: ended_from, conversation: ConversationId(0) }
    }

    fn of(fact: &Fact) -> FactPlace {
        FactPlace { ended_at: fact.ended_at.unwrap_or(OPEN), conversation: fact.conversation }
    }

    fn key(self) -> Vec<u8> {
        Key::new().i64(self.ended_at.0).u64(self.conversation.0).done()
    }
}

impl View {
    /// Up to `limit` facts after `place`, and where to go on if there may be more.
    pub fn facts_after(
        &self,
        place: FactPlace,
        limit: usize,
    ) -> Result<(Vec<Fact>, Option<FactPlace>), Error> {
        let mut range = prefixed(Vec::new());
        range.start = place.key();
        // Greater than the key itself.
        range.start.push(0);
        let rows = self.first(Table::Fact, range, limit)?;
        let facts: Vec<Fact> =
            rows.iter().map(|(_, bytes)| unpack(bytes)).collect::<Result<_, _>>()?;
        let next = facts.last().filter(|_| facts.len() == limit).map(FactPlace::of);
        Ok((facts, next))
    }

    /// `None`: they have never been counted, or are to be counted anew.
    pub fn facts_progress(&self) -> Result<Option<FactsProgress>, Error> {
        let number = |name| self.number(Table::Meta, name);
        let (Some(form), Some(cursor)) = (number(FORM)?, number(CURSOR)?) else { return Ok(None) };
        let filled = number(FILLED)?.map(ConversationId);
        Ok(Some(FactsProgress { form, cursor, filled }))
    }
}

impl Writer {
    pub fn save_fact(&mut self, fact: &Fact) -> Result<(), Error> {
        let id = key::id(fact.conversation.0);
        let place = FactPlace::of(fact);
        if let Some(ended_at) = self.number(Table::FactPlace, &id)? {
            let old = FactPlace { ended_at: Timestamp(ended_at as i64), ..place };
            if old != place {
                self.remove(Table::Fact, old.key());
            }
        }
        self.put_number(Table::FactPlace, id, place.ended_at.0 as u64);
        self.put_bytes(Table::Fact, place.key(), pack(fact)?);
        Ok(())
    }

    pub fn save_facts_progress(&mut self, progress: FactsProgress) {
        self.put_number(Table::Meta, FORM.to_vec(), progress.form);
        self.put_number(Table::Meta, CURSOR.to_vec(), progress.cursor);
        match progress.filled {
            Some(id) => self.put_number(Table::Meta, FILLED.to_vec(), id.0),
            None => self.remove(Table::Meta, FILLED.to_vec()),
        }
    }

    /// They are counted anew from here on.
    pub fn forget_facts_progress(&mut self) {
        self.remove(Table::Meta, FORM.to_vec());
        self.wakes.facts = true;
    }

    /// Removes up to `limit` facts. Answers how many there were to remove.
    pub fn clear_facts(&mut self, limit: usize) -> Result<usize, Error> {
        let mut removed = 0;
        for table in [Table::Fact, Table::FactPlace] {
            let rows = self.first(table, prefixed(Vec::new()), limit)?;
            removed += rows.len();
            for (row, _) in rows {
                self.remove(table, row);
            }
        }
        Ok(removed)
    }
}

/// Without field names: what is derived need not be read by another version.
fn pack(fact: &Fact) -> Result<Vec<u8>, Error> {
    rmp_serde::to_vec(fact).map_err(|error| damaged(error.to_string()))
}

fn unpack(bytes: &[u8]) -> Result<Fact, Error> {
    rmp_serde::from_slice(bytes).map_err(|error| damaged(error.to_string()))
}

fn damaged(reason: String) -> Error {
    Error::Damaged { table: Table::Fact.name(), reason }
}
