//! A change of the log as the API shows it.

use crate::actions::{Error, notices as acts};
use crate::domain::agent::Agent;
use crate::domain::canned_message::CannedMessage;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::event::{Event as Change, Place};
use crate::domain::inbox::Inbox;
use crate::domain::label::Label;
use crate::domain::permission::{Act, Actor};
use crate::domain::queue::Queue;
use crate::domain::tag::Tag;
use crate::domain::timeline::Entry;
use crate::domain::{AgentId, ConversationId, NoticeId};
use crate::http::api::entry::Entry as ApiEntry;
use crate::http::api::events::*;
use crate::http::api::{agents, canned_messages, contacts, conversations, notices, queues};
use crate::store::{self, View};
use std::collections::HashSet;

/// A change, rendered once for everybody.
pub struct Rendered {
    pub seq: u64,
    pub audience: Audience,
    /// As a reader sees it who has read everything.
    pub event: Event,
    /// What a conversation's `unread` counts from.
    pub conversation: Option<Conversation>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Audience {
    Everybody,
    /// Who may see a conversation that is here, and who could see it where it was.
    Of {
        place: Place,
        left: Option<Place>,
    },
    Only(AgentId),
}

/// What to tell one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    Event,
    Gone,
    Nothing,
}

impl Audience {
    pub fn telling(self, actor: &Actor) -> Telling {
        match self {
            Audience::Everybody => Telling::Event,
            Audience::Only(agent) if agent == actor.agent => Telling::Event,
            Audience::Only(_) => Telling::Nothing,
            Audience::Of { place, left } => {
                if actor.may_see(place) {
                    Telling::Event
                } else if left.is_some_and(|left| actor.may_see(left)) {
                    Telling::Gone
                } else {
                    Telling::Nothing
                }
            }
        }
    }
}

/// `None`: the thing is no longer there.
pub fn render(view: &View, seq: u64, change: Change) -> Result<Option<Rendered>, Error> {
    let everybody =
        |event| Rendered { seq, audience: Audience::Everybody, event, conversation: None };
    Ok(match change {
        Change::Conversation { id, left } => conversation(view, seq, id, left)?,
        Change::Entry { id } => match (view.entry(id)?, view.find(id.conversation())?) {
            (Some(found), Some(conversation)) => Some(entry(view, seq, found, conversation)?),
            (Some(_) | None, _) => None,
        },
        Change::Contact { id } => match view.find::<Contact>(id)? {
            Some(contact) => {
                let data = contacts::Contact::render(view, contact)?;
                Some(everybody(Event::Contact(ContactChanged { seq, data })))
            }
            None => None,
        },
        Change::Agent { id } => match view.find::<Agent>(id)? {
            Some(agent) => {
                let data = agents::Agent::render(view, agent)?;
                Some(everybody(Event::Agent(AgentChanged { seq, data })))
            }
            None => None,
        },
        Change::Queue { id } => match view.find::<Queue>(id)? {
            Some(queue) => {
                let data = queues::Queue::render(view, queue)?;
                Some(everybody(Event::Queue(QueueChanged { seq, data })))
            }
            None => None,
        },
        Change::Inbox { id } => view
            .find::<Inbox>(id)?
            .map(|inbox| everybody(Event::Inbox(InboxChanged { seq, data: inbox.into() }))),
        Change::Tag { id } => view
            .find::<Tag>(id)?
            .filter(|tag| tag.merging_into.is_none())
            .map(|tag| everybody(Event::Tag(TagChanged { seq, data: tag.into() }))),
        Change::Label { id } => view
            .find::<Label>(id)?
            .filter(|label| !label.is_leaving)
            .map(|label| everybody(Event::Label(LabelChanged { seq, data: label.into() }))),
        Change::CannedMessage { id } => match view.find::<CannedMessage>(id)? {
            Some(message) => Some(canned_message(view, seq, message)?),
            None => None,
        },
        Change::Configuration { what } => {
            let data = Configuration::from(what);
            Some(everybody(Event::Configuration(ConfigurationChanged { seq, data })))
        }
        Change::Removed { what, id } => {
            let data = RemovedThing::new(what, id);
            Some(everybody(Event::Removed(Removed { seq, data })))
        }
        Change::Draft { agent, conversation } => Some(draft(view, seq, agent, conversation)?),
        Change::ReadMark { agent, conversation } => read_mark(view, seq, agent, conversation)?,
        Change::Notice { agent, id } => notice(view, seq, agent, id)?,
        Change::NoticesSeen { agent } => Some(notices_seen(view, seq, agent)?),
    })
}

fn draft(
    view: &View,
    seq: u64,
    agent: AgentId,
    conversation: ConversationId,
) -> Result<Rendered, Error> {
    let data = Draft::new(conversation, view.draft(agent, conversation)?.unwrap_or_default());
    let event = Event::Draft(DraftChanged { seq, data });
    Ok(Rendered { seq, audience: Audience::Only(agent), event, conversation: None })
}

fn conversation(
    view: &View,
    seq: u64,
    id: ConversationId,
    left: Option<Place>,
) -> Result<Option<Rendered>, Error> {
    let Some(found) = view.find::<Conversation>(id)? else { return Ok(None) };
    let mut data = conversations::Conversation::render(view, AgentId(0), found.clone())?;
    data.unread = 0;
    Ok(Some(Rendered {
        seq,
        audience: Audience::Of { place: found.place(), left },
        event: Event::Conversation(ConversationChanged { seq, data }),
        conversation: Some(found),
    }))
}

