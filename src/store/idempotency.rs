//! A client's key makes a repeated request give the first one's result.

use super::envelope;
use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::prefixed;
use super::writer::Writer;
use crate::domain::time::DAY_MS;
use crate::domain::{AgentId, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long a key is remembered.
pub const REUSABLE_FOR_MS: i64 = DAY_MS;
const PRUNED_AT_ONCE: usize = 100_000;

/// What was done under a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// Of the request, so that the same key with another request is noticed.
    pub fingerprint: Vec<u8>,
    /// The number of what it made or changed.
    pub result: u64,
    /// The answer itself, where a number does not say it.
    #[serde(default)]
    pub text: String,
    pub at: Timestamp,
}

impl Writer {
    pub fn done(&self, agent: AgentId, key: &str) -> Result<Option<Done>, Error> {
        self.read(Table::Idempotency, &Key::new().u64(agent.0).text(key))
    }

    pub fn remember_done(&mut self, agent: AgentId, key: &str, done: &Done) -> Result<(), Error> {
        self.put(Table::Idempotency, Key::new().u64(agent.0).text(key), done)
    }

    pub fn prune_idempotency(&mut self, before: Timestamp) -> Result<(), Error> {
        let rows = self.first(Table::Idempotency, prefixed(Vec::new()), PRUNED_AT_ONCE)?;
        for (key, bytes) in rows {
            let done: Done = envelope::decode(Table::Idempotency.name(), &bytes)?;
            if done.at < before {
                self.remove(Table::Idempotency, key);
            }
        }
        Ok(())
    }
}
