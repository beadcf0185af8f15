//! The way of a Page's message to the phone, and what is told of it: its echo, its delivery, its reading.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::event::{app_number, message_body};
use super::files::Addresses;
use super::message::Message;
use super::thread::Thread;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook::{self, PageEvent};
use crate::simulator::world::World;

/// How long an answer may wait for an echo that is to come before it.
const AHEAD_OF_ANSWER: Duration = Duration::from_secs(3);

/// What happens next to a message on its way.
pub enum Step {
    Echoes { psid: String, mid: String, body: Value },
    Arrives { psid: String, mid: String },
    IsRead { psid: String },
}

/// Does whatever is due, for as long as the simulator runs.
pub async fn run(platform: &Platform) {
    loop {
        platform.messenger_steps.due(&platform.clock).await;
        while let Some(step) = platform.messenger_steps.take_if(&platform.clock, |_| true) {
            match step {
                Step::Echoes { psid, mid, body } => {
                    tell(platform, &psid, "message_echoes", body, &mid);
                }
                Step::Arrives { psid, mid } => arrive(platform, &psid, &mid),
                Step::IsRead { psid } => {
                    read_all(platform, &psid);
                }
            }
        }
    }
}

/// A message was accepted from the Page; the caller may answer when this ends.
pub async fn begin(platform: &Platform, psid: &str, message: &Message) {
    let (delivered_after_ms, echo_after_ms, echo) = {
        let mut world = platform.world();
        let waits = (world.knobs.delivered_after_ms, world.messenger.knobs.echo_after_ms);
        let echo = Echo::draw(&mut world);
        (waits.0, waits.1, echo)
    };
    let heard = tell_echo(platform, psid, message, &echo, echo_after_ms);
    let (psid, mid) = (psid.to_owned(), message.id.clone());
    plan(platform, delivered_after_ms, Step::Arrives { psid, mid });
    if let Some(heard) = heard {
        // If the desk does not listen, the answer goes out all the same.
        let _ = tokio::time::timeout(AHEAD_OF_ANSWER, heard).await;
    }
}

/// Gives what to wait for if the echo is to be heard before the answer.
fn tell_echo(
    platform: &Platform,
    psid: &str,
    message: &Message,
    echo: &Echo,
    echo_after_ms: u64,
) -> Option<oneshot::Receiver<()>> {
    if echo.is_skipped {
        return None;
    }
    let body = echo_of(platform, psid, message, !echo.is_without_app)?;
    if !echo.is_ahead {
        let (psid, mid) = (psid.to_owned(), message.id.clone());
        plan(platform, echo_after_ms, Step::Echoes { psid, mid, body });
        return None;
    }
    let (accepted, heard) = oneshot::channel();
    let event = event(platform, psid, "message_echoes", body)?;
    webhook::enqueue_event(platform, PageEvent { accepted: Some(accepted), ..event });
    Some(heard)
}

/// Written by another app, or in the Page's inbox: it is echoed, and arrives.
pub fn begin_elsewhere(platform: &Platform, psid: &str, message: &Message, has_app_id: bool) {
    if let Some(body) = echo_of(platform, psid, message, has_app_id) {
        tell(platform, psid, "message_echoes", body, &message.id);
    }
    let wait_ms = platform.world().knobs.delivered_after_ms;
    plan(platform, wait_ms, Step::Arrives { psid: psid.to_owned(), mid: message.id.clone() });
}

/// A phone that was off comes back: what waited for it arrives.
pub fn deliver_waiting(platform: &Platform, psid: &str) {
    let last = {
        let world = platform.world();
        let person = world.messenger.person(psid);
        let threads = person.map(|person| person.threads.iter()).into_iter().flatten();
        let waiting = threads.filter_map(|thread| {
            thread.expected().last().map(|message| (thread.psid.clone(), message.id.clone()))
        });
        waiting.collect::<Vec<_>>()
    };
    for (psid, mid) in last {
        plan(platform, 0, Step::Arrives { psid, mid });
    }
}

