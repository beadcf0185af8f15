//! Killed at random moments under load: what was acknowledged is there, once; what was sent is
//! sent once. The clients' own ledger is the oracle, not the server's counters.

mod ledger;
pub mod process;

use crate::desk::*;
use deskbell::clock::Clock;
use deskbell::domain::conversation::{Conversation, State};
use deskbell::domain::time::DAY_MS;
use deskbell::domain::timeline::{Activity, Body};
use deskbell::store::{Options, Store};
use ledger::{Found, Kind, Ledger};
use process::{Process, free_address};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};

const KILLS: u64 = 24;
const CUSTOMERS: usize = 12;
const WORKERS: u64 = 4;
/// WhatsApp takes 45 at once for one person; beyond that the test would have to wait.
const REPLIES_MAX: usize = CUSTOMERS * 40;
const SEED: u64 = 20_261_122;

struct Bench {
    http: Http,
    graph: Http,
    ann: Agent,
    ledger: Ledger,
    /// The customers' numbers, with the conversation of each.
    customers: Vec<(String, u64)>,
    is_over: AtomicBool,
}

#[test]
fn what_was_acknowledged_survives_any_kill_and_nothing_is_sent_twice() {
    println!("seed {SEED}");
    let outside = runtime();
    let address = free_address();
    let simulator = outside.block_on(deskbell::simulator::start(platform(address)));
    let simulator = simulator.expect("a simulator");
    let mut process = Process::new(address, simulator.address);
    let http = Http::new(outside.handle().clone(), format!("http://{address}"));
    let graph = Http::new(outside.handle().clone(), format!("http://{}", simulator.address));
    process.starts();
    process.is_ready(&http);
    let bench = Bench::new(http, graph);
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let bench = &bench;
            scope.spawn(move || bench.works(worker));
        }
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut chance = Chance::seeded(SEED);
            for kill in 1..=KILLS {
                let enough = bench.ledger.acknowledged() + 5 + chance.below(60);
                until(&format!("there is work before kill {kill}"), || {
                    bench.ledger.acknowledged() >= enough
                });
                process.is_killed();
                process.starts();
                process.is_ready(&bench.http);
            }
        }));
        bench.is_over.store(true, Ordering::SeqCst);
        ended.expect("it starts after every kill");
    });
    bench.settles();
    let found = bench.finds();
    let broken = bench.ledger.broken_by(&found);
    assert!(broken.is_empty(), "seed {SEED}: {broken:#?}");
    assert!(
        found.inbound.len() > 200 && found.on_phones.len() > 50,
        "there was a load to speak of"
    );
    assert!(process.data().join("deskbell.redb").exists());
}

/// How many customers have waited in vain.
const WAITING: u64 = 300;
const KILLS_WHILE_DUE: usize = 6;

#[test]
fn what_is_due_when_it_is_killed_happens_once() {
    let outside = runtime();
    let address = free_address();
    let simulator = outside.block_on(deskbell::simulator::start(platform(address)));
    let mut process = Process::new(address, simulator.expect("a simulator").address);
    let http = Http::new(outside.handle().clone(), format!("http://{address}"));
    process.starts();
    process.is_ready(&http);
    let admin = Agent::signs_in(&http, "admin@example.com");
    admin.post("/inboxes", whatsapp_inbox("Shop", PHONE_NUMBER_ID)).is(201);
    many_write(&http);
    let count = |state: &str| {
        let page = admin.get(&format!("/conversations?limit=1&state={state}")).is(200);
        crate::desk::number(&page["total"])
    };
    until("all are there", || count("queued") == WAITING);
    process.is_killed();
    two_days_pass(&process);
    for _ in 0..KILLS_WHILE_DUE {
        process.starts();
        process.is_ready(&http);
        process.is_killed();
    }
    process.starts();
    process.is_ready(&http);
    until("all are taken to have left", || count("abandoned") == WAITING);
    process.is_killed();
    let store = open(&process);
    let view = store.view().expect("a view");
    let all: Vec<Conversation> = view.all().expect("conversations");
    assert_eq!(all.len() as u64, WAITING);
    for conversation in all {
        assert_eq!(conversation.state, State::Abandoned);
        assert_eq!(conversation.due_at, None);
        let end = conversation.last_seq + 1;
        let entries = view.entries_before(conversation.id, end, 100).expect("entries");
        let ends = entries.iter().filter(|e| e.body == Body::Activity(Activity::Abandoned));
        assert_eq!((ends.count(), entries.len()), (1, 3), "begun, written, ended once");
    }
}

