//! Customers see that their messages are read and that somebody writes, as far as the inbox shows
//! it. It is tried once, beside everything else: nothing waits for it, and nothing follows from its
//! failure.

use super::error::Error;
use super::prepared::endpoint;
use super::{secrets, windows};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::messenger::send as page;
use crate::channels::whatsapp::courtesy;
use crate::channels::whatsapp::send::Credentials;
use crate::domain::channel::Channel;
use crate::domain::conversation::Conversation;
use crate::domain::inbox::{Account, Inbox, Status};
use crate::domain::message::Message;
use crate::domain::permission::Actor;
use crate::domain::timeline::{Body, Entry};
use crate::domain::window::Way;
use crate::domain::{ConversationId, EntryId};
use crate::store::View;

/// How far back the customer's last message is looked for.
const ENTRIES_LOOKED_AT_MAX: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// Everything up to this place was read.
    Read {
        up_to: u32,
    },
    Type,
}

/// What is shown of which message.
struct Plan {
    inbox: Inbox,
    /// The address that the conversation answers to.
    to: String,
    entry: EntryId,
    provider_id: String,
}

/// The agent writes to the customer at this moment.
pub fn type_in(app: &App, actor: &Actor, id: ConversationId) {
    show(app, actor, id, Act::Type);
}

/// The agent has read up to the place `seq`.
pub fn read(app: &App, actor: &Actor, id: ConversationId, seq: u32) {
    show(app, actor, id, Act::Read { up_to: seq });
}

fn show(app: &App, actor: &Actor, id: ConversationId, act: Act) {
    let planned =
        app.store.view().map_err(Error::from).and_then(|view| plan(&view, actor, id, act));
    let plan = match planned {
        Ok(Some(plan)) => plan,
        Ok(None) => return,
        Err(error) => return tracing::debug!(%error, "a customer is not shown what we do"),
    };
    // Where much is under way, this is what can be left out.
    let Ok(permit) = app.courtesies.under_way.clone().try_acquire_owned() else { return };
    if !is_due(app, &plan, id, act) {
        return;
    }
    let shown = app.clone();
    app.tasks.spawn(async move {
        let _permit = permit;
        tokio::select! {
            result = ask(&shown, &plan, act) => match result {
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, "a customer was not shown what we do"),
            },
            () = shown.stopping.cancelled() => {}
        }
    });
}

/// Whether it is time to show it again. What goes out with it counts as shown too.
fn is_due(app: &App, plan: &Plan, id: ConversationId, act: Act) -> bool {
    let (courtesies, now) = (&app.courtesies, app.clock.now());
    match act {
        Act::Read { .. } => courtesies.reading.take(plan.entry.0, now),
        Act::Type => {
            let is_due = courtesies.typing.take(id.0, now);
            if is_due && plan.inbox.channel() == Channel::Whatsapp {
                // There, who types has read.
                courtesies.reading.take(plan.entry.0, now);
            }
            is_due
        }
    }
}

/// `None`: there is nothing to show, or it is not to be shown.
fn plan(view: &View, actor: &Actor, id: ConversationId, act: Act) -> Result<Option<Plan>, Error> {
    let Some(conversation) = view.find::<Conversation>(id)? else { return Ok(None) };
    // Whoever looks over a colleague's shoulder is not seen.
    if conversation.agent() != Some(actor.agent) || !conversation.is_open() {
        return Ok(None);
    }
    let Some(inbox) = view.find::<Inbox>(conversation.inbox)? else { return Ok(None) };
    let is_wanted = match act {
        Act::Read { .. } => inbox.options.marks_read,
        Act::Type => inbox.options.shows_typing,
    };
    let way = windows::of(view, &conversation)?.way(view.taken_at, true);
    let is_open = way == Way::Freely;
    if !is_wanted || !is_open || inbox.status != Status::Ok {
        return Ok(None);
    }
    let up_to = match act {
        Act::Read { up_to } => up_to,
        Act::Type => conversation.last_seq,
    };
    let entries = view.entries_before(id, up_to.saturating_add(1), ENTRIES_LOOKED_AT_MAX)?;
    let is_his = |entry: &Entry| matches!(entry.body, Body::Message(Message::Inbound(_)));
    // The last that he wrote: whatever is marked stands below what came late.
    let last = entries.into_iter().filter(is_his).max_by_key(Entry::rank);
    let newest = last.and_then(|entry| match entry.body {
        Body::Message(Message::Inbound(message)) => Some((entry.id, message.provider_id)),
        Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    });
    let to = conversation.identity.1;
    Ok(newest.map(|(entry, provider_id)| Plan { inbox, to, entry, provider_id }))
}

async fn ask(app: &App, plan: &Plan, act: Act) -> Result<(), SendError> {
    let secrets = secrets::of_meta(app, &plan.inbox)
        .map_err(|error| SendError::Unknown { reason: error.to_string() })?;
    // Mails tell nobody that they were read, or are being written.
    let Some(secrets) = secrets else { return Ok(()) };
    let endpoint = endpoint(app);
    match &plan.inbox.account {
        Account::Whatsapp { phone_number_id, .. } => {
            let credentials = Credentials {
                phone_number_id: phone_number_id.clone(),
                access_token: secrets.access_token,
            };
            let types = act == Act::Type;
            courtesy::read(&app.client, &endpoint, &credentials, &plan.provider_id, types).await
        }
        Account::Messenger { page_id, .. } => {
            let (page_id, access_token) = (page_id.clone(), secrets.access_token);
            let credentials = page::Credentials { page_id, access_token };
            let action = match act {
                Act::Read { .. } => page::Action::MarkSeen,
                Act::Type => page::Action::TypingOn,
            };
            page::action(&app.client, &endpoint, &credentials, &plan.to, action).await
        }
        Account::Email { .. } => Ok(()),
    }
}
