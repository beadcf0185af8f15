//! Queues: made by an admin.

use super::access;
use super::agents;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::QueueId;
use crate::domain::agent::Agent;
use crate::domain::event::Event;
use crate::domain::permission::Act;
use crate::domain::queue::{Queue, Replies, Strategy, Timeouts};
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::store::Writer;
use std::collections::BTreeSet;

const NAME_CHARACTERS_MAX: usize = 100;
pub const TIMEOUT_MS_MIN: i64 = MINUTE_MS;
pub const TIMEOUT_MS_MAX: i64 = 365 * DAY_MS;

#[derive(Clone)]
pub struct NewQueue {
    pub name: String,
    pub strategy: Strategy,
    pub priority: u32,
    pub timeouts: Timeouts,
}

pub async fn create(app: &App, request: Request, new: NewQueue) -> Result<Queue, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let queue = add(writer, new)?;
            // Who makes a queue sees it work: its maker joins it.
            let mut maker: Agent = access::record(writer, request.actor.agent, "agent")?;
            maker.queues.insert(queue.id);
            agents::save(writer, &maker)?;
            Ok(queue.id.0)
        })?;
        access::record(writer, QueueId(made), "queue")
    });
    result.await
}

pub(super) fn add(writer: &mut Writer, new: NewQueue) -> Result<Queue, Error> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    let range = TIMEOUT_MS_MIN..=TIMEOUT_MS_MAX;
    let Timeouts { abandonment_ms, inactivity_ms, warning_ms: _ } = new.timeouts;
    if [abandonment_ms, inactivity_ms].into_iter().flatten().any(|ms| !range.contains(&ms)) {
        return Err(Error::invalid("timeouts", "A timeout is between a minute and a year."));
    }
    if writer.all::<Queue>()?.iter().any(|queue| queue.name.eq_ignore_ascii_case(&name)) {
        return Err(Error::conflict("name_taken", "There is a queue with this name already."));
    }
    let queue = Queue {
        id: QueueId(writer.next_id::<Queue>()?),
        name,
        strategy: new.strategy,
        priority: new.priority,
        timeouts: new.timeouts,
        created_at: writer.now,
        sticky: true,
        hours: None,
        replies: Replies::default(),
    };
    writer.save_queue(&queue)?;
    writer.announce(Event::Queue { id: queue.id });
    Ok(queue)
}

/// The name of the queue that a new workspace begins with.
const FIRST_QUEUE: &str = "Support";

/// A new workspace needs one queue for messages to wait in. Answers all there are.
pub fn ensure_first(app: &App) -> Result<BTreeSet<QueueId>, Error> {
    app.store.write_blocking(|writer| -> Result<BTreeSet<QueueId>, Error> {
        if writer.all::<Queue>()?.is_empty() {
            let new = NewQueue {
                name: FIRST_QUEUE.to_owned(),
                strategy: Strategy::Manual,
                priority: 0,
                timeouts: Timeouts::default(),
            };
            add(writer, new)?;
        }
        Ok(writer.all::<Queue>()?.iter().map(|queue| queue.id).collect())
    })
}
