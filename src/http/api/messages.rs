//! Answers and notes.

use super::Group;
use super::entry::Entry;
use super::response::Created;
use crate::actions::messages::{self as acts, Reply};
use crate::domain::{AgentId, AttachmentId, ConversationId, EntryId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Answer the customer. The message is durable once this returns, and is sent once.
    #[oai(path = "/conversations/:id/messages", method = "post", operation_id = "send_message")]
    async fn send(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewMessage>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Entry>, ApiError> {
        let request = session.request("send_message", id.0, &body.0, key)?;
        let NewMessage { text, seen_seq, keep_active, reply_to, attachment_ids } = body.0;
        let reply = Reply {
            text,
            seen_seq,
            keep_active: keep_active.unwrap_or_default(),
            reply_to: reply_to.map(EntryId),
            attachments: attachment_ids.unwrap_or_default().into_iter().map(AttachmentId).collect(),
        };
        let entry = acts::reply(&edge.app, request, ConversationId(id.0), reply).await?;
        edge.hub.presence.sent(session.0.agent.id, ConversationId(id.0));
        Ok(Created::new(Entry::render(&edge.app.store.view()?, entry)?))
    }

    /// Leave a note for colleagues. It is never sent.
    #[oai(path = "/conversations/:id/notes", method = "post", operation_id = "add_note")]
    async fn note(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewNote>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Entry>, ApiError> {
        let request = session.request("add_note", id.0, &body.0, key)?;
        let NewNote { text, mentions } = body.0;
        let mentions = mentions.unwrap_or_default().into_iter().map(AgentId).collect();
        let entry = acts::note(&edge.app, request, ConversationId(id.0), text, mentions).await?;
        edge.hub.presence.sent(session.0.agent.id, ConversationId(id.0));
        Ok(Created::new(Entry::render(&edge.app.store.view()?, entry)?))
    }
}

#[derive(Debug, Object)]
pub struct NewMessage {
    /// WhatsApp: 1 to 4096 characters.
    pub text: String,
    /// The last place in the timeline that you have seen: if a colleague has acted since, the
    /// message is refused with `conversation_moved`. Without it, it is sent whatever happened.
    pub seen_seq: Option<u32>,
    /// The conversation stays active: there is more to come from our side.
    pub keep_active: Option<bool>,
    /// The entry to quote.
    pub reply_to: Option<u64>,
    /// Uploaded files to send with it, at most 10; with them the text may be empty. On WhatsApp each
    /// goes out as a message of its own, the first one with the text under it.
    pub attachment_ids: Option<Vec<u64>>,
}

#[derive(Debug, Object)]
pub struct NewNote {
    /// 1 to 10 000 characters.
    pub text: String,
    /// The colleagues that it speaks to, at most 50: refused with `cannot_see`, by name, if one of
    /// them may not see the conversation.
    pub mentions: Option<Vec<u64>>,
}
