//! How far each agent has read each conversation.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::{AgentId, ConversationId};

impl View {
    /// How many of the customer's messages this agent has not read.
    pub fn unread(&self, agent: AgentId, conversation: &Conversation) -> Result<u32, Error> {
        let read = self.number(Table::ReadMark, &mark(agent, conversation.id))?;
        let read = u32::try_from(read.unwrap_or_default()).unwrap_or(u32::MAX);
        Ok(conversation.inbound_count.saturating_sub(read))
    }
}

impl Writer {
    /// The agent has read the first `inbound` messages of the customer.
    pub fn mark_read(&mut self, agent: AgentId, conversation: ConversationId, inbound: u32) {
        self.put_number(Table::ReadMark, mark(agent, conversation), u64::from(inbound));
        self.announce(Event::ReadMark { agent, conversation });
    }
}

fn mark(agent: AgentId, conversation: ConversationId) -> Vec<u8> {
    Key::new().u64(agent.0).u64(conversation.0).done()
}
