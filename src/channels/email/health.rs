//! How mailboxes are doing, as far as this run has seen: for who looks at an inbox, and for the
//! doctor. Nothing depends on it.

use super::server::{Stage, Trouble};
use crate::channels::secret::Secret;
use crate::domain::{InboxId, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

/// How many mails leave one mailbox at the same time: servers refuse many connections.
const SENDING_AT_ONCE: usize = 4;
/// A token that ends sooner than this is renewed.
const RENEWED_BEFORE_MS: i64 = 5 * 60 * 1_000;

#[derive(Default)]
pub struct Mailboxes {
    known: Mutex<BTreeMap<InboxId, Mailbox>>,
}

#[derive(Clone, Default)]
struct Mailbox {
    health: Health,
    token: Option<Token>,
    places: Option<Arc<Semaphore>>,
    renewing: Arc<tokio::sync::Mutex<()>>,
}

/// What signs in for a while.
#[derive(Clone)]
pub struct Token {
    pub secret: Secret,
    pub until: Timestamp,
    /// Which of an admin's entries it was renewed by; it is of no use for another one.
    pub sign_in: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    pub fetching: Fetching,
    pub fetched_at: Option<Timestamp>,
    /// When this run began to look after it.
    pub started_at: Option<Timestamp>,
    pub fetching_error: Option<Failed>,
    /// When it is tried again.
    pub next_try_at: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub sending_error: Option<Failed>,
    /// How many bytes a mail may have, as the server has said last.
    pub bytes_max: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fetching {
    #[default]
    Off,
    Connecting,
    /// The server says when something comes.
    Idle,
    /// It is asked from time to time.
    Polling,
    /// Mails are being fetched.
    Fetching,
    /// The last try failed, and the next one waits for its time.
    Waiting,
    /// Nothing will change until an admin does something.
    NeedsAttention,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    pub at: Timestamp,
    pub stage: Stage,
    pub text: String,
}

impl Failed {
    fn of(trouble: &Trouble, at: Timestamp) -> Failed {
        Failed { at, stage: trouble.stage, text: trouble.text.clone() }
    }
}

impl Fetching {
    pub fn as_str(self) -> &'static str {
        match self {
            Fetching::Off => "off",
            Fetching::Connecting => "connecting",
            Fetching::Idle => "idle",
            Fetching::Polling => "polling",
            Fetching::Fetching => "fetching",
            Fetching::Waiting => "waiting",
            Fetching::NeedsAttention => "needs_attention",
        }
    }
}

impl Mailboxes {
    pub fn health(&self, inbox: InboxId) -> Health {
        self.known().get(&inbox).map(|mailbox| mailbox.health.clone()).unwrap_or_default()
    }

    pub fn is_fetching(&self, inbox: InboxId, how: Fetching) {
        self.change(inbox, |mailbox| mailbox.health.fetching = how);
    }

    pub fn has_started(&self, inbox: InboxId, at: Timestamp) {
        self.change(inbox, |mailbox| mailbox.health.started_at = Some(at));
    }

    /// It was looked at.
    pub fn has_fetched(&self, inbox: InboxId, at: Timestamp) {
        self.change(inbox, |mailbox| {
            mailbox.health.fetched_at = Some(at);
            mailbox.health.fetching_error = None;
            mailbox.health.next_try_at = None;
        });
    }

    pub fn fetching_failed(
        &self,
        inbox: InboxId,
        how: Fetching,
        (at, next): (Timestamp, Timestamp),
        trouble: &Trouble,
    ) {
        self.change(inbox, |mailbox| {
            mailbox.health.fetching = how;
            mailbox.health.fetching_error = Some(Failed::of(trouble, at));
            mailbox.health.next_try_at = Some(next);
        });
    }

    /// The server lets us in.
    pub fn sending_works(&self, inbox: InboxId, bytes_max: Option<u64>) {
        self.change(inbox, |mailbox| {
            mailbox.health.bytes_max = bytes_max;
            mailbox.health.sending_error = None;
        });
    }

    /// The server has taken a mail.
    pub fn has_sent(&self, inbox: InboxId, at: Timestamp) {
        self.change(inbox, |mailbox| mailbox.health.sent_at = Some(at));
    }

    pub fn sending_failed(&self, inbox: InboxId, at: Timestamp, trouble: &Trouble) {
        self.change(inbox, |mailbox| {
            mailbox.health.sending_error = Some(Failed::of(trouble, at));
        });
    }

    /// A token that is good for a while yet.
    pub fn token(&self, inbox: InboxId, sign_in: u32, now: Timestamp) -> Option<Secret> {
        let known = self.known();
        let token = known.get(&inbox)?.token.as_ref()?;
        let is_good = token.sign_in == sign_in && now < token.until.plus_ms(-RENEWED_BEFORE_MS);
        is_good.then(|| token.secret.clone())
    }

    /// Held while a token is renewed: who renews twice with the same token may lose the account.
    pub async fn renewing(&self, inbox: InboxId) -> OwnedMutexGuard<()> {
        let renewing = self.known().entry(inbox).or_default().renewing.clone();
        renewing.lock_owned().await
    }

    /// A server does not take this one any more; another one may have come meanwhile.
    pub fn drop_token(&self, inbox: InboxId, refused: &Secret) {
        self.change(inbox, |mailbox| {
            mailbox.token = mailbox.token.take().filter(|token| token.secret != *refused);
        });
    }

    pub fn forget_token(&self, inbox: InboxId) {
        self.change(inbox, |mailbox| mailbox.token = None);
    }

    pub fn keep_token(&self, inbox: InboxId, token: Token) {
        self.change(inbox, |mailbox| mailbox.token = Some(token));
    }

    /// A place to send from this mailbox; `None` once the process ends.
    pub async fn place(&self, inbox: InboxId) -> Option<OwnedSemaphorePermit> {
        let places = {
            let mut known = self.known();
            let places = &mut known.entry(inbox).or_default().places;
            places.get_or_insert_with(|| Arc::new(Semaphore::new(SENDING_AT_ONCE))).clone()
        };
        places.acquire_owned().await.ok()
    }

    fn change(&self, inbox: InboxId, change: impl FnOnce(&mut Mailbox)) {
        change(self.known().entry(inbox).or_default());
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<InboxId, Mailbox>> {
        self.known.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
