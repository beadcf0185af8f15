//! Customers' reactions: each has one a message, and a new one takes the place of the old.

use super::elsewhere::{self, Elsewhere};
use super::error::Error;
use crate::channels::received::Sender;
use crate::domain::inbox::Inbox;
use crate::domain::timeline::Body;
use crate::domain::{EntryId, Timestamp};
use crate::store::{Early, Writer};

pub(super) struct Reacted<'a> {
    pub provider_id: &'a str,
    /// The provider's id of the message: perhaps unknown, or not here yet.
    pub target: &'a str,
    /// `None`: taken back.
    pub emoji: Option<&'a str>,
    pub at: Timestamp,
}

/// It begins no conversation, but lets us write like a message does.
pub(super) fn react(
    writer: &mut Writer,
    inbox: &Inbox,
    sender: &Sender,
    reacted: Reacted<'_>,
) -> Result<Option<String>, Error> {
    let Reacted { provider_id, target, emoji, at } = reacted;
    if writer.entry_by_provider_id(inbox.id, provider_id)?.is_some() {
        return Ok(None);
    }
    let emoji = emoji.map(str::to_owned);
    if emoji.is_some() {
        elsewhere::let_us_write(writer, inbox, sender, at)?;
    }
    let Some(id) = writer.entry_by_provider_id(inbox.id, target)? else {
        writer.park_early(inbox.id, target, Early::Reacted { emoji, at })?;
        let seen = Elsewhere { kind: "reaction", provider_id: Some(provider_id) };
        return elsewhere::line(writer, inbox, Some(sender), seen);
    };
    set(writer, id, emoji, at)?;
    writer.remember_provider_id(inbox.id, provider_id, id);
    Ok(None)
}

pub(super) fn set(
    writer: &mut Writer,
    id: EntryId,
    emoji: Option<String>,
    at: Timestamp,
) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    if let Body::Message(message) = &mut entry.body {
        message.react(emoji, at);
        writer.save_entry(&entry)?;
    }
    Ok(())
}
