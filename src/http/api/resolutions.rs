//! The end of a conversation.

use super::Group;
use super::conversations::Conversation;
use super::response::Created;
use crate::actions::resolutions as acts;
use crate::domain::ConversationId;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Resolve a conversation. What is on its way to the customer is still delivered. One that waits
    /// in a queue needs a note that says why it ends.
    #[oai(
        path = "/conversations/:id/resolution",
        method = "post",
        operation_id = "resolve_conversation"
    )]
    async fn resolve(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewResolution>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Conversation>, ApiError> {
        let request = session.request("resolve_conversation", id.0, &body.0, key)?;
        let conversation =
            acts::resolve(&edge.app, request, ConversationId(id.0), body.0.note).await?;
        let me = session.0.agent.id;
        Ok(Created::new(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }

    /// Take the resolution back: within a minute all is as before, later you have the conversation
    /// again, if you have room for it. Refused with 409 `blocked` while its contact is blocked.
    #[oai(
        path = "/conversations/:id/resolution",
        method = "delete",
        operation_id = "undo_resolution"
    )]
    async fn undo(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// Take it again although you have as many as agreed. The workspace may forbid it.
        over_capacity: Query<Option<bool>>,
    ) -> Result<Json<Conversation>, ApiError> {
        let request = session.repeatable();
        let over_capacity = over_capacity.0.unwrap_or_default();
        let id = ConversationId(id.0);
        let conversation = acts::undo(&edge.app, request, id, over_capacity).await?;
        let me = session.0.agent.id;
        Ok(Json(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }
}

#[derive(Debug, Object)]
pub struct NewResolution {
    /// What came of it, for colleagues. Of one that nobody has accepted it is mandatory: “spam”, “a
    /// duplicate”.
    pub note: Option<String>,
}
