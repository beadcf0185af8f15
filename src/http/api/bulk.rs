//! Acting on many conversations.

use super::Group;
use super::snoozes::read_snooze;
use crate::actions::Error;
use crate::actions::assignments::Target;
use crate::actions::bulk::{self, Act};
use crate::domain::{AgentId, ConversationId, LabelId, QueueId, TagId};
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
pub struct BulkRequest {
    /// 1 to 200 conversations; one that is named twice counts once.
    pub ids: Vec<u64>,
    pub action: BulkAction,
}

#[derive(Debug, Object)]
pub struct BulkAction {
    /// `resolve`, `assign`, `transfer`, `tag`, `untag`, `label`, `unlabel`, `snooze`, `unsnooze`,
    /// `read` or `unread`.
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
    /// Of `snooze`, as RFC 3339; null: until the customer writes.
    pub until: Option<String>,
    /// Of `resolve` and `transfer`; mandatory to resolve what waits in a queue.
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
    let BulkAction { kind, agent_id, queue_id, tag_id, label_id, until, note } = action;
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
        "snooze" => Ok(Act::Snooze { until: read_snooze(until.as_deref())? }),
        "unsnooze" => Ok(Act::Unsnooze),
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
