//! What changed: the same events as over the WebSocket, for programs that ask.

use super::agents::Agent;
use super::canned_messages::CannedMessage;
use super::contacts::Contact;
use super::conversations::Conversation;
use super::entry::Entry;
use super::inboxes::Inbox;
use super::labels::Label;
use super::notices::Notice;
use super::queues::Queue;
use super::tags::Tag;
use super::{Group, page};
use crate::domain::event as domain;
use crate::domain::permission::Actor;
use crate::domain::{ConversationId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::live::{self, Caught};
use crate::http::session::SignedIn;
use crate::store;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi, Union};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Events")]
impl Api {
    /// What changed after `after`, as far as you may see it: each thing once, in its newest form.
    #[oai(path = "/events", method = "get", operation_id = "list_events")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// The last sequence number that you know.
        after: Query<u64>,
        limit: Query<Option<u32>>,
    ) -> Result<Json<Events>, ApiError> {
        let view = edge.app.store.view()?;
        let actor: Actor = session.actor();
        let limit = page::limit(limit)?;
        Ok(Json(match live::catch_up(&view, &actor, after.0, limit)? {
            Caught::Events { events, reached } => {
                Events { items: events, next_after: reached, resync: false }
            }
            Caught::TooOld => {
                Events { items: Vec::new(), next_after: view.newest_seq()?, resync: true }
            }
        }))
    }
}

#[derive(Debug, Object)]
pub struct Events {
    pub items: Vec<Event>,
    /// Give it as `after` the next time.
    pub next_after: u64,
    /// `after` is too long ago: fetch everything anew, and go on from `next_after`.
    pub resync: bool,
}

/// A change: `data` is the whole thing as it is now.
#[derive(Clone, Debug, Union)]
#[oai(discriminator_name = "type")]
pub enum Event {
    #[oai(mapping = "conversation_changed")]
    Conversation(ConversationChanged),
    #[oai(mapping = "conversation_gone")]
    ConversationGone(ConversationGone),
    #[oai(mapping = "entry_changed")]
    Entry(EntryChanged),
    #[oai(mapping = "contact_changed")]
    Contact(ContactChanged),
    #[oai(mapping = "agent_changed")]
    Agent(AgentChanged),
    #[oai(mapping = "queue_changed")]
    Queue(QueueChanged),
    #[oai(mapping = "inbox_changed")]
    Inbox(InboxChanged),
    #[oai(mapping = "tag_changed")]
    Tag(TagChanged),
    #[oai(mapping = "label_changed")]
    Label(LabelChanged),
    #[oai(mapping = "canned_message_changed")]
    CannedMessage(CannedMessageChanged),
    #[oai(mapping = "configuration_changed")]
    Configuration(ConfigurationChanged),
    #[oai(mapping = "removed")]
    Removed(Removed),
    #[oai(mapping = "draft_changed")]
    Draft(DraftChanged),
    #[oai(mapping = "read_mark_changed")]
    ReadMark(ReadMarkChanged),
    #[oai(mapping = "notice_changed")]
    Notice(NoticeChanged),
    #[oai(mapping = "notices_seen")]
    NoticesSeen(NoticesSeen),
}

macro_rules! changed {
    ($($name:ident: $data:ty),+ $(,)?) => {$(
        #[derive(Clone, Debug, Object)]
        pub struct $name {
            /// The change's number: it never falls.
            pub seq: u64,
            pub data: $data,
        }
    )+};
}

changed! {
    ConversationChanged: Conversation,
    ConversationGone: Gone,
    EntryChanged: Entry,
    ContactChanged: Contact,
    AgentChanged: Agent,
    QueueChanged: Queue,
    InboxChanged: Inbox,
    TagChanged: Tag,
    LabelChanged: Label,
    CannedMessageChanged: CannedMessage,
    ConfigurationChanged: Configuration,
    Removed: RemovedThing,
    DraftChanged: Draft,
    ReadMarkChanged: ReadMark,
    NoticeChanged: Notice,
    NoticesSeen: UnseenNotices,
}

/// You no longer see this conversation.
#[derive(Clone, Debug, Object)]
pub struct Gone {
    pub id: u64,
}

/// How much of a conversation you have not read.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Unread")]
pub struct ReadMark {
    pub conversation_id: u64,
    /// How many of the customer's messages you have not read.
    pub unread: u32,
}

/// What you were told and have not looked at yet.
#[derive(Clone, Debug, Object)]
pub struct UnseenNotices {
    /// All others are seen.
    pub unseen_ids: Vec<u64>,
}

/// Something that is fetched whole has changed: fetch it again if you show it.
#[derive(Clone, Debug, Object)]
pub struct Configuration {
    /// `settings`, `hours`, `routing_rules`, `attributes`, `api_keys` or `templates`.
    pub what: String,
}

/// Something is no longer there.
#[derive(Clone, Debug, Object)]
pub struct RemovedThing {
    /// `tag`, `label`, `canned_message` or `queue`.
    pub what: String,
    pub id: u64,
}

/// What you have begun to write in a conversation; empty texts: nothing.
#[derive(Clone, Debug, Object)]
pub struct Draft {
    pub conversation_id: u64,
    pub reply: String,
    pub note: String,
    /// Of a mail: whom the reply goes to; empty: as usual.
    pub to: String,
    /// Of a mail: what the reply is about; empty: as usual.
    pub subject: String,
    /// When it was written last; null if there is nothing.
    pub at: Option<String>,
}

impl From<domain::Configuration> for Configuration {
    fn from(what: domain::Configuration) -> Configuration {
        let what = match what {
            domain::Configuration::Settings => "settings",
            domain::Configuration::Hours => "hours",
            domain::Configuration::RoutingRules => "routing_rules",
            domain::Configuration::Attributes => "attributes",
            domain::Configuration::ApiKeys => "api_keys",
            domain::Configuration::Templates => "templates",
        };
        Configuration { what: what.to_owned() }
    }
}

impl RemovedThing {
    pub fn new(what: domain::Removed, id: u64) -> RemovedThing {
        let what = match what {
            domain::Removed::Tag => "tag",
            domain::Removed::Label => "label",
            domain::Removed::CannedMessage => "canned_message",
            domain::Removed::Queue => "queue",
        };
        RemovedThing { what: what.to_owned(), id }
    }
}

impl Draft {
    pub fn new(conversation: ConversationId, draft: store::Draft) -> Draft {
        let at = Some(draft.at).filter(|_| !draft.is_empty()).map(Timestamp::to_rfc3339);
        let store::Draft { reply, note, to, subject, at: _ } = draft;
        Draft { conversation_id: conversation.0, reply, note, to, subject, at }
    }
}
