//! What can be found.

use super::schema::Fields;
use crate::domain::channel::Channel;
use crate::domain::{ContactId, ConversationId, EntryId, Timestamp};
use tantivy::TantivyDocument;

/// Of a longer text the beginning is searched.
const TEXT_BYTES_MAX: usize = 256 * 1024;

/// A phone is found by its last digits, from this many.
pub const PHONE_DIGITS_MIN: usize = 4;

/// Longer than any phone number (15 by E.164), to leave room for what people call one.
pub const PHONE_DIGITS_MAX: usize = 20;

/// What the index is given. All times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// One that is there already is left as it is, unless it was changed since.
    Message {
        entry: EntryId,
        contact: ContactId,
        channel: Channel,
        at: Timestamp,
        is_note: bool,
        /// Whether it says something else than it did at first.
        is_changed: bool,
        text: String,
    },
    /// Found by its number and subject. Replaces its older form.
    Conversation {
        id: ConversationId,
        contact: ContactId,
        channel: Channel,
        at: Timestamp,
        subject: Option<String>,
    },
    /// Replaces its older form.
    Contact {
        id: ContactId,
        at: Timestamp,
        name: String,
        username: Option<String>,
        /// With the country's code; anything but digits is passed over.
        phones: Vec<String>,
        emails: Vec<String>,
    },
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    Message(EntryId),
    Note(EntryId),
    Conversation(ConversationId),
    Contact(ContactId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Message,
    Note,
    Conversation,
    Contact,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Message, Kind::Note, Kind::Conversation, Kind::Contact];
}

/// Kind and id in one number: the index's unique key, and all that it knows of where a document
/// belongs. An entry's id holds its conversation.
const KIND_BITS: u32 = 2;

impl Found {
    pub fn kind(self) -> Kind {
        match self {
            Found::Message(_) => Kind::Message,
            Found::Note(_) => Kind::Note,
            Found::Conversation(_) => Kind::Conversation,
            Found::Contact(_) => Kind::Contact,
        }
    }

    /// Contacts belong to none.
    pub fn conversation(self) -> Option<ConversationId> {
        match self {
            Found::Message(entry) | Found::Note(entry) => Some(entry.conversation()),
            Found::Conversation(id) => Some(id),
            Found::Contact(_) => None,
        }
    }

    pub(super) fn key(self) -> u64 {
        match self {
            Found::Message(entry) => entry.0 << KIND_BITS,
            Found::Note(entry) => entry.0 << KIND_BITS | 1,
            Found::Conversation(id) => id.0 << KIND_BITS | 2,
            Found::Contact(id) => id.0 << KIND_BITS | 3,
        }
    }

    pub(super) fn from_key(key: u64) -> Found {
        let id = key >> KIND_BITS;
        match key & ((1 << KIND_BITS) - 1) {
            0 => Found::Message(EntryId(id)),
            1 => Found::Note(EntryId(id)),
            2 => Found::Conversation(ConversationId(id)),
            _ => Found::Contact(ContactId(id)),
        }
    }
}

impl Document {
    pub(super) fn found(&self) -> Found {
        match self {
            Document::Message { entry, is_note: false, .. } => Found::Message(*entry),
            Document::Message { entry, is_note: true, .. } => Found::Note(*entry),
            Document::Conversation { id, .. } => Found::Conversation(*id),
            Document::Contact { id, .. } => Found::Contact(*id),
        }
    }

    pub(super) fn may_change(&self) -> bool {
        match self {
            Document::Message { is_changed, .. } => *is_changed,
            Document::Conversation { .. } | Document::Contact { .. } => true,
        }
    }

    pub(super) fn to_index(&self, fields: &Fields) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_u64(fields.key, self.found().key());
        let (at, contact, channel) = match self {
            Document::Message { contact, channel, at, .. }
            | Document::Conversation { contact, channel, at, .. } => (at, contact, Some(*channel)),
            Document::Contact { id, at, .. } => (at, id, None),
        };
        document.add_i64(fields.at, at.0);
        document.add_u64(fields.contact, contact.0);
        document.add_u64(fields.channel, channel_number(channel));
        let mut add_text = |text: &str| {
            document.add_text(fields.text, beginning(text));
            document.add_text(fields.beginnings, beginning(text));
        };
        match self {
            Document::Message { text, .. } => add_text(text),
            Document::Conversation { subject, .. } => {
                add_text(subject.as_deref().unwrap_or_default());
            }
            Document::Contact { name, username, phones, emails, .. } => {
                let names = [Some(name), username.as_ref()].into_iter().flatten();
                names.chain(emails).for_each(|text| add_text(text));
                for ending in phones.iter().flat_map(|phone| endings(phone)) {
                    document.add_text(fields.digits, ending);
                }
            }
        }
        document
    }
}

/// A number that stays the same whatever the order of the channels.
pub fn channel_number(channel: Option<Channel>) -> u64 {
    match channel {
        None => 0,
        Some(Channel::Whatsapp) => 1,
        Some(Channel::Email) => 2,
        Some(Channel::Messenger) => 3,
    }
}

/// Every ending of a phone number that is long enough to be looked for.
fn endings(phone: &str) -> Vec<String> {
    let digits: String =
        phone.chars().filter(char::is_ascii_digit).take(PHONE_DIGITS_MAX).collect();
    let starts = (digits.len() + 1).saturating_sub(PHONE_DIGITS_MIN);
    (0..starts).filter_map(|start| digits.get(start..)).map(str::to_owned).collect()
}

fn beginning(text: &str) -> &str {
    if text.len() <= TEXT_BYTES_MAX {
        return text;
    }
    let end = (0..=TEXT_BYTES_MAX).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_back() {
        let entry = EntryId::new(ConversationId(1 << 32), 9);
        for found in [
            Found::Message(entry),
            Found::Note(entry),
            Found::Conversation(ConversationId(1042)),
            Found::Contact(ContactId(7)),
        ] {
            assert_eq!(Found::from_key(found.key()), found);
        }
        assert_eq!(Found::Note(entry).conversation(), Some(ConversationId(1 << 32)));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "é".repeat(TEXT_BYTES_MAX);
        assert_eq!(beginning(&text).len(), TEXT_BYTES_MAX);
        assert_eq!(beginning(&format!("x{text}")).len(), TEXT_BYTES_MAX - 1);
        assert_eq!(beginning("short"), "short");
    }

    #[test]
    fn a_phone_has_endings() {
        assert_eq!(endings("+1 650-55"), ["165055", "65055", "5055"]);
        assert!(endings("123").is_empty());
    }
}
