//! Agents, found by their e-mail too.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::agent::Agent;
use crate::domain::{AgentId, Timestamp};

impl View {
    /// `email` in lower case.
    pub fn agent_by_email(&self, email: &str) -> Result<Option<Agent>, Error> {
        match self.number(Table::AgentByEmail, &Key::new().text(email))? {
            Some(id) => self.find(AgentId(id)),
            None => Ok(None),
        }
    }
}

impl Writer {
    pub fn save_agent(&mut self, agent: &Agent) -> Result<(), Error> {
        let old = self.find::<Agent>(agent.id)?;
        self.follow_agent(old.as_ref(), agent)?;
        if let Some(old) = old {
            self.remove(Table::AgentByEmail, Key::new().text(&old.email));
            if let Some(due) = old.due_at {
                self.remove(Table::AgentTimer, by_due(due, agent.id));
            }
        }
        if let Some(due) = agent.due_at {
            self.put_bytes(Table::AgentTimer, by_due(due, agent.id), Vec::new());
        }
        self.wakes.timers |= agent.due_at.is_some();
        self.put_number(Table::AgentByEmail, Key::new().text(&agent.email), agent.id.0);
        self.put_record(agent)
    }
}

fn by_due(due: Timestamp, agent: AgentId) -> Vec<u8> {
    Key::new().i64(due.0).u64(agent.0).done()
}
