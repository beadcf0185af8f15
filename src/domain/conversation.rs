//! One matter of one contact in one inbox, from its first message to its end.

use super::channel::Channel;
use super::contact::IdentityKind;
use super::event::Place;
use super::inbox::Inbox;
use super::timeline::{Author, Body, MESSAGE_PLACE_MAX};
use super::{AgentId, ContactId, ConversationId, InboxId, LabelId, QueueId, TagId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use super::state::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub contact: ContactId,
    pub inbox: InboxId,
    pub channel: Channel,
    /// The queue it is in, or came through.
    pub queue: QueueId,
    /// Where answers go: kind and value of the identity in `inbox`, or where a mail's author wants them.
    pub identity: (IdentityKind, String),
    pub state: State,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub preview: Option<Preview>,
    pub created_at: Timestamp,
    pub last_activity_at: Timestamp,
    /// Since when the customer waits for us; `None` while he does not.
    #[serde(default)]
    pub waiting_since: Option<Timestamp>,
    #[serde(default)]
    pub first_response_at: Option<Timestamp>,
    /// When an agent last answered; older records know only the first time.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    pub tags: BTreeSet<TagId>,
    pub labels: BTreeSet<LabelId>,
    /// How many messages the customer has written here: what unread marks count against.
    pub inbound_count: u32,
    /// The place of the newest entry.
    pub last_seq: u32,
    /// The newest act of our side, so that a send can be refused that had not seen it.
    #[serde(default)]
    pub moved: Option<Moved>,
    #[serde(default)]
    pub previous: Option<ConversationId>,
    #[serde(default)]
    pub next: Option<ConversationId>,
    #[serde(default)]
    pub resolution: Option<Resolution>,
    /// When time does something to it next (see `next_due`); the timers' table follows it.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub snooze: Option<Snooze>,
    /// When a snooze ended or a resolution was taken back: silence counts from there, or it would
    /// end the conversation at once.
    #[serde(default)]
    pub woken_at: Option<Timestamp>,
    /// When the customer was warned that silence will end it; forgotten when anybody writes.
    #[serde(default)]
    pub warned_at: Option<Timestamp>,
    /// Which automatic replies it has had.
    #[serde(default)]
    pub replied: AutomaticReplies,
    /// Who had it when it was handed to the queue where it waits: it waits for the others there.
    #[serde(default)]
    pub handed_back_by: Option<AgentId>,
    /// While open: the end of the time to write freely, where there is one. Follows from what the
    /// contact did last; the list of what closes next is ordered by it.
    #[serde(default)]
    pub window_closes_at: Option<Timestamp>,
    /// The place of the message that we sent last, until the customer writes again.
    #[serde(default)]
    pub last_sent: Option<u32>,
}

/// Out of sight until its time, or until the customer writes. It takes up no capacity meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Snooze {
    Until(Timestamp),
    NextMessage,
}

