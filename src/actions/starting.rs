//! Agents who write first.

use super::access;
use super::composing::{Composed, Destination, Wanted, compose};
use super::contacts;
use super::error::Error;
use super::latest;
use super::leaving;
use super::lifecycle;
use super::mail;
use super::messages::{append_outbound, with_files};
use super::once::{Request, once_to_conversation};
use super::windows;
use crate::app::App;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, Identity, IdentityKind, NO_INBOX};
use crate::domain::conversation::{Conversation, State};
use crate::domain::inbox::Inbox;
use crate::domain::permission::{Act, Actor};
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{AttachmentId, ContactId, ConversationId, InboxId, MergeId, phone_variants};
use crate::store::{View, Writer};

const SUBJECT_CHARACTERS_MAX: usize = 200;

#[derive(Clone, Debug)]
pub struct Start {
    pub inbox: InboxId,
    pub to: To,
    /// Empty if a template is wanted, which brings its own; with files it may be.
    pub text: String,
    pub subject: Option<String>,
    /// Uploaded files.
    pub attachments: Vec<AttachmentId>,
    pub wanted: Option<Wanted>,
}

#[derive(Clone, Debug)]
pub enum To {
    Contact(ContactId),
    /// As written: whoever has it, or somebody new.
    Phone(String),
    /// The same.
    Email(String),
}

/// The same, read.
enum Typed {
    /// Digits.
    Number(String),
    Email(String),
}

/// Begins a conversation by writing first: it is the customer's turn, and ours to have it.
pub async fn start(app: &App, request: Request, start: Start) -> Result<Conversation, Error> {
    let room = mail::sending::room(app, start.inbox);
    let result = app.store.write(move |writer| {
        once_to_conversation(writer, &request, |writer| begin(writer, &request, start, room))
    });
    result.await
}

fn begin(
    writer: &mut Writer,
    request: &Request,
    start: Start,
    room: Option<u64>,
) -> Result<ConversationId, Error> {
    let inbox: Inbox = access::record(writer, start.inbox, "inbox")?;
    let to = Destination { inbox: inbox.id, channel: inbox.channel() };
    let wanted = start.wanted.as_ref();
    let files = start.attachments;
    let composed = compose(writer, &request.actor, to, &start.text, wanted, !files.is_empty())?;
    let subject = checked_subject(start.subject)?;
    let (mut contact, typed) = match start.to {
        To::Contact(id) => (contacts::living(writer, id)?, None),
        To::Phone(phone) => {
            let digits = contacts::read_phone(&phone)?;
            (by_phone(writer, &request.actor, &inbox, &digits)?, Some(Typed::Number(digits)))
        }
        To::Email(email) => {
            let email = contacts::read_email(&email)?;
            (by_email(writer, &request.actor, &email)?, Some(Typed::Email(email)))
        }
    };
    if contact.blocked_at.is_some() {
        let detail = format!("“{}” is blocked: unblock it first.", contact.name);
        return Err(Error::conflict("blocked", detail));
    }
    let to = match typed {
        Some(typed) => typed_address(writer, &mut contact, &inbox, typed)?,
        None => address(writer, &mut contact, &inbox)?,
    };
    let latest = match inbox.channel() {
        // Each mail that we begin with is a thread of its own.
        Channel::Email => None,
        Channel::Whatsapp | Channel::Messenger => {
            latest::conversation(writer, contact.id, inbox.id, Some(&to))?
        }
    };
    if let Some(open) = latest.as_ref().filter(|latest| latest.is_open()) {
        return Err(Error::HasOpen { contact: contact.name, conversation: open.id });
    }
    contacts::save(writer, &contact)?;
    let id = writer.next_conversation_id()?;
    let state = State::begun_by(request.actor.agent);
    let mut conversation = Conversation::new(id, contact.id, &inbox, state, to, writer.now);
    conversation.subject = subject;
    match composed.is_template() {
        true => leaving::check(writer, &conversation, &composed)?,
        false => windows::check(writer, &conversation, &request.actor)?,
    }
    latest::follow(writer, &mut conversation, latest)?;
    write_first(writer, request, conversation, composed, &files)?;
    mail::sending::check_room(writer, room, &files)?;
    Ok(id)
}

