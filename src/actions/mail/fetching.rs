//! Mails are fetched: one task for each mailbox, which has its connection to itself. A folder's cursor
//! moves in the same transaction that stores what it passes; what people do in the mailbox meanwhile,
//! such as reading a mail first, changes nothing.

use super::beginning;
use super::errands;
use super::folder;
use super::hurdle::Hurdle;
use super::mailbox_of;
use super::sign_in;
use super::troubles::{self, Troubles};
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::health::{Fetching, Health};
use crate::channels::email::imap::{IdleWaits, Imap};
use crate::channels::email::server::{Kind, Stage, Trouble};
use crate::domain::inbox::Inbox;
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

/// The mailboxes that have not been looked at for long.
pub fn silent(app: &App) -> Result<Vec<InboxId>, Error> {
    let (now, inboxes) = (app.clock.now(), app.store.view()?.all::<Inbox>()?);
    let is_silent = |inbox: &Inbox| {
        let Health { fetched_at, started_at, .. } = app.mailboxes.health(inbox.id);
        let last = fetched_at.or(started_at).unwrap_or(inbox.created_at);
        mailbox_of(inbox).is_some() && now.ms_since(last) > SILENT_AFTER_MS
    };
    Ok(inboxes.iter().filter(|inbox| is_silent(inbox)).map(|inbox| inbox.id).collect())
}

struct Running {
    /// Without its secrets: what renews a token may change by itself, and no session ends for that.
    account: MailAccount,
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
    for inbox in inboxes {
        let Some(account) = mailbox_of(&inbox).cloned() else { continue };
        if running.get(&inbox.id).is_some_and(|known| known.account == account) {
            continue;
        }
        if let Some(before) = running.remove(&inbox.id) {
            before.ending.cancel();
        }
        let ending = app.stopping.child_token();
        app.mailboxes.has_started(inbox.id, app.clock.now());
        app.tasks.spawn(keep(app.clone(), inbox.id, ending.clone()));
        running.insert(inbox.id, Running { account, ending });
    }
    Ok(())
}

