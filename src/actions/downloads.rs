//! Files that customers send come here by themselves, in the background: a message is shown at once,
//! and its files follow. What a restart interrupts begins anew.

use super::access;
use super::error::Error;
use super::fetching;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::content::{FileState, Source};
use crate::domain::time::DAY_MS;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{ConversationId, DownloadId, EntryId, InboxId, Timestamp};
use crate::store::{Download, View, Writer};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::Notify;

/// How many files are fetched at once.
const UNDER_WAY_MAX: usize = 8;
/// How many of those that wait are looked at when an account is mended; the rest follows when it is
/// due by itself, within minutes.
const BROUGHT_FORWARD_MAX: usize = 1_000;
/// For how long WhatsApp keeps what a customer sent, and for how long others are asked.
pub const KEPT_FOR_MS: i64 = 7 * DAY_MS;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);
const NOWHERE: &str = "It was not told where the file lies. Ask the customer to send it again.";

/// Queues what is to be fetched of an entry that has just been appended. `sent_at`: from then on the
/// provider keeps it.
pub(super) fn queue(
    writer: &mut Writer,
    inbox: InboxId,
    entry: &mut Entry,
    sent_at: Timestamp,
) -> Result<(), Error> {
    let id = entry.id;
    let Body::Message(message) = &mut entry.body else { return Ok(()) };
    let Some(content) = message.content_mut() else { return Ok(()) };
    let mut is_changed = false;
    for (place, file) in content.files_mut().iter_mut().enumerate() {
        if file.state != FileState::Coming {
            continue;
        }
        if file.source == Source::Nowhere {
            file.state = FileState::Failed { reason: NOWHERE.to_owned(), may_retry: false };
            is_changed = true;
            continue;
        }
        writer.queue_download(id, place as u32, inbox, sent_at.plus_ms(KEPT_FOR_MS))?;
    }
    if is_changed {
        writer.save_entry(entry)?;
    }
    Ok(())
}

/// Tries a file once more that did not come. One that is here or on its way stays as it is.
pub async fn retry(
    app: &App,
    request: Request,
    conversation: ConversationId,
    entry: EntryId,
    place: u32,
) -> Result<Entry, Error> {
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            let inbox = access::conversation(writer, &request.actor, conversation)?.inbox;
            begin_again(writer, inbox, conversation, entry, place)?;
            Ok(entry.0)
        })?;
        access::conversation(writer, &request.actor, conversation)?;
        entry_of(writer, conversation, entry)
    });
    result.await
}

fn entry_of(view: &View, conversation: ConversationId, entry: EntryId) -> Result<Entry, Error> {
    let found = view.entry(entry)?.filter(|entry| entry.conversation() == conversation);
    found.ok_or(Error::NotFound("message"))
}

fn begin_again(
    writer: &mut Writer,
    inbox: InboxId,
    conversation: ConversationId,
    id: EntryId,
    place: u32,
) -> Result<(), Error> {
    let mut entry = entry_of(writer, conversation, id)?;
    let Body::Message(message) = &mut entry.body else { return Err(Error::NotFound("message")) };
    let files = message.content_mut().map(|content| content.files_mut()).unwrap_or_default();
    let file = files.get_mut(place as usize).ok_or(Error::NotFound("file"))?;
    match &file.state {
        FileState::Coming | FileState::Here { .. } => return Ok(()),
        FileState::Failed { may_retry: false, reason } => {
            return Err(Error::conflict("file_gone", reason.clone()));
        }
        FileState::Failed { may_retry: true, .. } => file.state = FileState::Coming,
    }
    let until = entry.at.plus_ms(KEPT_FOR_MS);
    writer.save_entry(&entry)?;
    Ok(writer.queue_download(id, place, inbox, until)?)
}

/// An account works again: what waited for that is fetched at once.
pub(super) fn go_on(writer: &mut Writer, inbox: InboxId) -> Result<(), Error> {
    for row in writer.downloads_by_due(BROUGHT_FORWARD_MAX)? {
        if row.inbox == inbox && row.due_at > writer.now {
            writer.save_download(&Download { due_at: writer.now, ..row })?;
        }
    }
    Ok(())
}

struct Downloads {
    app: App,
    under_way: Mutex<BTreeSet<DownloadId>>,
    /// One of those under way has ended.
    freed: Notify,
}

/// Fetches until the process stops.
pub async fn run(app: App) {
    let downloads =
        Arc::new(Downloads { app: app.clone(), under_way: Mutex::default(), freed: Notify::new() });
    while !app.stopping.is_cancelled() {
        let next = match downloads.start_due() {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "files wait until the store is available again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        tokio::select! {
            () = app.store.signals().downloads.notified() => {}
            () = downloads.freed.notified() => {}
            () = until_due(&app, next) => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

async fn until_due(app: &App, next: Option<Timestamp>) {
    match next {
        Some(due) => app.clock.sleep_until(due).await,
        None => std::future::pending().await,
    }
}

impl Downloads {
    /// Sets going what is due, as far as there is room, and answers when the next one is due.
    fn start_due(self: &Arc<Downloads>) -> Result<Option<Timestamp>, Error> {
        let now = self.app.clock.now();
        let mut rows = self.app.store.view()?.downloads_by_due(2 * UNDER_WAY_MAX)?;
        let mut under_way = locked(&self.under_way);
        rows.retain(|row| !under_way.contains(&row.id));
        for row in rows {
            if row.due_at > now {
                return Ok(Some(row.due_at));
            }
            if under_way.len() >= UNDER_WAY_MAX {
                break;
            }
            under_way.insert(row.id);
            let downloads = self.clone();
            self.app.tasks.spawn(async move { downloads.work(row.id).await });
        }
        Ok(None)
    }

    async fn work(&self, id: DownloadId) {
        let stopping = &self.app.stopping;
        let tried = tokio::select! {
            tried = fetching::attempt(&self.app, id) => tried,
            // Nothing of it is lost but what was fetched so far.
            () = stopping.cancelled() => Ok(()),
        };
        if let Err(error) = tried {
            tracing::warn!(%error, "a file waits until it can be stored");
            tokio::select! {
                () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {}
                () = stopping.cancelled() => {}
            }
        }
        locked(&self.under_way).remove(&id);
        self.freed.notify_one();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
