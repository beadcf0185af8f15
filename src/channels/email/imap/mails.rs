//! Mails by their numbers: which there are, and what becomes of one.

use super::{Imap, Kind, Stage, Trouble, Value};
use crate::domain::Timestamp;
use crate::domain::time::DAY_MS;

impl Imap {
    /// The mails behind `last`, in order.
    pub async fn uids_after(&mut self, last: u32) -> Result<Vec<u32>, Trouble> {
        let Some(first) = last.checked_add(1) else { return Ok(Vec::new()) };
        self.looked_at = self.told;
        let mut found = self.search(&format!("UID {first}:*")).await?;
        // Where none is behind it, `*` is the last one there is, and such a range is read backwards.
        found.retain(|uid| *uid > last);
        Ok(found)
    }

    /// The mails that arrived at or after `at`, in order; by whole days and unknown zones, so that
    /// some of the day or two before may be among them.
    pub async fn uids_since(&mut self, at: Timestamp) -> Result<Vec<u32>, Trouble> {
        let day = chrono::DateTime::from_timestamp_millis(at.plus_ms(-DAY_MS).0);
        let day = day.unwrap_or_default().format("%-d-%b-%Y");
        self.search(&format!("SINCE {day}")).await
    }

    /// 0: the folder is empty.
    pub async fn highest_uid(&mut self) -> Result<u32, Trouble> {
        Ok(self.search("ALL").await?.last().copied().unwrap_or(0))
    }

    pub(super) async fn search(&mut self, what: &str) -> Result<Vec<u32>, Trouble> {
        let mut found: Vec<u32> = Vec::new();
        let take = |values: Vec<Value>| {
            if values.first().is_some_and(|first| first.is_atom("SEARCH")) {
                found.extend(values.iter().skip(1).filter_map(Value::as_number::<u32>));
            }
        };
        self.ask(Stage::Listing, &format!("UID SEARCH {what}"), take).await?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    pub async fn mark_seen(&mut self, uid: u32) -> Result<(), Trouble> {
        self.flag(uid, "\\Seen").await
    }

    /// Moves a mail, if the server can do so without touching any other.
    pub async fn move_to(&mut self, uid: u32, folder: &str) -> Result<(), Trouble> {
        let stage = Stage::Fetching;
        let folder = self.folder(stage, folder)?;
        if self.can("MOVE") {
            return self.ask(stage, &format!("UID MOVE {uid} {folder}"), |_| {}).await.map(drop);
        }
        if !self.can("UIDPLUS") {
            let text = "The mail server can't move mails: it would delete others along with it.";
            return Err(Trouble::new(stage, Kind::Refused, text));
        }
        self.ask(stage, &format!("UID COPY {uid} {folder}"), |_| {}).await?;
        self.delete(uid).await
    }

    /// Deletes a mail, if the server can do so without touching any other.
    pub async fn delete(&mut self, uid: u32) -> Result<(), Trouble> {
        if !self.can("UIDPLUS") {
            let text =
                "The mail server can't delete one mail: it would delete others along with it.";
            return Err(Trouble::new(Stage::Fetching, Kind::Refused, text));
        }
        self.flag(uid, "\\Deleted").await?;
        self.ask(Stage::Fetching, &format!("UID EXPUNGE {uid}"), |_| {}).await.map(drop)
    }

    async fn flag(&mut self, uid: u32, flag: &str) -> Result<(), Trouble> {
        let command = format!("UID STORE {uid} +FLAGS.SILENT ({flag})");
        self.ask(Stage::Fetching, &command, |_| {}).await.map(drop)
    }
}
