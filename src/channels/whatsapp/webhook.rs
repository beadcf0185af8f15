//! What a webhook's body tells, item by item.
//! Shapes: Cloud API, "Webhooks"; entries, changes, messages and statuses all come in lists, up to
//! 1000 of them a body, doubled and in any order.

use super::{codes, content, happenings, news, origin, sender, template_change};
use crate::channels::json;
use crate::channels::received::{Item, ReceivedMessage, Sender, Unreadable, What};
use crate::domain::Timestamp;
use crate::domain::content::Content;
use crate::domain::delivery::{Failure, Report, Status};
use serde_json::Value;

/// The largest body that WhatsApp sends.
pub const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;

/// `object` of a body that is ours.
pub const OBJECT: &str = "whatsapp_business_account";
/// The field of customers' messages and of our messages' statuses.
const MESSAGES: &str = "messages";
/// The field of what customers want to get from us.
const PREFERENCES: &str = "user_preferences";
/// The only kind of wish that there is.
const MARKETING: &str = "marketing_messages";
/// The fields of what was sent in the number's name elsewhere: with the phone's app on a number that
/// is shared with it, by another program.
const PHONES_ECHOES: &str = "smb_message_echoes";
const ECHOES: &str = "message_echoes";
/// `type` of a status that tells of money and not of a message.
const PAYMENT: &str = "payment";
/// The field of business-scoped user ids that changed.
const USER_IDS: &str = "user_id_update";
/// Our word for what was said in a group.
const IN_GROUP: &str = "group_message";
/// The fields of what such a phone held before it was shared, and of its address book.
const PAST: &str = "history";
const STATE: &str = "smb_app_state_sync";

/// Reads a body: every message, status, error and other event in it becomes one item, in the
/// body's order; what cannot be read becomes an item too. `received_at` stands in for times that
/// are missing.
pub fn parse(body: &[u8], received_at: Timestamp) -> Result<Vec<Item>, Unreadable> {
    let body = json::parse(body)?;
    if !body.is_object() {
        return Err(Unreadable::NotAnObject);
    }
    if let Some(object) = json::text(&body, "object").filter(|object| object != OBJECT) {
        return Ok(vec![Item { account: None, what: other(object, &body) }]);
    }
    Ok(read(&body, received_at))
}

pub fn read(body: &Value, received_at: Timestamp) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in json::list(body, "entry") {
        let changes = json::list(entry, "changes");
        let business = json::text(entry, "id");
        // Nothing is told before it happens, whatever the clocks say.
        let told_at = json::time(entry, "time").unwrap_or(received_at).min(received_at);
        let times = Times { told_at, received_at };
        for change in changes {
            match template_change::read(business.as_deref(), change) {
                Some(what) => items.push(Item { account: None, what }),
                None => read_change(business.as_deref(), change, times, &mut items),
            }
        }
        if changes.is_empty() {
            items.push(Item { account: None, what: unreadable("an entry has no changes") });
        }
    }
    if items.is_empty() {
        items.push(Item { account: None, what: unreadable("the body has no entries") });
    }
    items
}

#[derive(Clone, Copy)]
struct Times {
    /// Of the entry, where it says one.
    told_at: Timestamp,
    received_at: Timestamp,
}

fn read_change(
    business: Option<&str>,
    change: &Value,
    Times { told_at, received_at }: Times,
    items: &mut Vec<Item>,
) {
    let value = change.get("value").unwrap_or(&Value::Null);
    let metadata = value.get("metadata").unwrap_or(&Value::Null);
    let account = json::text(metadata, "phone_number_id");
    let field = json::text(change, "field").unwrap_or_else(|| MESSAGES.to_owned());
    let mut found: Vec<What> = match field.as_str() {
        MESSAGES => read_messages(value, received_at),
        PHONES_ECHOES | ECHOES => read_echoes(value, received_at),
        USER_IDS => happenings::user_ids(value, received_at),
        PAST | STATE => vec![What::Dropped { kind: field.clone() }],
        PREFERENCES => {
            let told = json::list(value, PREFERENCES).iter();
            told.map(|preference| read_preference(preference, received_at)).collect()
        }
        _ => vec![match news::read(&field, value, business, told_at) {
            Some(news) => What::Account(news),
            None => other(field.clone(), value),
        }],
    };
    if found.is_empty() {
        found.push(match value {
            Value::Object(_) => other(field, value),
            _ => unreadable("a change has no value"),
        });
    }
    let item = |what| Item { account: account.clone(), what };
    items.extend(found.into_iter().map(item));
}

