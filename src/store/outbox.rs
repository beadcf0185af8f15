//! What must still reach a provider.

use super::envelope;
use super::error::Error;
use super::hearing::Piece;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::Conversation;
use crate::domain::message::Reaction;
use crate::domain::{AgentId, ContactId, EntryId, InboxId, OutboxId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub entry: EntryId,
    pub inbox: InboxId,
    pub contact: ContactId,
    /// How many times it was tried.
    pub attempts: u32,
    pub progress: Progress,
    /// Which piece of the message is next, from 0; those before it are with the provider.
    #[serde(default)]
    pub part: u32,
    /// How many times in a row the provider asked to wait.
    #[serde(default)]
    pub waits: u32,
    /// Where it goes, as its author saw it; with `inbox`, the lane: what goes to one address keeps
    /// its order. `None`: queued by a version that did not write it down.
    #[serde(default)]
    pub to: Option<(IdentityKind, String)>,
    #[serde(default)]
    pub errand: Errand,
    /// Whether the provider may have this piece from a try that it answered with a failure.
    #[serde(default)]
    pub in_doubt: bool,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// The message is sent.
    #[default]
    Message,
    /// An agent's reaction to it is told.
    Reaction {
        /// `None`: it is taken off.
        emoji: Option<String>,
        /// What our side had set before.
        before: Option<Reaction>,
        by: AgentId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Ready {
        not_before: Timestamp,
    },
    /// Written before the first byte goes out: found again after a crash, its outcome is unknown.
    InFlight {
        since: Timestamp,
    },
    /// It waited in a store that was put back from a copy: somebody says whether it still goes out.
    Held,
}

impl View {
    /// Up to `limit` rows younger than `after`, in the order they were queued.
    pub fn outbox(&self, after: OutboxId, limit: usize) -> Result<Vec<OutboxRow>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = key::id(after.0.saturating_add(1));
        let rows = self.first(Table::Outbox, range, limit)?;
        rows.iter().map(|(_, bytes)| envelope::decode(Table::Outbox.name(), bytes)).collect()
    }

    pub fn outbox_row(&self, id: OutboxId) -> Result<Option<OutboxRow>, Error> {
        self.read(Table::Outbox, &key::id(id.0))
    }
}

impl Writer {
    /// Queues a message for whom its conversation answers to at this moment.
    pub fn queue_in_outbox(&mut self, entry: EntryId, of: &Conversation) -> Result<(), Error> {
        self.queue_errand(entry, of, Errand::Message)
    }

    /// The same for anything about a message: what goes to one address keeps its order.
    pub fn queue_errand(
        &mut self,
        entry: EntryId,
        of: &Conversation,
        errand: Errand,
    ) -> Result<(), Error> {
        let row = OutboxRow {
            id: OutboxId(self.next(Table::Outbox)?),
            entry,
            inbox: of.inbox,
            contact: of.contact,
            attempts: 0,
            progress: Progress::Ready { not_before: self.now },
            part: 0,
            waits: 0,
            to: Some(of.identity.clone()),
            errand,
            in_doubt: false,
        };
        self.wakes.outbox = true;
        self.save_outbox_row(&row)
    }

    pub fn save_outbox_row(&mut self, row: &OutboxRow) -> Result<(), Error> {
        self.note_under_way(row)?;
        self.put(Table::Outbox, key::id(row.id.0), row)
    }

    /// A row that was held goes on, behind what was queued meanwhile.
    pub fn queue_again(&mut self, row: OutboxRow) -> Result<(), Error> {
        self.remove_outbox_row(row.id)?;
        let id = OutboxId(self.next(Table::Outbox)?);
        self.wakes.outbox = true;
        self.save_outbox_row(&OutboxRow {
            id,
            progress: Progress::Ready { not_before: self.now },
            ..row
        })
    }

    pub fn remove_outbox_row(&mut self, id: OutboxId) -> Result<(), Error> {
        if let Some(row) = self.outbox_row(id)? {
            self.note_settled(&row)?;
        }
        self.remove(Table::Outbox, key::id(id.0));
        Ok(())
    }

    /// There is word of a piece from its provider, for who waits for it.
    pub fn has_word_of(&mut self, piece: Piece) {
        self.wakes.told.push(piece);
    }

    /// Lets the outbox look again, for instance after an inbox was mended.
    pub fn wake_outbox(&mut self) {
        self.wakes.outbox = true;
    }
}
