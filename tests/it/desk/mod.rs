//! The Desk language: a whole Deskbell with the simulator in Meta's place, and verbs that speak
//! HTTP to it as browsers and providers do.

mod agent;
mod chance;
mod eventually;
mod host;
mod http;
mod ledger;
mod line;
mod live;
mod page;
mod server;
mod team;
mod whatsapp;

pub use agent::*;
pub use chance::*;
pub use eventually::*;
pub use host::*;
pub use http::*;
pub use ledger::*;
pub use line::*;
pub use live::*;
pub use page::*;
pub use server::{Newborn, runtime};
pub use team::*;
pub use whatsapp::*;

use deskbell::app::App;
use deskbell::clock::Clock;
use deskbell::domain::Timestamp;
use deskbell::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use deskbell::simulator;
use serde_json::{Value, json};
use server::{Server, start};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Of the simulator's Page.
pub const PAGE_ACCESS_TOKEN: &str = "EAAG-page-access-token-of-the-tests";

pub struct Desk {
    server: Option<Server>,
    simulator: simulator::Running,
    /// Where the server finds Meta: the simulator, or what a test puts in its place.
    meta: SocketAddr,
    pub address: SocketAddr,
    pub http: Http,
    graph: Http,
    clock: Clock,
    pub admin: Agent,
    directory: TempDir,
    // Last, so that what runs in it ends first.
    outside: Runtime,
}

impl Desk {
    /// A new workspace with one queue, one admin and one WhatsApp number.
    pub fn open() -> Desk {
        Desk::open_towards(None)
    }

    /// `meta`: what stands in the simulator's place.
    pub fn open_towards(meta: Option<SocketAddr>) -> Desk {
        let outside = runtime();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let simulator = outside.block_on(simulator::start(platform(address))).expect("a simulator");
        let graph = Http::new(outside.handle().clone(), format!("http://{}", simulator.address));
        let http = Http::new(outside.handle().clone(), format!("http://{address}"));
        let directory = tempfile::tempdir().expect("a directory");
        let clock = Clock::manual(Clock::System.now());
        let meta = meta.unwrap_or(simulator.address);
        let server = start(directory.path(), meta, clock.clone(), listener);
        let admin = Agent::signs_in(&http, "admin@example.com");
        let desk = Desk {
            server: Some(server),
            simulator,
            meta,
            address,
            http,
            graph,
            clock,
            admin,
            directory,
            outside,
        };
        desk.whatsapp()
            .turns(json!({"sent_after_ms": 0, "delivered_after_ms": 0, "read_after_ms": 0}));
        desk.admin.post("/inboxes", whatsapp_inbox("Shop", PHONE_NUMBER_ID)).is(201);
        // Its templates are fetched at once: what a test makes of Meta begins after that.
        desk.has_fetched_templates();
        desk
    }

    /// Somebody else works on the account at Meta.
    pub fn asks_graph(&self, method: &str, path: &str) -> Answer {
        let request = self.graph.request(method, path);
        self.graph.send(request.header("authorization", format!("Bearer {ACCESS_TOKEN}")))
    }

    /// The same with something to say.
    pub fn tells_graph(&self, path: &str, body: &Value) -> Answer {
        let request = self.graph.request("POST", path).json(body);
        self.graph.send(request.header("authorization", format!("Bearer {ACCESS_TOKEN}")))
    }

    /// Returns when no inbox's templates are to be fetched at this moment.
    pub fn has_fetched_templates(&self) {
        until("the templates are fetched", || {
            let (now, view) = (self.clock.now(), self.app().store.view().expect("a view"));
            let syncs = view.template_syncs().expect("fetches");
            syncs.iter().all(|sync| sync.due_at.is_none_or(|due_at| due_at > now))
        });
    }

    pub fn app(&self) -> &App {
        &self.server.as_ref().expect("the server runs").app
    }

    pub fn data(&self) -> &Path {
        self.directory.path()
    }

