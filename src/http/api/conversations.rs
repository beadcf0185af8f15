//! Conversations, one at a time, and their timelines.

use super::activity::cause;
use super::entry::{Author, Entry};
use super::labels::Label;
use super::mail::MailHead;
use super::tags::Tag;
use super::{Group, page};
use crate::actions::conversations as acts;
use crate::actions::mail::choosing;
use crate::actions::{Error, access, windows};
use crate::domain::contact::Contact as DomainContact;
use crate::domain::conversation::{self as domain, State, UNDO_MS};
use crate::domain::timeline::Author as DomainAuthor;
use crate::domain::{AgentId, ContactId, ConversationId, EntryId, Timestamp};
use crate::domain::{label as domain_label, tag as domain_tag};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::{Record, View};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::collections::BTreeSet;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Get one conversation.
    #[oai(path = "/conversations/:id", method = "get", operation_id = "get_conversation")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Conversation>, ApiError> {
        let actor = session.actor();
        let view = edge.app.store.view()?;
        let conversation = access::conversation(&view, &actor, ConversationId(id.0))?;
        Ok(Json(Conversation::render(&view, actor.agent, conversation)?))
    }

    /// Read a timeline: the newest page first, running on into earlier conversations.
    #[oai(path = "/conversations/:id/timeline", method = "get", operation_id = "get_timeline")]
    async fn timeline(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// What `next_cursor` of a newer page gave.
        before: Query<Option<String>>,
        limit: Query<Option<u32>>,
    ) -> Result<Json<Timeline>, ApiError> {
        let actor = session.actor();
        let view = edge.app.store.view()?;
        let before = page::number(&before, "before")?.map(EntryId);
        let limit = page::limit(limit)?;
        let timeline = acts::timeline(&view, &actor, ConversationId(id.0), before, limit)?;
        let entries = timeline.entries.into_iter();
        Ok(Json(Timeline {
            items: entries.map(|entry| Entry::render(&view, entry)).collect::<Result<_, _>>()?,
            next_cursor: timeline.before.map(|before| before.to_string()),
            conversations: render_all(&view, actor.agent, timeline.conversations)?,
        }))
    }
}

/// One page of a timeline, in the order in which the entries came, the oldest first.
#[derive(Debug, Object)]
pub struct Timeline {
    pub items: Vec<Entry>,
    /// Give it as `before` for the next, older page; null at the beginning.
    pub next_cursor: Option<String>,
    /// The conversations that the entries are of.
    pub conversations: Vec<Conversation>,
}

