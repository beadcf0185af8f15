//! What a request to a provider needs, gathered: credentials, the person, the piece of the message.

mod messenger;
mod whatsapp;

use super::callback::{self, Sign};
use super::error::Error;
use super::{attachments, secrets, windows};
use crate::app::App;
use crate::channels::graph::Endpoint;
use crate::channels::management::Calls;
use crate::channels::messenger::made_id::is_made;
use crate::channels::messenger::send::{Credentials as PageCredentials, Purpose};
use crate::channels::messenger::upload;
use crate::channels::upload_form::File;
use crate::channels::whatsapp::media;
use crate::channels::whatsapp::send::Credentials as NumberCredentials;
use crate::channels::{Retry, Scope, SendError};
use crate::domain::attachment::Attachment;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::conversation::Conversation;
use crate::domain::delivery::Failure;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::message::{Message, Outbound, Part};
use crate::domain::timeline::{Author, Body};
use crate::domain::window::Way;
use crate::domain::{EntryId, Timestamp};
use crate::store::{OutboxRow, View};

const FILE_LOST: &str = "The file is no longer on the disk.";
const NO_SUCH_PART: &str = "The message has no such part.";

pub struct Prepared {
    account: Sending,
    piece: Piece,
}

/// The provider has the piece.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What the provider knows it by.
    pub provider_id: String,
    /// Why it does not go on to the customer at once, in a sentence.
    pub held: Option<&'static str>,
    /// The form in which the provider knows the number, where it tells that.
    pub reached: Option<String>,
}

/// Whom it is sent by.
enum Sending {
    Whatsapp(NumberCredentials),
    Messenger(PageCredentials, Purpose),
}

/// What is sent, and where, whatever the channel.
struct Piece {
    endpoint: Endpoint,
    channel: Channel,
    to: (IdentityKind, String),
    /// Whether the customer has written from there.
    has_written: bool,
    message: Outbound,
    place: usize,
    callback: String,
    file: Option<Attachment>,
    quoted: Option<String>,
}

impl Piece {
    fn part(&self) -> Option<Part<'_>> {
        self.message.parts(self.channel).get(self.place).copied()
    }

    /// Of several pieces the first one quotes.
    fn quoted(&self) -> Option<&str> {
        self.quoted.as_deref().filter(|_| self.place == 0)
    }
}

impl Prepared {
    /// Gives the piece's file to the provider, if it has one, and answers the provider's id of it.
    /// Nothing reaches the customer by this, so it can be done again.
    pub async fn upload(&self, app: &App) -> Result<Option<String>, SendError> {
        let piece = &self.piece;
        let Some(file) = &piece.file else { return Ok(None) };
        let content = attachments::whole(app, file).await.map_err(|error| match error {
            Error::NotFound(_) => SendError::Permanent { failure: failure(FILE_LOST) },
            error => SendError::Temporary {
                reason: error.to_string(),
                retry: Retry::SURE,
                scope: Scope::Contact,
            },
        })?;
        let Attachment { name, mime, hash, bytes, .. } = file;
        let file = File { name, mime, hash, bytes: *bytes, content };
        let id = match &self.account {
            Sending::Whatsapp(number) => {
                media::upload(&app.client, &piece.endpoint, number, file).await
            }
            Sending::Messenger(page, _) => {
                upload::upload(&app.client, &piece.endpoint, page, file).await
            }
        };
        id.map(Some)
    }

    /// Sends the piece.
    pub async fn send(&self, app: &App, media: Option<String>) -> Result<Sent, SendError> {
        let (piece, media) = (&self.piece, media.as_deref());
        match &self.account {
            Sending::Whatsapp(number) => whatsapp::send(app, piece, number, media).await,
            Sending::Messenger(page, purpose) => {
                let provider_id = messenger::send(app, piece, page, *purpose, media).await?;
                Ok(Sent { provider_id, held: None, reached: None })
            }
        }
    }
}

