//! Finding anything, as far as one may see it.

use super::conversations::{self, Listing};
use super::error::Error;
use super::search_terms::{self, Terms};
use crate::app::App;
use crate::domain::agent::Role;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::filter::{Filter, Sort};
use crate::domain::permission::{Act, Actor};
use crate::domain::timeline::{Body, Entry};
use crate::domain::{ConversationId, EntryId, Timestamp};
use crate::search::{self, Cursor, Found, Hit, Kind, LIMIT_MAX, Query, Segment};
use crate::store::{Position, View};
use std::collections::BTreeSet;

/// How many characters of a text are shown around what was found.
const SNIPPET_CHARACTERS_MAX: usize = 160;
/// Up to how many conversations of a list are counted that no counter knows.
const COUNTED_MAX: usize = 500;

pub struct Results {
    pub items: Vec<Match>,
    pub next: Option<Cursor>,
    /// `None`: they were not counted to the end.
    pub total: Option<usize>,
    /// Terms that name nothing.
    pub unknown: Vec<String>,
}

/// One thing found, with the records behind it.
pub struct Match {
    pub found: Found,
    pub at: Timestamp,
    pub conversation: Option<Conversation>,
    pub contact: Option<Contact>,
    pub snippet: Vec<Segment>,
}

/// Searches all that `actor` may see; what he may not is neither shown nor counted. The text may hold
/// terms that narrow it down; see `search_terms`. Blocks: call it off the runtime's threads.
pub fn search(app: &App, actor: &Actor, query: &Query) -> Result<Results, Error> {
    let view = app.store.view()?;
    let terms = search_terms::read(&view, actor, &query.text)?;
    let Some(query) = &narrowed(actor, query, &terms) else {
        let unknown = terms.unknown;
        return Ok(Results { items: Vec::new(), next: None, total: Some(0), unknown });
    };
    if query.finds_all && query.kinds == BTreeSet::from([Kind::Conversation]) {
        return in_lists(&view, actor, query, terms);
    }
    let (sees_all, is_narrow) = (actor.role >= Role::Supervisor, terms.are_of_conversations());
    let admits = |id: ConversationId| {
        (sees_all && !is_narrow)
            || view.find::<Conversation>(id).is_ok_and(|found| {
                found.is_some_and(|conversation| {
                    terms.filter.admits(&conversation) && actor.may_see(conversation.place())
                })
            })
    };
    let hits = app.search.search(query, &admits)?;
    let mut items = Vec::new();
    for hit in hits.items {
        items.extend(load(&view, hit, &query.text)?);
    }
    let total = (!hits.is_cut).then_some(hits.total);
    Ok(Results { items, next: hits.next, total, unknown: terms.unknown })
}

/// Terms alone list conversations, the one of the newest activity first, and the lists know them.
fn in_lists(view: &View, actor: &Actor, query: &Query, terms: Terms) -> Result<Results, Error> {
    let after = query.after.map(|cursor| Position {
        order: cursor.at().0.saturating_neg(),
        id: cursor.conversation().unwrap_or(ConversationId(0)),
    });
    let limit = query.limit.clamp(1, LIMIT_MAX);
    let filter = Filter { from: query.from, to: query.to, ..terms.filter };
    let sort = Sort::Newest;
    let mut listing = Listing { filter, only_unread: false, sort, after, limit };
    let page = conversations::list(view, actor, &listing)?;
    let total = match page.total {
        Some(total) => Some(usize::try_from(total).unwrap_or(usize::MAX)),
        None => {
            (listing.after, listing.limit) = (None, COUNTED_MAX);
            let all = conversations::list(view, actor, &listing)?;
            all.next.is_none().then_some(all.items.len())
        }
    };
    let mut items = Vec::new();
    for conversation in page.items {
        let document = Found::Conversation(conversation.id);
        let (contact, at) = (conversation.contact, conversation.last_activity_at);
        items.extend(load(view, Hit { document, contact, at }, &query.text)?);
    }
    let behind = |position: Position| {
        Cursor::behind(Found::Conversation(position.id), Timestamp(position.order.saturating_neg()))
    };
    Ok(Results { items, next: page.next.map(behind), total, unknown: terms.unknown })
}

/// With terms of conversations no contact is found; with terms alone, conversations are. A program
/// that may not read contacts finds none. `None`: nothing can be found, as there is no kind left.
fn narrowed(actor: &Actor, query: &Query, terms: &Terms) -> Option<Query> {
    let mut query = query.clone();
    query.text.clone_from(&terms.words);
    query.kinds.extend(&terms.kinds);
    query.from = query.from.max(terms.from);
    query.to = query.to.into_iter().chain(terms.to).min();
    let is_narrow = terms.are_of_conversations();
    query.finds_all = terms.words.trim().is_empty()
        && (is_narrow || !terms.kinds.is_empty() || terms.from.is_some() || terms.to.is_some());
    if query.kinds.is_empty() {
        query.kinds = match query.finds_all {
            true => [Kind::Conversation].into(),
            false => Kind::ALL.into(),
        };
    }
    if is_narrow || !actor.may(Act::ReadContacts) {
        query.kinds.remove(&Kind::Contact);
    }
    // To the index none would be all.
    (!query.kinds.is_empty()).then_some(query)
}

/// `None`: it is in the index, but no longer in the store.
fn load(view: &View, hit: Hit, query: &str) -> Result<Option<Match>, Error> {
    // The index knows whose a conversation was; it may have been merged into another since.
    let of = match hit.document.conversation() {
        Some(id) => view.find::<Conversation>(id)?.map(|conversation| conversation.contact),
        None => None,
    };
    let contact = view.find::<Contact>(of.unwrap_or(hit.contact))?;
    let (conversation, text) = match hit.document {
        Found::Message(id) | Found::Note(id) => {
            let conversation = view.find::<Conversation>(EntryId::conversation(id))?;
            (conversation, view.entry(id)?.and_then(text_of))
        }
        Found::Conversation(id) => {
            let conversation = view.find::<Conversation>(id)?;
            let text = conversation.as_ref().map(|found| title_of(found, contact.as_ref()));
            (conversation, text)
        }
        Found::Contact(id) => (None, contact.as_ref().filter(|c| c.id == id).map(details_of)),
    };
    Ok(text.map(|text| Match {
        found: hit.document,
        at: hit.at,
        conversation,
        contact,
        snippet: search::highlight(&text, query, SNIPPET_CHARACTERS_MAX),
    }))
}

fn text_of(entry: Entry) -> Option<String> {
    match entry.body {
        Body::Message(message) => message.text().map(str::to_owned),
        Body::Note(note) => Some(note.text),
        Body::Activity(_) => None,
    }
}

fn title_of(conversation: &Conversation, contact: Option<&Contact>) -> String {
    let about = conversation.subject.as_deref().or(contact.map(|contact| contact.name.as_str()));
    format!("#{} {}", conversation.id, about.unwrap_or_default())
}

fn details_of(contact: &Contact) -> String {
    let phone = contact.phone();
    let details = [
        Some(contact.name.as_str()),
        phone.as_deref(),
        contact.email(),
        contact.username.as_deref(),
    ];
    details.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
