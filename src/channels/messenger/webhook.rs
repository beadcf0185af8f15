//! What a webhook's body of the object `page` tells, event by event.
//! Shapes: Messenger Platform, "Webhooks": entries, each with events under `messaging`, or under
//! `standby` while another app has the thread; doubled, late and in any order. Times are in
//! milliseconds, at times in seconds; ids are texts or numbers.

use super::made_id::made_id;
use super::{basket, content, signs};
use crate::channels::json;
use crate::channels::received::{Echo, Item, ReceivedMessage, Sender, Unreadable, Watermark, What};
use crate::domain::Timestamp;
use crate::domain::content::{Content, Referral};
use crate::domain::delivery::Status;
use serde_json::Value;

/// `object` of a body that is ours.
pub const OBJECT: &str = "page";

/// What an event can be of, in the order in which it is looked for.
const KINDS: [&str; 19] = [
    "message",
    "postback",
    "reaction",
    "message_edit",
    "delivery",
    "read",
    "referral",
    "optin",
    "order",
    "account_linking",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
    "policy_enforcement",
    "policy-enforcement",
    "messaging_feedback",
    "response_feedback",
    "message_request",
];
/// What every event has.
const COMMON: [&str; 4] = ["sender", "recipient", "timestamp", "prior_message"];

/// How much of Meta's own words is quoted.
const REASON_CHARACTERS_MAX: usize = 300;
/// How many messages one report of arrivals names.
const MIDS_MAX: usize = 1_000;

/// One event, and what its entry says of it.
struct Event<'a> {
    value: &'a Value,
    page: Option<String>,
    /// When it happened, or else when it was told.
    at: Timestamp,
    /// Another app has the thread: nothing is ours to answer.
    is_standby: bool,
}

/// Reads a body: every event in it becomes one item, in the body's order; what cannot be read
/// becomes an item too. `received_at` stands in for times that are missing.
pub fn parse(body: &[u8], received_at: Timestamp) -> Result<Vec<Item>, Unreadable> {
    let body = json::parse(body)?;
    if !body.is_object() {
        return Err(Unreadable::NotAnObject);
    }
    Ok(read(&body, received_at))
}

pub fn read(body: &Value, received_at: Timestamp) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in json::list(body, "entry") {
        read_entry(entry, received_at, &mut items);
    }
    if items.is_empty() {
        items.push(Item { account: None, what: unreadable("the body has no entries") });
    }
    items
}

fn read_entry(entry: &Value, received_at: Timestamp, items: &mut Vec<Item>) {
    let page = json::text(entry, "id");
    let told_at = json::time(entry, "time").unwrap_or(received_at);
    let before = items.len();
    for (list, is_standby) in [("messaging", false), ("standby", true)] {
        for value in json::list(entry, list) {
            items.push(read_item(value, page.clone(), told_at, is_standby));
        }
    }
    for change in json::list(entry, "changes") {
        items.push(read_change(change, page.clone(), told_at));
    }
    if items.len() == before {
        items.push(Item { account: page, what: unreadable("an entry has no events") });
    }
}

fn read_item(value: &Value, page: Option<String>, told_at: Timestamp, is_standby: bool) -> Item {
    let at = json::time(value, "timestamp").unwrap_or(told_at);
    let event = Event { value, page, at, is_standby };
    Item { account: account(&event), what: read_event(&event) }
}

/// Of the page's other news nothing is kept; but what Meta's dashboard sends as a trial is an event
/// that stands here.
fn read_change(change: &Value, page: Option<String>, told_at: Timestamp) -> Item {
    let value = change.get("value").unwrap_or(&Value::Null);
    if value.get("sender").is_some_and(Value::is_object) {
        return read_item(value, page, told_at, false);
    }
    let field = json::text(change, "field").unwrap_or_else(|| "changes".to_owned());
    Item { account: page, what: other(field, None, told_at) }
}

/// The page that an event is about: its entry's, else the one that it went to.
fn account(event: &Event<'_>) -> Option<String> {
    event.page.clone().or_else(|| party(event.value, "recipient"))
}

fn party(event: &Value, role: &str) -> Option<String> {
    event.get(role).and_then(|party| json::text(party, "id"))
}

impl Event<'_> {
    /// Who did it; `None`: the page itself, or nobody that we could know.
    fn sender(&self) -> Option<Sender> {
        let id = party(self.value, "sender").filter(|id| Some(id) != self.page.as_ref())?;
        Some(Sender::of_page(id))
    }

    fn part(&self, name: &str) -> &Value {
        self.value.get(name).unwrap_or(&Value::Null)
    }
}