/// Gathers what the request needs, and decides about the window once more: time has passed.
pub fn prepare(app: &App, row: &OutboxRow) -> Result<Result<Prepared, Failure>, Error> {
    let view = app.store.view()?;
    let Some((conversation, author, at, message)) = message(&view, row.entry)? else {
        return Ok(Err(failure("The message is no longer there.")));
    };
    let Some(inbox) = view.find::<Inbox>(row.inbox)? else {
        return Ok(Err(failure("The inbox is no longer there.")));
    };
    let to = row.to.clone().unwrap_or_else(|| conversation.identity.clone());
    let Some(identity) = theirs(&view, &conversation, &to)? else {
        return Ok(Err(failure(
            "The address that this was written to is no longer this contact's: nothing was sent.",
        )));
    };
    let is_person = matches!(author, Author::Agent(_)) && !message.by_program;
    let way = match message.is_template() {
        true => Way::Freely,
        false => windows::at(&view, &conversation, &to)?.way(app.clock.now(), is_person),
    };
    let Some(account) = account(app, &inbox, &conversation, way)? else {
        return Ok(Err(failure(windows::missed(conversation.channel))));
    };
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
    let endpoint = endpoint(app);
    let callback = callback::of_piece(Sign::of(&view, at)?, row.entry, row.part);
    let has_written = identity.last_inbound_at.is_some();
    let piece =
        Piece { endpoint, channel, to, has_written, message, place, callback, file, quoted };
    Ok(Ok(Prepared { account, piece }))
}

/// Where the Graph API is.
pub(super) fn endpoint(app: &App) -> Endpoint {
    Endpoint {
        base_url: app.config.meta_base_url.clone(),
        version: app.config.meta_version.clone(),
    }
}

/// The calls about an inbox's account that are made now; they have an allowance of their own.
pub(super) fn calls<'a>(app: &'a App, inbox: &'a Inbox) -> Calls<'a> {
    let account = match &inbox.account {
        Account::Whatsapp { waba_id, .. } => waba_id,
        Account::Messenger { page_id, .. } => page_id,
        Account::Email { mailbox, .. } => &mailbox.address,
    };
    Calls { management: &app.management, account, now: app.clock.now() }
}

/// What speaks for the account. `None`: nothing may be written there now.
fn account(
    app: &App,
    inbox: &Inbox,
    conversation: &Conversation,
    way: Way,
) -> Result<Option<Sending>, Error> {
    let Some(secrets) = secrets::of_meta(app, inbox)? else { return Ok(None) };
    let access_token = secrets.access_token;
    Ok(match &inbox.account {
        Account::Whatsapp { phone_number_id, .. } => {
            let phone_number_id = phone_number_id.clone();
            let number = NumberCredentials { phone_number_id, access_token };
            (way != Way::Not).then_some(Sending::Whatsapp(number))
        }
        Account::Messenger { page_id, .. } => {
            let page = PageCredentials { page_id: page_id.clone(), access_token };
            let purpose = messenger::purpose(way, conversation);
            purpose.map(|purpose| Sending::Messenger(page, purpose))
        }
        Account::Email { .. } => None,
    })
}

/// Contacts are merged and parted while messages wait: nobody is sent what was written to another.
pub(super) fn theirs(
    view: &View,
    conversation: &Conversation,
    (kind, value): &(IdentityKind, String),
) -> Result<Option<Identity>, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let inbox = conversation.inbox;
    Ok(contact.and_then(|contact| contact.identity(inbox, *kind, value).cloned()))
}

/// Whose it is, who wrote it and when, and what it says.
type Written = (Conversation, Author, Timestamp, Outbound);

fn message(view: &View, id: EntryId) -> Result<Option<Written>, Error> {
    let conversation = view.find::<Conversation>(id.conversation())?;
    let Some((entry, conversation)) = view.entry(id)?.zip(conversation) else { return Ok(None) };
    Ok(match entry.body {
        Body::Message(Message::Outbound(message)) => {
            Some((conversation, entry.author, entry.at, *message))
        }
        Body::Message(Message::Inbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    })
}

fn provider_id(view: &View, id: EntryId) -> Result<Option<String>, Error> {
    let entry = view.entry(id)?;
    Ok(match entry.map(|entry| entry.body) {
        // What Meta gave no id cannot be quoted there.
        Some(Body::Message(Message::Inbound(message))) => {
            Some(message.provider_id).filter(|id| !is_made(id))
        }
        Some(Body::Message(Message::Outbound(message))) => message.provider_ids.into_iter().next(),
        Some(Body::Note(_) | Body::Activity(_)) | None => None,
    })
}

fn no_such_part() -> SendError {
    SendError::Permanent { failure: failure(NO_SUCH_PART) }
}

fn failure(reason: &str) -> Failure {
    Failure { code: None, reason: reason.to_owned() }
}
