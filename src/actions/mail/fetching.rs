//! Mails are fetched: one task for each mailbox, which has its connection to itself. A folder's cursor
//! moves in the same transaction that stores what it passes; what people do in the mailbox meanwhile,
//! such as reading a mail first, changes nothing.

use super::errands;
use super::folder;
use super::mailbox_of;
use super::sign_in;
use super::troubles::{self, Troubles};
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::health::Fetching;
use crate::channels::email::imap::{IdleWaits, Imap};
use crate::channels::email::server::Trouble;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::mailbox::{MAIN_FOLDER, MailAccount};
use crate::domain::time::{MINUTE_MS, SECOND_MS};
use crate::domain::{InboxId, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How often a server is asked that does not say by itself when something comes.
const POLLED_EVERY_MS: i64 = 60 * SECOND_MS;
/// How often folders are looked at beside the main one.
const OTHERS_EVERY_MS: i64 = 5 * MINUTE_MS;
/// After so long without a look something is wrong: one that waits looks every five minutes.
pub const SILENT_AFTER_MS: i64 = 10 * MINUTE_MS;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// What ends a session: the server's trouble, or ours.
pub(super) enum Ended {
    Trouble(Trouble),
    Ours(Error),
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Ended {
        Ended::Trouble(trouble)
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Ours(error)
    }
}

impl From<crate::store::Error> for Ended {
    fn from(error: crate::store::Error) -> Ended {
        Ended::Ours(error.into())
    }
}

/// The mailboxes that have not been read for long.
pub fn silent(app: &App) -> Result<Vec<InboxId>, Error> {
    let (now, inboxes) = (app.clock.now(), app.store.view()?.all::<Inbox>()?);
    let is_silent = |inbox: &Inbox| {
        let last = app.mailboxes.health(inbox.id).fetched_at.unwrap_or(inbox.created_at);
        mailbox_of(inbox).is_some() && now.ms_since(last) > SILENT_AFTER_MS
    };
    Ok(inboxes.iter().filter(|inbox| is_silent(inbox)).map(|inbox| inbox.id).collect())
}

struct Running {
    account: Account,
    ending: CancellationToken,
}

/// Keeps a task for each mailbox until the process stops; a changed one begins anew.
pub async fn run(app: App) {
    let mut changes = app.store.signals().mailboxes.subscribe();
    let mut running: BTreeMap<InboxId, Running> = BTreeMap::new();
    while !app.stopping.is_cancelled() {
        changes.mark_unchanged();
        if let Err(error) = follow(&app, &mut running) {
            tracing::warn!(%error, "mailboxes wait until the store is available again");
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            changes.mark_changed();
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = app.stopping.cancelled() => {}
        }
    }
}

fn follow(app: &App, running: &mut BTreeMap<InboxId, Running>) -> Result<(), Error> {
    let inboxes = app.store.view()?.all::<Inbox>()?;
    let mailboxes = inboxes.into_iter().filter(|inbox| mailbox_of(inbox).is_some());
    for inbox in mailboxes {
        if running.get(&inbox.id).is_some_and(|known| known.account == inbox.account) {
            continue;
        }
        if let Some(before) = running.remove(&inbox.id) {
            before.ending.cancel();
            app.mailboxes.keep_token(inbox.id, None);
        }
        let ending = app.stopping.child_token();
        app.tasks.spawn(keep(app.clone(), inbox.id, ending.clone()));
        running.insert(inbox.id, Running { account: inbox.account, ending });
    }
    Ok(())
}

/// Fetches from one mailbox, connection after connection.
async fn keep(app: App, id: InboxId, ending: CancellationToken) {
    let mut troubles = Troubles::default();
    loop {
        let session = async {
            let inbox: Option<Inbox> = app.store.view()?.find(id)?;
            let inbox = inbox.ok_or(Error::NotFound("inbox"))?;
            Session::run(&app, inbox, &mut troubles).await
        };
        let ended = tokio::select! {
            ended = session => ended,
            () = ending.cancelled() => break,
        };
        let pause_until = match ended {
            // Only trouble ends a session.
            Ok(()) | Err(Ended::Ours(Error::NotFound(_))) => break,
            Err(Ended::Ours(error)) => {
                tracing::warn!(%error, inbox = %id, "a mailbox waits until the store works again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
            Err(Ended::Trouble(trouble)) => troubles::met(&app, id, &mut troubles, trouble).await,
        };
        tokio::select! {
            () = app.clock.sleep_until(pause_until) => {}
            () = ending.cancelled() => break,
        }
    }
    app.mailboxes.is_fetching(id, Fetching::Off);
}

/// One connection, from signing in to its end.
struct Session<'a> {
    app: &'a App,
    inbox: Inbox,
    account: MailAccount,
    imap: Imap,
    /// When the other folders were looked at last.
    others_at: Option<Timestamp>,
}

impl Session<'_> {
    async fn run(app: &App, inbox: Inbox, troubles: &mut Troubles) -> Result<(), Ended> {
        let account = mailbox_of(&inbox).cloned().ok_or(Error::NotFound("inbox"))?;
        app.mailboxes.is_fetching(inbox.id, Fetching::Connecting);
        let (server, login) = sign_in::imap(app, &inbox).await??;
        let imap = Imap::connect(&server, &login).await?;
        let mut session = Session { app, inbox, account, imap, others_at: None };
        let mut changes = app.store.signals().mailboxes.subscribe();
        loop {
            changes.mark_unchanged();
            let errands_at =
                errands::run(app, &session.inbox, &session.account, &mut session.imap).await?;
            // After the errands, which open other folders.
            session.fetch().await?;
            let now = app.clock.now();
            app.mailboxes.has_fetched(session.inbox.id, now);
            troubles::over(app, session.inbox.id, troubles).await?;
            session.wait(&mut changes, errands_at).await?;
        }
    }

    /// Fetches what is new everywhere; the main folder last, so that it is open while waiting.
    async fn fetch(&mut self) -> Result<(), Ended> {
        let now = self.app.clock.now();
        let is_due = self.others_at.is_none_or(|at| now.ms_since(at) >= OTHERS_EVERY_MS);
        let main = self.main().to_owned();
        if is_due {
            self.others_at = Some(now);
            for name in self.account.folders.clone() {
                if name != main {
                    self.fetch_from(&name).await?;
                }
            }
        }
        self.fetch_from(&main).await
    }

    async fn fetch_from(&mut self, name: &str) -> Result<(), Ended> {
        folder::fetch(self.app, &self.inbox, &self.account, &mut self.imap, name).await
    }

    /// Where new mails arrive.
    fn main(&self) -> &str {
        let main = self.account.folders.iter().find(|name| name.eq_ignore_ascii_case(MAIN_FOLDER));
        main.or(self.account.folders.first()).map_or(MAIN_FOLDER, String::as_str)
    }

    /// Returns when it is worth looking again.
    async fn wait(
        &mut self,
        changes: &mut watch::Receiver<u64>,
        errands_at: Option<Timestamp>,
    ) -> Result<(), Ended> {
        let (clock, now) = (&self.app.clock, self.app.clock.now());
        let others_at = (self.account.folders.len() > 1).then(|| now.plus_ms(OTHERS_EVERY_MS));
        let due = [errands_at, others_at].into_iter().flatten().min();
        let changed = async {
            // While the store stands, so does what it tells by.
            if changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let until = async {
            tokio::select! {
                () = changed => {}
                () = clock.sleep_until(due.unwrap_or(Timestamp(i64::MAX))) => {}
            }
        };
        if self.imap.has_idle() {
            self.app.mailboxes.is_fetching(self.inbox.id, Fetching::Idle);
            self.imap.idle(IdleWaits::USUAL, until).await?;
        } else {
            self.app.mailboxes.is_fetching(self.inbox.id, Fetching::Polling);
            tokio::select! {
                () = until => {}
                () = clock.sleep_until(now.plus_ms(POLLED_EVERY_MS)) => {}
            }
            self.imap.noop().await?;
        }
        Ok(())
    }
}