fn entry(
    view: &View,
    seq: u64,
    entry: Entry,
    conversation: Conversation,
) -> Result<Rendered, Error> {
    Ok(Rendered {
        seq,
        audience: Audience::Of { place: conversation.place(), left: None },
        event: Event::Entry(EntryChanged { seq, data: ApiEntry::render(view, entry)? }),
        conversation: None,
    })
}

/// A personal one is its owner's alone.
fn canned_message(view: &View, seq: u64, message: CannedMessage) -> Result<Rendered, Error> {
    let audience = message.owner.map_or(Audience::Everybody, Audience::Only);
    let data = canned_messages::CannedMessage::render(view, message)?;
    let event = Event::CannedMessage(CannedMessageChanged { seq, data });
    Ok(Rendered { seq, audience, event, conversation: None })
}

fn read_mark(
    view: &View,
    seq: u64,
    agent: AgentId,
    id: ConversationId,
) -> Result<Option<Rendered>, Error> {
    let Some(conversation) = view.find::<Conversation>(id)? else { return Ok(None) };
    let unread = if conversation.is_open() { view.unread(agent, &conversation)? } else { 0 };
    let data = ReadMark { conversation_id: id.0, unread };
    Ok(Some(Rendered {
        seq,
        audience: Audience::Only(agent),
        event: Event::ReadMark(ReadMarkChanged { seq, data }),
        conversation: None,
    }))
}

fn notice(view: &View, seq: u64, agent: AgentId, id: NoticeId) -> Result<Option<Rendered>, Error> {
    let Some(reader) = view.find::<Agent>(agent)? else { return Ok(None) };
    let Some(told) = acts::find(view, &Actor::of(&reader), id)? else { return Ok(None) };
    let data = notices::Notice::render(view, told)?;
    Ok(Some(Rendered {
        seq,
        audience: Audience::Only(agent),
        event: Event::Notice(NoticeChanged { seq, data }),
        conversation: None,
    }))
}

fn notices_seen(view: &View, seq: u64, agent: AgentId) -> Result<Rendered, Error> {
    let unseen_ids = view.unseen_notices(agent)?.into_iter().map(|id| id.0).collect();
    let event = Event::NoticesSeen(NoticesSeen { seq, data: UnseenNotices { unseen_ids } });
    Ok(Rendered { seq, audience: Audience::Only(agent), event, conversation: None })
}

impl Rendered {
    /// As one reader is to have it.
    pub fn for_reader(&self, view: &View, actor: &Actor) -> Result<Option<Event>, Error> {
        if act_behind(&self.event).is_some_and(|act| !actor.may(act)) {
            return Ok(None);
        }
        Ok(match (self.audience.telling(actor), &self.event) {
            (Telling::Nothing, _) => None,
            (Telling::Gone, Event::Conversation(changed)) => Some(gone(self.seq, changed.data.id)),
            (Telling::Event, Event::Conversation(changed)) => {
                let mut changed = changed.clone();
                if let Some(found) = self.conversation.as_ref().filter(|c| c.is_open()) {
                    changed.data.unread = view.unread(actor.agent, found)?;
                }
                Some(Event::Conversation(changed))
            }
            (Telling::Event | Telling::Gone, event) => Some(event.clone()),
        })
    }
}

/// What a program must be allowed besides reading changes, to be told of this one.
fn act_behind(event: &Event) -> Option<Act> {
    match event {
        Event::Contact(_) => Some(Act::ReadContacts),
        Event::Draft(_) | Event::ReadMark(_) | Event::Notice(_) | Event::NoticesSeen(_) => {
            Some(Act::BeOneself)
        }
        Event::Conversation(_)
        | Event::ConversationGone(_)
        | Event::Entry(_)
        | Event::Agent(_)
        | Event::Queue(_)
        | Event::Inbox(_)
        | Event::Tag(_)
        | Event::Label(_)
        | Event::CannedMessage(_)
        | Event::Configuration(_)
        | Event::Removed(_) => None,
    }
}

pub fn gone(seq: u64, id: u64) -> Event {
    Event::ConversationGone(ConversationGone { seq, data: Gone { id } })
}

/// What a reader has missed.
pub enum Caught {
    Events { events: Vec<Event>, reached: u64 },
    TooOld,
}

/// Up to `limit` changes after `after`, each thing once at its last change among them.
pub fn catch_up(view: &View, actor: &Actor, after: u64, limit: usize) -> Result<Caught, Error> {
    let Some(changes) = view.changes_after(after, limit)? else { return Ok(Caught::TooOld) };
    let reached = changes.last().map_or(after, |change| change.seq);
    let mut seen = HashSet::new();
    let mut conversations = HashSet::new();
    let mut events = Vec::new();
    for store::Change { seq, event, .. } in changes.into_iter().rev() {
        if !seen.insert(event) {
            continue;
        }
        let Some(rendered) = render(view, seq, event)? else { continue };
        let Some(told) = rendered.for_reader(view, actor)? else { continue };
        // A conversation that moved is in the log under each place that it left.
        if let Change::Conversation { id, .. } = event
            && !conversations.insert(id)
        {
            continue;
        }
        events.push(told);
    }
    events.reverse();
    Ok(Caught::Events { events, reached })
}
