//! What falls due when. The rows follow from the conversations (see `conversation`), so there is
//! nothing to cancel and nothing stale.

use super::error::Error;
use super::key;
use super::table::Table;
use super::view::{View, prefixed};
use crate::domain::{AgentId, ConversationId, Timestamp};

impl View {
    /// The next `limit` due conversations, earliest first.
    pub fn timers(&self, limit: usize) -> Result<Vec<(Timestamp, ConversationId)>, Error> {
        let rows = self.first(Table::Timer, prefixed(Vec::new()), limit)?;
        Ok(rows
            .iter()
            .map(|(row, _)| (Timestamp(key::i64_at(row, 0)), ConversationId(key::last_u64(row))))
            .collect())
    }

    /// The next `limit` agents for whom something falls due, earliest first.
    pub fn agent_timers(&self, limit: usize) -> Result<Vec<(Timestamp, AgentId)>, Error> {
        let rows = self.first(Table::AgentTimer, prefixed(Vec::new()), limit)?;
        Ok(rows
            .iter()
            .map(|(row, _)| (Timestamp(key::i64_at(row, 0)), AgentId(key::last_u64(row))))
            .collect())
    }
}
