//! The loop that empties the queue: gathers what is due, packs it, and keeps a few notifications under way.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use serde_json::Value;
use tokio::task::JoinSet;

use super::delivery::{Notification, Target, deliver};
use super::page::{self, PageEvent};
use super::update::Update;
use super::{encode, envelope};
use crate::simulator::platform::Platform;
use crate::simulator::world::World;

/// How long a batch waits for more.
const BATCH_LINGER: Duration = Duration::from_millis(50);
/// Meta's notifications have at most 3 MB.
const NOTIFICATION_BYTES_MAX: usize = 3_000_000;
/// Of the updates in one; their envelopes need the rest.
const BATCH_BYTES_MAX: usize = 2_900_000;

pub enum Outgoing {
    Update(Update),
    Event(PageEvent),
    /// Not accepted before.
    Repeat(Notification),
}

/// False if it cannot be kept; without a subscribed app there is nothing to keep.
pub fn enqueue(platform: &Platform, update: Update) -> bool {
    let wait_ms = {
        let mut world = platform.world();
        let account = world.account(&update.account);
        if !account.is_some_and(|account| world.is_subscribed(&account.number.waba_id)) {
            tracing::info!(account = update.account, "no app is subscribed: nobody is told");
            return true;
        }
        let (delay_ms, window_ms) = (world.knobs.delay_ms, world.knobs.reorder_window_ms);
        delay_ms + world.random.below(window_ms + 1)
    };
    let due_ms = platform.clock.now_ms().saturating_add_unsigned(wait_ms);
    let kept = platform.outgoing.put(due_ms, Outgoing::Update(update));
    if !kept {
        tracing::error!("too many notifications are waiting: one update is lost");
    }
    kept
}

/// False if it cannot be kept; what the app has not subscribed to needs no keeping.
pub fn enqueue_event(platform: &Platform, event: PageEvent) -> bool {
    let wait_ms = {
        let mut world = platform.world();
        if !world.messenger.is_told(&event.page_id, event.subscription()) {
            tracing::info!(field = event.subscription(), "no app is subscribed: nobody is told");
            return true;
        }
        let (delay_ms, window_ms) = (world.knobs.delay_ms, world.knobs.reorder_window_ms);
        delay_ms + world.random.below(window_ms + 1)
    };
    let due_ms = platform.clock.now_ms().saturating_add_unsigned(wait_ms);
    let kept = platform.outgoing.put(due_ms, Outgoing::Event(event));
    if !kept {
        tracing::error!("too many notifications are waiting: one event is lost");
    }
    kept
}

/// Sends for as long as the simulator runs.
pub async fn run(platform: Arc<Platform>) {
    let mut under_way = JoinSet::new();
    let mut number = 0;
    loop {
        platform.outgoing.due(&platform.clock).await;
        let (batch_size, concurrency) = {
            let world = platform.world();
            (world.knobs.batch_size, world.knobs.concurrency)
        };
        while under_way.try_join_next().is_some() {}
        make_room(&mut under_way, concurrency).await;
        let notifications = match platform.outgoing.take_if(&platform.clock, |_| true) {
            Some(Outgoing::Repeat(notification)) => vec![notification],
            Some(Outgoing::Update(first)) => {
                let updates = gather(&platform, first, batch_size).await;
                pack(&platform, updates, &mut number)
            }
            Some(Outgoing::Event(first)) => {
                let events = gather_events(&platform, first, batch_size).await;
                pack_events(&platform, events, &mut number)
            }
            None => continue,
        };
        for notification in notifications {
            make_room(&mut under_way, concurrency).await;
            under_way.spawn(deliver(platform.clone(), notification));
        }
    }
}

async fn make_room(under_way: &mut JoinSet<()>, concurrency: usize) {
    while under_way.len() >= concurrency {
        under_way.join_next().await;
    }
}

/// The update and those that are due after it, up to the size of a batch.
async fn gather(platform: &Platform, first: Update, batch_size: usize) -> Vec<Update> {
    let mut bytes = first.size();
    let mut updates = vec![first];
    if batch_size > 1 {
        tokio::time::sleep(BATCH_LINGER).await;
    }
    let url = callback_of(&platform.world(), &updates[0]);
    while updates.len() < batch_size {
        let goes_there = |update: &Update| callback_of(&platform.world(), update) == url;
        let fits = |outgoing: &Outgoing| match outgoing {
            Outgoing::Update(update) => {
                bytes + update.size() <= BATCH_BYTES_MAX && goes_there(update)
            }
            Outgoing::Event(_) | Outgoing::Repeat(_) => false,
        };
        let Some(Outgoing::Update(update)) = platform.outgoing.take_if(&platform.clock, fits)
        else {
            break;
        };
        bytes += update.size();
        updates.push(update);
    }
    updates
}

