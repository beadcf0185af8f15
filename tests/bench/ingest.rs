//! Deliveries of a provider: how many a second are stored before they are answered, beside a bare
//! redb that commits the same bytes in groups.

mod common;

use common::client::{Client, post};
use common::company::{self, delivery};
use common::figures::{Table, Times, ms, of_at_least, of_at_most};
use common::text::{self, Dice};
use deskbell::app::App;
use deskbell::clock::Clock;
use deskbell::domain::DeliveryId;
use redb::{Database, TableDefinition};
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

const CLIENTS: [usize; 3] = [1, 16, 64];
/// Both sides take turns, so that what else the machine does hits both.
const ROUNDS: usize = 4;
const MEASURED_FOR: Duration = Duration::from_millis(1_200);
/// More than can be sent in the time.
const DELIVERIES: usize = 60_000;
const CONTACTS: usize = 1_000;
const RATIO_MIN: f64 = 0.5;
const P99_MS_MAX: f64 = 10.0;
const P99_CLIENTS: usize = 16;
const GROUP_MAX: usize = 512;
const SYNCS: usize = 200;

type Requests = Arc<Vec<Vec<u8>>>;

struct Outcome {
    lasted: Duration,
    times: Times,
}

/// Of all rounds.
#[derive(Default)]
struct Sum {
    lasted: Duration,
    times: Times,
}

impl Sum {
    fn add(&mut self, outcome: Outcome) {
        self.lasted += outcome.lasted;
        self.times.append(outcome.times);
    }

    fn per_second(&self) -> f64 {
        self.times.count() as f64 / self.lasted.as_secs_f64()
    }
}

fn main() {
    show_disk();
    let (bodies, requests) = deliveries();
    let mut table = Table::new(
        "Deliveries through HTTP, stored before the answer",
        &[
            "clients",
            "a second",
            "p50 ms",
            "p99 ms",
            "bare redb",
            "bare p99",
            "of it",
            "of 0.5",
            "of 10 ms",
            "read/s",
        ],
    );
    for clients in CLIENTS {
        let (mut desk, mut bare, mut processed) = (Sum::default(), Sum::default(), 0.0);
        for _ in 0..ROUNDS {
            bare.add(measure_bare(clients, &bodies));
            let (outcome, read) = measure_desk(clients, &requests);
            desk.add(outcome);
            processed += read / ROUNDS as f64;
        }
        let of_p99 = match clients {
            P99_CLIENTS => of_at_most(desk.times.p99(), P99_MS_MAX),
            _ => "–".to_owned(),
        };
        let ratio = desk.per_second() / bare.per_second();
        table.row(vec![
            clients.to_string(),
            format!("{:.0}", desk.per_second()),
            ms(desk.times.p50()),
            ms(desk.times.p99()),
            format!("{:.0}", bare.per_second()),
            ms(bare.times.p99()),
            format!("{ratio:.2}"),
            of_at_least(ratio, RATIO_MIN),
            of_p99,
            format!("{processed:.0}"),
        ]);
    }
    table.print();
    println!("  read/s: how many became messages in conversations, until the last one had.");
}

/// What the disk itself takes: a figure in milliseconds means little without it.
fn show_disk() {
    let directory = common::directory();
    let mut file = std::fs::File::create(directory.path().join("disk")).expect("a file");
    let times: Times = (0..SYNCS)
        .map(|_| {
            file.write_all(&[7; 4_096]).expect("written");
            let start = Instant::now();
            file.sync_data().expect("synced");
            start.elapsed()
        })
        .collect();
    println!("The disk syncs 4 KiB in {} ms (p99 {}).", ms(times.p50()), ms(times.p99()));
}

/// The bodies alone, and whole requests with their signatures.
fn deliveries() -> (Requests, Requests) {
    let mut dice = Dice::new(1);
    let now = Clock::System.now();
    let mut bodies = Vec::new();
    let mut requests = Vec::new();
    for number in 0..DELIVERIES {
        let contact = dice.below(CONTACTS);
        let (body, signature) = delivery(number, contact, now, &text::message(&mut dice));
        let header = format!("x-hub-signature-256: {signature}\r\n");
        requests.push(post("/hooks/whatsapp", &header, &body));
        bodies.push(body);
    }
    (Arc::new(bodies), Arc::new(requests))
}

