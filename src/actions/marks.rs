//! What agents mark a conversation with: tags, labels, and how far they have read.

use super::access;
use super::error::Error;
use super::labels;
use super::once::Request;
use super::tags;
use crate::app::App;
use crate::domain::conversation::Conversation;
use crate::domain::message::Message;
use crate::domain::tag::Tag;
use crate::domain::timeline::{Activity, Author, Body};
use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX, LabelId, TagId};
use crate::store::Writer;

/// How many tags, and how many labels, one conversation may have.
const MARKS_MAX: usize = 50;

/// Puts a tag on, or takes it off; doing it twice is harmless.
pub async fn tag(
    app: &App,
    request: Request,
    id: ConversationId,
    tag: TagId,
    is_on: bool,
) -> Result<Conversation, Error> {
    app.store.write(move |writer| set_tag(writer, &request, id, tag, is_on)).await
}

pub(super) fn set_tag(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    tag: TagId,
    is_on: bool,
) -> Result<Conversation, Error> {
    change(writer, request, id, |writer, conversation| {
        let tag = if is_on { tags::to_put_on(writer, tag)? } else { tag };
        let tags = &mut conversation.tags;
        let changed = if is_on { tags.insert(tag) } else { tags.remove(&tag) };
        check_number(tags.len())?;
        let name = writer.find::<Tag>(tag)?.map(|tag| tag.name);
        let activity = match is_on {
            true => Activity::Tagged { tag, name },
            false => Activity::Untagged { tag, name },
        };
        Ok(changed.then_some(activity))
    })
}

/// Puts a label on, or takes it off; doing it twice is harmless.
pub async fn label(
    app: &App,
    request: Request,
    id: ConversationId,
    label: LabelId,
    is_on: bool,
) -> Result<Conversation, Error> {
    app.store.write(move |writer| set_label(writer, &request, id, label, is_on)).await
}

pub(super) fn set_label(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    label: LabelId,
    is_on: bool,
) -> Result<Conversation, Error> {
    change(writer, request, id, |writer, conversation| {
        let name = Some(labels::usable(writer, label)?.name);
        let labels = &mut conversation.labels;
        let changed = if is_on { labels.insert(label) } else { labels.remove(&label) };
        check_number(labels.len())?;
        let activity = match is_on {
            true => Activity::Labelled { label, name },
            false => Activity::Unlabelled { label, name },
        };
        Ok(changed.then_some(activity))
    })
}

fn change(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    mark: impl FnOnce(&Writer, &mut Conversation) -> Result<Option<Activity>, Error>,
) -> Result<Conversation, Error> {
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    if let Some(activity) = mark(writer, &mut conversation)? {
        let by = Author::Agent(request.actor.agent);
        writer.append_entry(&mut conversation, by, Body::Activity(activity))?;
        writer.save_conversation(&conversation)?;
    }
    Ok(conversation)
}

fn check_number(number: usize) -> Result<(), Error> {
    if number > MARKS_MAX {
        return Err(Error::conflict("too_many", format!("{MARKS_MAX} of a kind are enough.")));
    }
    Ok(())
}

/// The agent has read up to the place `seq`: 0 makes everything unread again.
pub async fn read(app: &App, request: Request, id: ConversationId, seq: u32) -> Result<(), Error> {
    app.store.write(move |writer| set_read(writer, &request, id, seq)).await
}

pub(super) fn set_read(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    seq: u32,
) -> Result<(), Error> {
    let conversation = access::conversation(writer, &request.actor, id)?;
    let later = conversation.last_seq.saturating_sub(seq);
    let entries = writer.entries_before(id, ENTRIES_PER_CONVERSATION_MAX, later as usize)?;
    let unread = entries
        .iter()
        .filter(|entry| entry.id.seq() > seq)
        .filter(|entry| matches!(entry.body, Body::Message(Message::Inbound(_))))
        .count();
    let unread = u32::try_from(unread).unwrap_or(u32::MAX);
    let read = conversation.inbound_count.saturating_sub(unread);
    writer.mark_read(request.actor.agent, id, read);
    writer.see_notices_in(request.actor.agent, id, seq)?;
    Ok(())
}
