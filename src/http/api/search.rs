//! Finding anything.

use super::conversations::Conversation;
use super::{Group, page};
use crate::actions::Error;
use crate::actions::searches::{self as acts, Match};
use crate::domain::permission::Actor;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::search::{self, Cursor, Found, Query as Asked};
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Search")]
impl Api {
    /// Search messages, notes, conversations and contacts, newest first.
    #[oai(path = "/search", method = "get", operation_id = "search")]
    async fn search(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// Words in any order, the last as it is being typed; a phone number in any spelling; `#1042`.
        /// Between them: `tag:`, `label:`, `agent:` (also `me`), `queue:`, `inbox:`, `channel:`,
        /// `is:` (a state, `open`, `closed`, `snoozed`), `in:` (`messages`, `notes`, `contacts`),
        /// `before:` and `after:` a day; names with spaces in quotes.
        q: Query<String>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Results>, ApiError> {
        let after = match cursor.0.as_deref() {
            Some(text) => Some(Cursor::parse(text).ok_or_else(|| page::wrong("cursor"))?),
            None => None,
        };
        let limit = page::limit(limit)?;
        let asked = Asked { text: q.0, limit, after, ..Asked::default() };
        let (app, actor) = (edge.app.clone(), session.actor());
        let searched = tokio::task::spawn_blocking(move || {
            let found = acts::search(&app, &actor, &asked)?;
            Results::render(&app.store.view()?, &actor, found)
        });
        let results = searched.await.unwrap_or(Err(Error::Store(crate::store::Error::Panicked)));
        Ok(Json(results?))
    }
}

#[derive(Debug, Object)]
#[oai(rename = "SearchResults")]
pub struct Results {
    pub items: Vec<Hit>,
    pub next_cursor: Option<String>,
    /// How many there are; at 10 000 it means "at least". Null: they were not counted to the end.
    pub total: Option<u64>,
    /// Terms such as `tag:refnd` that name nothing; they narrow down nothing.
    pub unknown_terms: Vec<String>,
}

#[derive(Debug, Object)]
#[oai(rename = "SearchHit")]
pub struct Hit {
    /// `message`, `note`, `conversation` or `contact`.
    pub kind: String,
    pub at: String,
    pub conversation: Option<Conversation>,
    pub contact: Option<ContactName>,
    /// Of a message or note.
    pub entry_id: Option<u64>,
    /// Its place in its conversation.
    pub seq: Option<u32>,
    /// The text around what was found, in pieces.
    pub snippet: Vec<Segment>,
}

#[derive(Debug, Object)]
pub struct ContactName {
    pub id: u64,
    pub name: String,
}

#[derive(Debug, Object)]
pub struct Segment {
    pub text: String,
    /// Whether this piece is what was searched for.
    pub mark: bool,
}

impl Results {
    fn render(view: &View, actor: &Actor, results: acts::Results) -> Result<Results, Error> {
        let items = results.items.into_iter();
        Ok(Results {
            items: items.map(|found| Hit::render(view, actor, found)).collect::<Result<_, _>>()?,
            next_cursor: results.next.map(|cursor| cursor.to_string()),
            total: results.total.map(|total| total as u64),
            unknown_terms: results.unknown,
        })
    }
}

impl Hit {
    fn render(view: &View, actor: &Actor, found: Match) -> Result<Hit, Error> {
        let (kind, entry) = match found.found {
            Found::Message(id) => ("message", Some(id)),
            Found::Note(id) => ("note", Some(id)),
            Found::Conversation(_) => ("conversation", None),
            Found::Contact(_) => ("contact", None),
        };
        let conversation = found.conversation;
        let contact = found.contact;
        Ok(Hit {
            kind: kind.to_owned(),
            at: found.at.to_rfc3339(),
            conversation: conversation
                .map(|conversation| Conversation::render(view, actor.agent, conversation))
                .transpose()?,
            contact: contact.map(|contact| ContactName { id: contact.id.0, name: contact.name }),
            entry_id: entry.map(|id| id.0),
            seq: entry.map(|id| id.seq()),
            snippet: found.snippet.into_iter().map(Segment::from).collect(),
        })
    }
}

impl From<search::Segment> for Segment {
    fn from(segment: search::Segment) -> Segment {
        Segment { text: segment.text, mark: segment.mark }
    }
}
