//! Queues: made, changed and removed by admins.

use super::access;
use super::agents;
use super::error::Error;
use super::once::{Request, once};
use super::routing;
use super::timeouts::{self, TimeoutsChange};
use super::timers::{self, Affected};
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::conversation::StateKind;
use crate::domain::event::{Event, Removed};
use crate::domain::hours::Hours;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Act;
use crate::domain::queue::{PRIORITY_MAX, Queue, RemovedQueue, Replies, Strategy, Timeouts};
use crate::domain::routing::RoutingRule;
use crate::domain::{AgentId, HoursId, QueueId};
use crate::store::{Facet, View, Writer};
use std::collections::BTreeSet;

const QUEUES_MAX: usize = 500;
const NAME_CHARACTERS_MAX: usize = 100;
/// As much as the channel with the shortest messages takes.
const REPLY_CHARACTERS_MAX: usize = 2_000;

#[derive(Clone)]
pub struct NewQueue {
    pub name: String,
    pub strategy: Strategy,
    pub priority: u32,
    pub timeouts: Timeouts,
}

/// What an admin changes; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct QueueChange {
    pub name: Option<String>,
    pub strategy: Option<Strategy>,
    pub priority: Option<u32>,
    pub sticky: Option<bool>,
    pub hours: Option<Option<HoursId>>,
    /// `Some(None)` in them: as the workspace says.
    pub timeouts: TimeoutsChange,
    pub replies: RepliesChange,
    pub members: Option<BTreeSet<AgentId>>,
}

#[derive(Clone, Default)]
pub struct RepliesChange {
    pub welcome: Option<Option<String>>,
    pub acknowledgement: Option<Option<String>>,
    pub off_hours: Option<Option<String>>,
    pub warning: Option<Option<String>>,
    pub abandoned: Option<Option<String>>,
}

/// Makes a queue. Unless members are given, its maker joins it: who makes a queue sees it work.
pub async fn create(
    app: &App,
    request: Request,
    name: String,
    change: QueueChange,
) -> Result<Queue, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let new = NewQueue {
                name,
                strategy: Strategy::Manual,
                priority: 0,
                timeouts: Timeouts::default(),
            };
            let queue = add(writer, new)?;
            let members = change.members.unwrap_or_else(|| [request.actor.agent].into());
            let made = apply(writer, queue, QueueChange { members: Some(members), ..change })?;
            Ok(made.id.0)
        })?;
        access::record(writer, QueueId(made), "queue")
    });
    result.await
}

pub async fn change(
    app: &App,
    request: Request,
    id: QueueId,
    change: QueueChange,
) -> Result<Queue, Error> {
    access::require(&request.actor, Act::Configure)?;
    let follows = change.timeouts.changes_anything();
    let result = app.store.write(move |writer| -> Result<Queue, Error> {
        let queue: Queue = access::record(writer, id, "queue")?;
        apply(writer, queue, change)
    });
    let queue = result.await?;
    if follows {
        timers::reschedule(app, Affected::Queue(id)).await?;
    }
    Ok(queue)
}

/// Changes a queue, and gives out what can be given out now.
pub(super) fn apply(
    writer: &mut Writer,
    mut queue: Queue,
    change: QueueChange,
) -> Result<Queue, Error> {
    if let Some(name) = change.name {
        queue.name = free_name(writer, &name, Some(queue.id))?;
    }
    if let Some(Some(hours)) = change.hours {
        access::record::<Hours>(writer, hours, "hours")?;
    }
    queue.strategy = change.strategy.unwrap_or(queue.strategy);
    if let Some(priority) = change.priority {
        check_priority(priority)?;
        queue.priority = priority;
    }
    queue.sticky = change.sticky.unwrap_or(queue.sticky);
    queue.hours = change.hours.unwrap_or(queue.hours);
    queue.timeouts = timeouts::changed(queue.timeouts, change.timeouts)?;
    change_replies(&mut queue.replies, change.replies)?;
    writer.save_queue(&queue)?;
    let joined = match change.members {
        Some(members) => set_members(writer, queue.id, &members)?,
        None => Vec::new(),
    };
    writer.announce(Event::Queue { id: queue.id });
    routing::fill_queues(writer, [queue.id].into())?;
    for agent in joined {
        routing::fill(writer, agent)?;
    }
    Ok(queue)
}

