//! The customer's mail that an answer is an answer to: it is named, and quoted below the answer.

use super::quoting;
use crate::actions::error::Error;
use crate::domain::EntryId;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::mail::Mailbox;
use crate::domain::message::{Inbound, Message};
use crate::domain::timeline::{Body, Entry};
use crate::store::View;

/// How far back it is looked for.
const ENTRIES_LOOKED_AT_MAX: usize = 200;
/// How much of it stands under an answer.
const QUOTED_CHARACTERS_MAX: usize = 20_000;

pub(super) struct Answered {
    pub message_id: Option<String>,
    pub introduction: String,
    pub text: String,
    pub thread_index: Option<String>,
    pub thread_topic: Option<String>,
    /// The ids that an answer to it refers to.
    pub references: Vec<String>,
}

/// What an answer at `before` to this address answers, if there is a mail to answer.
pub(super) fn before(
    view: &View,
    conversation: &Conversation,
    (before, to): (EntryId, Option<&Mailbox>),
) -> Result<Option<Answered>, Error> {
    let entries = view.entries_before(conversation.id, before.seq(), ENTRIES_LOOKED_AT_MAX)?;
    let message = match to {
        Some(to) if !is_the_contacts(view, conversation, &to.address)? => of(entries, &to.address),
        Some(_) | None => chosen(entries),
    };
    let Some(message) = message else { return Ok(None) };
    let text = message.content.text().unwrap_or_default();
    let Some(facts) = message.mail else { return Ok(None) };
    let own = facts.references.last().filter(|id| **id == message.provider_id).cloned();
    let zone = view.settings()?.zone();
    Ok(Some(Answered {
        message_id: own,
        introduction: quoting::introduction(&facts, text, message.sent_at, zone),
        text: text.chars().take(QUOTED_CHARACTERS_MAX).collect(),
        thread_index: facts.thread_index.clone(),
        thread_topic: facts.thread_topic.clone(),
        references: facts.references,
    }))
}

fn is_the_contacts(view: &View, conversation: &Conversation, address: &str) -> Result<bool, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let has_it = contact.is_some_and(|contact| {
        let mut own = contact.identities.iter();
        own.any(|own| own.kind == IdentityKind::Email && own.value == address)
    });
    Ok(has_it || conversation.identity.1 == address)
}

/// The newest mail of somebody else: what the customer wrote was not meant for him.
fn of(entries: Vec<Entry>, address: &str) -> Option<Inbound> {
    entries.into_iter().find_map(|entry| match entry.body {
        Body::Message(Message::Inbound(message)) => {
            let facts = message.mail.as_deref()?;
            let is_it = |wrote: &Mailbox| wrote.address == address;
            let is_his = [&facts.from, &facts.reply_to].into_iter().flatten().any(is_it);
            is_his.then_some(*message)
        }
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    })
}

/// The newest mail that the customer wrote himself; `entries` are the newest first. What somebody
/// else wrote was not meant for him, and what his program answered says nothing. A program's mail
/// that answers nothing of ours is a question like any other.
fn chosen(entries: Vec<Entry>) -> Option<Inbound> {
    let mut of_a_program = None;
    for entry in entries {
        let message = match entry.body {
            Body::Message(Message::Inbound(message)) => *message,
            Body::Message(Message::Outbound(_)) => {
                of_a_program = None;
                continue;
            }
            Body::Note(_) | Body::Activity(_) => continue,
        };
        match message.mail.as_deref() {
            Some(facts) if facts.is_from_other_address => {}
            Some(facts) if facts.is_automatic => {
                of_a_program.get_or_insert(message);
            }
            Some(_) => return Some(message),
            None => {}
        }
    }
    of_a_program
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::content::Content;
    use crate::domain::mail::MailFacts;
    use crate::domain::message::Outbound;
    use crate::domain::timeline::Author;
    use crate::domain::{ContactId, ConversationId, DeliveryId, Timestamp};

    /// The name of the one that is chosen of these, told from the oldest on.
    fn chosen_of(told: &[&str]) -> Option<String> {
        let entry = |(place, what): (usize, &&str)| {
            let body = match *what {
                "ours" => Message::Outbound(Box::new(Outbound::new("x".into(), Timestamp(0)))),
                name => {
                    let content = Content::Text { text: name.to_owned() };
                    let facts = MailFacts {
                        is_automatic: name.starts_with("program"),
                        is_from_other_address: name.starts_with("other"),
                        ..MailFacts::default()
                    };
                    let new = Inbound::new(name.to_owned(), Timestamp(0), content, DeliveryId(0));
                    Message::Inbound(Box::new(Inbound { mail: Some(Box::new(facts)), ..new }))
                }
            };
            Entry {
                id: EntryId::new(ConversationId(1), place as u32 + 1),
                at: Timestamp(0),
                author: Author::Contact(ContactId(1)),
                body: Body::Message(body),
            }
        };
        let entries = told.iter().enumerate().map(entry).rev().collect();
        chosen(entries).map(|message| message.provider_id)
    }

    #[test]
    fn an_answer_to_somebody_else_quotes_his_own_mail_alone() {
        let told = |name: &str, address: &str, place: u32| {
            let content = Content::Text { text: name.to_owned() };
            let facts = MailFacts {
                from: Some(Mailbox { name: None, address: address.to_owned() }),
                ..MailFacts::default()
            };
            let new = Inbound::new(name.to_owned(), Timestamp(0), content, DeliveryId(0));
            let mail = Some(Box::new(facts));
            Entry {
                id: EntryId::new(ConversationId(1), place),
                at: Timestamp(0),
                author: Author::Contact(ContactId(1)),
                body: Body::Message(Message::Inbound(Box::new(Inbound { mail, ..new }))),
            }
        };
        let entries = || vec![told("of ana", "ana@a.test", 2), told("of boss", "boss@b.test", 1)];
        let chosen = |address: &str| of(entries(), address).map(|message| message.provider_id);
        assert_eq!(chosen("boss@b.test").as_deref(), Some("of boss"));
        assert_eq!(chosen("third@c.test"), None);
    }

    #[test]
    fn only_what_the_customer_wrote_himself_is_answered_and_quoted() {
        for (told, expected) in [
            (&["ana 1", "ana 2"][..], Some("ana 2")),
            (&["ana", "ours", "program"], Some("ana")),
            (&["ana", "ours", "other"], Some("ana")),
            (&["ours", "program"], None),
            (&["ours", "other"], None),
            (&["program", "other"], Some("program")),
            (&["program", "ours"], Some("program")),
            (&["ours"], None),
        ] {
            assert_eq!(chosen_of(told).as_deref(), expected, "{told:?}");
        }
    }
}
