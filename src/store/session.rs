//! Signed-in browsers. Only the hash of a session's token is kept.

use super::envelope;
use super::error::Error;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::{AgentId, Timestamp};
use serde::{Deserialize, Serialize};

const PRUNED_AT_ONCE: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub agent: AgentId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

impl View {
    pub fn session(&self, token_hash: &[u8]) -> Result<Option<Session>, Error> {
        self.read(Table::Session, token_hash)
    }
}

impl Writer {
    pub fn save_session(&mut self, token_hash: &[u8], session: &Session) -> Result<(), Error> {
        self.put(Table::Session, token_hash.to_vec(), session)
    }

    pub fn remove_session(&mut self, token_hash: &[u8]) {
        self.remove(Table::Session, token_hash.to_vec());
    }

    pub fn change_sessions(&mut self, change: impl Fn(Session) -> Session) -> Result<(), Error> {
        for (key, bytes) in self.first(Table::Session, prefixed(Vec::new()), PRUNED_AT_ONCE)? {
            let session = envelope::decode(Table::Session.name(), &bytes)?;
            self.save_session(&key, &change(session))?;
        }
        Ok(())
    }

    /// Ends all sessions of an agent but the one whose token has this hash.
    pub fn end_sessions(&mut self, agent: AgentId, except: Option<&[u8]>) -> Result<(), Error> {
        let mut range = prefixed(Vec::new());
        loop {
            let rows = self.first(Table::Session, range.clone(), PRUNED_AT_ONCE)?;
            let Some((last, _)) = rows.last() else { return Ok(()) };
            range.start = [last.as_slice(), &[0]].concat();
            for (key, bytes) in rows {
                let session: Session = envelope::decode(Table::Session.name(), &bytes)?;
                if session.agent == agent && except != Some(key.as_slice()) {
                    self.remove(Table::Session, key);
                }
            }
        }
    }

    pub fn prune_sessions(&mut self, is_over: impl Fn(&Session) -> bool) -> Result<(), Error> {
        for (key, bytes) in self.first(Table::Session, prefixed(Vec::new()), PRUNED_AT_ONCE)? {
            let session: Session = envelope::decode(Table::Session.name(), &bytes)?;
            if is_over(&session) {
                self.remove(Table::Session, key);
            }
        }
        Ok(())
    }
}
