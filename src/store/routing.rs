//! What a routing decision reads: who is there to be given a conversation, and what waits for one.
//! Both follow from agents and conversations in the transaction that changes them, so a decision
//! never counts and never scans.

use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::agent::Agent;
use crate::domain::choice::Candidate;
use crate::domain::conversation::Conversation;
use crate::domain::{AgentId, ConversationId, QueueId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

const LAST_TURN: &[u8] = b"last turn";
/// A value of `Available`: whether there is room, then two numbers.
const TURN_BYTES: usize = 8;
const HAS_ROOM: u8 = 1;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// The row of a conversation in its queue's line; `None`: it does not wait to be given out.
pub(super) fn line_row(conversation: &Conversation) -> Option<(Table, Vec<u8>)> {
    let since = conversation.waiting_since.unwrap_or(conversation.created_at);
    let key = || Key::new().u64(conversation.queue.0).i64(since.0).u64(conversation.id.0).done();
    conversation.is_in_line().then(|| (Table::Line, key()))
}

/// A row for each queue in which the agent is there for conversations, with room or without.
pub(super) fn available_rows(agent: &Agent, active: u64, turn: u64) -> Rows {
    if !agent.takes_work() {
        return Rows::new();
    }
    let room = if agent.has_room(active) { HAS_ROOM } else { 0 };
    let value = Key::new().u8(room).u64(active).u64(turn).done();
    let queues = agent.queues.iter();
    queues.map(|queue| (Key::new().u64(queue.0).u64(agent.id.0).done(), value.clone())).collect()
}

impl View {
    /// Everybody who is online in this queue now, and whether there is room for one more.
    pub fn candidates(&self, queue: QueueId) -> Result<Vec<Candidate>, Error> {
        let range = prefixed(Key::new().u64(queue.0).done());
        let rows = self.first(Table::Available, range, usize::MAX)?;
        let read = |(row, value): &(Vec<u8>, Vec<u8>)| Candidate {
            agent: AgentId(key::last_u64(row)),
            active: key::last_u64(&value[..value.len().saturating_sub(TURN_BYTES)]),
            turn: key::last_u64(value),
            can_take: value.first() == Some(&HAS_ROOM),
        };
        Ok(rows.iter().map(read).collect())
    }

    /// What has waited longest in this queue, save for what is passed over, and since when.
    pub fn next_in_line(
        &self,
        queue: QueueId,
        passed_over: &BTreeSet<ConversationId>,
    ) -> Result<Option<(Timestamp, ConversationId)>, Error> {
        let prefix = Key::new().u64(queue.0).done();
        let since_at = prefix.len();
        let rows = self.first(Table::Line, prefixed(prefix), passed_over.len() + 1)?;
        let places = rows.iter().map(|(row, _)| {
            (Timestamp(key::i64_at(row, since_at)), ConversationId(key::last_u64(row)))
        });
        Ok(places.into_iter().find(|(_, id)| !passed_over.contains(id)))
    }

    /// The number of an agent's last assignment; 0 before the first.
    pub fn turn(&self, agent: AgentId) -> Result<u64, Error> {
        Ok(self.number(Table::Turn, &key::id(agent.0))?.unwrap_or_default())
    }

    fn available(&self, agent: &Agent) -> Result<Rows, Error> {
        Ok(available_rows(agent, self.load(agent.id)?.active, self.turn(agent.id)?))
    }
}

impl Writer {
    /// Called with the agent as it was and as it will be.
    pub(super) fn follow_agent(&mut self, old: Option<&Agent>, new: &Agent) -> Result<(), Error> {
        let before = old.map(|old| self.available(old)).transpose()?.unwrap_or_default();
        let after = self.available(new)?;
        self.apply(&before, after);
        Ok(())
    }

    /// Runs `change`, which counts a conversation anew, so that the rows of the agents whose load
    /// it changes follow, and whoever takes the conversation has had a turn.
    pub(super) fn following_load(
        &mut self,
        old: Option<&Conversation>,
        new: &Conversation,
        change: impl FnOnce(&mut Writer) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (had, has) = (old.and_then(Conversation::agent), new.agent());
        let taker = has.filter(|_| had != has);
        let occupied = [old.and_then(Conversation::occupies), new.occupies()];
        let changed = occupied.into_iter().flatten().filter(|_| occupied[0] != occupied[1]);
        let ids: BTreeSet<AgentId> = changed.chain(taker).collect();
        let mut agents = Vec::new();
        for id in ids {
            if let Some(agent) = self.find::<Agent>(id)? {
                agents.push((self.available(&agent)?, agent));
            }
        }
        change(self)?;
        if let Some(taker) = taker {
            let turn = self.number(Table::Meta, LAST_TURN)?.unwrap_or_default() + 1;
            self.put_number(Table::Meta, LAST_TURN.to_vec(), turn);
            self.put_number(Table::Turn, key::id(taker.0), turn);
        }
        for (before, agent) in agents {
            let after = self.available(&agent)?;
            self.apply(&before, after);
        }
        Ok(())
    }

    fn apply(&mut self, before: &Rows, after: Rows) {
        for key in before.keys().filter(|key| !after.contains_key(*key)) {
            self.remove(Table::Available, key.clone());
        }
        for (key, value) in after {
            if before.get(&key) != Some(&value) {
                self.put_bytes(Table::Available, key, value);
            }
        }
    }

    /// For a store that was written before there was routing, or before whoever has no room was
    /// counted among those who are there.
    pub(super) fn derive_routing(&mut self) -> Result<(), Error> {
        for agent in self.all::<Agent>()? {
            let rows = self.available(&agent)?;
            self.apply(&Rows::new(), rows);
        }
        for conversation in self.queued()? {
            if let Some((table, key)) = line_row(&conversation) {
                self.put_bytes(table, key, Vec::new());
            }
        }
        Ok(())
    }
}