/// One matter of one contact in one inbox.
#[derive(Clone, Debug, Object)]
pub struct Conversation {
    /// The sayable number.
    pub id: u64,
    /// `queued`, `active`, `pending`, `resolved` or `abandoned`.
    pub state: String,
    /// `whatsapp`, `email` or `messenger`.
    pub channel: String,
    pub inbox_id: u64,
    /// The queue it is in, or came through.
    pub queue_id: u64,
    pub agent_id: Option<u64>,
    pub contact: Person,
    pub subject: Option<String>,
    /// E-mail: where an answer goes and what it is about, unless its author says otherwise.
    pub mail_head: Option<MailHead>,
    /// The last thing said, as it is read, for lists.
    pub preview: Option<Preview>,
    pub created_at: String,
    pub last_activity_at: String,
    /// Since when the customer waits for us; null while he does not.
    pub waiting_since: Option<String>,
    pub first_response_at: Option<String>,
    pub tags: Vec<Tag>,
    pub labels: Vec<Label>,
    /// How many of the customer's messages you have not read.
    pub unread: u32,
    /// The `seq` of the newest entry.
    pub last_seq: u32,
    /// The conversation that this one follows.
    pub previous_id: Option<u64>,
    /// The conversation that follows this one.
    pub next_id: Option<u64>,
    /// Until when it may be answered freely; null where there is no such limit, and while the
    /// customer has not written.
    pub window_closes_at: Option<String>,
    /// Whether the customer has ever written, or done something else that lets us answer, from the
    /// address that answers go to. Who has not is sent a template on WhatsApp, and nothing on
    /// Messenger.
    pub has_written: bool,
    /// Messenger, where the inbox has the option: until when a person may still answer.
    pub human_agent_until: Option<String>,
    /// Put aside until its time, or until the customer writes.
    pub snoozed: bool,
    /// When the snooze ends; null while snoozed: at the customer's next message.
    pub snoozed_until: Option<String>,
    /// Whether the last message of all is ours and did not get through.
    pub last_message_failed: bool,
    pub resolution: Option<Resolution>,
    /// Until when the resolution can be undone.
    pub undo_until: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Person {
    pub id: u64,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub username: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Preview {
    pub text: String,
    /// `contact`, `agent`, `note` or `system`.
    pub author: String,
    /// The agent whose message or note it is.
    pub agent_id: Option<u64>,
    /// `text`, or what else it is.
    pub kind: String,
}

/// How it ended.
#[derive(Clone, Debug, Object)]
pub struct Resolution {
    /// `agent`, `inactivity`, `customer`, `blocked`, `full`, or `abandoned`.
    pub cause: String,
    /// What came of it; of an abandoned one, why the customer has left for good.
    pub note: Option<String>,
    /// The agent, if one did it.
    pub by: Option<u64>,
    pub by_name: Option<String>,
    pub at: String,
}

impl Conversation {
    pub fn render(
        view: &View,
        reader: AgentId,
        conversation: domain::Conversation,
    ) -> Result<Conversation, Error> {
        let unread = if conversation.is_open() { view.unread(reader, &conversation)? } else { 0 };
        let contact: Option<DomainContact> = view.find(conversation.contact)?;
        let mail_head = choosing::usual(&conversation, contact.as_ref());
        let window = windows::of(view, &conversation)?;
        let last_message_failed = view.last_message_failed(&conversation)?;
        let tags = named::<domain_tag::Tag, Tag>(view, &conversation.tags)?;
        let labels = named::<domain_label::Label, Label>(view, &conversation.labels)?;
        let resolution = Resolution::render(view, &conversation)?;
        let undo_until = conversation.resolution.as_ref().map(|r| r.at.plus_ms(UNDO_MS));
        let undo_until =
            undo_until.filter(|_| matches!(conversation.state, State::Resolved { .. }));
        Ok(Conversation {
            id: conversation.id.0,
            state: conversation.state.kind().as_str().to_owned(),
            channel: conversation.channel.as_str().to_owned(),
            inbox_id: conversation.inbox.0,
            queue_id: conversation.queue.0,
            agent_id: conversation.agent().map(|agent| agent.0),
            contact: Person::render(conversation.contact, contact.as_ref()),
            tags,
            labels,
            mail_head: mail_head.map(MailHead::from),
            subject: conversation.subject,
            preview: conversation.preview.map(Preview::from),
            created_at: conversation.created_at.to_rfc3339(),
            last_activity_at: conversation.last_activity_at.to_rfc3339(),
            waiting_since: conversation.waiting_since.map(Timestamp::to_rfc3339),
            first_response_at: conversation.first_response_at.map(Timestamp::to_rfc3339),
            unread,
            last_seq: conversation.last_seq,
            previous_id: conversation.previous.map(|id| id.0),
            next_id: conversation.next.map(|id| id.0),
            window_closes_at: window.closes_at.map(Timestamp::to_rfc3339),
            has_written: window.has_begun,
            human_agent_until: window.human_agent_until.map(Timestamp::to_rfc3339),
            snoozed: conversation.snooze.is_some(),
            snoozed_until: match conversation.snooze {
                Some(domain::Snooze::Until(until)) => Some(until.to_rfc3339()),
                Some(domain::Snooze::NextMessage) | None => None,
            },
            last_message_failed,
            resolution,
            undo_until: undo_until.map(Timestamp::to_rfc3339),
        })
    }
}

pub(super) fn render_all(
    view: &View,
    reader: AgentId,
    conversations: Vec<domain::Conversation>,
) -> Result<Vec<Conversation>, Error> {
    let render = |conversation| Conversation::render(view, reader, conversation);
    conversations.into_iter().map(render).collect()
}

/// The records of these ids, as the API shows them.
fn named<R: Record, T: From<R>>(view: &View, ids: &BTreeSet<R::Id>) -> Result<Vec<T>, Error> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(view.find::<R>(*id)?.map(T::from));
    }
    Ok(found)
}

impl Person {
    fn render(id: ContactId, contact: Option<&DomainContact>) -> Person {
        Person {
            id: id.0,
            name: contact.map(|contact| contact.name.clone()).unwrap_or_default(),
            phone: contact.and_then(DomainContact::phone),
            email: contact.and_then(|contact| contact.email().map(str::to_owned)),
            username: contact.and_then(|contact| contact.username.clone()),
        }
    }
}

impl From<domain::Preview> for Preview {
    fn from(preview: domain::Preview) -> Preview {
        let author = match preview.author {
            DomainAuthor::Agent(_) if preview.is_note => "note",
            DomainAuthor::Agent(_) => "agent",
            DomainAuthor::Contact(_) => "contact",
            DomainAuthor::System => "system",
            DomainAuthor::Outside => "outside",
        };
        let agent_id = match preview.author {
            DomainAuthor::Agent(agent) => Some(agent.0),
            DomainAuthor::Contact(_) | DomainAuthor::System | DomainAuthor::Outside => None,
        };
        Preview { text: preview.text, author: author.to_owned(), agent_id, kind: preview.kind }
    }
}

impl Resolution {
    fn render(
        view: &View,
        conversation: &domain::Conversation,
    ) -> Result<Option<Resolution>, Error> {
        let Some(resolution) = &conversation.resolution else { return Ok(None) };
        let word = match conversation.state {
            State::Resolved { cause: why } => cause(why),
            State::Abandoned | State::Queued | State::Active { .. } | State::Pending { .. } => {
                "abandoned".to_owned()
            }
        };
        let by = match resolution.by {
            DomainAuthor::Agent(agent) => Some(agent),
            DomainAuthor::Contact(_) | DomainAuthor::System | DomainAuthor::Outside => None,
        };
        let by_name = by.map(|_| Author::render(view, resolution.by)).transpose()?;
        Ok(Some(Resolution {
            cause: word,
            note: resolution.note.clone(),
            by: by.map(|agent| agent.0),
            by_name: by_name.map(|author| author.name),
            at: resolution.at.to_rfc3339(),
        }))
    }
}
