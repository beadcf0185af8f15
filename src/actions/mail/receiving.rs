//! A mail that was read becomes a message, in one transaction with its contact, its conversation and
//! its files. It can be done twice: what is known already changes nothing.

use super::facts::{UNKNOWN_ADDRESS, content, facts, halves, sender, sent_at, wants_answers_at};
use super::{answering, bounces, flood, sending, threading, trip};
use crate::actions::error::Error;
use crate::actions::routing::Opening;
use crate::actions::{
    automatic, blocking, inbound, lifecycle, reports, resolutions, senders, tags,
};
use crate::channels::email::mail::{Class, Mail};
use crate::channels::received::{ReceivedMessage, Sender};
use crate::domain::attachment::{Attachment, Use};
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::content::FileState;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::delivery::{Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::mail::MailFacts;
use crate::domain::mailbox::{AfterImport, MailAccount};
use crate::domain::message::{Inbound, Message};
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{AttachmentId, DeliveryId, EntryId, InboxId};
use crate::store::{Became, MailErrandKind, MailState, StoredMail, View, Writer};

/// What conversations are tagged with that a program began.
const AUTOMATIC: &str = "automatic";

/// A mail, read, with what of it is on the disk already.
pub struct Imported {
    pub mail: Mail,
    /// In the order of its files.
    pub files: Vec<KeptFile>,
    pub html: Option<KeptFile>,
    /// SHA-256 of the raw bytes, in hex.
    pub raw_hash: String,
}

#[derive(Clone)]
pub struct KeptFile {
    pub name: String,
    pub mime: String,
    pub bytes: u64,
    pub hash: String,
    pub measures: Option<(u32, u32)>,
}

/// Takes a mail in that waits; answers nothing if it does not wait any more.
pub fn take(
    writer: &mut Writer,
    key: &[u8],
    stored: &StoredMail,
    imported: &Imported,
) -> Result<(), Error> {
    let now: Option<StoredMail> = writer.find(stored.id)?;
    let Some(mut stored) = now.filter(|mail| mail.state == MailState::Waiting) else {
        return Ok(());
    };
    let Some(inbox) = writer.find::<Inbox>(stored.inbox)? else { return Ok(()) };
    let Account::Email { mailbox, .. } = &inbox.account else { return Ok(()) };
    stored.from = imported.mail.from.as_ref().map(|from| from.address.clone());
    stored.subject = imported.mail.subject.clone();
    if trip::arrived(writer, &stored, &imported.mail)? {
        stored.state = MailState::Skipped { reason: trip::REASON.to_owned() };
        writer.save_mail(&stored)?;
        return Ok(());
    }
    let (what, entry) = become_something(writer, key, (&inbox, mailbox), &stored, imported)?;
    stored.state = MailState::Done { what, entry };
    writer.save_mail(&stored)?;
    if what == Became::Message {
        heard(writer, &stored)?;
    }
    put_away(writer, &stored)
}

/// The inbox has heard from somebody; a mail that is read again was heard when it was fetched.
fn heard(writer: &mut Writer, mail: &StoredMail) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(mail.inbox)? else { return Ok(()) };
    inbox.last_inbound_at = inbox.last_inbound_at.max(Some(mail.fetched_at));
    Ok(writer.save_inbox_heard(&inbox)?)
}

/// A mail that is here is marked or moved in its mailbox, as the inbox says.
pub(super) fn put_away(writer: &mut Writer, mail: &StoredMail) -> Result<(), Error> {
    let Some(inbox) = writer.find::<Inbox>(mail.inbox)? else { return Ok(()) };
    let Account::Email { mailbox, .. } = &inbox.account else { return Ok(()) };
    if mailbox.after_import != AfterImport::Leave {
        let put_away = MailErrandKind::PutAway(mail.id);
        writer.add_mail_errand(inbox.id, put_away, writer.now)?;
    }
    Ok(())
}

