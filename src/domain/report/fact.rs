//! What reports know of one conversation. It follows from the conversation and its timeline alone,
//! so it can be made again at any time.

use super::calendar::quarter_of;
use crate::domain::channel::Channel;
use crate::domain::conversation::{Cause, Conversation, Holding, State};
use crate::domain::message::Message;
use crate::domain::timeline::{Activity, Author, Body, Entry};
use crate::domain::{AgentId, ConversationId, InboxId, LabelId, QueueId, TagId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub conversation: ConversationId,
    pub channel: Channel,
    pub inbox: InboxId,
    /// The queue it is in, or was in when it ended.
    pub queue: QueueId,
    pub state: State,
    /// Whether it is put aside.
    pub is_snoozed: bool,
    /// Who has it, or had it when it ended.
    pub agent: Option<AgentId>,
    /// Who ended it by hand; `None`: nobody did.
    pub resolved_by: Option<AgentId>,
    pub tags: BTreeSet<TagId>,
    pub labels: BTreeSet<LabelId>,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// How long it took from its beginning; of resolved ones only.
    pub resolution: Option<Took>,
    /// The first message of a person, counted from the beginning; `None` where we wrote first.
    pub first_answer: Option<Answer>,
    /// Each time that a person answered a customer who waited.
    pub answers: Vec<Answer>,
    /// The customer's messages, by quarter of an hour.
    pub inbound: BTreeMap<i64, u32>,
    /// Messages written by people on our side, by quarter of an hour and agent.
    pub outbound: BTreeMap<(i64, AgentId), u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub at: Timestamp,
    pub by: AgentId,
    pub took: Took,
}

/// A length of time in milliseconds: by the calendar, and how much of it was in opening hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    pub calendar_ms: i64,
    pub business_ms: i64,
}

/// One thing that happened, as figures count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    pub at: Timestamp,
    /// Whose it is; `None`: nobody's.
    pub agent: Option<AgentId>,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Started,
    FirstAnswered(Took),
    Answered(Took),
    /// `took`: what was shut off was not done in any time.
    Resolved {
        cause: Cause,
        took: Option<Took>,
    },
    Abandoned,
    Received(u32),
    Sent(u32),
}

/// The fact of a conversation. `entries` is its whole timeline, oldest first; `open_ms` tells how
/// much of a stretch lies in its queue's opening hours.
pub fn fact(
    conversation: &Conversation,
    entries: &[Entry],
    open_ms: impl Fn(Timestamp, Timestamp) -> i64,
) -> Fact {
    let took = |from: Timestamp, to: Timestamp| Took {
        calendar_ms: to.ms_since(from).max(0),
        business_ms: open_ms(from, to).max(0),
    };
    let mut walk = Walk::default();
    for entry in entries {
        walk.see(conversation, entry, &took);
    }
    let ended_at = ended_at(conversation);
    Fact {
        conversation: conversation.id,
        channel: conversation.channel,
        inbox: conversation.inbox,
        queue: conversation.queue,
        state: conversation.state,
        is_snoozed: conversation.snooze.is_some(),
        agent: held_by(conversation),
        resolved_by: resolved_by(conversation),
        tags: conversation.tags.clone(),
        labels: conversation.labels.clone(),
        started_at: conversation.created_at,
        ended_at,
        resolution: done_at(conversation, ended_at, walk.last_word)
            .map(|done| took(conversation.created_at, done)),
        first_answer: walk.first_answer,
        answers: walk.answers,
        inbound: walk.inbound,
        outbound: walk.outbound,
    }
}

/// What is known half-way along a timeline.
#[derive(Default)]
struct Walk {
    waits_since: Option<Timestamp>,
    /// Since when the customer waited as it ended: so he does again if that is taken back.
    waited_at_end: Option<Timestamp>,
    has_ended: bool,
    /// When it was taken up again after its end.
    reopened_at: Option<Timestamp>,
    last_word: Option<Timestamp>,
    we_began: bool,
    first_answer: Option<Answer>,
    answers: Vec<Answer>,
    inbound: BTreeMap<i64, u32>,
    outbound: BTreeMap<(i64, AgentId), u32>,
}

