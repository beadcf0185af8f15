//! What agents are told, the newest so many for each, and which of it they have not looked at yet.

use super::envelope;
use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::notice::{Kind, NOTICES_MAX, Notice, told_by};
use crate::domain::timeline::Entry;
use crate::domain::{AgentId, ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId, NoticeId};
use std::ops::Range;

impl View {
    pub fn notice(&self, agent: AgentId, id: NoticeId) -> Result<Option<Notice>, Error> {
        self.read(Table::Notice, &place(agent, id))
    }

    /// All that is kept for an agent, the newest first.
    pub fn notices(&self, agent: AgentId) -> Result<Vec<Notice>, Error> {
        let rows = self.last(Table::Notice, prefixed(of_agent(agent)), NOTICES_MAX as usize)?;
        rows.iter().map(|(_, bytes)| envelope::decode(Table::Notice.name(), bytes)).collect()
    }

    /// The numbers of those that the agent has not looked at.
    pub fn unseen_notices(&self, agent: AgentId) -> Result<Vec<NoticeId>, Error> {
        self.unseen_in(prefixed(of_agent(agent)))
    }

    fn unseen_in(&self, range: Range<Vec<u8>>) -> Result<Vec<NoticeId>, Error> {
        let rows = self.first(Table::UnseenNotice, range, NOTICES_MAX as usize)?;
        Ok(rows.iter().map(|(_, number)| NoticeId(key::last_u64(number))).collect())
    }
}

impl Writer {
    /// Tells everybody whom a new entry concerns.
    pub(super) fn tell_of(&mut self, entry: &Entry, of: &Conversation) -> Result<(), Error> {
        for (agent, kind) in told_by(entry, of.agent()) {
            self.tell(agent, kind, entry)?;
        }
        Ok(())
    }

    fn tell(&mut self, agent: AgentId, kind: Kind, entry: &Entry) -> Result<(), Error> {
        let newest = self.last(Table::Notice, prefixed(of_agent(agent)), 1)?;
        let id = NoticeId(newest.first().map_or(1, |(row, _)| key::last_u64(row) + 1));
        let notice = Notice { id, kind, entry: entry.id, at: entry.at, is_seen: false };
        self.put(Table::Notice, place(agent, id), &notice)?;
        self.put_number(Table::UnseenNotice, unseen(agent, entry.id), id.0);
        // The numbers of one agent's have no gaps.
        if let Some(oldest) = id.0.checked_sub(NOTICES_MAX) {
            self.forget_notice(agent, NoticeId(oldest))?;
        }
        self.announce(Event::Notice { agent, id });
        Ok(())
    }

    fn forget_notice(&mut self, agent: AgentId, id: NoticeId) -> Result<(), Error> {
        if let Some(notice) = self.notice(agent, id)? {
            self.remove(Table::UnseenNotice, unseen(agent, notice.entry));
            self.remove(Table::Notice, place(agent, id));
        }
        Ok(())
    }

    /// The agent has looked at everything up to this notice, or at what is told of one conversation.
    pub fn see_notices(
        &mut self,
        agent: AgentId,
        up_to: NoticeId,
        of: Option<ConversationId>,
    ) -> Result<(), Error> {
        let mut ids = match of {
            Some(of) => self.unseen_in(told_of(agent, of, ENTRIES_PER_CONVERSATION_MAX))?,
            None => self.unseen_notices(agent)?,
        };
        ids.retain(|id| *id <= up_to);
        self.see(agent, ids)
    }

    /// The agent has read this conversation up to the place `seq`.
    pub fn see_notices_in(
        &mut self,
        agent: AgentId,
        of: ConversationId,
        seq: u32,
    ) -> Result<(), Error> {
        let ids = self.unseen_in(told_of(agent, of, seq))?;
        self.see(agent, ids)
    }

    fn see(&mut self, agent: AgentId, ids: Vec<NoticeId>) -> Result<(), Error> {
        if !ids.is_empty() {
            self.announce(Event::NoticesSeen { agent });
        }
        for id in ids {
            let Some(mut notice) = self.notice(agent, id)? else { continue };
            notice.is_seen = true;
            self.remove(Table::UnseenNotice, unseen(agent, notice.entry));
            self.put(Table::Notice, place(agent, id), &notice)?;
        }
        Ok(())
    }
}

fn of_agent(agent: AgentId) -> Vec<u8> {
    Key::new().u64(agent.0).done()
}

/// The rows of what is told of a conversation up to the place `seq`.
fn told_of(agent: AgentId, of: ConversationId, seq: u32) -> Range<Vec<u8>> {
    let last = EntryId::new(of, seq.min(ENTRIES_PER_CONVERSATION_MAX));
    unseen(agent, EntryId::new(of, 0))..unseen(agent, EntryId(last.0 + 1))
}

fn place(agent: AgentId, id: NoticeId) -> Vec<u8> {
    Key::new().u64(agent.0).u64(id.0).done()
}

pub(super) fn unseen(agent: AgentId, entry: EntryId) -> Vec<u8> {
    Key::new().u64(agent.0).u64(entry.0).done()
}
