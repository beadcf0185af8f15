//! Where conversations wait.

use super::hours::Hours;
use super::{HoursId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

/// More steps than anybody can tell apart.
pub const PRIORITY_MAX: u32 = 1_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    pub id: QueueId,
    pub name: String,
    pub strategy: Strategy,
    /// Up to `PRIORITY_MAX`; higher goes first.
    pub priority: u32,
    pub timeouts: Timeouts,
    pub created_at: Timestamp,
    /// Whether a returning customer is offered the agent he had before.
    #[serde(default = "yes")]
    pub sticky: bool,
    /// `None`: always open.
    #[serde(default)]
    pub hours: Option<HoursId>,
    #[serde(default)]
    pub replies: Replies,
}

/// What reports need of a queue that is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemovedQueue {
    pub id: QueueId,
    pub name: String,
    /// As they were at its end; `None`: it was always open.
    pub hours: Option<Hours>,
    pub removed_at: Timestamp,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    LeastBusy,
    RoundRobin,
    Manual,
}

/// After how long silence ends a conversation, and how; `None`: as the level above says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeouts {
    /// Nobody answered and the customer wrote no more.
    pub abandonment_ms: Option<i64>,
    /// We answered and the customer wrote no more.
    pub inactivity_ms: Option<i64>,
    /// How long before inactivity ends it the customer is warned; 0: never.
    #[serde(default)]
    pub warning_ms: Option<i64>,
    /// Whether the warning also comes in time before the provider's window closes.
    #[serde(default)]
    pub warns_before_window: Option<bool>,
    /// Whether inactivity also ends conversations that wait for us.
    #[serde(default)]
    pub closes_active: Option<bool>,
}

/// What is answered without a person; `None` or empty: nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
