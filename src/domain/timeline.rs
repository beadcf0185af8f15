//! What a conversation shows: messages, notes, activities, in the order in which they came.

use super::conversation::{Cause, Snooze};
use super::message::Message;
use super::routing::Reason;
use super::{
    AgentId, ContactId, ConversationId, ENTRIES_PER_CONVERSATION_MAX, EntryId, LabelId, QueueId,
    TagId, Timestamp,
};
use serde::{Deserialize, Serialize};

/// How many of a conversation's last places messages and notes leave to activities.
const KEPT_FOR_ACTIVITIES: u32 = 1_000;
/// How many of those are left to its end, which one is enough for.
const KEPT_FOR_THE_END: u32 = 1;
/// The last place that a message or a note can have.
pub const MESSAGE_PLACE_MAX: u32 = ENTRIES_PER_CONVERSATION_MAX - KEPT_FOR_ACTIVITIES;

/// How many characters a note may have.
pub const NOTE_CHARACTERS_MAX: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub at: Timestamp,
    pub author: Author,
    pub body: Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    Contact(ContactId),
    Agent(AgentId),
    System,
    /// Somebody of ours, with another program.
    Outside,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    Message(Message),
    Note(Note),
    Activity(Activity),
}

/// A word among colleagues. Its own type: what sends takes a message, so no code can send a note.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub text: String,
    #[serde(default)]
    pub client_key: Option<String>,
    /// Which colleagues it speaks to.
    #[serde(default)]
    pub mentions: Vec<AgentId>,
}

/// A typed event line; the reader's browser puts it into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Created {
        previous: Option<ConversationId>,
        queue: QueueId,
        /// Who began it; `None`: the customer, by writing.
        #[serde(default)]
        by: Option<AgentId>,
    },
    Accepted {
        agent: AgentId,
    },
    /// By a colleague or by routing.
    Assigned {
        agent: AgentId,
        /// Why routing chose; `None`: a colleague did.
        #[serde(default)]
        reason: Option<Reason>,
        /// Where it waited.
        #[serde(default)]
        queue: Option<QueueId>,
    },
    /// Its agent was gone for too long.
    GivenBack {
        agent: AgentId,
        /// To which queue.
        #[serde(default)]
        queue: Option<QueueId>,
    },
    Snoozed {
        snooze: Snooze,
    },
    /// The snooze ended: by its time, a message, or an agent's hand.
    Woken,
    /// The customer was told that silence will end it.
    Warned,
    TransferredToAgent {
        agent: AgentId,
        note: Option<String>,
    },
    TransferredToQueue {
        queue: QueueId,
        note: Option<String>,
    },
    Resolved {
        cause: Cause,
        note: Option<String>,
    },
    /// The customer was silent for too long.
    Abandoned,
    /// The customer left for good.
    Left {
        /// As the provider tells it.
        reason: String,
    },
    ResolutionUndone,
    Reopened {
        agent: AgentId,
    },
    Tagged {
        tag: TagId,
        /// As it was called then: shown once it is no longer there.
        #[serde(default)]
        name: Option<String>,
    },
    Untagged {
        tag: TagId,
        #[serde(default)]
        name: Option<String>,
    },
    Labelled {
        label: LabelId,
        #[serde(default)]
        name: Option<String>,
    },
    Unlabelled {
        label: LabelId,
        #[serde(default)]
        name: Option<String>,
    },
    /// What an agent had set on a message did not get to the customer, and is taken back.
    ReactionFailed {
        reason: String,
    },
    /// The customer is known by something else from now on.
    IdentityChanged {
        from: Option<String>,
        to: String,
        /// Set: that contact had it already; the two may be one person.
        #[serde(default)]
        same_as: Option<ContactId>,
    },
    /// The customer reacted to, edited or deleted something that we do not have.
    Elsewhere {
        kind: String,
    },
}

impl Body {
    /// The last place in a conversation that it can have. What is full can still be handed on, and
    /// what can hold nothing at all can still end.
    pub fn place_max(&self) -> u32 {
        match self {
            Body::Message(_) | Body::Note(_) => MESSAGE_PLACE_MAX,
            Body::Activity(activity) if activity.is_end() => ENTRIES_PER_CONVERSATION_MAX,
            Body::Activity(_) => ENTRIES_PER_CONVERSATION_MAX - KEPT_FOR_THE_END,
        }
    }
}

impl Activity {
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Activity::Resolved { .. } | Activity::Abandoned | Activity::Left { .. })
    }
}

impl Entry {
    pub fn conversation(&self) -> ConversationId {
        self.id.conversation()
    }

    pub fn message(&self) -> Option<&Message> {
        match &self.body {
            Body::Message(message) => Some(message),
            Body::Note(_) | Body::Activity(_) => None,
        }
    }
}
