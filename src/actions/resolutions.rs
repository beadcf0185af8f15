//! Ending a conversation, and taking that back.

use super::access;
use super::assignments::{check_capacity, check_note};
use super::error::Error;
use super::lifecycle;
use super::once::{Request, once_to_conversation};
use crate::app::App;
use crate::domain::ConversationId;
use crate::domain::agent::Agent;
use crate::domain::contact::Contact;
use crate::domain::conversation::{
    Conversation, Holding, Input, Refused, Resolution, State, UNDO_MS,
};
use crate::domain::permission::Actor;
use crate::domain::timeline::{Activity, Author};
use crate::store::{View, Writer};

/// Ends it by an agent's hand. What is in the outbox is still delivered.
pub async fn resolve(
    app: &App,
    request: Request,
    id: ConversationId,
    note: Option<String>,
) -> Result<Conversation, Error> {
    let result = app.store.write(move |writer| {
        once_to_conversation(writer, &request, |writer| {
            by_hand(writer, &request, id, note)?;
            Ok(id)
        })
    });
    result.await
}

pub(super) fn by_hand(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    note: Option<String>,
) -> Result<(), Error> {
    check_note(note.as_deref())?;
    let conversation = access::conversation(writer, &request.actor, id)?;
    let by = Author::Agent(request.actor.agent);
    let note = note.filter(|note| !note.trim().is_empty());
    if conversation.state == State::Queued && note.is_none() {
        let reason = "Nobody has answered this yet: say why it ends, for example “a duplicate”.";
        return Err(Error::invalid("note", reason));
    }
    end(writer, conversation, Input::Resolved, by, note)?;
    Ok(())
}

/// Ends it by whatever `input` says, which the domain may refuse. `note`: what came of it, or why
/// the customer has left.
pub(super) fn end(
    writer: &mut Writer,
    mut conversation: Conversation,
    input: Input,
    by: Author,
    note: Option<String>,
) -> Result<Conversation, Error> {
    let before = conversation.state.holding();
    let waiting_since_before = conversation.waiting_since;
    let snooze_before = conversation.snooze;
    lifecycle::advance(writer, &mut conversation, input)?;
    let Some(before) = before else {
        return Err(Refused::Closed.into());
    };
    let activity = match (conversation.state, note.clone()) {
        (State::Resolved { cause }, note) => Activity::Resolved { cause, note },
        (State::Abandoned, Some(reason)) => Activity::Left { reason },
        (State::Abandoned, None) => Activity::Abandoned,
        (State::Queued | State::Active { .. } | State::Pending { .. }, _) => {
            return Err(Refused::NothingDue.into());
        }
    };
    let at = writer.now;
    conversation.resolution =
        Some(Resolution { note, by, at, before, waiting_since_before, snooze_before });
    lifecycle::record(writer, &mut conversation, by, activity)?;
    lifecycle::save(writer, &mut conversation)?;
    Ok(conversation)
}

/// One that the actor may see, or has just ended himself: who ends what was handed to him from
/// another queue loses sight of it, and may take that back all the same.
fn ended(writer: &Writer, actor: &Actor, id: ConversationId) -> Result<Conversation, Error> {
    let found: Conversation = access::record(writer, id, "conversation")?;
    let is_own = found.resolution.as_ref().is_some_and(|resolution| {
        resolution.by == Author::Agent(actor.agent) && writer.now.ms_since(resolution.at) <= UNDO_MS
    });
    if is_own { Ok(found) } else { access::conversation(writer, actor, id) }
}

/// Nobody gets back what he held who does not work here any more.
fn still_works(view: &View, before: Holding) -> Result<bool, Error> {
    let agent = match before {
        Holding::Queued => return Ok(true),
        Holding::Active { agent } | Holding::Pending { agent } => view.find::<Agent>(agent)?,
    };
    Ok(agent.is_some_and(|agent| agent.deactivated_at.is_none()))
}

/// Takes a resolution back: within a minute everything is as before, later the agent has it again,
/// if there is room or `over_capacity` says that it is on purpose. Once a later conversation
/// follows, it stays ended.
pub async fn undo(
    app: &App,
    request: Request,
    id: ConversationId,
    over_capacity: bool,
) -> Result<Conversation, Error> {
    let result = app.store.write(move |writer| {
        let mut conversation = ended(writer, &request.actor, id)?;
        if conversation.next.is_some() {
            let detail = "The customer has written since: a newer conversation follows this one.";
            return Err(Error::conflict("continued", detail));
        }
        let contact: Contact = access::record(writer, conversation.contact, "contact")?;
        if contact.blocked_at.is_some() {
            let detail = format!("{} is blocked: unblock the contact first.", contact.name);
            return Err(Error::conflict("blocked", detail));
        }
        let agent = request.actor.agent;
        let resolution = conversation.resolution.as_ref();
        let recent = resolution.filter(|r| writer.now.ms_since(r.at) <= UNDO_MS);
        let (input, activity) = match recent {
            Some(resolution) if still_works(writer, resolution.before)? => {
                (Input::Undone { to: resolution.before }, Activity::ResolutionUndone)
            }
            Some(_) | None => (Input::Reopened { by: agent }, Activity::Reopened { agent }),
        };
        lifecycle::advance(writer, &mut conversation, input)?;
        if let Input::Reopened { by } = input {
            check_capacity(writer, &access::record(writer, by, "agent")?, over_capacity)?;
        }
        conversation.resolution = None;
        lifecycle::record(writer, &mut conversation, Author::Agent(agent), activity)?;
        lifecycle::save(writer, &mut conversation)?;
        Ok(conversation)
    });
    result.await
}
