//! The way of a sent message to the phone, and what is reported of it: sent, delivered, read, failed.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::phone::{Message, Ticks};
use super::platform::Platform;
use super::webhook::{self, Update};
use super::world::{World, contact};

/// How long an answer may wait for a report that is to come before it.
const AHEAD_OF_ANSWER: Duration = Duration::from_secs(3);
const ERROR_PAGE: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

/// What happens next to a message on its way.
pub struct Step {
    pub wa_id: String,
    pub message_id: String,
    pub does: Does,
}

pub enum Does {
    Leaves,
    Arrives,
    IsRead,
    Fails(Failure),
}

/// Why a message that was accepted does not arrive.
#[derive(Clone, Copy)]
pub enum Failure {
    WindowClosed,
    Undeliverable,
    /// The file is not of the type that it was said to be.
    WrongFile,
}

/// Does whatever is due, for as long as the simulator runs.
pub async fn run(platform: &Platform) {
    loop {
        platform.steps.due(&platform.clock).await;
        while let Some(step) = platform.steps.take_if(&platform.clock, |_| true) {
            take(platform, &step);
        }
    }
}

/// A message was accepted from the business: it sets out, or will fail.
pub fn begin(platform: &Platform, wa_id: &str, message_id: &str, failure: Option<Failure>) {
    let wait_ms = platform.world().knobs.sent_after_ms;
    plan(platform, wa_id, message_id, wait_ms, failure.map_or(Does::Leaves, Does::Fails));
}

/// The message sets out at once, and the desk has heard of it when this ends.
pub async fn begin_ahead_of_answer(platform: &Platform, wa_id: &str, message_id: &str) {
    let (accepted, heard) = oneshot::channel();
    let step =
        Step { wa_id: wa_id.to_owned(), message_id: message_id.to_owned(), does: Does::Leaves };
    leave(platform, &step, Some(accepted));
    // If the desk does not listen, the answer goes out all the same.
    let _ = tokio::time::timeout(AHEAD_OF_ANSWER, heard).await;
}

/// A message that goes to nobody's phone fails with the digits it was sent to.
pub fn fail_unreachable(platform: &Platform, account: &str, recipient: &str, message: &Message) {
    let status = failed(platform, message, recipient, Failure::Undeliverable);
    webhook::enqueue(platform, Update::status(account, None, status));
}

/// A phone that was off comes back: what waited for it arrives.
pub fn deliver_waiting(platform: &Platform, wa_id: &str) {
    let waiting: Vec<String> = {
        let world = platform.world();
        let phone = world.person(wa_id).into_iter();
        let sent =
            phone.flat_map(|phone| phone.expected()).filter(|message| message.ticks == Ticks::Sent);
        sent.map(|message| message.id.clone()).collect()
    };
    for message_id in waiting {
        plan(platform, wa_id, &message_id, 0, Does::Arrives);
    }
}

/// The customer looks at the conversation.
pub fn read_all(platform: &Platform, wa_id: &str, account: Option<&str>) -> usize {
    let read = {
        let mut world = platform.world();
        world.person_mut(wa_id).map(|phone| phone.read_all(account)).unwrap_or_default()
    };
    for message in &read {
        report(platform, wa_id, message, "read");
    }
    if !read.is_empty() {
        platform.announce_messages(wa_id);
    }
    read.len()
}

fn take(platform: &Platform, step: &Step) {
    match step.does {
        Does::Leaves => leave(platform, step, None),
        Does::Arrives => arrive(platform, step),
        Does::IsRead => be_read(platform, step),
        Does::Fails(failure) => fail(platform, step, failure),
    }
}

fn leave(platform: &Platform, step: &Step, accepted: Option<oneshot::Sender<()>>) {
    let Some((message, fails, wait_ms)) = marked_sent(&mut platform.world(), step) else { return };
    if let Some(update) = status_update(platform, &step.wa_id, &message, "sent") {
        webhook::enqueue(platform, Update { accepted, ..update });
    }
    let next = if fails { Does::Fails(Failure::Undeliverable) } else { Does::Arrives };
    plan(platform, &step.wa_id, &step.message_id, wait_ms, next);
}

/// Nothing if it has left already: its first report may have been made ahead of the answer.
fn marked_sent(world: &mut World, step: &Step) -> Option<(Message, bool, u64)> {
    let rate = world.knobs.fail_after_sent_rate;
    let wait_ms = world.knobs.delivered_after_ms;
    let fails = world.random.happens(rate);
    let message = world.person_mut(&step.wa_id)?.expected_mut(&step.message_id)?;
    if message.ticks != Ticks::Waiting {
        return None;
    }
    message.ticks = Ticks::Sent;
    Some((message.clone(), fails, wait_ms))
}

