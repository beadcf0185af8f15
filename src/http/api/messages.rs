//! Answers and notes.

use super::Group;
use super::entry::Entry;
use super::new_rich::{Extras, NewButton, NewCard, NewList, NewQuickReply, NewTemplate};
use super::response::Created;
use crate::actions::Error;
use crate::actions::mail::choosing::WantedHead;
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
        let reply = reply(body.0)?;
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
    /// WhatsApp: 1 to 4096 characters. With files, a template or cards it may be empty or absent.
    pub text: Option<String>,
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
    /// Another name of `attachment_ids`.
    pub attachments: Option<Vec<u64>>,
    /// At most one of `template`, `buttons`, `list`, `quick_replies` and `cards`. WhatsApp: a
    /// template may go out at any time.
    pub template: Option<NewTemplate>,
    /// Under the text: up to three. WhatsApp takes answers, or one address alone.
    pub buttons: Option<Vec<NewButton>>,
    /// WhatsApp: above a text with buttons or a list, up to 60 characters.
    pub header: Option<String>,
    /// WhatsApp: below a text with buttons or a list, up to 60 characters.
    pub footer: Option<String>,
    /// WhatsApp's menu.
    pub list: Option<NewList>,
    /// Messenger: up to 13; they vanish with the next message.
    pub quick_replies: Option<Vec<NewQuickReply>>,
    /// Messenger: up to 10 cards side by side, which carry no text.
    pub cards: Option<Vec<NewCard>>,
    /// E-mail: up to 500 characters; without it, "Re:" and the conversation's.
    pub subject: Option<String>,
    /// E-mail: another address than the conversation's, of the contact or of somebody who wrote in
    /// it. It holds for this mail alone.
    pub to: Option<String>,
}

fn reply(body: NewMessage) -> Result<Reply, Error> {
    let files = body.attachment_ids.or(body.attachments).unwrap_or_default();
    let wanted = Extras {
        template: body.template,
        buttons: body.buttons,
        header: body.header,
        footer: body.footer,
        list: body.list,
        quick_replies: body.quick_replies,
        cards: body.cards,
    };
    Ok(Reply {
        text: body.text.unwrap_or_default(),
        seen_seq: body.seen_seq,
        keep_active: body.keep_active.unwrap_or_default(),
        reply_to: body.reply_to.map(EntryId),
        attachments: files.into_iter().map(AttachmentId).collect(),
        wanted: wanted.wanted()?,
        head: WantedHead { subject: body.subject, to: body.to },
    })
}

#[derive(Debug, Object)]
pub struct NewNote {
    /// 1 to 10 000 characters.
    pub text: String,
    /// The colleagues that it speaks to, at most 50: refused with `cannot_see`, by name, if one of
    /// them may not see the conversation.
    pub mentions: Option<Vec<u64>>,
}
