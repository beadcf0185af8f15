//! Killed at random moments while mails come and go: each is in its conversation once, and each
//! answer is in the customer's mailbox once, or its fate is said to be unknown.

use super::*;
use crate::desk::*;
use crate::kill::process::{Process, free_address};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Fewer than one sender may begin conversations with at once.
const MAILS: usize = 18;
const KILLS: u64 = 6;
const SEED: u64 = 20_261_130;

struct Bench {
    http: Http,
    admin: Agent,
    inbox: ByMail,
    ana: Correspondent,
    is_over: AtomicBool,
}

#[test]
fn mails_survive_any_kill_and_none_is_there_twice() {
    let outside = runtime();
    let address = free_address();
    let mut process = Process::new(address, free_address());
    let http = Http::new(outside.handle().clone(), format!("http://{address}"));
    process.starts();
    process.is_ready(&http);
    let admin = Agent::signs_in(&http, "admin@example.com");
    let mailbox = all().mailbox("support");
    let account = account(&mailbox, &Ways::usual());
    let new = json!({"channel": "email", "name": "Mail", "email": account});
    let inbox = number(&admin.post("/inboxes", new).is(201)["id"]);
    let inbox = ByMail { mailbox, inbox };
    let ana = Correspondent::new("Ana");
    let bench = Bench { http, admin, inbox, ana, is_over: AtomicBool::new(false) };
    std::thread::scope(|scope| {
        scope.spawn(|| bench.writes());
        scope.spawn(|| bench.answers());
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let mut chance = Chance::seeded(SEED);
            for _ in 0..KILLS {
                let enough = bench.ana.mailbox.mails().len() + 1 + chance.below(3) as usize;
                let have_gone = || bench.ana.mailbox.mails().len() >= enough.min(MAILS);
                until("answers have gone out", have_gone);
                process.is_killed();
                process.starts();
                process.is_ready(&bench.http);
            }
            until("everything was answered", || bench.unanswered() == Some(0));
        }));
        // Whatever went wrong, nobody goes on answering.
        bench.is_over.store(true, Ordering::SeqCst);
        ended.expect("it goes on after every kill");
    });
    bench.compares();
}

impl Bench {
    fn writes(&self) {
        for number in 0..MAILS {
            let id = format!("{}-{number}@customer.test", self.ana.mailbox.name);
            self.ana.writes(&self.inbox, &id, &format!("Matter {number}"), &words(number));
        }
    }

    /// Answers each conversation once, however often it has to ask for that.
    fn answers(&self) {
        while !self.is_over.load(Ordering::SeqCst) {
            let all = self.conversations().unwrap_or_default();
            for conversation in all.iter().filter(|one| one["state"] != "pending") {
                let id = number(&conversation["id"]);
                let path = format!("/conversations/{id}");
                let accept = json!({"agent": "me"});
                self.asks("POST", &format!("{path}/assignment"), &accept, None);
                let text = json!({"text": format!("Answer to {id}.")});
                self.asks(
                    "POST",
                    &format!("{path}/messages"),
                    &text,
                    Some(&format!("answer-{id}")),
                );
            }
        }
    }

    fn asks(&self, method: &str, path: &str, body: &Value, key: Option<&str>) -> Option<Value> {
        let request = self.admin.request(method, path, Some(body), key);
        self.http.try_to_send(request).map(|answer| answer.json)
    }

    fn conversations(&self) -> Option<Vec<Value>> {
        let request = self.admin.request("GET", "/conversations?limit=100", None, None);
        let answer = self.http.try_to_send(request).filter(|answer| answer.status == 200)?;
        answer.json["items"].as_array().cloned()
    }

    fn unanswered(&self) -> Option<usize> {
        let all = self.conversations().filter(|all| all.len() == MAILS)?;
        let waits = |one: &&Value| one["state"] != "pending";
        Some(all.iter().filter(waits).count())
    }

    fn compares(&self) {
        let all = self.conversations().expect("the conversations");
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for conversation in &all {
            let id = number(&conversation["id"]);
            let entry = |direction: &str| {
                let all = self.admin.timeline(id).into_iter();
                all.filter(|entry| entry["direction"] == direction).collect::<Vec<_>>()
            };
            let (inbound, outbound) = (entry("inbound"), entry("outbound"));
            assert_eq!((inbound.len(), outbound.len()), (1, 1), "{id}");
            *seen.entry(inbound[0]["text"].to_string()).or_default() += 1;
            until("its fate is told", || {
                let now = self.admin.entry(id, &outbound[0]["id"]);
                now["delivery"]["status"] != "queued"
            });
            let status = self.admin.entry(id, &outbound[0]["id"])["delivery"]["status"].clone();
            let text = format!("Answer to {id}.");
            let arrived = || {
                let mails = self.ana.mailbox.mails();
                mails.iter().filter(|mail| mail.text().contains(&text)).count()
            };
            match status.as_str() {
                // What a mail server has taken it delivers a moment later.
                Some("sent") => until("what counts as sent arrives", || arrived() > 0),
                Some("unknown") => {}
                other => panic!("{id} is {other:?}"),
            }
        }
        let answers = self.ana.mailbox.mails();
        for id in all.iter().map(|conversation| number(&conversation["id"])) {
            let text = format!("Answer to {id}.");
            let times = answers.iter().filter(|mail| mail.text().contains(&text)).count();
            assert!(times <= 1, "the answer in {id} is there {times} times");
        }
        let expected: BTreeMap<String, usize> =
            (0..MAILS).map(|number| (json!(words(number)).to_string(), 1)).collect();
        assert_eq!(seen, expected, "each mail is in one conversation");
    }
}

fn words(number: usize) -> String {
    format!("This is matter {number}.")
}
