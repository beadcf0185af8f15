//! Canned messages: shared and personal ones, and what their variables stand for.

use super::access;
use super::attachments;
use super::catalogue::checked;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::attachment::Use;
use crate::domain::attribute::{Attribute, Value};
use crate::domain::canned_message::*;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::event::{Event, Removed};
use crate::domain::permission::{Act, Actor};
use crate::domain::queue::Queue;
use crate::domain::{AgentId, AttachmentId, CannedMessageId, ConversationId};
use crate::store::{View, Writer};

/// How many canned messages everybody shares.
pub const SHARED_MAX: usize = 1_000;
/// How many of their own an agent has.
pub const PERSONAL_MAX: usize = 200;

/// Those that `agent` sees: everybody's and its own.
pub fn list(view: &View, agent: AgentId) -> Result<Vec<CannedMessage>, Error> {
    let all = view.all::<CannedMessage>()?.into_iter();
    Ok(all.filter(|message| message.is_visible_to(agent)).collect())
}

fn visible(view: &View, actor: &Actor, id: CannedMessageId) -> Result<CannedMessage, Error> {
    let message: CannedMessage = access::record(view, id, "canned message")?;
    let is_visible = message.is_visible_to(actor.agent);
    if is_visible { Ok(message) } else { Err(Error::NotFound("canned message")) }
}

/// What a canned message is to be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub shortcut: String,
    pub title: String,
    pub category: String,
    pub text: String,
    pub is_personal: bool,
    pub attachments: Vec<AttachmentId>,
}

pub async fn create(app: &App, request: Request, draft: Draft) -> Result<CannedMessage, Error> {
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let id = CannedMessageId(writer.next_id::<CannedMessage>()?);
            let mut message = checked_draft(writer, &request.actor, id, draft)?;
            check_number(writer, &message)?;
            message.attachments = attachments::take_into_use(
                writer,
                &request.actor,
                &message.attachments,
                Use::CannedMessage(id),
            )?;
            save(writer, &message)?;
            Ok(id.0)
        })?;
        access::record(writer, CannedMessageId(made), "canned message")
    });
    result.await
}

/// Gives it a number and stores it.
pub(super) fn add(writer: &mut Writer, message: CannedMessage) -> Result<CannedMessageId, Error> {
    let id = CannedMessageId(writer.next_id::<CannedMessage>()?);
    save(writer, &CannedMessage { id, ..message })?;
    Ok(id)
}

fn save(writer: &mut Writer, message: &CannedMessage) -> Result<(), Error> {
    writer.save_canned_message(message)?;
    writer.announce(Event::CannedMessage { id: message.id });
    Ok(())
}

/// What becomes different; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub shortcut: Option<String>,
    pub title: Option<String>,
    pub category: Option<String>,
    pub text: Option<String>,
    pub is_personal: Option<bool>,
    pub attachments: Option<Vec<AttachmentId>>,
}

pub async fn change(
    app: &App,
    request: Request,
    id: CannedMessageId,
    change: Change,
) -> Result<CannedMessage, Error> {
    let result = app.store.write(move |writer| {
        let before = changeable(writer, &request.actor, id)?;
        let draft = Draft {
            shortcut: change.shortcut.unwrap_or(before.shortcut),
            title: change.title.unwrap_or(before.title),
            category: change.category.unwrap_or(before.category),
            text: change.text.unwrap_or(before.text),
            is_personal: change.is_personal.unwrap_or(before.owner.is_some()),
            attachments: change.attachments.unwrap_or(before.attachments.clone()),
        };
        let mut message = checked_draft(writer, &request.actor, id, draft)?;
        let (actor, used_by) = (&request.actor, Use::CannedMessage(id));
        message.attachments =
            attachments::take_into_use(writer, actor, &message.attachments, used_by)?;
        attachments::release(writer, &before.attachments, &message.attachments)?;
        if message.owner != before.owner {
            check_number(writer, &message)?;
            // Whoever else had it loses sight of it; who still sees it hears of it right after.
            writer.announce(Event::Removed { what: Removed::CannedMessage, id: id.0 });
        }
        save(writer, &message)?;
        Ok(message)
    });
    result.await
}

pub async fn remove(app: &App, request: Request, id: CannedMessageId) -> Result<(), Error> {
    let result = app.store.write(move |writer| {
        let message = changeable(writer, &request.actor, id)?;
        attachments::release(writer, &message.attachments, &[])?;
        writer.remove_canned_message(id);
        writer.announce(Event::Removed { what: Removed::CannedMessage, id: id.0 });
        Ok(())
    });
    result.await
}

fn changeable(view: &View, actor: &Actor, id: CannedMessageId) -> Result<CannedMessage, Error> {
    let message = visible(view, actor, id)?;
    if message.may_be_changed_by(actor) { Ok(message) } else { Err(Error::Forbidden) }
}

