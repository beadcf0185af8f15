//! Mails as they were fetched: each at its place in its mailbox, with what became of it. The cursor of
//! a folder moves in the same transaction that stores what it passes.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::{AttachmentId, EntryId, InboxId, MailId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredMail {
    pub id: MailId,
    pub inbox: InboxId,
    pub place: MailPlace,
    /// When its server took it in.
    pub arrived_at: Timestamp,
    pub fetched_at: Timestamp,
    /// As its server counts them.
    pub bytes: u64,
    /// The bytes as they came. `None`: there were none, or they are no longer kept.
    #[serde(default)]
    pub raw: Option<AttachmentId>,
    /// Only its beginning was fetched.
    #[serde(default)]
    pub is_truncated: bool,
    pub state: MailState,
    /// How many times it was read in vain.
    #[serde(default)]
    pub tries: u32,
    /// Of whom and about what, as far as a glance tells.
    #[serde(default)]
    pub from: Option<String>,
    #[serde(default)]
    pub subject: Option<String>,
}

/// Where a mail lies; unique, and never used again for another (RFC 3501, 2.3.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPlace {
    /// Which of the mailboxes that the inbox has been; see `Versions`.
    #[serde(default)]
    pub mailbox: u32,
    pub folder: String,
    pub uid_validity: u32,
    pub uid: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// Stored, and still to be read.
    Waiting,
    /// `entry`: the message that it became, or is about.
    Done { what: Became, entry: Option<EntryId> },
    /// It could not be read; it is kept.
    Failed { reason: String },
    /// It was not fetched.
    Skipped { reason: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Message,
    /// It had been imported before.
    Duplicate,
    /// A copy of what we sent ourselves.
    OwnCopy,
    /// Told how a mail of ours fared.
    Bounce,
    /// Told how some mail fared that is not known here.
    StrayBounce,
}

/// What can be listed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum MailList {
    Waiting = 1,
    Done = 2,
    Failed = 3,
    Skipped = 4,
    Duplicate = 5,
    Stray = 6,
}

/// How far a folder was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailCursor {
    /// As in `MailPlace`.
    #[serde(default)]
    pub mailbox: u32,
    pub uid_validity: u32,
    pub last_uid: u32,
    /// What is up to here was there before the first look, and does not count.
    #[serde(default)]
    pub first_uid: u32,
    /// What is up to here was there when it was first looked at: of that, only mails count that
    /// arrived at `starts_at` or later.
    #[serde(default)]
    pub old_until: u32,
    #[serde(default)]
    pub starts_at: Timestamp,
    /// When the newest mail that it passed had arrived.
    pub last_arrived_at: Timestamp,
    /// When all of the last days was compared.
    #[serde(default)]
    pub reconciled_at: Option<Timestamp>,
}

impl MailList {
    pub const ALL: [MailList; 6] = [
        MailList::Waiting,
        MailList::Done,
        MailList::Failed,
        MailList::Skipped,
        MailList::Duplicate,
        MailList::Stray,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            MailList::Waiting => "waiting",
            MailList::Done => "done",
            MailList::Failed => "failed",
            MailList::Skipped => "skipped",
            MailList::Duplicate => "duplicate",
            MailList::Stray => "stray",
        }
    }

    pub fn parse(text: &str) -> Option<MailList> {
        MailList::ALL.into_iter().find(|list| list.as_str() == text)
    }
}

impl MailState {
    /// The one list that it stands in.
    pub fn list(&self) -> MailList {
        match self {
            MailState::Waiting => MailList::Waiting,
            MailState::Done { what: Became::Duplicate, .. } => MailList::Duplicate,
            MailState::Done { what: Became::StrayBounce, .. } => MailList::Stray,
            MailState::Done {
                what: Became::Message | Became::OwnCopy | Became::Bounce, ..
            } => MailList::Done,
            MailState::Failed { .. } => MailList::Failed,
            MailState::Skipped { .. } => MailList::Skipped,
        }
    }
}

