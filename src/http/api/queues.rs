//! Where conversations wait.

use super::Group;
use super::response::Created;
use crate::actions::Error;
use crate::actions::queues::{self as acts, NewQueue};
use crate::domain::Timestamp;
use crate::domain::agent::Agent;
use crate::domain::conversation::StateKind;
use crate::domain::filter::Sort;
use crate::domain::queue::{self as domain, Strategy, Timeouts};
use crate::domain::time::SECOND_MS;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::{Facet, Source, Stretch, View, page};
use poem::web::Data;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
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

    /// Add a queue (admins). Its maker becomes a member.
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
        let NewQueueBody { name, strategy, priority, abandonment_seconds, inactivity_seconds } =
            body.0;
        let ms = |seconds: Option<u32>| seconds.map(|seconds| i64::from(seconds) * SECOND_MS);
        let new = NewQueue {
            name,
            strategy: strategy
                .as_deref()
                .map(read_strategy)
                .transpose()?
                .unwrap_or(Strategy::Manual),
            priority: priority.unwrap_or_default(),
            timeouts: Timeouts {
                abandonment_ms: ms(abandonment_seconds),
                inactivity_ms: ms(inactivity_seconds),
                warning_ms: None,
            },
        };
        let queue = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Queue::render(&edge.app.store.view()?, queue)?))
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
    /// Higher goes first.
    pub priority: u32,
    pub member_ids: Vec<u64>,
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
}

#[derive(Debug, Object)]
#[oai(rename = "NewQueue")]
pub struct NewQueueBody {
    pub name: String,
    /// `least_busy`, `round_robin` or `manual` (the default).
    pub strategy: Option<String>,
    pub priority: Option<u32>,
    /// As the workspace says unless given.
    pub abandonment_seconds: Option<u32>,
    /// As the workspace says unless given.
    pub inactivity_seconds: Option<u32>,
}

impl Queue {
    pub fn render(view: &View, queue: domain::Queue) -> Result<Queue, Error> {
        let source = Source { facet: Facet::Queue, value: queue.id.0, state: StateKind::Queued };
        let (first, _) =
            page(view, &[source], Sort::Waiting, Stretch::default(), None, 1, |_| true)?;
        let longest = first.first().and_then(|conversation| conversation.waiting_since);
        let agents = view.all::<Agent>()?.into_iter();
        let members = agents.filter(|agent| agent.queues.contains(&queue.id));
        let seconds = |ms: Option<i64>| ms.map(|ms| (ms / SECOND_MS).unsigned_abs());
        Ok(Queue {
            id: queue.id.0,
            name: queue.name,
            strategy: strategy(queue.strategy),
            priority: queue.priority,
            member_ids: members.map(|agent| agent.id.0).collect(),
            waiting: view.waiting(queue.id)?,
            longest_waiting_since: longest.map(Timestamp::to_rfc3339),
            abandonment_seconds: seconds(queue.timeouts.abandonment_ms),
            inactivity_seconds: seconds(queue.timeouts.inactivity_ms),
        })
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
