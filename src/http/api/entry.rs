//! A timeline's entry as the API shows it.

use crate::actions::{Error, access};
use crate::domain::contact::Contact;
use crate::domain::conversation::Cause;
use crate::domain::delivery::{self, Stamps};
use crate::domain::label::Label;
use crate::domain::message::{Content as DomainContent, Message, Reaction as DomainReaction};
use crate::domain::queue::Queue;
use crate::domain::tag::Tag;
use crate::domain::timeline::{self, Author as DomainAuthor, Body};
use crate::domain::{AgentId, Timestamp};
use crate::store::View;
use poem_openapi::Object;

/// One entry of a timeline: a message, a note for colleagues, or an activity.
#[derive(Clone, Debug, Object)]
pub struct Entry {
    pub id: u64,
    pub conversation_id: u64,
    /// Its place in its conversation, from 1.
    pub seq: u32,
    /// `message`, `note` or `activity`; more kinds may come.
    pub kind: String,
    pub at: String,
    pub author: Author,
    /// Of a message: `inbound` or `outbound`.
    pub direction: Option<String>,
    /// Of a message or note.
    pub text: Option<String>,
    /// Of an inbound message: what it is.
    pub content: Option<Content>,
    /// Of a message: the id of the entry that it answers.
    pub reply_to: Option<u64>,
    pub reactions: Vec<Reaction>,
    pub attachments: Vec<Attachment>,
    /// Of an outbound message: how far it has come.
    pub delivery: Option<Delivery>,
    /// The Idempotency-Key that it was made with.
    pub client_key: Option<String>,
    /// Of an activity.
    pub activity: Option<Activity>,
}

#[derive(Clone, Debug, Object)]
pub struct Author {
    /// `contact`, `agent` or `system`.
    pub kind: String,
    pub id: Option<u64>,
    pub name: String,
}

#[derive(Clone, Debug, Object)]
pub struct Content {
    /// `text`, `choice`, `location`, or the provider's word for what is not shown yet.
    #[oai(rename = "type")]
    pub kind: String,
    /// Whether this version shows it in full.
    pub supported: bool,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub name: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Reaction {
    pub emoji: String,
    pub at: String,
}

/// A file that belongs to a message.
#[derive(Clone, Debug, Object)]
pub struct Attachment {
    pub id: u64,
    pub name: String,
    pub mime: String,
    pub size: u64,
    pub url: String,
}

#[derive(Clone, Debug, Object)]
pub struct Delivery {
    /// `queued`, `sent`, `delivered`, `read`, `played`, `failed` or `unknown`.
    pub status: String,
    /// Why it failed, or is unknown, in plain words.
    pub reason: Option<String>,
    pub at: DeliveryTimes,
}

/// When each status was first reported.
#[derive(Clone, Debug, Object)]
pub struct DeliveryTimes {
    pub queued: Option<String>,
    pub sent: Option<String>,
    pub delivered: Option<String>,
    pub read: Option<String>,
    pub played: Option<String>,
    pub failed: Option<String>,
    pub unknown: Option<String>,
}

/// A typed event line; whoever shows it puts it into words.
#[derive(Clone, Debug, Default, Object)]
pub struct Activity {
    /// `created`, `accepted`, `assigned`, `transferred_to_agent`, `transferred_to_queue`, `resolved`, `abandoned`,
    /// `resolution_undone`, `reopened`, `tagged`, `untagged`, `labelled`, `unlabelled` or `elsewhere`; more may come.
    #[oai(rename = "type")]
    pub kind: String,
    pub agent_id: Option<u64>,
    pub agent_name: Option<String>,
    pub queue_id: Option<u64>,
    pub queue_name: Option<String>,
    pub tag: Option<String>,
    pub label: Option<String>,
    pub note: Option<String>,
    /// `agent`, `inactivity` or `customer`.
    pub cause: Option<String>,
    pub previous_id: Option<u64>,
    /// Of `elsewhere`: the provider's word for what the customer did.
    pub what: Option<String>,
}

impl Entry {
    pub fn render(view: &View, entry: timeline::Entry) -> Result<Entry, Error> {
        let author = Author::render(view, entry.author)?;
        let blank = Entry {
            id: entry.id.0,
            conversation_id: entry.id.conversation().0,
            seq: entry.id.seq(),
            kind: String::new(),
            at: entry.at.to_rfc3339(),
            author,
            direction: None,
            text: None,
            content: None,
            reply_to: None,
            reactions: Vec::new(),
            attachments: Vec::new(),
            delivery: None,
            client_key: None,
            activity: None,
        };
        Ok(match entry.body {
            Body::Message(message) => blank.with_message(message),
            Body::Note(note) => Entry {
                kind: "note".to_owned(),
                text: Some(note.text),
                client_key: note.client_key,
                ..blank
            },
            Body::Activity(activity) => Entry {
                kind: "activity".to_owned(),
                activity: Some(Activity::render(view, activity)?),
                ..blank
            },
        })
    }