/// Deskbell; with it, how many deliveries a second were read as well.
fn measure_desk(clients: usize, requests: &Requests) -> (Outcome, f64) {
    let directory = common::directory();
    let app = common::open(directory.path());
    let runtime = common::runtime();
    runtime.block_on(async {
        company::found(&app, 10).await.expect("a company");
        let address = common::serve(&app).await;
        let start = Instant::now();
        let outcome =
            run(clients, requests.clone(), move |client| http_client(address, client)).await;
        let stored = outcome.times.count();
        while is_any_unread(&app) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let processed = stored as f64 / start.elapsed().as_secs_f64();
        app.stop().await;
        (outcome, processed)
    })
}

fn is_any_unread(app: &App) -> bool {
    let view = app.store.view().expect("a view");
    !view.waiting_deliveries(DeliveryId(0), 1).expect("a list").is_empty()
}

async fn http_client(address: SocketAddr, work: Work) -> Times {
    let mut client = Client::connect(address).await.expect("a connection");
    let mut times = Times::default();
    while let Some(request) = work.next() {
        let start = Instant::now();
        let answer = client.call(request).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        times.add(start.elapsed());
    }
    times
}

/// A bare redb: one writer thread that commits whatever has gathered.
fn measure_bare(clients: usize, bodies: &Requests) -> Outcome {
    let directory = common::directory();
    let path = directory.path().join("bare.redb");
    let runtime = common::runtime();
    let (sender, receiver) = mpsc::channel(4_096);
    let writer = std::thread::spawn(move || commit_groups(&path, receiver));
    let outcome = runtime
        .block_on(run(clients, bodies.clone(), move |work| bare_client(sender.clone(), work)));
    writer.join().expect("the writer ends");
    outcome
}

type Commit = (Vec<u8>, oneshot::Sender<()>);

async fn bare_client(sender: mpsc::Sender<Commit>, work: Work) -> Times {
    let mut times = Times::default();
    while let Some(body) = work.next() {
        let start = Instant::now();
        let (answer, answered) = oneshot::channel();
        sender.send((body.clone(), answer)).await.expect("the writer lives");
        answered.await.expect("committed");
        times.add(start.elapsed());
    }
    times
}

fn commit_groups(path: &Path, mut receiver: mpsc::Receiver<Commit>) {
    const TABLE: TableDefinition<u64, &[u8]> = TableDefinition::new("bodies");
    let database = Database::builder().set_cache_size(64 << 20).create(path).expect("a file");
    let mut number = 0;
    while let Some(first) = receiver.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            let Ok(next) = receiver.try_recv() else { break };
            group.push(next);
        }
        let mut transaction = database.begin_write().expect("a transaction");
        transaction.set_quick_repair(true);
        {
            let mut table = transaction.open_table(TABLE).expect("a table");
            for (body, _) in &group {
                number += 1;
                table.insert(number, body.as_slice()).expect("inserted");
            }
        }
        transaction.commit().expect("committed");
        for (_, answer) in group {
            let _ = answer.send(());
        }
    }
}

/// What the clients share: each takes the next request until the time is over.
struct Work {
    requests: Requests,
    taken: Arc<AtomicUsize>,
    until: Instant,
}

impl Work {
    fn next(&self) -> Option<&Vec<u8>> {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        self.requests.get(number).filter(|_| Instant::now() < self.until)
    }
}

async fn run<C>(clients: usize, requests: Requests, client: impl Fn(Work) -> C) -> Outcome
where
    C: Future<Output = Times> + Send + 'static,
{
    let start = Instant::now();
    let until = start + MEASURED_FOR;
    let taken = Arc::new(AtomicUsize::new(0));
    let mut running = JoinSet::new();
    for _ in 0..clients {
        running.spawn(client(Work { requests: requests.clone(), taken: taken.clone(), until }));
    }
    let mut times = Times::default();
    while let Some(done) = running.join_next().await {
        times.append(done.expect("a client ends"));
    }
    Outcome { lasted: start.elapsed(), times }
}
