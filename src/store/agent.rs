//! Agents, found by their e-mail too.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::AgentId;
use crate::domain::agent::Agent;

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
        if let Some(old) = self.find::<Agent>(agent.id)?.filter(|old| old.email != agent.email) {
            self.remove(Table::AgentByEmail, Key::new().text(&old.email));
        }
        self.put_number(Table::AgentByEmail, Key::new().text(&agent.email), agent.id.0);
        self.put_record(agent)
    }
}
