//! Which conversations a list shows, and in which order.

use super::channel::Channel;
use super::conversation::{Conversation, StateKind};
use super::{AgentId, ContactId, InboxId, LabelId, QueueId, TagId, Timestamp};
use std::collections::BTreeSet;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Empty: every state.
    pub states: BTreeSet<StateKind>,
    pub inbox: Option<InboxId>,
    pub channel: Option<Channel>,
    pub queue: Option<QueueId>,
    pub agent: Option<AgentId>,
    pub tag: Option<TagId>,
    pub label: Option<LabelId>,
    pub contact: Option<ContactId>,
    /// Put aside, or not.
    pub snoozed: Option<bool>,
    /// Last activity at or after.
    pub from: Option<Timestamp>,
    /// Last activity before.
    pub to: Option<Timestamp>,
    /// The time to write freely ends after this.
    pub closes_after: Option<Timestamp>,
    /// And at the latest then.
    pub closes_by: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// Longest waiting first; only those that wait for us.
    Waiting,
    /// Whose time to be written to freely ends first; only those that have such a time.
    Window,
}

impl Filter {
    pub fn admits(&self, conversation: &Conversation) -> bool {
        (self.states.is_empty() || self.states.contains(&conversation.state.kind()))
            && self.inbox.is_none_or(|inbox| conversation.inbox == inbox)
            && self.channel.is_none_or(|channel| conversation.channel == channel)
            && self.queue.is_none_or(|queue| conversation.queue == queue)
            && self.agent.is_none_or(|agent| conversation.agent() == Some(agent))
            && self.tag.is_none_or(|tag| conversation.tags.contains(&tag))
            && self.label.is_none_or(|label| conversation.labels.contains(&label))
            && self.contact.is_none_or(|contact| conversation.contact == contact)
            && self.snoozed.is_none_or(|snoozed| conversation.snooze.is_some() == snoozed)
            && self.from.is_none_or(|from| conversation.last_activity_at >= from)
            && self.to.is_none_or(|to| conversation.last_activity_at < to)
            && self.closes_after.is_none_or(|after| conversation.window_closes_at > Some(after))
            && self.closes_by.is_none_or(|by| {
                conversation.window_closes_at.is_some_and(|closes_at| closes_at <= by)
            })
    }
}