fn read_event(event: &Event<'_>) -> What {
    if !event.value.is_object() {
        return unreadable("an event is no object");
    }
    let Some(kind) = KINDS.into_iter().find(|kind| json::part(event.value, kind).is_some()) else {
        let fields = event.value.as_object().into_iter().flatten();
        let told = fields.filter(|(_, part)| !part.is_null()).map(|(field, _)| field.as_str());
        let kind = told.into_iter().find(|field| !COMMON.contains(field)).unwrap_or("event");
        return happening(event, kind, false);
    };
    match kind {
        "message" => read_message(event),
        "postback" => read_postback(event),
        "reaction" => read_reaction(event),
        "message_edit" => read_edit(event),
        "delivery" => read_watermark(event, kind, Status::Delivered),
        "read" => read_watermark(event, kind, Status::Read),
        "policy_enforcement" | "policy-enforcement" => read_policy(event, kind),
        "order" => read_order(event),
        // The customer did something that lets us write, and said nothing.
        "referral" => happening(event, kind, true),
        "optin" => happening(event, kind, !is_farewell(event.part(kind))),
        "pass_thread_control" => read_handover(event, kind),
        _ => happening(event, kind, false),
    }
}

fn read_message(event: &Event<'_>) -> What {
    let message = event.part("message");
    let Some(mid) = json::text(message, "mid") else { return unreadable("a message has no id") };
    let is = |flag: &str| message.get(flag) == Some(&Value::Bool(true));
    if is("is_echo") {
        return read_echo(event, message, mid);
    }
    let Some(sender) = event.sender() else { return nobody(event, "message") };
    if is("is_deleted") {
        let provider_id = Some(made_id("deletion", &[&mid]));
        return What::Deleted { provider_id, target: mid, sender, at: event.at };
    }
    let reply_to = message.get("reply_to").and_then(|reply| json::text(reply, "mid"));
    let referral = message.get("referral").and_then(read_referral);
    What::Message(ReceivedMessage {
        reply_to,
        referral,
        ..received(event, mid, sender, content::read(message))
    })
}

fn read_postback(event: &Event<'_>) -> What {
    let Some(sender) = event.sender() else { return nobody(event, "postback") };
    let postback = event.part("postback");
    let mid = json::text(postback, "mid").unwrap_or_else(|| {
        // Older ones have no id: the same tap told again must be known again.
        let person = sender.page_scoped_id.as_deref().unwrap_or_default();
        made_id("postback", &[person, &event.at.0.to_string(), &postback.to_string()])
    });
    What::Message(ReceivedMessage {
        referral: postback.get("referral").and_then(read_referral),
        ..received(event, mid, sender, content::tap(postback))
    })
}

/// A basket that was sent: it has no id of its own.
fn read_order(event: &Event<'_>) -> What {
    let Some(sender) = event.sender() else { return nobody(event, "order") };
    let order = event.part("order");
    let Some(content) = basket::read(order) else { return happening(event, "order", false) };
    let person = sender.page_scoped_id.as_deref().unwrap_or_default();
    let id = made_id("order", &[person, &event.at.0.to_string(), &order.to_string()]);
    What::Message(received(event, id, sender, content))
}

/// The same event tells that somebody wants no more of it.
fn is_farewell(optin: &Value) -> bool {
    let status = json::text(optin, "notification_messages_status");
    status.is_some_and(|status| status.to_ascii_uppercase().starts_with("STOP"))
}

fn received(
    event: &Event<'_>,
    provider_id: String,
    sender: Sender,
    content: Content,
) -> ReceivedMessage {
    let message = ReceivedMessage::new(provider_id, event.at, sender, content);
    ReceivedMessage { is_standby: event.is_standby, ..message }
}

/// What went out in the page's name, ours or not: it comes back to every app.
fn read_echo(event: &Event<'_>, message: &Value, mid: String) -> What {
    let Some(to) = party(event.value, "recipient") else {
        return unreadable("an echo names nobody that it went to");
    };
    What::Echo(Echo {
        provider_id: mid,
        to: Sender::of_page(to),
        sent_at: event.at,
        content: content::read(message),
        app: json::text(message, "app_id"),
        callback: json::text(message, "metadata"),
        reply_to: message.get("reply_to").and_then(|reply| json::text(reply, "mid")),
    })
}

fn read_reaction(event: &Event<'_>) -> What {
    let Some(sender) = event.sender() else { return nobody(event, "reaction") };
    let reaction = event.part("reaction");
    let Some(target) = json::text(reaction, "mid") else {
        return unreadable("a reaction names no message");
    };
    let action = json::text(reaction, "action").unwrap_or_else(|| "react".to_owned());
    let person = sender.page_scoped_id.as_deref().unwrap_or_default();
    let provider_id = made_id("reaction", &[person, &target, &action, &event.at.0.to_string()]);
    let word = json::text(reaction, "reaction");
    let shown = json::text(reaction, "emoji")
        .unwrap_or_else(|| signs::sign(word.as_deref().unwrap_or_default()).to_owned());
    let emoji = (action != "unreact").then_some(shown);
    What::Reaction { provider_id, target, emoji, sender, at: event.at }
}

