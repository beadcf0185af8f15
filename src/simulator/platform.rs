//! What all parts of the simulator share: settings, clock, world, and what is still to happen.

use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use serde::Serialize;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::agenda::Agenda;
use super::clock::Clock;
use super::connections::Connections;
use super::journey::Step;
use super::messenger;
use super::options::Options;
use super::webhook::Outgoing;
use super::world::World;

/// Updates and repeated notifications that may wait for the desk.
pub const WAITING_MAX: usize = 100_000;
const STEPS_MAX: usize = 100_000;
const LIVE_BACKLOG: usize = 256;

pub struct Platform {
    pub settings: Settings,
    pub clock: Clock,
    world: Mutex<World>,
    pub steps: Agenda<Step>,
    pub messenger_steps: Agenda<messenger::journey::Step>,
    pub outgoing: Agenda<Outgoing>,
    pub changes: broadcast::Sender<Change>,
    /// Counts what happens in mailboxes: programs that fetch wait for it.
    pub mail_news: watch::Sender<u64>,
    /// By how much the clock was moved ahead so far, in milliseconds.
    pub ahead_ms: watch::Sender<i64>,
    pub connections: Connections,
    pub http: reqwest::Client,
    /// Ends what would otherwise go on for ever.
    pub stopping: CancellationToken,
}

pub struct Settings {
    /// The simulator's own, for addresses of files.
    pub own_url: String,
    pub webhook_url: Url,
    pub app_secret: String,
    pub verify_token: String,
    pub desk_url: Option<String>,
}

/// What a page that watches should read again.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// Accounts, people, knobs, faults or the clock.
    State,
    /// What this person's phone shows.
    Messages {
        wa_id: String,
    },
    /// What this person's conversation with a Page shows.
    Thread {
        psid: String,
    },
    /// What this person's mail program shows.
    Mails {
        address: String,
    },
    Requests,
    Webhooks,
    /// Some changes were missed.
    Everything,
}

impl Platform {
    pub fn new(
        options: Options,
        address: SocketAddr,
        http: reqwest::Client,
    ) -> std::io::Result<Platform> {
        let webhook_url = Url::parse(&options.webhook_url)
            .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidInput, error))?;
        Ok(Platform {
            world: Mutex::new(World::new(&options)),
            settings: Settings {
                own_url: format!("http://{address}"),
                webhook_url,
                app_secret: options.app_secret,
                verify_token: options.verify_token,
                desk_url: options.desk_url,
            },
            clock: Clock::start(),
            steps: Agenda::of_at_most(STEPS_MAX),
            messenger_steps: Agenda::of_at_most(STEPS_MAX),
            outgoing: Agenda::of_at_most(WAITING_MAX),
            changes: broadcast::Sender::new(LIVE_BACKLOG),
            mail_news: watch::Sender::new(0),
            ahead_ms: watch::Sender::new(0),
            connections: Connections::default(),
            http,
            stopping: CancellationToken::new(),
        })
    }

    /// Held for moments only, never while waiting for anything.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn announce(&self, change: Change) {
        // Nobody watching is no error.
        let _ = self.changes.send(change);
    }

    pub fn announce_messages(&self, wa_id: &str) {
        self.announce(Change::Messages { wa_id: wa_id.to_owned() });
    }

    pub fn announce_thread(&self, psid: &str) {
        self.announce(Change::Thread { psid: psid.to_owned() });
    }

    pub fn advance_clock(&self, by: Duration) {
        self.clock.advance(by);
        self.ahead_ms.send_replace(self.clock.advanced_ms());
        self.steps.look_again();
        self.messenger_steps.look_again();
        self.outgoing.look_again();
        self.announce(Change::State);
    }
}
