//! What everybody has to do now.

use crate::actions::Error;
use crate::actions::statistics::{self as acts, Today};
use crate::domain::AgentId;
use crate::domain::agent::{self, Availability};
use crate::domain::queue;
use crate::http::api::agents::availability;
use crate::http::api::queues;
use crate::store::View;
use poem_openapi::Object;
use std::collections::BTreeMap;

#[derive(Debug, Object)]
#[oai(rename = "ReportLoad")]
pub struct Load {
    pub agents: Vec<AgentLoad>,
    pub queues: Vec<QueueLoad>,
    /// False while everything is being counted anew: then `replies_today` and `resolved_today` are
    /// too low.
    pub is_complete: bool,
}

#[derive(Debug, Object)]
#[oai(rename = "ReportAgentLoad")]
pub struct AgentLoad {
    pub id: u64,
    pub name: String,
    /// `online`, `busy`, `away` or `offline`.
    pub availability: String,
    pub active: u64,
    pub pending: u64,
    /// Put aside, active or pending: they are not counted there.
    pub snoozed: u64,
    /// How many active conversations at once.
    pub capacity: u32,
    /// Messages written since the workspace's midnight.
    pub replies_today: u64,
    /// Conversations resolved by hand since the workspace's midnight.
    pub resolved_today: u64,
}

#[derive(Debug, Object)]
#[oai(rename = "ReportQueueLoad")]
pub struct QueueLoad {
    pub id: u64,
    pub name: String,
    pub waiting: u64,
    pub longest_waiting_since: Option<String>,
    /// How many of its members are online.
    pub online: u64,
}

impl Load {
    pub fn render(view: &View, today: &BTreeMap<AgentId, Today>) -> Result<Load, Error> {
        let all: Vec<agent::Agent> = view.all()?;
        let working = all.iter().filter(|agent| agent.deactivated_at.is_none());
        let mut agents = Vec::new();
        for agent in working.clone() {
            let load = view.load(agent.id)?;
            let today = today.get(&agent.id).copied().unwrap_or_default();
            agents.push(AgentLoad {
                id: agent.id.0,
                name: agent.name.clone(),
                availability: availability(agent.availability),
                active: load.active,
                pending: load.pending,
                snoozed: load.snoozed,
                capacity: agent.capacity,
                replies_today: today.replies,
                resolved_today: today.resolved,
            });
        }
        let mut queues = Vec::new();
        for queue in view.all::<queue::Queue>()? {
            let online = working.clone().filter(|agent| {
                agent.queues.contains(&queue.id) && agent.availability == Availability::Online
            });
            let online = online.count() as u64;
            let queues::Queue { id, name, waiting, longest_waiting_since, .. } =
                queues::Queue::render(view, queue)?;
            queues.push(QueueLoad { id, name, waiting, longest_waiting_since, online });
        }
        Ok(Load { agents, queues, is_complete: acts::is_complete(view)? })
    }
}
