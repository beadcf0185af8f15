//! Attachments, found by the file that they name and, until they are used, by their age.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::attachment::Attachment;
use crate::domain::{AttachmentId, Timestamp};
use std::collections::BTreeSet;

fn by_hash(attachment: &Attachment) -> Vec<u8> {
    let mut key = attachment.hash.as_bytes().to_vec();
    key.extend(Key::new().u64(attachment.id.0).done());
    key
}

fn index_rows(attachment: &Attachment) -> BTreeSet<(Table, Vec<u8>)> {
    let mut rows = BTreeSet::from([(Table::AttachmentByHash, by_hash(attachment))]);
    if attachment.used_by.is_none() {
        let key = Key::new().i64(attachment.created_at.0).u64(attachment.id.0).done();
        rows.insert((Table::UnusedAttachment, key));
    }
    rows
}

impl View {
    /// Up to `limit` attachments that nothing uses and that were made before `before`.
    pub fn unused_attachments(
        &self,
        before: Timestamp,
        limit: usize,
    ) -> Result<Vec<AttachmentId>, Error> {
        let mut range = prefixed(Vec::new());
        range.end = Key::new().i64(before.0).done();
        let rows = self.first(Table::UnusedAttachment, range, limit)?;
        Ok(rows.iter().map(|(row, _)| AttachmentId(key::last_u64(row))).collect())
    }

    /// Up to `limit` attachments that name the file with this hash, the oldest first.
    pub fn attachments_of(&self, hash: &str, limit: usize) -> Result<Vec<Attachment>, Error> {
        let range = prefixed(hash.as_bytes().to_vec());
        let rows = self.first(Table::AttachmentByHash, range, limit)?;
        let ids = rows.iter().map(|(row, _)| AttachmentId(key::last_u64(row)));
        ids.filter_map(|id| self.find(id).transpose()).collect()
    }

    /// Whether any attachment names the file with this hash.
    pub fn is_file_named(&self, hash: &str) -> Result<bool, Error> {
        let range = prefixed(hash.as_bytes().to_vec());
        Ok(!self.first(Table::AttachmentByHash, range, 1)?.is_empty())
    }
}

impl Writer {
    pub fn save_attachment(&mut self, attachment: &Attachment) -> Result<(), Error> {
        let old: Option<Attachment> = self.find(attachment.id)?;
        let old_rows = old.as_ref().map(index_rows).unwrap_or_default();
        let rows = index_rows(attachment);
        for (table, key) in old_rows.difference(&rows) {
            self.remove(*table, key.clone());
        }
        for (table, key) in rows.difference(&old_rows) {
            self.put_bytes(*table, key.clone(), Vec::new());
        }
        self.put_record(attachment)
    }

    pub fn remove_attachment(&mut self, attachment: &Attachment) {
        for (table, key) in index_rows(attachment) {
            self.remove(table, key);
        }
        self.remove_record::<Attachment>(attachment.id);
    }
}
