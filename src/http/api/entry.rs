//! A timeline's entry as the API shows it.

use super::activity::Activity;
use super::attachments::Attachment;
use super::content::{self, Content, Product, Referral, Version};
use super::delivery::Delivery;
use super::mail::{self, Mail};
use super::rich::Rich;
use crate::actions::{Error, access};
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::message::{Inbound, Message, Outbound, Reaction as DomainReaction};
use crate::domain::timeline::{self, Author as DomainAuthor, Body};
use crate::domain::{EntryId, Timestamp};
use crate::store::View;
use poem_openapi::Object;

/// Who writes with another program, where it is not told which.
const ELSEWHERE: &str = "Elsewhere";

/// One entry of a timeline: a message, a note for colleagues, or an activity.
#[derive(Clone, Debug, Object)]
pub struct Entry {
    pub id: u64,
    pub conversation_id: u64,
    /// In which place of its conversation it came, from 1.
    pub seq: u32,
    /// Entries are read in the order of their places; of those that share one, of `sent_at`, then of
    /// `seq`. Mostly it is `seq`; a message that came late has that of the message that it is read
    /// before.
    pub place: u32,
    /// `message`, `note` or `activity`; more kinds may come.
    pub kind: String,
    /// When it came to be here.
    pub at: String,
    /// Of a message: when it was sent. Of an inbound one by the provider's clock; of an outbound one
    /// when the provider took it, null until then.
    pub sent_at: Option<String>,
    pub author: Author,
    /// Of a message: `inbound` or `outbound`.
    pub direction: Option<String>,
    /// Of a message or note.
    pub text: Option<String>,
    /// Of a note: the agents that it speaks to.
    pub mentions: Vec<u64>,
    /// What an inbound message is, and one that was written outside.
    pub content: Option<Content>,
    /// Of a message: the id of the entry that it answers.
    pub reply_to: Option<u64>,
    pub reactions: Vec<Reaction>,
    /// The files that are here, whoever sent them.
    pub attachments: Vec<Attachment>,
    /// That somebody else had said it before: `once`, or `often`.
    pub forwarded: Option<String>,
    pub referral: Option<Referral>,
    pub product: Option<Product>,
    /// What it said before each change, oldest first.
    pub versions: Vec<Version>,
    /// When the customer took it back.
    pub deleted_at: Option<String>,
    /// Of an outbound message: what it is beyond its text and files.
    pub rich: Option<Rich>,
    /// Whether it was written with another program, and is only shown here.
    pub outside: bool,
    /// The message that did not arrive and is sent again by this one.
    pub resend_of: Option<u64>,
    /// The message by which this one was sent again.
    pub resent_as: Option<u64>,
    /// Of an outbound message: how far it has come.
    pub delivery: Option<Delivery>,
    /// The Idempotency-Key that it was made with.
    pub client_key: Option<String>,
    /// Of an activity.
    pub activity: Option<Activity>,
    /// Of a mail: what follows its author's own words, which are its text.
    pub quoted_text: Option<String>,
    /// Of a mail with formatted text: where that is, as a page for a sandboxed frame.
    pub html_url: Option<String>,
    /// Of a mail.
    pub mail: Option<Mail>,
}

#[derive(Clone, Debug, Object)]
pub struct Author {
    /// `contact`, `agent`, `system`, or `outside`: somebody of ours, with another program.
    pub kind: String,
    pub id: Option<u64>,
    pub name: String,
}

#[derive(Clone, Debug, Object)]
pub struct Reaction {
    pub emoji: String,
    pub at: String,
    /// `contact` or `agent`.
    pub by: String,
    pub agent_id: Option<u64>,
}

