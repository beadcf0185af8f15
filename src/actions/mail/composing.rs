//! An answer becomes a mail: composed once, kept byte by byte, and the same at every try.

use super::answered::{self, Answered};
use super::receiving::{self, KeptFile};
use super::{keys, mailbox_of};
use crate::actions::access;
use crate::actions::attachments;
use crate::actions::error::Error;
use crate::actions::reports;
use crate::app::App;
use crate::channels::email::compose::{self, Outgoing, OutgoingFile, Quoted};
use crate::channels::email::message_id;
use crate::domain::agent::Agent;
use crate::domain::attachment::{Attachment, Use};
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::mail::{Mailbox, SentMail};
use crate::domain::mailbox::MailAccount;
use crate::domain::message::{Message, Outbound};
use crate::domain::timeline::{Author, Body, Entry};
use crate::domain::{EntryId, InboxId, Timestamp};
use crate::store::{OutboxRow, View, Writer};

const NO_SUBJECT: &str = "Your message";
const RAW_NAME: &str = "mail.eml";
const RAW_MIME: &str = "message/rfc822";

/// A mail as it goes out.
pub(super) struct Composed {
    pub message_id: String,
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// What stands above an answer in this conversation, as its author sees it.
pub(in crate::actions) fn head(
    view: &View,
    conversation: &Conversation,
    subject: Option<String>,
    by: Author,
) -> Result<SentMail, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let mut mail = usual_head(conversation, contact.as_ref(), subject);
    mail.is_automatic = by == Author::System;
    Ok(mail)
}

/// What stands above an answer of whose author nothing is known.
pub(in crate::actions) fn usual_head(
    conversation: &Conversation,
    contact: Option<&Contact>,
    subject: Option<String>,
) -> SentMail {
    let has_begun = conversation.inbound_count > 0;
    let subject = subject.or_else(|| conversation.subject.clone());
    let subject = subject.filter(|subject| !subject.trim().is_empty());
    let subject = subject.unwrap_or_else(|| NO_SUBJECT.to_owned());
    let address = &conversation.identity.1;
    // Where somebody else is to be answered, the contact's name would be wrong.
    let has_it = |contact: &&Contact| contact.identities.iter().any(|own| own.value == *address);
    let name = contact.filter(has_it).map(|contact| contact.name.clone());
    let name = name.filter(|name| name != address);
    SentMail {
        subject: if has_begun { compose::reply_subject(&subject) } else { subject },
        to: Some(Mailbox { name, address: address.clone() }),
        ..SentMail::default()
    }
}

/// The mail of this row, composed and kept if it is its first try. `None`: it is gone.
pub(super) async fn of_row(app: &App, row: &OutboxRow) -> Result<Option<Composed>, Error> {
    let written = written(app, &app.store.view()?, (row.entry, row.inbox))?;
    let Some(written) = written else { return Ok(None) };
    if let Some(raw) = written.mail.raw {
        let Some(kept) = app.store.view()?.find::<Attachment>(raw)? else { return Ok(None) };
        let bytes = attachments::bytes(app, &kept).await?;
        return Ok(Some(written.composed(bytes)));
    }
    let mut files = Vec::with_capacity(written.files.len());
    for file in written.files.clone() {
        let (name, mime) = (file.name.clone(), file.mime.clone());
        files.push(OutgoingFile {
            name,
            mime,
            bytes: attachments::bytes(app, &file).await?,
            content_id: None,
        });
    }
    keep(app, row.entry, written, files).await
}

/// The address that a mail of ours goes to; `None`: it is no mail.
pub(super) fn receiver(view: &View, id: EntryId) -> Result<Option<String>, Error> {
    let mail = outbound(view, id)?.and_then(|(_, message)| message.mail);
    Ok(mail.and_then(|mail| mail.to).map(|to| to.address))
}