impl Snooze {
    pub fn is_ahead(self, now: Timestamp) -> bool {
        match self {
            Snooze::Until(until) => until > now,
            Snooze::NextMessage => true,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticReplies {
    pub welcomed: bool,
    pub acknowledged: bool,
    /// When the off-hours reply last went out. Older records name the beginning of the closed
    /// period in which it did, which serves as well: there was no opening in between.
    pub off_hours: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub text: String,
    pub author: Author,
    pub is_note: bool,
    /// What it is: `text`, or the kind of content.
    pub kind: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub seq: u32,
    pub by: Author,
    pub at: Timestamp,
}

/// How it ended. An abandoned conversation has one too, with no cause of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    pub note: Option<String>,
    pub by: Author,
    pub at: Timestamp,
    /// What an undo goes back to.
    pub before: Holding,
    pub waiting_since_before: Option<Timestamp>,
    #[serde(default)]
    pub snooze_before: Option<Snooze>,
}

impl Resolution {
    /// Who had the conversation at its end, or ended it.
    pub fn agent(&self) -> Option<AgentId> {
        let ender = match self.by {
            Author::Agent(agent) => Some(agent),
            Author::Contact(_) | Author::System | Author::Outside => None,
        };
        match self.before {
            Holding::Active { agent } | Holding::Pending { agent } => Some(agent),
            Holding::Queued => ender,
        }
    }
}

impl Conversation {
    /// A new one in the queue of its inbox, with nothing in it yet.
    pub fn new(
        id: ConversationId,
        contact: ContactId,
        inbox: &Inbox,
        state: State,
        to: (IdentityKind, String),
        now: Timestamp,
    ) -> Conversation {
        Conversation {
            id,
            contact,
            inbox: inbox.id,
            channel: inbox.channel(),
            queue: inbox.queue,
            identity: to,
            state,
            subject: None,
            preview: None,
            created_at: now,
            last_activity_at: now,
            waiting_since: None,
            first_response_at: None,
            answered_at: None,
            tags: BTreeSet::new(),
            labels: BTreeSet::new(),
            inbound_count: 0,
            last_seq: 0,
            moved: None,
            previous: None,
            next: None,
            resolution: None,
            due_at: None,
            snooze: None,
            woken_at: None,
            warned_at: None,
            replied: AutomaticReplies::default(),
            handed_back_by: None,
            window_closes_at: None,
            last_sent: None,
        }
    }

    pub fn agent(&self) -> Option<AgentId> {
        self.state.agent()
    }

    pub fn place(&self) -> Place {
        Place { queue: self.queue, agent: self.agent() }
    }

    pub fn is_open(&self) -> bool {
        self.state.kind().is_open()
    }

    /// Whether what follows the customer's next message no longer fits: a line that it woke, and
    /// the message.
    pub fn is_full(&self) -> bool {
        self.last_seq + 2 > MESSAGE_PLACE_MAX
    }

    pub fn has_place_for(&self, body: &Body) -> bool {
        self.last_seq < body.place_max()
    }

    /// Whose capacity it takes up: an answer is due, and not put aside.
    pub fn occupies(&self) -> Option<AgentId> {
        match self.state {
            State::Active { agent } if self.snooze.is_none() => Some(agent),
            State::Queued
            | State::Active { .. }
            | State::Pending { .. }
            | State::Resolved { .. }
            | State::Abandoned => None,
        }
    }

    /// Whether it waits to be given to somebody.
    pub fn is_in_line(&self) -> bool {
        self.state == State::Queued && self.snooze.is_none()
    }

    /// Takes what happens: the state, and what follows from it for the waiting time, the snooze, the
    /// warning, and for whom it waits.
    pub fn on(&mut self, input: Input, now: Timestamp) -> Result<(), Refused> {
        let had = self.agent();
        self.state = match input {
            // Back in its queue after an answer, it waits for us.
            Input::GivenUp if self.first_response_at.is_some() => Err(Refused::NothingDue),
            // What is put aside is spared.
            Input::GivenUp | Input::TimedOut { .. } if self.snooze.is_some() => {
                Err(Refused::NothingDue)
            }
            input => self.state.on(input),
        }?;
        self.waiting_since = self.waiting_since_after(input, now);
        if input == Input::TransferredToQueue {
            self.handed_back_by = had.or(self.handed_back_by);
        } else if self.agent().is_some() {
            self.handed_back_by = None;
        }
        match input {
            Input::CustomerWrote => {
                self.wake(now);
                self.warned_at = None;
            }
            // Put aside is put aside: a reminder outlives an answer in between.
            Input::Replied { .. } => (self.answered_at, self.warned_at) = (Some(now), None),
            Input::Undone { .. } => {
                let before = self.resolution.as_ref().and_then(|r| r.snooze_before);
                self.snooze = before.filter(|snooze| snooze.is_ahead(now));
                (self.woken_at, self.warned_at) = (Some(now), None);
            }
            // He was silent because he waited for us: his time to leave begins here.
            Input::Reopened { .. }
            | Input::Accepted { .. }
            | Input::Assigned { .. }
            | Input::TransferredToAgent { .. }
            | Input::TransferredToQueue
            | Input::GivenBack => {
                self.snooze = None;
                (self.woken_at, self.warned_at) = (Some(now), None);
            }
            Input::Resolved
            | Input::SaidDone
            | Input::Blocked
            | Input::Filled
            | Input::GivenUp
            | Input::TimedOut { .. }
            | Input::CustomerLeft => self.wake(now),
        }
        Ok(())
    }

    fn waiting_since_after(&self, input: Input, now: Timestamp) -> Option<Timestamp> {
        match input {
            Input::CustomerWrote
            | Input::Accepted { .. }
            | Input::Assigned { .. }
            | Input::TransferredToAgent { .. }
            | Input::TransferredToQueue
            | Input::GivenBack
            | Input::Reopened { .. } => self.waiting_since.or(Some(now)),
            Input::Undone { .. } => self.resolution.as_ref().and_then(|r| r.waiting_since_before),
            Input::Replied { .. }
            | Input::Resolved
            | Input::SaidDone
            | Input::Blocked
            | Input::Filled
            | Input::GivenUp
            | Input::TimedOut { .. }
            | Input::CustomerLeft => None,
        }
    }

    /// Ends a snooze: silence counts from now, and who was warned before is warned again.
    pub fn wake(&mut self, now: Timestamp) {
        if self.snooze.take().is_some() {
            (self.woken_at, self.warned_at) = (Some(now), None);
        }
    }

    /// Whether our side acted after `seen_seq` by another hand than `by`'s.
    pub fn moved_since(&self, seen_seq: u32, by: AgentId) -> Option<Moved> {
        self.moved.filter(|moved| moved.seq > seen_seq && moved.by != Author::Agent(by))
    }
}
