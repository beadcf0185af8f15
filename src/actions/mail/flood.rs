//! Whoever sends very many mails at once fills one conversation and not the whole list.

use crate::actions::error::Error;
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::filter::Sort;
use crate::domain::time::MINUTE_MS;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{ContactId, InboxId};
use crate::store::{self, Facet, Source, Stretch, View, Writer};

/// How many conversations one contact may begin by mail within `PERIOD_MS`.
pub(super) const BEGUN_MAX: usize = 20;
const PERIOD_MS: i64 = 10 * MINUTE_MS;
const LINE: &str = "mail_flood";

/// The conversation that takes what this contact writes, if it has begun too many lately.
pub(super) fn last_of_many(
    view: &View,
    contact: ContactId,
    inbox: InboxId,
) -> Result<Option<Conversation>, Error> {
    let since = view.taken_at.plus_ms(-PERIOD_MS);
    let source = |state| Source { facet: Facet::Contact, value: contact.0, state };
    let sources = StateKind::ALL.map(source);
    let is_recent = |conversation: &Conversation| {
        conversation.inbox == inbox && conversation.created_at >= since
    };
    let all = Stretch::default();
    let (begun, _) = store::page(view, &sources, Sort::Newest, all, None, BEGUN_MAX, is_recent)?;
    if begun.len() < BEGUN_MAX {
        return Ok(None);
    }
    let has_room = |conversation: &Conversation| conversation.is_open() && !conversation.is_full();
    Ok(begun.into_iter().filter(has_room).max_by_key(|conversation| conversation.id))
}

/// Says in the conversation, once, why other matters stand in it.
pub(super) fn tell(writer: &mut Writer, conversation: &mut Conversation) -> Result<(), Error> {
    let line = Body::Activity(Activity::Elsewhere { kind: LINE.to_owned() });
    let newest = conversation.last_seq.saturating_add(1);
    let lately = writer.entries_before(conversation.id, newest, 2 * BEGUN_MAX)?;
    if lately.iter().all(|entry| entry.body != line) {
        writer.append_entry(conversation, Author::System, line)?;
    }
    Ok(())
}
