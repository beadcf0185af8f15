//! The last test of each mailbox: a mail that it sent to itself.

use super::error::Error;
use super::key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::{InboxId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailTrip {
    pub inbox: InboxId,
    /// Which of the mailboxes that the inbox has been; see `Versions`.
    pub mailbox: u32,
    pub address: String,
    /// In the ids of its mails; nobody else knows it.
    pub token: String,
    pub began_at: Timestamp,
    pub plain: Leg,
    /// To an address with `+`.
    pub plus: Leg,
}

/// How far one of its mails has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    pub sent_at: Option<Timestamp>,
    /// Why it could not be sent, in the server's words.
    pub refused: Option<String>,
    pub arrived_at: Option<Timestamp>,
}

impl View {
    pub fn mail_trip(&self, inbox: InboxId) -> Result<Option<MailTrip>, Error> {
        self.read(Table::MailTrip, &key::id(inbox.0))
    }
}

impl Writer {
    pub fn save_mail_trip(&mut self, trip: &MailTrip) -> Result<(), Error> {
        self.put(Table::MailTrip, key::id(trip.inbox.0), trip)
    }
}
