//! Timelines: entries by conversation and place, and by the provider's id.

use super::envelope;
use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::timeline::{Author, Body, Entry};
use crate::domain::{ConversationId, EntryId, InboxId};

impl View {
    pub fn entry(&self, id: EntryId) -> Result<Option<Entry>, Error> {
        self.read(Table::Entry, &key::id(id.0))
    }

    /// Up to `limit` entries of a conversation with a place below `before`, newest first.
    pub fn entries_before(
        &self,
        conversation: ConversationId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Entry>, Error> {
        let first = key::id(EntryId::new(conversation, 0).0);
        let end = key::id(EntryId::new(conversation, before).0);
        let rows = self.last(Table::Entry, first..end, limit)?;
        rows.iter().map(|(_, bytes)| envelope::decode(Table::Entry.name(), bytes)).collect()
    }

    pub fn entry_by_provider_id(
        &self,
        inbox: InboxId,
        provider_id: &str,
    ) -> Result<Option<EntryId>, Error> {
        let key = by_provider_id(inbox, provider_id);
        Ok(self.number(Table::EntryByProviderId, &key)?.map(EntryId))
    }
}

impl Writer {
    /// Adds to the end of a timeline, and tells whom it concerns; the caller saves the conversation,
    /// whose `last_seq` moves.
    pub fn append_entry(
        &mut self,
        conversation: &mut Conversation,
        author: Author,
        body: Body,
    ) -> Result<Entry, Error> {
        if !conversation.has_place_for(&body) {
            return Err(Error::ConversationFull);
        }
        conversation.last_seq += 1;
        let id = EntryId::new(conversation.id, conversation.last_seq);
        let entry = Entry { id, at: self.now, author, body };
        self.save_entry(&entry)?;
        self.tell_of(&entry, conversation)?;
        Ok(entry)
    }

    pub fn save_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.put(Table::Entry, key::id(entry.id.0), entry)?;
        self.announce(Event::Entry { id: entry.id });
        Ok(())
    }

    pub fn remember_provider_id(&mut self, inbox: InboxId, provider_id: &str, entry: EntryId) {
        self.put_number(Table::EntryByProviderId, by_provider_id(inbox, provider_id), entry.0);
    }
}

pub(super) fn by_provider_id(inbox: InboxId, provider_id: &str) -> Vec<u8> {
    Key::new().u64(inbox.0).text(provider_id)
}