    fn with_message(self, message: Message) -> Entry {
        let text = message.text().map(str::to_owned);
        match message {
            Message::Inbound(message) => Entry {
                kind: "message".to_owned(),
                direction: Some("inbound".to_owned()),
                text,
                content: Some(message.content.into()),
                reply_to: message.reply_to.map(|id| id.0),
                reactions: message.reactions.into_iter().map(Reaction::from).collect(),
                ..self
            },
            Message::Outbound(message) => Entry {
                kind: "message".to_owned(),
                direction: Some("outbound".to_owned()),
                text,
                reply_to: message.reply_to.map(|id| id.0),
                reactions: message.reactions.into_iter().map(Reaction::from).collect(),
                delivery: Some(message.delivery.into()),
                client_key: message.client_key,
                ..self
            },
        }
    }
}

impl Author {
    pub fn render(view: &View, author: DomainAuthor) -> Result<Author, Error> {
        let (kind, id, name) = match author {
            DomainAuthor::Contact(id) => {
                let contact: Option<Contact> = view.find(id)?;
                ("contact", Some(id.0), contact.map(|contact| contact.name).unwrap_or_default())
            }
            DomainAuthor::Agent(id) => ("agent", Some(id.0), access::agent_name(view, id)?),
            DomainAuthor::System => ("system", None, "Deskbell".to_owned()),
        };
        Ok(Author { kind: kind.to_owned(), id, name })
    }
}

impl From<DomainContent> for Content {
    fn from(content: DomainContent) -> Content {
        let plain = Content {
            kind: content.kind().to_owned(),
            supported: true,
            latitude: None,
            longitude: None,
            name: None,
            address: None,
        };
        match content {
            DomainContent::Text { .. } | DomainContent::Choice { .. } => plain,
            DomainContent::Location { latitude, longitude, name, address } => Content {
                latitude: Some(latitude),
                longitude: Some(longitude),
                name,
                address,
                ..plain
            },
            DomainContent::Unsupported { .. } => Content { supported: false, ..plain },
        }
    }
}

impl From<DomainReaction> for Reaction {
    fn from(reaction: DomainReaction) -> Reaction {
        Reaction { emoji: reaction.emoji, at: reaction.at.to_rfc3339() }
    }
}

impl From<delivery::Delivery> for Delivery {
    fn from(delivery: delivery::Delivery) -> Delivery {
        Delivery {
            status: delivery.status.as_str().to_owned(),
            reason: delivery.failure.map(|failure| failure.reason),
            at: delivery.at.into(),
        }
    }
}

impl From<Stamps> for DeliveryTimes {
    fn from(stamps: Stamps) -> DeliveryTimes {
        let time = |stamp: Option<Timestamp>| stamp.map(Timestamp::to_rfc3339);
        DeliveryTimes {
            queued: time(stamps.queued),
            sent: time(stamps.sent),
            delivered: time(stamps.delivered),
            read: time(stamps.read),
            played: time(stamps.played),
            failed: time(stamps.failed),
            unknown: time(stamps.unknown),
        }
    }
}

pub fn cause(cause: Cause) -> String {
    let word = match cause {
        Cause::Agent => "agent",
        Cause::Inactivity => "inactivity",
        Cause::Customer => "customer",
    };
    word.to_owned()
}

impl Activity {
    fn render(view: &View, activity: timeline::Activity) -> Result<Activity, Error> {
        use timeline::Activity as Is;
        Ok(match activity {
            Is::Created { previous, queue } => Activity {
                previous_id: previous.map(|id| id.0),
                ..of("created").in_queue(view, queue)?
            },
            Is::Accepted { agent } => of("accepted").by_agent(view, agent)?,
            Is::Assigned { agent } => of("assigned").by_agent(view, agent)?,
            Is::TransferredToAgent { agent, note } => {
                Activity { note, ..of("transferred_to_agent").by_agent(view, agent)? }
            }
            Is::TransferredToQueue { queue, note } => {
                Activity { note, ..of("transferred_to_queue").in_queue(view, queue)? }
            }
            Is::Resolved { cause: by, note } => {
                Activity { note, cause: Some(cause(by)), ..of("resolved") }
            }
            Is::Abandoned => of("abandoned"),
            Is::ResolutionUndone => of("resolution_undone"),
            Is::Reopened { agent } => of("reopened").by_agent(view, agent)?,
            Is::Tagged { tag } => Activity { tag: name::<Tag>(view, tag)?, ..of("tagged") },
            Is::Untagged { tag } => Activity { tag: name::<Tag>(view, tag)?, ..of("untagged") },
            Is::Labelled { label } => {
                Activity { label: name::<Label>(view, label)?, ..of("labelled") }
            }
            Is::Unlabelled { label } => {
                Activity { label: name::<Label>(view, label)?, ..of("unlabelled") }
            }
            Is::Elsewhere { kind } => Activity { what: Some(kind), ..of("elsewhere") },
        })
    }

    fn by_agent(self, view: &View, agent: AgentId) -> Result<Activity, Error> {
        let agent_name = Some(access::agent_name(view, agent)?);
        Ok(Activity { agent_id: Some(agent.0), agent_name, ..self })
    }

    fn in_queue(self, view: &View, queue: crate::domain::QueueId) -> Result<Activity, Error> {
        let found: Option<Queue> = view.find(queue)?;
        let queue_name = found.map(|queue| queue.name);
        Ok(Activity { queue_id: Some(queue.0), queue_name, ..self })
    }
}

fn of(kind: &str) -> Activity {
    Activity { kind: kind.to_owned(), ..Activity::default() }
}

trait Named: crate::store::Record {
    fn name(self) -> String;
}

impl Named for Tag {
    fn name(self) -> String {
        self.name
    }
}

impl Named for Label {
    fn name(self) -> String {
        self.name
    }
}

fn name<R: Named>(view: &View, id: R::Id) -> Result<Option<String>, Error> {
    Ok(view.find::<R>(id)?.map(Named::name))
}
