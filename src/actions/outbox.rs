//! What must still reach a provider is sent: one lane per address, so that order holds, whatever
//! contacts are merged meanwhile; at the provider's pace; never twice.

use super::confirming;
use super::error::Error;
use super::pace::{Lane, Load, Pace};
use super::sending::{self, Settled};
use crate::app::App;
use crate::domain::attachment::{Attachment, Kind};
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::Conversation;
use crate::domain::inbox::{Inbox, Status};
use crate::domain::message::Message;
use crate::domain::{InboxId, OutboxId, Timestamp, phone_variants};
use crate::store::{Errand, OutboxRow, Progress, View};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::futures::Notified;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// How many messages are under way at once, besides mails, which have places of their mailbox's.
const IN_FLIGHT_MAX: usize = 64;
/// How many files are on their way to a provider at once. They have places of their own: what takes
/// minutes keeps no text waiting.
const UPLOADS_MAX: usize = 16;
const ROWS_AT_ONCE: usize = 1_000;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

struct Lanes {
    app: App,
    /// Lanes with work; each has one task.
    waiting: Mutex<BTreeMap<Lane, VecDeque<OutboxRow>>>,
    pace: Mutex<Pace>,
    in_flight: Arc<Semaphore>,
    uploading: Semaphore,
    /// Lets lanes of a stopped inbox look whether it goes on.
    woken: Notify,
}

