//! Pages of the conversation list, through HTTP, with several filters, over a long past.
//! `DESKBELL_BENCH_CONVERSATIONS` sets how many conversations there are.

mod common;

use common::client::{Client, get};
use common::company::{self, Company};
use common::figures::{Table, Times, ms, of_at_most};
use deskbell::domain::time::DAY_MS;
use std::time::{Duration, Instant};

const CONVERSATIONS: usize = 10_000;
const MESSAGES_EACH: usize = 10;
const P99_MS_MAX: f64 = 5.0;
const PAGES_MAX: usize = 300;
const MEASURED_FOR: Duration = Duration::from_secs(2);
const WARM_UP: usize = 20;

struct Case {
    about: &'static str,
    as_admin: bool,
    query: String,
}

fn main() {
    let conversations = common::size("DESKBELL_BENCH_CONVERSATIONS", CONVERSATIONS);
    let directory = common::directory();
    let app = common::open(directory.path());
    let runtime = common::runtime();
    let company = runtime.block_on(company::found(&app, 20)).expect("a company");
    let start = Instant::now();
    company::fill(&app, &company, conversations, MESSAGES_EACH);
    println!(
        "{conversations} conversations of {MESSAGES_EACH} messages, written in {:.1} s.",
        start.elapsed().as_secs_f64()
    );
    let admin = company::sign_in(&app, company.admin);
    let agent = company::sign_in(&app, company.agents[0]);
    let mut table = Table::new(
        "Pages of 50 conversations, through HTTP, one client",
        &["filter", "p50 ms", "p99 ms", "of 5 ms", "found"],
    );
    runtime.block_on(async {
        let address = common::serve(&app).await;
        let mut client = Client::connect(address).await.expect("a connection");
        for case in cases(&company, app.clock.now()) {
            let cookie = if case.as_admin { &admin } else { &agent };
            let request = get(&format!("/api/v1/conversations?{}", case.query), cookie);
            let (times, found) = measure(&mut client, &request).await;
            table.row(vec![
                case.about.to_owned(),
                ms(times.p50()),
                ms(times.p99()),
                of_at_most(times.p99(), P99_MS_MAX),
                found.to_string(),
            ]);
        }
        app.stop().await;
    });
    table.print();
}

fn cases(company: &Company, now: deskbell::domain::Timestamp) -> Vec<Case> {
    let admin = |about, query: &str| Case { about, as_admin: true, query: query.to_owned() };
    let agent = |about, query: &str| Case { about, as_admin: false, query: query.to_owned() };
    let queue = company.queues[1];
    let (from, to) =
        (now.plus_ms(-60 * DAY_MS).to_rfc3339(), now.plus_ms(-59 * DAY_MS).to_rfc3339());
    vec![
        admin("everything, newest first", ""),
        admin("everything, oldest first", "sort=oldest"),
        admin("open", "state=open"),
        admin("waiting longest", "state=queued&sort=waiting"),
        admin("one queue, open", &format!("queue={queue}&state=open")),
        admin("one label, open", "label=1&state=open"),
        admin("one tag, resolved", "tag=3&state=resolved"),
        admin("one inbox and channel", "inbox=1&channel=whatsapp"),
        admin("a queue, a tag and a label", &format!("queue={queue}&tag=3&label=2")),
        admin("unread, open", "unread=true&state=open"),
        admin("one day two months ago", &format!("from={from}&to={to}")),
        agent("an agent's: all he sees", ""),
        agent("an agent's: his own, open", "agent=me&state=open"),
        agent("an agent's: waiting longest", "state=queued&sort=waiting"),
    ]
}

async fn measure(client: &mut Client, request: &[u8]) -> (Times, usize) {
    let mut found = 0;
    for _ in 0..WARM_UP {
        let answer = client.call(request).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let page: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        found = page["items"].as_array().map_or(0, Vec::len);
    }
    let until = Instant::now() + MEASURED_FOR;
    let mut times = Times::default();
    while times.count() < PAGES_MAX && Instant::now() < until {
        let start = Instant::now();
        client.call(request).await.expect("an answer");
        times.add(start.elapsed());
    }
    (times, found)
}
