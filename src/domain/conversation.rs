//! One matter of one contact in one inbox, from its first message to its end.

use super::channel::Channel;
use super::contact::IdentityKind;
use super::event::Place;
use super::queue::Timeouts;
use super::time::SECOND_MS;
use super::timeline::Author;
use super::{AgentId, ContactId, ConversationId, InboxId, LabelId, QueueId, TagId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// For how long a resolution can be undone.
pub const UNDO_MS: i64 = 60 * SECOND_MS;

/// Whose turn it is. The agent lives inside, so that "active without an agent" can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The team's: in a queue, no agent.
    Queued,
    /// The agent's: the customer waits for an answer.
    Active { agent: AgentId },
    /// The customer's: the agent has answered.
    Pending { agent: AgentId },
    /// Nobody's.
    Resolved { cause: Cause },
    /// Nobody's: the customer left before anyone answered or resolved.
    Abandoned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Agent,
    Inactivity,
    Customer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateKind {
    Queued,
    Active,
    Pending,
    Resolved,
    Abandoned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    CustomerWrote,
    Accepted {
        by: AgentId,
    },
    /// By routing or by a supervisor.
    Assigned {
        to: AgentId,
    },
    Replied {
        by: AgentId,
        keep_active: bool,
    },
    TransferredToAgent {
        to: AgentId,
    },
    TransferredToQueue,
    Resolved {
        cause: Cause,
    },
    /// The time that `Conversation::silence_ends_at` names has come.
    TimedOut,
    /// Blocked us, opted out, bounced for good.
    CustomerLeft,
    /// A resolution taken back: `to` is what it was before.
    Undone {
        to: Holding,
    },
    Reopened {
        by: AgentId,
    },
}

/// The open states, as a resolution remembers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    Queued,
    Active { agent: AgentId },
    Pending { agent: AgentId },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the conversation has ended")]
    Closed,
    #[error("the conversation is already yours")]
    AlreadyYours,
    #[error("the conversation is already with another agent")]
    AlreadyAssigned { agent: AgentId },
    #[error("the conversation waits in a queue: accept it first")]
    NotAccepted,
    #[error("the conversation is with another agent")]
    NotYours { agent: AgentId },
    #[error("nothing is due")]
    NothingDue,
    #[error("the conversation is not resolved")]
    NotResolved,
}

impl State {
    /// The next state, or why there is none. No other code changes a state.
    pub fn on(self, input: Input) -> Result<State, Refused> {
        match self {
            State::Queued => State::on_queued(input),
            State::Active { agent } => State::on_active(agent, input),
            State::Pending { agent } => State::on_pending(agent, input),
            State::Resolved { .. } => State::on_resolved(input),
            State::Abandoned => State::on_abandoned(input),
        }
    }

    fn on_queued(input: Input) -> Result<State, Refused> {
        match input {
            Input::CustomerWrote | Input::TransferredToQueue => Ok(State::Queued),
            Input::Accepted { by } => Ok(State::Active { agent: by }),
            Input::Assigned { to } => Ok(State::Active { agent: to }),
            Input::Replied { .. } | Input::TransferredToAgent { .. } => Err(Refused::NotAccepted),
            Input::Resolved { cause } => Ok(State::Resolved { cause }),
            Input::TimedOut | Input::CustomerLeft => Ok(State::Abandoned),
            Input::Undone { .. } | Input::Reopened { .. } => Err(Refused::NotResolved),
        }
    }

    fn on_active(agent: AgentId, input: Input) -> Result<State, Refused> {
        match input {
            Input::CustomerWrote => Ok(State::Active { agent }),
            Input::Accepted { by } => Err(taken(agent, by)),
            Input::Assigned { to } => Err(taken(agent, to)),
            Input::Replied { by, .. } if by != agent => Err(Refused::NotYours { agent }),
            Input::Replied { keep_active: true, .. } => Ok(State::Active { agent }),
            Input::Replied { keep_active: false, .. } => Ok(State::Pending { agent }),
            Input::TransferredToAgent { to } => Ok(State::Active { agent: to }),
            Input::TransferredToQueue => Ok(State::Queued),
            Input::Resolved { cause } => Ok(State::Resolved { cause }),
            Input::TimedOut => Err(Refused::NothingDue),
            Input::CustomerLeft => Ok(State::Abandoned),
            Input::Undone { .. } | Input::Reopened { .. } => Err(Refused::NotResolved),
        }
    }

    fn on_pending(agent: AgentId, input: Input) -> Result<State, Refused> {
        match input {
            Input::CustomerWrote => Ok(State::Active { agent }),
            Input::Accepted { by } => Err(taken(agent, by)),
            Input::Assigned { to } => Err(taken(agent, to)),
            Input::Replied { by, .. } if by != agent => Err(Refused::NotYours { agent }),
            Input::Replied { .. } => Ok(State::Pending { agent }),
            Input::TransferredToAgent { to } => Ok(State::Active { agent: to }),
            Input::TransferredToQueue => Ok(State::Queued),
            Input::Resolved { cause } => Ok(State::Resolved { cause }),
            Input::TimedOut => Ok(State::Resolved { cause: Cause::Inactivity }),
            Input::CustomerLeft => Ok(State::Abandoned),
            Input::Undone { .. } | Input::Reopened { .. } => Err(Refused::NotResolved),
        }
    }

