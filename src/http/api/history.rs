//! All conversations with one person, across channels.

use super::conversations::Preview;
use super::tags::Tag;
use super::{Group, page};
use crate::actions::conversations::{self as acts, Listing};
use crate::actions::{Error, access};
use crate::domain::conversation::{self as domain, Holding};
use crate::domain::filter::{Filter, Sort};
use crate::domain::timeline::Author;
use crate::domain::{AgentId, ContactId, contact, tag};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// List the conversations with a contact that you may see, on all channels, newest first.
    #[oai(path = "/contacts/:id/history", method = "get", operation_id = "get_contact_history")]
    async fn history(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<History>, ApiError> {
        let view = edge.app.store.view()?;
        let contact: contact::Contact = access::record(&view, ContactId(id.0), "contact")?;
        let listing = Listing {
            filter: Filter { contact: Some(contact.id), ..Filter::default() },
            only_unread: false,
            sort: Sort::Newest,
            after: cursor.0.as_deref().map(page::read_position).transpose()?,
            limit: page::limit(limit)?,
        };
        let found = acts::list(&view, &session.actor(), &listing)?;
        let items = found.items.into_iter().map(|conversation| Past::render(&view, conversation));
        Ok(Json(History {
            items: items.collect::<Result<_, _>>()?,
            next_cursor: found.next.map(page::write_position),
        }))
    }
}

#[derive(Debug, Object)]
#[oai(rename = "ContactHistory")]
pub struct History {
    pub items: Vec<Past>,
    pub next_cursor: Option<String>,
}

/// A conversation in few words.
#[derive(Debug, Object)]
#[oai(rename = "PastConversation")]
pub struct Past {
    pub id: u64,
    /// `whatsapp`, `email` or `messenger`.
    pub channel: String,
    pub inbox_id: u64,
    /// `queued`, `active`, `pending`, `resolved` or `abandoned`.
    pub state: String,
    pub created_at: String,
    pub ended_at: Option<String>,
    /// Who has it, or had it when it ended.
    pub agent_id: Option<u64>,
    pub agent_name: Option<String>,
    pub subject: Option<String>,
    pub preview: Option<Preview>,
    pub tags: Vec<Tag>,
}

impl Past {
    fn render(view: &View, conversation: domain::Conversation) -> Result<Past, Error> {
        let agent = agent_of(&conversation);
        let agent_name = agent.map(|agent| access::agent_name(view, agent)).transpose()?;
        let mut tags = Vec::new();
        for id in &conversation.tags {
            tags.extend(view.find::<tag::Tag>(*id)?.map(Tag::from));
        }
        Ok(Past {
            id: conversation.id.0,
            channel: conversation.channel.as_str().to_owned(),
            inbox_id: conversation.inbox.0,
            state: conversation.state.kind().as_str().to_owned(),
            created_at: conversation.created_at.to_rfc3339(),
            ended_at: conversation.resolution.as_ref().map(|r| r.at.to_rfc3339()),
            agent_id: agent.map(|agent| agent.0),
            agent_name,
            subject: conversation.subject,
            preview: conversation.preview.map(Preview::from),
            tags,
        })
    }
}

fn agent_of(conversation: &domain::Conversation) -> Option<AgentId> {
    let Some(resolution) = &conversation.resolution else { return conversation.agent() };
    match (resolution.before, resolution.by) {
        (Holding::Active { agent } | Holding::Pending { agent }, _) => Some(agent),
        (Holding::Queued, Author::Agent(agent)) => Some(agent),
        (Holding::Queued, Author::Contact(_) | Author::System | Author::Outside) => None,
    }
}
