//! Folders: which there are, opening one, and what is put into one.

use std::collections::BTreeSet;

use super::command::Word;
use super::search::Set;
use super::session::{Answer, Selected, Session};
use crate::simulator::mail::mailbox::Folder;

pub const MAIL_BYTES_MAX: usize = 40 * 1024 * 1024;
const FLAGS_MAX: usize = 20;
const FLAG_BYTES_MAX: usize = 100;
const NO_FOLDER: &str = "[NONEXISTENT] There is no such folder";

impl Session {
    /// With `RETURN (SPECIAL-USE)` or without: uses are told in either case.
    pub(super) fn list(&self, arguments: &[Word], out: &mut Vec<u8>) -> Answer {
        let [reference, pattern, ..] = arguments else { return Answer::NOT_UNDERSTOOD };
        let Some((reference, pattern)) = reference.text().zip(pattern.text()) else {
            return Answer::NOT_UNDERSTOOD;
        };
        if pattern.is_empty() {
            out.extend_from_slice(b"* LIST (\\Noselect) \"/\" \"\"\r\n");
            return Answer::ok("Listed");
        }
        let pattern = format!("{reference}{pattern}");
        let world = self.platform.world();
        let Some(mailbox) = self.mailbox(&world) else { return Answer::no(NO_FOLDER) };
        for folder in mailbox.folders.iter().filter(|folder| is_like(&pattern, folder.name)) {
            let extra = folder.special_use.map(|used| format!(" {used}")).unwrap_or_default();
            let line = format!("* LIST (\\HasNoChildren{extra}) \"/\" \"{}\"\r\n", folder.name);
            out.extend_from_slice(line.as_bytes());
        }
        Answer::ok("Listed")
    }

