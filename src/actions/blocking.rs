//! Contacts who are not answered: what they write is kept, and disturbs nobody.

use super::access;
use super::contacts;
use super::error::Error;
use super::inbound;
use super::latest;
use super::once::Request;
use super::resolutions;
use super::routing::Opening;
use super::windows;
use crate::app::App;
use crate::channels::received::ReceivedMessage;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::{Conversation, Input, StateKind};
use crate::domain::event::Event;
use crate::domain::filter::Sort;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Actor;
use crate::domain::timeline::Author;
use crate::domain::{ContactId, DeliveryId};
use crate::store::{self, Facet, Source, Stretch, View, Writer};

/// Why a blocked contact's conversations are resolved.
const REASON: &str = "Blocked";
const ENDED_AT_ONCE: usize = 100;

/// Blocks a contact, which resolves what is open with it, or unblocks it. Doing it twice is
/// harmless. Nobody ends in this way what he may not see.
pub async fn set(
    app: &App,
    request: Request,
    id: ContactId,
    is_blocked: bool,
) -> Result<Contact, Error> {
    app.store.write(move |writer| apply(writer, &request.actor, id, is_blocked)).await
}

pub(super) fn apply(
    writer: &mut Writer,
    actor: &Actor,
    id: ContactId,
    is_blocked: bool,
) -> Result<Contact, Error> {
    let mut contact: Contact = access::record(writer, id, "contact")?;
    contacts::check_not_merged(writer, &contact)?;
    if contact.blocked_at.is_some() == is_blocked {
        return Ok(contact);
    }
    if is_blocked {
        check_sees_all(writer, actor, id)?;
    }
    contact.blocked_at = is_blocked.then_some(writer.now);
    writer.save_contact(&contact)?;
    writer.announce(Event::Contact { id });
    if is_blocked {
        resolve_all(writer, id, Author::Agent(actor.agent))?;
    }
    Ok(contact)
}

fn open_of(contact: ContactId) -> Vec<Source> {
    let open = StateKind::ALL.into_iter().filter(|state| state.is_open());
    open.map(|state| Source { facet: Facet::Contact, value: contact.0, state }).collect()
}

fn check_sees_all(view: &View, actor: &Actor, contact: ContactId) -> Result<(), Error> {
    let is_hidden = |conversation: &Conversation| !actor.may_see(conversation.place());
    let all = Stretch::default();
    let (hidden, more) =
        store::page(view, &open_of(contact), Sort::Newest, all, None, 1, is_hidden)?;
    if hidden.is_empty() && more.is_none() {
        return Ok(());
    }
    let detail = "Blocking would end an open conversation with this contact that you cannot see: \
                  ask a supervisor to block.";
    Err(Error::conflict("open_elsewhere", detail))
}

fn resolve_all(writer: &mut Writer, contact: ContactId, by: Author) -> Result<(), Error> {
    let sources = open_of(contact);
    loop {
        let all = Stretch::default();
        let (found, _) =
            store::page(writer, &sources, Sort::Newest, all, None, ENDED_AT_ONCE, |_| true)?;
        if found.is_empty() {
            return Ok(());
        }
        // Ending one may give its agent the next: each is taken as it is by then.
        for id in found.into_iter().map(|conversation| conversation.id) {
            let conversation: Option<Conversation> = writer.find(id)?;
            if let Some(conversation) = conversation {
                end(writer, conversation, by)?;
            }
        }
    }
}

fn end(writer: &mut Writer, conversation: Conversation, by: Author) -> Result<Conversation, Error> {
    let input = Input::Blocked;
    resolutions::end(writer, conversation, input, by, Some(REASON.to_owned()))
}

/// Keeps what a blocked contact wrote, in the conversation where it would have gone on. One that
/// has ended stays ended; if there is none, or it can hold no more, one is made that has ended
/// already.
pub(super) fn keep(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    message: &ReceivedMessage,
    contact: &Contact,
    to: (IdentityKind, String),
) -> Result<(), Error> {
    let known = latest::conversation(writer, contact.id, inbox.id, Some(&to))?;
    let mut conversation = match known {
        Some(conversation) if !conversation.is_full() => conversation,
        earlier => {
            let text = message.content.text().unwrap_or_default();
            let subject = message.mail.as_deref().and_then(|mail| mail.subject.as_deref());
            let opening = Opening { text, subject };
            let begun = inbound::begin(writer, inbox, contact, to, earlier, opening)?;
            end(writer, begun, Author::System)?
        }
    };
    inbound::append(writer, &mut conversation, raw, message)?;
    // It may be one that was taken up again after the contact had been blocked.
    windows::follow(writer, &mut conversation)?;
    writer.save_conversation(&conversation)?;
    Ok(())
}
