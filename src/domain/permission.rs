//! Who may do what. This is the only place that decides it.

use super::agent::{Agent, Role};
use super::api_key::Scope;
use super::event::Place;
use super::{AgentId, QueueId};
use std::collections::BTreeSet;

/// On whose behalf something happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub agent: AgentId,
    pub role: Role,
    pub queues: BTreeSet<QueueId>,
    /// What the program may do that acts for the agent; `None`: the agent itself is at work.
    pub scopes: Option<BTreeSet<Scope>>,
}

impl Actor {
    pub fn of(agent: &Agent) -> Actor {
        Actor { agent: agent.id, role: agent.role, queues: agent.queues.clone(), scopes: None }
    }

    /// Supervisors see everything; an agent sees what he holds and what is in his queues.
    pub fn may_see(&self, place: Place) -> bool {
        self.role >= Role::Supervisor
            || place.agent == Some(self.agent)
            || self.queues.contains(&place.queue)
    }

    /// Whether it comes by a key, as opposed to by somebody's hand in the workspace.
    pub fn is_program(&self) -> bool {
        self.scopes.is_some()
    }

    /// The role must reach, and for a program one of its scopes too.
    pub fn may(&self, act: Act) -> bool {
        let is_in_scope = match &self.scopes {
            None => true,
            Some(scopes) => act.scope().is_some_and(|scope| scopes.contains(&scope)),
        };
        self.role >= act.least_role() && is_in_scope
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// One's own session, availability, drafts and presence: a person's, never a program's.
    BeOneself,
    ReadConversations,
    WriteConversations,
    ReadContacts,
    WriteContacts,
    /// See who works where, and what there is to choose from: tags, labels, texts, hours.
    ReadWorkspace,
    /// Give a waiting conversation to a colleague.
    AssignOthers,
    /// See which rules send conversations where, and try them.
    SeeRouting,
    /// Change what all agents choose from: tags, labels, shared canned messages.
    ManageCatalogue,
    /// Change where agents work and how much.
    ManageTeam,
    ReadReports,
    /// Change agents, inboxes, queues, rules, settings.
    Configure,
    /// Read what providers sent, as it came.
    ReadRawDeliveries,
    /// Take all contacts out as a list.
    ExportContacts,
    /// Bring contacts in as a list; remove colleagues' notes about people.
    ManageContacts,
    /// Decide who signs in, with which role and password: a program could make itself anybody.
    ManageAgents,
    /// Make keys for programs: no program makes itself another key.
    ManageKeys,
}

impl Act {
    pub fn least_role(self) -> Role {
        match self {
            Act::BeOneself
            | Act::ReadConversations
            | Act::WriteConversations
            | Act::ReadContacts
            | Act::WriteContacts
            | Act::ReadWorkspace => Role::Agent,
            Act::AssignOthers
            | Act::ManageCatalogue
            | Act::ManageTeam
            | Act::ReadReports
            | Act::SeeRouting
            | Act::ExportContacts
            | Act::ManageContacts => Role::Supervisor,
            Act::ManageAgents | Act::Configure | Act::ReadRawDeliveries | Act::ManageKeys => {
                Role::Admin
            }
        }
    }

    /// What a program must have been given; `None`: only people do it.
    pub fn scope(self) -> Option<Scope> {
        match self {
            Act::BeOneself | Act::ManageAgents | Act::ManageKeys => None,
            Act::ReadConversations | Act::ReadWorkspace | Act::SeeRouting => {
                Some(Scope::ReadConversations)
            }
            Act::WriteConversations | Act::AssignOthers => Some(Scope::WriteConversations),
            Act::ReadContacts | Act::ExportContacts => Some(Scope::ReadContacts),
            Act::WriteContacts | Act::ManageContacts => Some(Scope::WriteContacts),
            Act::ReadReports => Some(Scope::ReadReports),
            Act::ManageCatalogue | Act::ManageTeam | Act::Configure | Act::ReadRawDeliveries => {
                Some(Scope::Configure)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, scopes: Option<&[Scope]>) -> Actor {
        let scopes = scopes.map(|scopes| scopes.iter().copied().collect());
        Actor { agent: AgentId(1), role, queues: [QueueId(7)].into(), scopes }
    }

    #[test]
    fn an_agent_sees_his_own_and_his_queues() {
        let place = |queue, agent| Place { queue: QueueId(queue), agent };
        let ann = actor(Role::Agent, None);
        assert!(ann.may_see(place(7, None)));
        assert!(ann.may_see(place(8, Some(AgentId(1)))));
        assert!(!ann.may_see(place(8, Some(AgentId(2)))));
        assert!(actor(Role::Supervisor, None).may_see(place(8, Some(AgentId(2)))));
        assert!(!actor(Role::Supervisor, None).may(Act::Configure));
    }

    #[test]
    fn a_program_may_do_what_both_its_role_and_its_scopes_allow() {
        let configuring: &[Scope] = &[Scope::Configure];
        assert!(actor(Role::Admin, Some(configuring)).may(Act::Configure));
        assert!(!actor(Role::Agent, Some(configuring)).may(Act::Configure));
        assert!(!actor(Role::Admin, Some(configuring)).may(Act::ReadReports));
        assert!(!actor(Role::Admin, Some(configuring)).may(Act::ManageKeys));
        assert!(!actor(Role::Admin, Some(&[])).may(Act::ReadConversations));
    }
}
