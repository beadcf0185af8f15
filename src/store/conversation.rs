//! Conversations with everything that follows from them: the rows of the ordered lists, the
//! counts, the timer. What a saved conversation implies is one pure function; saving applies the
//! difference, so lists and counts cannot drift from the truth.

use super::error::Error;
use super::key::{self, Key};
use super::routing::line_row;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::agent::Load;
use crate::domain::contact::Contact;
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::event::Event;
use crate::domain::message::Message;
use crate::domain::window::Window;
use crate::domain::{AgentId, ConversationId, QueueId, TagId, Timestamp};
use std::collections::BTreeSet;

/// How far back the last message is looked for in a store of before.
const LOOKED_AT_MAX: usize = 50;

/// What a list can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    All,
    Queue,
    Agent,
    Inbox,
    Contact,
    Tag,
    Label,
    /// Of an agent: what it has put aside, active or pending.
    Snoozed,
}

impl Facet {
    fn number(self) -> u8 {
        match self {
            Facet::All => 0,
            Facet::Queue => 1,
            Facet::Agent => 2,
            Facet::Inbox => 3,
            Facet::Contact => 4,
            Facet::Tag => 5,
            Facet::Label => 6,
            Facet::Snoozed => 7,
        }
    }
}

fn state_number(state: StateKind) -> u8 {
    match state {
        StateKind::Queued => 0,
        StateKind::Active => 1,
        StateKind::Pending => 2,
        StateKind::Resolved => 3,
        StateKind::Abandoned => 4,
    }
}

/// The beginning of the keys of one list in one state; also the key of its count.
pub(super) fn list_prefix(facet: Facet, value: u64, state: StateKind) -> Key {
    Key::new().u8(facet.number()).u64(value).u8(state_number(state))
}

pub(super) const LIST_PREFIX_BYTES: usize = 10;

fn facets(conversation: &Conversation) -> Vec<(Facet, u64)> {
    let mut facets = vec![
        (Facet::All, 0),
        (Facet::Queue, conversation.queue.0),
        (Facet::Inbox, conversation.inbox.0),
        (Facet::Contact, conversation.contact.0),
    ];
    facets.extend(conversation.agent().map(|agent| (Facet::Agent, agent.0)));
    let snoozer = conversation.agent().filter(|_| conversation.snooze.is_some());
    facets.extend(snoozer.map(|agent| (Facet::Snoozed, agent.0)));
    facets.extend(conversation.tags.iter().map(|tag| (Facet::Tag, tag.0)));
    facets.extend(conversation.labels.iter().map(|label| (Facet::Label, label.0)));
    facets
}

pub(super) fn index_rows(conversation: &Conversation) -> BTreeSet<(Table, Vec<u8>)> {
    let id = conversation.id.0;
    let state = conversation.state.kind();
    let mut rows = BTreeSet::new();
    for (facet, value) in facets(conversation) {
        let newest_first = conversation.last_activity_at.0.saturating_neg();
        let key = list_prefix(facet, value, state).i64(newest_first).u64(id).done();
        rows.insert((Table::ListByActivity, key));
        if let Some(since) = conversation.waiting_since {
            let key = list_prefix(facet, value, state).i64(since.0).u64(id).done();
            rows.insert((Table::ListByWaiting, key));
        }
        if let Some(closes_at) = conversation.window_closes_at {
            let key = list_prefix(facet, value, state).i64(closes_at.0).u64(id).done();
            rows.insert((Table::ListByWindow, key));
        }
    }
    rows.extend(line_row(conversation));
    if let Some(due) = conversation.due_at {
        rows.insert((Table::Timer, Key::new().i64(due.0).u64(id).done()));
    }
    rows
}

pub(super) fn counted(conversation: &Conversation) -> BTreeSet<Vec<u8>> {
    let state = conversation.state.kind();
    let facets = facets(conversation).into_iter();
    facets.map(|(facet, value)| list_prefix(facet, value, state).done()).collect()
}

impl View {
    pub fn count(&self, facet: Facet, value: u64, state: StateKind) -> Result<u64, Error> {
        let key = list_prefix(facet, value, state).done();
        Ok(self.number(Table::Count, &key)?.unwrap_or_default())
    }

    pub fn load(&self, agent: AgentId) -> Result<Load, Error> {
        let snoozed_active = self.count(Facet::Snoozed, agent.0, StateKind::Active)?;
        let snoozed_pending = self.count(Facet::Snoozed, agent.0, StateKind::Pending)?;
        let active = self.count(Facet::Agent, agent.0, StateKind::Active)?;
        let pending = self.count(Facet::Agent, agent.0, StateKind::Pending)?;
        Ok(Load {
            active: active.saturating_sub(snoozed_active),
            pending: pending.saturating_sub(snoozed_pending),
            snoozed: snoozed_active + snoozed_pending,
        })
    }

    /// Everything that waits in any queue, put aside or not.
    pub(super) fn queued(&self) -> Result<Vec<Conversation>, Error> {
        let range = prefixed(list_prefix(Facet::All, 0, StateKind::Queued).done());
        let rows = self.first(Table::ListByActivity, range, usize::MAX)?;
        let ids = rows.iter().map(|(row, _)| ConversationId(key::last_u64(row)));
        ids.filter_map(|id| self.find(id).transpose()).collect()
    }

