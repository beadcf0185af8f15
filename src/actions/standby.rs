//! While another app answers a person, what is said there is shown here, and nobody is given it.

use super::error::Error;
use super::{inbound, lifecycle, outside};
use crate::channels::received::ReceivedMessage;
use crate::domain::DeliveryId;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::Writer;

/// The line that says it, once.
const LINE: &str = "standby";
const REASON: &str = "Another app answers there";
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
    let mut conversation = outside::place(writer, inbox, contact, to, REASON)?;
    let author = Author::Contact(contact.id);
    if !is_said(writer, &conversation)? {
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

fn is_said(writer: &Writer, conversation: &Conversation) -> Result<bool, Error> {
    let newest = conversation.last_seq.saturating_add(1);
    let entries = writer.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    let is_line =
        |body: &Body| matches!(body, Body::Activity(Activity::Elsewhere { kind }) if kind == LINE);
    Ok(entries.iter().any(|entry| is_line(&entry.body)))
}