fn become_something(
    writer: &mut Writer,
    key: &[u8],
    (inbox, mailbox): (&Inbox, &MailAccount),
    stored: &StoredMail,
    imported: &Imported,
) -> Result<(Became, Option<EntryId>), Error> {
    let mail = &imported.mail;
    let own_id = mail.message_id.as_deref();
    if let Some(id) = own_id
        && mail.class == Class::Own
        && let Some(entry) = threading::ours(writer, key, inbox.id, id)?
    {
        // Its copy proves that it went out, by whichever of its tries.
        let (id, at) = (entry.id, stored.arrived_at);
        for one in threading::tries(writer, entry)? {
            let report = Report { status: Status::Sent, at, failure: None };
            reports::apply(writer, one.id, 0, &report)?;
        }
        return Ok((Became::OwnCopy, Some(id)));
    }
    if let Class::Bounce(bounce) = &mail.class {
        return bounces::take(writer, key, inbox, bounce);
    }
    let by_content = format!("sha256-{}@missing", imported.raw_hash);
    let identity = match own_id {
        None => by_content,
        Some(id) => match writer.entry_by_provider_id(inbox.id, id)? {
            None => id.to_owned(),
            Some(known) if is_same(writer, known, mail)? => {
                return Ok((Became::Duplicate, Some(known)));
            }
            // Some programs give the same id to different mails: none of them is lost.
            Some(_) => by_content,
        },
    };
    if let Some(known) = writer.entry_by_provider_id(inbox.id, &identity)? {
        return Ok((Became::Duplicate, Some(known)));
    }
    if mail.class == Class::Own {
        return Ok((Became::OwnCopy, None));
    }
    let entry = receive(writer, key, (inbox, mailbox), (stored, identity), imported)?;
    Ok((Became::Message, Some(entry)))
}

/// Whether a message of that id says the same: one mail may arrive by two ways.
fn is_same(view: &View, known: EntryId, mail: &Mail) -> Result<bool, Error> {
    let entry = view.entry(known)?;
    let Some(Message::Inbound(message)) = entry.as_ref().and_then(|entry| entry.message()) else {
        return Ok(false);
    };
    let Some(facts) = &message.mail else { return Ok(false) };
    let (own, _) = halves(mail);
    Ok(facts.from == mail.from
        && facts.subject == mail.subject
        && message.content.text().unwrap_or_default() == own)
}

fn receive(
    writer: &mut Writer,
    key: &[u8],
    (inbox, mailbox): (&Inbox, &MailAccount),
    (stored, identity): (&StoredMail, String),
    imported: &Imported,
) -> Result<EntryId, Error> {
    let mail = &imported.mail;
    let sender = sender(mailbox, mail);
    let known = senders::known_contact(writer, inbox, &sender)?;
    let whom = (inbox.id, known.as_ref().map(|contact| contact.id));
    let is_blocked = known.as_ref().is_some_and(|contact| contact.blocked_at.is_some());
    let found = match is_blocked {
        // Whoever is blocked gets into nobody else's conversation either.
        true => None,
        false => threading::find(writer, key, whom, (mailbox, mail))?,
    };
    let is_from_other = found.as_ref().is_some_and(|found| found.is_from_other);
    let mut contact = match &found {
        // Whoever wrote, the conversation stays with its contact.
        Some(found) if is_from_other => match writer.find(found.conversation.contact)? {
            Some(contact) => contact,
            None => senders::contact_of(writer, inbox, &sender)?,
        },
        Some(_) | None => senders::contact_of(writer, inbox, &sender)?,
    };
    settle_answered(writer, key, inbox.id, mail)?;
    let sent_at = sent_at(mail, stored.arrived_at);
    reaches(writer, &mut contact, &sender)?;
    if !is_from_other {
        senders::open_window(&mut contact, inbox.id, &sender, sent_at);
        writer.save_contact(&contact)?;
    }
    let is_of_now = answering::is_of_now(stored.arrived_at, inbox.created_at, writer.now);
    let facts = facts((stored, !is_of_now), mail, mailbox, is_from_other);
    let message = ReceivedMessage {
        mail: Some(Box::new(facts)),
        ..ReceivedMessage::new(identity, sent_at, sender.clone(), content(imported))
    };
    let thread = found.map(|found| found.conversation);
    let to = match &thread {
        // Somebody else cannot move it.
        Some(thread) if is_from_other => thread.identity.clone(),
        Some(_) | None => wants_answers_at(mailbox, mail)
            .map(|elsewhere| (IdentityKind::Email, elsewhere.address.clone()))
            .unwrap_or_else(|| senders::answer_address(&contact, inbox.id, &sender)),
    };
    let id = match contact.blocked_at {
        Some(_) => {
            blocking::keep(writer, inbox, DeliveryId(0), &message, &contact, to)?;
            writer.entry_by_provider_id(inbox.id, &message.provider_id)?
        }
        None => Some(put(writer, inbox, (&contact, to), thread, mail, &message)?),
    };
    let id = id.ok_or(Error::NotFound("message"))?;
    keep_files(writer, id, imported)?;
    Ok(id)
}

