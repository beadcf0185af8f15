//! Conversations that are put aside.

use super::Group;
use super::conversations::Conversation;
use crate::actions::Error;
use crate::actions::snoozes as acts;
use crate::domain::conversation::{self, Snooze};
use crate::domain::{ConversationId, Timestamp};
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
    /// Put a conversation aside until a time, or until the customer writes. It costs no capacity
    /// meanwhile, and silence does not end it.
    #[oai(path = "/conversations/:id/snooze", method = "put", operation_id = "snooze_conversation")]
    async fn snooze(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewSnooze>,
    ) -> Result<Json<Conversation>, ApiError> {
        let until = read_snooze(body.0.until.as_deref())?;
        let request = session.repeatable();
        let changed = acts::snooze(&edge.app, request, ConversationId(id.0), until).await?;
        render(&edge, &session, changed)
    }

    /// Take up a conversation that was put aside.
    #[oai(
        path = "/conversations/:id/snooze",
        method = "delete",
        operation_id = "unsnooze_conversation"
    )]
    async fn unsnooze(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        let changed = acts::wake(&edge.app, session.repeatable(), ConversationId(id.0)).await?;
        render(&edge, &session, changed)
    }
}

#[derive(Debug, Object)]
pub struct NewSnooze {
    /// When it comes back (RFC 3339), at most a year ahead; null: when the customer writes.
    pub until: Option<String>,
}

/// A time as RFC 3339; nothing: until the next message.
pub fn read_snooze(until: Option<&str>) -> Result<Snooze, Error> {
    match until {
        None => Ok(Snooze::NextMessage),
        Some(text) => Timestamp::parse_rfc3339(text)
            .map(Snooze::Until)
            .ok_or_else(|| Error::invalid("until", "Give a time as RFC 3339.")),
    }
}

fn render(
    edge: &Edge,
    session: &SignedIn,
    conversation: conversation::Conversation,
) -> Result<Json<Conversation>, ApiError> {
    let view = edge.app.store.view()?;
    Ok(Json(Conversation::render(&view, session.0.agent.id, conversation)?))
}
