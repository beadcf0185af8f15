//! The files that Meta keeps for a while: what customers sent, and what the desk uploaded.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

const FILES_MAX: usize = 2_000;
const BYTES_MAX: usize = 512 * 1024 * 1024;
/// Meta's ids of files are long numbers.
const FIRST_ID: u64 = 1_037_543_291_543_636;
const DAY_MS: i64 = 24 * 3_600_000;

/// All files, oldest first; the oldest are given up for newer ones.
pub struct Files {
    list: VecDeque<Media>,
    bytes: usize,
    next_id: u64,
}

/// A file at Meta.
#[derive(Clone)]
pub struct Media {
    pub id: String,
    /// The business's phone_number_id.
    pub account: String,
    pub mime: String,
    pub bytes: Arc<[u8]>,
    pub origin: Origin,
    pub at_ms: i64,
    sha256: [u8; 32],
}

/// Where a file came from, which says how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Upload,
    Customer,
}

impl Default for Files {
    fn default() -> Files {
        Files { list: VecDeque::new(), bytes: 0, next_id: FIRST_ID }
    }
}

impl Files {
    pub fn add(
        &mut self,
        account: &str,
        mime: String,
        bytes: Vec<u8>,
        origin: Origin,
        at_ms: i64,
    ) -> &Media {
        self.bytes += bytes.len();
        while self.list.len() >= FILES_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.list.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
        }
        let id = self.next_id.to_string();
        self.next_id += 1;
        let sha256 = Sha256::digest(&bytes).into();
        let account = account.to_owned();
        let bytes = bytes.into();
        self.list.push_back(Media { id, account, mime, bytes, origin, at_ms, sha256 });
        &self.list[self.list.len() - 1]
    }

    /// Also when its time is over: the phones go on showing it.
    pub fn find(&self, id: &str) -> Option<&Media> {
        self.list.iter().find(|file| file.id == id)
    }

    /// Whether there was such a file, which had to make room for newer ones.
    pub fn has_given_up(&self, id: &str) -> bool {
        let number = id.parse::<u64>().ok();
        let was_here = number.is_some_and(|number| (FIRST_ID..self.next_id).contains(&number));
        was_here && self.find(id).is_none()
    }

    pub fn alive(&self, id: &str, now_ms: i64) -> Option<&Media> {
        self.find(id).filter(|file| file.is_alive(now_ms))
    }

    /// The business cannot use it any longer; the phones go on showing it.
    pub fn end(&mut self, id: &str) {
        if let Some(file) = self.list.iter_mut().find(|file| file.id == id) {
            file.at_ms = i64::MIN / 2;
        }
    }
}

impl Media {
    /// Uploads are kept for 30 days, what customers sent for 7.
    pub fn is_alive(&self, now_ms: i64) -> bool {
        let days = match self.origin {
            Origin::Upload => 30,
            Origin::Customer => 7,
        };
        now_ms < self.at_ms + days * DAY_MS
    }

    /// As `GET /{media_id}` tells it.
    pub fn hash_in_hex(&self) -> String {
        hex::encode(self.sha256)
    }

    /// As notifications tell it.
    pub fn hash_in_base64(&self) -> String {
        STANDARD.encode(self.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lives_as_long_as_its_origin_says() {
        let mut files = Files::default();
        let add = |files: &mut Files, origin| {
            files.add("1", "image/png".to_owned(), vec![1], origin, 0).id.clone()
        };
        let uploaded = add(&mut files, Origin::Upload);
        let received = add(&mut files, Origin::Customer);
        assert_ne!(uploaded, received);
        for (id, days) in [(&uploaded, 30), (&received, 7)] {
            assert!(files.alive(id, days * DAY_MS - 1).is_some());
            assert!(files.alive(id, days * DAY_MS).is_none());
            assert!(files.find(id).is_some(), "the phones go on showing it");
        }
        files.end(&uploaded);
        assert!(files.alive(&uploaded, 0).is_none());
    }

    #[test]
    fn the_hash_is_told_in_two_ways() {
        let mut files = Files::default();
        let file = files.add("1", String::new(), b"abc".to_vec(), Origin::Upload, 0);
        assert!(file.hash_in_hex().starts_with("ba7816bf8f01cfea"));
        assert!(file.hash_in_base64().starts_with("ungWv48Bz+pB"));
    }

    #[test]
    fn the_oldest_files_make_room() {
        let mut files = Files::default();
        let first = files.add("1", String::new(), vec![0; 8], Origin::Upload, 0).id.clone();
        for _ in 0..FILES_MAX {
            files.add("1", String::new(), vec![0; 8], Origin::Upload, 0);
        }
        assert!(files.find(&first).is_none() && files.has_given_up(&first));
        assert!(!files.has_given_up("1"));
        assert_eq!(files.bytes, FILES_MAX * 8);
    }
}
