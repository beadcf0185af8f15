//! Some numbers have two forms: WhatsApp's answer to a message tells which one it delivers to, and
//! the customer will write from that one.

use super::error::Error;
use super::lifecycle;
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::event::Event;
use crate::store::{OutboxRow, Writer};

/// Keeps the form that was reached beside the one that was written to, so that both lead to the
/// same contact; from now on answers go to the one that was reached.
pub(super) fn learn(writer: &mut Writer, row: &OutboxRow, reached: &str) -> Result<(), Error> {
    let kind = IdentityKind::WhatsappId;
    let Some((_, dialled)) = row.to.as_ref().filter(|(of, value)| *of == kind && value != reached)
    else {
        return Ok(());
    };
    let found: Option<Conversation> = writer.find(row.entry.conversation())?;
    let Some(mut conversation) = found else { return Ok(()) };
    let Some(mut contact) = writer.find::<Contact>(conversation.contact)? else { return Ok(()) };
    match writer.contact_by_identity(row.inbox, kind, reached)? {
        Some(owner) if owner.id == contact.id => {}
        // Who has written from it is not taken for this one: merging the two is for people.
        Some(_) => return Ok(()),
        None => {
            let is_it = |known: &Identity| {
                known.inbox == row.inbox && known.kind == kind && known.value == *dialled
            };
            let Some(place) = contact.identities.iter().position(is_it) else { return Ok(()) };
            let Some(known) = contact.identities.get(place) else { return Ok(()) };
            let new = Identity { value: reached.to_owned(), ..known.clone() };
            // It stands first, so that answers go there.
            contact.identities.insert(place, new);
            writer.save_contact(&contact)?;
            writer.announce(Event::Contact { id: contact.id });
        }
    }
    if conversation.identity == (kind, dialled.clone()) {
        conversation.identity = (kind, reached.to_owned());
        lifecycle::keep(writer, &mut conversation)?;
    }
    Ok(())
}
