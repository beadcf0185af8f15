//! Writing first, and acting on many conversations.

use super::Group;
use super::conversations::Conversation;
use super::response::Created;
use crate::actions::Error;
use crate::actions::assignments::Target;
use crate::actions::bulk::{self, Act};
use crate::actions::starting::{self, Start, To};
use crate::domain::{AgentId, ContactId, ConversationId, InboxId, LabelId, QueueId, TagId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Begin a conversation by writing first. It is yours, and it is the customer's turn.
    #[oai(path = "/conversations", method = "post", operation_id = "start_conversation")]
    async fn start(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewConversation>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Conversation>, ApiError> {
        let request = session.request("start_conversation", "", &body.0, key)?;
        let NewConversation { inbox_id, contact_id, to, text, subject } = body.0;
        let to = match (contact_id, to) {
            (Some(contact), None) => To::Contact(ContactId(contact)),
            (None, Some(phone)) => To::Phone(phone),
            (Some(_), Some(_)) | (None, None) => {
                return Err(Error::invalid("to", "Give either “contact_id” or “to”.").into());
            }
        };
        let start = Start { inbox: InboxId(inbox_id), to, text, subject };
        let conversation = starting::start(&edge.app, request, start).await?;
        let me = session.0.agent.id;
        Ok(Created::new(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }

    /// Do the same to many conversations. Each is asked for by itself: a refusal stops no other.
    #[oai(path = "/conversations/bulk", method = "post", operation_id = "act_on_conversations")]
    async fn bulk(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<BulkRequest>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<BulkResults>, ApiError> {
        let request = session.request("act_on_conversations", "", &body.0, key)?;
        let act = read_act(body.0.action)?;
        let ids = body.0.ids.into_iter().map(ConversationId).collect();
        let outcomes = bulk::act(&edge.app, request, ids, act).await?;
        Ok(Json(BulkResults { items: outcomes.into_iter().map(BulkResult::from).collect() }))
    }
}

#[derive(Debug, Object)]
pub struct NewConversation {
    pub inbox_id: u64,
    /// Whom to write to; or give `to`.
    pub contact_id: Option<u64>,
    /// A phone number with its country's code: of whoever has it, or of somebody new.
    pub to: Option<String>,
    /// WhatsApp: 1 to 4096 characters.
    pub text: String,
    pub subject: Option<String>,
}

#[derive(Debug, Object)]
pub struct BulkRequest {
    /// 1 to 200 conversations; one that is named twice counts once.
    pub ids: Vec<u64>,
    pub action: BulkAction,
}

#[derive(Debug, Object)]
pub struct BulkAction {
    /// `resolve`, `assign`, `transfer`, `tag`, `untag`, `label`, `unlabel`, `read` or `unread`.
    #[oai(rename = "type")]
    pub kind: String,
    /// Of `assign`, and of `transfer` to an agent.
    pub agent_id: Option<u64>,
    /// Of `transfer` to a queue.
    pub queue_id: Option<u64>,
    /// Of `tag` and `untag`.
    pub tag_id: Option<u64>,
    /// Of `label` and `unlabel`.
    pub label_id: Option<u64>,
    /// Of `resolve` and `transfer`.
    pub note: Option<String>,
}

#[derive(Debug, Object)]
pub struct BulkResults {
    /// In the order in which they were asked for.
    pub items: Vec<BulkResult>,
}

#[derive(Debug, Object)]
pub struct BulkResult {
    pub id: u64,
    pub ok: bool,
    /// Why not: what the act alone would have been refused with.
    pub code: Option<String>,
    /// The same as a sentence.
    pub detail: Option<String>,
}

fn read_act(action: BulkAction) -> Result<Act, Error> {
    let BulkAction { kind, agent_id, queue_id, tag_id, label_id, note } = action;
    let tag = || tag_id.map(TagId).ok_or_else(|| Error::invalid("tag_id", "Say which tag."));
    let label =
        || label_id.map(LabelId).ok_or_else(|| Error::invalid("label_id", "Say which label."));
    match kind.as_str() {
        "resolve" => Ok(Act::Resolve { note }),
        "assign" => {
            let to = agent_id.ok_or_else(|| Error::invalid("agent_id", "Say to whom."))?;
            Ok(Act::Assign { to: AgentId(to) })
        }
        "transfer" => match (agent_id, queue_id) {
            (Some(agent), None) => {
                Ok(Act::Transfer { target: Target::Agent(AgentId(agent)), note })
            }
            (None, Some(queue)) => {
                Ok(Act::Transfer { target: Target::Queue(QueueId(queue)), note })
            }
            (Some(_), Some(_)) | (None, None) => {
                Err(Error::invalid("agent_id", "Give either “agent_id” or “queue_id”."))
            }
        },
        "tag" => Ok(Act::Tag { tag: tag()?, is_on: true }),
        "untag" => Ok(Act::Tag { tag: tag()?, is_on: false }),
        "label" => Ok(Act::Label { label: label()?, is_on: true }),
        "unlabel" => Ok(Act::Label { label: label()?, is_on: false }),
        "read" => Ok(Act::Read),
        "unread" => Ok(Act::Unread),
        _ => Err(Error::invalid("action", format!("There is no act “{kind}”."))),
    }
}

impl From<bulk::Outcome> for BulkResult {
    fn from(outcome: bulk::Outcome) -> BulkResult {
        let (code, detail) = outcome.refusal.map(|refusal| (refusal.code, refusal.detail)).unzip();
        BulkResult { id: outcome.id, ok: code.is_none(), code, detail }
    }
}
