//! A mailbox of the business, folder by folder, as programs that fetch see it.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::options::Mailbox as Account;

pub const INBOX: &str = "INBOX";
pub const SENT: &str = "Sent";
/// Name and use (RFC 6154).
const FOLDERS: [(&str, Option<&str>); 6] = [
    (INBOX, None),
    (SENT, Some("\\Sent")),
    ("Archive", Some("\\Archive")),
    ("Drafts", Some("\\Drafts")),
    ("Junk", Some("\\Junk")),
    ("Trash", Some("\\Trash")),
];
/// In one folder; older ones are given up for newer ones.
const MAILS_MAX: usize = 2_000;
const BYTES_MAX: usize = 128 * 1024 * 1024;
/// Of one mail.
const FLAGS_MAX: usize = 20;

pub struct Mailbox {
    pub account: Account,
    pub folders: Vec<Folder>,
}

pub struct Folder {
    pub name: &'static str,
    pub special_use: Option<&'static str>,
    pub uid_next: u32,
    mails: VecDeque<Lying>,
    bytes: usize,
}

/// A mail in a folder.
#[derive(Clone)]
pub struct Lying {
    pub uid: u32,
    pub at_ms: i64,
    pub flags: BTreeSet<String>,
    pub raw: Arc<[u8]>,
}

impl Mailbox {
    pub fn new(account: Account) -> Mailbox {
        let folder = |(name, special_use)| Folder {
            name,
            special_use,
            uid_next: 1,
            mails: VecDeque::new(),
            bytes: 0,
        };
        Mailbox { account, folders: FOLDERS.map(folder).into() }
    }

    /// INBOX in any case, the others as they are written.
    pub fn folder(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.is_called(name))
    }

    pub fn folder_mut(&mut self, name: &str) -> Option<&mut Folder> {
        self.folders.iter_mut().find(|folder| folder.is_called(name))
    }

    /// Puts mails into another folder, where they have other numbers. How many were there.
    pub fn move_mails(&mut self, from: &str, uids: &[u32], to: &str) -> usize {
        let Some(source) = self.folder_mut(from) else { return 0 };
        let moved = source.take(uids);
        let number = moved.len();
        if let Some(target) = self.folder_mut(to) {
            for mail in moved {
                target.put(mail.raw, mail.at_ms, mail.flags);
            }
        }
        number
    }
}

impl Folder {
    fn is_called(&self, name: &str) -> bool {
        self.name == name || (self.name == INBOX && name.eq_ignore_ascii_case(INBOX))
    }

    /// Gives the number that it has here.
    pub fn put(&mut self, raw: Arc<[u8]>, at_ms: i64, flags: BTreeSet<String>) -> u32 {
        let uid = self.uid_next;
        self.uid_next = uid.saturating_add(1);
        self.bytes += raw.len();
        let flags = flags.into_iter().take(FLAGS_MAX).collect();
        self.mails.push_back(Lying { uid, at_ms, flags, raw });
        while self.mails.len() > MAILS_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.mails.pop_front() else { break };
            self.bytes -= oldest.raw.len();
        }
        uid
    }

    pub fn mails(&self) -> impl DoubleEndedIterator<Item = &Lying> {
        self.mails.iter()
    }

    pub fn uids(&self) -> Vec<u32> {
        self.mails.iter().map(|mail| mail.uid).collect()
    }

    pub fn mail_mut(&mut self, uid: u32) -> Option<&mut Lying> {
        self.mails.iter_mut().find(|mail| mail.uid == uid)
    }

    /// Takes them out.
    pub fn take(&mut self, uids: &[u32]) -> Vec<Lying> {
        let all = std::mem::take(&mut self.mails);
        let (taken, left): (VecDeque<_>, VecDeque<_>) =
            all.into_iter().partition(|mail| uids.contains(&mail.uid));
        self.mails = left;
        self.bytes -= taken.iter().map(|mail| mail.raw.len()).sum::<usize>();
        taken.into()
    }
}

impl Lying {
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known.eq_ignore_ascii_case(flag))
    }

    pub fn set(&mut self, flag: &str, is_on: bool) {
        self.flags.retain(|known| !known.eq_ignore_ascii_case(flag));
        if is_on && self.flags.len() < FLAGS_MAX {
            self.flags.insert(flag.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox() -> Mailbox {
        Mailbox::new(Account {
            address: "shop@example.test".to_owned(),
            name: "Shop".to_owned(),
            password: "secret".to_owned(),
        })
    }

    #[test]
    fn numbers_are_given_once() {
        let mut mailbox = mailbox();
        let inbox = mailbox.folder_mut("inbox").unwrap();
        let raw: Arc<[u8]> = b"x".as_slice().into();
        assert_eq!(inbox.put(raw.clone(), 0, BTreeSet::new()), 1);
        assert_eq!(inbox.put(raw.clone(), 0, BTreeSet::new()), 2);
        assert_eq!(mailbox.move_mails(INBOX, &[2, 7], "Archive"), 1);
        assert_eq!(mailbox.folder("Archive").unwrap().uids(), [1]);
        let inbox = mailbox.folder_mut(INBOX).unwrap();
        assert_eq!(inbox.uids(), [1]);
        assert_eq!(inbox.put(raw, 0, BTreeSet::new()), 3, "what was moved is not counted again");
        assert_eq!(mailbox.folder("archive").map(Folder::uids), None);
    }

    #[test]
    fn flags_know_no_case() {
        let mut mailbox = mailbox();
        let inbox = mailbox.folder_mut(INBOX).unwrap();
        let uid = inbox.put(b"x".as_slice().into(), 0, BTreeSet::new());
        let mail = inbox.mail_mut(uid).unwrap();
        mail.set("\\Seen", true);
        mail.set("\\SEEN", true);
        assert!(mail.has("\\seen") && mail.flags.len() == 1);
        mail.set("\\seen", false);
        assert!(mail.flags.is_empty());
    }
}
