//! One notification on its way: sent, sent again until the desk accepts it, and given up after seven days.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{StatusCode, Url};
use tokio::sync::oneshot;

use super::sender::Outgoing;
use super::signature::{HEADER, Signature};
use super::update::Written;
use crate::simulator::log;
use crate::simulator::phone::Ticks;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::world::Delivery;

/// Meta does not say how long WhatsApp waits; this is assumed.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// Messenger says it.
const PAGE_ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const RETRY_FIRST_MS: i64 = 1_000;
const RETRY_LAST_MS: i64 = 60_000;
const GIVEN_UP_AFTER_MS: i64 = 7 * 24 * 3_600_000;
const RECORDED_BYTES_MAX: usize = 8 * 1024;
/// Larger bodies cannot be sent again.
const KEPT_BYTES_MAX: usize = 64 * 1024;

/// Who is notified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The app's address, or the one that takes its place.
    WhatsApp(Option<Url>),
    /// The app of a Page, by its id.
    App(String),
}

pub struct Notification {
    pub number: u64,
    pub target: Target,
    pub body: Vec<u8>,
    pub updates: usize,
    pub first_ms: i64,
    pub attempts: u32,
    pub written: Vec<Written>,
    /// The same for Messenger: psid and mid.
    pub page_written: Vec<(String, String)>,
    pub accepted: Vec<oneshot::Sender<()>>,
}

pub struct Outcome {
    pub accepted: bool,
    pub words: String,
}

/// Sends it, perhaps twice; what was not accepted goes back on the agenda.
pub async fn deliver(platform: Arc<Platform>, mut notification: Notification) {
    if let Target::App(app_id) = &notification.target
        && !platform.world().messenger.is_subscribed(app_id)
    {
        tracing::info!(app_id, "the app is not subscribed any more: it is told nothing");
        return;
    }
    let (at_once, once_more) = {
        let mut world = platform.world();
        let (at_once, once_more) =
            (world.knobs.concurrent_duplicate_rate, world.knobs.duplicate_rate);
        (world.random.happens(at_once), world.random.happens(once_more))
    };
    notification.attempts += 1;
    let accepted = if at_once {
        let (one, other) =
            tokio::join!(attempt(&platform, &notification), attempt(&platform, &notification));
        one || other
    } else {
        attempt(&platform, &notification).await
    };
    count(&platform, &notification.target, accepted);
    if !accepted {
        return try_later(&platform, notification);
    }
    if once_more {
        attempt(&platform, &notification).await;
    }
    settle(&platform, notification);
}

/// One POST of these bytes to the desk.
pub async fn post(
    platform: &Platform,
    target: &Target,
    body: Vec<u8>,
    signature: Signature,
) -> Outcome {
    let Some(address) = address_of(platform, target) else {
        return Outcome { accepted: false, words: "there is no such app".to_owned() };
    };
    let mut request = platform
        .http
        .post(address.url)
        .timeout(address.timeout)
        .header(CONTENT_TYPE, "application/json");
    if let Some(header) = signature.header(&address.secret, &body) {
        request = request.header(HEADER, header);
    }
    match request.body(body).send().await {
        Ok(answer) => Outcome {
            accepted: answer.status() == StatusCode::OK,
            words: format!("answered {}", answer.status().as_u16()),
        },
        Err(error) if error.is_timeout() => {
            Outcome { accepted: false, words: "no answer in time".to_owned() }
        }
        Err(error) if error.is_connect() => {
            Outcome { accepted: false, words: "not reachable".to_owned() }
        }
        Err(error) => Outcome { accepted: false, words: error.to_string() },
    }
}

struct Address {
    url: String,
    secret: String,
    timeout: Duration,
}

fn address_of(platform: &Platform, target: &Target) -> Option<Address> {
    match target {
        Target::WhatsApp(url) => Some(Address {
            url: url.as_ref().unwrap_or(&platform.settings.webhook_url).to_string(),
            secret: platform.settings.app_secret.clone(),
            timeout: ANSWER_TIMEOUT,
        }),
        Target::App(app_id) => {
            let world = platform.world();
            let page = &world.messenger.page_of_app(app_id)?.page;
            Some(Address {
                url: page.callback.clone(),
                secret: page.app_secret.clone(),
                timeout: PAGE_ANSWER_TIMEOUT,
            })
        }
    }
}

/// An app that fails for an hour is told nothing more until it subscribes again.
fn count(platform: &Platform, target: &Target, accepted: bool) {
    let Target::App(app_id) = target else { return };
    let now_ms = platform.clock.now_ms();
    let mut world = platform.world();
    if accepted {
        return world.messenger.accepted_by(app_id);
    }
    let is_unsubscribed = world.messenger.refused_by(app_id, now_ms);
    drop(world);
    if is_unsubscribed {
        tracing::warn!(app_id, "an app failed for an hour: it is not subscribed any more");
        platform.announce(Change::State);
    }
}

async fn attempt(platform: &Platform, notification: &Notification) -> bool {
    let wrong = platform.world().knobs.wrong_signature;
    let signature = if wrong { Signature::Wrong } else { Signature::Valid };
    let outcome = post(platform, &notification.target, notification.body.clone(), signature).await;
    let bytes = Some(notification.body.clone()).filter(|body| body.len() <= KEPT_BYTES_MAX);
    platform.world().deliveries.add(Delivery {
        at_ms: platform.clock.now_ms(),
        notification: notification.number,
        attempt: notification.attempts,
        updates: notification.updates,
        accepted: outcome.accepted,
        outcome: outcome.words,
        body: log::excerpt(&notification.body, RECORDED_BYTES_MAX),
        target: notification.target.clone(),
        is_kept: bytes.is_some(),
        bytes,
    });
    platform.announce(Change::Webhooks);
    outcome.accepted
}

fn try_later(platform: &Platform, notification: Notification) {
    let now_ms = platform.clock.now_ms();
    if now_ms - notification.first_ms > GIVEN_UP_AFTER_MS {
        tracing::warn!(
            number = notification.number,
            "a notification was given up after seven days"
        );
        return;
    }
    let due_ms = now_ms + retry_after_ms(notification.attempts);
    platform.outgoing.put_back(due_ms, Outgoing::Repeat(notification));
}

fn settle(platform: &Platform, notification: Notification) {
    for written in notification.written {
        let changed = {
            let mut world = platform.world();
            let phone = world.person_mut(&written.wa_id);
            phone.is_some_and(|phone| phone.tick(&written.message_id, Ticks::Delivered))
        };
        if changed {
            platform.announce_messages(&written.wa_id);
        }
    }
    for (psid, mid) in notification.page_written {
        let changed = {
            let mut world = platform.world();
            let message =
                world.messenger.thread_mut(&psid).and_then(|thread| thread.message_mut(&mid));
            message.is_some_and(|message| message.raise(Ticks::Delivered))
        };
        if changed {
            platform.announce_thread(&psid);
        }
    }
    for accepted in notification.accepted {
        // Whoever waited may have given up.
        let _ = accepted.send(());
    }
}

fn retry_after_ms(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(16);
    (RETRY_FIRST_MS << doublings).min(RETRY_LAST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tries_again_soon_and_then_more_rarely() {
        let waits: Vec<_> = (1..=9).map(retry_after_ms).collect();
        assert_eq!(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
        assert_eq!(retry_after_ms(u32::MAX), RETRY_LAST_MS);
    }
}
