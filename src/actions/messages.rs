//! Agents answer, and leave notes for each other.

use super::access;
use super::attachments;
use super::composing::{self, Composed, Destination, Wanted, compose};
use super::drafts::{self, Side};
use super::error::Error;
use super::leaving;
use super::lifecycle;
use super::mail;
use super::mail::choosing::{self, WantedHead};
use super::moves;
use super::once::{Request, once};
use super::windows;
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::attachment::{Attachment, Kind, Use};
use crate::domain::channel::Channel;
use crate::domain::conversation::{Conversation, Input, Preview};
use crate::domain::inbox::Inbox;
use crate::domain::mail::SentMail;
use crate::domain::message::{Message, Outbound};
use crate::domain::permission::Actor;
use crate::domain::timeline::{Author, Body, Entry, NOTE_CHARACTERS_MAX, Note};
use crate::domain::{AgentId, AttachmentId, ConversationId, EntryId};
use crate::store::{View, Writer};

/// How many colleagues a note may speak to by name.
pub const MENTIONS_MAX: usize = 50;
const GIF: &str = "image/gif";

#[derive(Clone, Debug)]
pub struct Reply {
    pub text: String,
    /// The last place in the timeline that the sender had seen; `None`: send whatever happened.
    pub seen_seq: Option<u32>,
    pub keep_active: bool,
    pub reply_to: Option<EntryId>,
    /// Uploaded files; with them the text may be empty.
    pub attachments: Vec<AttachmentId>,
    /// What it is beyond words and files.
    pub wanted: Option<Wanted>,
    /// What is to stand above it as a mail.
    pub head: WantedHead,
}

/// Queues an answer. From here on it is durable: it is sent once, or shown as failed or unknown.
pub async fn reply(
    app: &App,
    request: Request,
    id: ConversationId,
    reply: Reply,
) -> Result<Entry, Error> {
    let mailboxes = app.clone();
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let conversation = access::conversation(writer, &request.actor, id)?;
            let entry = append_reply(writer, &request, conversation.clone(), &reply)?;
            let room = mail::sending::room(&mailboxes, conversation.inbox);
            mail::sending::check_room(writer, room, &reply.attachments)?;
            writer.queue_in_outbox(entry.id, &choosing::addressed(&conversation, &entry))?;
            Ok(entry.id.0)
        })?;
        writer.entry(EntryId(made))?.ok_or(Error::NotFound("message"))
    });
    result.await
}

/// Puts an answer into the timeline; whoever calls sees to its way out.
pub(super) fn append_reply(
    writer: &mut Writer,
    request: &Request,
    conversation: Conversation,
    reply: &Reply,
) -> Result<Entry, Error> {
    let (actor, id) = (&request.actor, conversation.id);
    let to = Destination { inbox: conversation.inbox, channel: conversation.channel };
    let has_files = !reply.attachments.is_empty();
    let answer = Answer {
        composed: compose(writer, actor, to, &reply.text, reply.wanted.as_ref(), has_files)?,
        reply_to: reply.reply_to,
        attachments: reply.attachments.clone(),
        seen_seq: reply.seen_seq,
        keep_active: reply.keep_active,
        mail: choosing::head(writer, &conversation, &reply.head, Author::Agent(actor.agent))?,
    };
    let entry = append(writer, request, conversation, answer)?;
    drafts::sent(writer, actor.agent, id, Side::Reply)?;
    Ok(entry)
}

/// An answer that is made up.
pub(super) struct Answer {
    pub composed: Composed,
    pub reply_to: Option<EntryId>,
    pub attachments: Vec<AttachmentId>,
    pub seen_seq: Option<u32>,
    pub keep_active: bool,
    /// What stands above it as a mail; `None`: what usually does.
    pub mail: Option<Box<SentMail>>,
}

