//! What agents have begun to write and not sent, so that they can go on at another desk.

use super::envelope;
use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::event::Event;
use crate::domain::{AgentId, ConversationId, Timestamp};
use serde::{Deserialize, Serialize};

/// Both sides of the composer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub reply: String,
    pub note: String,
    pub at: Timestamp,
}

impl View {
    pub fn draft(&self, agent: AgentId, of: ConversationId) -> Result<Option<Draft>, Error> {
        self.read(Table::Draft, &place(agent, of))
    }

    /// Up to `limit` of an agent's drafts, the oldest conversation's first.
    pub fn drafts(
        &self,
        agent: AgentId,
        limit: usize,
    ) -> Result<Vec<(ConversationId, Draft)>, Error> {
        let range = prefixed(Key::new().u64(agent.0).done());
        let rows = self.first(Table::Draft, range, limit)?;
        rows.iter()
            .map(|(row, bytes)| {
                let draft = envelope::decode(Table::Draft.name(), bytes)?;
                Ok((ConversationId(key::last_u64(row)), draft))
            })
            .collect()
    }
}

impl Writer {
    /// An empty draft is none.
    pub fn save_draft(
        &mut self,
        agent: AgentId,
        of: ConversationId,
        draft: &Draft,
    ) -> Result<(), Error> {
        if draft.reply.is_empty() && draft.note.is_empty() {
            self.remove(Table::Draft, place(agent, of));
        } else {
            self.put(Table::Draft, place(agent, of), draft)?;
        }
        self.announce(Event::Draft { agent, conversation: of });
        Ok(())
    }
}

fn place(agent: AgentId, of: ConversationId) -> Vec<u8> {
    Key::new().u64(agent.0).u64(of.0).done()
}
