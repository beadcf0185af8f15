//! The way of a sent message to the phone, and what is reported of it: sent, delivered, read, failed.

use std::time::Duration;

use tokio::sync::oneshot;

use super::phone::{Message, Ticks};
use super::platform::Platform;
use super::statuses::Known;
use super::webhook::{self, Update};
use super::world::World;
use super::{codes, identifier, statuses};

/// How long an answer may wait for a report that is to come before it.
const AHEAD_OF_ANSWER: Duration = Duration::from_secs(3);

/// What happens next to a message on its way.
pub struct Step {
    pub wa_id: String,
    pub message_id: String,
    pub does: Does,
}

#[derive(Clone, Copy)]
pub enum Does {
    Leaves,
    Arrives,
    IsRead,
    /// It does not arrive, for the reason of this code.
    Fails(u32),
}

/// Does whatever is due, for as long as the simulator runs.
pub async fn run(platform: &Platform) {
    loop {
        platform.steps.due(&platform.clock).await;
        while let Some(step) = platform.steps.take_if(&platform.clock, |_| true) {
            take(platform, step);
        }
    }
}

/// A message was accepted from the business: it sets out, or will fail.
pub fn begin(platform: &Platform, wa_id: &str, message: &Message, failure: Option<u32>) {
    let knobs = platform.world().knobs.clone();
    let later_ms = if message.has_file() { knobs.file_sent_later_ms } else { 0 };
    let (message_id, wait_ms) = (message.id.as_str(), knobs.sent_after_ms + later_ms);
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

/// A message that goes to nobody's phone fails with what it was sent to.
pub fn fail_unreachable(platform: &Platform, recipient: &str, message: &Message, code: u32) {
    let now_seconds = platform.clock.now_seconds();
    let update = statuses::unreachable(message, recipient, codes::find(code), now_seconds);
    webhook::enqueue(platform, update);
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

/// The customer listens to a voice message. False if there is none, or not for the first time.
pub fn play(platform: &Platform, wa_id: &str, message_id: &str) -> bool {
    let played = {
        let mut world = platform.world();
        let Some(phone) = world.person_mut(wa_id) else { return false };
        let is_sound = |message: &Message| message.id == message_id && message.kind == "audio";
        let found = phone.shown().find(|message| is_sound(message)).cloned();
        found.filter(|_| phone.tick(message_id, Ticks::Played))
    };
    if let Some(message) = &played {
        report(platform, wa_id, message, "played");
        platform.announce_messages(wa_id);
    }
    played.is_some()
}

fn take(platform: &Platform, step: Step) {
    let wa_id = platform.world().number_now(&step.wa_id);
    let step = Step { wa_id, ..step };
    match step.does {
        Does::Leaves => leave(platform, &step, None),
        Does::Arrives => arrive(platform, &step),
        Does::IsRead => be_read(platform, &step),
        Does::Fails(code) => fail(platform, &step, code),
    }
}

fn leave(platform: &Platform, step: &Step, accepted: Option<oneshot::Sender<()>>) {
    let Some((message, next, wait_ms)) = marked_sent(&mut platform.world(), step) else { return };
    report_unknown(platform, &message);
    if let Some(update) = status_update(platform, &step.wa_id, &message, "sent") {
        webhook::enqueue(platform, Update { accepted, ..update });
    }
    plan(platform, &step.wa_id, &step.message_id, wait_ms, next);
}

/// Nothing if it has left already: its first report may have been made ahead of the answer.
fn marked_sent(world: &mut World, step: &Step) -> Option<(Message, Does, u64)> {
    let (rate, code) = (world.knobs.fail_after_sent_rate, world.knobs.failure_code);
    let wait_ms = world.knobs.delivered_after_ms;
    let fails = world.random.happens(rate);
    let message = world.person_mut(&step.wa_id)?.expected_mut(&step.message_id)?;
    if message.ticks != Ticks::Waiting {
        return None;
    }
    message.ticks = Ticks::Sent;
    Some((message.clone(), if fails { Does::Fails(code) } else { Does::Arrives }, wait_ms))
}

/// Somebody else's message is reported to this desk, as it happens when two programs share a number.
fn report_unknown(platform: &Platform, message: &Message) {
    let now_ms = platform.clock.now_ms();
    let unknown = {
        let mut world = platform.world();
        let rate = world.knobs.unknown_status_rate;
        let happens = world.random.happens(rate);
        happens.then(|| identifier::message_id(&message.account, now_ms, &mut world.random))
    };
    if let Some(id) = unknown {
        let foreign = Message { id, callback_data: None, ..message.clone() };
        let update =
            statuses::unreachable(&foreign, &message.account, codes::find(131_026), now_ms / 1000);
        webhook::enqueue(platform, update);
    }
}

/// What is reported when a message arrives.
struct Arrival {
    message: Message,
    is_told: bool,
    read_first: bool,
}

fn arrive(platform: &Platform, step: &Step) {
    let Some(arrival) = shown(&mut platform.world(), step, platform.clock.now_ms()) else { return };
    platform.announce_messages(&step.wa_id);
    if arrival.message.kind == "reaction" {
        // Of a reaction nothing but `sent` is reported.
        return;
    }
    if arrival.read_first {
        be_read(platform, step);
    }
    if arrival.is_told {
        report(platform, &step.wa_id, &arrival.message, "delivered");
    }
    let knobs = platform.world().knobs.clone();
    if knobs.automatic_read && !arrival.read_first {
        plan(platform, &step.wa_id, &step.message_id, knobs.read_after_ms, Does::IsRead);
    }
}

/// Nothing while the phone is offline: the message goes on waiting.
fn shown(world: &mut World, step: &Step, now_ms: i64) -> Option<Arrival> {
    let (skip, first) = (world.knobs.skip_delivered_rate, world.knobs.read_before_delivered_rate);
    let (skips, read_first) = (world.random.happens(skip), world.random.happens(first));
    let phone = world.person_mut(&step.wa_id)?;
    if !phone.online {
        return None;
    }
    let mut message = phone.no_longer_expected(&step.message_id)?;
    message.ticks = if message.kind == "reaction" { Ticks::Read } else { Ticks::Delivered };
    message.at_ms = now_ms;
    phone.typing_ends();
    phone.show(message.clone());
    Some(Arrival { message, is_told: !skips, read_first })
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

fn fail(platform: &Platform, step: &Step, code: u32) {
    let now_seconds = platform.clock.now_seconds();
    let update = {
        let mut world = platform.world();
        let phone = world.person_mut(&step.wa_id);
        let message = phone.and_then(|phone| phone.no_longer_expected(&step.message_id));
        let Some((message, phone)) = message.zip(world.person(&step.wa_id)) else { return };
        let known = Known { phone, waba_id: world.business_of(&message.account) };
        statuses::failure(known, &message, codes::find(code), now_seconds)
    };
    webhook::enqueue(platform, update);
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

/// Nothing for what the person keeps to themselves.
fn status_update(
    platform: &Platform,
    wa_id: &str,
    message: &Message,
    status: &str,
) -> Option<Update> {
    let now_seconds = platform.clock.now_seconds();
    let world = platform.world();
    let phone = world.person(wa_id)?;
    let is_told = phone.tells_reading || !["read", "played"].contains(&status);
    let known = Known { phone, waba_id: world.business_of(&message.account) };
    is_told.then(|| statuses::update(known, message, status, now_seconds))
}
