//! Connected accounts on a channel.

use super::attachment::{Kind, MEGABYTE};
use super::channel::Channel;
use super::mailbox::MailAccount;
use super::queue::Timeouts;
use super::{InboxId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    pub id: InboxId,
    pub name: String,
    pub queue: QueueId,
    pub account: Account,
    pub status: Status,
    #[serde(default)]
    pub last_inbound_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Where they differ from the queue's.
    #[serde(default)]
    pub timeouts: Timeouts,
    #[serde(default)]
    pub options: Options,
    /// What the provider wants an admin to know, oldest first; at most `WARNINGS_MAX`.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// The newest news of each kind; at most `NEWS_KINDS_MAX`.
    #[serde(default)]
    pub news: BTreeMap<String, News>,
    /// When it last went on after it had stopped, or got a new token.
    #[serde(default)]
    pub mended_at: Option<Timestamp>,
    /// Messages that waited in a store that was put back, until an admin says what becomes of them.
    #[serde(default)]
    pub held: Option<Held>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub since: Timestamp,
    pub messages: u32,
}

/// How many warnings are kept; the oldest goes first.
pub const WARNINGS_MAX: usize = 20;
/// Of how many kinds of news the newest is known; the oldest goes first.
const NEWS_KINDS_MAX: usize = 50;

/// What can be chosen for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Whether customers see that their messages were read.
    pub marks_read: bool,
    /// Whether customers see that somebody types; on WhatsApp that also marks as read.
    pub shows_typing: bool,
    /// Messenger: whether Meta lets this app answer for 7 days instead of 24 hours.
    pub human_agent: bool,
    /// Messenger: whether films may go out.
    pub sends_video: bool,
    /// How many megabytes a document may have that goes out; `None`: as many as usual there.
    pub document_mb_max: Option<u32>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            marks_read: true,
            shows_typing: true,
            human_agent: false,
            sends_video: false,
            document_mb_max: None,
        }
    }
}

/// Something that the provider reports of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Unique in its inbox.
    pub id: u32,
    /// The provider's word for it.
    pub kind: String,
    /// A sentence for people.
    pub text: String,
    pub at: Timestamp,
}

/// What the provider told last of something, and when it happened by the provider's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub at: Timestamp,
    pub text: String,
    /// What the inbox was stopped with when news of this kind last stopped it.
    #[serde(default)]
    pub stopped_with: Option<String>,
}

/// What the provider knows the account by. Secrets are sealed with the workspace's key: they are
/// useless to who finds the store without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    Whatsapp { phone_number_id: String, waba_id: String, secrets: Sealed },
    Messenger { page_id: String, app_id: String, secrets: Sealed },
    Email { mailbox: Box<MailAccount>, secrets: Sealed },
}

impl Account {
    /// Whether it is as an admin has entered it, that is not mended since. What renews a mailbox's
    /// tokens may be renewed with each of them; what an admin enters counts a version up.
    pub fn is_entered_as(&self, other: &Account) -> bool {
        match (self, other) {
            (Account::Email { mailbox, .. }, Account::Email { mailbox: other, .. }) => {
                mailbox == other
            }
            (Account::Whatsapp { .. } | Account::Messenger { .. } | Account::Email { .. }, _) => {
                self == other
            }
        }
    }
}

/// Encrypted bytes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    /// Nothing is sent until an admin mends the account; what is queued is kept.
    Stopped {
        reason: String,
        since: Timestamp,
        /// When it goes on by itself; `None`: once an admin has mended it.
        #[serde(default)]
        resumes_at: Option<Timestamp>,
    },
}

impl Inbox {
    /// A new one that works and has heard nothing yet.
    pub fn new(
        id: InboxId,
        name: String,
        queue: QueueId,
        account: Account,
        created_at: Timestamp,
    ) -> Inbox {
        Inbox {
            id,
            name,
            queue,
            account,
            status: Status::Ok,
            last_inbound_at: None,
            created_at,
            timeouts: Timeouts::default(),
            options: Options::default(),
            warnings: Vec::new(),
            news: BTreeMap::new(),
            mended_at: None,
            held: None,
        }
    }