/// One customer each, in one delivery.
fn many_write(http: &Http) {
    let messages: Vec<Value> = (0..WAITING)
        .map(|number| {
            let (id, from) = (format!("wamid.{number}"), format!("4477009{number:05}"));
            text(&id, &from, "Anybody there?", 1_750_000_000)
        })
        .collect();
    let body = envelope(json!({"messages": messages})).to_string().into_bytes();
    let signature = sign(APP_SECRET, &body);
    let request = http.request("POST", "/hooks/whatsapp");
    let answer = http.send(request.header("x-hub-signature-256", &signature).body(body));
    assert_eq!(answer.status, 200, "{}", answer.text);
}

fn open(process: &Process) -> Store {
    let path = process.data().join("deskbell.redb");
    Store::open(Options { path, cache_bytes: 4 << 20 }, Clock::System).expect("the store")
}

/// Nobody has written for two days, so every timer is overdue.
fn two_days_pass(process: &Process) {
    process.finds(|writer| {
        for conversation in writer.all::<Conversation>()? {
            let last_activity_at = conversation.last_activity_at.plus_ms(-2 * DAY_MS);
            let due_at = Some(last_activity_at.plus_ms(DAY_MS));
            writer.save_conversation(&Conversation { last_activity_at, due_at, ..conversation })?;
        }
        Ok(())
    });
}

impl Bench {
    fn new(http: Http, graph: Http) -> Bench {
        let admin = Agent::signs_in(&http, "admin@example.com");
        admin.post("/inboxes", whatsapp_inbox("Shop", PHONE_NUMBER_ID)).is(201);
        let ann = json!({
            "name": "Ann", "email": "ann@example.com", "password": PASSWORD,
            "queue_ids": [1], "capacity": 1_000,
        });
        admin.post("/agents", ann).is(201);
        let mut bench = Bench {
            ann: Agent::signs_in(&http, "ann@example.com"),
            http,
            graph,
            ledger: Ledger::default(),
            customers: Vec::new(),
            is_over: AtomicBool::new(false),
        };
        let knobs = json!({"sent_after_ms": 20, "delivered_after_ms": 20, "duplicate_rate": 0.2, "concurrency": 4});
        bench.controls("PUT", "/knobs", knobs);
        // Answers take a while, so that kills find messages under way.
        bench.controls(
            "PUT",
            "/faults",
            json!({"faults": [{"kind": "slow_answer", "milliseconds": 40}]}),
        );
        for number in 0..CUSTOMERS {
            let customer = bench.meets(number);
            bench.customers.push(customer);
        }
        bench
    }

    fn controls(&self, method: &str, path: &str, body: Value) -> Value {
        let request = self.graph.request(method, &format!("/control{path}"));
        let answer = self.graph.send(if body.is_null() { request } else { request.json(&body) });
        assert!(answer.status < 300, "{}", answer.text);
        answer.json
    }

    /// A customer writes for the first time, and Ann takes the conversation.
    fn meets(&self, number: usize) -> (String, u64) {
        let name = format!("Customer {number}");
        let person = self.controls("POST", "/people", json!({"name": name}));
        let wa_id = person["wa_id"].as_str().expect("a number").to_owned();
        let text = format!("first of {wa_id}");
        self.controls("POST", &format!("/people/{wa_id}/messages"), json!({"text": text}));
        self.ledger.promises(Kind::Inbound, &text);
        let conversation = eventually("it arrives", || {
            let all = self.ann.lists("");
            let own = all.iter().find(|found| found["contact"]["name"] == name.as_str());
            own.map(|found| crate::desk::number(&found["id"]))
        });
        self.ann.accepts(conversation);
        (wa_id, conversation)
    }

    /// Writes as customers do and replies as agents do until it is over.
    fn works(&self, worker: u64) {
        let mut chance = Chance::seeded(SEED ^ (worker + 1));
        for turn in 0.. {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let (wa_id, conversation) = chance.one_of(&self.customers).clone();
            let text = format!("worker {worker} turn {turn}");
            let insists = chance.below(10) > 0;
            if chance.below(3) == 0 && self.ledger.replies() < REPLIES_MAX {
                let text = format!("re {text}");
                self.replies(conversation, &text, insists);
            } else {
                self.delivers(&wa_id, &text, insists);
            }
        }
    }

