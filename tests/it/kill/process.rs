//! The real program as a process that can be killed at any moment.

use crate::desk::{Http, PASSWORD, eventually, until};
use deskbell::clock::Clock;
use deskbell::store::{Error, Options, Store, Writer};
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_deskbell");

pub struct Process {
    data: TempDir,
    pub address: SocketAddr,
    graph: SocketAddr,
    running: Option<Child>,
}

impl Process {
    /// A workspace with an admin; nothing runs yet.
    pub fn new(address: SocketAddr, graph: SocketAddr) -> Process {
        let data = tempfile::tempdir().expect("a directory");
        let mut command = Command::new(PROGRAM);
        command.args(["admin", "create", "--email", "admin@example.com", "--name", "Admin"]);
        command.arg("--password-stdin").arg("--data").arg(data.path());
        let mut creating = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut input = creating.stdin.take().expect("its input");
        input.write_all(PASSWORD.as_bytes()).expect("it reads");
        drop(input);
        assert!(creating.wait().expect("it ends").success(), "an admin is made");
        Process { data, address, graph, running: None }
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }

    pub fn starts(&mut self) {
        let mut command = Command::new(PROGRAM);
        command.arg("serve").arg("--data").arg(self.data.path());
        command.args(["--listen", &self.address.to_string()]);
        command.env("DESKBELL_META_BASE_URL", format!("http://{}", self.graph));
        command.env("DESKBELL_LOG", "error").stdin(Stdio::null()).stdout(Stdio::null());
        self.running = Some(command.spawn().expect("it starts"));
    }

    pub fn is_ready(&mut self, http: &Http) {
        let running = self.running.as_mut().expect("it was started");
        until("it is ready", || {
            let ended = running.try_wait().expect("its state");
            assert!(ended.is_none(), "it ended by itself: {ended:?}");
            let answer = http.try_to_send(http.request("GET", "/readyz"));
            answer.is_some_and(|answer| answer.status == 200)
        });
    }

    /// Changes what a process that does not run will find.
    pub fn finds<F>(&self, change: F)
    where
        F: FnOnce(&mut Writer) -> Result<(), Error> + Send + 'static,
    {
        let path = self.data().join("deskbell.redb");
        let options = Options { path: path.clone(), cache_bytes: 4 << 20 };
        let store = Store::open(options, Clock::System).expect("the store");
        store.write_blocking(change).expect("it is stored");
        drop(store);
        // The store's own thread ends a moment later.
        eventually("the file is free", || std::fs::File::open(&path).ok()?.try_lock().ok());
    }

    /// Without a word: SIGKILL.
    pub fn is_killed(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().expect("it is killed");
            running.wait().expect("it is gone");
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.is_killed();
    }
}

/// An address that is free now.
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}
