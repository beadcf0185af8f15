//! Keeps what reports count behind the change log by no more than a moment. Facts are derived: if
//! they are behind what the log keeps, or were made by other rules, they are made anew from the
//! store in slices, and nothing else waits for it.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use super::statistics;
use crate::app::App;
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::hours::Hours;
use crate::domain::permission::Act;
use crate::domain::queue::{Queue, RemovedQueue};
use crate::domain::report::{Fact, fact};
use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId, QueueId};
use crate::store::{Change, FactsProgress, View, Writer};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Goes up when a fact is counted otherwise or stored otherwise.
const VERSION: u32 = 2;
/// How long changes gather: a conversation that changes often is counted once.
const GATHER: Duration = Duration::from_millis(250);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
const CHANGES_AT_ONCE: usize = 1_000;
/// How many facts one transaction stores, or removes, so that others get their turn.
const FACTS_AT_ONCE: usize = 200;
const REMOVED_AT_ONCE: usize = 2_000;

/// Runs until the process stops.
pub async fn run(app: App) {
    let mut sequence = app.store.signals().sequence.subscribe();
    while !app.stopping.is_cancelled() {
        let pause = match catch_up(&app).await {
            Ok(()) => {
                tokio::select! {
                    changed = sequence.changed() => if changed.is_err() { return },
                    () = app.store.signals().facts.notified() => {}
                    () = app.stopping.cancelled() => return,
                }
                GATHER
            }
            Err(error) => {
                tracing::warn!(%error, "reports are behind");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.stopping.cancelled() => return,
        }
    }
}

/// Throws all facts away; they are made anew at once.
pub async fn rebuild(app: &App, request: Request) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            writer.forget_facts_progress();
            Ok(0)
        })
    });
    result.await.map(|_| ())
}

/// Counts everything up to now.
pub async fn catch_up(app: &App) -> Result<(), Error> {
    while !app.stopping.is_cancelled() {
        let reading = app.clone();
        let next = tokio::task::spawn_blocking(move || next(&reading)).await;
        match next.unwrap_or(Err(Error::Store(crate::store::Error::Panicked)))? {
            Step::Nothing => return Ok(()),
            Step::Begin(progress) => begin(app, progress).await?,
            Step::Store { facts, from, to } => store(app, facts, from, to).await?,
        }
    }
    Ok(())
}

enum Step {
    Nothing,
    /// What there is is of no use.
    Begin(FactsProgress),
    Store {
        facts: Vec<Fact>,
        from: FactsProgress,
        to: FactsProgress,
    },
}

fn next(app: &App) -> Result<Step, Error> {
    let view = app.store.view()?;
    let form = form(&view)?;
    let anew = FactsProgress { form, cursor: view.newest_seq()?, filled: Some(ConversationId(0)) };
    let Some(progress) = view.facts_progress()?.filter(|progress| progress.form == form) else {
        return Ok(Step::Begin(anew));
    };
    if let Some(filled) = progress.filled {
        return fill(&view, progress, filled);
    }
    let Some(changes) = view.changes_after(progress.cursor, CHANGES_AT_ONCE)? else {
        return Ok(Step::Begin(anew));
    };
    follow(&view, progress, &changes)
}

