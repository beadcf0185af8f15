//! Which conversation of a contact goes on in an inbox, and how a new one joins those before it.

use super::error::Error;
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::event::Event;
use crate::domain::filter::Sort;
use crate::domain::{ContactId, InboxId};
use crate::store::{self, Facet, Source, Stretch, View, Writer};

/// A merged contact may have several open ones in an inbox; of more than so many the newest count.
const OPEN_MAX: usize = 100;

/// The conversation that goes on when `contact` writes to `inbox` from the address `to`: an open
/// one before an ended one, one that answers to that address before others, then the newest.
pub fn conversation(
    view: &View,
    contact: ContactId,
    inbox: InboxId,
    to: Option<&(IdentityKind, String)>,
) -> Result<Option<Conversation>, Error> {
    let latest = match view.latest_conversation(contact, inbox)? {
        Some(id) => view.find::<Conversation>(id)?,
        None => None,
    };
    let answers = |conversation: &Conversation| to.is_none_or(|to| conversation.identity == *to);
    match latest {
        Some(latest) if latest.is_open() && answers(&latest) => Ok(Some(latest)),
        latest => {
            let open = open(view, contact, inbox)?.into_iter();
            let best = open.max_by_key(|conversation| (answers(conversation), conversation.id));
            Ok(best.or(latest))
        }
    }
}

/// The open conversation of this contact here, if there is one.
pub fn open_conversation(
    view: &View,
    contact: ContactId,
    inbox: InboxId,
) -> Result<Option<Conversation>, Error> {
    Ok(conversation(view, contact, inbox, None)?.filter(Conversation::is_open))
}

fn open(view: &View, contact: ContactId, inbox: InboxId) -> Result<Vec<Conversation>, Error> {
    let mut sources = Vec::new();
    for state in StateKind::ALL.into_iter().filter(|state| state.is_open()) {
        if view.count(Facet::Contact, contact.0, state)? > 0 {
            sources.push(Source { facet: Facet::Contact, value: contact.0, state });
        }
    }
    let is_here = |conversation: &Conversation| conversation.inbox == inbox;
    let all = Stretch::default();
    Ok(store::page(view, &sources, Sort::Newest, all, None, OPEN_MAX, is_here)?.0)
}

/// Makes a new conversation the latest of its contact in its inbox, after the one that ended.
pub fn follow(
    writer: &mut Writer,
    conversation: &mut Conversation,
    previous: Option<Conversation>,
) -> Result<(), Error> {
    conversation.previous = previous.as_ref().map(|ended| ended.id);
    if let Some(mut ended) = previous {
        ended.next = Some(conversation.id);
        writer.save_conversation(&ended)?;
    }
    writer.set_latest_conversation(conversation.contact, conversation.inbox, conversation.id);
    // A contact is shown with how many conversations it has.
    writer.announce(Event::Contact { id: conversation.contact });
    Ok(())
}