/// The customer looks at the conversation: gives how many messages were unread.
pub fn read_all(platform: &Platform, psid: &str) -> usize {
    let (count, watermark_ms) = {
        let mut world = platform.world();
        let thread = world.messenger.thread_mut(psid);
        thread.map(Thread::read_all).unwrap_or_default()
    };
    if let Some(watermark) = watermark_ms {
        let body = json!({"read": {"watermark": watermark}});
        tell(platform, psid, "message_reads", body, "");
        platform.announce_thread(psid);
    }
    count
}

/// Nothing while the phone is offline: the message goes on waiting.
fn arrive(platform: &Platform, psid: &str, mid: &str) {
    let (arrived, skips_mids, reads_after_ms) = {
        let mut world = platform.world();
        let rate = world.messenger.knobs.skip_mids_rate;
        let skips_mids = world.random.happens(rate);
        let reads = world.knobs.automatic_read.then_some(world.knobs.read_after_ms);
        let is_online = world.messenger.person(psid).is_some_and(|person| person.online);
        let thread = world.messenger.thread_mut(psid).filter(|_| is_online);
        let arrived = thread.map(|thread| thread.arrive(mid)).unwrap_or_default();
        (arrived, skips_mids, reads)
    };
    let Some(last) = arrived.last() else { return };
    let mut delivery = json!({"watermark": last.at_ms});
    if !skips_mids {
        delivery["mids"] = arrived.iter().map(|message| message.id.as_str()).collect();
    }
    // The platform gives these events no time of their own.
    let body = json!({"delivery": delivery, "timestamp": null});
    tell(platform, psid, "message_deliveries", body, "");
    platform.announce_thread(psid);
    if let Some(wait_ms) = reads_after_ms {
        plan(platform, wait_ms, Step::IsRead { psid: psid.to_owned() });
    }
}

fn plan(platform: &Platform, wait_ms: u64, step: Step) {
    let due_ms = platform.clock.now_ms().saturating_add_unsigned(wait_ms);
    if !platform.messenger_steps.put(due_ms, step) {
        tracing::warn!("too many messages are under way: this one goes no further");
    }
}

fn tell(platform: &Platform, psid: &str, field: &'static str, body: Value, mid: &str) {
    match event(platform, psid, field, body) {
        Some(event) => {
            webhook::enqueue_event(platform, event);
        }
        None => tracing::warn!(psid, mid, "nobody is told: the person is not there"),
    }
    platform.announce(Change::Webhooks);
}

fn event(platform: &Platform, psid: &str, field: &'static str, body: Value) -> Option<PageEvent> {
    let now_ms = platform.clock.now_ms();
    PageEvent::of_thread(&platform.world(), psid, field, body, now_ms)
}

/// What is drawn by lot for one echo.
struct Echo {
    is_skipped: bool,
    is_ahead: bool,
    is_without_app: bool,
}

impl Echo {
    fn draw(world: &mut World) -> Echo {
        let knobs = world.messenger.knobs.clone();
        Echo {
            is_skipped: world.random.happens(knobs.skip_echo_rate),
            is_ahead: world.random.happens(knobs.echo_before_response_rate),
            is_without_app: world.random.happens(knobs.echo_without_app_id_rate),
        }
    }
}

fn echo_of(platform: &Platform, psid: &str, message: &Message, has_app_id: bool) -> Option<Value> {
    let world = platform.world();
    let thread = world.messenger.thread(psid)?;
    let quoted = message.reply_to.as_deref().and_then(|mid| thread.message(mid));
    let mut body = message_body(message, quoted, &Addresses::of_files(platform, &world));
    body["is_echo"] = true.into();
    if let Some(app_id) = message.app_id.as_deref().filter(|_| has_app_id) {
        body["app_id"] = app_number(app_id);
    }
    if let Some(metadata) = &message.metadata {
        body["metadata"] = metadata.as_str().into();
    }
    Some(json!({
        "sender": {"id": thread.page_id},
        "recipient": {"id": psid},
        "timestamp": message.at_ms,
        "message": body,
    }))
}
