//! The program itself: how long it takes to start, after a stop and after being killed in the
//! middle of its work; its memory; its size; what a message takes on the disk.
//! `DESKBELL_BENCH_CONVERSATIONS` sets how many conversations there are, of ten messages each.

mod common;

use common::client::{Client, get, post};
use common::company::{self, delivery};
use common::figures::{Table, Times, ms, of_at_most, resident_kib};
use common::text::{self, Dice};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const PROGRAM: &str = env!("CARGO_BIN_EXE_deskbell");
const CONVERSATIONS: usize = 10_000;
const MESSAGES_EACH: usize = 10;
const TRIES: usize = 5;
const CLEAN_MS_MAX: f64 = 200.0;
const KILLED_MS_MAX: f64 = 1_000.0;
const IDLE_MB_MAX: f64 = 60.0;
const PROGRAM_MB_MAX: f64 = 35.0;
const MESSAGE_BYTES_MAX: f64 = 1_536.0;
/// How long it is left alone before its memory is read.
const REST: Duration = Duration::from_secs(3);
/// How long it works before it is killed.
const WORK: Duration = Duration::from_millis(700);
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let conversations = common::size("DESKBELL_BENCH_CONVERSATIONS", CONVERSATIONS);
    let runtime = common::runtime();
    let empty = common::directory();
    let full = common::directory();
    let messages = conversations * MESSAGES_EACH;
    fill(&runtime, full.path(), conversations);

    let mut table = Table::new(
        format!("Until the first answer, {TRIES} times each"),
        &["start", "p50 ms", "longest ms", "budget", "of it"],
    );
    let mut row = |about: String, times: Times, budget: f64| {
        let longest = times.ms(1.0);
        let of = of_at_most(longest, budget);
        table.row(vec![about, ms(times.p50()), ms(longest), format!("{budget:.0} ms"), of]);
    };
    row("empty".to_owned(), starts(&runtime, empty.path()), CLEAN_MS_MAX);
    // The first start after the fill brings the index up to date; it is not one of those measured.
    settle(&runtime, full.path());
    row(format!("{messages} messages"), starts(&runtime, full.path()), CLEAN_MS_MAX);
    let killed = starts_after_kill(&runtime, full.path());
    row(format!("{messages} messages, killed"), killed, KILLED_MS_MAX);
    table.print();
    show_sizes(&runtime, empty.path(), full.path(), messages);
}

fn fill(runtime: &Runtime, data: &Path, conversations: usize) {
    let app = common::open(data);
    let company = runtime.block_on(company::found(&app, 20)).expect("a company");
    company::fill(&app, &company, conversations, MESSAGES_EACH);
}

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts the program and waits for its first answer.
    fn start(runtime: &Runtime, data: &Path) -> (Server, Duration) {
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = free.local_addr().expect("its number");
        drop(free);
        let start = Instant::now();
        let process = Command::new(PROGRAM)
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(data)
            .env("DESKBELL_META_BASE_URL", "http://127.0.0.1:9")
            .env("DESKBELL_LOG", "error")
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program");
        let server = Server { process, address };
        let request = get("/readyz", "");
        while !runtime.block_on(server.answers(&request)) {
            assert!(start.elapsed() < PATIENCE, "the program does not answer");
            std::thread::sleep(Duration::from_millis(1));
        }
        (server, start.elapsed())
    }

    async fn answers(&self, request: &[u8]) -> bool {
        let Ok(mut client) = Client::connect(self.address).await else { return false };
        client.call(request).await.is_ok_and(|answer| answer.status == 200)
    }

    fn stop(mut self) {
        let process = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &process]).status();
        assert!(asked.is_ok_and(|status| status.success()), "it is asked to stop");
        self.process.wait().expect("it ends");
    }

    fn kill(mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it ends");
    }
}

fn starts(runtime: &Runtime, data: &Path) -> Times {
    let mut times = Times::default();
    for _ in 0..TRIES {
        let (server, time) = Server::start(runtime, data);
        times.add(time);
        server.stop();
    }
    times
}

fn settle(runtime: &Runtime, data: &Path) {
    let (server, _) = Server::start(runtime, data);
    let start = Instant::now();
    let request = get("/metrics", "");
    while !runtime.block_on(is_searchable(server.address, &request)) {
        assert!(start.elapsed() < PATIENCE, "the index is not up to date");
        std::thread::sleep(Duration::from_millis(50));
    }
    server.stop();
}

async fn is_searchable(address: SocketAddr, request: &[u8]) -> bool {
    let Ok(mut client) = Client::connect(address).await else { return false };
    let answer = client.call(request).await.expect("figures");
    String::from_utf8_lossy(&answer.body).lines().any(|line| line == "deskbell_search_behind 0")
}

fn starts_after_kill(runtime: &Runtime, data: &Path) -> Times {
    let mut times = Times::default();
    let mut next = 0;
    let (mut server, _) = Server::start(runtime, data);
    for _ in 0..TRIES {
        runtime.block_on(work(server.address, &mut next));
        server.kill();
        let (again, time) = Server::start(runtime, data);
        server = again;
        times.add(time);
    }
    server.stop();
    times
}

/// Deliveries, one after the other.
async fn work(address: SocketAddr, next: &mut usize) {
    let mut dice = Dice::new(5);
    let mut client = Client::connect(address).await.expect("a connection");
    let until = Instant::now() + WORK;
    let now = deskbell::clock::Clock::System.now();
    while Instant::now() < until {
        *next += 1;
        let (body, signature) = delivery(*next, dice.below(500), now, &text::message(&mut dice));
        let header = format!("x-hub-signature-256: {signature}\r\n");
        let answer = client.call(&post("/hooks/whatsapp", &header, &body)).await;
        assert_eq!(answer.expect("an answer").status, 200);
    }
}

fn show_sizes(runtime: &Runtime, empty: &Path, full: &Path, messages: usize) {
    let mut table = Table::new("Sizes", &["what", "figure", "budget", "of it"]);
    let mut row = |about: String, figure: f64, unit: &str, budget: f64| {
        let of = of_at_most(figure, budget);
        table.row(vec![about, format!("{figure:.1} {unit}"), format!("{budget:.0} {unit}"), of]);
    };
    row("memory at rest, empty".to_owned(), memory_mb(runtime, empty), "MB", IDLE_MB_MAX);
    let about = format!("memory at rest, {messages} messages");
    row(about, memory_mb(runtime, full), "MB", IDLE_MB_MAX);
    let program = std::fs::metadata(PROGRAM).map_or(0, |file| file.len());
    row("the program".to_owned(), program as f64 / 1e6, "MB", PROGRAM_MB_MAX);
    let each = on_disk(full) as f64 / messages as f64;
    row("a message on the disk, all in".to_owned(), each, "bytes", MESSAGE_BYTES_MAX);
    table.print();
}

fn memory_mb(runtime: &Runtime, data: &Path) -> f64 {
    let (server, _) = Server::start(runtime, data);
    std::thread::sleep(REST);
    let kib = resident_kib(server.process.id());
    server.stop();
    kib as f64 * 1_024.0 / 1e6
}

/// What the files take, holes left out.
fn on_disk(directory: &Path) -> u64 {
    let entries = std::fs::read_dir(directory).expect("a directory");
    let sizes = entries.map(|entry| {
        let entry = entry.expect("an entry");
        let about = entry.metadata().expect("its size");
        if about.is_dir() { on_disk(&entry.path()) } else { about.blocks() * 512 }
    });
    sizes.sum()
}
