//! What providers delivered, as it came: stored before they get their answer, kept for a while,
//! and read again after a crash until it is done.

use super::error::Error;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::channel::Channel;
use crate::domain::{DeliveryId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};

/// How much of an unreadable delivery is shown.
pub const UNREADABLE_BODY_BYTES_MAX: usize = 64 * 1024;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    pub channel: Channel,
    pub received_at: Timestamp,
    /// The inboxes whose secret its signature proves: it may speak of no others.
    pub signed_for: Vec<InboxId>,
    /// How many of its items are done: where to go on after a crash.
    pub items_done: u32,
    /// Why one of the items so far could not be used.
    #[serde(default)]
    pub problem: Option<String>,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Waiting,
    Done,
    /// All or part of it could not be used.
    Unreadable {
        reason: String,
    },
}

/// What is old enough to go: what was received before.
#[derive(Clone, Copy, Debug)]
pub struct Outdated {
    /// Deliveries that were used, and the bytes of all others.
    pub delivery: Timestamp,
    /// What is left of those that could not be used: that they came, and why.
    pub reason: Timestamp,
}

impl View {
    pub fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>, Error> {
        self.read(Table::Journal, &key::id(id.0))
    }

    /// The bytes as they came; empty once they are no longer kept.
    pub fn delivery_body(&self, id: DeliveryId) -> Result<Vec<u8>, Error> {
        Ok(self.get(Table::JournalBody, &key::id(id.0))?.unwrap_or_default())
    }

    pub fn delivery_bytes(&self, id: DeliveryId) -> Result<usize, Error> {
        self.length(Table::JournalBody, &key::id(id.0))
    }

    /// The deliveries still to be processed that came after `after`, oldest first.
    pub fn waiting_deliveries(
        &self,
        after: DeliveryId,
        limit: usize,
    ) -> Result<Vec<DeliveryId>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = key::id(after.0.saturating_add(1));
        let rows = self.first(Table::JournalWaiting, range, limit)?;
        Ok(rows.iter().map(|(key, _)| DeliveryId(key::last_u64(key))).collect())
    }

    /// Deliveries that could not be used, newest first, older than `before`.
    pub fn unreadable_deliveries(
        &self,
        before: DeliveryId,
        limit: usize,
    ) -> Result<Vec<Delivery>, Error> {
        let rows = self.last(Table::JournalUnreadable, key::id(0)..key::id(before.0), limit)?;
        let ids = rows.iter().map(|(key, _)| DeliveryId(key::last_u64(key)));
        ids.filter_map(|id| self.delivery(id).transpose()).collect()
    }
}

impl Writer {
    pub fn journal(
        &mut self,
        channel: Channel,
        signed_for: Vec<InboxId>,
        body: Vec<u8>,
    ) -> Result<DeliveryId, Error> {
        let id = DeliveryId(self.next(Table::Journal)?);
        let delivery = Delivery {
            id,
            channel,
            received_at: self.now,
            signed_for,
            items_done: 0,
            problem: None,
            outcome: Outcome::Waiting,
        };
        self.put_bytes(Table::JournalWaiting, key::id(id.0), Vec::new());
        self.put_bytes(Table::JournalBody, key::id(id.0), body);
        self.put(Table::Journal, key::id(id.0), &delivery)?;
        self.wakes.journal = true;
        Ok(id)
    }

    pub fn save_delivery(&mut self, delivery: &Delivery) -> Result<(), Error> {
        let key = key::id(delivery.id.0);
        match delivery.outcome {
            Outcome::Waiting => {}
            Outcome::Done => self.remove(Table::JournalWaiting, key.clone()),
            Outcome::Unreadable { .. } => {
                self.remove(Table::JournalWaiting, key.clone());
                self.put_bytes(Table::JournalUnreadable, key.clone(), Vec::new());
            }
        }
        self.put(Table::Journal, key, delivery)
    }

    /// Removes what is outdated among the `limit` deliveries that follow `after`; what still waits
    /// stays. Answers where to go on, if there may be more.
    pub fn prune_journal(
        &mut self,
        after: DeliveryId,
        outdated: Outdated,
        limit: usize,
    ) -> Result<Option<DeliveryId>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = key::id(after.0.saturating_add(1));
        let rows = self.first(Table::Journal, range, limit)?;
        let last = rows.last().map(|(key, _)| DeliveryId(key::last_u64(key)));
        for (key, bytes) in rows {
            let delivery: Delivery = super::envelope::decode(Table::Journal.name(), &bytes)?;
            if delivery.received_at >= outdated.delivery {
                return Ok(None);
            }
            match delivery.outcome {
                Outcome::Waiting => {}
                Outcome::Unreadable { .. } if delivery.received_at >= outdated.reason => {
                    self.remove(Table::JournalBody, key);
                }
                Outcome::Done | Outcome::Unreadable { .. } => {
                    self.remove(Table::JournalBody, key.clone());
                    self.remove(Table::JournalUnreadable, key.clone());
                    self.remove(Table::Journal, key);
                }
            }
        }
        Ok(last)
    }
}
