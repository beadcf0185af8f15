//! What one is told: mentioned, given a conversation, handed one, reminded of one.

use super::entry::Entry;
use super::response::Done;
use super::{Group, page};
use crate::actions::notices::{self as acts, Told};
use crate::actions::{Error, access};
use crate::domain::contact::Contact;
use crate::domain::{ConversationId, NoticeId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Session")]
impl Api {
    /// List what you were told, newest first: the newest 200 are kept.
    #[oai(path = "/me/notices", method = "get", operation_id = "list_notices")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Notices>, ApiError> {
        let view = edge.app.store.view()?;
        let before = page::number(&cursor, "cursor")?.map(NoticeId);
        let found = acts::list(&view, &session.actor(), before, page::limit(limit)?)?;
        let items = found.items.into_iter().map(|told| Notice::render(&view, told));
        Ok(Json(Notices {
            items: items.collect::<Result<_, _>>()?,
            next_cursor: found.next.map(|id| id.to_string()),
            unseen: found.unseen,
        }))
    }

    /// Say how far you have looked at what you were told. Reading a conversation does it for what
    /// is told of it.
    #[oai(path = "/me/notices/seen", method = "put", operation_id = "set_notices_seen")]
    async fn see(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NoticesLookedAt>,
    ) -> Result<Done, ApiError> {
        let NoticesLookedAt { up_to, conversation_id } = body.0;
        let of = conversation_id.map(ConversationId);
        acts::see(&edge.app, session.repeatable(), NoticeId(up_to), of).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
pub struct Notices {
    pub items: Vec<Notice>,
    pub next_cursor: Option<String>,
    /// How many you have not looked at, on all pages.
    pub unseen: u64,
}

/// Something that you are told, also if it happened while you were away.
#[derive(Clone, Debug, Object)]
pub struct Notice {
    /// Grows with each of your notices.
    pub id: u64,
    /// `mentioned`, `assigned`, `transferred` or `woken`; more may come.
    pub kind: String,
    pub at: String,
    /// Whether you have looked at it, or read the conversation that far.
    pub is_seen: bool,
    pub conversation_id: u64,
    /// Whose conversation it is.
    pub contact_name: String,
    /// What it tells of: the note, or the line that says what happened.
    pub entry: Entry,
}

#[derive(Debug, Object)]
pub struct NoticesLookedAt {
    /// The id of the newest notice that you have looked at.
    pub up_to: u64,
    /// Only those that tell of this conversation.
    pub conversation_id: Option<u64>,
}

impl Notice {
    pub fn render(view: &View, told: Told) -> Result<Notice, Error> {
        let Told { notice, entry, conversation } = told;
        let contact: Contact = access::record(view, conversation.contact, "contact")?;
        Ok(Notice {
            id: notice.id.0,
            kind: notice.kind.as_str().to_owned(),
            at: notice.at.to_rfc3339(),
            is_seen: notice.is_seen,
            conversation_id: conversation.id.0,
            contact_name: contact.name,
            entry: Entry::render(view, entry)?,
        })
    }
}