    pub fn whatsapp(&self) -> Whatsapp<'_> {
        Whatsapp { app: self.app(), http: &self.http, simulator: &self.graph }
    }

    /// An agent of the first queue, signed in.
    pub fn agent(&self, name: &str) -> Agent {
        self.agent_in(name, "agent", &[1])
    }

    pub fn agent_in(&self, name: &str, role: &str, queues: &[u64]) -> Agent {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let body = json!({
            "name": name, "email": email, "password": PASSWORD, "role": role, "queue_ids": queues,
        });
        self.admin.post("/agents", body).is(201);
        Agent::signs_in(&self.http, &email)
    }

    pub fn queue(&self, name: &str) -> u64 {
        number(&self.admin.post("/queues", json!({"name": name})).is(201)["id"])
    }

    /// An agent as the team sees him.
    pub fn shows(&self, agent: &Agent) -> Value {
        self.admin.get(&format!("/agents/{}", agent.id)).is(200)
    }

    /// A queue's automatic replies; what is absent stays.
    pub fn queue_says(&self, queue: u64, replies: Value) {
        self.admin.patch(&format!("/queues/{queue}"), json!({"replies": replies})).is(200);
    }

    pub fn keeps_hours(&self, queue: u64, hours: u64) {
        self.admin.patch(&format!("/queues/{queue}"), json!({"hours_id": hours})).is(200);
    }

    /// The number of the newest change.
    pub fn newest_change(&self) -> u64 {
        number(&self.admin.get("/me").is(200)["seq"])
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, here and at Meta; returns when everything that fell due is done. Sessions do not
    /// last that long, so the admin signs in again; others do it themselves.
    pub fn waits(&self, span: Span) {
        self.moves_the_clock(span);
        until("the timers ran", || {
            let now = self.clock.now();
            let Ok(view) = self.app().store.view() else { return false };
            let of_conversations = view.timers(1).expect("timers").first().map(|(due, _)| *due);
            let of_agents = view.agent_timers(1).expect("timers").first().map(|(due, _)| *due);
            of_conversations.into_iter().chain(of_agents).all(|due| due > now)
        });
        self.admin.signs_in_again();
    }

    /// Time passes, whether the server runs or not.
    pub fn moves_the_clock(&self, span: Span) {
        self.graph_waits(span);
        self.clock.advance(span.0);
    }

    /// Time passes while Meta cannot be told so.
    pub fn moves_its_own_clock(&self, span: Span) {
        self.clock.advance(span.0);
    }

    /// Somebody corrects the server's clock; Meta's goes on.
    pub fn sets_the_clock_back(&self, Span(ms): Span) {
        self.clock.advance(-ms);
    }

    fn graph_waits(&self, Span(ms): Span) {
        let body = json!({"advance_seconds": ms as f64 / SECOND_MS as f64});
        self.graph.send(self.graph.request("POST", "/control/clock").json(&body)).is(200);
    }

    /// Nobody can connect to Meta, as if it were not there, until it is back.
    pub fn meta_is_away(&self) {
        self.outside.block_on(self.simulator.refuse_connections());
    }

    pub fn meta_is_back(&self) {
        self.outside.block_on(self.simulator.welcome_connections());
    }

    /// The process ends, orderly.
    pub fn stops(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }

    /// The process is gone in the middle of whatever it does.
    pub fn crashes(&mut self) {
        if let Some(server) = self.server.take() {
            server.crash();
        }
    }

    /// And begins again on the same data at the same address.
    pub fn starts_again(&mut self) {
        assert!(self.server.is_none(), "it runs already");
        let listener = eventually("the port is free", || TcpListener::bind(self.address).ok());
        let (data, meta) = (self.directory.path(), self.meta);
        self.server = Some(start(data, meta, self.clock.clone(), listener));
    }

    pub fn restarts(&mut self) {
        self.stops();
        self.starts_again();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stops();
    }
}

pub fn platform(desk: SocketAddr) -> simulator::Options {
    let account = |phone_number_id: &str, number: &str| simulator::WhatsAppAccount {
        phone_number_id: phone_number_id.to_owned(),
        waba_id: WABA_ID.to_owned(),
        display_phone_number: number.to_owned(),
        access_token: ACCESS_TOKEN.to_owned(),
        name: "Shop".to_owned(),
    };
    simulator::Options {
        listen: ([127, 0, 0, 1], 0).into(),
        webhook_url: format!("http://{desk}/hooks/whatsapp"),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        accounts: vec![account(PHONE_NUMBER_ID, "+1 555-078-3881")],
        people: Vec::new(),
        seed: 7,
        desk_url: None,
        messenger: messenger_platform(desk),
        mail: simulator::MailOptions::default(),
    }
}

/// One Page whose app is told at the same desk; people come with `/control/messenger/people`.
fn messenger_platform(desk: SocketAddr) -> simulator::MessengerOptions {
    let page = simulator::Page {
        page_id: PAGE_ID.to_owned(),
        name: "Shop".to_owned(),
        access_token: PAGE_ACCESS_TOKEN.to_owned(),
        app_id: APP_ID.to_owned(),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        callback: format!("http://{desk}/hooks/messenger"),
    };
    simulator::MessengerOptions { pages: vec![page], people: Vec::new() }
}

pub fn whatsapp_inbox(name: &str, phone_number_id: &str) -> Value {
    json!({
        "channel": "whatsapp",
        "name": name,
        "whatsapp": {
            "phone_number_id": phone_number_id,
            "waba_id": WABA_ID,
            "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
        },
    })
}

#[derive(Clone, Copy)]
pub struct Span(pub i64);

pub fn hours(hours: i64) -> Span {
    Span(hours * HOUR_MS)
}

pub fn minutes(minutes: i64) -> Span {
    Span(minutes * MINUTE_MS)
}

pub fn seconds(seconds: i64) -> Span {
    Span(seconds * SECOND_MS)
}
