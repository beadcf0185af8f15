//! Where conversations wait.

use super::Group;
use super::patch::given;
use super::response::{Created, Done};
use crate::actions::queues::{self as acts, QueueChange};
use crate::actions::timeouts::TimeoutsChange;
use crate::actions::{Error, access, hours};
use crate::domain::agent::Agent;
use crate::domain::conversation::StateKind;
use crate::domain::filter::Sort;
use crate::domain::queue::{self as domain, Strategy};
use crate::domain::time::SECOND_MS;
use crate::domain::{AgentId, HoursId, QueueId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::{Facet, Source, Stretch, View, page};
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use std::collections::BTreeSet;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Team")]
impl Api {
    /// List all queues with what waits in them.
    #[oai(path = "/queues", method = "get", operation_id = "list_queues")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Queues>, ApiError> {
        let view = edge.app.store.view()?;
        let queues = view.all::<domain::Queue>()?.into_iter();
        let items = queues.map(|queue| Queue::render(&view, queue)).collect::<Result<_, _>>()?;
        Ok(Json(Queues { items, next_cursor: None }))
    }

    /// Get one queue.
    #[oai(path = "/queues/:id", method = "get", operation_id = "get_queue")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Queue>, ApiError> {
        let view = edge.app.store.view()?;
        let queue = access::record(&view, QueueId(id.0), "queue")?;
        Ok(Json(Queue::render(&view, queue)?))
    }

    /// Add a queue (admins). Its maker becomes a member unless members are given.
    #[oai(path = "/queues", method = "post", operation_id = "create_queue")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewQueueBody>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Queue>, ApiError> {
        let request = session.request("create_queue", "", &body.0, key)?;
        let (name, change) = body.0.read()?;
        let queue = acts::create(&edge.app, request, name, change).await?;
        Ok(Created::new(Queue::render(&edge.app.store.view()?, queue)?))
    }

    /// Change a queue (admins). What can be given out by its new rules is given out at once.
    #[oai(path = "/queues/:id", method = "patch", operation_id = "change_queue")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<QueueChangeBody>,
    ) -> Result<Json<Queue>, ApiError> {
        let change = body.0.read()?;
        let request = session.repeatable();
        let queue = acts::change(&edge.app, request, QueueId(id.0), change).await?;
        Ok(Json(Queue::render(&edge.app.store.view()?, queue)?))
    }

    /// Remove a queue (admins); refused while something leads to it or is open in it.
    #[oai(path = "/queues/:id", method = "delete", operation_id = "remove_queue")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), QueueId(id.0)).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