/// What facts depend on besides their conversations: how they are counted, and the opening hours.
fn form(view: &View) -> Result<u64, Error> {
    let mut hasher = Sha256::new();
    hasher.update(VERSION.to_be_bytes());
    hasher.update(view.settings()?.time_zone.as_bytes());
    for (queue, Hours { week, holidays, .. }) in kept_hours(view)? {
        hasher.update(format!("{queue} {week:?} {holidays:?};"));
    }
    let digest = hasher.finalize();
    Ok(digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn fill(view: &View, progress: FactsProgress, after: ConversationId) -> Result<Step, Error> {
    let conversations: Vec<Conversation> = view.some(after.0, FACTS_AT_ONCE)?;
    let filled = conversations.last().map(|last| last.id);
    let facts = conversations.iter().map(|conversation| fact_of(view, conversation));
    let facts = facts.collect::<Result<_, _>>()?;
    Ok(Step::Store { facts, from: progress, to: FactsProgress { filled, ..progress } })
}

fn follow(view: &View, progress: FactsProgress, changes: &[Change]) -> Result<Step, Error> {
    let mut changed = BTreeSet::new();
    let mut cursor = progress.cursor;
    for change in changes {
        changed.extend(conversation_of(change.event));
        cursor = change.seq;
        if changed.len() == FACTS_AT_ONCE {
            break;
        }
    }
    if cursor == progress.cursor {
        return Ok(Step::Nothing);
    }
    let mut facts = Vec::new();
    for id in changed {
        if let Some(conversation) = view.find::<Conversation>(id)? {
            facts.push(fact_of(view, &conversation)?);
        }
    }
    Ok(Step::Store { facts, from: progress, to: FactsProgress { cursor, ..progress } })
}

fn conversation_of(event: Event) -> Option<ConversationId> {
    match event {
        Event::Conversation { id, .. } => Some(id),
        Event::Entry { id } => Some(EntryId::conversation(id)),
        Event::Contact { .. }
        | Event::Agent { .. }
        | Event::Queue { .. }
        | Event::Inbox { .. }
        | Event::Tag { .. }
        | Event::Label { .. }
        | Event::CannedMessage { .. }
        | Event::Configuration { .. }
        | Event::Removed { .. }
        | Event::Draft { .. }
        | Event::ReadMark { .. }
        | Event::Notice { .. }
        | Event::NoticesSeen { .. } => None,
    }
}

fn fact_of(view: &View, conversation: &Conversation) -> Result<Fact, Error> {
    let mut entries = view.entries_before(
        conversation.id,
        ENTRIES_PER_CONVERSATION_MAX,
        ENTRIES_PER_CONVERSATION_MAX as usize,
    )?;
    entries.reverse();
    let hours = hours_of(view, conversation.queue)?;
    let zone = statistics::zone(view)?;
    Ok(fact(conversation, &entries, |from, to| match &hours {
        Some(hours) => hours.open_ms_between(from, to, zone),
        None => to.ms_since(from),
    }))
}

/// `None`: the queue is always open.
fn hours_of(view: &View, queue: QueueId) -> Result<Option<Hours>, Error> {
    match view.find::<Queue>(queue)? {
        Some(Queue { hours: Some(hours), .. }) => Ok(view.find(hours)?),
        Some(Queue { hours: None, .. }) => Ok(None),
        None => Ok(view.find::<RemovedQueue>(queue)?.and_then(|removed| removed.hours)),
    }
}

/// The hours of every queue there is or was. Removing one changes nothing of them.
fn kept_hours(view: &View) -> Result<BTreeMap<QueueId, Hours>, Error> {
    let mut kept = BTreeMap::new();
    for removed in view.all::<RemovedQueue>()? {
        kept.extend(removed.hours.map(|hours| (removed.id, hours)));
    }
    for queue in view.all::<Queue>()? {
        kept.extend(hours_of(view, queue.id)?.map(|hours| (queue.id, hours)));
    }
    Ok(kept)
}

async fn begin(app: &App, progress: FactsProgress) -> Result<(), Error> {
    tracing::info!("what reports count is counted anew");
    while app.store.write(clear).await? > 0 {}
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.save_facts_progress(progress);
        Ok(())
    });
    result.await
}

fn clear(writer: &mut Writer) -> Result<usize, Error> {
    // Until they are made anew, nobody takes what is left of the old for the whole.
    writer.forget_facts_progress();
    Ok(writer.clear_facts(REMOVED_AT_ONCE)?)
}

/// Stores facts that were made while the progress was `from`: if somebody has asked for all to be
/// made anew meanwhile, they are of no use.
async fn store(
    app: &App,
    facts: Vec<Fact>,
    from: FactsProgress,
    to: FactsProgress,
) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        if writer.facts_progress()? != Some(from) {
            return Ok(());
        }
        for fact in &facts {
            writer.save_fact(fact)?;
        }
        writer.save_facts_progress(to);
        Ok(())
    });
    result.await
}
