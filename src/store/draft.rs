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

/// Both sides of the composer, and what stands above a mail that is an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub reply: String,
    pub note: String,
    /// The address that the answer goes to; empty: as usual.
    #[serde(default)]
    pub to: String,
    /// Empty: as usual.
    #[serde(default)]
    pub subject: String,
    pub at: Timestamp,
}

impl Draft {
    pub fn is_empty(&self) -> bool {
        [&self.reply, &self.note, &self.to, &self.subject].into_iter().all(String::is_empty)
    }
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
        if draft.is_empty() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Older {
        reply: &'static str,
        note: &'static str,
        at: Timestamp,
    }

    #[test]
    fn a_draft_of_before_mails_had_another_head_goes_as_usual() {
        let older = Older { reply: "Dear Joe", note: "", at: Timestamp(1) };
        let stored = envelope::encode("draft", &older).expect("encoded");
        let read: Draft = envelope::decode("draft", &stored).expect("read");
        let at = Timestamp(1);
        assert_eq!(read, Draft { reply: "Dear Joe".to_owned(), at, ..Draft::default() });
    }
}