    pub fn channel(&self) -> Channel {
        match &self.account {
            Account::Whatsapp { .. } => Channel::Whatsapp,
            Account::Messenger { .. } => Channel::Messenger,
            Account::Email { .. } => Channel::Email,
        }
    }

    /// How many megabytes a document may have that goes out here; of a mail, all its files together.
    pub fn document_mb_max(&self) -> u32 {
        let channel = self.channel();
        let wanted = self.options.document_mb_max.unwrap_or(channel.document_mb());
        wanted.min(channel.document_mb_max())
    }

    /// How many bytes a file of this kind may have that goes out here.
    pub fn bytes_max(&self, kind: Kind) -> u64 {
        match self.channel() {
            Channel::Whatsapp | Channel::Messenger => kind.bytes_max(self.document_mb_max()),
            Channel::Email => u64::from(self.document_mb_max()) * MEGABYTE,
        }
    }

    /// What webhooks name this account by, or its address: unique in its channel.
    pub fn external_id(&self) -> &str {
        match &self.account {
            Account::Whatsapp { phone_number_id, .. } => phone_number_id,
            Account::Messenger { page_id, .. } => page_id,
            Account::Email { mailbox, .. } => &mailbox.address,
        }
    }

    /// What opens the account, sealed.
    pub fn secrets(&self) -> &Sealed {
        match &self.account {
            Account::Whatsapp { secrets, .. }
            | Account::Messenger { secrets, .. }
            | Account::Email { secrets, .. } => secrets,
        }
    }

    pub fn secrets_mut(&mut self) -> &mut Sealed {
        match &mut self.account {
            Account::Whatsapp { secrets, .. }
            | Account::Messenger { secrets, .. }
            | Account::Email { secrets, .. } => secrets,
        }
    }

    /// Notes news of the account. Answers whether they say more than the last of their kind: the
    /// provider tells things late and twice, and what it once stopped may go on since.
    pub fn hears(&mut self, kind: &str, text: &str, at: Timestamp) -> bool {
        let is_old = |known: &News| at < known.at || at == known.at && text == known.text;
        let known = self.news.get(kind);
        if known.is_some_and(is_old) {
            return false;
        }
        if known.is_none() && self.news.len() >= NEWS_KINDS_MAX {
            let oldest = self.news.iter().min_by_key(|(_, news)| news.at);
            let oldest = oldest.map(|(kind, _)| kind.clone()).unwrap_or_default();
            self.news.remove(&oldest);
        }
        let stopped_with = self.news.get(kind).and_then(|known| known.stopped_with.clone());
        self.news.insert(kind.to_owned(), News { at, text: text.to_owned(), stopped_with });
        true
    }

    /// Nothing goes out any more, as news of this kind tell.
    pub fn stop_by_news(&mut self, kind: &str, reason: &str, now: Timestamp) {
        if let Some(news) = self.news.get_mut(kind) {
            news.stopped_with = Some(reason.to_owned());
        }
        let reason = reason.to_owned();
        self.status = Status::Stopped { reason, since: now, resumes_at: None };
    }

    /// Whether it was news of this kind that stopped it, whatever they say by now. Trouble with a
    /// token, say, does not end because a ban does.
    pub fn is_stopped_by_news(&self, kind: &str) -> bool {
        let Status::Stopped { reason, .. } = &self.status else { return false };
        let told = self.news.get(kind).and_then(|news| news.stopped_with.as_ref());
        // Older records know it by the warning alone.
        let is_known = |warning: &Warning| warning.kind == kind && warning.text == *reason;
        told == Some(reason) || self.warnings.iter().any(is_known)
    }

    /// It sends again from now on.
    pub fn goes_on(&mut self, now: Timestamp) {
        self.status = Status::Ok;
        self.mended_at = Some(now);
    }