impl Entry {
    pub fn render(view: &View, entry: timeline::Entry) -> Result<Entry, Error> {
        let author = Author::of_entry(view, &entry)?;
        let blank = Entry {
            id: entry.id.0,
            conversation_id: entry.id.conversation().0,
            seq: entry.id.seq(),
            place: entry.place(),
            kind: String::new(),
            at: entry.at.to_rfc3339(),
            sent_at: None,
            author,
            direction: None,
            text: None,
            mentions: Vec::new(),
            content: None,
            reply_to: None,
            reactions: Vec::new(),
            attachments: Vec::new(),
            forwarded: None,
            referral: None,
            product: None,
            versions: Vec::new(),
            deleted_at: None,
            rich: None,
            outside: false,
            resend_of: None,
            resent_as: None,
            delivery: None,
            client_key: None,
            activity: None,
            quoted_text: None,
            html_url: None,
            mail: None,
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
        let entry = Entry { kind: "message".to_owned(), text, ..self };
        match message {
            Message::Inbound(message) => entry.with_inbound(view, *message),
            Message::Outbound(message) => entry.with_outbound(view, *message),
        }
    }

    fn with_inbound(self, view: &View, message: Inbound) -> Result<Entry, Error> {
        let id = EntryId(self.id);
        let mail = message.mail.map(|mail| *mail);
        let html = mail.as_ref().and_then(|mail| mail.html);
        Ok(Entry {
            quoted_text: mail.as_ref().and_then(|mail| mail.quoted.clone()),
            html_url: html.map(|_| mail::url(id, "html")),
            mail: mail.map(|mail| Mail::received(id, mail)),
            direction: Some("inbound".to_owned()),
            sent_at: Some(message.sent_at.to_rfc3339()),
            attachments: Attachment::render_all(view, &message.content.attachments())?,
            content: Some(Content::render(view, message.content)?),
            reply_to: message.reply_to.map(|id| id.0),
            reactions: message.reactions.into_iter().map(Reaction::from).collect(),
            forwarded: message.forwarded.map(content::forwarded),
            referral: message.referral.map(Referral::from),
            product: message.product.map(Product::from),
            versions: message.versions.into_iter().map(Version::from).collect(),
            deleted_at: message.deleted_at.map(|at| at.to_rfc3339()),
            ..self
        })
    }

    fn with_outbound(self, view: &View, message: Outbound) -> Result<Entry, Error> {
        let id = EntryId(self.id);
        let outside = message.outside.map(|outside| outside.content);
        let mut files = message.attachments;
        files.extend(message.rich.as_ref().and_then(|rich| rich.file()));
        files.extend(outside.iter().flat_map(|content| content.attachments()));
        Ok(Entry {
            direction: Some("outbound".to_owned()),
            sent_at: message.delivery.at.sent.map(Timestamp::to_rfc3339),
            attachments: Attachment::render_all(view, &files)?,
            outside: outside.is_some(),
            content: outside.map(|content| Content::render(view, content)).transpose()?,
            reply_to: message.reply_to.map(|id| id.0),
            reactions: message.reactions.into_iter().map(Reaction::from).collect(),
            rich: message.rich.map(Rich::from),
            resend_of: message.resend_of.map(|id| id.0),
            resent_as: message.resent_as.map(|id| id.0),
            deleted_at: message.deleted_at.map(|at| at.to_rfc3339()),
            delivery: Some(message.delivery.into()),
            client_key: message.client_key,
            mail: message.mail.map(|mail| Mail::sent(id, *mail)),
            ..self
        })
    }
}

impl Author {
    /// What was written outside is named by where that was.
    fn of_entry(view: &View, entry: &timeline::Entry) -> Result<Author, Error> {
        let author = Author::render(view, entry.author)?;
        if entry.author != DomainAuthor::Outside {
            return Ok(author);
        }
        let conversation: Option<Conversation> = view.find(entry.conversation())?;
        let name = match conversation.map(|conversation| conversation.channel) {
            Some(Channel::Messenger) => "Facebook page",
            Some(Channel::Whatsapp) => "WhatsApp phone",
            Some(Channel::Email) | None => ELSEWHERE,
        };
        Ok(Author { name: name.to_owned(), ..author })
    }

    pub fn render(view: &View, author: DomainAuthor) -> Result<Author, Error> {
        let (kind, id, name) = match author {
            DomainAuthor::Contact(id) => {
                let contact: Option<Contact> = view.find(id)?;
                ("contact", Some(id.0), contact.map(|contact| contact.name).unwrap_or_default())
            }
            DomainAuthor::Agent(id) => ("agent", Some(id.0), access::agent_name(view, id)?),
            DomainAuthor::System => ("system", None, "Deskbell".to_owned()),
            DomainAuthor::Outside => ("outside", None, ELSEWHERE.to_owned()),
        };
        Ok(Author { kind: kind.to_owned(), id, name })
    }
}

impl From<DomainReaction> for Reaction {
    fn from(reaction: DomainReaction) -> Reaction {
        let by = if reaction.by.is_some() { "agent" } else { "contact" };
        Reaction {
            emoji: reaction.emoji,
            at: reaction.at.to_rfc3339(),
            by: by.to_owned(),
            agent_id: reaction.by.map(|agent| agent.0),
        }
    }
}