/// Fetches from one mailbox, connection after connection.
async fn keep(app: App, id: InboxId, ending: CancellationToken) {
    let (mut troubles, mut hurdle) = (Troubles::default(), Hurdle::default());
    loop {
        let session = async {
            let inbox: Option<Inbox> = app.store.view()?.find(id)?;
            let inbox = inbox.ok_or(Error::NotFound("inbox"))?;
            Session::run(&app, inbox, &mut troubles, &mut hurdle).await
        };
        let ended = tokio::select! {
            ended = session => ended,
            () = ending.cancelled() => break,
        };
        let pause_until = match ended {
            // Only trouble ends a session.
            Ok(()) | Err(Ended::Ours(Error::NotFound(_))) => break,
            Err(Ended::Ours(error)) => troubles::met_own(&app, id, &mut troubles, &error).await,
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
pub(super) struct Session<'a> {
    pub app: &'a App,
    pub inbox: Inbox,
    pub account: MailAccount,
    pub imap: Imap,
    /// Another one for each connection.
    pub number: u32,
    /// When the other folders were looked at last.
    others_at: Option<Timestamp>,
}

impl Session<'_> {
    async fn run(
        app: &App,
        inbox: Inbox,
        troubles: &mut Troubles,
        hurdle: &mut Hurdle,
    ) -> Result<(), Ended> {
        let account = mailbox_of(&inbox).cloned().ok_or(Error::NotFound("inbox"))?;
        app.mailboxes.is_fetching(inbox.id, Fetching::Connecting);
        let (server, login) = sign_in::imap(app, &inbox).await??;
        let imap = Imap::connect(&server, &login).await?;
        let started_at = app.clock.now();
        let number = u32::try_from(started_at.0 / SECOND_MS).unwrap_or(u32::MAX);
        let others_at = None;
        troubles.begin(started_at);
        let mut session = Session { app, inbox, account, imap, number, others_at };
        let mut changes = app.store.signals().mailboxes.subscribe();
        loop {
            changes.mark_unchanged();
            // Mails first: what is to be done besides must not keep one from coming.
            let is_more = session.fetch(hurdle).await?;
            let now = app.clock.now();
            app.mailboxes.has_fetched(session.inbox.id, now);
            if troubles.is_past(now) {
                troubles::over(app, session.inbox.id, troubles).await?;
            }
            let (has_done, errands_at) = errands::run(&mut session).await?;
            // They open other folders.
            if !is_more && !has_done {
                let due = [errands_at, troubles.past_at()].into_iter().flatten().min();
                session.wait(&mut changes, due, troubles.has_idle()).await?;
            }
        }
    }

    /// Fetches what is new everywhere. The main folder comes first, so that no other one keeps its
    /// mails from coming, and last, so that it is open while waiting. Answers whether there is more.
    async fn fetch(&mut self, hurdle: &mut Hurdle) -> Result<bool, Ended> {
        let now = self.app.clock.now();
        let is_due = self.others_at.is_none_or(|at| now.ms_since(at) >= OTHERS_EVERY_MS);
        let main = main_folder(&self.account).to_owned();
        let others: Vec<String> =
            self.account.folders.iter().filter(|name| **name != main).cloned().collect();
        if !is_due || others.is_empty() {
            return folder::fetch(self, &main, hurdle).await;
        }
        // Once the main one is begun, the others count as added later.
        let mut is_more = match beginning::has_cursor(self.app, &self.account, &self.inbox, &main)?
        {
            true => folder::fetch(self, &main, hurdle).await?,
            false => false,
        };
        for name in others {
            is_more |= self.fetch_other(&name, hurdle).await?;
        }
        self.others_at = (!is_more).then_some(now);
        Ok(folder::fetch(self, &main, hurdle).await? || is_more)
    }

    /// A folder that the server does not open, such as one that was renamed, ends no session.
    async fn fetch_other(&mut self, name: &str, hurdle: &mut Hurdle) -> Result<bool, Ended> {
        match folder::fetch(self, name, hurdle).await {
            Err(Ended::Trouble(trouble))
                if (trouble.stage, trouble.kind) == (Stage::Select, Kind::Refused) =>
            {
                let text = format!("The folder “{name}” can't be opened. {}", trouble.text);
                troubles::warn(self.app, self.inbox.id, text).await?;
                Ok(false)
            }
            fetched => fetched,
        }
    }

    /// Returns when it is worth looking again.
    async fn wait(
        &mut self,
        changes: &mut watch::Receiver<u64>,
        due: Option<Timestamp>,
        has_idle: bool,
    ) -> Result<(), Ended> {
        let (app, id, now) = (self.app, self.inbox.id, self.app.clock.now());
        let others_at = (self.account.folders.len() > 1).then(|| now.plus_ms(OTHERS_EVERY_MS));
        let due = [due, others_at].into_iter().flatten().min();
        let until = async {
            tokio::select! {
                () = has_errands(app, id, changes) => {}
                () = app.clock.sleep_until(due.unwrap_or(Timestamp(i64::MAX))) => {}
            }
        };
        if has_idle && self.imap.has_idle() {
            app.mailboxes.is_fetching(id, Fetching::Idle);
            self.imap.idle(IdleWaits::USUAL, until).await?;
        } else {
            app.mailboxes.is_fetching(id, Fetching::Polling);
            tokio::select! {
                () = until => {}
                () = app.clock.sleep_until(now.plus_ms(POLLED_EVERY_MS)) => {}
            }
            self.imap.noop().await?;
        }
        Ok(())
    }
}

/// Where new mails arrive.
pub(super) fn main_folder(account: &MailAccount) -> &str {
    let main = account.folders.iter().find(|name| name.eq_ignore_ascii_case(MAIN_FOLDER));
    main.or(account.folders.first()).map_or(MAIN_FOLDER, String::as_str)
}

/// Returns once there is something to do in this mailbox. All mailboxes share one signal.
async fn has_errands(app: &App, inbox: InboxId, changes: &mut watch::Receiver<u64>) {
    loop {
        // While the store stands, so does what it tells by.
        if changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        let errands = app.store.view().and_then(|view| view.mail_errands(inbox, 1));
        let now = app.clock.now();
        // A store that cannot be asked says why to whoever looks.
        if errands.map_or(true, |errands| errands.iter().any(|errand| errand.due_at <= now)) {
            return;
        }
    }
}
