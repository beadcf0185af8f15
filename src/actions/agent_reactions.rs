//! Agents react to messages. What they set shows at once, and goes out in the lane of what is
//! written to the same customer; if it does not get there, it is taken back and a line says why.

use super::access;
use super::callback::{self, Sign};
use super::error::Error;
use super::messages;
use super::once::Request;
use super::prepared::{endpoint, theirs};
use super::secrets;
use super::windows;
use crate::app::App;
use crate::channels::SendError;
use crate::channels::messenger::made_id::is_made;
use crate::channels::messenger::send as page;
use crate::channels::whatsapp::reaction;
use crate::channels::whatsapp::send::{Credentials, Recipient};
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Failure, Report};
use crate::domain::inbox::{Account, Inbox};
use crate::domain::message::{Message, Reaction};
use crate::domain::time::DAY_MS;
use crate::domain::timeline::{Activity, Author, Body, Entry};
use crate::domain::window::Way;
use crate::domain::{AgentId, ConversationId, EntryId, InboxId};
use crate::store::{Errand, OutboxRow, View, Writer};

/// How long an emoji may be: families with skin tones are the longest.
const NO_REACTIONS: &str = "E-mail has no reactions.";
const EMOJI_CHARACTERS_MAX: usize = 16;
/// No emoji is made only of what comes before it.
const FIRST_SIGN: char = '\u{203c}';
/// What is older takes none (Cloud API, "Reaction messages").
const TARGET_AGE_MS_MAX: i64 = 30 * DAY_MS;
const GONE: &str = "The message is no longer there.";
const NOT_THEIRS: &str = "The address that this was for is no longer this contact's.";
const CLOSED: &str = "The time to answer freely was over before this could be sent.";

/// Sets our side's reaction on a message, or takes it off; doing it twice is harmless.
pub async fn react(
    app: &App,
    request: Request,
    id: ConversationId,
    entry: EntryId,
    emoji: Option<String>,
) -> Result<Entry, Error> {
    app.store.write(move |writer| set(writer, &request, id, entry, emoji)).await
}

fn set(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    entry: EntryId,
    emoji: Option<String>,
) -> Result<Entry, Error> {
    let conversation = access::conversation(writer, &request.actor, id)?;
    let emoji = emoji.map(|emoji| checked(&emoji)).transpose()?;
    let mut found = target(writer, &conversation, entry)?;
    messages::check_own(writer, &request.actor, &conversation)?;
    if !conversation.is_open() {
        return Err(Error::conflict("closed", "The conversation has ended."));
    }
    windows::check(writer, &conversation, &request.actor)?;
    let agent = request.actor.agent;
    let Body::Message(message) = &mut found.body else { return Err(Error::NotFound("message")) };
    let before = ours(message);
    if before.as_ref().map(|reaction| &reaction.emoji) == emoji.as_ref() {
        return Ok(found);
    }
    let at = writer.now;
    let reaction = emoji.clone().map(|emoji| Reaction { emoji, at, by: Some(agent) });
    put(message, reaction);
    writer.save_entry(&found)?;
    writer.queue_errand(entry, &conversation, Errand::Reaction { emoji, before, by: agent })?;
    Ok(found)
}

/// One sign, whatever it is made of.
fn checked(emoji: &str) -> Result<String, Error> {
    let emoji = emoji.trim();
    let is_sign = |c: char| c >= FIRST_SIGN && !c.is_alphanumeric();
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || c.is_control() || is_turn(c);
    let has_sign = emoji.chars().any(is_sign);
    let has_words = emoji.chars().any(is_word);
    if has_sign && !has_words && emoji.chars().count() <= EMOJI_CHARACTERS_MAX {
        return Ok(emoji.to_owned());
    }
    Err(Error::invalid("emoji", "A reaction is one emoji."))
}

