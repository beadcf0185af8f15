//! The index, used as the application uses it.

mod asking;
mod disk;
mod model;
mod pages;

use super::Index;
use crate::domain::channel::Channel;
use crate::domain::{ContactId, ConversationId, EntryId, Timestamp};
use crate::search::{Document, Found, Query};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn open(folder: &TempDir) -> Index {
    Index::open(folder.path()).unwrap()
}

fn entry(conversation: u64, seq: u32) -> EntryId {
    EntryId::new(ConversationId(conversation), seq)
}

/// Message `seq` of `conversation`; it was written at second `seq`.
fn message(conversation: u64, seq: u32, text: &str) -> Document {
    Document::Message {
        entry: entry(conversation, seq),
        contact: ContactId(conversation),
        channel: Channel::Whatsapp,
        at: Timestamp(i64::from(seq) * 1_000),
        is_changed: false,
        is_note: false,
        text: text.to_owned(),
    }
}

fn conversation(id: u64, subject: Option<&str>) -> Document {
    Document::Conversation {
        id: ConversationId(id),
        contact: ContactId(id),
        channel: Channel::Email,
        at: Timestamp(1_000),
        subject: subject.map(str::to_owned),
    }
}

fn contact(id: u64, name: &str, phone: &str, email: &str) -> Document {
    Document::Contact {
        id: ContactId(id),
        at: Timestamp(1_000),
        name: name.to_owned(),
        username: Some(format!("user_{id}")),
        phones: vec![phone.to_owned()],
        emails: vec![email.to_owned()],
    }
}

fn query(text: &str) -> Query {
    Query { text: text.to_owned(), limit: 50, ..Query::default() }
}

fn shown(found: Found) -> String {
    match found {
        Found::Message(entry) => format!("m{}.{}", entry.conversation(), entry.seq()),
        Found::Note(entry) => format!("n{}.{}", entry.conversation(), entry.seq()),
        Found::Conversation(id) => format!("c{id}"),
        Found::Contact(id) => format!("p{id}"),
    }
}

fn found(index: &Index, query: &Query) -> String {
    let hits = index.search(query, &|_| true).unwrap();
    assert_eq!(hits.total, hits.items.len());
    let items: Vec<String> = hits.items.iter().map(|hit| shown(hit.document)).collect();
    items.join(" ")
}

/// An index of messages 1, 2, … of conversation 1.
fn of_texts(folder: &TempDir, texts: &[&str]) -> Index {
    let index = open(folder);
    let messages = texts.iter().zip(1..).map(|(text, seq)| message(1, seq, text));
    index.apply(messages.collect(), 1).unwrap();
    index
}