    /// All that are not ended.
    fn open(&self) -> Result<Vec<Conversation>, Error> {
        let mut open = Vec::new();
        for state in StateKind::ALL.into_iter().filter(|state| state.is_open()) {
            let range = prefixed(list_prefix(Facet::All, 0, state).done());
            for (row, _) in self.first(Table::ListByActivity, range, usize::MAX)? {
                open.extend(self.find(ConversationId(key::last_u64(&row)))?);
            }
        }
        Ok(open)
    }

    /// Until when a conversation may be written in freely, as its contact's last act says.
    pub(super) fn closes_at(
        &self,
        conversation: &Conversation,
    ) -> Result<Option<Timestamp>, Error> {
        if !conversation.is_open() {
            return Ok(None);
        }
        let contact: Option<Contact> = self.find(conversation.contact)?;
        let to = &conversation.identity;
        let last = contact.and_then(|contact| contact.last_inbound_at(conversation.inbox, to));
        Ok(Window::of(conversation.channel, false, last).closes_at)
    }

    /// How many conversations bear a tag, open or ended.
    pub fn tagged(&self, tag: TagId) -> Result<u64, Error> {
        let counts = StateKind::ALL.map(|state| self.count(Facet::Tag, tag.0, state));
        counts.into_iter().sum()
    }

    pub fn waiting(&self, queue: QueueId) -> Result<u64, Error> {
        self.count(Facet::Queue, queue.0, StateKind::Queued)
    }
}

impl Writer {
    /// Stores a conversation with all that follows from it, and announces it.
    pub fn save_conversation(&mut self, conversation: &Conversation) -> Result<(), Error> {
        let old = self.find::<Conversation>(conversation.id)?;
        self.following_load(old.as_ref(), conversation, |writer| {
            writer.index_anew(old.as_ref(), conversation)
        })?;
        self.put_record(conversation)?;
        self.announce_conversation(old.as_ref(), conversation);
        Ok(())
    }

    /// Stores a conversation of which nothing but its timer has changed: nobody need know.
    pub fn save_timer(&mut self, conversation: &Conversation) -> Result<(), Error> {
        let old = self.find::<Conversation>(conversation.id)?;
        self.index_anew(old.as_ref(), conversation)?;
        self.put_record(conversation)
    }

    /// For a store of before: orders the open ones by the end of their windows.
    pub(super) fn derive_windows(&mut self) -> Result<(), Error> {
        for old in self.open()? {
            let window_closes_at = self.closes_at(&old)?;
            let new = Conversation { window_closes_at, ..old.clone() };
            self.index_anew(Some(&old), &new)?;
            self.put_record(&new)?;
        }
        Ok(())
    }

    /// For a store of before: notes of the open ones which message was sent last.
    pub(super) fn derive_last_sent(&mut self) -> Result<(), Error> {
        for mut conversation in self.open()? {
            let end = conversation.last_seq.saturating_add(1);
            let entries = self.entries_before(conversation.id, end, LOOKED_AT_MAX)?;
            let last = entries.iter().find(|entry| entry.message().is_some());
            conversation.last_sent = match last.map(|entry| (entry, entry.message())) {
                Some((entry, Some(Message::Outbound(_)))) => {
                    self.note_failure(entry)?;
                    Some(entry.id.seq())
                }
                Some((_, Some(Message::Inbound(_)) | None)) | None => None,
            };
            self.put_record(&conversation)?;
        }
        Ok(())
    }

    /// Changes the rows and counts that differ.
    fn index_anew(&mut self, old: Option<&Conversation>, new: &Conversation) -> Result<(), Error> {
        let (old_rows, old_counts) =
            old.map(|old| (index_rows(old), counted(old))).unwrap_or_default();
        let (rows, counts) = (index_rows(new), counted(new));
        for (table, key) in old_rows.difference(&rows) {
            self.remove(*table, key.clone());
            self.wakes.timers |= *table == Table::Timer;
        }
        for (table, key) in rows.difference(&old_rows) {
            self.put_bytes(*table, key.clone(), Vec::new());
            self.wakes.timers |= *table == Table::Timer;
        }
        for key in old_counts.difference(&counts) {
            let count = self.number(Table::Count, key)?.unwrap_or_default();
            self.put_number(Table::Count, key.clone(), count.saturating_sub(1));
        }
        for key in counts.difference(&old_counts) {
            let count = self.number(Table::Count, key)?.unwrap_or_default();
            self.put_number(Table::Count, key.clone(), count + 1);
        }
        Ok(())
    }

    pub fn next_conversation_id(&mut self) -> Result<ConversationId, Error> {
        Ok(ConversationId(self.next(Table::Conversation)?))
    }

    /// Queues and agents carry counts, so they change with what they hold.
    fn announce_conversation(&mut self, old: Option<&Conversation>, new: &Conversation) {
        let left = old.map(Conversation::place).filter(|place| *place != new.place());
        self.announce(Event::Conversation { id: new.id, left });
        let moved = old.is_none_or(|old| {
            old.state != new.state
                || old.queue != new.queue
                || old.snooze.is_some() != new.snooze.is_some()
        });
        if !moved {
            return;
        }
        for conversation in old.into_iter().chain([new]) {
            if conversation.state.kind() == StateKind::Queued {
                self.announce(Event::Queue { id: conversation.queue });
            }
            if let Some(agent) = conversation.agent() {
                self.announce(Event::Agent { id: agent });
            }
        }
    }
}
