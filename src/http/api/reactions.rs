//! Reactions of our side.

use super::Group;
use super::entry::Entry;
use crate::actions::agent_reactions as acts;
use crate::domain::{ConversationId, EntryId};
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
    /// React to a message with an emoji, in the place of our side's earlier one. It shows at once;
    /// if it does not get there, it is taken back, and a line says why.
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/reaction",
        method = "put",
        operation_id = "set_reaction"
    )]
    async fn set(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
        body: Json<NewReaction>,
    ) -> Result<Json<Entry>, ApiError> {
        change(&edge, &session, id.0, entry_id.0, Some(body.0.emoji)).await
    }

    /// Take our side's reaction off.
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/reaction",
        method = "delete",
        operation_id = "remove_reaction"
    )]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
    ) -> Result<Json<Entry>, ApiError> {
        change(&edge, &session, id.0, entry_id.0, None).await
    }
}

async fn change(
    edge: &Edge,
    session: &SignedIn,
    id: u64,
    entry: u64,
    emoji: Option<String>,
) -> Result<Json<Entry>, ApiError> {
    let (request, id, entry) = (session.repeatable(), ConversationId(id), EntryId(entry));
    let changed = acts::react(&edge.app, request, id, entry, emoji).await?;
    Ok(Json(Entry::render(&edge.app.store.view()?, changed)?))
}

#[derive(Debug, Object)]
pub struct NewReaction {
    /// One emoji.
    pub emoji: String,
}
