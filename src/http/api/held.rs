//! Messages that waited in a store that was put back from a backup.

use super::Group;
use super::page;
use crate::actions::holding::{self as acts, HeldMessage as Held};
use crate::domain::InboxId;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Inboxes")]
impl Api {
    /// List what is held since a backup was put back, oldest first (admins).
    #[oai(path = "/inboxes/:id/held-messages", method = "get", operation_id = "list_held_messages")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        limit: Query<Option<u32>>,
    ) -> Result<Json<HeldMessages>, ApiError> {
        let limit = page::limit(limit)?;
        let found = acts::list(&edge.app, &session.actor(), InboxId(id.0), limit)?;
        Ok(Json(HeldMessages { items: found.into_iter().map(HeldMessage::from).collect() }))
    }

    /// Let all that is held go out, or discard it (admins). Doing it twice is harmless.
    #[oai(
        path = "/inboxes/:id/held-messages",
        method = "post",
        operation_id = "decide_about_held_messages"
    )]
    async fn decide(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<HeldDecision>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<HeldMessages>, ApiError> {
        let request = session.request("decide_about_held_messages", id.0, &body.0, key)?;
        acts::decide(&edge.app, request, InboxId(id.0), body.0.send).await?;
        Ok(Json(HeldMessages { items: Vec::new() }))
    }
}

#[derive(Debug, Object)]
pub struct HeldDecision {
    /// true: they are sent, in their order. false: they are marked as failed, and can be sent again
    /// one by one.
    pub send: bool,
}

#[derive(Debug, Object)]
pub struct HeldMessages {
    /// At most as many as asked for; the inbox tells how many there are.
    pub items: Vec<HeldMessage>,
}

#[derive(Debug, Object)]
pub struct HeldMessage {
    pub conversation_id: u64,
    pub entry_id: u64,
    /// Where it goes.
    pub to: Option<String>,
    pub text: String,
    pub written_at: Option<String>,
}

impl From<Held> for HeldMessage {
    fn from(held: Held) -> HeldMessage {
        HeldMessage {
            conversation_id: held.entry.conversation().0,
            entry_id: held.entry.0,
            to: held.to,
            text: held.text,
            written_at: held.written_at.map(|at| at.to_rfc3339()),
        }
    }
}