    /// As Meta does: again and again until it is taken; or once, and never again.
    fn delivers(&self, wa_id: &str, words: &str, insists: bool) {
        let message = text(&format!("wamid.{words}"), wa_id, words, 1_750_000_000);
        let body = envelope(json!({"messages": [message]})).to_string().into_bytes();
        let signature = sign(APP_SECRET, &body);
        self.ledger.tries(Kind::Inbound, words);
        self.asks(Kind::Inbound, words, insists, 200, || {
            let request = self.http.request("POST", "/hooks/whatsapp");
            request.header("x-hub-signature-256", &signature).body(body.clone())
        });
    }

    /// As a browser does: with one key until there is an answer; or once, and never again.
    fn replies(&self, conversation: u64, words: &str, insists: bool) {
        let path = format!("/conversations/{conversation}/messages");
        let body = json!({"text": words});
        self.ledger.tries(Kind::Reply, words);
        self.asks(Kind::Reply, words, insists, 201, || {
            self.ann.request("POST", &path, Some(&body), Some(words))
        });
    }

    fn asks(
        &self,
        kind: Kind,
        words: &str,
        insists: bool,
        success: u16,
        request: impl Fn() -> reqwest::RequestBuilder,
    ) {
        eventually(&format!("“{words}” is acknowledged"), || {
            match self.http.try_to_send(request()) {
                Some(answer) if answer.status == success => {
                    self.ledger.promises(kind, words);
                    Some(())
                }
                Some(answer) if answer.status != 503 => {
                    panic!("“{words}” was refused: {}", answer.text)
                }
                Some(_) | None => (!insists).then_some(()),
            }
        });
    }

    /// Returns when everything is sent, reported and read.
    fn settles(&self) {
        until("nothing waits to be sent", || {
            self.customers.iter().all(|(_, conversation)| {
                let entries = self.timeline(*conversation);
                entries.iter().all(|entry| entry["delivery"]["status"] != "queued")
            })
        });
        let mut settled = 0;
        until("all reports are taken", || {
            // What the desk could not take while it was down is tried again later: now.
            self.controls("POST", "/clock", json!({"advance_seconds": 60}));
            let state = self.controls("GET", "/state", Value::Null);
            let sent = self.customers.iter().any(|(_, conversation)| {
                self.timeline(*conversation).iter().any(|e| e["delivery"]["status"] == "sent")
            });
            let is_settled = state["waiting_notifications"] == 0 && !sent;
            settled = if is_settled { settled + 1 } else { 0 };
            settled >= 3
        });
    }

    /// A whole timeline, page by page.
    fn timeline(&self, conversation: u64) -> Vec<Value> {
        let mut entries = Vec::new();
        let mut before = String::new();
        loop {
            let path = format!("/conversations/{conversation}/timeline?limit=100{before}");
            let page = self.ann.get(&path).is(200);
            entries.extend(items(&page));
            match page["next_cursor"].as_str() {
                Some(cursor) => before = format!("&before={cursor}"),
                None => return entries,
            }
        }
    }

    fn finds(&self) -> Found {
        let mut found = Found::default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for (wa_id, conversation) in &self.customers {
            for entry in self.timeline(*conversation) {
                match entry["direction"].as_str() {
                    Some("inbound") => found.inbound.push(word(&entry["text"])),
                    Some(_) => {
                        let status = word(&entry["delivery"]["status"]);
                        found.replies.push((word(&entry["text"]), status));
                    }
                    None => {}
                }
            }
            let path = format!("/people/{wa_id}/messages");
            let phone = self.controls("GET", &path, Value::Null);
            let shown = phone["messages"].as_array().expect("a list").iter();
            let ours = shown.filter(|message| message["from"] == "business");
            found.on_phones.extend(ours.map(|message| word(&message["content"]["body"])));
        }
        let log = self.controls("GET", "/requests", Value::Null);
        let accepted = log["requests"].as_array().expect("a list").iter();
        found.accepted =
            accepted.filter(|request| request["status"] == 200).map(sent_text).collect();
        found
    }
}

/// The text of a send request in the simulator's log.
fn sent_text(request: &Value) -> String {
    let body = request["body"].as_str().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["text"]["body"].as_str().unwrap_or_default().to_owned()
}