fn read_edit(event: &Event<'_>) -> What {
    let Some(sender) = event.sender() else { return nobody(event, "message_edit") };
    let edit = event.part("message_edit");
    let Some(target) = json::text(edit, "mid") else {
        return unreadable("an edit names no message");
    };
    let number = json::integer(edit, "num_edit").and_then(|number| u32::try_from(number).ok());
    let text = json::text(edit, "text").unwrap_or_default();
    // By its number, or else by what it says.
    let known_by = number.map_or_else(|| text.clone(), |number| number.to_string());
    let provider_id = Some(made_id("edit", &[&target, &known_by]));
    What::Edited { provider_id, target, text, number, sender, at: event.at }
}

/// "Everything up to here has arrived", or was read.
fn read_watermark(event: &Event<'_>, kind: &str, status: Status) -> What {
    let Some(sender) = event.sender() else { return nobody(event, kind) };
    let report = event.part(kind);
    let several = json::list(report, "mids").iter();
    let mids = several.chain(report.get("mid")).take(MIDS_MAX).filter_map(Value::as_str);
    let provider_ids: Vec<String> = mids.map(str::to_owned).collect();
    let up_to = json::time(report, "watermark");
    if up_to.is_none() && provider_ids.is_empty() {
        return unreadable("a report of arrivals names neither a time nor messages");
    }
    What::Watermark(Watermark { sender, status, up_to, provider_ids, at: event.at })
}

fn read_policy(event: &Event<'_>, kind: &str) -> What {
    let told = event.part(kind);
    let action = json::text(told, "action").unwrap_or_else(|| "warning".to_owned());
    let did = match action.as_str() {
        "block" => "Meta has blocked this page's app from sending",
        "unblock" => "Meta lets this page's app send again",
        _ => "Meta warns this page's app",
    };
    let reason = json::text(told, "reason").unwrap_or_default();
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let reason = json::short(&reason, REASON_CHARACTERS_MAX);
    let text = if reason.is_empty() { format!("{did}.") } else { format!("{did}: {reason}") };
    What::Warning { kind: format!("policy_{action}"), text, at: event.at }
}

fn read_referral(value: &Value) -> Option<Referral> {
    let shown = value.get("ads_context_data").unwrap_or(&Value::Null);
    let kind = json::text(value, "source").or_else(|| json::text(value, "type"))?;
    Some(Referral {
        source: kind.to_lowercase(),
        url: json::text(value, "referer_uri").or_else(|| json::text(value, "origin_domain")),
        headline: json::text(shown, "ad_title"),
        text: None,
        code: json::text(value, "ref"),
        ad: json::text(value, "ad_id"),
    })
}

/// The thread goes from one app to another. One that names no new owner goes back to the page.
fn read_handover(event: &Event<'_>, kind: &str) -> What {
    let told = event.part(kind);
    let (Some(sender), Some(to)) = (event.sender(), json::text(told, "new_owner_app_id")) else {
        return happening(event, kind, false);
    };
    let person = sender.page_scoped_id.as_deref().unwrap_or_default();
    let provider_id = made_id(kind, &[person, &event.at.0.to_string(), &told.to_string()]);
    What::HandedOver { provider_id, to, sender }
}

/// Something that a customer did without saying anything.
fn happening(event: &Event<'_>, kind: &str, opens_window: bool) -> What {
    let sender = event.sender();
    let provider_id = sender.as_ref().and_then(|sender| sender.page_scoped_id.as_deref());
    let provider_id = provider_id.map(|person| {
        let what = event.part(kind).to_string();
        made_id(kind, &[person, &event.at.0.to_string(), &what])
    });
    What::Other { kind: kind.to_owned(), provider_id, sender, at: Some(event.at), opens_window }
}

/// Nobody's, or the page's own, without being an echo.
fn nobody(event: &Event<'_>, kind: &str) -> What {
    match party(event.value, "sender") {
        Some(_) => other(format!("{kind}_of_the_page"), None, event.at),
        None => unreadable("an event names no sender"),
    }
}

fn other(kind: String, sender: Option<Sender>, at: Timestamp) -> What {
    What::Other { kind, sender, provider_id: None, at: Some(at), opens_window: false }
}

fn unreadable(reason: &str) -> What {
    What::Unreadable { reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