    /// Keeps a warning; the same one twice is one.
    pub fn warn(&mut self, kind: &str, text: String, at: Timestamp) {
        let is_known = |warning: &Warning| warning.kind == kind && warning.text == text;
        if self.warnings.iter().any(is_known) {
            return;
        }
        let id = self.warnings.iter().map(|warning| warning.id).max().unwrap_or_default() + 1;
        self.warnings.push(Warning { id, kind: kind.to_owned(), text, at });
        if self.warnings.len() > WARNINGS_MAX {
            self.warnings.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_page() -> Inbox {
        let secrets = Sealed(Vec::new());
        let account = Account::Messenger { page_id: "1".into(), app_id: "2".into(), secrets };
        Inbox::new(InboxId(1), "Page".into(), QueueId(1), account, Timestamp(0))
    }

    #[test]
    fn documents_may_be_as_large_as_the_inbox_says_and_the_platform_takes() {
        let secrets = || Sealed(Vec::new());
        let whatsapp = Account::Whatsapp {
            phone_number_id: "1".into(),
            waba_id: "2".into(),
            secrets: secrets(),
        };
        let messenger =
            Account::Messenger { page_id: "1".into(), app_id: "2".into(), secrets: secrets() };
        for (account, wanted, expected) in [
            (&whatsapp, None, 10),
            (&whatsapp, Some(3), 3),
            (&whatsapp, Some(100), 100),
            (&messenger, None, 10),
            (&messenger, Some(25), 25),
            (&messenger, Some(100), 25),
        ] {
            let (id, queue) = (InboxId(1), QueueId(1));
            let mut inbox = Inbox::new(id, "Shop".into(), queue, account.clone(), Timestamp(0));
            inbox.options.document_mb_max = wanted;
            assert_eq!(inbox.document_mb_max(), expected, "{wanted:?}");
        }
    }

    #[test]
    fn news_that_come_late_or_twice_say_nothing_more() {
        let mut inbox = of_page();
        assert!(inbox.hears("ban", "It is off.", Timestamp(10)));
        assert!(!inbox.hears("ban", "It is off.", Timestamp(10)), "twice");
        assert!(inbox.hears("ban", "It is on.", Timestamp(20)));
        assert!(!inbox.hears("ban", "It is off.", Timestamp(10)), "late");
        assert!(inbox.hears("ban", "It is off.", Timestamp(20)), "in one second, as they come");
        assert!(inbox.hears("deletion", "It is gone.", Timestamp(5)), "each kind by itself");
        for number in 0..NEWS_KINDS_MAX {
            assert!(inbox.hears(&number.to_string(), "More.", Timestamp(30)));
        }
        assert_eq!(inbox.news.len(), NEWS_KINDS_MAX);
    }

    #[test]
    fn what_stopped_it_is_known_when_the_warning_is_gone() {
        let mut inbox = of_page();
        assert!(!inbox.is_stopped_by_news("ban"), "it works");
        assert!(inbox.hears("ban", "It is off.", Timestamp(10)));
        inbox.stop_by_news("ban", "It is off.", Timestamp(10));
        assert!(inbox.is_stopped_by_news("ban"), "no warning is needed for it");
        assert!(!inbox.is_stopped_by_news("deletion"));
        assert!(inbox.hears("ban", "It will be on.", Timestamp(20)));
        assert!(inbox.is_stopped_by_news("ban"), "whatever was told since");
        let reason = "The token is over.".to_owned();
        inbox.status = Status::Stopped { reason, since: Timestamp(30), resumes_at: None };
        assert!(!inbox.is_stopped_by_news("ban"), "it was stopped by something else since");
    }

    #[test]
    fn warnings_are_bounded_and_none_is_kept_twice() {
        let mut inbox = of_page();
        for number in 0..=WARNINGS_MAX {
            inbox.warn("policy", format!("{number}"), Timestamp(0));
            inbox.warn("policy", format!("{number}"), Timestamp(1));
        }
        assert_eq!(inbox.warnings.len(), WARNINGS_MAX);
        assert_eq!(inbox.warnings.first().map(|warning| warning.text.as_str()), Some("1"));
        assert_eq!(inbox.warnings.last().map(|warning| warning.id), Some(WARNINGS_MAX as u32 + 1));
    }
}
