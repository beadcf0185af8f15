//! Keeps the search index behind the change log by no more than a moment. The index is derived: if
//! it fails, or is behind what the log keeps, it is filled again, and nothing else waits for it.

use super::error::Error;
use super::merging;
use crate::app::App;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::domain::message::Message;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId, phone_variants};
use crate::search::Document;
use crate::store::{Change, View};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long changes gather before they are indexed: a commit of the index costs far more than a
/// document in it.
const GATHER: Duration = Duration::from_millis(250);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);
const CHANGES_AT_ONCE: usize = 5_000;
const RECORDS_AT_ONCE: usize = 500;

/// Runs until the process stops.
pub async fn run(app: App) {
    let mut sequence = app.store.signals().sequence.subscribe();
    while !app.stopping.is_cancelled() {
        let working = app.clone();
        let caught_up = tokio::task::spawn_blocking(move || catch_up(&working)).await;
        let pause = match caught_up {
            Ok(Ok(())) => {
                tokio::select! {
                    changed = sequence.changed() => if changed.is_err() { return },
                    () = app.stopping.cancelled() => return,
                }
                GATHER
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "search is behind");
                PAUSE_AFTER_FAILURE
            }
            Err(error) => {
                tracing::error!(%error, "indexing failed");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.stopping.cancelled() => return,
        }
    }
}

/// Indexes everything up to now.
pub fn catch_up(app: &App) -> Result<(), Error> {
    loop {
        let view = app.store.view()?;
        let cursor = app.search.cursor();
        let Some(changes) = view.changes_after(cursor, CHANGES_AT_ONCE)? else {
            drop(view);
            return fill(app);
        };
        let Some(last) = changes.last().map(|change| change.seq) else { return Ok(()) };
        let documents = documents_of(&view, &changes)?;
        drop(view);
        app.search.apply(documents, last)?;
    }
}

fn documents_of(view: &View, changes: &[Change]) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    let mut seen = BTreeSet::new();
    for change in changes {
        match change.event {
            Event::Entry { id } if seen.insert((0, id.0)) => {
                if id.seq() == 1 {
                    // What is searched of a conversation itself stands when it begins; indexing it
                    // again at every change of its state would cost far more than all messages.
                    documents.extend(view.find(id.conversation())?.map(of_conversation));
                }
                documents.extend(entry_document(view, id)?);
            }
            Event::Contact { id } if seen.insert((1, id.0)) => {
                if let Some(contact) = view.find(id)? {
                    documents.push(of_contact(view, contact)?);
                }
            }
            Event::Entry { .. }
            | Event::Conversation { .. }
            | Event::Contact { .. }
            | Event::Agent { .. }
            | Event::Queue { .. }
            | Event::Inbox { .. }
            | Event::Tag { .. }
            | Event::Label { .. }
            | Event::CannedMessage { .. }
            | Event::Configuration { .. }
            | Event::Removed { .. }
            | Event::Draft { .. }
            | Event::ReadMark { .. }
            | Event::Notice { .. }
            | Event::NoticesSeen { .. } => {}
        }
    }
    Ok(documents)
}

fn entry_document(view: &View, id: EntryId) -> Result<Option<Document>, Error> {
    match view.entry(id)? {
        Some(entry) => of_entry(view, entry),
        None => Ok(None),
    }
}

/// Fills the index from the store itself, from contacts to messages, in slices.
fn fill(app: &App) -> Result<(), Error> {
    let upto = app.store.view()?.newest_seq()?;
    tracing::info!("the search index is being filled from the store");
    let mut after = 0;
    loop {
        let view = app.store.view()?;
        let contacts: Vec<Contact> = view.some(after, RECORDS_AT_ONCE)?;
        let Some(last) = contacts.last() else { break };
        after = last.id.0;
        let documents = contacts.into_iter().map(|contact| of_contact(&view, contact));
        let documents = documents.collect::<Result<Vec<_>, Error>>()?;
        drop(view);
        app.search.apply(documents, 0)?;
    }
    let mut after = 0;
    loop {
        let view = app.store.view()?;
        let conversations: Vec<Conversation> = view.some(after, RECORDS_AT_ONCE)?;
        let Some(last) = conversations.last() else { break };
        after = last.id.0;
        let mut documents = Vec::new();
        for conversation in conversations {
            documents.extend(timeline_of(&view, conversation.id)?);
            documents.push(of_conversation(conversation));
        }
        drop(view);
        app.search.apply(documents, 0)?;
    }
    Ok(app.search.apply(Vec::new(), upto)?)
}

fn timeline_of(view: &View, id: ConversationId) -> Result<Vec<Document>, Error> {
    let entries = view.entries_before(
        id,
        ENTRIES_PER_CONVERSATION_MAX,
        ENTRIES_PER_CONVERSATION_MAX as usize,
    )?;
    let documents = entries.into_iter().map(|entry| of_entry(view, entry));
    documents.filter_map(Result::transpose).collect()
}

fn of_entry(view: &View, entry: Entry) -> Result<Option<Document>, Error> {
    let (text, is_note, is_changed) = match &entry.body {
        Body::Message(message) => (words_of(message), false, message.is_edited()),
        Body::Note(note) => (note.text.clone(), true, false),
        Body::Activity(_) => return Ok(None),
    };
    if text.is_empty() {
        return Ok(None);
    }
    let Entry { id, at, .. } = entry;
    let conversation: Option<Conversation> = view.find(EntryId::conversation(id))?;
    Ok(conversation.map(|conversation| Document::Message {
        entry: id,
        contact: conversation.contact,
        channel: conversation.channel,
        at,
        is_note,
        is_changed,
        text,
    }))
}

/// Everything in it that somebody may look for.
fn words_of(message: &Message) -> String {
    match message.content() {
        Some(content) => content.words(),
        None => message.text().unwrap_or_default().to_owned(),
    }
}

fn of_conversation(conversation: Conversation) -> Document {
    Document::Conversation {
        id: conversation.id,
        contact: conversation.contact,
        channel: conversation.channel,
        at: conversation.created_at,
        subject: conversation.subject,
    }
}

/// Who was merged into another is found as that one, by its name as well.
fn of_contact(view: &View, contact: Contact) -> Result<Document, Error> {
    if contact.merged_into.is_some() {
        return Ok(Document::Contact {
            id: contact.id,
            at: contact.created_at,
            name: String::new(),
            username: None,
            phones: Vec::new(),
            emails: Vec::new(),
        });
    }
    let of_kinds = |kinds: &[IdentityKind]| -> Vec<String> {
        let identities = contact.identities.iter();
        let wanted = identities.filter(|identity| kinds.contains(&identity.kind));
        wanted.map(|identity| identity.value.clone()).collect()
    };
    let mut phones = of_kinds(&[IdentityKind::WhatsappId, IdentityKind::Phone]);
    let variants = phones.iter().filter_map(|phone| phone_variants::of(phone));
    phones.extend(variants.collect::<Vec<_>>());
    let emails = of_kinds(&[IdentityKind::Email]);
    Ok(Document::Contact {
        id: contact.id,
        at: contact.created_at,
        phones,
        emails,
        name: names(view, &contact)?,
        username: contact.username,
    })
}

/// Its own name and those of the contacts that were merged into it, a line each.
fn names(view: &View, contact: &Contact) -> Result<String, Error> {
    let mut names = contact.name.clone();
    for merged in merging::merged(view, contact)? {
        names.push('\n');
        names.push_str(&merged.contact.name);
    }
    Ok(names)
}