fn arrive(platform: &Platform, step: &Step) {
    let Some((message, skips)) = shown(&mut platform.world(), step, platform.clock.now_ms()) else {
        return;
    };
    platform.announce_messages(&step.wa_id);
    if !skips {
        report(platform, &step.wa_id, &message, "delivered");
    }
    let knobs = platform.world().knobs.clone();
    if knobs.automatic_read {
        plan(platform, &step.wa_id, &step.message_id, knobs.read_after_ms, Does::IsRead);
    }
}

/// Nothing while the phone is offline: the message goes on waiting.
fn shown(world: &mut World, step: &Step, now_ms: i64) -> Option<(Message, bool)> {
    let rate = world.knobs.skip_delivered_rate;
    let skips = world.random.happens(rate);
    let phone = world.person_mut(&step.wa_id)?;
    if !phone.online {
        return None;
    }
    let mut message = phone.no_longer_expected(&step.message_id)?;
    message.ticks = Ticks::Delivered;
    message.at_ms = now_ms;
    phone.typing_ends();
    phone.show(message.clone());
    Some((message, skips))
}

fn be_read(platform: &Platform, step: &Step) {
    let read = {
        let mut world = platform.world();
        let Some(phone) = world.person_mut(&step.wa_id) else { return };
        let changed = phone.tick(&step.message_id, Ticks::Read);
        phone.shown().find(|message| changed && message.id == step.message_id).cloned()
    };
    if let Some(message) = read {
        report(platform, &step.wa_id, &message, "read");
        platform.announce_messages(&step.wa_id);
    }
}

fn fail(platform: &Platform, step: &Step, failure: Failure) {
    let message = {
        let mut world = platform.world();
        let phone = world.person_mut(&step.wa_id);
        phone.and_then(|phone| phone.no_longer_expected(&step.message_id))
    };
    if let Some(message) = message {
        let status = failed(platform, &message, &step.wa_id, failure);
        webhook::enqueue(platform, Update::status(&message.account, None, status));
    }
}

fn plan(platform: &Platform, wa_id: &str, message_id: &str, wait_ms: u64, does: Does) {
    let due_ms = platform.clock.now_ms().saturating_add_unsigned(wait_ms);
    let step = Step { wa_id: wa_id.to_owned(), message_id: message_id.to_owned(), does };
    if !platform.steps.put(due_ms, step) {
        tracing::warn!(message_id, "too many messages are under way: this one goes no further");
    }
}

fn report(platform: &Platform, wa_id: &str, message: &Message, status: &str) {
    if let Some(update) = status_update(platform, wa_id, message, status) {
        webhook::enqueue(platform, update);
    }
}

fn status_update(
    platform: &Platform,
    wa_id: &str,
    message: &Message,
    status: &str,
) -> Option<Update> {
    let (contact, user_id) = {
        let world = platform.world();
        let phone = world.person(wa_id)?;
        (contact(phone), phone.user_id.clone())
    };
    let mut body = status_of(platform, message, wa_id, status);
    body["recipient_user_id"] = user_id.into();
    body["pricing"] = json!({
        "billable": false,
        "pricing_model": "PMP",
        "type": "free_customer_service",
        "category": "service",
    });
    Some(Update::status(&message.account, Some(contact), body))
}

fn failed(platform: &Platform, message: &Message, wa_id: &str, failure: Failure) -> Value {
    let mut body = status_of(platform, message, wa_id, "failed");
    let (code, title, details) = failure.words();
    body["errors"] = json!([{
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": ERROR_PAGE,
    }]);
    body
}

fn status_of(platform: &Platform, message: &Message, wa_id: &str, status: &str) -> Value {
    let mut body = json!({
        "id": message.id,
        "status": status,
        "timestamp": platform.clock.now_seconds().to_string(),
        "recipient_id": wa_id,
    });
    if let Some(data) = &message.callback_data {
        body["biz_opaque_callback_data"] = data.as_str().into();
    }
    body
}

impl Failure {
    fn words(self) -> (u32, &'static str, &'static str) {
        match self {
            Failure::WindowClosed => (
                131_047,
                "Re-engagement message",
                "Message failed to send because more than 24 hours have passed since the customer last \
                 replied to this number.",
            ),
            Failure::WrongFile => (
                131_053,
                "Media upload error",
                "Media file failed to upload: its type does not fit the kind of message.",
            ),
            Failure::Undeliverable => (131_026, "Message undeliverable", "Message Undeliverable."),
        }
    }
}
