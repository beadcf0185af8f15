//! Pre-written texts.

use super::Group;
use super::attachments::Attachment;
use super::response::{Created, Done};
use crate::actions::{Error, canned as acts};
use crate::domain::canned_message::{self as domain, Filled, SegmentKind};
use crate::domain::{AttachmentId, CannedMessageId, ConversationId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Catalogue")]
impl Api {
    /// List the canned messages that you may use: everybody's and your own.
    #[oai(path = "/canned-messages", method = "get", operation_id = "list_canned_messages")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
    ) -> Result<Json<CannedMessages>, ApiError> {
        let view = edge.app.store.view()?;
        let messages = acts::list(&view, session.0.agent.id)?.into_iter();
        let rendered = messages.map(|message| CannedMessage::render(&view, message));
        Ok(Json(CannedMessages { items: rendered.collect::<Result<_, _>>()?, next_cursor: None }))
    }

    /// Add a canned message: one of your own, or, as a supervisor, one for everybody.
    #[oai(path = "/canned-messages", method = "post", operation_id = "create_canned_message")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewCannedMessage>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<CannedMessage>, ApiError> {
        let request = session.request("create_canned_message", "", &body.0, key)?;
        let message = acts::create(&edge.app, request, body.0.into()).await?;
        Ok(Created::new(CannedMessage::render(&edge.app.store.view()?, message)?))
    }

    /// Change a canned message: your own, or, as a supervisor, one of everybody's.
    #[oai(path = "/canned-messages/:id", method = "patch", operation_id = "update_canned_message")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<CannedMessageChange>,
    ) -> Result<Json<CannedMessage>, ApiError> {
        let (request, id) = (session.repeatable(), CannedMessageId(id.0));
        let message = acts::change(&edge.app, request, id, body.0.into()).await?;
        Ok(Json(CannedMessage::render(&edge.app.store.view()?, message)?))
    }

    /// Remove a canned message: your own, or, as a supervisor, one of everybody's.
    #[oai(path = "/canned-messages/:id", method = "delete", operation_id = "delete_canned_message")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), CannedMessageId(id.0)).await?;
        Ok(Done::Done)
    }

    /// A canned message as it would read in a conversation, with its variables filled in.
    #[oai(
        path = "/canned-messages/:id/preview",
        method = "get",
        operation_id = "preview_canned_message"
    )]
    async fn preview(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        conversation: Query<u64>,
    ) -> Result<Json<CannedPreview>, ApiError> {
        let (view, actor) = (edge.app.store.view()?, session.actor());
        let (id, conversation) = (CannedMessageId(id.0), ConversationId(conversation.0));
        Ok(Json(acts::preview(&view, &actor, id, conversation)?.into()))
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
    /// May be empty.
    pub category: String,
    /// Plain text with variables such as `{{first_name|there}}`.
    pub text: String,
    /// Whose own it is; null: everybody's.
    pub owner_id: Option<u64>,
    pub attachments: Vec<Attachment>,
}

#[derive(Debug, Object)]
pub struct NewCannedMessage {
    /// What is typed after `/`: one word of up to 40 characters, in lower case; refused with
    /// `shortcut_taken` if you see another one with it.
    pub shortcut: String,
    /// 1 to 100 characters.
    pub title: String,
    /// Up to 50 characters.
    pub category: Option<String>,
    /// 1 to 4096 characters, with variables such as `{{first_name|there}}`.
    pub text: String,
    /// Your own, and nobody else's; otherwise everybody's, which takes a supervisor.
    pub personal: bool,
    /// Uploaded files that go with it, at most 10.
    pub attachment_ids: Option<Vec<u64>>,
}

/// What is absent stays as it is.
#[derive(Debug, Object)]
pub struct CannedMessageChange {
    /// As in `NewCannedMessage`.
    pub shortcut: Option<String>,
    pub title: Option<String>,
    pub category: Option<String>,
    pub text: Option<String>,
    /// Your own from now on, or everybody's.
    pub personal: Option<bool>,
    /// All files that go with it from now on.
    pub attachment_ids: Option<Vec<u64>>,
}

/// A canned message, filled in.
#[derive(Debug, Object)]
pub struct CannedPreview {
    pub text: String,
    /// Variables without value and fallback: they stand in the text as written.
    pub missing: Vec<String>,
    /// Names that no variable has: they stand in the text as written.
    pub unknown: Vec<String>,
    /// The text in parts.
    pub segments: Vec<FilledPart>,
}

#[derive(Debug, Object)]
pub struct FilledPart {
    pub text: String,
    /// What a variable stood for.
    pub is_value: bool,
    /// A variable that could not be filled.
    pub is_missing: bool,
}

impl CannedMessage {
    pub fn render(view: &View, message: domain::CannedMessage) -> Result<CannedMessage, Error> {
        let domain::CannedMessage { id, shortcut, title, category, text, owner, attachments } =
            message;
        let owner_id = owner.map(|owner| owner.0);
        let attachments = Attachment::render_all(view, &attachments)?;
        Ok(CannedMessage { id: id.0, shortcut, title, category, text, owner_id, attachments })
    }
}

fn attachment_ids(ids: Vec<u64>) -> Vec<AttachmentId> {
    ids.into_iter().map(AttachmentId).collect()
}

impl From<NewCannedMessage> for acts::Draft {
    fn from(new: NewCannedMessage) -> acts::Draft {
        acts::Draft {
            shortcut: new.shortcut,
            title: new.title,
            category: new.category.unwrap_or_default(),
            text: new.text,
            is_personal: new.personal,
            attachments: attachment_ids(new.attachment_ids.unwrap_or_default()),
        }
    }
}

impl From<CannedMessageChange> for acts::Change {
    fn from(change: CannedMessageChange) -> acts::Change {
        acts::Change {
            shortcut: change.shortcut,
            title: change.title,
            category: change.category,
            text: change.text,
            is_personal: change.personal,
            attachments: change.attachment_ids.map(attachment_ids),
        }
    }
}

impl From<Filled> for CannedPreview {
    fn from(filled: Filled) -> CannedPreview {
        let segments = filled.segments.into_iter().map(|segment| FilledPart {
            text: segment.text,
            is_value: segment.kind == SegmentKind::Value,
            is_missing: segment.kind == SegmentKind::Missing,
        });
        CannedPreview {
            text: filled.text,
            missing: filled.missing,
            unknown: filled.unknown,
            segments: segments.collect(),
        }
    }
}
