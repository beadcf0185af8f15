//! What is still to be done in mailboxes, by inbox and by when it is due.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::{EntryId, InboxId, MailErrandId, MailId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailErrand {
    pub id: MailErrandId,
    pub inbox: InboxId,
    pub what: MailErrandKind,
    /// How many times it was tried.
    pub attempts: u32,
    pub due_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailErrandKind {
    /// A mail that went out is put into the folder of sent mails.
    KeepCopy(EntryId),
    /// Nobody knows whether a mail went out: the folder of sent mails may tell.
    LookForCopy(EntryId),
    /// A mail that is here is marked as read, or moved, as the inbox says.
    PutAway(MailId),
    /// A mail that nobody needs is deleted.
    TakeAway(MailId),
}

impl View {
    pub fn mail_errand(&self, id: MailErrandId) -> Result<Option<MailErrand>, Error> {
        self.read(Table::MailErrand, &key::id(id.0))
    }

    /// The first `limit` of an inbox by when they are due.
    pub fn mail_errands(&self, inbox: InboxId, limit: usize) -> Result<Vec<MailErrand>, Error> {
        let rows = self.first(Table::MailErrandByDue, prefixed(key::id(inbox.0)), limit)?;
        let ids = rows.iter().map(|(row, _)| MailErrandId(key::last_u64(row)));
        ids.filter_map(|id| self.mail_errand(id).transpose()).collect()
    }
}

impl Writer {
    pub fn add_mail_errand(
        &mut self,
        inbox: InboxId,
        what: MailErrandKind,
        due_at: Timestamp,
    ) -> Result<(), Error> {
        let id = MailErrandId(self.next(Table::MailErrand)?);
        self.save_mail_errand(&MailErrand { id, inbox, what, attempts: 0, due_at })
    }

    /// Stores it; who has the mailbox open hears of it.
    pub fn save_mail_errand(&mut self, errand: &MailErrand) -> Result<(), Error> {
        if let Some(old) = self.mail_errand(errand.id)? {
            self.remove(Table::MailErrandByDue, by_due(&old));
        }
        self.put_bytes(Table::MailErrandByDue, by_due(errand), Vec::new());
        self.has_changed_mailboxes();
        self.put(Table::MailErrand, key::id(errand.id.0), errand)
    }

    /// Who has mailboxes open looks what there is to do.
    pub fn has_changed_mailboxes(&mut self) {
        self.wakes.mailboxes = true;
    }

    pub fn remove_mail_errand(&mut self, errand: &MailErrand) {
        self.remove(Table::MailErrandByDue, by_due(errand));
        self.remove(Table::MailErrand, key::id(errand.id.0));
    }
}

fn by_due(errand: &MailErrand) -> Vec<u8> {
    Key::new().u64(errand.inbox.0).i64(errand.due_at.0).u64(errand.id.0).done()
}
