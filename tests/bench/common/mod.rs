//! What the benches share: a company with a past, a client, figures and how they are shown.
//! Each bench is a program of its own and uses a part of it.
#![expect(dead_code, reason = "each bench uses a part of it")]

pub mod client;
pub mod company;
pub mod figures;
pub mod text;

use deskbell::app::App;
use deskbell::clock::Clock;
use deskbell::config::Config;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Nothing listens there: what would go out to Meta ends at once.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Where a bench keeps its data; gone with the value. `DESKBELL_BENCH_DIR` names another disk.
pub fn directory() -> TempDir {
    let made = match std::env::var_os("DESKBELL_BENCH_DIR") {
        Some(parent) => tempfile::tempdir_in(parent),
        None => tempfile::tempdir(),
    };
    made.expect("a directory for the bench's data")
}

/// A size that can be set from outside.
pub fn size(variable: &str, default: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} must be a whole number")),
        Err(_) => default,
    }
}

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime")
}

pub fn config(data: &Path) -> Config {
    let mut config = Config::load(None).expect("settings");
    config.data = data.to_owned();
    config.meta_base_url = NOWHERE.to_owned();
    config
}

pub fn open(data: &Path) -> App {
    App::open(config(data), Clock::System).expect("the data directory opens")
}

pub async fn serve(app: &App) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    deskbell::server::start(app, listener).await.expect("the server starts")
}
