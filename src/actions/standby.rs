//! What is said where we do not answer: while another app does, or in a group. It is shown here, and
//! nobody is given it.

use super::elsewhere::{self, Elsewhere};
use super::error::Error;
use super::{automatic, inbound, latest, lifecycle, outside, senders};
use crate::channels::received::{ReceivedMessage, Sender};
use crate::domain::DeliveryId;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::Writer;

/// The line that says it, once.
const LINE: &str = "standby";
/// The line that another app has given the thread to us.
const HANDED_OVER: &str = "handed_over";
/// The line that it has another owner, by the provider's word.
const PASSED: &str = "pass_thread_control";
const REASON: &str = "Another app answers there";
const IN_GROUP: &str = "Said in a group";
/// How far back the line is looked for.
const ENTRIES_LOOKED_AT_MAX: usize = 50;

/// Shows a message in the latest conversation, whose state stays as it is.
pub(super) fn keep(
    writer: &mut Writer,
    inbox: &Inbox,
    raw: DeliveryId,
    message: &ReceivedMessage,
    contact: &Contact,
    to: (IdentityKind, String),
) -> Result<(), Error> {
    let reason = if message.is_in_group { IN_GROUP } else { REASON };
    let mut conversation = outside::place(writer, inbox, contact, to, reason)?;
    let author = Author::Contact(contact.id);
    // What is said in a group says so itself.
    if !message.is_in_group && !is_said(writer, &conversation)? {
        let line = Body::Activity(Activity::Elsewhere { kind: LINE.to_owned() });
        writer.append_entry(&mut conversation, author, line)?;
    }
    let text = message.content.text().unwrap_or_default();
    let kind = message.content.preview_kind();
    if inbound::append(writer, &mut conversation, raw, message)? {
        conversation.preview = Some(lifecycle::preview(text, kind, author, false));
    }
    lifecycle::keep(writer, &mut conversation)
}

/// The thread goes to another app. If that is ours, the customer waits for us from now on, and all
/// goes on as if he had just written. Answers why it could not be used, if so.
pub(super) fn hand_over(
    writer: &mut Writer,
    inbox: &Inbox,
    (provider_id, to): (&str, &str),
    sender: &Sender,
) -> Result<Option<String>, Error> {
    let seen = Elsewhere { kind: PASSED, provider_id: Some(provider_id) };
    let contact = senders::contact_of(writer, inbox, sender)?;
    if !is_ours(inbox, to) || contact.blocked_at.is_some() {
        return elsewhere::line(writer, inbox, Some(sender), seen);
    }
    if writer.entry_by_provider_id(inbox.id, provider_id)?.is_some() {
        return Ok(None);
    }
    let to = senders::answer_address(&contact, inbox.id, sender);
    // What was said to the other app tells where it waits, and what it is about.
    let earlier = latest::conversation(writer, contact.id, inbox.id, Some(&to))?;
    let said = earlier.and_then(|earlier| earlier.preview);
    let text = said.as_ref().map(|said| said.text.clone()).unwrap_or_default();
    let mut conversation = inbound::take_up(writer, inbox, &contact, to, &text)?;
    let line = Body::Activity(Activity::Elsewhere { kind: HANDED_OVER.to_owned() });
    let entry = writer.append_entry(&mut conversation, Author::Contact(contact.id), line)?;
    elsewhere::remember(writer, inbox.id, Some(provider_id), entry.id);
    conversation.preview = conversation.preview.or(said);
    lifecycle::save(writer, &mut conversation)?;
    automatic::answer(writer, conversation.id)?;
    Ok(None)
}

fn is_ours(inbox: &Inbox, app: &str) -> bool {
    match &inbox.account {
        Account::Messenger { app_id, .. } => app_id == app,
        Account::Whatsapp { .. } | Account::Email { .. } => false,
    }
}

fn is_said(writer: &Writer, conversation: &Conversation) -> Result<bool, Error> {
    let newest = conversation.last_seq.saturating_add(1);
    let entries = writer.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    let is_line =
        |body: &Body| matches!(body, Body::Activity(Activity::Elsewhere { kind }) if kind == LINE);
    Ok(entries.iter().any(|entry| is_line(&entry.body)))
}
