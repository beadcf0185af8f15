//! Tags and labels of a conversation, and how far one has read it.

use super::Group;
use super::conversations::Conversation;
use super::response::Done;
use crate::actions::courtesies;
use crate::actions::marks as acts;
use crate::domain::{ConversationId, LabelId, TagId};
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
    /// Say how far you have read. If the conversation is yours and the inbox shows it, the customer
    /// sees that his messages were read.
    #[oai(path = "/conversations/:id/read-mark", method = "put", operation_id = "set_read_mark")]
    async fn read(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<ReadMark>,
    ) -> Result<Done, ApiError> {
        let request = session.repeatable();
        let (id, seq) = (ConversationId(id.0), body.0.seq);
        acts::read(&edge.app, request, id, seq).await?;
        courtesies::read(&edge.app, &session.actor(), id, seq);
        Ok(Done::Done)
    }

    /// Put a tag on.
    #[oai(path = "/conversations/:id/tags/:tag", method = "put", operation_id = "add_tag")]
    async fn tag(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        tag: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        set(&edge, &session, id, Mark::Tag(TagId(tag.0)), true).await
    }

    /// Take a tag off.
    #[oai(path = "/conversations/:id/tags/:tag", method = "delete", operation_id = "remove_tag")]
    async fn untag(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        tag: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        set(&edge, &session, id, Mark::Tag(TagId(tag.0)), false).await
    }

    /// Put a label on.
    #[oai(path = "/conversations/:id/labels/:label", method = "put", operation_id = "add_label")]
    async fn label(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        label: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        set(&edge, &session, id, Mark::Label(LabelId(label.0)), true).await
    }

    /// Take a label off.
    #[oai(
        path = "/conversations/:id/labels/:label",
        method = "delete",
        operation_id = "remove_label"
    )]
    async fn unlabel(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        label: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        set(&edge, &session, id, Mark::Label(LabelId(label.0)), false).await
    }
}

#[derive(Debug, Object)]
pub struct ReadMark {
    /// The place in the timeline read last; 0 makes everything unread.
    pub seq: u32,
}

enum Mark {
    Tag(TagId),
    Label(LabelId),
}

async fn set(
    edge: &Edge,
    session: &SignedIn,
    id: Path<u64>,
    mark: Mark,
    is_on: bool,
) -> Result<Json<Conversation>, ApiError> {
    let (request, id) = (session.repeatable(), ConversationId(id.0));
    let changed = match mark {
        Mark::Tag(tag) => acts::tag(&edge.app, request, id, tag, is_on).await?,
        Mark::Label(label) => acts::label(&edge.app, request, id, label, is_on).await?,
    };
    let view = edge.app.store.view()?;
    Ok(Json(Conversation::render(&view, session.0.agent.id, changed)?))
}
