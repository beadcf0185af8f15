//! A message has come of which something was told before: it is made good.

use super::error::Error;
use super::reacting;
use super::revisions::{self, Edit};
use crate::domain::timeline::Body;
use crate::domain::{EntryId, InboxId};
use crate::store::{Early, Writer};

pub(super) fn settle(
    writer: &mut Writer,
    inbox: InboxId,
    provider_id: &str,
    id: EntryId,
) -> Result<(), Error> {
    for early in writer.take_early(inbox, provider_id)? {
        match early {
            Early::Reacted { emoji, at } => reacting::set(writer, id, emoji, at)?,
            Early::Edited { text, number, at } => {
                let (provider_id, target, text) = (None, provider_id, text.as_str());
                revisions::edit(writer, inbox, &Edit { provider_id, target, text, number, at })?;
            }
            Early::Deleted { at } => {
                revisions::delete(writer, inbox, None, provider_id, at)?;
            }
            Early::Quoted { by } => quote(writer, by, id)?,
        }
    }
    Ok(())
}

fn quote(writer: &mut Writer, by: EntryId, quoted: EntryId) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(by)? else { return Ok(()) };
    if let Body::Message(message) = &mut entry.body {
        *message.reply_to_mut() = Some(quoted);
        writer.save_entry(&entry)?;
    }
    Ok(())
}
