//! What a request to a provider needs, gathered: credentials, the person, the piece of the message.

use super::attachments;
use super::error::Error;
use super::inboxes;
use super::messages;
use super::reports;
use crate::app::App;
use crate::channels::whatsapp::media;
use crate::channels::whatsapp::send::{
    self, Credentials, Endpoint, Outgoing, Recipient, UploadedFile,
};
use crate::channels::{Scope, SendError};
use crate::domain::EntryId;
use crate::domain::attachment::Attachment;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::delivery::Failure;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::message::{Message, Outbound, Part};
use crate::domain::timeline::Body;
use crate::store::{OutboxRow, View};

const FILE_LOST: &str = "The file is no longer on the disk.";
const NO_SUCH_PART: &str = "The message has no such part.";

pub struct Prepared {
    credentials: Credentials,
    endpoint: Endpoint,
    channel: Channel,
    to: (IdentityKind, String),
    message: Outbound,
    place: usize,
    callback: String,
    file: Option<Attachment>,
    quoted: Option<String>,
}

impl Prepared {
    /// Gives the piece's file to the provider, if it has one, and answers the provider's id of it.
    /// Nothing reaches the customer by this, so it can be done again.
    pub async fn upload(&self, app: &App) -> Result<Option<String>, SendError> {
        let Some(file) = &self.file else { return Ok(None) };
        let bytes = attachments::bytes(app, file).await.map_err(|error| match error {
            Error::NotFound(_) => SendError::Permanent { failure: failure(FILE_LOST) },
            error => SendError::Temporary {
                reason: error.to_string(),
                retry_after_ms: None,
                scope: Scope::Contact,
            },
        })?;
        let file =
            media::File { name: &file.name, mime: &file.mime, bytes: &bytes, hash: &file.hash };
        media::upload(&app.client, &self.endpoint, &self.credentials, &file).await.map(Some)
    }

    /// Sends the piece, and answers the provider's id of it.
    pub async fn send(&self, app: &App, media: Option<String>) -> Result<String, SendError> {
        let (kind, value) = &self.to;
        let to = match kind {
            IdentityKind::WhatsappUserId => Recipient::UserId(value),
            IdentityKind::WhatsappId
            | IdentityKind::Email
            | IdentityKind::PageScopedId
            | IdentityKind::Phone => Recipient::Phone(value),
        };
        let parts = self.message.parts(self.channel);
        let Some(part) = parts.get(self.place).copied() else {
            return Err(SendError::Permanent { failure: failure(NO_SUCH_PART) });
        };
        let file = self.file.as_ref().zip(media.as_deref());
        let file = file.map(|(file, id)| UploadedFile { id, name: &file.name, mime: &file.mime });
        // Of several pieces the first one quotes.
        let reply_to = self.quoted.as_deref().filter(|_| self.place == 0);
        let message = Outgoing { to, part, file, reply_to, callback: &self.callback };
        let sent = send::message(&app.client, &self.endpoint, &self.credentials, &message).await?;
        Ok(sent.provider_id)
    }
}

/// Gathers what the request needs, and decides about the window once more: time has passed.
pub fn prepare(app: &App, row: &OutboxRow) -> Result<Result<Prepared, Failure>, Error> {
    let view = app.store.view()?;
    let Some((conversation, message)) = message(&view, row.entry)? else {
        return Ok(Err(failure("The message is no longer there.")));
    };
    let Some(inbox) = view.find::<Inbox>(row.inbox)? else {
        return Ok(Err(failure("The inbox is no longer there.")));
    };
    let to = row.to.clone().unwrap_or_else(|| conversation.identity.clone());
    if !is_theirs(&view, &conversation, &to)? {
        return Ok(Err(failure(
            "The address that this was written to is no longer this contact's: nothing was sent.",
        )));
    }
    let closes_at = messages::window_of(&view, &conversation, &to)?;
    if closes_at.is_some_and(|closes_at| closes_at <= app.clock.now()) {
        return Ok(Err(failure(
            "The 24 hours to answer freely were over before this could be sent.",
        )));
    }
    let quoted = match message.reply_to {
        Some(quoted) => provider_id(&view, quoted)?,
        None => None,
    };
    let (channel, place) = (conversation.channel, row.part as usize);
    let file = match message.parts(channel).get(place).copied().and_then(Part::file) {
        Some(id) => match view.find::<Attachment>(id)? {
            Some(file) => Some(file),
            None => return Ok(Err(failure(FILE_LOST))),
        },
        None => None,
    };
    let Account::Whatsapp { phone_number_id, .. } = &inbox.account else {
        return Ok(Err(failure("This version sends on WhatsApp only.")));
    };
    let credentials = Credentials {
        phone_number_id: phone_number_id.clone(),
        access_token: inboxes::secrets(app, &inbox)?.access_token,
    };
    let endpoint = Endpoint {
        base_url: app.config.meta_base_url.clone(),
        version: app.config.meta_version.clone(),
    };
    let callback = reports::callback(row.entry, row.part);
    Ok(Ok(Prepared { credentials, endpoint, channel, to, message, place, callback, file, quoted }))
}

/// Contacts are merged and parted while messages wait: nobody is sent what was written to another.
fn is_theirs(
    view: &View,
    conversation: &Conversation,
    (kind, value): &(IdentityKind, String),
) -> Result<bool, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let inbox = conversation.inbox;
    Ok(contact.is_some_and(|contact| contact.identity(inbox, *kind, value).is_some()))
}

fn message(view: &View, id: EntryId) -> Result<Option<(Conversation, Outbound)>, Error> {
    let entry = view.entry(id)?;
    let conversation = view.find::<Conversation>(id.conversation())?;
    match (entry.map(|entry| entry.body), conversation) {
        (Some(Body::Message(Message::Outbound(message))), Some(conversation)) => {
            Ok(Some((conversation, message)))
        }
        (Some(_) | None, _) => Ok(None),
    }
}

fn provider_id(view: &View, id: EntryId) -> Result<Option<String>, Error> {
    let entry = view.entry(id)?;
    Ok(match entry.map(|entry| entry.body) {
        Some(Body::Message(Message::Inbound(message))) => Some(message.provider_id),
        Some(Body::Message(Message::Outbound(message))) => message.provider_ids.into_iter().next(),
        Some(Body::Note(_) | Body::Activity(_)) | None => None,
    })
}

fn failure(reason: &str) -> Failure {
    Failure { code: None, reason: reason.to_owned() }
}