/// Answers who has joined.
fn set_members(
    writer: &mut Writer,
    queue: QueueId,
    members: &BTreeSet<AgentId>,
) -> Result<Vec<AgentId>, Error> {
    let mut joined = Vec::new();
    for member in members {
        access::record::<Agent>(writer, *member, "agent")?;
    }
    for mut agent in writer.all::<Agent>()? {
        let is_changed = match members.contains(&agent.id) {
            true => agent.queues.insert(queue),
            false => agent.queues.remove(&queue),
        };
        if is_changed {
            // Not yet given work: all members are to have their share.
            agents::keep(writer, &agent)?;
            joined.extend(members.contains(&agent.id).then_some(agent.id));
        }
    }
    Ok(joined)
}

fn change_replies(replies: &mut Replies, change: RepliesChange) -> Result<(), Error> {
    let RepliesChange { welcome, acknowledgement, off_hours, warning, abandoned } = change;
    let texts = [
        (&mut replies.welcome, welcome),
        (&mut replies.acknowledgement, acknowledgement),
        (&mut replies.off_hours, off_hours),
        (&mut replies.warning, warning),
        (&mut replies.abandoned, abandoned),
    ];
    for (text, changed) in texts {
        let Some(changed) = changed else { continue };
        *text = changed.filter(|text| !text.trim().is_empty());
        let length = text.as_ref().map_or(0, |text| text.chars().count());
        if length > REPLY_CHARACTERS_MAX {
            let reason = format!(
                "An automatic reply may have {REPLY_CHARACTERS_MAX} characters; this one has {length}."
            );
            return Err(Error::invalid("replies", reason));
        }
    }
    Ok(())
}

pub(super) fn add(writer: &mut Writer, new: NewQueue) -> Result<Queue, Error> {
    check_priority(new.priority)?;
    timeouts::check(new.timeouts)?;
    if writer.all::<Queue>()?.len() >= QUEUES_MAX {
        let detail = format!("There are {QUEUES_MAX} queues already: remove one first.");
        return Err(Error::conflict("too_many", detail));
    }
    let queue = Queue {
        name: free_name(writer, &new.name, None)?,
        id: QueueId(writer.next_id::<Queue>()?),
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

/// The name as it is kept, if no other queue has it.
fn free_name(view: &View, name: &str, own: Option<QueueId>) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    let queues = view.all::<Queue>()?;
    let mut others = queues.iter().filter(|queue| Some(queue.id) != own);
    if others.any(|queue| queue.name.eq_ignore_ascii_case(name)) {
        return Err(Error::conflict("name_taken", "There is a queue with this name already."));
    }
    Ok(name.to_owned())
}

fn check_priority(priority: u32) -> Result<(), Error> {
    if priority <= PRIORITY_MAX {
        return Ok(());
    }
    Err(Error::invalid("priority", format!("A priority is between 0 and {PRIORITY_MAX}.")))
}

/// Removes a queue that nothing needs any more; its members leave it.
pub async fn remove(app: &App, request: Request, id: QueueId) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let Queue { name, hours, .. } = access::record(writer, id, "queue")?;
        check_unused(writer, id)?;
        set_members(writer, id, &BTreeSet::new())?;
        let hours = match hours {
            Some(hours) => writer.find(hours)?,
            None => None,
        };
        writer.remove_queue(&RemovedQueue { id, name, hours, removed_at: writer.now })?;
        writer.announce(Event::Removed { what: Removed::Queue, id: id.0 });
        Ok(())
    });
    result.await
}

fn check_unused(view: &View, id: QueueId) -> Result<(), Error> {
    let in_use = |detail: String| Err(Error::conflict("in_use", detail));
    let mut open = 0;
    for state in StateKind::ALL.into_iter().filter(|state| state.is_open()) {
        open += view.count(Facet::Queue, id.0, state)?;
    }
    if open > 0 {
        return in_use(format!("{open} open conversations are in this queue: move them first."));
    }
    let inboxes = view.all::<Inbox>()?;
    if let Some(inbox) = inboxes.iter().find(|inbox| inbox.queue == id) {
        let name = &inbox.name;
        return in_use(format!("The inbox “{name}” leads to this queue: change it first."));
    }
    let rules = view.all::<RoutingRule>()?;
    if let Some(rule) = rules.iter().find(|rule| rule.queue == id) {
        let name = &rule.name;
        return in_use(format!("The routing rule “{name}” leads to this queue: change it first."));
    }
    if view.all::<Queue>()?.len() == 1 {
        return in_use("This is the last queue: messages need one to wait in.".to_owned());
    }
    Ok(())
}

/// The name of the queue that a new workspace begins with.
const FIRST_QUEUE: &str = "Support";

/// A new workspace needs one queue for messages to wait in. Answers all there are.
pub fn ensure_first(app: &App) -> Result<BTreeSet<QueueId>, Error> {
    app.store.write_blocking(with_first)
}

pub(super) fn with_first(writer: &mut Writer) -> Result<BTreeSet<QueueId>, Error> {
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
}