/// They stand under their own name, or as messages do.
fn read_echoes(value: &Value, received_at: Timestamp) -> Vec<What> {
    let contacts = json::list(value, "contacts");
    let echoes = ["message_echoes", "messages"].into_iter().flat_map(|key| json::list(value, key));
    echoes.map(|echo| happenings::echo(echo, contacts, received_at)).collect()
}

/// Messages, statuses and errors usually come apart; nothing promises it.
fn read_messages(value: &Value, received_at: Timestamp) -> Vec<What> {
    let contacts = json::list(value, "contacts");
    let messages = json::list(value, "messages").iter();
    let statuses = json::list(value, "statuses").iter();
    let errors = json::list(value, "errors").iter();
    messages
        .map(|message| read_message(message, contacts, received_at))
        .chain(statuses.map(|status| read_status(status, received_at)))
        .chain(errors.map(|error| What::Trouble { failure: read_error(error) }))
        .collect()
}

fn read_message(message: &Value, contacts: &[Value], received_at: Timestamp) -> What {
    let sender = sender::of(message, contacts);
    let kind = json::text(message, "type").unwrap_or_else(|| content::guess_kind(message));
    match kind.as_str() {
        "reaction" | "request_welcome" if is_in_group(message) => {
            happening(kind, message, sender, false)
        }
        "reaction" => read_reaction(message, sender, received_at),
        // The customer opened the chat: nothing was said yet, but we may write.
        "request_welcome" => happening(kind, message, sender, true),
        "edit" | "revoke" => happenings::revision(&kind, message, sender, received_at)
            .unwrap_or_else(|sender| happening(kind, message, sender, false)),
        "system" => happenings::renamed(message, sender, received_at)
            .unwrap_or_else(|sender| happening(system_kind(message), message, sender, false)),
        _ => read_content(&kind, message, sender, received_at),
    }
}

fn read_content(kind: &str, message: &Value, sender: Sender, received_at: Timestamp) -> What {
    let Some(provider_id) = json::text(message, "id") else {
        return unreadable("a message has no id");
    };
    if !sender.is_known() {
        return unreadable("a message names no sender");
    }
    let said = said(kind, message, provider_id, sender, received_at);
    What::Message(if is_in_group(message) { in_group(said) } else { said })
}

fn is_in_group(message: &Value) -> bool {
    json::text(message, "group_id").is_some()
}

/// Groups have no place here: what is said in one is shown as such, without its files.
fn in_group(said: ReceivedMessage) -> ReceivedMessage {
    let text = said.content.text().map(str::to_owned);
    let content = Content::Unsupported { kind: IN_GROUP.to_owned(), text };
    ReceivedMessage { content, is_in_group: true, ..said }
}

/// What was said, whoever said it.
pub(super) fn said(
    kind: &str,
    message: &Value,
    provider_id: String,
    sender: Sender,
    received_at: Timestamp,
) -> ReceivedMessage {
    let content = content::read(kind, message);
    let context = message.get("context").unwrap_or(&Value::Null);
    let sent_at = json::time(message, "timestamp").unwrap_or(received_at);
    ReceivedMessage {
        opens_conversation: content::opens_conversation(&content),
        reply_to: json::text(context, "id"),
        forwarded: origin::forwarded(context),
        referral: origin::referral(message),
        product: origin::product(context),
        ..ReceivedMessage::new(provider_id, sent_at, sender, content)
    }
}

/// What happened to the customer's account, by the platform's word for it.
fn system_kind(message: &Value) -> String {
    let system = message.get("system").unwrap_or(&Value::Null);
    json::text(system, "type").unwrap_or_else(|| "system".to_owned())
}

