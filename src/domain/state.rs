//! Whose turn a conversation is: five states, and the only function that leads from one to the next.

use super::AgentId;
use super::time::SECOND_MS;
use serde::{Deserialize, Serialize};

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
    /// By hand.
    Agent,
    Inactivity,
    /// A closing word.
    Customer,
    /// Its contact was blocked: nobody has done the work.
    Blocked,
    /// It could hold no more; it goes on in the next one.
    Full,
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
    /// Its agent has been gone for too long.
    GivenBack,
    /// By an agent's hand.
    Resolved,
    /// The customer's whole message says that all is done.
    SaidDone,
    /// We blocked the contact.
    Blocked,
    /// It can hold no more.
    Filled,
    /// Nobody has answered, and the customer has been silent for the abandonment time.
    GivenUp,
    /// The customer has been silent for the inactivity time. What waits for us goes on, unless
    /// `closes_active`.
    TimedOut {
        closes_active: bool,
    },
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
    /// An agent writes first: it is the customer's turn.
    pub fn begun_by(agent: AgentId) -> State {
        State::Pending { agent }
    }

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
            Input::GivenBack => Err(Refused::NothingDue),
            Input::Accepted { by } => Ok(State::Active { agent: by }),
            Input::Assigned { to } => Ok(State::Active { agent: to }),
            Input::Replied { .. } | Input::TransferredToAgent { .. } => Err(Refused::NotAccepted),
            Input::Resolved => resolved(Cause::Agent),
            Input::SaidDone => resolved(Cause::Customer),
            Input::Blocked => resolved(Cause::Blocked),
            Input::Filled => resolved(Cause::Full),
            Input::TimedOut { closes_active: true } => resolved(Cause::Inactivity),
            Input::TimedOut { closes_active: false } => Err(Refused::NothingDue),
            Input::GivenUp | Input::CustomerLeft => Ok(State::Abandoned),
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
            Input::TransferredToQueue | Input::GivenBack => Ok(State::Queued),
            Input::Resolved => resolved(Cause::Agent),
            Input::SaidDone => resolved(Cause::Customer),
            Input::Blocked => resolved(Cause::Blocked),
            Input::Filled => resolved(Cause::Full),
            Input::TimedOut { closes_active: true } => resolved(Cause::Inactivity),
            Input::TimedOut { closes_active: false } | Input::GivenUp => Err(Refused::NothingDue),
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
            Input::GivenBack => Err(Refused::NothingDue),
            Input::Resolved => resolved(Cause::Agent),
            Input::SaidDone => resolved(Cause::Customer),
            Input::Blocked => resolved(Cause::Blocked),
            Input::Filled => resolved(Cause::Full),
            Input::TimedOut { .. } => resolved(Cause::Inactivity),
            Input::GivenUp => Err(Refused::NothingDue),
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
            | Input::GivenBack
            | Input::Resolved
            | Input::SaidDone
            | Input::Blocked
            | Input::Filled
            | Input::GivenUp
            | Input::TimedOut { .. }
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
            | Input::GivenBack
            | Input::Resolved
            | Input::SaidDone
            | Input::Blocked
            | Input::Filled
            | Input::GivenUp
            | Input::TimedOut { .. }
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

fn resolved(cause: Cause) -> Result<State, Refused> {
    Ok(State::Resolved { cause })
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

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
