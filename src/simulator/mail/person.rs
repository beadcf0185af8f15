//! Somebody with a mail program, and what it shows.

use std::collections::VecDeque;
use std::sync::Arc;

use super::reading::{self, Head, Party};

/// Older ones are given up for newer ones.
const MAILS_MAX: usize = 1_000;
const BYTES_MAX: usize = 128 * 1024 * 1024;

pub struct Person {
    pub name: String,
    /// In lower case.
    pub address: String,
    /// The program answers by itself that its owner is away.
    pub is_away: bool,
    /// How many mails had to make room for newer ones.
    pub given_up: usize,
    mails: VecDeque<Kept>,
    bytes: usize,
}

/// A mail in somebody's program.
pub struct Kept {
    pub id: u64,
    /// The id of the first mail that it goes on with.
    pub thread: u64,
    pub is_own: bool,
    pub is_read: bool,
    pub at_ms: i64,
    pub head: Head,
    pub raw: Arc<[u8]>,
}

impl Person {
    pub fn new(name: String, address: String) -> Person {
        Person { name, address, is_away: false, given_up: 0, mails: VecDeque::new(), bytes: 0 }
    }

    pub fn party(&self) -> Party {
        Party { name: Some(self.name.clone()), address: self.address.clone() }
    }

    pub fn mails(&self) -> impl DoubleEndedIterator<Item = &Kept> {
        self.mails.iter()
    }

    pub fn mail(&self, id: u64) -> Option<&Kept> {
        self.mails.iter().find(|mail| mail.id == id)
    }

    pub fn unread(&self) -> usize {
        self.mails.iter().filter(|mail| !mail.is_read).count()
    }

    pub fn keep(&mut self, id: u64, raw: Arc<[u8]>, at_ms: i64, is_own: bool) {
        let head = reading::head(&raw);
        let thread = self.thread_of(&head).unwrap_or(id);
        self.bytes += raw.len();
        self.mails.push_back(Kept { id, thread, is_own, is_read: is_own, at_ms, head, raw });
        while self.mails.len() > MAILS_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.mails.pop_front() else { break };
            self.bytes -= oldest.raw.len();
            self.given_up += 1;
        }
    }

    /// Looks at a thread: nobody is told. How many of it were unread.
    pub fn read(&mut self, thread: Option<u64>) -> usize {
        let is_meant = |mail: &Kept| thread.is_none_or(|thread| mail.thread == thread);
        let mut count = 0;
        for mail in self.mails.iter_mut().filter(|mail| !mail.is_read && is_meant(mail)) {
            mail.is_read = true;
            count += 1;
        }
        count
    }

    fn thread_of(&self, head: &Head) -> Option<u64> {
        let known =
            |id: &String| self.mails.iter().find(|mail| mail.head.message_id.as_ref() == Some(id));
        head.references.iter().rev().find_map(known).map(|mail| mail.thread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(id: &str, answers: &str) -> Arc<[u8]> {
        format!("Message-ID: <{id}>\r\nIn-Reply-To: <{answers}>\r\n\r\nx").into_bytes().into()
    }

    #[test]
    fn answers_join_the_thread_that_they_name() {
        let mut bea = Person::new("Bea".to_owned(), "bea@x.test".to_owned());
        bea.keep(1, raw("1@x", "0@x"), 1, true);
        bea.keep(2, raw("2@x", "1@x"), 2, false);
        bea.keep(3, raw("3@x", "9@x"), 3, false);
        bea.keep(4, raw("4@x", "2@x"), 4, false);
        let threads: Vec<u64> = bea.mails().map(|mail| mail.thread).collect();
        assert_eq!(threads, [1, 1, 3, 1]);
        assert_eq!((bea.unread(), bea.read(Some(1)), bea.unread()), (3, 2, 1));
        assert_eq!((bea.read(None), bea.unread()), (1, 0));
    }
}
