//! People who write: made by hand, described, noted about, listed.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::attribute::{Attribute, Value};
use crate::domain::contact::{
    Contact, ContactNote, Identity, IdentityKind, NAME_CHARACTERS_MAX, NO_INBOX, clean_email,
    clean_name, phone_digits,
};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Act;
use crate::domain::{ContactId, ContactNoteId, phone_variants};
use crate::search::{Cursor, Found, Kind, Query};
use crate::store::{View, Writer};
use std::collections::BTreeMap;

/// How many characters a note about a contact may have, and how many notes there may be.
pub const NOTE_CHARACTERS_MAX: usize = 2_000;
const NOTES_MAX: usize = 100;
/// How many contacts one page looks at before it gives what it has.
const LOOKED_AT_MAX: usize = 5_000;
const READ_AT_ONCE: usize = 500;

/// A value, or `None` to take it away.
pub type Values = BTreeMap<String, Option<Value>>;

#[derive(Clone, Debug, Default)]
pub struct NewContact {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub attributes: Values,
}

pub async fn create(app: &App, request: Request, new: NewContact) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add(writer, new)?.id.0))?;
        access::record(writer, ContactId(made), "contact")
    });
    result.await
}

pub(super) fn add(writer: &mut Writer, new: NewContact) -> Result<Contact, Error> {
    let name = checked_name(&new.name)?;
    let phone = new.phone.as_deref().map(read_phone).transpose()?;
    let email = new.email.as_deref().map(read_email).transpose()?;
    let taken = match &phone {
        Some(digits) => by_phone(writer, digits)?,
        None => None,
    };
    check_free(taken.as_ref(), "phone number")?;
    let taken = match &email {
        Some(email) => by_email(writer, email)?,
        None => None,
    };
    check_free(taken.as_ref(), "e-mail address")?;
    let id = ContactId(writer.next_id::<Contact>()?);
    let mut contact = Contact::new(id, name, writer.now);
    add_identity(&mut contact, IdentityKind::Phone, phone);
    add_identity(&mut contact, IdentityKind::Email, email);
    set_values(&mut contact, &writer.all::<Attribute>()?, new.attributes)?;
    save(writer, &contact)?;
    Ok(contact)
}

pub(super) fn save(writer: &mut Writer, contact: &Contact) -> Result<(), Error> {
    writer.save_contact(contact)?;
    writer.announce(Event::Contact { id: contact.id });
    Ok(())
}

fn checked_name(name: &str) -> Result<String, Error> {
    let cleaned = clean_name(name);
    if cleaned.is_empty() || name.trim().chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    Ok(cleaned)
}

pub(super) fn read_phone(text: &str) -> Result<String, Error> {
    let reason = "Write the phone number with its country's code, such as +44 7700 900123.";
    phone_digits(text).ok_or_else(|| Error::invalid("phone", reason))
}

pub(super) fn read_email(text: &str) -> Result<String, Error> {
    clean_email(text).ok_or_else(|| Error::invalid("email", "This is no e-mail address."))
}

pub(super) fn check_free(taken: Option<&Contact>, what: &str) -> Result<(), Error> {
    match taken {
        Some(contact) => {
            let detail =
                format!("{} has this {what} already (contact {}).", contact.name, contact.id);
            Err(Error::conflict("contact_exists", detail))
        }
        None => Ok(()),
    }
}

pub(super) fn add_identity(contact: &mut Contact, kind: IdentityKind, value: Option<String>) {
    contact.identities.extend(value.map(|value| Identity {
        inbox: NO_INBOX,
        kind,
        value,
        last_inbound_at: None,
        marketing_stopped_at: None,
        marketing_told_at: None,
        came_by: None,
        undeliverable: None,
    }));
}

/// Who has this phone number, told or by writing to any inbox, in whichever form it is written.
pub(super) fn by_phone(view: &View, digits: &str) -> Result<Option<Contact>, Error> {
    let exact = by_any(view, IdentityKind::Phone, IdentityKind::WhatsappId, digits)?;
    match (exact, phone_variants::of(digits)) {
        (None, Some(variant)) => {
            by_any(view, IdentityKind::Phone, IdentityKind::WhatsappId, &variant)
        }
        (exact, _) => Ok(exact),
    }
}

pub(super) fn by_email(view: &View, email: &str) -> Result<Option<Contact>, Error> {
    by_any(view, IdentityKind::Email, IdentityKind::Email, email)
}