/// Marks that turn the text around them.
fn is_turn(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn target(view: &View, conversation: &Conversation, id: EntryId) -> Result<Entry, Error> {
    let found = view.entry(id)?.filter(|entry| entry.conversation() == conversation.id);
    let entry = found.ok_or(Error::NotFound("message"))?;
    let message = entry.message().ok_or(Error::NotFound("message"))?;
    if let Message::Inbound(message) = message
        && message.deleted_at.is_some()
    {
        return Err(Error::conflict("taken_back", "The customer has taken this message back."));
    }
    if provider_id(message).is_some_and(is_made) {
        return Err(Error::conflict(
            "takes_no_reaction",
            "Messenger takes no reaction to this tap.",
        ));
    }
    if provider_id(message).is_none() {
        return Err(Error::conflict("not_sent", "The customer does not have this message."));
    }
    if entry.at.plus_ms(TARGET_AGE_MS_MAX) <= view.taken_at {
        return Err(Error::conflict("too_old", "A message takes reactions for 30 days."));
    }
    Ok(entry)
}

fn provider_id(message: &Message) -> Option<&str> {
    match message {
        Message::Inbound(message) => Some(&message.provider_id),
        Message::Outbound(message) => message.provider_ids.first().map(String::as_str),
    }
}

fn ours(message: &mut Message) -> Option<Reaction> {
    message.reactions_mut().iter().find(|reaction| reaction.by.is_some()).cloned()
}

/// Our side has one reaction on a message, whoever of us sets it.
fn put(message: &mut Message, reaction: Option<Reaction>) {
    let reactions = message.reactions_mut();
    reactions.retain(|reaction| reaction.by.is_none());
    reactions.extend(reaction);
}

/// Tells the provider. Doing it twice is harmless.
pub(super) async fn send(
    app: &App,
    row: &OutboxRow,
    emoji: Option<&str>,
) -> Result<Result<(), SendError>, Error> {
    let asked = {
        let view = app.store.view()?;
        gather(&view, row)?
    };
    let (inbox, target, sign) = match asked {
        Ok(asked) => asked,
        Err(reason) => return Ok(Err(permanent(reason))),
    };
    let Some((kind, value)) = &row.to else { return Ok(Err(permanent(GONE))) };
    let Some(secrets) = secrets::of_meta(app, &inbox)? else {
        return Ok(Err(permanent(NO_REACTIONS)));
    };
    let (access_token, endpoint) = (secrets.access_token, endpoint(app));
    let sent = match &inbox.account {
        Account::Whatsapp { phone_number_id, .. } => {
            let phone_number_id = phone_number_id.clone();
            let credentials = Credentials { phone_number_id, access_token };
            let to = match kind {
                IdentityKind::WhatsappUserId => Recipient::UserId(value),
                IdentityKind::WhatsappId
                | IdentityKind::Email
                | IdentityKind::PageScopedId
                | IdentityKind::Phone => Recipient::Phone(value),
            };
            let callback = callback(sign, row, emoji);
            let (client, message) = (&app.client, target.as_str());
            reaction::send(client, &endpoint, &credentials, to, message, emoji, &callback).await
        }
        Account::Messenger { page_id, .. } => {
            let credentials = page::Credentials { page_id: page_id.clone(), access_token };
            let message = target.as_str();
            let action = match emoji {
                Some(emoji) => page::Action::React { message, emoji },
                None => page::Action::Unreact { message },
            };
            page::action(&app.client, &endpoint, &credentials, value, action).await
        }
        Account::Email { .. } => return Ok(Err(permanent(NO_REACTIONS))),
    };
    Ok(sent)
}

/// The inbox, the provider's id of the message, and its sign; or why it cannot be sent.
type Gathered = Result<(Inbox, String, Sign), &'static str>;

fn gather(view: &View, row: &OutboxRow) -> Result<Gathered, Error> {
    let conversation = view.find::<Conversation>(row.entry.conversation())?;
    let (entry, inbox) = (view.entry(row.entry)?, view.find::<Inbox>(row.inbox)?);
    let target = entry.as_ref().and_then(Entry::message).and_then(provider_id).map(str::to_owned);
    let at = entry.as_ref().map(|entry| entry.at);
    let (Some(conversation), Some(inbox), Some(target)) = (conversation, inbox, target) else {
        return Ok(Err(GONE));
    };
    let sign = Sign::of(view, at.unwrap_or_default())?;
    let Some(to) = &row.to else { return Ok(Err(GONE)) };
    if theirs(view, &conversation, to)?.is_none() {
        return Ok(Err(NOT_THEIRS));
    }
    if windows::at(view, &conversation, to)?.way(view.taken_at, true) == Way::Not {
        return Ok(Err(CLOSED));
    }
    Ok(Ok((inbox, target, sign)))
}

fn callback(sign: Sign, row: &OutboxRow, emoji: Option<&str>) -> String {
    let by = match &row.errand {
        Errand::Reaction { by, .. } => *by,
        Errand::Message => AgentId(0),
    };
    let reaction = callback::Reaction { by, emoji: emoji.unwrap_or_default() };
    callback::of_reaction(sign, row.entry, &reaction)
}

/// Takes a report on one of our reactions in. Answers whether it was one.
pub(super) fn take_report(
    writer: &mut Writer,
    inbox: InboxId,
    callback: Option<&str>,
    report: &Report,
) -> Result<bool, Error> {
    let Some(callback) = callback.filter(|callback| callback::is_of_reaction(callback)) else {
        return Ok(false);
    };
    let (Some(named), Some(failure)) = (callback::read_reaction(callback), &report.failure) else {
        return Ok(true);
    };
    let Some(entry) = writer.entry(named.entry)? else { return Ok(true) };
    let conversation: Option<Conversation> = writer.find(entry.conversation())?;
    let is_of_inbox = conversation.is_some_and(|conversation| conversation.inbox == inbox);
    let emoji = Some(named.what.emoji);
    // Reports come more than once, and a newer reaction may stand there.
    let is_shown = shown(writer, entry.id)?.as_deref() == emoji;
    if is_of_inbox && is_shown && named.is(writer, &entry)? {
        take_back(writer, entry.id, emoji, None, named.what.by, failure.reason.clone())?;
    }
    Ok(true)
}

/// The reaction of our side that a message shows.
fn shown(view: &View, id: EntryId) -> Result<Option<String>, Error> {
    Ok(match view.entry(id)?.map(|entry| entry.body) {
        Some(Body::Message(mut message)) => ours(&mut message).map(|reaction| reaction.emoji),
        Some(Body::Note(_) | Body::Activity(_)) | None => None,
    })
}

fn permanent(reason: &str) -> SendError {
    SendError::Permanent { failure: Failure { code: None, reason: reason.to_owned() } }
}

/// It did not get there: what was before shows again, unless somebody has reacted anew meanwhile.
pub(super) fn take_back(
    writer: &mut Writer,
    id: EntryId,
    emoji: Option<&str>,
    before: Option<&Reaction>,
    by: AgentId,
    reason: String,
) -> Result<(), Error> {
    let Some(mut entry) = writer.entry(id)? else { return Ok(()) };
    let Body::Message(message) = &mut entry.body else { return Ok(()) };
    if ours(message).as_ref().map(|reaction| reaction.emoji.as_str()) == emoji {
        put(message, before.cloned());
        writer.save_entry(&entry)?;
    }
    let Some(mut conversation) = writer.find::<Conversation>(id.conversation())? else {
        return Ok(());
    };
    let line = Body::Activity(Activity::ReactionFailed { reason });
    if conversation.has_place_for(&line) {
        writer.append_entry(&mut conversation, Author::Agent(by), line)?;
        writer.save_conversation(&conversation)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_one_emoji() {
        for emoji in ["👍", "❤️", "👨‍👩‍👧‍👦", "👍🏽", "🏳️‍🌈", " 😮 ", "1️⃣"]
        {
            assert!(checked(emoji).is_ok(), "{emoji}");
        }
        for text in [
            "",
            " ",
            "ok",
            "a👍",
            "👍 👍",
            "1",
            "<b>",
            "é",
            "\u{202e}",
            "👍\u{202e}",
            &"👍".repeat(17),
        ] {
            assert!(checked(text).is_err(), "{text}");
        }
    }
}
