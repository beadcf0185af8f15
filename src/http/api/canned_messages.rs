//! Pre-written texts.

use super::Group;
use crate::domain::canned_message as domain;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Catalogue")]
impl Api {
    /// List all canned messages.
    #[oai(path = "/canned-messages", method = "get", operation_id = "list_canned_messages")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<CannedMessages>, ApiError> {
        let messages = edge.app.store.view()?.all::<domain::CannedMessage>()?;
        let items = messages.into_iter().map(CannedMessage::from).collect();
        Ok(Json(CannedMessages { items, next_cursor: None }))
    }
}

#[derive(Debug, Object)]
pub struct CannedMessages {
    pub items: Vec<CannedMessage>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct CannedMessage {
    pub id: u64,
    /// What is typed after `/`.
    pub shortcut: String,
    pub title: String,
    pub category: String,
    /// Plain text with variables such as `{{first_name|there}}`.
    pub text: String,
    /// Whose own it is; null: everybody's.
    pub owner_id: Option<u64>,
}

impl From<domain::CannedMessage> for CannedMessage {
    fn from(message: domain::CannedMessage) -> CannedMessage {
        let domain::CannedMessage { id, shortcut, title, category, text, owner, attachments: _ } =
            message;
        let owner_id = owner.map(|owner| owner.0);
        CannedMessage { id: id.0, shortcut, title, category, text, owner_id }
    }
}
