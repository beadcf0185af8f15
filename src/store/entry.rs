//! Timelines: entries by conversation and place, and by the provider's id.

use super::envelope;
use super::error::Error;
use super::key::{self, Key};
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::message::Message;
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

    /// Whether the last message of all is ours and did not get through.
    pub fn last_message_failed(&self, conversation: &Conversation) -> Result<bool, Error> {
        let Some(place) = conversation.last_sent else { return Ok(false) };
        let failed = self.number(Table::LastFailed, &key::id(conversation.id.0))?;
        Ok(failed == Some(u64::from(place)))
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
        match &body {
            Body::Message(Message::Outbound(_)) => conversation.last_sent = Some(id.seq()),
            Body::Message(Message::Inbound(_)) => conversation.last_sent = None,
            Body::Note(_) | Body::Activity(_) => {}
        }
        let entry = Entry { id, at: self.now, author, body };
        self.save_entry(&entry)?;
        self.tell_of(&entry, conversation)?;
        Ok(entry)
    }

    pub fn save_entry(&mut self, entry: &Entry) -> Result<(), Error> {
        let is_told_in_lists = self.note_failure(entry)?;
        self.put(Table::Entry, key::id(entry.id.0), entry)?;
        self.announce(Event::Entry { id: entry.id });
        if is_told_in_lists {
            self.announce(Event::Conversation { id: entry.conversation(), left: None });
        }
        Ok(())
    }

    /// Notes the newest message of ours that did not get through: lists ask for each row whether it
    /// is the last. Answers whether what they say of it changes.
    pub(super) fn note_failure(&mut self, entry: &Entry) -> Result<bool, Error> {
        let Some(message @ Message::Outbound(_)) = entry.message() else { return Ok(false) };
        let (row, place) = (key::id(entry.conversation().0), u64::from(entry.id.seq()));
        let noted = self.number(Table::LastFailed, &row)?;
        if message.has_failed() == (noted == Some(place)) {
            return Ok(false);
        }
        if !message.has_failed() {
            self.remove(Table::LastFailed, row);
        } else if noted.is_none_or(|noted| noted < place) {
            self.put_number(Table::LastFailed, row, place);
        }
        let conversation = self.find::<Conversation>(entry.conversation())?;
        Ok(conversation.is_some_and(|of| of.last_sent == Some(entry.id.seq())))
    }

    pub fn remember_provider_id(&mut self, inbox: InboxId, provider_id: &str, entry: EntryId) {
        self.put_number(Table::EntryByProviderId, by_provider_id(inbox, provider_id), entry.0);
    }
}

/// Ids of mails are found in whichever letters their domain comes back: programs on the way change
/// them. No other provider's ids have an `@`.
pub(super) fn by_provider_id(inbox: InboxId, provider_id: &str) -> Vec<u8> {
    match provider_id.rsplit_once('@') {
        Some((local, domain)) => {
            let id = format!("{local}@{}", domain.to_ascii_lowercase());
            Key::new().u64(inbox.0).text(&id)
        }
        None => Key::new().u64(inbox.0).text(provider_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_found_in_whichever_letters_its_domain_comes_back() {
        let key = |id| by_provider_id(InboxId(1), id);
        assert_eq!(key("DB9PR08@MAIL01.Corp.test"), key("DB9PR08@mail01.corp.test"));
        assert_ne!(key("DB9PR08@corp.test"), key("db9pr08@corp.test"), "only its domain's");
        assert_ne!(key("wamid.HBg="), key("wamid.hbg="));
        assert_eq!(key("dk.7.2.abc@desk.test"), Key::new().u64(1).text("dk.7.2.abc@desk.test"));
    }
}
