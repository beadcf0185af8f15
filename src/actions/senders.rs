//! Who wrote: the contact behind what a provider knows somebody by, where answers go, and since when
//! we may write.

use super::error::Error;
use super::{contacts, profiles};
use crate::channels::received::Sender;
use crate::domain::contact::{Contact, Identity, IdentityKind, NO_INBOX};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::{ContactId, InboxId, MergeId, Timestamp, phone_variants};
use crate::store::{View, Writer};

/// What to call somebody of whom we know nothing.
const NAMELESS: &str = "WhatsApp user";
const NAMELESS_ON_FACEBOOK: &str = "Facebook user";
/// How much of a page-scoped id tells one nameless person from another.
const DIGITS_SHOWN: usize = 4;

/// Where answers to `sender` go: to the address that wrote, else to another one of its account.
pub(super) fn answer_address(
    contact: &Contact,
    inbox: InboxId,
    sender: &Sender,
) -> (IdentityKind, String) {
    // Of several forms of a number, and of several numbers or mailboxes, it is the one that wrote.
    let wrote = [(IdentityKind::WhatsappId, &sender.wa_id), (IdentityKind::Email, &sender.email)];
    let here = wrote
        .into_iter()
        .find_map(|(kind, value)| contact.identity(inbox, kind, value.as_deref()?));
    if let Some(identity) = here {
        return (identity.kind, identity.value.clone());
    }
    let address = contact.address(inbox, account(contact, inbox, sender));
    address.unwrap_or_else(|| (IdentityKind::WhatsappId, String::new()))
}

/// Identities of one account came by the same merge, or by none.
pub(super) fn account(contact: &Contact, inbox: InboxId, sender: &Sender) -> Option<MergeId> {
    let mut found = sender.identities().into_iter().filter_map(|(kind, value)| {
        let here = contact.identity(inbox, kind, value);
        let other_form = || contact.other_form(inbox, kind, value);
        here.or_else(other_form).or_else(|| contact.told_phone(value))
    });
    found.next().and_then(|identity| identity.came_by)
}

pub(super) fn open_window(contact: &mut Contact, inbox: InboxId, sender: &Sender, at: Timestamp) {
    let account = account(contact, inbox, sender);
    let of_account =
        |identity: &&mut Identity| identity.inbox == inbox && identity.came_by == account;
    for identity in contact.identities.iter_mut().filter(of_account) {
        identity.last_inbound_at = identity.last_inbound_at.max(Some(at));
    }
}

/// The contact behind a sender, made if new. What the payload tells together is kept together: a
/// number and a user id lead to the same contact from then on, and so does a number that a
/// colleague or a list has told us.
pub(super) fn contact_of(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
) -> Result<Contact, Error> {
    let mut unclaimed = Vec::new();
    for (kind, value) in sender.identities() {
        if writer.contact_by_identity(inbox.id, kind, value)?.is_none() {
            unclaimed.push((kind, value.to_owned()));
        }
    }
    let mut contact = match known_contact(writer, inbox, sender)? {
        Some(contact) => contact,
        None => new_contact(writer, inbox, sender)?,
    };
    let before = contact.clone();
    let came_by = account(&contact, inbox.id, sender);
    contact.identities.extend(unclaimed.into_iter().map(|(kind, value)| Identity {
        inbox: inbox.id,
        kind,
        value,
        last_inbound_at: None,
        marketing_stopped_at: None,
        marketing_told_at: None,
        came_by,
        undeliverable: None,
    }));
    if let Some(name) = sender.name.as_ref().filter(|_| is_made_up(&contact)) {
        contact.name = name.clone();
    }
    contact.username = sender.username.clone().or(contact.username);
    if contact != before {
        writer.save_contact(&contact)?;
        writer.announce(Event::Contact { id: contact.id });
    }
    Ok(contact)
}

/// Whether the name is one that we gave for want of a better: no colleague's, and no person's own.
fn is_made_up(contact: &Contact) -> bool {
    let is_of = |identity: &Identity| match identity.kind {
        IdentityKind::WhatsappId | IdentityKind::Phone => {
            contact.name.strip_prefix('+') == Some(&identity.value)
        }
        IdentityKind::PageScopedId => contact.name == facebook_user(&identity.value),
        IdentityKind::Email => contact.name == identity.value,
        IdentityKind::WhatsappUserId => false,
    };
    contact.name == NAMELESS
        || contact.username.as_ref() == Some(&contact.name)
        || contact.identities.iter().any(is_of)
}

/// Who has written here as this sender, or is known to have the number.
pub(super) fn known_contact(
    view: &View,
    inbox: &Inbox,
    sender: &Sender,
) -> Result<Option<Contact>, Error> {
    for (kind, value) in sender.identities() {
        if let Some(contact) = view.contact_by_identity(inbox.id, kind, value)? {
            return Ok(Some(contact));
        }
    }
    if let Some(address) = &sender.email {
        // Told by a colleague or a list, or written from to another inbox.
        return contacts::by_email(view, address);
    }
    let Some(digits) = &sender.wa_id else { return Ok(None) };
    // Written to in the other form, and the answer that told of this one was lost or is on its way.
    if let Some(variant) = phone_variants::of(digits) {
        let known = view.contact_by_identity(inbox.id, IdentityKind::WhatsappId, &variant)?;
        if known.is_some() {
            return Ok(known);
        }
    }
    // What people told us may be written in another of the forms that one number has.
    for told in std::iter::once(digits.clone()).chain(phone_variants::of(digits)) {
        let known = view.contact_by_identity(NO_INBOX, IdentityKind::Phone, &told)?;
        if known.is_some() {
            return Ok(known);
        }
    }
    Ok(None)
}

fn new_contact(writer: &mut Writer, inbox: &Inbox, sender: &Sender) -> Result<Contact, Error> {
    let name = [
        sender.name.clone(),
        sender.username.clone(),
        sender.wa_id.as_ref().map(|digits| format!("+{digits}")),
        sender.page_scoped_id.as_deref().map(facebook_user),
        sender.email.clone(),
    ];
    let named = name.into_iter().flatten().find(|name| !name.is_empty());
    let name = named.unwrap_or_else(|| NAMELESS.to_owned());
    let id = ContactId(writer.next_id::<Contact>()?);
    if let Some(psid) = &sender.page_scoped_id {
        profiles::want(writer, inbox.id, id, psid)?;
    }
    Ok(Contact::new(id, name, writer.now))
}

/// What somebody is called whose name Facebook has not told yet.
pub(super) fn facebook_user(page_scoped_id: &str) -> String {
    let start = page_scoped_id.char_indices().rev().nth(DIGITS_SHOWN - 1).map_or(0, |(at, _)| at);
    format!("{NAMELESS_ON_FACEBOOK} {}", page_scoped_id.get(start..).unwrap_or_default())
}
