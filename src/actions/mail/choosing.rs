//! Whom an answer goes to and what it is about, where its author says so.

use super::composing;
use crate::actions::error::Error;
use crate::channels::email::mail::SUBJECT_CHARACTERS_MAX;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::mail::{Mailbox, SentMail};
use crate::domain::message::Message;
use crate::domain::timeline::{Author, Body, Entry};
use crate::store::View;

/// How far back those are looked for who wrote.
const ENTRIES_LOOKED_AT_MAX: usize = 200;
pub(in crate::actions) const NO_MAIL: &str =
    "Only a mail has a subject, and a receiver that can be chosen.";
const STRANGER: &str =
    "Choose an address of the contact's, or of somebody who wrote in this conversation.";

/// `None`: as usual.
#[derive(Clone, Debug, Default)]
pub struct WantedHead {
    pub subject: Option<String>,
    pub to: Option<String>,
}

/// Where answers go, and what they are about, unless their author says otherwise.
pub struct UsualHead {
    pub to: Mailbox,
    pub subject: String,
}

/// `None`: answers in this conversation are no mails.
pub fn usual(conversation: &Conversation, contact: Option<&Contact>) -> Option<UsualHead> {
    if conversation.channel != Channel::Email {
        return None;
    }
    let SentMail { to, subject, .. } = composing::usual_head(conversation, contact, None);
    to.map(|to| UsualHead { to, subject })
}

/// What stands above the answer. `None`: what usually does.
pub(in crate::actions) fn head(
    view: &View,
    conversation: &Conversation,
    wanted: &WantedHead,
    by: Author,
) -> Result<Option<Box<SentMail>>, Error> {
    let WantedHead { subject, to } = wanted;
    let field = match (subject, to) {
        (None, None) => return Ok(None),
        (Some(_), _) => "subject",
        (None, Some(_)) => "to",
    };
    if conversation.channel != Channel::Email {
        return Err(Error::invalid(field, NO_MAIL));
    }
    let mut head = composing::head(view, conversation, None, by)?;
    if let Some(subject) = subject.as_deref().map(one_line).filter(|one| !one.is_empty()) {
        if subject.chars().count() > SUBJECT_CHARACTERS_MAX {
            let reason = format!("A subject may have {SUBJECT_CHARACTERS_MAX} characters.");
            return Err(Error::invalid("subject", reason));
        }
        head.subject = subject;
    }
    if let Some(to) = to {
        let known = receivers(view, conversation)?;
        let wanted = to.trim().to_lowercase();
        let chosen = known.into_iter().find(|known| known.address == wanted);
        head.to = Some(chosen.ok_or_else(|| Error::invalid("to", STRANGER))?);
    }
    Ok(Some(Box::new(head)))
}

fn one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The contact's addresses, and those of whoever wrote in the conversation.
fn receivers(view: &View, conversation: &Conversation) -> Result<Vec<Mailbox>, Error> {
    let newest = conversation.last_seq.saturating_add(1);
    let entries = view.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    let wrote = entries.into_iter().filter_map(|entry| match entry.body {
        Body::Message(Message::Inbound(message)) => message.mail,
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    });
    let mut known: Vec<Mailbox> =
        wrote.flat_map(|mail| [mail.from, mail.reply_to]).flatten().collect();
    if let Some(contact) = view.find::<Contact>(conversation.contact)? {
        let name = Some(contact.name);
        let own = contact.identities.into_iter().filter(|own| own.kind == IdentityKind::Email);
        known.extend(own.map(|own| Mailbox { name: name.clone(), address: own.value }));
    }
    Ok(known)
}

/// The conversation as its answer's way goes by: to the address that stands above it.
pub(in crate::actions) fn addressed(conversation: &Conversation, answer: &Entry) -> Conversation {
    let mut of = conversation.clone();
    if let Some(Message::Outbound(message)) = answer.message()
        && let Some(to) = message.mail.as_deref().and_then(|mail| mail.to.as_ref())
    {
        of.identity = (IdentityKind::Email, to.address.clone());
    }
    of
}
