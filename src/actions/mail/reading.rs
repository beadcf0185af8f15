//! Mails as they are looked at: formatted in a frame of their own, as they came, and those of an
//! inbox in their lists.

use super::importing;
use crate::actions::access;
use crate::actions::attachments;
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::html;
use crate::domain::attachment::Attachment;
use crate::domain::content::FileState;
use crate::domain::inbox::Inbox;
use crate::domain::message::{Message, Outbound};
use crate::domain::permission::{Act, Actor};
use crate::domain::timeline::Entry;
use crate::domain::{AttachmentId, ConversationId, EntryId, InboxId, MailId};
use crate::store::{MailList, StoredMail, View};

/// A mail's HTML as a page, for who may see its conversation. Pictures that lie elsewhere are only
/// shown if that is wanted: whoever sent them would know that they were looked at.
pub async fn page(
    app: &App,
    actor: &Actor,
    (conversation, entry): (ConversationId, EntryId),
    link: impl Fn(&Attachment) -> String,
    with_remote: bool,
) -> Result<String, Error> {
    let (html, links) = {
        let view = app.store.view()?;
        let entry = visible(&view, actor, conversation, entry)?;
        let Some(Message::Inbound(message)) = entry.message() else {
            return Err(Error::NotFound("mail"));
        };
        let html = message.mail.as_deref().and_then(|facts| facts.html);
        let files = message.content.files().iter();
        let links = files.map(|file| Ok(here(&view, &file.state)?.map(|file| link(&file))));
        (html, links.collect::<Result<Vec<_>, Error>>()?)
    };
    let cleaned = bytes(app, html).await?;
    let cleaned = String::from_utf8_lossy(&cleaned);
    Ok(html::page(&cleaned, |place| links.get(place).cloned().flatten(), with_remote))
}

fn here(view: &View, state: &FileState) -> Result<Option<Attachment>, Error> {
    match state {
        FileState::Here { attachment } => Ok(view.find(*attachment)?),
        FileState::Coming | FileState::Failed { .. } => Ok(None),
    }
}

fn visible(
    view: &View,
    actor: &Actor,
    conversation: ConversationId,
    id: EntryId,
) -> Result<Entry, Error> {
    access::conversation(view, actor, conversation)?;
    let entry = view.entry(id)?.filter(|entry| entry.conversation() == conversation);
    entry.ok_or(Error::NotFound("message"))
}

/// A mail as it came, or went out, byte by byte, for who may see its conversation.
pub async fn original(
    app: &App,
    actor: &Actor,
    (conversation, entry): (ConversationId, EntryId),
) -> Result<Vec<u8>, Error> {
    let view = app.store.view()?;
    let entry = visible(&view, actor, conversation, entry)?;
    let raw = match entry.message() {
        Some(Message::Inbound(message)) => match message.mail.as_deref().and_then(|m| m.mail) {
            Some(id) => view.find::<StoredMail>(id)?.and_then(|stored| stored.raw),
            None => None,
        },
        Some(Message::Outbound(message)) => sent_raw(message),
        None => None,
    };
    drop(view);
    bytes(app, raw).await
}

fn sent_raw(message: &Outbound) -> Option<AttachmentId> {
    message.mail.as_deref().and_then(|mail| mail.raw)
}

/// A fetched mail as it came (admins).
pub async fn stored(
    app: &App,
    actor: &Actor,
    inbox: InboxId,
    id: MailId,
) -> Result<Vec<u8>, Error> {
    access::require(actor, Act::ReadRawDeliveries)?;
    let found: StoredMail = access::record(&app.store.view()?, id, "mail")?;
    match found.inbox == inbox {
        true => importing::raw(app, &found).await?.ok_or(Error::NotFound("mail")),
        false => Err(Error::NotFound("mail")),
    }
}

async fn bytes(app: &App, raw: Option<AttachmentId>) -> Result<Vec<u8>, Error> {
    let found = match raw {
        Some(id) => app.store.view()?.find::<Attachment>(id)?,
        None => None,
    };
    attachments::bytes(app, &found.ok_or(Error::NotFound("mail"))?).await
}

/// One page of an inbox's fetched mails, newest first (admins).
pub fn list(
    app: &App,
    actor: &Actor,
    inbox: InboxId,
    list: MailList,
    before: Option<MailId>,
    limit: usize,
) -> Result<Vec<StoredMail>, Error> {
    access::require(actor, Act::ReadRawDeliveries)?;
    let view = app.store.view()?;
    let inbox: Inbox = access::record(&view, inbox, "inbox")?;
    Ok(view.mails_before(inbox.id, list, before.unwrap_or(MailId(u64::MAX)), limit)?)
}