    pub(super) fn select(
        &mut self,
        arguments: &[Word],
        is_read_only: bool,
        out: &mut Vec<u8>,
    ) -> Answer {
        let [name] = arguments else { return Answer::NOT_UNDERSTOOD };
        let Some(name) = name.text() else { return Answer::NOT_UNDERSTOOD };
        self.selected = None;
        let world = self.platform.world();
        let Some(folder) = self.mailbox(&world).and_then(|mailbox| mailbox.folder(&name)) else {
            return Answer::no(NO_FOLDER);
        };
        let shown = folder.uids();
        let told = format!(
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n* {} EXISTS\r\n\
             * 0 RECENT\r\n* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)] \
             Kept\r\n* OK [UIDVALIDITY {}] Valid\r\n* OK [UIDNEXT {}] Next\r\n",
            shown.len(),
            self.uid_validity,
            folder.uid_next
        );
        out.extend_from_slice(told.as_bytes());
        let folder = folder.name.to_owned();
        drop(world);
        self.selected = Some(Selected { folder, is_read_only, shown });
        Answer::ok(if is_read_only { "[READ-ONLY] Open" } else { "[READ-WRITE] Open" })
    }

    /// `APPEND folder [(flags)] ["date"] literal`
    pub(super) fn append(&mut self, arguments: &[Word]) -> Answer {
        let (name, flags, mail) = match arguments {
            [name, Word::Text(mail)] | [name, Word::Text(_), Word::Text(mail)] => {
                (name, [].as_slice(), mail)
            }
            [name, Word::List(flags), Word::Text(mail)]
            | [name, Word::List(flags), Word::Text(_), Word::Text(mail)] => {
                (name, flags.as_slice(), mail)
            }
            _ => return Answer::NOT_UNDERSTOOD,
        };
        let Some((name, flags)) = name.text().zip(flags_of(flags)) else {
            return Answer::NOT_UNDERSTOOD;
        };
        let now_ms = self.platform.clock.now_ms();
        let address = self.mailbox.clone().unwrap_or_default();
        {
            let mut world = self.platform.world();
            let mailbox = world.mail.mailbox_mut(&address);
            let Some(folder) = mailbox.and_then(|mailbox| mailbox.folder_mut(&name)) else {
                return Answer::no("[TRYCREATE] There is no such folder");
            };
            folder.put(mail.as_slice().into(), now_ms, flags);
        }
        self.tell_others();
        Answer::ok("Kept")
    }

    /// `STORE set [+-]FLAGS[.SILENT] (flags)`
    pub(super) fn store(&mut self, arguments: &[Word], by_uid: bool, out: &mut Vec<u8>) -> Answer {
        let [set, what, flags @ ..] = arguments else { return Answer::NOT_UNDERSTOOD };
        let flags = match flags {
            [Word::List(flags)] => flags_of(flags),
            flags => flags_of(flags),
        };
        let what = what.text().unwrap_or_default().to_ascii_uppercase();
        let (what, is_silent) = match what.strip_suffix(".SILENT") {
            Some(what) => (what, true),
            None => (what.as_str(), false),
        };
        let mode = match what {
            "FLAGS" => None,
            "+FLAGS" => Some(true),
            "-FLAGS" => Some(false),
            _ => return Answer::NOT_UNDERSTOOD,
        };
        let (Some(flags), Some(chosen)) = (flags, self.chosen(set, by_uid)) else {
            return Answer::NOT_UNDERSTOOD;
        };
        if self.selected.as_ref().is_some_and(|selected| selected.is_read_only) {
            return Answer::no("[READ-ONLY] The folder is open for reading only");
        }
        self.change(|folder| {
            for (place, uid) in chosen {
                let Some(mail) = folder.mail_mut(uid) else { continue };
                if mode.is_none() {
                    mail.flags.clear();
                }
                flags.iter().for_each(|flag| mail.set(flag, mode.unwrap_or(true)));
                if !is_silent {
                    let told = super::fetch::flags(mail);
                    let line = format!("* {place} FETCH (UID {uid} FLAGS {told})\r\n");
                    out.extend_from_slice(line.as_bytes());
                }
            }
        });
        Answer::ok("Stored")
    }

    pub(super) fn move_to(&mut self, arguments: &[Word], by_uid: bool) -> Answer {
        let [set, name] = arguments else { return Answer::NOT_UNDERSTOOD };
        let (Some(chosen), Some(name)) = (self.chosen(set, by_uid), name.text()) else {
            return Answer::NOT_UNDERSTOOD;
        };
        let Some(selected) = self.selected.as_ref().filter(|selected| !selected.is_read_only)
        else {
            return Answer::no("[READ-ONLY] The folder is open for reading only");
        };
        let uids: Vec<u32> = chosen.into_iter().map(|(_, uid)| uid).collect();
        let address = self.mailbox.clone().unwrap_or_default();
        {
            let mut world = self.platform.world();
            let Some(mailbox) = world.mail.mailbox_mut(&address) else {
                return Answer::no(NO_FOLDER);
            };
            if mailbox.folder(&name).is_none() {
                return Answer::no("[TRYCREATE] There is no such folder");
            }
            mailbox.move_mails(&selected.folder, &uids, &name);
        }
        self.tell_others();
        Answer::ok("Moved")
    }

    /// What is marked as deleted goes.
    pub(super) fn expunge(&mut self) -> Answer {
        if self.selected.as_ref().is_some_and(|selected| selected.is_read_only) {
            return Answer::no("[READ-ONLY] The folder is open for reading only");
        }
        self.change(|folder| {
            let deleted: Vec<u32> =
                folder.mails().filter(|mail| mail.has("\\Deleted")).map(|mail| mail.uid).collect();
            folder.take(&deleted);
        });
        self.tell_others();
        Answer::ok("Gone")
    }

    /// Place and number of the mails that a set means, of those that the program knows.
    pub(super) fn chosen(&self, set: &Word, by_uid: bool) -> Option<Vec<(u32, u32)>> {
        let shown = &self.selected.as_ref()?.shown;
        let places = (1..).zip(shown.iter().copied());
        let highest = match by_uid {
            true => shown.last().copied().unwrap_or(0),
            false => u32::try_from(shown.len()).unwrap_or(u32::MAX),
        };
        let set = Set::read(&set.text()?, highest)?;
        let is_meant = |(place, uid): &(u32, u32)| set.has(if by_uid { *uid } else { *place });
        Some(places.filter(is_meant).collect())
    }

    fn change(&mut self, change: impl FnOnce(&mut Folder)) {
        let Some(selected) = &self.selected else { return };
        let address = self.mailbox.clone().unwrap_or_default();
        let mut world = self.platform.world();
        let mailbox = world.mail.mailbox_mut(&address);
        if let Some(folder) = mailbox.and_then(|mailbox| mailbox.folder_mut(&selected.folder)) {
            change(folder);
        }
    }

    fn tell_others(&self) {
        self.platform.mail_news.send_modify(|news| *news += 1);
    }
}

fn flags_of(words: &[Word]) -> Option<BTreeSet<String>> {
    let is_flag = |flag: &String| {
        let name = flag.strip_prefix('\\').unwrap_or(flag);
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"$_-".contains(&byte);
        !name.is_empty() && flag.len() <= FLAG_BYTES_MAX && name.bytes().all(is_letter)
    };
    let flags: Option<Vec<String>> = words.iter().map(|word| word.text().filter(is_flag)).collect();
    flags.filter(|flags| flags.len() <= FLAGS_MAX).map(BTreeSet::from_iter)
}

/// `*` and `%` stand for anything: there are no folders within folders.
fn is_like(pattern: &str, name: &str) -> bool {
    match pattern.split_once(['*', '%']) {
        None => pattern == name || (name == "INBOX" && pattern.eq_ignore_ascii_case(name)),
        Some((start, end)) => {
            let rest = name.strip_prefix(start);
            rest.is_some_and(|rest| rest.ends_with(end.trim_matches(['*', '%'])))
        }
    }
}
