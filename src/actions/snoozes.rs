//! Putting a conversation aside, and taking it up again.

use super::access;
use super::error::Error;
use super::lifecycle;
use super::once::Request;
use crate::app::App;
use crate::domain::ConversationId;
use crate::domain::conversation::{Conversation, Refused, Snooze, State};
use crate::domain::time::DAY_MS;
use crate::domain::timeline::{Activity, Author, Body};
use crate::store::Writer;

/// How far ahead a conversation may be put aside.
pub const SNOOZE_MS_MAX: i64 = 365 * DAY_MS;

/// Puts a conversation aside, or changes until when it is.
pub async fn snooze(
    app: &App,
    request: Request,
    id: ConversationId,
    until: Snooze,
) -> Result<Conversation, Error> {
    app.store.write(move |writer| put_aside(writer, &request, id, until)).await
}

/// Takes it up again; of one that is not put aside nothing changes.
pub async fn wake(app: &App, request: Request, id: ConversationId) -> Result<Conversation, Error> {
    app.store.write(move |writer| take_up(writer, &request, id)).await
}

pub(super) fn put_aside(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    snooze: Snooze,
) -> Result<Conversation, Error> {
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    match conversation.state {
        State::Active { .. } | State::Pending { .. } => {}
        // Nobody would miss it: whoever puts it aside takes it first.
        State::Queued => return Err(Refused::NotAccepted.into()),
        State::Resolved { .. } | State::Abandoned => return Err(Refused::Closed.into()),
    }
    check(writer, snooze)?;
    if conversation.snooze != Some(snooze) {
        conversation.snooze = Some(snooze);
        note(writer, &mut conversation, request, Activity::Snoozed { snooze })?;
    }
    Ok(conversation)
}

pub(super) fn take_up(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
) -> Result<Conversation, Error> {
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    if conversation.snooze.is_some() {
        conversation.wake(writer.now);
        note(writer, &mut conversation, request, Activity::Woken)?;
    }
    Ok(conversation)
}

fn check(writer: &Writer, snooze: Snooze) -> Result<(), Error> {
    if !snooze.is_ahead(writer.now) {
        return Err(Error::invalid("until", "Give a time that is still to come."));
    }
    match snooze {
        Snooze::Until(until) if until.ms_since(writer.now) > SNOOZE_MS_MAX => {
            Err(Error::invalid("until", "A conversation can be put aside for a year at the most."))
        }
        Snooze::Until(_) | Snooze::NextMessage => Ok(()),
    }
}

/// Its line is no move of our side: it stops no answer of a colleague's.
fn note(
    writer: &mut Writer,
    conversation: &mut Conversation,
    request: &Request,
    activity: Activity,
) -> Result<(), Error> {
    let by = Author::Agent(request.actor.agent);
    writer.append_entry(conversation, by, Body::Activity(activity))?;
    lifecycle::save(writer, conversation)
}
