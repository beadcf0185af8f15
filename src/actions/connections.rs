//! Which agents' browsers are connected, by the session that each belongs to.

use crate::domain::AgentId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Shared by whoever counts and whoever asks.
#[derive(Clone, Default)]
pub struct Connections(Arc<Mutex<HashMap<AgentId, Vec<String>>>>);

impl Connections {
    /// `token`: the session's.
    pub fn add(&self, agent: AgentId, token: &str) {
        self.locked().entry(agent).or_default().push(token.to_owned());
    }

    pub fn remove(&self, agent: AgentId, token: &str) {
        let mut connected = self.locked();
        let Some(tokens) = connected.get_mut(&agent) else { return };
        if let Some(place) = tokens.iter().position(|known| known == token) {
            tokens.swap_remove(place);
        }
        if tokens.is_empty() {
            connected.remove(&agent);
        }
    }

    pub fn has(&self, agent: AgentId) -> bool {
        self.locked().contains_key(&agent)
    }

    /// Whether a browser of another session of this agent is connected.
    pub fn has_beside(&self, agent: AgentId, token: &str) -> bool {
        let connected = self.locked();
        connected.get(&agent).is_some_and(|tokens| tokens.iter().any(|known| known != token))
    }

    pub fn agents(&self) -> Vec<AgentId> {
        self.locked().keys().copied().collect()
    }

    pub fn count(&self) -> usize {
        self.locked().values().map(Vec::len).sum()
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<AgentId, Vec<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
