//! Where conversations wait.

use super::time::HOUR_MS;
use super::{QueueId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    pub id: QueueId,
    pub name: String,
    pub strategy: Strategy,
    /// Higher goes first.
    pub priority: u32,
    pub timeouts: Timeouts,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    LeastBusy,
    RoundRobin,
    Manual,
}

/// After how long silence ends a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeouts {
    /// Nobody answered and the customer wrote no more.
    pub abandonment_ms: i64,
    /// We answered and the customer wrote no more.
    pub inactivity_ms: i64,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts { abandonment_ms: 24 * HOUR_MS, inactivity_ms: 24 * HOUR_MS }
    }
}
