//! A mailbox of a test's own: who may sign in to it, and what lies in it on the disk.
//!
//! `servers().mailbox("support")` makes one; `deliver` lets a customer write to it, `mails` reads
//! what came, and `login`/`imap`/`smtp` are what a desk needs to work with it.

use super::servers::{Flavour, Servers};
use super::settings::{ODD_PASSWORD, PASSWORD};
use crate::desk::eventually;
use deskbell::channels::email::server::{Login, Server, Tls};
use deskbell::channels::secret::Secret;
use deskbell::clock::Clock;
use deskbell::domain::time::SECOND_MS;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[derive(Clone)]
pub struct Mailbox {
    pub servers: &'static Servers,
    /// What it signs in with; also the part of its addresses before the `@`.
    pub name: String,
    pub password: &'static str,
}

/// A mail as it lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lying {
    /// With the line ends that it has on its way, whichever it has on the disk.
    pub bytes: Vec<u8>,
    /// Letters of Maildir: S seen, T deleted, R answered …
    pub flags: String,
}

impl Lying {
    /// With plain line ends.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).replace("\r\n", "\n")
    }
}

impl Mailbox {
    pub(super) fn new(servers: &'static Servers, name: String) -> Mailbox {
        let password = Mailbox::password_of(&name);
        Mailbox { servers, name, password }
    }

    pub(super) fn password_of(name: &str) -> &'static str {
        if name.starts_with("umlaut-") { ODD_PASSWORD } else { PASSWORD }
    }

    /// `support-7@example.test`; mails to `support-7+anything@example.test` arrive as well.
    pub fn address(&self) -> String {
        format!("{}@example.test", self.name)
    }

    /// The same mailbox under the customers' domain.
    pub fn customer_address(&self) -> String {
        format!("{}@customer.test", self.name)
    }

    pub fn login(&self) -> Login {
        Login::Password { user: self.name.clone(), password: Secret::new(self.password) }
    }

    /// With a token; `token-of-NAME` and `token-of-NAME.5` are valid ones.
    pub fn token_login(&self, token: &str) -> Login {
        Login::Xoauth2 { user: self.name.clone(), token: Secret::new(token) }
    }

    pub fn token(&self) -> String {
        format!("token-of-{}", self.name)
    }

    pub fn imap(&self) -> Server {
        self.servers.imap(Tls::None, Flavour::Usual)
    }

    pub fn smtp(&self) -> Server {
        self.servers.smtp(Tls::None, Flavour::Usual)
    }

    /// A customer sends a mail here; it has arrived once this returns.
    pub fn deliver(&self, raw: &[u8]) {
        let before = self.mails().len();
        self.servers.send("customer@customer.test", &self.address(), raw);
        self.has_mails(before + 1);
    }

    /// Waits until at least so many mails lie in it, and gives them.
    pub fn has_mails(&self, number: usize) -> Vec<Lying> {
        eventually(&format!("{number} mails for {}", self.name), || {
            Some(self.mails()).filter(|mails| mails.len() >= number)
        })
    }

    /// What lies in its main folder, the oldest first.
    pub fn mails(&self) -> Vec<Lying> {
        lying(&self.maildir())
    }

    /// What lies in another folder, such as `Sent`.
    pub fn mails_in(&self, folder: &str) -> Vec<Lying> {
        lying(&self.maildir().join(format!(".{folder}")))
    }

    /// The flags of each mail of the main folder.
    pub fn flags(&self) -> Vec<String> {
        self.mails().into_iter().map(|mail| mail.flags).collect()
    }

    /// Puts a mail into the main folder as it is, past all checks of SMTP.
    pub fn put(&self, raw: &[u8]) {
        self.put_as_of(raw, Duration::ZERO);
    }

    /// The same for one that arrived so long ago.
    pub fn put_as_of(&self, raw: &[u8], ago: Duration) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let maildir = self.maildir();
        for directory in [maildir.parent().expect("its home"), &maildir] {
            fs::create_dir_all(directory).expect("a directory");
            self.own(directory);
        }
        for name in ["tmp", "new", "cur"] {
            let directory = maildir.join(name);
            fs::create_dir_all(&directory).expect("a directory");
            self.own(&directory);
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let seconds = Clock::System.now().0 / SECOND_MS;
        let name = format!("{seconds}.P{number:06}.put");
        let written = maildir.join("tmp").join(&name);
        fs::write(&written, raw).expect("the mail");
        self.own(&written);
        let file = fs::File::options().write(true).open(&written).expect("the mail");
        let now = file.metadata().and_then(|about| about.modified()).expect("its time");
        file.set_modified(now - ago).expect("another time");
        fs::rename(&written, maildir.join("new").join(&name)).expect("the mail");
    }

    /// Somebody makes a folder with another program; `name` as the server writes it.
    pub fn make_folder(&self, name: &str) {
        for part in ["tmp", "new", "cur"] {
            let directory = self.maildir().join(format!(".{name}")).join(part);
            fs::create_dir_all(&directory).expect("a directory");
            self.own(&directory);
        }
        self.own(&self.maildir().join(format!(".{name}")));
    }

    /// The server gives all mails new numbers, and the folder another UIDVALIDITY.
    pub fn forget_numbers(&self) {
        let maildir = self.maildir();
        let list = maildir.join("dovecot-uidlist");
        let known = fs::read_to_string(&list).expect("the list of numbers");
        let field = known.split_whitespace().find_map(|field| field.strip_prefix('V'));
        let validity: u32 = field.and_then(|field| field.parse().ok()).expect("a UIDVALIDITY");
        fs::write(&list, format!("3 V{} N1\n", validity + 1)).expect("another list");
        for entry in fs::read_dir(&maildir).expect("the mailbox").flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot.index") {
                fs::remove_file(entry.path()).expect("an index is removed");
            }
        }
    }

    fn own(&self, path: &Path) {
        let owner = fs::metadata(self.servers.directory.join("mail")).expect("the mailboxes");
        chown(path, Some(owner.uid()), Some(owner.gid())).expect("it is the mail servers'");
    }

    fn maildir(&self) -> PathBuf {
        self.servers.directory.join("mail").join(&self.name).join("Maildir")
    }
}

fn paths(maildir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["new", "cur"]
        .iter()
        .flat_map(|name| fs::read_dir(maildir.join(name)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect();
    found.sort_by_key(|path| came(path));
    found
}

/// Both servers name a mail by when it came: seconds, a dot, a letter, microseconds.
fn came(path: &Path) -> (u64, u64) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (seconds, rest) = name.split_once('.').unwrap_or_default();
    let digits: String = rest.chars().skip(1).take_while(char::is_ascii_digit).collect();
    (seconds.parse().unwrap_or(0), digits.parse().unwrap_or(0))
}

fn lying(maildir: &Path) -> Vec<Lying> {
    let read = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let flags = name.split_once(":2,").map_or("", |(_, flags)| flags).to_owned();
        // The server may be renaming it at this moment: it is there at the next look.
        fs::read(&path).ok().map(|bytes| Lying { bytes: on_its_way(&bytes), flags })
    };
    paths(maildir).into_iter().filter_map(read).collect()
}

fn on_its_way(bytes: &[u8]) -> Vec<u8> {
    let mut mail = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                mail.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                mail.extend_from_slice(b"\r\n");
            }
            None => mail.extend_from_slice(line),
        }
    }
    mail
}