fn checked_draft(
    view: &View,
    actor: &Actor,
    id: CannedMessageId,
    draft: Draft,
) -> Result<CannedMessage, Error> {
    let message = CannedMessage {
        id,
        shortcut: checked_shortcut(&draft.shortcut)?,
        title: checked("title", "A title", &draft.title, TITLE_CHARACTERS_MAX)?,
        category: checked_category(&draft.category)?,
        text: draft.text,
        owner: draft.is_personal.then_some(actor.agent),
        attachments: draft.attachments,
    };
    if !message.may_be_changed_by(actor) {
        access::require(actor, Act::ManageCatalogue)?;
    }
    let length = message.text.chars().count();
    if message.text.trim().is_empty() || length > TEXT_CHARACTERS_MAX {
        let reason = format!("A text has 1 to {TEXT_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("text", reason));
    }
    check_shortcut_free(view, actor, &message)?;
    Ok(message)
}

/// Without the `/` that one types before it, in lower case.
fn checked_shortcut(shortcut: &str) -> Result<String, Error> {
    let bare = shortcut.trim().trim_start_matches('/').to_lowercase();
    let bare = checked("shortcut", "A shortcut", &bare, SHORTCUT_CHARACTERS_MAX)?;
    if bare.chars().any(|c| c.is_whitespace() || c == '/') {
        let reason = "A shortcut is one word: letters, digits, dashes.";
        return Err(Error::invalid("shortcut", reason));
    }
    Ok(bare)
}

/// May be empty.
fn checked_category(category: &str) -> Result<String, Error> {
    if category.trim().is_empty() {
        return Ok(String::new());
    }
    checked("category", "A category", category, CATEGORY_CHARACTERS_MAX)
}

fn check_shortcut_free(view: &View, actor: &Actor, message: &CannedMessage) -> Result<(), Error> {
    let others = list(view, actor.agent)?.into_iter().filter(|other| other.id != message.id);
    match others.into_iter().find(|other| other.shortcut == message.shortcut) {
        Some(other) => {
            let detail = format!("“/{}” is “{}” already.", other.shortcut, other.title);
            Err(Error::conflict("shortcut_taken", detail))
        }
        None => Ok(()),
    }
}

fn check_number(view: &View, message: &CannedMessage) -> Result<(), Error> {
    let all = view.all::<CannedMessage>()?.into_iter();
    let number = all.filter(|other| other.owner == message.owner).count();
    let max = if message.owner.is_some() { PERSONAL_MAX } else { SHARED_MAX };
    if number >= max {
        let detail = format!("There are {max} of them already: remove one first.");
        return Err(Error::conflict("too_many", detail));
    }
    Ok(())
}

/// The text as it would be inserted into a conversation by whoever asks.
pub fn preview(
    view: &View,
    actor: &Actor,
    id: CannedMessageId,
    conversation: ConversationId,
) -> Result<Filled, Error> {
    let message = visible(view, actor, id)?;
    let conversation = access::conversation(view, actor, conversation)?;
    Ok(fill(&message.text, &values(view, &conversation, Some(actor.agent))?))
}

/// What the variables stand for in `conversation`, written by `agent`; `None`: by nobody in particular.
pub fn values(
    view: &View,
    conversation: &Conversation,
    agent: Option<AgentId>,
) -> Result<Values, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let agent: Option<Agent> = agent.map(|agent| view.find(agent)).transpose()?.flatten();
    let queue: Option<Queue> = view.find(conversation.queue)?;
    let mut values = attribute_values(view, contact.as_ref())?;
    let mut set = |name: &str, value: Option<String>| {
        values.insert(name.to_owned(), value);
    };
    // A phone number in place of a name is no way to greet somebody.
    let name = contact.as_ref().map(|contact| contact.name.trim());
    let name = name.filter(|name| name.chars().any(char::is_alphabetic));
    let words: Vec<&str> = name.unwrap_or_default().split_whitespace().collect();
    set("name", name.map(str::to_owned));
    set("first_name", words.first().map(|word| (*word).to_owned()));
    set("last_name", words.iter().skip(1).next_back().map(|word| (*word).to_owned()));
    set("email", contact.as_ref().and_then(|contact| contact.email().map(str::to_owned)));
    set("phone", contact.as_ref().and_then(Contact::phone));
    set("agent_name", agent.map(|agent| agent.name));
    set("queue", queue.map(|queue| queue.name));
    set("conversation_number", Some(conversation.id.to_string()));
    Ok(values)
}

fn attribute_values(view: &View, contact: Option<&Contact>) -> Result<Values, Error> {
    let named = |attribute: Attribute| {
        let value = contact.and_then(|contact| contact.attributes.get(&attribute.key));
        (format!("attr.{}", attribute.key), value.map(plain))
    };
    Ok(view.all::<Attribute>()?.into_iter().map(named).collect())
}

fn plain(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}
