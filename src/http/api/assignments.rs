//! Who has a conversation.

use super::Group;
use super::conversations::Conversation;
use super::listing::read_agent;
use super::response::Created;
use crate::actions::Error;
use crate::actions::assignments::{self as acts, Target, Transfer as Handing};
use crate::domain::{AgentId, ConversationId, QueueId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi, Union};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Accept a waiting conversation, or assign it to a colleague. Of two at once, one wins.
    #[oai(
        path = "/conversations/:id/assignment",
        method = "post",
        operation_id = "assign_conversation"
    )]
    async fn assign(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<Assignment>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Conversation>, ApiError> {
        let request = session.request("assign_conversation", id.0, &body.0, key)?;
        let me = session.0.agent.id;
        let to = match &body.0.agent {
            Assignee::Id(id) => AgentId(*id),
            Assignee::Word(word) => read_agent(word, me)?,
        };
        let over_capacity = body.0.over_capacity.unwrap_or_default();
        let conversation =
            acts::assign(&edge.app, request, ConversationId(id.0), to, over_capacity).await?;
        Ok(Created::new(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }

    /// Hand a conversation on, to an agent or a queue.
    #[oai(
        path = "/conversations/:id/transfers",
        method = "post",
        operation_id = "transfer_conversation"
    )]
    async fn transfer(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<Transfer>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Conversation>, ApiError> {
        let request = session.request("transfer_conversation", id.0, &body.0, key)?;
        let Transfer { agent_id, queue_id, note, over_capacity } = body.0;
        let target = match (agent_id, queue_id) {
            (Some(agent), None) => Target::Agent(AgentId(agent)),
            (None, Some(queue)) => Target::Queue(QueueId(queue)),
            (Some(_), Some(_)) | (None, None) => {
                let reason = "Give either “agent_id” or “queue_id”.";
                return Err(Error::invalid("agent_id", reason).into());
            }
        };
        let over_capacity = over_capacity.unwrap_or_default();
        let transfer = Handing { target, note, over_capacity };
        let conversation =
            acts::transfer(&edge.app, request, ConversationId(id.0), transfer).await?;
        let me = session.0.agent.id;
        Ok(Created::new(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }
}

#[derive(Debug, Object)]
pub struct Assignment {
    /// An agent's id, or `me`.
    pub agent: Assignee,
    /// Take it although the agent has as many as agreed. The workspace may forbid it.
    pub over_capacity: Option<bool>,
}

/// An agent's id, or `me`.
#[derive(Debug, Union)]
pub enum Assignee {
    Id(u64),
    Word(String),
}

#[derive(Debug, Object)]
pub struct Transfer {
    pub agent_id: Option<u64>,
    pub queue_id: Option<u64>,
    /// What the recipient should know; colleagues see it, the customer does not.
    pub note: Option<String>,
    /// Give it although the agent has as many as agreed. The workspace may forbid it to who takes
    /// it for himself.
    pub over_capacity: Option<bool>,
}