    fn on_resolved(input: Input) -> Result<State, Refused> {
        match input {
            Input::Undone { to: Holding::Queued } => Ok(State::Queued),
            Input::Undone { to: Holding::Active { agent } } => Ok(State::Active { agent }),
            Input::Undone { to: Holding::Pending { agent } } => Ok(State::Pending { agent }),
            Input::Reopened { by } => Ok(State::Active { agent: by }),
            Input::CustomerWrote
            | Input::Accepted { .. }
            | Input::Assigned { .. }
            | Input::Replied { .. }
            | Input::TransferredToAgent { .. }
            | Input::TransferredToQueue
            | Input::Resolved { .. }
            | Input::TimedOut
            | Input::CustomerLeft => Err(Refused::Closed),
        }
    }

    fn on_abandoned(input: Input) -> Result<State, Refused> {
        match input {
            Input::Undone { .. } | Input::Reopened { .. } => Err(Refused::NotResolved),
            Input::CustomerWrote
            | Input::Accepted { .. }
            | Input::Assigned { .. }
            | Input::Replied { .. }
            | Input::TransferredToAgent { .. }
            | Input::TransferredToQueue
            | Input::Resolved { .. }
            | Input::TimedOut
            | Input::CustomerLeft => Err(Refused::Closed),
        }
    }

    pub fn agent(self) -> Option<AgentId> {
        match self {
            State::Active { agent } | State::Pending { agent } => Some(agent),
            State::Queued | State::Resolved { .. } | State::Abandoned => None,
        }
    }

    pub fn kind(self) -> StateKind {
        match self {
            State::Queued => StateKind::Queued,
            State::Active { .. } => StateKind::Active,
            State::Pending { .. } => StateKind::Pending,
            State::Resolved { .. } => StateKind::Resolved,
            State::Abandoned => StateKind::Abandoned,
        }
    }

    /// What it is while open; `None` once it has ended.
    pub fn holding(self) -> Option<Holding> {
        match self {
            State::Queued => Some(Holding::Queued),
            State::Active { agent } => Some(Holding::Active { agent }),
            State::Pending { agent } => Some(Holding::Pending { agent }),
            State::Resolved { .. } | State::Abandoned => None,
        }
    }
}

fn taken(agent: AgentId, by: AgentId) -> Refused {
    if agent == by { Refused::AlreadyYours } else { Refused::AlreadyAssigned { agent } }
}

impl StateKind {
    pub const ALL: [StateKind; 5] = [
        StateKind::Queued,
        StateKind::Active,
        StateKind::Pending,
        StateKind::Resolved,
        StateKind::Abandoned,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            StateKind::Queued => "queued",
            StateKind::Active => "active",
            StateKind::Pending => "pending",
            StateKind::Resolved => "resolved",
            StateKind::Abandoned => "abandoned",
        }
    }

    pub fn is_open(self) -> bool {
        match self {
            StateKind::Queued | StateKind::Active | StateKind::Pending => true,
            StateKind::Resolved | StateKind::Abandoned => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact: ContactId,
    pub inbox: InboxId,
    pub channel: Channel,
    /// The queue it is in, or came through.
    pub queue: QueueId,
    /// Where answers go: kind and value of the identity in `inbox`.
    pub identity: (IdentityKind, String),
    pub state: State,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub preview: Option<Preview>,
    pub created_at: Timestamp,
    pub last_activity_at: Timestamp,
    /// Since when the customer waits for us; `None` while he does not.
    #[serde(default)]
    pub waiting_since: Option<Timestamp>,
    #[serde(default)]
    pub first_response_at: Option<Timestamp>,
    pub tags: BTreeSet<TagId>,
    pub labels: BTreeSet<LabelId>,
    /// How many messages the customer has written here: what unread marks count against.
    pub inbound_count: u32,
    /// The place of the newest entry.
    pub last_seq: u32,
    /// The newest act of our side, so that a send can be refused that had not seen it.
    #[serde(default)]
    pub moved: Option<Moved>,
    #[serde(default)]
    pub previous: Option<ConversationId>,
    #[serde(default)]
    pub next: Option<ConversationId>,
    #[serde(default)]
    pub resolution: Option<Resolution>,
    /// When silence ends it, as the rules stood at its last change; the timers' table follows it.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub text: String,
    pub author: Author,
    pub is_note: bool,
    /// What it is: `text`, or the kind of content.
    pub kind: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub seq: u32,
    pub by: Author,
    pub at: Timestamp,
}

/// How it ended. An abandoned conversation has one too, with no cause of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    pub note: Option<String>,
    pub by: Author,
    pub at: Timestamp,
    /// What an undo goes back to.
    pub before: Holding,
    pub waiting_since_before: Option<Timestamp>,
}

impl Conversation {
    pub fn agent(&self) -> Option<AgentId> {
        self.state.agent()
    }

    pub fn place(&self) -> Place {
        Place { queue: self.queue, agent: self.agent() }
    }

    pub fn is_open(&self) -> bool {
        self.state.kind().is_open()
    }

    /// When silence ends it. Active ones wait for us, so nothing closes them.
    pub fn silence_ends_at(&self, timeouts: &Timeouts) -> Option<Timestamp> {
        match self.state {
            State::Queued => Some(self.last_activity_at.plus_ms(timeouts.abandonment_ms)),
            State::Pending { .. } => Some(self.last_activity_at.plus_ms(timeouts.inactivity_ms)),
            State::Active { .. } | State::Resolved { .. } | State::Abandoned => None,
        }
    }

    /// Whether our side acted after `seen_seq` by another hand than `by`'s.
    pub fn moved_since(&self, seen_seq: u32, by: AgentId) -> Option<Moved> {
        self.moved.filter(|moved| moved.seq > seen_seq && moved.by != Author::Agent(by))
    }
}

#[cfg(test)]
#[path = "conversation_tests.rs"]
mod tests;