pub struct Queues {
    pub items: Vec<Queue>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Queue {
    pub id: u64,
    pub name: String,
    /// `least_busy`, `round_robin` or `manual`.
    pub strategy: String,
    /// 0 to 1000; higher goes first.
    pub priority: u32,
    /// Whether a returning customer is offered the agent he had before.
    pub sticky: bool,
    /// When it is open; null: always.
    pub hours_id: Option<u64>,
    pub member_ids: Vec<u64>,
    /// How many members are online now.
    pub online: u64,
    /// How many conversations wait in it.
    pub waiting: u64,
    /// Since when the first of them waits.
    pub longest_waiting_since: Option<String>,
    /// A customer who wrote, got no answer and stayed silent for so long has left; null: as the
    /// workspace says.
    pub abandonment_seconds: Option<u64>,
    /// A customer who got an answer and stayed silent for so long needs nothing more; null: as the
    /// workspace says.
    pub inactivity_seconds: Option<u64>,
    /// How long before inactivity ends a conversation the customer is warned; 0: never; null: as
    /// the workspace says.
    pub warning_seconds: Option<u64>,
    /// Whether the warning comes earlier if the time to answer freely ends before it would be due;
    /// null: as the workspace says.
    pub warns_before_window: Option<bool>,
    /// Whether inactivity also ends conversations that wait for us; null: as the workspace says.
    pub closes_active: Option<bool>,
    pub replies: Replies,
    /// Now, by its hours. Whoever is online is given work all the same.
    pub is_open: bool,
    /// When it opens next; null while it is open.
    pub opens_at: Option<String>,
}

/// What is answered without a person; null: nothing.
#[derive(Clone, Debug, Object)]
pub struct Replies {
    /// To the first message of a conversation, in opening hours.
    pub welcome: Option<String>,
    /// To the first message that nobody could be given at once, in opening hours.
    pub acknowledgement: Option<String>,
    /// Once in each closed period.
    pub off_hours: Option<String>,
    /// Before inactivity ends the conversation.
    pub warning: Option<String>,
    /// When the customer is taken to have left.
    pub abandoned: Option<String>,
}

#[derive(Debug, Object)]
#[oai(rename = "NewQueue")]
pub struct NewQueueBody {
    pub name: String,
    /// `least_busy`, `round_robin` or `manual` (the default).
    pub strategy: Option<String>,
    /// 0 to 1000; 0 unless given.
    pub priority: Option<u32>,
    /// Whether a returning customer is offered the agent he had before; true unless given.
    pub sticky: Option<bool>,
    /// Always open unless given.
    pub hours_id: Option<u64>,
    /// Whoever makes it unless given.
    pub member_ids: Option<Vec<u64>>,
    /// As the workspace says unless given.
    pub abandonment_seconds: Option<u32>,
    /// As the workspace says unless given.
    pub inactivity_seconds: Option<u32>,
    /// How long before inactivity ends it the customer is warned; 0: never. As the workspace says
    /// unless given.
    pub warning_seconds: Option<u32>,
    /// As the workspace says unless given.
    pub warns_before_window: Option<bool>,
    /// As the workspace says unless given.
    pub closes_active: Option<bool>,
    pub replies: Option<RepliesChange>,
}

/// What is absent stays as it is.
#[derive(Debug, Object)]
#[oai(rename = "QueueChange")]
pub struct QueueChangeBody {
    pub name: Option<String>,
    /// `least_busy`, `round_robin` or `manual`.
    pub strategy: Option<String>,
    /// 0 to 1000; higher goes first.
    pub priority: Option<u32>,
    pub sticky: Option<bool>,
    /// Null: always open.
    pub hours_id: MaybeUndefined<u64>,
    /// All its members.
    pub member_ids: Option<Vec<u64>>,
    /// Null: as the workspace says.
    pub abandonment_seconds: MaybeUndefined<u32>,
    /// Null: as the workspace says.
    pub inactivity_seconds: MaybeUndefined<u32>,
    /// 0: no warning. Null: as the workspace says.
    pub warning_seconds: MaybeUndefined<u32>,
    /// Null: as the workspace says.
    pub warns_before_window: MaybeUndefined<bool>,
    /// Null: as the workspace says.
    pub closes_active: MaybeUndefined<bool>,
    pub replies: Option<RepliesChange>,
}

/// What is absent stays as it is; null: no such reply.
#[derive(Debug, Default, Object)]
pub struct RepliesChange {
    pub welcome: MaybeUndefined<String>,
    pub acknowledgement: MaybeUndefined<String>,
    pub off_hours: MaybeUndefined<String>,
    pub warning: MaybeUndefined<String>,
    pub abandoned: MaybeUndefined<String>,
}

impl NewQueueBody {
    fn read(self) -> Result<(String, QueueChange), Error> {
        let change = QueueChange {
            name: None,
            strategy: self.strategy.as_deref().map(read_strategy).transpose()?,
            priority: self.priority,
            sticky: self.sticky,
            hours: self.hours_id.map(|id| Some(HoursId(id))),
            timeouts: TimeoutsChange {
                abandonment_ms: self.abandonment_seconds.map(|seconds| Some(ms(seconds))),
                inactivity_ms: self.inactivity_seconds.map(|seconds| Some(ms(seconds))),
                warning_ms: self.warning_seconds.map(|seconds| Some(ms(seconds))),
                warns_before_window: self.warns_before_window.map(Some),
                closes_active: self.closes_active.map(Some),
            },
            replies: self.replies.unwrap_or_default().into(),
            members: self.member_ids.map(agents),
        };
        Ok((self.name, change))
    }
}

impl QueueChangeBody {
    fn read(self) -> Result<QueueChange, Error> {
        Ok(QueueChange {
            name: self.name,
            strategy: self.strategy.as_deref().map(read_strategy).transpose()?,
            priority: self.priority,
            sticky: self.sticky,
            hours: given(self.hours_id).map(|id| id.map(HoursId)),
            timeouts: TimeoutsChange {
                abandonment_ms: given(self.abandonment_seconds).map(|seconds| seconds.map(ms)),
                inactivity_ms: given(self.inactivity_seconds).map(|seconds| seconds.map(ms)),
                warning_ms: given(self.warning_seconds).map(|seconds| seconds.map(ms)),
                warns_before_window: given(self.warns_before_window),
                closes_active: given(self.closes_active),
            },
            replies: self.replies.unwrap_or_default().into(),
            members: self.member_ids.map(agents),
        })
    }
}

impl From<RepliesChange> for acts::RepliesChange {
    fn from(change: RepliesChange) -> acts::RepliesChange {
        acts::RepliesChange {
            welcome: given(change.welcome),
            acknowledgement: given(change.acknowledgement),
            off_hours: given(change.off_hours),
            warning: given(change.warning),
            abandoned: given(change.abandoned),
        }
    }
}

fn agents(ids: Vec<u64>) -> BTreeSet<AgentId> {
    ids.into_iter().map(AgentId).collect()
}

fn ms(seconds: u32) -> i64 {
    i64::from(seconds) * SECOND_MS
}

impl Queue {
    pub fn render(view: &View, queue: domain::Queue) -> Result<Queue, Error> {
        let source = Source { facet: Facet::Queue, value: queue.id.0, state: StateKind::Queued };
        let (first, _) =
            page(view, &[source], Sort::Waiting, Stretch::default(), None, 1, |_| true)?;
        let longest = first.first().and_then(|conversation| conversation.waiting_since);
        let agents = view.all::<Agent>()?.into_iter();
        let members: Vec<Agent> = agents.filter(|agent| agent.queues.contains(&queue.id)).collect();
        let seconds = |ms: Option<i64>| ms.map(|ms| (ms / SECOND_MS).unsigned_abs());
        let now = hours::now(view, queue.hours, view.taken_at)?;
        Ok(Queue {
            id: queue.id.0,
            name: queue.name,
            strategy: strategy(queue.strategy),
            priority: queue.priority,
            sticky: queue.sticky,
            hours_id: queue.hours.map(|hours| hours.0),
            online: members.iter().filter(|agent| agent.takes_work()).count() as u64,
            member_ids: members.iter().map(|agent| agent.id.0).collect(),
            waiting: view.waiting(queue.id)?,
            longest_waiting_since: longest.map(Timestamp::to_rfc3339),
            abandonment_seconds: seconds(queue.timeouts.abandonment_ms),
            inactivity_seconds: seconds(queue.timeouts.inactivity_ms),
            warning_seconds: seconds(queue.timeouts.warning_ms),
            warns_before_window: queue.timeouts.warns_before_window,
            closes_active: queue.timeouts.closes_active,
            replies: queue.replies.into(),
            is_open: now.is_open,
            opens_at: now.opens_at().map(Timestamp::to_rfc3339),
        })
    }
}

impl From<domain::Replies> for Replies {
    fn from(replies: domain::Replies) -> Replies {
        let domain::Replies { welcome, acknowledgement, off_hours, warning, abandoned } = replies;
        Replies { welcome, acknowledgement, off_hours, warning, abandoned }
    }
}

fn strategy(strategy: Strategy) -> String {
    let word = match strategy {
        Strategy::LeastBusy => "least_busy",
        Strategy::RoundRobin => "round_robin",
        Strategy::Manual => "manual",
    };
    word.to_owned()
}

fn read_strategy(text: &str) -> Result<Strategy, Error> {
    match text {
        "least_busy" => Ok(Strategy::LeastBusy),
        "round_robin" => Ok(Strategy::RoundRobin),
        "manual" => Ok(Strategy::Manual),
        _ => Err(Error::invalid(
            "strategy",
            "A strategy is “least_busy”, “round_robin” or “manual”.",
        )),
    }
}