/// The address that takes the place of the app's.
fn callback_of(world: &World, update: &Update) -> Option<Url> {
    let callback = world.account(&update.account)?.callback()?;
    Url::parse(&callback.uri).ok()
}

/// The same for one app's events.
async fn gather_events(platform: &Platform, first: PageEvent, batch_size: usize) -> Vec<PageEvent> {
    let app_id = first.app_id.clone();
    let mut bytes = first.size();
    let mut events = vec![first];
    if batch_size > 1 {
        tokio::time::sleep(BATCH_LINGER).await;
    }
    while events.len() < batch_size {
        let fits = |outgoing: &Outgoing| match outgoing {
            Outgoing::Event(event) => {
                event.app_id == app_id && bytes + event.size() <= BATCH_BYTES_MAX
            }
            Outgoing::Update(_) | Outgoing::Repeat(_) => false,
        };
        let Some(Outgoing::Event(event)) = platform.outgoing.take_if(&platform.clock, fits) else {
            break;
        };
        bytes += event.size();
        events.push(event);
    }
    events
}

fn pack_events(platform: &Platform, events: Vec<PageEvent>, number: &mut u64) -> Vec<Notification> {
    let app_id = events.first().map(|event| event.app_id.clone()).unwrap_or_default();
    let write = |events: &[PageEvent]| {
        let world = platform.world();
        written(&world, &page::pack(&world, events))
    };
    let pieces = in_pieces(events, &write).into_iter();
    let notification = |(events, body): (Vec<PageEvent>, Vec<u8>)| {
        let target = Target::App(app_id.clone());
        let mut notification = fresh(platform, target, body, events.len(), number);
        for event in events {
            notification.page_written.extend(event.written);
            notification.accepted.extend(event.accepted);
        }
        notification
    };
    pieces.map(notification).collect()
}

fn pack(platform: &Platform, updates: Vec<Update>, number: &mut u64) -> Vec<Notification> {
    let url = updates.first().and_then(|update| callback_of(&platform.world(), update));
    let write = |updates: &[Update]| {
        let world = platform.world();
        written(&world, &envelope::pack(&world, updates, platform.clock.now_seconds()))
    };
    let pieces = in_pieces(updates, &write).into_iter();
    let notification = |(updates, body): (Vec<Update>, Vec<u8>)| {
        let target = Target::WhatsApp(url.clone());
        let mut notification = fresh(platform, target, body, updates.len(), number);
        for update in updates {
            notification.written.extend(update.written);
            notification.accepted.extend(update.accepted);
        }
        notification
    };
    pieces.map(notification).collect()
}

fn written(world: &World, body: &Value) -> Vec<u8> {
    if world.knobs.raw_utf8 { encode::raw(body) } else { encode::escaped(body) }
}

/// Whatever stands around the items counts, too: what is too large for one notification takes several.
fn in_pieces<T>(mut items: Vec<T>, write: &impl Fn(&[T]) -> Vec<u8>) -> Vec<(Vec<T>, Vec<u8>)> {
    let body = write(&items);
    if body.len() <= NOTIFICATION_BYTES_MAX || items.len() < 2 {
        return vec![(items, body)];
    }
    let rest = items.split_off(items.len() / 2);
    let mut pieces = in_pieces(items, write);
    pieces.extend(in_pieces(rest, write));
    pieces
}

/// Nothing was tried yet.
fn fresh(
    platform: &Platform,
    target: Target,
    body: Vec<u8>,
    updates: usize,
    number: &mut u64,
) -> Notification {
    *number += 1;
    Notification {
        number: *number,
        target,
        body,
        updates,
        first_ms: platform.clock.now_ms(),
        attempts: 0,
        written: Vec::new(),
        page_written: Vec::new(),
        accepted: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_for_one_notification_takes_several_in_order() {
        let write = |items: &[usize]| vec![b'x'; items.len() * 1_000_000];
        let pieces = in_pieces((0..7).collect(), &write);
        assert!(pieces.iter().all(|(_, body)| body.len() <= NOTIFICATION_BYTES_MAX));
        let items: Vec<usize> = pieces.into_iter().flat_map(|(items, _)| items).collect();
        assert_eq!(items, [0, 1, 2, 3, 4, 5, 6]);
        let huge = |items: &[usize]| vec![b'x'; items.len() * 4_000_000];
        assert_eq!(in_pieces(vec![1], &huge).len(), 1, "one cannot be cut");
    }
}
