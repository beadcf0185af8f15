//! Phone numbers and e-mail addresses that people have told us of a contact. What a provider knows
//! somebody by comes and goes with the provider's own words alone.

use super::contacts::{self, by_email, by_phone, living, read_email, read_phone, save};
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::ContactId;
use crate::domain::contact::{Contact, IdentityKind, NO_INBOX};
use crate::store::Writer;

/// How many phone numbers and e-mail addresses a contact may have been told to have.
pub const TOLD_MAX: usize = 50;

/// What people can tell of somebody.
#[derive(Clone, Debug)]
pub enum Told {
    Phone(String),
    Email(String),
}

impl Told {
    /// As it is kept, and what to call it.
    fn read(&self) -> Result<(IdentityKind, String, &'static str), Error> {
        match self {
            Told::Phone(text) => Ok((IdentityKind::Phone, read_phone(text)?, "phone number")),
            Told::Email(text) => Ok((IdentityKind::Email, read_email(text)?, "e-mail address")),
        }
    }
}

/// Adds one; what the contact has already stays as it is.
pub async fn add(app: &App, request: Request, id: ContactId, told: Told) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            put(writer, living(writer, id)?, &told)?;
            Ok(id.0)
        })?;
        living(writer, id)
    });
    result.await
}

fn put(writer: &mut Writer, mut contact: Contact, told: &Told) -> Result<(), Error> {
    let (kind, value, what) = told.read()?;
    let owner = match told {
        Told::Phone(_) => by_phone(writer, &value)?,
        Told::Email(_) => by_email(writer, &value)?,
    };
    if owner.as_ref().is_some_and(|owner| owner.id == contact.id) {
        return Ok(());
    }
    contacts::check_free(owner.as_ref(), what)?;
    if contact.in_inbox(NO_INBOX).count() >= TOLD_MAX {
        let detail = format!("A contact has {TOLD_MAX} of these at the most: remove one.");
        return Err(Error::conflict("too_many", detail));
    }
    contacts::add_identity(&mut contact, kind, Some(value));
    save(writer, &contact)
}

/// Removes one that people have told us.
pub async fn remove(
    app: &App,
    _request: Request,
    id: ContactId,
    told: Told,
) -> Result<Contact, Error> {
    let result = app.store.write(move |writer| {
        let mut contact = living(writer, id)?;
        let (kind, value, what) = told.read()?;
        if contact.identity(NO_INBOX, kind, &value).is_none() {
            return Err(why_not(&contact, &told, &value, what));
        }
        let is_it = |inbox, of, known: &str| inbox == NO_INBOX && of == kind && known == value;
        contact.identities.retain(|known| !is_it(known.inbox, known.kind, &known.value));
        save(writer, &contact)?;
        Ok(contact)
    });
    result.await
}

fn why_not(contact: &Contact, told: &Told, value: &str, what: &'static str) -> Error {
    let seen = match told {
        Told::Phone(_) => IdentityKind::WhatsappId,
        Told::Email(_) => IdentityKind::Email,
    };
    if !contact.identities.iter().any(|known| known.kind == seen && known.value == value) {
        return Error::NotFound(what);
    }
    let detail = format!("“{}” writes to us with this {what}: it cannot be removed.", contact.name);
    Error::conflict("in_use", detail)
}
