//! A server of the tests, in a data directory of its own.

use super::{Http, PASSWORD, eventually};
use deskbell::actions::agents::{NewAgent, create_first};
use deskbell::actions::{catalogue, passwords, queues};
use deskbell::app::App;
use deskbell::clock::Clock;
use deskbell::config::Config;
use deskbell::domain::agent::Role;
use deskbell::server;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const STOP_WITHIN: Duration = Duration::from_secs(10);
const CACHE_BYTES: usize = 4 << 20;

/// The server with a runtime of its own, so that nothing of it is left once it has stopped.
pub(super) struct Server {
    pub(super) app: App,
    runtime: Runtime,
}

impl Server {
    pub(super) fn stop(self) {
        let Server { app, runtime } = self;
        runtime.block_on(app.stop());
        drop(app);
        runtime.shutdown_timeout(STOP_WITHIN);
    }

    pub(super) fn crash(self) {
        let Server { app, runtime } = self;
        drop(app);
        runtime.shutdown_timeout(STOP_WITHIN);
    }
}

pub fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("a runtime")
}

fn opened(data: &Path, graph: SocketAddr, clock: Clock, listener: &TcpListener) -> App {
    let config = Config {
        data: data.to_owned(),
        listen: listener.local_addr().expect("an address"),
        public_url: None,
        meta_base_url: format!("http://{graph}"),
        meta_version: "v25.0".to_owned(),
        cache_bytes: CACHE_BYTES,
    };
    let app =
        eventually("the data directory is free", || App::open(config.clone(), clock.clone()).ok());
    catalogue::add_built_in(&app).expect("labels");
    app
}

/// A server that nobody can sign in to yet.
pub struct Newborn {
    pub app: App,
    pub http: Http,
    runtime: Runtime,
    _directory: TempDir,
}

impl Newborn {
    pub fn starts() -> Newborn {
        let directory = tempfile::tempdir().expect("a directory");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = opened(directory.path(), address, Clock::manual(Clock::System.now()), &listener);
        let runtime = runtime();
        runtime.block_on(server::start(&app, listener)).expect("a server");
        let http = Http::new(runtime.handle().clone(), format!("http://{address}"));
        Newborn { app, http, runtime, _directory: directory }
    }
}

impl Drop for Newborn {
    fn drop(&mut self) {
        self.runtime.block_on(self.app.stop());
    }
}

pub(super) fn start(data: &Path, graph: SocketAddr, clock: Clock, listener: TcpListener) -> Server {
    let runtime = runtime();
    let app = opened(data, graph, clock, &listener);
    let queues = queues::ensure_first(&app).expect("a queue");
    let first = NewAgent {
        name: "Admin".to_owned(),
        email: "admin@example.com".to_owned(),
        password_hash: password_hash(),
        role: Role::Admin,
        queues,
        capacity: Some(1_000),
    };
    // After a restart there is one already.
    let _ = create_first(&app, first);
    runtime.block_on(server::start(&app, listener)).expect("a server");
    Server { app, runtime }
}

/// Hashing is slow on purpose, so it is done once.
fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash(PASSWORD).expect("a hash")).clone()
}
