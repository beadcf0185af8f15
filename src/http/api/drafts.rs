//! What one has begun to write and not sent.

use super::Group;
use super::events::Draft;
use crate::actions::drafts as acts;
use crate::domain::ConversationId;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// List all your drafts.
    #[oai(path = "/drafts", method = "get", operation_id = "list_drafts")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
    ) -> Result<Json<Drafts>, ApiError> {
        let drafts = acts::list(&edge.app.store.view()?, &session.actor())?.into_iter();
        let items = drafts.map(|(conversation, draft)| Draft::new(conversation, draft)).collect();
        Ok(Json(Drafts { items, next_cursor: None }))
    }

    /// Get what you have begun to write in a conversation.
    #[oai(path = "/conversations/:id/draft", method = "get", operation_id = "get_draft")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Draft>, ApiError> {
        let id = ConversationId(id.0);
        let draft = acts::get(&edge.app.store.view()?, &session.actor(), id)?;
        Ok(Json(Draft::new(id, draft.unwrap_or_default())))
    }

    /// Keep what you have begun to write, for all your browsers. Of two the later one stays;
    /// empty texts remove the draft, and sending a message or a note removes its side.
    #[oai(path = "/conversations/:id/draft", method = "put", operation_id = "set_draft")]
    async fn set(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<DraftChange>,
    ) -> Result<Json<Draft>, ApiError> {
        let id = ConversationId(id.0);
        let DraftChange { reply, note, to, subject } = body.0;
        let change = acts::Change { reply, note, to, subject };
        let draft = acts::change(&edge.app, session.repeatable(), id, change).await?;
        Ok(Json(Draft::new(id, draft)))
    }
}

#[derive(Debug, Object)]
pub struct Drafts {
    pub items: Vec<Draft>,
    pub next_cursor: Option<String>,
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct DraftChange {
    /// As long as a message of the channel may be.
    pub reply: Option<String>,
    /// At most 10 000 characters.
    pub note: Option<String>,
    /// Of a mail: whom the reply goes to; empty: as usual. Whether it may is said when it is sent.
    pub to: Option<String>,
    /// Of a mail: what the reply is about; empty: as usual.
    pub subject: Option<String>,
}
