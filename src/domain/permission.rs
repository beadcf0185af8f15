//! Who may do what. This is the only place that decides it.

use super::agent::{Agent, Role};
use super::event::Place;
use super::{AgentId, QueueId};
use std::collections::BTreeSet;

/// On whose behalf something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub agent: AgentId,
    pub role: Role,
    pub queues: BTreeSet<QueueId>,
}

impl Actor {
    pub fn of(agent: &Agent) -> Actor {
        Actor { agent: agent.id, role: agent.role, queues: agent.queues.clone() }
    }

    /// Supervisors see everything; an agent sees what he holds and what is in his queues.
    pub fn may_see(&self, place: Place) -> bool {
        self.role >= Role::Supervisor
            || place.agent == Some(self.agent)
            || self.queues.contains(&place.queue)
    }

    pub fn may(&self, act: Act) -> bool {
        match act {
            Act::AssignOthers => self.role >= Role::Supervisor,
            Act::Configure | Act::ReadRawDeliveries => self.role >= Role::Admin,
            Act::ReadReports => self.role >= Role::Supervisor,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Give a waiting conversation to a colleague.
    AssignOthers,
    /// Change agents, inboxes, queues, labels.
    Configure,
    /// Read what providers sent, as it came.
    ReadRawDeliveries,
    /// See the figures of the whole workspace.
    ReadReports,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_sees_his_own_and_his_queues() {
        let actor = |role| Actor { agent: AgentId(1), role, queues: [QueueId(7)].into() };
        let place = |queue, agent| Place { queue: QueueId(queue), agent };
        assert!(actor(Role::Agent).may_see(place(7, None)));
        assert!(actor(Role::Agent).may_see(place(8, Some(AgentId(1)))));
        assert!(!actor(Role::Agent).may_see(place(8, Some(AgentId(2)))));
        assert!(actor(Role::Supervisor).may_see(place(8, Some(AgentId(2)))));
        assert!(!actor(Role::Supervisor).may(Act::Configure));
    }
}
