//! A timeline's entry as the API shows it.

use super::activity::Activity;
use super::attachments::Attachment;
use crate::actions::{Error, access};
use crate::domain::Timestamp;
use crate::domain::contact::Contact;
use crate::domain::delivery::{self, Stamps};
use crate::domain::message::{Content as DomainContent, Message, Reaction as DomainReaction};
use crate::domain::timeline::{self, Author as DomainAuthor, Body};
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
    /// Of a note: the agents that it speaks to.
    pub mentions: Vec<u64>,
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
            mentions: Vec::new(),
            content: None,
            reply_to: None,
            reactions: Vec::new(),
            attachments: Vec::new(),
            delivery: None,
            client_key: None,
            activity: None,
        };
        Ok(match entry.body {
            Body::Message(message) => blank.with_message(view, message)?,
            Body::Note(note) => Entry {
                kind: "note".to_owned(),
                text: Some(note.text),
                mentions: note.mentions.into_iter().map(|agent| agent.0).collect(),
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

    fn with_message(self, view: &View, message: Message) -> Result<Entry, Error> {
        let text = message.text().map(str::to_owned);
        Ok(match message {
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
                attachments: Attachment::render_all(view, &message.attachments)?,
                delivery: Some(message.delivery.into()),
                client_key: message.client_key,
                ..self
            },
        })
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