/// Whoever writes from an address has it.
fn reaches(writer: &mut Writer, contact: &mut Contact, sender: &Sender) -> Result<(), Error> {
    let known = sender.email.as_ref().filter(|address| *address != UNKNOWN_ADDRESS);
    let Some(address) = known else { return Ok(()) };
    contact.mark_address(address, None);
    bounces::mark_address(writer, address, None)
}

/// Whoever answers a mail of ours has it, whatever we knew of that.
fn settle_answered(
    writer: &mut Writer,
    key: &[u8],
    inbox: InboxId,
    mail: &Mail,
) -> Result<(), Error> {
    for id in mail.in_reply_to.iter().chain(&mail.references) {
        let Some(entry) = threading::ours(writer, key, inbox, id)? else { continue };
        for one in threading::tries(writer, entry)? {
            sending::went_out(writer, one.id)?;
        }
    }
    Ok(())
}

/// Puts it where it belongs. A program's mail changes no state: nobody waits for an answer to it.
fn put(
    writer: &mut Writer,
    inbox: &Inbox,
    (contact, to): (&Contact, (IdentityKind, String)),
    thread: Option<Conversation>,
    mail: &Mail,
    message: &ReceivedMessage,
) -> Result<EntryId, Error> {
    let is_automatic = matches!(mail.class, Class::Automatic);
    let text = message.content.text().unwrap_or_default().to_owned();
    let opening = Opening { text: &text, subject: mail.subject.as_deref() };
    let flooded = match thread {
        None => flood::last_of_many(writer, contact.id, inbox.id)?,
        Some(_) => None,
    };
    let is_flood = flooded.is_some();
    let has_joined = thread.is_some();
    let mut conversation = match thread.or(flooded) {
        Some(thread) if is_automatic && !thread.is_full() => thread,
        Some(full) if full.is_open() && full.is_full() => {
            let ended = resolutions::end(writer, full, Input::Filled, Author::System, None)?;
            inbound::begin(writer, inbox, contact, to, Some(ended), opening)?
        }
        // Answers go where the customer wrote from last.
        Some(open) if open.is_open() => Conversation { identity: to, ..open },
        previous => inbound::begin(writer, inbox, contact, to, previous, opening)?,
    };
    if is_flood {
        flood::tell(writer, &mut conversation)?;
    }
    if is_automatic && !has_joined && !is_flood {
        tag_as_automatic(writer, &mut conversation)?;
    }
    if is_automatic && has_joined || !conversation.is_open() {
        conversation.inbound_count += 1;
    } else {
        inbound::hear(writer, &mut conversation)?;
    }
    let is_last = inbound::append(writer, &mut conversation, DeliveryId(0), message)?;
    let author = Author::Contact(conversation.contact);
    if is_last {
        let kind = message.content.preview_kind();
        let subject = mail.subject.as_deref().unwrap_or_default();
        let shown = if text.trim().is_empty() { subject } else { text.as_str() };
        conversation.preview = Some(lifecycle::preview(shown, kind, author, false));
    }
    // What a program or somebody else wrote ends nothing, and the contact gets no answer to it.
    let is_own_word = !is_automatic && !mailed(message).is_some_and(|it| it.is_from_other_address);
    let may_end = is_own_word && is_last && has_joined && conversation.is_open();
    if may_end && inbound::says_that_all_is_done(writer, &message.content)? {
        resolutions::end(writer, conversation, Input::SaidDone, author, None)?;
    } else {
        lifecycle::save(writer, &mut conversation)?;
        if is_own_word {
            automatic::answer(writer, conversation.id)?;
        }
    }
    let entry = writer.entry_by_provider_id(inbox.id, &message.provider_id)?;
    entry.ok_or(Error::NotFound("message"))
}

