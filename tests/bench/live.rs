//! From a commit to the browsers: how long until an event is at every socket, and what a socket
//! costs in memory. The browsers are a second process, this program again, so that their memory
//! and their open files are not the server's.

mod common;

use common::company::{self, Company};
use common::figures::{Table, Times, ms, of_at_most, resident_kib};
use common::text::{self, Dice};
use deskbell::actions::{Error, inbound};
use deskbell::app::App;
use deskbell::channels::received::What;
use deskbell::domain::DeliveryId;
use deskbell::domain::agent::{Agent, Role};
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Sockets, how many commits, how far apart, and the budget of the slowest hundredth.
const RUNS: [(usize, usize, Duration, f64); 2] =
    [(100, 150, Duration::from_millis(20), 10.0), (1_000, 60, Duration::from_millis(100), 50.0)];
const KIB_A_SOCKET_MAX: f64 = 16.0;
/// So many agents at the most; beyond, each has several browsers.
const AGENTS: usize = 200;
const CONVERSATIONS: usize = 500;
/// Time for what was sent to arrive before the browsers are asked.
const SETTLE: Duration = Duration::from_millis(500);
const BUFFER_BYTES: usize = 4 * 1024;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--browsers") {
        return common::runtime().block_on(be_browsers());
    }
    let mut table = Table::new(
        "From the commit of a customer's message to its last event at each socket",
        &[
            "sockets",
            "p50 ms",
            "p99 ms",
            "budget",
            "of it",
            "slowest socket, p50",
            "KiB a socket",
            "of 16",
        ],
    );
    for (sockets, commits, pause, budget) in RUNS {
        let run = measure(sockets, commits, pause);
        table.row(vec![
            sockets.to_string(),
            ms(run.all.p50()),
            ms(run.all.p99()),
            format!("{budget:.0} ms"),
            of_at_most(run.all.p99(), budget),
            ms(run.slowest.p50()),
            format!("{:.1}", run.kib_a_socket),
            of_at_most(run.kib_a_socket, KIB_A_SOCKET_MAX),
        ]);
    }
    table.print();
}

struct Run {
    all: Times,
    slowest: Times,
    kib_a_socket: f64,
}

fn measure(sockets: usize, commits: usize, pause: Duration) -> Run {
    let directory = common::directory();
    let app = common::open(directory.path());
    let runtime = common::runtime();
    let company = runtime.block_on(company::found(&app, AGENTS)).expect("a company");
    company::fill(&app, &company, CONVERSATIONS, 2);
    let cookies = cookies(&app, &company, sockets);
    let address = runtime.block_on(common::serve(&app));
    std::thread::sleep(SETTLE);
    let before = resident_kib(std::process::id());
    let (browsers, mut output) = open_browsers(address, &cookies);
    std::thread::sleep(SETTLE);
    let after = resident_kib(std::process::id());
    let committed = runtime.block_on(commit_messages(&app, &company, commits, pause));
    std::thread::sleep(SETTLE);
    let arrived = ask(browsers, &mut output);
    runtime.block_on(app.stop());
    let mut run = Run {
        all: Times::default(),
        slowest: Times::default(),
        kib_a_socket: after.saturating_sub(before) as f64 / sockets as f64,
    };
    for (seq, at) in committed {
        let times = arrived.get(&seq).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(times.len(), sockets, "every socket has change {seq}");
        let late = |then: &u64| Duration::from_nanos(then.saturating_sub(at));
        times.iter().map(late).for_each(|time| run.all.add(time));
        run.slowest.add(times.iter().map(late).max().unwrap_or_default());
    }
    run
}

/// Every agent is made a supervisor first, so that every socket is told of every change.
fn cookies(app: &App, company: &Company, sockets: usize) -> Vec<String> {
    let agents = company.agents.clone();
    let promoted = app.store.write_blocking(move |writer| {
        for id in agents {
            if let Some(mut agent) = writer.find::<Agent>(id)? {
                agent.role = Role::Supervisor;
                writer.save_agent(&agent)?;
            }
        }
        Ok::<(), deskbell::store::Error>(())
    });
    promoted.expect("supervisors");
    let cookies: Vec<String> =
        company.agents.iter().take(sockets).map(|agent| company::sign_in(app, *agent)).collect();
    cookies.iter().cycle().take(sockets).cloned().collect()
}