fn by_any(
    view: &View,
    told: IdentityKind,
    seen: IdentityKind,
    value: &str,
) -> Result<Option<Contact>, Error> {
    if let Some(contact) = view.contact_by_identity(NO_INBOX, told, value)? {
        return Ok(Some(contact));
    }
    for inbox in view.all::<Inbox>()? {
        if let Some(contact) = view.contact_by_identity(inbox.id, seen, value)? {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}

pub(super) fn set_values(
    contact: &mut Contact,
    attributes: &[Attribute],
    values: Values,
) -> Result<(), Error> {
    for (key, value) in values {
        let Some(attribute) = attributes.iter().find(|attribute| attribute.key == key) else {
            return Err(Error::invalid("attributes", format!("There is no attribute “{key}”.")));
        };
        match value {
            None => contact.attributes.remove(&key),
            Some(value) => {
                let value = attribute.check(value);
                let value = value.map_err(|reason| Error::invalid("attributes", reason))?;
                contact.attributes.insert(key, value)
            }
        };
    }
    Ok(())
}

/// Sets the name and the values given.
pub async fn change(
    app: &App,
    _request: Request,
    id: ContactId,
    name: Option<String>,
    attributes: Values,
) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        let mut contact = living(writer, id)?;
        if let Some(name) = name {
            contact.name = checked_name(&name)?;
        }
        set_values(&mut contact, &writer.all::<Attribute>()?, attributes)?;
        save(writer, &contact)?;
        Ok(contact)
    });
    result.await
}

/// A contact that can be changed: not one that was merged into another.
pub(super) fn living(view: &View, id: ContactId) -> Result<Contact, Error> {
    let contact: Contact = access::record(view, id, "contact")?;
    check_not_merged(view, &contact)?;
    Ok(contact)
}

pub(super) fn check_not_merged(view: &View, contact: &Contact) -> Result<(), Error> {
    let Some(into) = contact.merged_into else { return Ok(()) };
    let into: Contact = access::record(view, into, "contact")?;
    let detail =
        format!("“{}” was merged into “{}” (contact {}).", contact.name, into.name, into.id);
    Err(Error::conflict("merged", detail))
}

/// Notes something about a person; colleagues see it with every conversation.
pub async fn note(
    app: &App,
    request: Request,
    id: ContactId,
    text: String,
) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            let mut contact = living(writer, id)?;
            let text = checked_note(&text)?;
            if contact.notes.len() >= NOTES_MAX {
                let detail = format!("There are {NOTES_MAX} notes already: remove one.");
                return Err(Error::conflict("too_many", detail));
            }
            let note = writer.next_contact_note_id()?;
            let by = request.actor.agent;
            contact.notes.push(ContactNote { id: note, text, by, at: writer.now });
            save(writer, &contact)?;
            Ok(id.0)
        })?;
        access::record(writer, id, "contact")
    });
    result.await
}

fn checked_note(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NOTE_CHARACTERS_MAX {
        let reason = format!("A note has 1 to {NOTE_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("text", reason));
    }
    Ok(text.to_owned())
}

/// Removes a note: one's own, or a supervisor any.
pub async fn remove_note(
    app: &App,
    request: Request,
    id: ContactId,
    note: ContactNoteId,
) -> Result<(), Error> {
    let result = app.store.write(move |writer| {
        let mut contact = living(writer, id)?;
        let found = contact.notes.iter().find(|known| known.id == note);
        if found.ok_or(Error::NotFound("note"))?.by != request.actor.agent {
            access::require(&request.actor, Act::ManageContacts)?;
        }
        contact.notes.retain(|known| known.id != note);
        save(writer, &contact)
    });
    result.await
}

/// Up to `limit` contacts after the one with the number `after`, oldest first, and where to go on.
/// Merged ones are left out.
pub fn list(
    view: &View,
    blocked: Option<bool>,
    after: u64,
    limit: usize,
) -> Result<(Vec<Contact>, Option<u64>), Error> {
    let mut found = Vec::new();
    let mut reached = after;
    let mut looked_at = 0;
    while looked_at < LOOKED_AT_MAX {
        let some: Vec<Contact> = view.some(reached, READ_AT_ONCE.min(limit + 1))?;
        if some.is_empty() {
            return Ok((found, None));
        }
        looked_at += some.len();
        for contact in some {
            if admits(&contact, blocked) {
                if found.len() == limit {
                    return Ok((found, Some(reached)));
                }
                reached = contact.id.0;
                found.push(contact);
            } else {
                reached = contact.id.0;
            }
        }
    }
    Ok((found, Some(reached)))
}

fn admits(contact: &Contact, blocked: Option<bool>) -> bool {
    contact.merged_into.is_none()
        && blocked.is_none_or(|blocked| contact.blocked_at.is_some() == blocked)
}

/// The same for those whose name, user name, phone number or e-mail address has these words, the
/// last one as it is being typed; newest first. Blocks: call it off the runtime's threads.
pub fn find(
    app: &App,
    view: &View,
    words: &str,
    blocked: Option<bool>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<(Vec<Contact>, Option<Cursor>), Error> {
    let kinds = [Kind::Contact].into();
    let query = Query { text: words.to_owned(), limit, after, kinds, ..Query::default() };
    let hits = app.search.search(&query, &|_| true)?;
    let mut contacts = Vec::new();
    for hit in hits.items {
        if let Found::Contact(id) = hit.document {
            contacts.extend(view.find(id)?.filter(|contact| admits(contact, blocked)));
        }
    }
    Ok((contacts, hits.next))
}