fn mailed(message: &ReceivedMessage) -> Option<&MailFacts> {
    message.mail.as_deref()
}

/// So that such conversations are found, sorted out, and left out of reports.
fn tag_as_automatic(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    match tags::add(writer, AUTOMATIC, false) {
        Ok(tag) => {
            conversation.tags.insert(tag.id);
            let put_on = Activity::Tagged { tag: tag.id, name: Some(tag.name) };
            lifecycle::record(writer, conversation, Author::System, put_on)
        }
        // A workspace that has all the tags it may have does without.
        Err(Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Gives the files their records, now that their message has its number.
fn keep_files(writer: &mut Writer, id: EntryId, imported: &Imported) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    let Body::Message(Message::Inbound(message)) = &mut entry.body else { return Ok(()) };
    let Inbound { content, mail, .. } = message.as_mut();
    for (file, kept) in content.files_mut().iter_mut().zip(&imported.files) {
        file.state = FileState::Here { attachment: keep(writer, kept, Use::Entry(id))? };
    }
    if let (Some(mail), Some(html)) = (mail, &imported.html) {
        mail.html = Some(keep(writer, html, Use::Entry(id))?);
    }
    writer.save_entry(&entry)?;
    writer.announce(Event::Entry { id });
    Ok(())
}

pub(super) fn keep(
    writer: &mut Writer,
    file: &KeptFile,
    used_by: Use,
) -> Result<AttachmentId, Error> {
    let id = AttachmentId(writer.next_id::<Attachment>()?);
    writer.save_attachment(&Attachment {
        id,
        name: file.name.clone(),
        mime: file.mime.clone(),
        bytes: file.bytes,
        hash: file.hash.clone(),
        by: None,
        created_at: writer.now,
        used_by: Some(used_by),
        width: file.measures.map(|(width, _)| width),
        height: file.measures.map(|(_, height)| height),
    })?;
    Ok(id)
}

/// Lists a mail as one that could not be read; it is kept.
pub fn fail(
    writer: &mut Writer,
    stored: &StoredMail,
    reason: String,
    glance: (Option<String>, Option<String>),
) -> Result<(), Error> {
    let now: Option<StoredMail> = writer.find(stored.id)?;
    let Some(mut failed) = now.filter(|mail| mail.state == MailState::Waiting) else {
        return Ok(());
    };
    (failed.from, failed.subject) = glance;
    // This try may be counted already, since it began.
    failed.tries = stored.tries + 1;
    failed.state = MailState::Failed { reason };
    writer.save_mail(&failed)?;
    announce(writer, failed.inbox);
    Ok(())
}

/// Who looks at the inbox looks again.
pub(super) fn announce(writer: &mut Writer, inbox: InboxId) {
    writer.announce(Event::Inbox { id: inbox });
}
