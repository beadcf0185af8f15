//! What the change log records: which thing changed. A reader looks the thing up as it is now,
//! so an event stays small and a late reader gets the newest form.

use super::{
    AgentId, CannedMessageId, ContactId, ConversationId, EntryId, InboxId, LabelId, NoticeId,
    QueueId, TagId,
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// `left`: where it was before, if that changed: who loses sight of it must be told.
    Conversation {
        id: ConversationId,
        left: Option<Place>,
    },
    Entry {
        id: EntryId,
    },
    Contact {
        id: ContactId,
    },
    Agent {
        id: AgentId,
    },
    Queue {
        id: QueueId,
    },
    Inbox {
        id: InboxId,
    },
    Tag {
        id: TagId,
    },
    Label {
        id: LabelId,
    },
    CannedMessage {
        id: CannedMessageId,
    },
    /// Something that is fetched whole when it is needed.
    Configuration {
        what: Configuration,
    },
    /// A thing with this number is no longer there.
    Removed {
        what: Removed,
        id: u64,
    },
    /// For one agent's own browsers only.
    Draft {
        agent: AgentId,
        conversation: ConversationId,
    },
    /// For one agent's own browsers only.
    ReadMark {
        agent: AgentId,
        conversation: ConversationId,
    },
    /// For one agent's own browsers only: there is something to tell.
    Notice {
        agent: AgentId,
        id: NoticeId,
    },
    /// For one agent's own browsers only: some of what was told was looked at.
    NoticesSeen {
        agent: AgentId,
    },
}

/// Where a conversation is: what decides who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub queue: QueueId,
    pub agent: Option<AgentId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Configuration {
    Settings,
    Hours,
    RoutingRules,
    Attributes,
    ApiKeys,
    /// An inbox's templates, which are fetched page by page.
    Templates,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Removed {
    Tag,
    Label,
    CannedMessage,
    Queue,
}
