//! How far our messages have come, as the provider reports it.

use super::error::Error;
use crate::domain::delivery::Report;
use crate::domain::message::Message;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{EntryId, InboxId};
use crate::store::Writer;

/// What we give along with a message, so that a report finds it even if the answer was lost.
const CALLBACK_PREFIX: &str = "deskbell:";

pub fn callback(entry: EntryId) -> String {
    format!("{CALLBACK_PREFIX}{entry}")
}

/// Takes a provider's report in; one for a message not known yet waits for it.
pub fn take(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: &str,
    callback: Option<&str>,
    report: &Report,
) -> Result<(), Error> {
    if let Some(id) = writer.entry_by_provider_id(inbox, provider_id)? {
        return apply(writer, id, report);
    }
    match called_back(writer, inbox, callback)? {
        Some(id) => {
            add_provider_id(writer, inbox, id, provider_id)?;
            apply(writer, id, report)
        }
        None => Ok(writer.park_report(inbox, provider_id, report.clone())?),
    }
}

/// The message that a callback names, if it is one of this inbox.
fn called_back(
    writer: &Writer,
    inbox: InboxId,
    callback: Option<&str>,
) -> Result<Option<EntryId>, Error> {
    let number = callback.and_then(|callback| callback.strip_prefix(CALLBACK_PREFIX)?.parse().ok());
    let Some(id) = number.map(EntryId) else { return Ok(None) };
    let conversation: Option<crate::domain::conversation::Conversation> =
        writer.find(id.conversation())?;
    Ok(conversation.filter(|conversation| conversation.inbox == inbox).map(|_| id))
}

/// The provider told its id of our message: reports that came before it are taken now.
pub fn add_provider_id(
    writer: &mut Writer,
    inbox: InboxId,
    id: EntryId,
    provider_id: &str,
) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if let Body::Message(Message::Outbound(message)) = &mut entry.body
        && !message.provider_ids.iter().any(|known| known == provider_id)
    {
        message.provider_ids.push(provider_id.to_owned());
        writer.save_entry(&entry)?;
        writer.remember_provider_id(inbox, provider_id, id);
    }
    for report in writer.take_parked_reports(inbox, provider_id)? {
        apply(writer, id, &report)?;
    }
    Ok(())
}

/// A report on a message that is not ours, or that changes nothing, is no error.
pub fn apply(writer: &mut Writer, id: EntryId, report: &Report) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if take_report(&mut entry, report) {
        writer.save_entry(&entry)?;
    }
    Ok(())
}

fn take_report(entry: &mut Entry, report: &Report) -> bool {
    match &mut entry.body {
        Body::Message(Message::Outbound(message)) => message.delivery.report(report),
        Body::Message(Message::Inbound(_)) | Body::Note(_) | Body::Activity(_) => false,
    }
}
