//! What is known of messages by their addresses: which one is under way there, how far those before
//! have come, and echoes that wait until it is known whose they are.

use super::contact::kind_number;
use super::envelope;
use super::error::Error;
use super::key::Key;
use super::outbox::{OutboxRow, Progress};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::contact::IdentityKind;
use crate::domain::content::Content;
use crate::domain::delivery::Status;
use crate::domain::{InboxId, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where messages go: kind and value of an identity.
pub type Address = (IdentityKind, String);

/// How many echoes wait for one answer; what comes beyond them is taken as it is.
pub const HELD_MAX: usize = 100;

/// Something that went out in our name while one of our own messages was under way there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeldEcho {
    pub provider_id: String,
    pub sent_at: Timestamp,
    pub content: Content,
    #[serde(default)]
    pub reply_to: Option<String>,
    #[serde(default)]
    pub app: Option<String>,
    /// What whom it went to is called, where that is told.
    #[serde(default)]
    pub name: Option<String>,
}

/// How far everything that was sent to an address has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub delivered: Option<Timestamp>,
    pub read: Option<Timestamp>,
}

impl Reached {
    /// Up to when this mark is known.
    pub fn of(&self, status: Status) -> Option<Timestamp> {
        match status {
            Status::Delivered => self.delivered,
            Status::Read => self.read,
            Status::Queued | Status::Unknown | Status::Sent | Status::Played | Status::Failed => {
                None
            }
        }
    }
}

impl View {
    /// Whether a message to this address is with the provider, and its answer is not here yet.
    pub fn is_under_way(&self, inbox: InboxId, to: &Address) -> Result<bool, Error> {
        Ok(self.get(Table::UnderWay, &by_address(inbox, to))?.is_some())
    }

    pub fn reached(&self, inbox: InboxId, to: &Address) -> Result<Reached, Error> {
        Ok(self.read(Table::Reached, &by_address(inbox, to))?.unwrap_or_default())
    }

    pub fn held_echoes(&self, inbox: InboxId, to: &Address) -> Result<Vec<HeldEcho>, Error> {
        let rows = self.first(Table::HeldEcho, held(inbox, to), HELD_MAX)?;
        rows.iter().map(|(_, bytes)| envelope::decode(Table::HeldEcho.name(), bytes)).collect()
    }
}

impl Writer {
    /// Follows a row of the outbox: at most one is under way to an address.
    pub(super) fn note_under_way(&mut self, row: &OutboxRow) -> Result<(), Error> {
        match (&row.to, &row.progress) {
            (Some(to), Progress::InFlight { .. }) => {
                self.put_number(Table::UnderWay, by_address(row.inbox, to), row.id.0);
                Ok(())
            }
            (Some(_), Progress::Ready { .. } | Progress::Held) | (None, _) => {
                self.note_settled(row)
            }
        }
    }

    pub(super) fn note_settled(&mut self, row: &OutboxRow) -> Result<(), Error> {
        let Some(to) = &row.to else { return Ok(()) };
        let key = by_address(row.inbox, to);
        if self.number(Table::UnderWay, &key)? == Some(row.id.0) {
            self.remove(Table::UnderWay, key);
        }
        Ok(())
    }

    /// Answers what was known before, if it says more than that.
    pub fn save_reached(
        &mut self,
        inbox: InboxId,
        to: &Address,
        status: Status,
        up_to: Timestamp,
    ) -> Result<Option<Reached>, Error> {
        let before = self.reached(inbox, to)?;
        let mut reached = before;
        match status {
            Status::Delivered => reached.delivered = reached.delivered.max(Some(up_to)),
            Status::Read => reached.read = reached.read.max(Some(up_to)),
            Status::Queued | Status::Unknown | Status::Sent | Status::Played | Status::Failed => {}
        }
        self.put(Table::Reached, by_address(inbox, to), &reached)?;
        Ok((reached != before).then_some(before))
    }

    /// Answers whether it is held: no more than so many are.
    pub fn hold_echo(
        &mut self,
        inbox: InboxId,
        to: &Address,
        echo: &HeldEcho,
    ) -> Result<bool, Error> {
        let mut key = by_address(inbox, to);
        key.extend_from_slice(echo.provider_id.as_bytes());
        let rows = self.first(Table::HeldEcho, held(inbox, to), HELD_MAX)?;
        let has_room = rows.len() < HELD_MAX || rows.iter().any(|(known, _)| *known == key);
        if has_room {
            self.put(Table::HeldEcho, key, echo)?;
        }
        Ok(has_room)
    }

    pub fn take_held_echoes(
        &mut self,
        inbox: InboxId,
        to: &Address,
    ) -> Result<Vec<HeldEcho>, Error> {
        let echoes = self.held_echoes(inbox, to)?;
        for (key, _) in self.first(Table::HeldEcho, held(inbox, to), HELD_MAX)? {
            self.remove(Table::HeldEcho, key);
        }
        Ok(echoes)
    }
}

fn held(inbox: InboxId, to: &Address) -> Range<Vec<u8>> {
    prefixed(by_address(inbox, to))
}

/// Ends with the value's length before it, so that no address is the beginning of another.
fn by_address(inbox: InboxId, (kind, value): &Address) -> Vec<u8> {
    Key::new().u64(inbox.0).u8(kind_number(*kind)).u64(value.len() as u64).text(value)
}
