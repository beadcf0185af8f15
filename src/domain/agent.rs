//! People who sign in.

use super::{AgentId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many active conversations an agent holds at once unless set otherwise.
pub const CAPACITY_DEFAULT: u32 = 8;
/// More than anybody can keep an eye on, and enough for somebody who sorts a mailbox.
pub const CAPACITY_MAX: u32 = 1_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    /// Lower case; unique.
    pub email: String,
    /// An argon2id hash in PHC form; never leaves the server.
    pub password_hash: String,
    pub role: Role,
    pub availability: Availability,
    pub capacity: u32,
    pub queues: BTreeSet<QueueId>,
    /// Whatever the browser keeps for this agent: a JSON object.
    #[serde(default)]
    pub preferences: String,
    /// Markdown, above the signature of the inbox in this agent's mails.
    #[serde(default)]
    pub signature: Option<String>,
    pub created_at: Timestamp,
    /// Since when none of the agent's browsers is connected; `None`: one is.
    #[serde(default)]
    pub lost: Option<Lost>,
    /// May not sign in any more; what it did keeps its name.
    #[serde(default)]
    pub deactivated_at: Option<Timestamp>,
    /// When something falls due for this agent; the timers' table follows it.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
}

/// A lost connection: nobody works there, whatever the availability says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    pub since: Timestamp,
    /// What the agent was before the system made it offline: so it is again once connected.
    pub before: Option<Availability>,
    /// Whether its conversations were given back already.
    #[serde(default)]
    pub gave_back: bool,
    /// Since when it holds something again that it did not hold when everything was given back.
    #[serde(default)]
    pub holds_since: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Agent,
    Supervisor,
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    Online,
    Busy,
    Away,
    Offline,
}

impl Agent {
    /// Whether routing gives this agent work: whoever lost his connection a moment ago is still
    /// online, and whoever may not sign in is not there whatever the availability says.
    pub fn takes_work(&self) -> bool {
        self.availability == Availability::Online && self.deactivated_at.is_none()
    }

    /// Whether routing may have something for this agent that it did not have for him as he was.
    pub fn can_take_more_than(&self, before: Option<&Agent>) -> bool {
        let gained = before.filter(|before| before.takes_work()).is_none_or(|before| {
            self.capacity > before.capacity || !self.queues.is_subset(&before.queues)
        });
        self.takes_work() && gained
    }

    /// Whether somebody is there who may be answering, also one who takes nothing new.
    pub fn is_at_the_desk(&self) -> bool {
        match self.availability {
            Availability::Online | Availability::Busy => self.deactivated_at.is_none(),
            Availability::Away | Availability::Offline => false,
        }
    }

    /// Whether one more fits beside so many active conversations.
    pub fn has_room(&self, active: u64) -> bool {
        self.takes_work() && active < u64::from(self.capacity)
    }
}

/// How many conversations an agent holds. Only active ones cost capacity, and not while snoozed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    pub active: u64,
    pub pending: u64,
    pub snoozed: u64,
}