impl View {
    pub fn mail_at(&self, inbox: InboxId, place: &MailPlace) -> Result<Option<MailId>, Error> {
        Ok(self.number(Table::MailByPlace, &by_place(inbox, place))?.map(MailId))
    }

    /// Up to `limit` mails of a list that came before `before`, newest first.
    pub fn mails_before(
        &self,
        inbox: InboxId,
        list: MailList,
        before: MailId,
        limit: usize,
    ) -> Result<Vec<StoredMail>, Error> {
        let range = in_list(inbox, list, MailId(0))..in_list(inbox, list, before);
        self.mails(self.last(Table::MailByState, range, limit)?)
    }

    /// Up to `limit` mails of a list that came after `after`, oldest first.
    pub fn mails_after(
        &self,
        inbox: InboxId,
        list: MailList,
        after: MailId,
        limit: usize,
    ) -> Result<Vec<StoredMail>, Error> {
        let mut range = prefixed(Key::new().u64(inbox.0).u8(list as u8).done());
        range.start = in_list(inbox, list, MailId(after.0.saturating_add(1)));
        self.mails(self.first(Table::MailByState, range, limit)?)
    }

    fn mails(&self, rows: Vec<(Vec<u8>, Vec<u8>)>) -> Result<Vec<StoredMail>, Error> {
        let ids = rows.iter().map(|(row, _)| MailId(key::last_u64(row)));
        ids.filter_map(|id| self.find(id).transpose()).collect()
    }

    /// How many mails of an inbox stand in a list.
    pub fn mails_in(&self, inbox: InboxId, list: MailList) -> Result<u64, Error> {
        Ok(self.number(Table::MailTally, &tally(inbox, list))?.unwrap_or_default())
    }

    pub fn mail_cursor(&self, inbox: InboxId, folder: &str) -> Result<Option<MailCursor>, Error> {
        self.read(Table::MailCursor, &under_inbox(inbox, folder))
    }
}

impl Writer {
    /// Stores a mail and keeps its lists; who imports hears of one that waits.
    pub fn save_mail(&mut self, mail: &StoredMail) -> Result<(), Error> {
        let list = mail.state.list();
        if let Some(old) = self.find::<StoredMail>(mail.id)? {
            let before = old.state.list();
            self.remove(Table::MailByState, in_list(old.inbox, before, old.id));
            let left = self.mails_in(old.inbox, before)?.saturating_sub(1);
            self.put_number(Table::MailTally, tally(old.inbox, before), left);
        }
        self.put_bytes(Table::MailByState, in_list(mail.inbox, list, mail.id), Vec::new());
        let number = self.mails_in(mail.inbox, list)? + 1;
        self.put_number(Table::MailTally, tally(mail.inbox, list), number);
        self.put_number(Table::MailByPlace, by_place(mail.inbox, &mail.place), mail.id.0);
        self.wakes.mails |= list == MailList::Waiting;
        self.put_record(mail)
    }

    pub fn save_mail_cursor(
        &mut self,
        inbox: InboxId,
        folder: &str,
        cursor: &MailCursor,
    ) -> Result<(), Error> {
        self.put(Table::MailCursor, under_inbox(inbox, folder), cursor)
    }
}

fn by_place(inbox: InboxId, place: &MailPlace) -> Vec<u8> {
    let number = u64::from(place.uid_validity) << 32 | u64::from(place.uid);
    Key::new().u64(inbox.0).u64(place.mailbox.into()).u64(number).text(&place.folder)
}

fn in_list(inbox: InboxId, list: MailList, id: MailId) -> Vec<u8> {
    Key::new().u64(inbox.0).u8(list as u8).u64(id.0).done()
}

fn tally(inbox: InboxId, list: MailList) -> Vec<u8> {
    Key::new().u64(inbox.0).u8(list as u8).done()
}

pub(super) fn under_inbox(inbox: InboxId, name: &str) -> Vec<u8> {
    Key::new().u64(inbox.0).text(name)
}
