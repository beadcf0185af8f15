//! Which queue a new conversation goes to, and who of a queue gets the next one.

use super::channel::Channel;
use super::{InboxId, QueueId, RoutingRuleId};
use serde::{Deserialize, Serialize};

/// The first rule whose conditions all hold sends a new conversation to its queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoutingRule {
    pub id: RoutingRuleId,
    pub name: String,
    pub is_on: bool,
    /// Lower goes first.
    pub position: u32,
    pub conditions: Vec<Condition>,
    pub queue: QueueId,
}

/// Each holds if any of its values does. Texts are compared without case and accents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Inbox {
        any: Vec<InboxId>,
    },
    Channel {
        any: Vec<Channel>,
    },
    /// ISO 639-1 codes, by the first message's words.
    Language {
        any: Vec<String>,
    },
    /// A contact's attribute equals one of these.
    Attribute {
        key: String,
        any: Vec<String>,
    },
    /// The customer's own address (number, e-mail, id) contains one of these.
    Address {
        any: Vec<String>,
    },
    Subject {
        any: Vec<String>,
    },
    /// The first message begins with one of these.
    FirstWords {
        any: Vec<String>,
    },
}

/// Why routing chose an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Had the fewest active conversations of so many who could take one.
    LeastBusy {
        of: u32,
        /// How many were there in all; `None`: an older version did not count them.
        #[serde(default)]
        online: Option<u32>,
    },
    /// Was next of so many who could take one.
    RoundRobin {
        of: u32,
        #[serde(default)]
        online: Option<u32>,
    },
    /// Had this customer before.
    Sticky,
}