/// The same for one that is made up already.
pub(super) fn append(
    writer: &mut Writer,
    request: &Request,
    mut conversation: Conversation,
    answer: Answer,
) -> Result<Entry, Error> {
    let actor = &request.actor;
    let by = Author::Agent(actor.agent);
    let Answer { composed, reply_to, attachments, seen_seq, keep_active, mail } = answer;
    check_own(writer, actor, &conversation)?;
    let replied = Input::Replied { by: actor.agent, keep_active };
    lifecycle::advance(writer, &mut conversation, replied)?;
    moves::check_seen(writer, actor, &conversation, seen_seq)?;
    match composed.is_template() {
        true => leaving::check(writer, &conversation, &composed)?,
        false => windows::check(writer, &conversation, actor)?,
    }
    check_quoted(writer, &conversation, reply_to)?;
    let mut message = with_files(writer, request, &mut conversation, composed, &attachments)?;
    (message.reply_to, message.mail) = (reply_to, mail);
    let entry = append_outbound(writer, &mut conversation, by, message)?;
    conversation.last_activity_at = writer.now;
    conversation.first_response_at.get_or_insert(writer.now);
    lifecycle::moved(writer, &mut conversation, by);
    lifecycle::save(writer, &mut conversation)?;
    writer.mark_read(actor.agent, conversation.id, conversation.inbound_count);
    writer.see_notices_in(actor.agent, conversation.id, conversation.last_seq)?;
    Ok(entry)
}

/// The next message of a conversation as it was composed, with its files, which are its own from
/// here on.
pub(super) fn with_files(
    writer: &mut Writer,
    request: &Request,
    conversation: &mut Conversation,
    composed: Composed,
    files: &[AttachmentId],
) -> Result<Outbound, Error> {
    let used_by = Use::Entry(EntryId::new(conversation.id, conversation.last_seq + 1));
    let attachments = attachments::take_into_use(writer, &request.actor, files, used_by)?;
    let files = attachments.iter().map(|id| access::record::<Attachment>(writer, *id, "file"));
    let files = files.collect::<Result<Vec<_>, _>>()?;
    check_taken(writer, conversation, &files)?;
    let by = Author::Agent(request.actor.agent);
    conversation.preview = Some(preview(&composed, files.first(), by));
    let mut message = outbound(writer, request, composed, used_by)?;
    message.attachments = attachments;
    // Sound carries no text.
    message.words_apart = files.first().is_some_and(|file| file.kind() == Kind::Audio);
    Ok(message)
}

/// Appends a message that is to go out. The caller queues it.
pub(super) fn append_outbound(
    writer: &mut Writer,
    conversation: &mut Conversation,
    by: Author,
    message: Outbound,
) -> Result<Entry, Error> {
    let mut message = message.queued(conversation.channel, writer.now);
    if conversation.channel == Channel::Email && message.mail.is_none() {
        message.mail = Some(Box::new(mail::composing::head(writer, conversation, None, by)?));
    }
    let body = Body::Message(Message::Outbound(Box::new(message)));
    Ok(writer.append_entry(conversation, by, body)?)
}

fn check_taken(
    view: &View,
    conversation: &Conversation,
    files: &[Attachment],
) -> Result<(), Error> {
    let channel = conversation.channel;
    let inbox: Option<Inbox> = view.find(conversation.inbox)?;
    let sends_video = inbox.as_ref().is_some_and(|inbox| inbox.options.sends_video);
    let is_taken = |file: &Attachment| {
        channel.takes(&file.mime) || (sends_video && file.mime.starts_with("video/"))
    };
    match files.iter().find(|file| !is_taken(file)) {
        Some(file) if file.mime == GIF && channel == Channel::Whatsapp => {
            let reason = format!(
                "WhatsApp takes no GIF: send “{}” as a still picture (PNG), or on another way.",
                file.name
            );
            Err(Error::invalid("attachment_ids", reason))
        }
        Some(file) if file.mime.starts_with("video/") && channel == Channel::Messenger => {
            let reason = format!(
                "“{}” is a film, and this inbox sends none: an admin can switch that on in its settings.",
                file.name
            );
            Err(Error::invalid("attachment_ids", reason))
        }
        Some(file) => {
            let kind = file.mime.rsplit('/').next().unwrap_or_default().to_uppercase();
            let reason =
                format!("{} takes no {kind}: “{}” can't be sent.", channel.name(), file.name);
            Err(Error::invalid("attachment_ids", reason))
        }
        None => attachments::check_all(inbox.as_ref(), files, "attachment_ids"),
    }
}