/// The id and the bytes of a mail that was composed; `None`: it was not, or is gone.
pub(super) async fn kept(app: &App, id: EntryId) -> Result<Option<(String, Vec<u8>)>, Error> {
    let found = {
        let view = app.store.view()?;
        let mail = outbound(&view, id)?.and_then(|(_, message)| message.mail);
        let raw = match mail.as_deref().and_then(|mail| mail.raw) {
            Some(raw) => view.find::<Attachment>(raw)?,
            None => None,
        };
        mail.zip(raw)
    };
    let Some((mail, raw)) = found else { return Ok(None) };
    match attachments::bytes(app, &raw).await {
        Ok(bytes) => Ok(Some((mail.message_id, bytes))),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Composes and keeps it; the commit names its id, so that what comes back is known.
async fn keep(
    app: &App,
    entry: EntryId,
    written: Written,
    files: Vec<OutgoingFile>,
) -> Result<Option<Composed>, Error> {
    let _naming = app.files.naming().await;
    let composing = attachments::off_thread(app, move |app| {
        let bytes = written.compose(files);
        let file = raw_file(app, &bytes)?;
        Ok((written, bytes, file))
    });
    let (written, bytes, file) = composing.await?;
    let (inbox, id) = (written.inbox, written.message_id.clone());
    let result = app.store.write(move |writer| name(writer, (entry, inbox), &file, id));
    result.await?;
    Ok(Some(written.composed(bytes)))
}

/// The same for an answer without files that is not sent any more: it went out long ago.
pub(super) fn keep_past(
    app: &App,
    writer: &mut Writer,
    entry: EntryId,
    inbox: InboxId,
) -> Result<(), Error> {
    let Some(written) = written(app, writer, (entry, inbox))? else { return Ok(()) };
    let file = raw_file(app, &written.compose(Vec::new()))?;
    name(writer, (entry, inbox), &file, written.message_id)
}

fn raw_file(app: &App, bytes: &[u8]) -> std::io::Result<KeptFile> {
    Ok(KeptFile {
        name: RAW_NAME.to_owned(),
        mime: RAW_MIME.to_owned(),
        bytes: bytes.len() as u64,
        hash: app.files.keep(bytes)?,
        measures: None,
    })
}

/// Says of a message what its bytes are, and by which id it is known from now on.
fn name(
    writer: &mut Writer,
    (entry, inbox): (EntryId, InboxId),
    file: &KeptFile,
    id: String,
) -> Result<(), Error> {
    let raw = receiving::keep(writer, file, Use::Entry(entry))?;
    reports::add_provider_id(writer, inbox, (entry, 0), &id)?;
    let Some(mut entry) = writer.entry(entry)? else { return Ok(()) };
    if let Body::Message(Message::Outbound(message)) = &mut entry.body {
        let mail = message.mail.get_or_insert_default();
        (mail.raw, mail.message_id) = (Some(raw), id);
        writer.save_entry(&entry)?;
    }
    Ok(())
}

/// An answer with all that its mail is made of.
struct Written {
    inbox: InboxId,
    reply_to: Option<String>,
    message_id: String,
    at: Timestamp,
    from: Mailbox,
    to: Mailbox,
    mail: SentMail,
    text: String,
    signature: Option<String>,
    instance: String,
    files: Vec<Attachment>,
    answered: Option<Answered>,
    references: Vec<String>,
}

fn written(
    app: &App,
    view: &View,
    (entry, inbox): (EntryId, InboxId),
) -> Result<Option<Written>, Error> {
    let Some((entry, message)) = outbound(view, entry)? else { return Ok(None) };
    let conversation: Option<Conversation> = view.find(entry.conversation())?;
    let inbox: Option<Inbox> = view.find(inbox)?;
    let Some((conversation, inbox)) = conversation.zip(inbox) else { return Ok(None) };
    let Some(mailbox) = mailbox_of(&inbox) else { return Ok(None) };
    let mail = match message.mail {
        Some(mail) => *mail,
        None => head(view, &conversation, None, entry.author)?,
    };
    let key = keys::of_store(app, view)?;
    let message_id = match mail.message_id.is_empty() {
        false => mail.message_id.clone(),
        true => message_id::of_entry(&key, (entry.id, entry.at), mailbox.domain()),
    };
    let files = message.attachments.iter().map(|id| access::record(view, *id, "file"));
    let answered = answered::before(view, &conversation, (entry.id, mail.to.as_ref()))?;
    let references = answered.as_ref().map(|answered| answered.references.clone());
    let mut references = references.unwrap_or_default();
    // Relays give mails other ids: an answer then still names this one.
    references.push(message_id.clone());
    let to = mail.to.clone().unwrap_or(Mailbox { name: None, address: String::new() });
    // The mail's own id in the address where it is answered.
    let tag = message_id.split('@').next().filter(|_| mailbox.reply_tokens);
    Ok(Some(Written {
        inbox: inbox.id,
        reply_to: tag.and_then(|tag| mailbox.tagged(tag)),
        at: entry.at,
        from: from(view, mailbox, entry.author)?,
        to,
        text: message.text,
        signature: signature(view, mailbox, entry.author)?.filter(|_| !mail.is_automatic),
        instance: keys::instance(view, inbox.id)?,
        files: files.collect::<Result<_, _>>()?,
        answered,
        references,
        message_id,
        mail,
    }))
}

fn outbound(view: &View, id: EntryId) -> Result<Option<(Entry, Outbound)>, Error> {
    let Some(entry) = view.entry(id)? else { return Ok(None) };
    Ok(match entry.body.clone() {
        Body::Message(Message::Outbound(message)) => Some((entry, *message)),
        Body::Message(Message::Inbound(_)) | Body::Note(_) | Body::Activity(_) => None,
    })
}

/// "Ana | Brightleaf Support", or the desk alone.
fn from(view: &View, mailbox: &MailAccount, author: Author) -> Result<Mailbox, Error> {
    let team = &mailbox.from_name;
    let name = match author {
        Author::Agent(agent) => format!("{} | {team}", access::agent_name(view, agent)?),
        Author::Contact(_) | Author::System | Author::Outside => team.clone(),
    };
    Ok(Mailbox { name: Some(name), address: mailbox.address.clone() })
}

/// Its author's own, and below it the desk's.
fn signature(view: &View, mailbox: &MailAccount, author: Author) -> Result<Option<String>, Error> {
    let agent: Option<Agent> = match author {
        Author::Agent(agent) => view.find(agent)?,
        Author::Contact(_) | Author::System | Author::Outside => None,
    };
    let own = agent.and_then(|agent| agent.signature);
    let both: Vec<String> = own.into_iter().chain(mailbox.signature.clone()).collect();
    Ok((!both.is_empty()).then(|| both.join("\n\n")))
}

impl Written {
    fn compose(&self, files: Vec<OutgoingFile>) -> Vec<u8> {
        let answered = self.answered.as_ref();
        let quoted = answered
            .filter(|_| !self.mail.is_automatic)
            .map(|answered| Quoted { introduction: &answered.introduction, text: &answered.text });
        compose::compose(&Outgoing {
            message_id: &self.message_id,
            at: self.at,
            from: self.from.clone(),
            to: self.to.clone(),
            subject: &self.mail.subject,
            in_reply_to: answered.and_then(|answered| answered.message_id.as_deref()),
            references: &self.references,
            thread_index: answered.and_then(|answered| answered.thread_index.as_deref()),
            thread_topic: answered.and_then(|answered| answered.thread_topic.as_deref()),
            reply_to: self.reply_to.as_deref(),
            instance: &self.instance,
            automatic: self.mail.is_automatic,
            markdown: &self.text,
            signature: self.signature.as_deref(),
            quoted,
            files,
        })
    }

    fn composed(self, bytes: Vec<u8>) -> Composed {
        Composed {
            message_id: self.message_id,
            from: self.from.address,
            to: self.to.address,
            bytes,
        }
    }
}