fn read_reaction(message: &Value, sender: Sender, received_at: Timestamp) -> What {
    let Some(provider_id) = json::text(message, "id") else {
        return unreadable("a reaction has no id");
    };
    let reaction = message.get("reaction").unwrap_or(&Value::Null);
    let Some(target) = json::text(reaction, "message_id") else {
        return unreadable("a reaction names no message");
    };
    What::Reaction {
        provider_id,
        target,
        emoji: json::text(reaction, "emoji"),
        sender,
        at: json::time(message, "timestamp").unwrap_or(received_at),
    }
}

fn read_status(status: &Value, received_at: Timestamp) -> What {
    let Some(provider_id) = json::text(status, "id") else {
        return unreadable("a status names no message");
    };
    let Some(word) = json::text(status, "status") else { return unreadable("a status is empty") };
    if json::text(status, "type").as_deref() == Some(PAYMENT) {
        return read_payment(&provider_id, &word, status, received_at);
    }
    let reached = match word.as_str() {
        // Older words for what is with the customer, and needs no more.
        "sent" | "deleted" | "warning" => Status::Sent,
        "delivered" => Status::Delivered,
        "read" => Status::Read,
        "played" => Status::Played,
        "failed" => Status::Failed,
        _ => return unknown(format!("status_{word}"), status),
    };
    let failure = (reached == Status::Failed)
        .then(|| read_error(json::list(status, "errors").first().unwrap_or(&Value::Null)));
    let at = json::time(status, "timestamp").unwrap_or(received_at);
    What::Status {
        provider_id,
        report: Report { status: reached, at, failure },
        callback: json::text(status, "biz_opaque_callback_data"),
    }
}

/// What became of what a customer pays: nothing of it says how far our message has come.
fn read_payment(message: &str, word: &str, status: &Value, received_at: Timestamp) -> What {
    let kind = format!("{PAYMENT}_{word}");
    let (wa_id, user_id) = sender::ids(status, "recipient_id", "recipient_user_id");
    let sender = Sender { wa_id, user_id, ..Sender::default() };
    What::Other {
        provider_id: Some(format!("{kind}:{message}")),
        kind,
        sender: sender.is_known().then_some(sender),
        at: Some(json::time(status, "timestamp").unwrap_or(received_at)),
        opens_window: false,
    }
}

fn read_preference(preference: &Value, received_at: Timestamp) -> What {
    let sender = sender::known_as(preference);
    let is_marketing = json::text(preference, "category").as_deref() == Some(MARKETING);
    let is_wanted = match json::text(preference, "value").as_deref() {
        Some("stop") => Some(false),
        Some("resume") => Some(true),
        Some(_) | None => None,
    };
    match is_wanted.filter(|_| is_marketing && sender.is_known()) {
        Some(is_wanted) => {
            let at = json::time(preference, "timestamp").unwrap_or(received_at);
            What::Marketing { sender, is_wanted, at }
        }
        None => other(PREFERENCES.to_owned(), preference),
    }
}

/// An error's explanation stands in `error_data.details`, in older bodies in `details`.
fn read_error(error: &Value) -> Failure {
    let data = error.get("error_data").unwrap_or(&Value::Null);
    let details = json::text(data, "details")
        .or_else(|| json::text(error, "details"))
        .or_else(|| json::text(error, "message"))
        .or_else(|| json::text(error, "title"));
    match json::integer(error, "code") {
        Some(code) => codes::failure(code, details.as_deref()),
        None => codes::failure_without_code(details.as_deref()),
    }
}

/// Something that a customer did without saying anything.
fn happening(kind: String, message: &Value, sender: Sender, opens_window: bool) -> What {
    What::Other {
        kind,
        sender: sender.is_known().then_some(sender),
        provider_id: json::text(message, "id"),
        at: json::time(message, "timestamp"),
        opens_window,
    }
}

fn other(kind: String, value: &Value) -> What {
    What::Other {
        kind,
        sender: None,
        provider_id: json::text(value, "id"),
        at: json::time(value, "timestamp"),
        opens_window: false,
    }
}

/// Something that is told of one of our messages, whose id is not its own.
fn unknown(kind: String, value: &Value) -> What {
    let at = json::time(value, "timestamp");
    What::Other { kind, sender: None, provider_id: None, at, opens_window: false }
}

pub(super) fn unreadable(reason: &str) -> What {
    What::Unreadable { reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
