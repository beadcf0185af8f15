//! Files that still lie at a provider: by their number, and by when they are due.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::{DownloadId, EntryId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};

/// One file that is to be fetched. What it is and where it lies stands in its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    pub id: DownloadId,
    pub entry: EntryId,
    /// Which of the message's files, from 0.
    pub place: u32,
    pub inbox: InboxId,
    /// How many times it was tried.
    pub attempts: u32,
    /// How many times of those another file came, or its address led nowhere.
    #[serde(default)]
    pub vain: u32,
    /// When it is tried next.
    pub due_at: Timestamp,
    /// How long the provider keeps it.
    pub until: Timestamp,
}

fn by_due(row: &Download) -> Vec<u8> {
    Key::new().i64(row.due_at.0).u64(row.id.0).done()
}

impl View {
    pub fn download(&self, id: DownloadId) -> Result<Option<Download>, Error> {
        self.read(Table::Download, &key::id(id.0))
    }

    /// The first `limit` by when they are due.
    pub fn downloads_by_due(&self, limit: usize) -> Result<Vec<Download>, Error> {
        let rows = self.first(Table::DownloadByDue, prefixed(Vec::new()), limit)?;
        let ids = rows.iter().map(|(row, _)| DownloadId(key::last_u64(row)));
        ids.filter_map(|id| self.download(id).transpose()).collect()
    }
}

impl Writer {
    /// Queues a file; whoever fetches files hears of it once this is committed.
    pub fn queue_download(
        &mut self,
        entry: EntryId,
        place: u32,
        inbox: InboxId,
        until: Timestamp,
    ) -> Result<(), Error> {
        let id = DownloadId(self.next(Table::Download)?);
        let due_at = self.now;
        self.save_download(&Download {
            id,
            entry,
            place,
            inbox,
            attempts: 0,
            vain: 0,
            due_at,
            until,
        })
    }

    pub fn save_download(&mut self, row: &Download) -> Result<(), Error> {
        if let Some(old) = self.download(row.id)? {
            self.remove(Table::DownloadByDue, by_due(&old));
        }
        self.put_bytes(Table::DownloadByDue, by_due(row), Vec::new());
        self.wakes.downloads = true;
        self.put(Table::Download, key::id(row.id.0), row)
    }

    pub fn remove_download(&mut self, row: &Download) {
        self.remove(Table::DownloadByDue, by_due(row));
        self.remove(Table::Download, key::id(row.id.0));
    }
}
