//! Files of both sides, and the addresses under which everybody may fetch them for a while.

use std::collections::VecDeque;

use super::message::FileName;
use crate::simulator::platform::Platform;
use crate::simulator::webhook::signature;
use crate::simulator::world::World;

const FILES_MAX: usize = 2_000;
const BYTES_MAX: usize = 512 * 1024 * 1024;
/// Meta's ids of files are long numbers.
const FIRST_FILE: u64 = 1_745_504_518_999_123;
/// It keeps nobody out who can read this: addresses only have to look and fail like real ones.
const ADDRESS_KEY: &str = "the simulator's media host";
const REUSABLE_MS: i64 = 90 * 24 * 3_600_000;

/// All files, oldest first; the oldest are given up for newer ones.
pub struct Files {
    files: VecDeque<File>,
    bytes: usize,
    bytes_max: usize,
    next: u64,
}

#[derive(Clone)]
pub struct File {
    pub id: String,
    /// The Page that uploaded it for its messages.
    pub page_id: Option<String>,
    /// `image`, `audio`, `video` or `file`.
    pub kind: String,
    pub mime: String,
    pub name: String,
    pub bytes: Vec<u8>,
    pub at_ms: i64,
    /// Whether other messages may carry it by its id.
    pub is_reusable: bool,
}

/// Makes addresses that work from now on for a while.
pub struct Addresses {
    base: String,
    ends_s: i64,
}

impl Default for Files {
    fn default() -> Files {
        Files { files: VecDeque::new(), bytes: 0, bytes_max: BYTES_MAX, next: FIRST_FILE }
    }
}

impl Files {
    pub fn add(&mut self, file: File) -> FileName {
        self.bytes += file.bytes.len();
        while self.files.len() >= FILES_MAX || self.bytes > self.bytes_max {
            let Some(oldest) = self.files.pop_front() else { break };
            self.bytes -= oldest.bytes.len();
        }
        let id = self.next.to_string();
        self.next += 1;
        let file = File { id, ..file };
        let name = file.called();
        self.files.push_back(file);
        name
    }

    /// Whether there was such a file, which had to make room for newer ones.
    pub fn has_given_up(&self, id: &str) -> bool {
        let number = id.parse::<u64>().ok();
        let was_here = number.is_some_and(|number| (FIRST_FILE..self.next).contains(&number));
        was_here && self.get(id).is_none()
    }

    pub fn get(&self, id: &str) -> Option<&File> {
        self.files.iter().find(|file| file.id == id)
    }

    /// A file that a Page may send by its id.
    pub fn reusable(&self, id: &str, page_id: &str, now_ms: i64) -> Option<&File> {
        let is_here = |file: &&File| {
            file.is_reusable
                && file.page_id.as_deref() == Some(page_id)
                && now_ms - file.at_ms < REUSABLE_MS
        };
        self.get(id).filter(is_here)
    }
}

impl File {
    pub fn called(&self) -> FileName {
        FileName {
            id: self.id.clone(),
            name: self.name.clone(),
            mime: self.mime.clone(),
            size: self.bytes.len(),
        }
    }
}

impl Addresses {
    pub fn of_files(platform: &Platform, world: &World) -> Addresses {
        Addresses::lasting(platform, world.messenger.knobs.file_url_lifetime_ms)
    }

    pub fn lasting(platform: &Platform, lifetime_ms: u64) -> Addresses {
        let ends_ms = platform.clock.now_ms().saturating_add_unsigned(lifetime_ms);
        Addresses { base: platform.settings.own_url.clone(), ends_s: ends_ms / 1000 }
    }

    pub fn of(&self, file: &FileName) -> String {
        let name: String = file.name.chars().map(plain).collect();
        self.at(&format!("{}/{name}", file.id))
    }

    /// `place` is a path below the media host's own.
    pub fn at(&self, place: &str) -> String {
        let id = place.split('/').next().unwrap_or_default();
        let signed = signature_of(id, self.ends_s);
        format!("{}/cdn/{place}?oe={:x}&oh={signed}", self.base, self.ends_s)
    }
}

/// Whether an address still works: its end has not come, and nobody has changed it.
pub fn is_valid(id: &str, ends: &str, signed: &str, now_ms: i64) -> bool {
    let ends_s = i64::from_str_radix(ends, 16).unwrap_or_default();
    now_ms / 1000 < ends_s && signature_of(id, ends_s) == signed
}

fn signature_of(id: &str, ends_s: i64) -> String {
    let signed = signature::sign(ADDRESS_KEY, format!("{id} {ends_s}").as_bytes());
    signed.trim_start_matches("sha256=").chars().take(32).collect()
}

/// What a name may have in an address.
fn plain(character: char) -> char {
    let is_plain = character.is_ascii_alphanumeric() || ".-_".contains(character);
    if is_plain { character } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> File {
        File {
            id: String::new(),
            page_id: Some("1".to_owned()),
            kind: "image".to_owned(),
            mime: "image/png".to_owned(),
            name: "a b.png".to_owned(),
            bytes: bytes.to_vec(),
            at_ms: 0,
            is_reusable: true,
        }
    }

    #[test]
    fn an_address_works_for_a_while_and_only_as_it_was_given() {
        let addresses = Addresses { base: "http://here".to_owned(), ends_s: 1_000 };
        let mut files = Files::default();
        let called = files.add(file(b"x"));
        let url = addresses.of(&called);
        assert!(url.starts_with(&format!("http://here/cdn/{}/a_b.png?oe=3e8&oh=", called.id)));
        let signed = url.split("oh=").nth(1).unwrap();
        assert!(is_valid(&called.id, "3e8", signed, 999_000));
        assert!(!is_valid(&called.id, "3e8", signed, 1_000_000), "its end has come");
        assert!(!is_valid(&called.id, "3e9", signed, 999_000), "another end");
        assert!(!is_valid("2", "3e8", signed, 999_000), "another file");
        assert!(!is_valid(&called.id, "x", signed, 999_000));
    }

    #[test]
    fn a_file_can_be_sent_again_for_ninety_days_by_its_own_page() {
        let mut files = Files::default();
        let id = files.add(file(b"x")).id;
        assert!(files.reusable(&id, "1", REUSABLE_MS - 1).is_some());
        assert!(files.reusable(&id, "1", REUSABLE_MS).is_none());
        assert!(files.reusable(&id, "2", 0).is_none());
        let once = files.add(File { is_reusable: false, ..file(b"y") }).id;
        assert!(files.reusable(&once, "1", 0).is_none());
    }

    #[test]
    fn the_oldest_files_make_room_and_are_remembered_as_given_up() {
        let mut files = Files::default();
        let first = files.add(file(b"x")).id;
        assert!(!files.has_given_up(&first));
        for _ in 0..FILES_MAX {
            files.add(file(b"z"));
        }
        assert!(files.get(&first).is_none() && files.has_given_up(&first));
        assert_eq!((files.files.len(), files.bytes), (FILES_MAX, FILES_MAX));

        assert!(!files.has_given_up("1") && !files.has_given_up(&files.next.to_string()));

        // A few large ones as well as many small ones.
        let mut files = Files { bytes_max: 9, ..Files::default() };
        let ids = [5, 3, 2, 4].map(|size| files.add(file(&vec![0; size])).id);
        assert_eq!(ids.map(|id| files.get(&id).is_some()), [false, true, true, true]);
        assert_eq!(files.bytes, 9);
    }
}