/// The lines and the message that it begins with, on their way in the same transaction.
fn write_first(
    writer: &mut Writer,
    request: &Request,
    mut conversation: Conversation,
    composed: Composed,
    files: &[AttachmentId],
) -> Result<(), Error> {
    let agent = request.actor.agent;
    let by = Author::Agent(agent);
    let (previous, queue) = (conversation.previous, conversation.queue);
    let created = Activity::Created { previous, queue, by: Some(agent) };
    writer.append_entry(&mut conversation, by, Body::Activity(created))?;
    let message = with_files(writer, request, &mut conversation, composed, files)?;
    let entry = append_outbound(writer, &mut conversation, by, message)?;
    // A person has spoken: nothing greets the customer for us any more.
    conversation.first_response_at = Some(writer.now);
    conversation.answered_at = Some(writer.now);
    lifecycle::moved(writer, &mut conversation, by);
    lifecycle::save(writer, &mut conversation)?;
    writer.queue_in_outbox(entry.id, &conversation)?;
    Ok(())
}

fn checked_subject(subject: Option<String>) -> Result<Option<String>, Error> {
    let subject = subject.map(|subject| subject.trim().to_owned()).filter(|s| !s.is_empty());
    if subject.as_ref().is_some_and(|subject| subject.chars().count() > SUBJECT_CHARACTERS_MAX) {
        let reason = format!("A subject may have {SUBJECT_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("subject", reason));
    }
    Ok(subject)
}

fn by_phone(
    writer: &mut Writer,
    actor: &Actor,
    inbox: &Inbox,
    digits: &str,
) -> Result<Contact, Error> {
    if let Some(known) = known(writer, inbox, digits)? {
        return Ok(known);
    }
    access::require(actor, Act::WriteContacts)?;
    let id = ContactId(writer.next_id::<Contact>()?);
    let mut contact = Contact::new(id, format!("+{digits}"), writer.now);
    contacts::add_identity(&mut contact, IdentityKind::Phone, Some(digits.to_owned()));
    Ok(contact)
}

fn by_email(writer: &mut Writer, actor: &Actor, address: &str) -> Result<Contact, Error> {
    if let Some(known) = contacts::by_email(writer, address)? {
        return Ok(known);
    }
    access::require(actor, Act::WriteContacts)?;
    let id = ContactId(writer.next_id::<Contact>()?);
    let mut contact = Contact::new(id, address.to_owned(), writer.now);
    contacts::add_identity(&mut contact, IdentityKind::Email, Some(address.to_owned()));
    Ok(contact)
}

fn known(view: &View, inbox: &Inbox, digits: &str) -> Result<Option<Contact>, Error> {
    let forms = std::iter::once(digits.to_owned()).chain(phone_variants::of(digits));
    for form in forms {
        let here = view.contact_by_identity(inbox.id, IdentityKind::WhatsappId, &form)?;
        if here.is_some() {
            return Ok(here);
        }
    }
    contacts::by_phone(view, digits)
}

/// One of several that somebody has is that one.
fn typed_address(
    view: &View,
    contact: &mut Contact,
    inbox: &Inbox,
    typed: Typed,
) -> Result<(IdentityKind, String), Error> {
    match (typed, inbox.channel()) {
        (Typed::Email(email), Channel::Email) => mail_address(view, contact, inbox, email),
        (Typed::Number(digits), Channel::Whatsapp) => number(view, contact, inbox, &digits),
        (Typed::Email(_), Channel::Whatsapp | Channel::Messenger)
        | (Typed::Number(_), Channel::Email | Channel::Messenger) => address(view, contact, inbox),
    }
}

fn number(
    view: &View,
    contact: &mut Contact,
    inbox: &Inbox,
    digits: &str,
) -> Result<(IdentityKind, String), Error> {
    let kind = IdentityKind::WhatsappId;
    let known = contact.identity(inbox.id, kind, digits);
    if let Some(known) = known.or_else(|| contact.other_form(inbox.id, kind, digits)) {
        return Ok((kind, known.value.clone()));
    }
    let has = |kind| contact.in_inbox(inbox.id).any(|identity| identity.kind == kind);
    match has(IdentityKind::WhatsappUserId) && !has(kind) {
        // Whoever shows none here is reached as he wrote.
        true => address(view, contact, inbox),
        false => {
            let told = contact.told_phone(digits).map(|told| told.value.clone());
            number_address(view, contact, inbox, told.unwrap_or_else(|| digits.to_owned()))
        }
    }
}

/// Where the contact is reached in this inbox: as it wrote here, else by its phone number.
fn address(
    view: &View,
    contact: &mut Contact,
    inbox: &Inbox,
) -> Result<(IdentityKind, String), Error> {
    if let Some(address) = contact.any_address(inbox.id) {
        return Ok(address);
    }
    let phone = contact.first(IdentityKind::Phone).or(contact.first(IdentityKind::WhatsappId));
    match (inbox.channel(), phone.map(str::to_owned)) {
        (Channel::Whatsapp, Some(value)) => number_address(view, contact, inbox, value),
        (Channel::Whatsapp, None) => {
            let detail = format!("“{}” has no phone number to write to.", contact.name);
            Err(Error::conflict("no_address", detail))
        }
        (Channel::Email, _) => match contact.first(IdentityKind::Email).map(str::to_owned) {
            Some(known) => mail_address(view, contact, inbox, known),
            None => {
                let detail = format!("“{}” has no e-mail address to write to.", contact.name);
                Err(Error::conflict("no_address", detail))
            }
        },
        (Channel::Messenger, _) => {
            let detail = format!("“{}” has not written here yet.", contact.name);
            Err(Error::conflict("no_address", detail))
        }
    }
}

/// `what`: how people call it.
fn is_nobody_elses(
    view: &View,
    inbox: &Inbox,
    kind: IdentityKind,
    value: &str,
    what: &str,
) -> Result<(), Error> {
    let Some(other) = view.contact_by_identity(inbox.id, kind, value)? else { return Ok(()) };
    let Contact { name, id, .. } = other;
    let detail =
        format!("This {what} writes here as “{name}” (contact {id}): merge the two first.");
    Err(Error::conflict("contact_exists", detail))
}

fn has_from_now_on(
    contact: &mut Contact,
    inbox: &Inbox,
    (kind, value): (IdentityKind, String),
    came_by: Option<MergeId>,
) -> (IdentityKind, String) {
    contact.identities.push(Identity {
        inbox: inbox.id,
        kind,
        value: value.clone(),
        last_inbound_at: None,
        marketing_stopped_at: None,
        marketing_told_at: None,
        came_by,
        undeliverable: None,
    });
    (kind, value)
}

/// A number of the contact's, which it has in this inbox from now on.
fn number_address(
    view: &View,
    contact: &mut Contact,
    inbox: &Inbox,
    value: String,
) -> Result<(IdentityKind, String), Error> {
    let kind = IdentityKind::WhatsappId;
    is_nobody_elses(view, inbox, kind, &value, "number")?;
    let told = contact.identity(NO_INBOX, IdentityKind::Phone, &value);
    let came_by = told.and_then(|identity| identity.came_by);
    Ok(has_from_now_on(contact, inbox, (kind, value), came_by))
}

/// An address of the contact's, which it has in this inbox from now on, wherever it was told or used.
fn mail_address(
    view: &View,
    contact: &mut Contact,
    inbox: &Inbox,
    value: String,
) -> Result<(IdentityKind, String), Error> {
    let kind = IdentityKind::Email;
    if contact.identity(inbox.id, kind, &value).is_some() {
        return Ok((kind, value));
    }
    is_nobody_elses(view, inbox, kind, &value, "address")?;
    let known = contact.identities.iter().find(|known| known.kind == kind && known.value == value);
    let came_by = known.and_then(|identity| identity.came_by);
    Ok(has_from_now_on(contact, inbox, (kind, value), came_by))
}
