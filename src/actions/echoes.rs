//! What went out in our account's name comes back to us, whoever wrote it: our own messages, which
//! are known already or soon, and what somebody wrote in the page's inbox.

use super::error::Error;
use super::outside::{self, Written};
use super::{latest, reports, senders, watermarks};
use crate::channels::received::{Echo, Sender};
use crate::domain::content::Content;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Report, Status};
use crate::domain::inbox::{Account, Inbox};
use crate::domain::message::Message;
use crate::domain::timeline::Entry;
use crate::domain::{EntryId, InboxId};
use crate::store::{Address, HeldEcho, View, Writer};

/// How far back a message is looked for whose answer was lost.
const ENTRIES_LOOKED_AT_MAX: usize = 50;

/// Takes an echo in. One of our own settles that the message was sent, also where its answer is
/// late or lost; another is shown as written elsewhere. Answers why it could not be used, if so.
pub(super) fn take(
    writer: &mut Writer,
    inbox: &Inbox,
    echo: &Echo,
) -> Result<Option<String>, Error> {
    let id = echo.provider_id.as_str();
    let sent = Report { status: Status::Sent, at: echo.sent_at, failure: None };
    if let Some(entry) = writer.entry_by_provider_id(inbox.id, id)? {
        reports::apply_known(writer, entry, id, &sent)?;
        return Ok(None);
    }
    let callback = echo.callback.as_deref().filter(|_| may_be_ours(inbox, echo.app.as_deref()));
    if let Some(place) = reports::called_back(writer, inbox.id, callback)? {
        reports::add_provider_id(writer, inbox.id, place, id)?;
        reports::went_out(writer, place, &sent)?;
        watermarks::catch_up(writer, inbox.id, address(&echo.to).as_ref(), place, echo.sent_at)?;
        return Ok(None);
    }
    let Some(to) = address(&echo.to) else {
        return Ok(Some("An echo names nobody that it went to.".to_owned()));
    };
    let held = HeldEcho {
        provider_id: echo.provider_id.clone(),
        sent_at: echo.sent_at,
        content: echo.content.clone(),
        reply_to: echo.reply_to.clone(),
        app: echo.app.clone(),
        name: echo.to.name.clone(),
    };
    // It may be the message whose answer is not here yet.
    if writer.is_under_way(inbox.id, &to)? && writer.hold_echo(inbox.id, &to, &held)? {
        return Ok(None);
    }
    settle(writer, inbox, &to, held)?;
    Ok(None)
}

fn address(to: &Sender) -> Option<Address> {
    to.identities().first().map(|(kind, value)| (*kind, (*value).to_owned()))
}

/// Nothing is under way to this address any more: whose the echoes are that waited for that is
/// known by now.
pub(super) fn release(
    writer: &mut Writer,
    inbox: InboxId,
    to: Option<&Address>,
) -> Result<(), Error> {
    let Some(to) = to else { return Ok(()) };
    let held = writer.take_held_echoes(inbox, to)?;
    if held.is_empty() {
        return Ok(());
    }
    let Some(inbox) = writer.find::<Inbox>(inbox)? else { return Ok(()) };
    for echo in held {
        if writer.entry_by_provider_id(inbox.id, &echo.provider_id)?.is_none() {
            settle(writer, &inbox, to, echo)?;
        }
    }
    Ok(())
}

fn settle(writer: &mut Writer, inbox: &Inbox, to: &Address, echo: HeldEcho) -> Result<(), Error> {
    if may_be_ours(inbox, echo.app.as_deref())
        && let Some((entry, part)) = doubtful(writer, inbox.id, to, &echo.content)?
    {
        let sent = Report { status: Status::Sent, at: echo.sent_at, failure: None };
        reports::add_provider_id(writer, inbox.id, (entry, part), &echo.provider_id)?;
        reports::apply(writer, entry, part, &sent)?;
        // What was told of everything sent by then holds for it too.
        return watermarks::catch_up(writer, inbox.id, Some(to), (entry, part), echo.sent_at);
    }
    let HeldEcho { provider_id, sent_at, content, app, reply_to: quoted, name } = echo;
    let known = Sender::known_as(to.0, &to.1);
    let contact = senders::contact_of(writer, inbox, &Sender { name, ..known })?;
    writer.save_contact(&contact)?;
    let reply_to = match &quoted {
        Some(quoted) => writer.entry_by_provider_id(inbox.id, quoted)?,
        None => None,
    };
    let written = Written { provider_id, sent_at, content, reply_to, app };
    outside::append(writer, inbox, &contact, to.clone(), written)
}

/// Providers leave the program's id out at times.
fn may_be_ours(inbox: &Inbox, app: Option<&str>) -> bool {
    match &inbox.account {
        Account::Messenger { app_id, .. } => app.is_none_or(|app| app == app_id),
        Account::Whatsapp { .. } | Account::Email { .. } => false,
    }
}

/// A piece of ours of the same words whose answer was lost.
fn doubtful(
    view: &View,
    inbox: InboxId,
    to: &Address,
    content: &Content,
) -> Result<Option<(EntryId, usize)>, Error> {
    let Some(contact) = view.contact_by_identity(inbox, to.0, &to.1)? else { return Ok(None) };
    let Some(conversation) = latest::conversation(view, contact.id, inbox, Some(to))? else {
        return Ok(None);
    };
    let newest = conversation.last_seq.saturating_add(1);
    let entries = view.entries_before(conversation.id, newest, ENTRIES_LOOKED_AT_MAX)?;
    // The oldest first: what was sent first comes back first.
    let found = entries.iter().rev().find_map(|entry| {
        let part = doubtful_part(&conversation, entry, content)?;
        Some((entry.id, part))
    });
    Ok(found)
}

fn doubtful_part(conversation: &Conversation, entry: &Entry, content: &Content) -> Option<usize> {
    let Some(Message::Outbound(message)) = entry.message() else { return None };
    let parts = message.parts(conversation.channel);
    let is_same = |place: &usize| {
        let part = parts.get(*place);
        part.is_some_and(|part| match part.file() {
            Some(_) => !content.files().is_empty(),
            None => content.text() == Some(part.text()),
        })
    };
    (0..parts.len())
        .filter(|place| message.delivery.part(*place).status == Status::Unknown)
        .find(is_same)
}
