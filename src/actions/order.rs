//! Where a timeline's newest entries stand in the order in which it is read.

use super::error::Error;
use crate::domain::Timestamp;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::order::{self, LOOKED_BACK_MAX, LookBack};
use crate::domain::timeline::{Author, Body, Entry};
use crate::store::View;
use std::ops::ControlFlow;

/// Mostly the newest entry says that nothing came late.
const READ_AT_ONCE: usize = 8;

/// The message that one which comes now is read before; `None`: it is the last.
pub(super) fn before(
    view: &View,
    conversation: &Conversation,
    sent_at: Timestamp,
) -> Result<Option<u32>, Error> {
    let mut look = LookBack::new(sent_at);
    if !order::is_told_by(conversation.channel) {
        return Ok(look.before);
    }
    let mut end = conversation.last_seq.saturating_add(1);
    loop {
        let entries = view.entries_before(conversation.id, end, READ_AT_ONCE)?;
        let looked = entries.iter().try_for_each(|entry| look.look(entry));
        match entries.last() {
            Some(oldest) if looked == ControlFlow::Continue(()) => end = oldest.id.seq(),
            Some(_) | None => return Ok(look.before),
        }
    }
}

/// Whether the list shows this entry: nothing is read after it but what the list never shows.
pub(super) fn is_last(
    view: &View,
    conversation: &Conversation,
    entry: &Entry,
) -> Result<bool, Error> {
    let later = conversation.last_seq.saturating_sub(entry.id.seq());
    if entry.before().is_some() || later > LOOKED_BACK_MAX {
        return Ok(false);
    }
    let end = conversation.last_seq.saturating_add(1);
    let entries = view.entries_before(conversation.id, end, later as usize)?;
    Ok(entries.iter().all(|later| later.before().is_some() || !is_listed(later)))
}

/// Lines say what happened, and what nobody has written stands for no words of anybody's.
fn is_listed(entry: &Entry) -> bool {
    match &entry.body {
        Body::Activity(_) => false,
        Body::Message(Message::Outbound(_)) => entry.author != Author::System,
        Body::Message(Message::Inbound(_)) | Body::Note(_) => true,
    }
}