/// Sends until the process stops; begins with what the last run left.
pub async fn run(app: App) {
    let lanes = Arc::new(Lanes {
        app: app.clone(),
        waiting: Mutex::default(),
        pace: Mutex::default(),
        in_flight: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
        uploading: Semaphore::new(UPLOADS_MAX),
        woken: Notify::new(),
    });
    let mut reached = OutboxId(0);
    let mut is_first_look = true;
    while !app.stopping.is_cancelled() {
        match lanes.take_new(&mut reached, is_first_look).await {
            Ok(()) => {
                is_first_look = false;
                tokio::select! {
                    () = app.store.signals().outbox.notified() => {}
                    () = app.stopping.cancelled() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the outbox waits until the store is available again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

/// A row of an older version goes where its conversation answers to by now, and stays with that.
fn addressed(view: &View, row: OutboxRow) -> Result<OutboxRow, Error> {
    let to = match row.to {
        Some(to) => Some(to),
        None => {
            let of: Option<Conversation> = view.find(row.entry.conversation())?;
            of.map(|of| of.identity)
        }
    };
    Ok(OutboxRow { to, ..row })
}

/// A number is one lane, in whichever of its forms a row names it.
fn lane(row: &OutboxRow) -> Lane {
    let to = row.to.as_ref().map(|(kind, value)| match kind {
        IdentityKind::WhatsappId => (*kind, phone_variants::common(value)),
        IdentityKind::WhatsappUserId
        | IdentityKind::PageScopedId
        | IdentityKind::Email
        | IdentityKind::Phone => (*kind, value.clone()),
    });
    (row.inbox, to)
}

impl Lanes {
    /// Puts new rows into their lanes and sets idle lanes going.
    async fn take_new(
        self: &Arc<Lanes>,
        reached: &mut OutboxId,
        is_first_look: bool,
    ) -> Result<(), Error> {
        loop {
            let rows = {
                let view = self.app.store.view()?;
                let rows = view.outbox(*reached, ROWS_AT_ONCE)?.into_iter();
                rows.map(|row| addressed(&view, row)).collect::<Result<Vec<_>, _>>()?
            };
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let id = row.id;
                match row.progress {
                    // Under way when the last run ended: nobody knows how it went.
                    Progress::InFlight { .. } if is_first_look => {
                        match sending::give_up_lost(&self.app, row).await? {
                            Settled::Done => {}
                            Settled::Again { row, .. } => self.enqueue(row),
                        }
                    }
                    Progress::InFlight { .. } | Progress::Ready { .. } => self.enqueue(row),
                    // Somebody decides about it, and it comes again with another number.
                    Progress::Held => {}
                }
                *reached = id;
            }
        }
        self.woken.notify_waiters();
        Ok(())
    }

    fn enqueue(self: &Arc<Lanes>, row: OutboxRow) {
        let lane = lane(&row);
        let mut waiting = locked(&self.waiting);
        let is_idle = !waiting.contains_key(&lane);
        waiting.entry(lane.clone()).or_default().push_back(row);
        if is_idle {
            let lanes = self.clone();
            self.app.tasks.spawn(async move { lanes.work(lane).await });
        }
    }

    /// Sends what a lane holds, in order, until it is empty or the process stops.
    async fn work(self: Arc<Lanes>, lane: Lane) {
        while let Some(row) = self.front(&lane) {
            match self.attempt(&row).await {
                Ok(None) => return,
                Ok(Some(Settled::Done)) => self.drop_front(&lane),
                Ok(Some(Settled::Again { row, pause_inbox_until })) => {
                    if let Some(until) = pause_inbox_until {
                        locked(&self.pace).pause(row.inbox, until);
                    }
                    self.replace_front(&lane, row);
                }
                Err(error) => {
                    tracing::warn!(%error, "a message waits until the store takes changes again");
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
    }

    /// Tries a row once. Its file goes first, so that a turn is used as soon as it has come. `None`:
    /// the process stops.
    async fn attempt(&self, row: &OutboxRow) -> Result<Option<Settled>, Error> {
        let file = file(&self.app.store.view()?, row)?;
        let media = match file {
            None => None,
            Some(_) => match self.upload(row).await? {
                None => return Ok(None),
                Some(Ok(media)) => media,
                Some(Err(settled)) => return Ok(Some(settled)),
            },
        };
        let load = load(row, file.as_ref());
        let Some(place) = self.place(row, load).await else { return Ok(None) };
        let word = file.and_then(|_| confirming::expects(&self.app, row));
        let settled = sending::send(&self.app, row, media).await?;
        drop(place);
        if let Some(word) = word {
            confirming::wait(&self.app, row, word).await;
        }
        Ok(Some(settled))
    }

    /// Waits for the row's turn and for a place to be under way. A mail takes one of its mailbox's few
    /// alone: whatever its server does, others go on. `None`: the process stops.
    async fn place(&self, row: &OutboxRow, load: Load) -> Option<OwnedSemaphorePermit> {
        let stopping = &self.app.stopping;
        loop {
            if !self.until_allowed(row, Some(load)).await {
                return None;
            }
            if !matches!(row.to, Some((IdentityKind::Email, _))) {
                return self.in_flight.clone().acquire_owned().await.ok();
            }
            let place = self.app.mailboxes.place(row.inbox);
            let place = stopping.run_until_cancelled(place).await.flatten()?;
            // Whoever had the place before may have been told to wait.
            let paused = locked(&self.pace).paused_until(row.inbox, self.app.clock.now());
            if paused.is_none() && self.stopped(row.inbox).is_none() {
                return Some(place);
            }
        }
    }

    /// Gives the row's file to the provider. `None`: the process stops.
    async fn upload(
        &self,
        row: &OutboxRow,
    ) -> Result<Option<Result<Option<String>, Settled>>, Error> {
        if !self.until_allowed(row, None).await {
            return Ok(None);
        }
        let Ok(_place) = self.uploading.acquire().await else { return Ok(None) };
        sending::upload(&self.app, row).await.map(Some)
    }

    /// The lane's next row; without one the lane ends here, and a later row starts it anew.
    fn front(&self, lane: &Lane) -> Option<OutboxRow> {
        let mut waiting = locked(&self.waiting);
        let next = waiting.get(lane).and_then(|rows| rows.front().cloned());
        if next.is_none() {
            waiting.remove(lane);
        }
        next
    }

    fn replace_front(&self, lane: &Lane, row: OutboxRow) {
        if let Some(front) = locked(&self.waiting).get_mut(lane).and_then(VecDeque::front_mut) {
            *front = row;
        }
    }

    fn drop_front(&self, lane: &Lane) {
        if let Some(rows) = locked(&self.waiting).get_mut(lane) {
            rows.pop_front();
        }
    }

    /// Waits until the row may be tried, and answers whether it may: not if the process stops.
    async fn until_allowed(&self, row: &OutboxRow, load: Option<Load>) -> bool {
        tokio::select! {
            biased;
            () = self.app.stopping.cancelled() => false,
            () = self.until_its_turn(row, load) => true,
        }
    }

    /// Returns when its time has come, its inbox works, and the pace gives it a turn for its load.
    /// Without a load it takes none.
    async fn until_its_turn(&self, row: &OutboxRow, load: Option<Load>) {
        let clock = &self.app.clock;
        let mut turn = None;
        loop {
            let woken = self.woken.notified();
            if let Some(resumes_at) = self.stopped(row.inbox) {
                self.rest(row.inbox, resumes_at, woken).await;
                turn = None;
                continue;
            }
            let now = clock.now();
            let waits_until = match row.progress {
                Progress::Ready { not_before } if not_before > now => Some(not_before),
                Progress::Ready { .. } | Progress::InFlight { .. } | Progress::Held => {
                    self.waits_until(row, load, &mut turn, now)
                }
            };
            match waits_until {
                Some(at) => clock.sleep_until(at).await,
                None => return,
            }
        }
    }

    /// `None`: it is the row's turn. A turn that comes while the inbox is to slow down is lost.
    fn waits_until(
        &self,
        row: &OutboxRow,
        load: Option<Load>,
        turn: &mut Option<Timestamp>,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let mut pace = locked(&self.pace);
        if let Some(until) = pace.paused_until(row.inbox, now) {
            *turn = None;
            return Some(until);
        }
        let load = load?;
        let at = match *turn {
            Some(at) => at,
            None => match pace.take(lane(row), load, now) {
                Ok(at) => *turn.insert(at),
                Err(at) => return Some(at),
            },
        };
        (at > now).then_some(at)
    }

    /// `None`: it works; else when it goes on by itself, if it does.
    fn stopped(&self, inbox: InboxId) -> Option<Option<Timestamp>> {
        let view = self.app.store.view();
        match view.and_then(|view| view.find::<Inbox>(inbox)) {
            Ok(Some(Inbox { status: Status::Stopped { resumes_at, .. }, .. })) => Some(resumes_at),
            Ok(Some(Inbox { status: Status::Ok, .. }) | None) | Err(_) => None,
        }
    }

    /// Returns when a stopped inbox may go on, or when it is worth looking again.
    async fn rest(&self, id: InboxId, resumes_at: Option<Timestamp>, woken: Notified<'_>) {
        let Some(at) = resumes_at else { return woken.await };
        if at > self.app.clock.now() {
            tokio::select! {
                () = woken => {}
                () = self.app.clock.sleep_until(at) => {}
            }
        } else if let Err(error) = sending::resume(&self.app, id).await {
            tracing::warn!(%error, inbox = %id, "an inbox goes on once the store takes changes again");
            tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}

/// Messenger takes fewer of those that are heavy; elsewhere it makes no difference.
fn load(row: &OutboxRow, file: Option<&Attachment>) -> Load {
    let is_for_a_page = matches!(row.to, Some((IdentityKind::PageScopedId, _)));
    match file.map(Attachment::kind) {
        Some(Kind::Audio | Kind::Video) if is_for_a_page => Load::Heavy,
        Some(Kind::Image | Kind::Document | Kind::Audio | Kind::Video) | None => Load::Light,
    }
}

/// The file of the row's piece, if it has one that is still there.
fn file(view: &View, row: &OutboxRow) -> Result<Option<Attachment>, Error> {
    if row.errand != Errand::Message {
        return Ok(None);
    }
    let of: Option<Conversation> = view.find(row.entry.conversation())?;
    let Some((of, entry)) = of.zip(view.entry(row.entry)?) else { return Ok(None) };
    let Some(Message::Outbound(message)) = entry.message() else { return Ok(None) };
    let parts = message.parts(of.channel);
    match parts.get(row.part as usize).and_then(|part| part.file()) {
        Some(id) => Ok(view.find(id)?),
        None => Ok(None),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactId, ConversationId, EntryId};

    fn row(contact: u64, to: &str) -> OutboxRow {
        OutboxRow {
            id: OutboxId(contact),
            entry: EntryId::new(ConversationId(1), 1),
            inbox: InboxId(1),
            contact: ContactId(contact),
            attempts: 0,
            progress: Progress::Ready { not_before: Timestamp(0) },
            part: 0,
            waits: 0,
            errand: Errand::Message,
            to: Some((IdentityKind::WhatsappId, to.to_owned())),
            in_doubt: false,
        }
    }

    #[test]
    fn one_address_is_one_lane_and_one_pace_whoever_has_it() {
        let before_the_merge = lane(&row(1, "447700900102"));
        let after_it = lane(&row(2, "447700900102"));
        assert_eq!(before_the_merge, after_it);
        assert_ne!(before_the_merge, lane(&row(1, "447700900103")));
        assert_eq!(lane(&row(1, "5511987654321")), lane(&row(1, "551187654321")));
        let mut pace = Pace::default();
        let now = Timestamp(0);
        while pace.take(before_the_merge.clone(), Load::Light, now).is_ok() {}
        assert!(pace.take(after_it, Load::Light, now).is_err(), "its turns are used up");
        assert!(pace.take(lane(&row(2, "447700900103")), Load::Light, now).is_ok());
    }
}