impl Walk {
    fn see(
        &mut self,
        conversation: &Conversation,
        entry: &Entry,
        took: &impl Fn(Timestamp, Timestamp) -> Took,
    ) {
        match (&entry.body, entry.author) {
            // Kept from a blocked contact: it is part of no work.
            (Body::Message(Message::Inbound(_)), _) if self.has_ended => {}
            (Body::Message(Message::Inbound(_)), _) => {
                *self.inbound.entry(quarter_of(entry.at)).or_default() += 1;
                self.waits_since.get_or_insert(entry.at);
                self.last_word = Some(entry.at);
            }
            (Body::Message(Message::Outbound(_)), Author::Agent(by)) => {
                *self.outbound.entry((quarter_of(entry.at), by)).or_default() += 1;
                self.we_began |= self.inbound.is_empty();
                let answer = |since| Answer { at: entry.at, by, took: took(since, entry.at) };
                if self.first_answer.is_none() && !self.we_began {
                    self.first_answer =
                        Some(answer(self.reopened_at.unwrap_or(conversation.created_at)));
                }
                self.answers.extend(self.waits_since.take().map(answer));
                self.last_word = Some(entry.at);
            }
            (Body::Activity(Activity::Resolved { .. } | Activity::Abandoned), _)
            | (Body::Activity(Activity::Left { .. }), _) => {
                self.waited_at_end = self.waits_since.take();
                self.has_ended = true;
            }
            (Body::Activity(Activity::ResolutionUndone), _) => {
                self.waits_since = self.waited_at_end.take();
                self.has_ended = false;
            }
            // What lay between its end and its reopening was nobody's to answer in.
            (Body::Activity(Activity::Reopened { .. }), _) => {
                self.waits_since = Some(entry.at);
                self.reopened_at = Some(entry.at);
                self.has_ended = false;
            }
            (Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_), _) => {}
        }
    }
}

fn ended_at(conversation: &Conversation) -> Option<Timestamp> {
    if conversation.is_open() {
        return None;
    }
    let resolution = conversation.resolution.as_ref();
    Some(resolution.map_or(conversation.last_activity_at, |resolution| resolution.at))
}

/// When the work was done. The silence that ends a conversation is no work: there it was done with
/// the last word of a person.
fn done_at(
    conversation: &Conversation,
    ended_at: Option<Timestamp>,
    last_word: Option<Timestamp>,
) -> Option<Timestamp> {
    match conversation.state {
        State::Resolved { cause: Cause::Inactivity } => last_word.or(ended_at),
        State::Resolved { cause: Cause::Agent | Cause::Customer } => ended_at,
        // It was shut off, not done.
        State::Resolved { cause: Cause::Blocked | Cause::Full }
        | State::Queued
        | State::Active { .. }
        | State::Pending { .. }
        | State::Abandoned => None,
    }
}

fn held_by(conversation: &Conversation) -> Option<AgentId> {
    let before = conversation.resolution.as_ref().map(|resolution| resolution.before);
    match before.filter(|_| !conversation.is_open()) {
        Some(Holding::Active { agent } | Holding::Pending { agent }) => Some(agent),
        Some(Holding::Queued) | None => conversation.agent(),
    }
}

fn resolved_by(conversation: &Conversation) -> Option<AgentId> {
    let resolution = conversation.resolution.as_ref()?;
    match (conversation.state, resolution.by) {
        (State::Resolved { .. }, Author::Agent(agent)) => Some(agent),
        _ => None,
    }
}

impl Fact {
    /// Everything that figures count, in no order.
    pub fn happenings(&self) -> impl Iterator<Item = Happening> {
        self.all_happenings().filter(|_| !self.is_only_kept())
    }

    /// A blocked contact wrote, and nobody had anything to do with it.
    fn is_only_kept(&self) -> bool {
        self.state == State::Resolved { cause: Cause::Blocked } && self.resolved_by.is_none()
    }

    fn all_happenings(&self) -> impl Iterator<Item = Happening> {
        let started = Happening { at: self.started_at, agent: self.agent, what: What::Started };
        let first = self.first_answer.iter().map(|answer| Happening {
            at: answer.at,
            agent: Some(answer.by),
            what: What::FirstAnswered(answer.took),
        });
        let answers = self.answers.iter().map(|answer| Happening {
            at: answer.at,
            agent: Some(answer.by),
            what: What::Answered(answer.took),
        });
        let received = self.inbound.iter().map(|(quarter, count)| Happening {
            at: super::calendar::beginning_of(*quarter),
            agent: self.agent,
            what: What::Received(*count),
        });
        let sent = self.outbound.iter().map(|((quarter, agent), count)| Happening {
            at: super::calendar::beginning_of(*quarter),
            agent: Some(*agent),
            what: What::Sent(*count),
        });
        let ended = self.ending().into_iter();
        std::iter::once(started)
            .chain(first)
            .chain(answers)
            .chain(received)
            .chain(sent)
            .chain(ended)
    }

    fn ending(&self) -> Option<Happening> {
        let at = self.ended_at?;
        match self.state {
            State::Resolved { cause } => {
                let what = What::Resolved { cause, took: self.resolution };
                Some(Happening { at, agent: self.resolved_by.or(self.agent), what })
            }
            State::Abandoned => Some(Happening { at, agent: self.agent, what: What::Abandoned }),
            State::Queued | State::Active { .. } | State::Pending { .. } => None,
        }
    }
}
