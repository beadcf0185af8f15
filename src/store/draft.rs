//! What agents have begun to write and not sent, so that they can go on at another desk.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
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
        self.read(Table::Draft, &key(agent, of))
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
            self.remove(Table::Draft, key(agent, of));
        } else {
            self.put(Table::Draft, key(agent, of), draft)?;
        }
        self.announce(Event::Draft { agent, conversation: of });
        Ok(())
    }
}

fn key(agent: AgentId, of: ConversationId) -> Vec<u8> {
    Key::new().u64(agent.0).u64(of.0).done()
}
