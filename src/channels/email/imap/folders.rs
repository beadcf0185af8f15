//! Folders: which there are, opening one, and putting a mail into one.

use super::answer::{Answer, Status};
use super::names::from_wire;
use super::{Imap, Kind, Stage, Trouble, Value};
use tokio::time::timeout;

/// How many folders are listed.
const FOLDERS_MAX: usize = 5_000;
/// Names of the folder of sent mails where none is marked so, the likeliest first.
const SENT_NAMES: [&str; 8] = [
    "Sent",
    "Sent Items",
    "Sent Messages",
    "Sent Mail",
    "INBOX.Sent",
    "INBOX/Sent",
    "INBOX.Sent Items",
    "Gesendet",
];

/// A folder that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// With another one than before, all numbers of mails mean other mails. 0: the server keeps none.
    pub uid_validity: u32,
    pub uid_next: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// As people read it; what all calls take.
    pub name: String,
    pub special_use: Option<SpecialUse>,
}

/// What a folder is for (RFC 6154).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialUse {
    All,
    Archive,
    Drafts,
    Flagged,
    Junk,
    Sent,
    Trash,
}

impl SpecialUse {
    const ALL: [(&str, SpecialUse); 7] = [
        ("\\All", SpecialUse::All),
        ("\\Archive", SpecialUse::Archive),
        ("\\Drafts", SpecialUse::Drafts),
        ("\\Flagged", SpecialUse::Flagged),
        ("\\Junk", SpecialUse::Junk),
        ("\\Sent", SpecialUse::Sent),
        ("\\Trash", SpecialUse::Trash),
    ];
}

impl Imap {
    /// Opens a folder; what concerns mails concerns those in it from then on.
    pub async fn select(&mut self, folder: &str, read_only: bool) -> Result<Selected, Trouble> {
        let stage = Stage::Select;
        let verb = if read_only { "EXAMINE" } else { "SELECT" };
        let command = format!("{verb} {}", self.folder(stage, folder)?);
        let mut selected = Selected { uid_validity: 0, uid_next: None };
        let take = |values: Vec<Value>| match values.as_slice() {
            [name, number] if name.is_atom("UIDVALIDITY") => {
                selected.uid_validity = number.as_number().unwrap_or(0);
            }
            [name, number] if name.is_atom("UIDNEXT") => selected.uid_next = number.as_number(),
            _ => {}
        };
        (self.told, self.looked_at) = (0, 0);
        self.ask(stage, &command, take).await?;
        Ok(selected)
    }

    /// All folders that can be opened.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, Trouble> {
        let asks_for_use = self.can("SPECIAL-USE") && self.can("LIST-EXTENDED");
        let command =
            if asks_for_use { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
        let mut folders = Vec::new();
        let take = |values: Vec<Value>| {
            folders.extend(folder(&values).filter(|_| folders.len() < FOLDERS_MAX));
        };
        self.ask(Stage::Listing, command, take).await?;
        Ok(folders)
    }

    /// Where the server keeps sent mails, if it says so or has a folder of such a name.
    pub async fn sent_folder(&mut self) -> Result<Option<String>, Trouble> {
        let folders = self.folders().await?;
        if let Some(marked) = folders.iter().find(|one| one.special_use == Some(SpecialUse::Sent)) {
            return Ok(Some(marked.name.clone()));
        }
        let exists = |wanted: &str| folders.iter().any(|folder| folder.name == wanted);
        Ok(SENT_NAMES.into_iter().find(|name| exists(name)).map(str::to_owned))
    }

    /// Whether a folder holds the mail of this id (without angle brackets). The folder stays open
    /// for reading.
    pub async fn has_mail(&mut self, folder: &str, message_id: &str) -> Result<bool, Trouble> {
        let id = self.quoted(Stage::Listing, &format!("<{message_id}>"))?;
        self.select(folder, true).await?;
        let found = self.search(&format!("HEADER Message-ID {id}")).await?;
        Ok(!found.is_empty())
    }

    /// Puts a mail that has been seen into a folder.
    pub async fn append(&mut self, folder: &str, mail: &[u8]) -> Result<(), Trouble> {
        let stage = Stage::Appending;
        let folder = self.folder(stage, folder)?;
        let command = format!("APPEND {folder} (\\Seen) {{{}}}", mail.len());
        let tag = self.send(stage, &command).await?;
        let wait = self.link.server.waits.command;
        match timeout(wait, self.may_go_on(stage, &tag)).await {
            Ok(go_on) => go_on?,
            Err(_) => return Err(Trouble::too_late(&self.link.server, stage)),
        }
        let wait = self.link.server.waits.for_bytes(mail.len() as u64);
        self.link.write(stage, mail, wait).await?;
        self.link.write(stage, b"\r\n", wait).await?;
        self.finish(wait, stage, &tag, |_| {}).await.map(drop)
    }

    async fn may_go_on(&mut self, stage: Stage, tag: &str) -> Result<(), Trouble> {
        loop {
            match self.hear(stage).await? {
                Answer::Continue(_) => return Ok(()),
                Answer::Done { tag: done, status, words } if done == tag => {
                    self.done(stage, status, words)?;
                    // An OK before it got anything: whatever that is, nothing was stored.
                    self.is_good = false;
                    return Err(self.nonsense(stage, b"an end before the beginning"));
                }
                Answer::Told { status: Status::Bye, words } => {
                    return Err(self.said(stage, Kind::Throttled, &words));
                }
                Answer::Told { .. } | Answer::Data(_) | Answer::Done { .. } => {}
            }
        }
    }
}

/// `LIST (\HasNoChildren \Sent) "/" "Sent"`
fn folder(values: &[Value]) -> Option<Folder> {
    let [list, flags, _separator, name] = values else { return None };
    if !list.is_atom("LIST") {
        return None;
    }
    let flags = flags.as_list()?;
    let has = |flag: &str| flags.iter().any(|value| value.is_atom(flag));
    if has("\\Noselect") || has("\\NonExistent") {
        return None;
    }
    let special_use =
        SpecialUse::ALL.iter().find(|(flag, _)| has(flag)).map(|(_, special)| *special);
    Some(Folder { name: from_wire(name.as_bytes()?), special_use })
}
