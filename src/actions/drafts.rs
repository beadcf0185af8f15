//! What agents have begun to write and not sent, kept so that they can go on at another desk.

use super::access;
use super::error::Error;
use super::mail::choosing::NO_MAIL;
use super::once::Request;
use crate::app::App;
use crate::channels::email::mail::SUBJECT_CHARACTERS_MAX;
use crate::domain::channel::Channel;
use crate::domain::permission::Actor;
use crate::domain::timeline::NOTE_CHARACTERS_MAX;
use crate::domain::{AgentId, ConversationId};
use crate::store::{Draft, View, Writer};

/// How many drafts an agent may have; beginning another one forgets the oldest.
const DRAFTS_MAX: usize = 200;
/// As long as an address can be: 64 characters, the @, and 255.
const ADDRESS_CHARACTERS_MAX: usize = 320;

/// The two sides of the composer, and what stands above a mail; `None` leaves one as it is.
#[derive(Clone, Default)]
pub struct Change {
    pub reply: Option<String>,
    pub note: Option<String>,
    pub to: Option<String>,
    pub subject: Option<String>,
}

pub fn get(view: &View, actor: &Actor, of: ConversationId) -> Result<Option<Draft>, Error> {
    access::conversation(view, actor, of)?;
    Ok(view.draft(actor.agent, of)?)
}

/// All drafts in conversations that `actor` still sees.
pub fn list(view: &View, actor: &Actor) -> Result<Vec<(ConversationId, Draft)>, Error> {
    let mut seen = Vec::new();
    for (of, draft) in view.drafts(actor.agent, DRAFTS_MAX)? {
        match access::conversation(view, actor, of) {
            Ok(_) => seen.push((of, draft)),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

/// Keeps what is being written. Of two browsers the later one's text stays.
pub async fn change(
    app: &App,
    request: Request,
    of: ConversationId,
    change: Change,
) -> Result<Draft, Error> {
    let result = app.store.write(move |writer| {
        let conversation = access::conversation(writer, &request.actor, of)?;
        let agent = request.actor.agent;
        let before = writer.draft(agent, of)?;
        let is_new = before.is_none();
        let before = before.unwrap_or_default();
        let Change { reply, note, to, subject } = change;
        let draft = Draft {
            reply: reply.unwrap_or(before.reply),
            note: note.unwrap_or(before.note),
            to: to.unwrap_or(before.to),
            subject: subject.unwrap_or(before.subject),
            at: writer.now,
        };
        check(&draft.reply, conversation.channel.text_max(), "reply")?;
        check(&draft.note, NOTE_CHARACTERS_MAX, "note")?;
        check_head(&draft, conversation.channel)?;
        writer.save_draft(agent, of, &draft)?;
        if is_new {
            forget_oldest(writer, agent)?;
        }
        Ok(draft)
    });
    result.await
}

fn check(text: &str, max: usize, field: &'static str) -> Result<(), Error> {
    let length = text.chars().count();
    if length > max {
        let reason = format!("This draft may have {max} characters; it has {length}.");
        return Err(Error::invalid(field, reason));
    }
    Ok(())
}

/// Whom it goes to is judged when it is sent: until then an address may come and go.
fn check_head(draft: &Draft, channel: Channel) -> Result<(), Error> {
    for (text, max, field) in [
        (&draft.to, ADDRESS_CHARACTERS_MAX, "to"),
        (&draft.subject, SUBJECT_CHARACTERS_MAX, "subject"),
    ] {
        if channel != Channel::Email && !text.is_empty() {
            return Err(Error::invalid(field, NO_MAIL));
        }
        check(text, max, field)?;
    }
    Ok(())
}

fn forget_oldest(writer: &mut Writer, agent: AgentId) -> Result<(), Error> {
    let drafts = writer.drafts(agent, DRAFTS_MAX + 1)?;
    if drafts.len() > DRAFTS_MAX
        && let Some((oldest, _)) = drafts.iter().min_by_key(|(_, draft)| draft.at)
    {
        writer.save_draft(agent, *oldest, &Draft::default())?;
    }
    Ok(())
}

/// Which side of the composer was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Reply,
    Note,
}

/// What was sent is no draft any more.
pub(super) fn sent(
    writer: &mut Writer,
    agent: AgentId,
    of: ConversationId,
    side: Side,
) -> Result<(), Error> {
    let Some(mut draft) = writer.draft(agent, of)? else { return Ok(()) };
    let before = draft.clone();
    match side {
        Side::Reply => {
            draft.reply.clear();
            draft.to.clear();
            draft.subject.clear();
        }
        Side::Note => draft.note.clear(),
    }
    if draft == before {
        return Ok(());
    }
    draft.at = writer.now;
    writer.save_draft(agent, of, &draft)?;
    Ok(())
}