/// The number of each commit's newest change, and when its writer was told that it is on the disk.
async fn commit_messages(
    app: &App,
    company: &Company,
    commits: usize,
    pause: Duration,
) -> Vec<(u64, u64)> {
    let mut dice = Dice::new(2);
    let mut committed = Vec::new();
    for number in 0..commits {
        let contact = dice.below(CONVERSATIONS);
        let message =
            company::received(contact, 1_000 + number, app.clock.now(), text::message(&mut dice));
        let inbox = company.inbox.clone();
        let written = app.store.write(move |writer| {
            inbound::receive(writer, &inbox, DeliveryId(1), &What::Message(message))?;
            Ok::<(), Error>(())
        });
        written.await.expect("written");
        let at = nanoseconds();
        let seq = app.store.view().expect("a view").newest_seq().expect("a number");
        committed.push((seq, at));
        tokio::time::sleep(pause).await;
    }
    committed
}

fn nanoseconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Returns once all are connected and greeted.
fn open_browsers(
    address: SocketAddr,
    cookies: &[String],
) -> (Child, BufReader<std::process::ChildStdout>) {
    let program = std::env::current_exe().expect("this program");
    let mut browsers = Command::new(program)
        .args(["--browsers", &address.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("browsers");
    let mut input = browsers.stdin.take().expect("an input");
    writeln!(input, "{}", cookies.join(" ")).expect("told");
    browsers.stdin = Some(input);
    let mut output = BufReader::new(browsers.stdout.take().expect("an output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a word");
    assert_eq!(line.trim(), "connected");
    (browsers, output)
}

/// When which change arrived: its number, then a time for each socket.
fn ask(mut browsers: Child, output: &mut impl Read) -> BTreeMap<u64, Vec<u64>> {
    // The end of their input asks them.
    drop(browsers.stdin.take());
    let mut said = String::new();
    output.read_to_string(&mut said).expect("their answer");
    browsers.wait().expect("they end");
    let mut arrived = BTreeMap::new();
    for line in said.lines() {
        let mut numbers = line.split(' ').filter_map(|number| number.parse().ok());
        if let Some(seq) = numbers.next() {
            arrived.insert(seq, numbers.collect());
        }
    }
    arrived
}

type Arrived = Arc<Mutex<BTreeMap<u64, Vec<u64>>>>;

/// The other process: connects, listens, and tells at the end.
async fn be_browsers() {
    let address = std::env::args().nth(2).expect("an address");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).expect("cookies");
    let arrived: Arrived = Arc::default();
    for cookie in line.split_whitespace() {
        connect(&address, cookie, arrived.clone()).await;
    }
    println!("connected");
    let waiting = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()));
    let _ = waiting.await;
    let arrived = arrived.lock().expect("nobody panicked");
    for (seq, times) in arrived.iter() {
        let times: Vec<String> = times.iter().map(u64::to_string).collect();
        println!("{seq} {}", times.join(" "));
    }
    // What still listens is of no use to anybody.
    std::process::exit(0);
}

async fn connect(address: &str, cookie: &str, arrived: Arrived) {
    let url = format!("ws://{address}/api/v1/live");
    let mut request = url.into_client_request().expect("a request");
    request.headers_mut().insert("cookie", cookie.parse().expect("a header"));
    let config =
        WebSocketConfig::default().read_buffer_size(BUFFER_BYTES).write_buffer_size(BUFFER_BYTES);
    let (mut stream, _) =
        connect_async_with_config(request, Some(config), true).await.expect("a socket");
    let greeting = stream.next().await.expect("a greeting").expect("a frame");
    assert!(greeting.to_text().is_ok_and(|text| text.contains("\"hello\"")));
    tokio::spawn(async move {
        while let Some(Ok(frame)) = stream.next().await {
            let at = nanoseconds();
            let Some(seq) = frame.to_text().ok().and_then(sequence) else { continue };
            arrived.lock().expect("nobody panicked").entry(seq).or_default().push(at);
        }
    });
}

fn sequence(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once("\"seq\":")?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest.get(..end)?.parse().ok()
}