/// A message as it was composed, by somebody who may repeat his request.
pub(super) fn outbound(
    writer: &mut Writer,
    request: &Request,
    composed: Composed,
    used_by: Use,
) -> Result<Outbound, Error> {
    let Composed { text, mut rich } = composed;
    if let Some(rich) = &mut rich {
        composing::take_into_use(writer, &request.actor, rich, used_by)?;
    }
    let client_key = request.client_key();
    let by_program = request.actor.is_program();
    Ok(Outbound { client_key, rich, by_program, ..Outbound::new(text, writer.now) })
}

/// Without a text, the first file stands for the message.
fn preview(composed: &Composed, first: Option<&Attachment>, by: Author) -> Preview {
    let (text, word) = composed.shown();
    let kind = first.map_or(word, |file| file.kind().as_str());
    let shown = first.filter(|_| text.is_empty()).map_or(text, |file| &file.name);
    lifecycle::preview(shown, kind, by, false)
}

/// Refuses by name: "Dev has this conversation".
pub(super) fn check_own(
    view: &View,
    actor: &Actor,
    conversation: &Conversation,
) -> Result<(), Error> {
    match conversation.agent() {
        Some(agent) if agent != actor.agent => {
            let name = access::agent_name(view, agent)?;
            Err(Error::conflict("not_yours", format!("{name} has this conversation.")))
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) fn check_text(text: &str, max: usize, what: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid("text", format!("{what} needs some text.")));
    }
    let length = text.chars().count();
    if length > max {
        let reason = format!("{what} may have {max} characters; this one has {length}.");
        return Err(Error::invalid("text", reason));
    }
    Ok(())
}

fn check_quoted(
    view: &View,
    conversation: &Conversation,
    quoted: Option<EntryId>,
) -> Result<(), Error> {
    let Some(quoted) = quoted else { return Ok(()) };
    let entry = view.entry(quoted)?.filter(|entry| entry.message().is_some());
    let of = match entry {
        Some(entry) => view.find::<Conversation>(entry.conversation())?,
        None => None,
    };
    match of {
        Some(of) if of.contact == conversation.contact && of.inbox == conversation.inbox => Ok(()),
        Some(_) | None => {
            Err(Error::invalid("reply_to", "The message to quote is not one of this contact's."))
        }
    }
}

/// Adds a note for colleagues. It goes nowhere else: what sends takes messages only.
pub async fn note(
    app: &App,
    request: Request,
    id: ConversationId,
    text: String,
    mentions: Vec<AgentId>,
) -> Result<Entry, Error> {
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            Ok(append_note(writer, &request, id, text, mentions)?.id.0)
        })?;
        writer.entry(EntryId(made))?.ok_or(Error::NotFound("note"))
    });
    result.await
}

pub(super) fn append_note(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    text: String,
    mentions: Vec<AgentId>,
) -> Result<Entry, Error> {
    check_text(&text, NOTE_CHARACTERS_MAX, "A note")?;
    let mut conversation = access::conversation(writer, &request.actor, id)?;
    let mentions = checked_mentions(writer, &conversation, mentions)?;
    let by = Author::Agent(request.actor.agent);
    conversation.preview = Some(lifecycle::preview(&text, "text", by, true));
    let note = Note { text, client_key: request.client_key(), mentions };
    let entry = writer.append_entry(&mut conversation, by, Body::Note(note))?;
    writer.save_conversation(&conversation)?;
    drafts::sent(writer, request.actor.agent, id, Side::Note)?;
    Ok(entry)
}

/// Each colleague once. Who could not read the note is refused by name.
fn checked_mentions(
    view: &View,
    conversation: &Conversation,
    mentions: Vec<AgentId>,
) -> Result<Vec<AgentId>, Error> {
    let mut checked = Vec::new();
    for id in mentions {
        if checked.contains(&id) {
            continue;
        }
        let agent = view.find::<Agent>(id)?.filter(|agent| agent.deactivated_at.is_none());
        let Some(agent) = agent else {
            return Err(Error::invalid("mentions", format!("There is no agent {id} to mention.")));
        };
        if !Actor::of(&agent).may_see(conversation.place()) {
            let detail = format!("{} cannot see this conversation.", agent.name);
            return Err(Error::conflict("cannot_see", detail));
        }
        checked.push(id);
        if checked.len() > MENTIONS_MAX {
            let reason = format!("A note speaks to {MENTIONS_MAX} colleagues at the most.");
            return Err(Error::invalid("mentions", reason));
        }
    }
    Ok(checked)
}
