//! What falls due happens, once, also if it fell due while the server was down.

use super::automatic;
use super::error::Error;
use super::lifecycle;
use super::presence;
use super::resolutions;
use crate::app::App;
use crate::domain::conversation::{Conversation, Input, StateKind};
use crate::domain::due::Due;
use crate::domain::filter::Sort;
use crate::domain::policy::Policy;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{ConversationId, InboxId, QueueId, Timestamp};
use crate::store::{self, Facet, Source, Stretch, Writer};
use std::collections::HashMap;
use std::time::Duration;

const DUE_AT_ONCE: usize = 256;
/// How often one conversation is looked at in one go: a warning and an end may both be due, but
/// what fails again and again must not keep the others from their turn.
const TRIES_MAX: u32 = 4;
/// How many conversations one change reschedules, so that others get their turn in between.
const RESCHEDULED_AT_ONCE: usize = 200;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Runs until the process stops.
pub async fn run(app: App) {
    // The rules may have changed just before the last end, and not all have followed.
    if let Err(error) = reschedule(&app, Affected::All).await {
        tracing::warn!(%error, "some timers follow the newest rules only when they fire");
    }
    while !app.stopping.is_cancelled() {
        let next = match fire_due(&app).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "timers wait until the store takes changes again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        let due = next.unwrap_or(Timestamp(i64::MAX));
        tokio::select! {
            () = app.clock.sleep_until(due) => {}
            () = app.store.signals().timers.notified() => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Does what is due and says when the next thing is.
pub async fn fire_due(app: &App) -> Result<Option<Timestamp>, Error> {
    let mut tries: HashMap<ConversationId, u32> = HashMap::new();
    loop {
        let now = app.clock.now();
        let of_agents = presence::fire_due(app).await?;
        let given_up = tries.values().filter(|tries| **tries >= TRIES_MAX).count();
        let mut timers = app.store.view()?.timers(DUE_AT_ONCE + given_up)?;
        timers.retain(|(_, id)| tries.get(id).is_none_or(|tries| *tries < TRIES_MAX));
        let due = timers.iter().filter(|(at, _)| *at <= now).map(|(_, id)| *id);
        let due: Vec<ConversationId> = due.collect();
        if due.is_empty() {
            let next = timers.first().map(|(at, _)| *at);
            return Ok(next.into_iter().chain(of_agents).min());
        }
        // All at once: each is a change of its own, and few commits take them.
        let fired = due.iter().map(|id| {
            let id = *id;
            app.store.write(move |writer| fire(writer, id))
        });
        for (id, fired) in due.iter().zip(futures_util::future::join_all(fired).await) {
            *tries.entry(*id).or_default() += 1;
            match fired {
                Ok(()) => {}
                Err(Error::Store(error @ (store::Error::Busy | store::Error::Unavailable(_)))) => {
                    return Err(error.into());
                }
                Err(error) => tracing::error!(conversation = %id, %error, "a timer failed"),
            }
        }
    }
}

/// Does what is due for this conversation now, if anything still is.
pub(super) fn fire(writer: &mut Writer, id: ConversationId) -> Result<(), Error> {
    let Some(mut conversation) = writer.find::<Conversation>(id)? else { return Ok(()) };
    if conversation.due_at.is_none_or(|due| due > writer.now) {
        return Ok(());
    }
    let (at, due) = match lifecycle::next_due(writer, &conversation)? {
        Some((at, due)) if at <= writer.now => (at, due),
        // The rules have changed meanwhile.
        Some(_) | None => return lifecycle::save(writer, &mut conversation),
    };
    match due {
        Due::Abandon => {
            automatic::part(writer, &mut conversation)?;
            resolutions::end(writer, conversation, Input::GivenUp, Author::System, None)?;
            Ok(())
        }
        Due::Warn => warn(writer, conversation, at),
        Due::Resolve => {
            let Policy { closes_active, .. } = lifecycle::policy(writer, &conversation)?;
            let input = Input::TimedOut { closes_active };
            resolutions::end(writer, conversation, input, Author::System, None)?;
            Ok(())
        }
        Due::Wake => {
            conversation.wake(writer.now);
            note(writer, &mut conversation, Activity::Woken)?;
            lifecycle::save(writer, &mut conversation)
        }
    }
}

fn warn(writer: &mut Writer, mut conversation: Conversation, at: Timestamp) -> Result<(), Error> {
    if automatic::warn(writer, &mut conversation)? {
        conversation.warned_at = Some(writer.now);
        note(writer, &mut conversation, Activity::Warned)?;
    } else {
        // The last moment to tell him passed while the server was down.
        conversation.warned_at = Some(at);
    }
    lifecycle::save(writer, &mut conversation)
}

/// A line of the system's, which is no move of our side: it stops no answer under way. What time
/// does is done also where the line has no place any more.
fn note(
    writer: &mut Writer,
    conversation: &mut Conversation,
    activity: Activity,
) -> Result<(), Error> {
    let body = Body::Activity(activity);
    if conversation.has_place_for(&body) {
        writer.append_entry(conversation, Author::System, body)?;
    }
    Ok(())
}

/// Whose rules have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affected {
    All,
    Queue(QueueId),
    Inbox(InboxId),
}

/// Lets open conversations follow rules that have changed. It goes in slices, so that a large desk
/// goes on working; whoever changes meanwhile follows by itself.
pub async fn reschedule(app: &App, affected: Affected) -> Result<(), Error> {
    // It goes on also if whoever changed the rules has closed the page.
    let working = app.clone();
    let following = app.tasks.spawn(async move {
        while let Err(error) = follow_all(&working, affected).await {
            tracing::warn!(%error, "timers follow new rules once the store takes changes again");
            tokio::select! {
                () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {}
                () = working.stopping.cancelled() => return,
            }
        }
    });
    // It ends early only with the process, and the next start does it all again.
    let _ = following.await;
    Ok(())
}

async fn follow_all(app: &App, affected: Affected) -> Result<(), Error> {
    let (facet, value) = match affected {
        Affected::All => (Facet::All, 0),
        Affected::Queue(id) => (Facet::Queue, id.0),
        Affected::Inbox(id) => (Facet::Inbox, id.0),
    };
    let open = StateKind::ALL.into_iter().filter(|state| state.is_open());
    let sources: Vec<Source> = open.map(|state| Source { facet, value, state }).collect();
    let mut after = None;
    while !app.stopping.is_cancelled() {
        let view = app.store.view()?;
        let (slice, next) = store::page(
            &view,
            &sources,
            Sort::Newest,
            Stretch::default(),
            after,
            RESCHEDULED_AT_ONCE,
            |_| true,
        )?;
        let mut late = Vec::new();
        for conversation in slice {
            let due = lifecycle::next_due(&view, &conversation)?.map(|(at, _)| at);
            late.extend((due != conversation.due_at).then_some(conversation.id));
        }
        drop(view);
        if !late.is_empty() {
            app.store.write(move |writer| follow(writer, &late)).await?;
        }
        match next {
            Some(position) => after = Some(position),
            None => break,
        }
    }
    Ok(())
}

fn follow(writer: &mut Writer, late: &[ConversationId]) -> Result<(), Error> {
    for id in late {
        let Some(mut conversation) = writer.find::<Conversation>(*id)? else { continue };
        conversation.due_at = lifecycle::next_due(writer, &conversation)?.map(|(at, _)| at);
        writer.save_timer(&conversation)?;
    }
    Ok(())
}
