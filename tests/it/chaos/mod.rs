//! Much trouble at once, and in the end every timeline says exactly what the phones show: nothing
//! is lost, doubled or in disorder.

use crate::desk::*;
use serde_json::{Value, json};
use tokio::time::Instant;

const SEED: u64 = 20_261_129;
const CUSTOMERS: usize = 12;
const ROUNDS: usize = 4;
/// The round in which the provider no longer takes the token.
const WITHOUT_TOKEN: usize = 1;
const EMOJIS: [&str; 3] = ["👍", "❤", "😢"];

/// What befalls the notifications of a round.
#[derive(Clone, Copy, PartialEq)]
enum Ways {
    /// They overtake each other; everybody writes once, so that there is a right order.
    Overtaking,
    /// They come in heaps, in their order; people write as much as they like.
    Heaps,
}

struct Party {
    id: String,
    conversation: u64,
    /// Which of the agents answers.
    agent: usize,
}

#[derive(Clone, Copy)]
enum Deed {
    Writes,
    SendsDocument,
    Reacts,
    IsAnswered,
    IsSentDocument,
}

struct Chaos<'d> {
    line: Line<'d>,
    agents: [&'d Agent; 2],
    parties: Vec<Party>,
    chance: Chance,
    /// So that no two messages are alike.
    said: usize,
}

impl<'d> Chaos<'d> {
    /// Everybody has said hello and is in an agent's hands; nothing goes wrong yet.
    fn begins(line: Line<'d>, agents: [&'d Agent; 2], seed: u64) -> Chaos<'d> {
        let mut parties = Vec::new();
        for number in 0..CUSTOMERS {
            let id = line.joins(&format!("Person {number}"));
            let hello = line.writes(&id, "Hello");
            let conversation = eventually("the hello is here", || line.conversation_of(&hello));
            let agent = number % agents.len();
            agents[agent].accepts(conversation);
            parties.push(Party { id, conversation, agent });
        }
        Chaos { line, agents, parties, chance: Chance::seeded(seed), said: 0 }
    }

    fn plays(&mut self) {
        for round in 0..ROUNDS {
            let ways = if round % 2 == 0 { Ways::Overtaking } else { Ways::Heaps };
            self.turns_the_knobs(ways);
            match round == WITHOUT_TOKEN {
                true => self.line.desk.whatsapp().breaks(json!([{"kind": "token_expired"}])),
                false => self.breaks(),
            }
            for (party, deed) in self.deeds(ways) {
                self.does(party, deed);
            }
            self.replays();
            if round == WITHOUT_TOKEN {
                until("the inbox stops", || self.line.is_stopped());
                self.line.desk.whatsapp().breaks(json!([]));
                self.line.gets_a_new_token();
            }
            self.all_has_come();
        }
    }

    fn turns_the_knobs(&mut self, ways: Ways) {
        let whatsapp = self.line.desk.whatsapp();
        whatsapp.turns(json!({
            "duplicate_rate": 0.3,
            "concurrent_duplicate_rate": 0.3,
            "status_before_response_rate": 0.2,
            "skip_delivered_rate": 0.3,
            "read_before_delivered_rate": 0.3,
            "fail_after_sent_rate": 0.1,
            "unknown_status_rate": 0.2,
            "unknown_fields": true,
            "automatic_read": true,
            "mixed_values": self.chance.below(2) == 0,
            "one_change_each": self.chance.below(2) == 0,
            "raw_utf8": self.chance.below(2) == 0,
        }));
        whatsapp.turns(match ways {
            Ways::Overtaking => json!({
                "reorder_window_ms": 300, "delay_ms": 0, "batch_size": 3, "concurrency": 16,
            }),
            Ways::Heaps => json!({
                "reorder_window_ms": 0, "delay_ms": 100, "batch_size": 1000, "concurrency": 1,
            }),
        });
        if self.line.medium == Medium::Messenger {
            let echoes = json!({
                "echo_after_ms": 0, "echo_before_response_rate": 0.2, "skip_mids_rate": 0.3,
            });
            whatsapp.controls("PUT", "/messenger/knobs", echoes).is(200);
        }
    }

    /// Some of everything that the provider can spoil, in any order.
    fn breaks(&mut self) {
        let mut kinds = [
            "server_error",
            "html_page",
            "rate_limited",
            "unavailable",
            "connection_lost",
            "error_after_accepting",
            "dropped_connection",
            "truncated_json",
            "slow_answer",
            "download_fails",
        ];
        self.chance.shuffles(&mut kinds);
        let faults: Vec<Value> = kinds
            .into_iter()
            .map(|kind| {
                let mut fault = json!({"kind": kind, "count": 1 + self.chance.below(2)});
                if kind == "slow_answer" {
                    fault["milliseconds"] = json!(200);
                }
                fault
            })
            .collect();
        self.line.desk.whatsapp().breaks(json!(faults));
    }

    /// What everybody does in a round, mixed.
    fn deeds(&mut self, ways: Ways) -> Vec<(usize, Deed)> {
        let mut deeds = Vec::new();
        for party in 0..self.parties.len() {
            let texts = match ways {
                Ways::Overtaking => 0,
                Ways::Heaps => self.chance.below(3),
            };
            deeds.extend((0..texts).map(|_| (party, Deed::Writes)));
            let one = [Deed::Writes, Deed::Writes, Deed::SendsDocument];
            deeds.push((party, *self.chance.one_of(&one)));
            if self.chance.below(2) == 0 {
                deeds.push((party, Deed::Reacts));
            }
            let answers = 1 + self.chance.below(2);
            deeds.extend((0..answers).map(|_| (party, Deed::IsAnswered)));
            if self.chance.below(4) == 0 {
                deeds.push((party, Deed::IsSentDocument));
            }
        }
        self.chance.shuffles(&mut deeds);
        deeds
    }

    fn does(&mut self, party: usize, deed: Deed) {
        self.said += 1;
        let mark = format!("{}-ü", self.said);
        let Party { id, conversation, agent } = &self.parties[party];
        let agent = self.agents[*agent];
        let bytes = format!("%PDF-1.7 {mark}").into_bytes();
        match deed {
            Deed::Writes => {
                self.line.writes(id, &mark);
            }
            Deed::SendsDocument => {
                self.line.sends_document(id, &self.said.to_string(), &bytes);
            }
            Deed::Reacts => {
                let messages = self.line.messages(id);
                let message = self.chance.one_of(&messages)["id"].clone();
                let emoji = self.chance.one_of(&EMOJIS);
                self.line.reacts(id, message.as_str().expect("an id"), emoji);
            }
            Deed::IsAnswered => {
                agent.replies(*conversation, &mark);
            }
            Deed::IsSentDocument => {
                let path = format!("/attachments?name={}.pdf", self.said);
                let request = agent.request("POST", &path, None, None).body(bytes);
                let request = request.header("content-type", "application/octet-stream");
                let file = agent.sends(request).is(201);
                let body = json!({"text": "", "attachment_ids": [file["id"]]});
                agent.tries_to_send(*conversation, body).is(201);
            }
        }
    }

    /// Old notifications come again, as they were signed.
    fn replays(&mut self) {
        let whatsapp = self.line.desk.whatsapp();
        let log = whatsapp.controls("GET", "/webhooks", Value::Null).is(200);
        let all = log["webhooks"].as_array().expect("a list");
        for _ in 0..5 {
            let number = &self.chance.one_of(all)["number"];
            whatsapp.controls("POST", &format!("/webhooks/{number}/replay"), Value::Null).is(200);
        }
    }

    /// Returns when everything that customers wrote is in their timelines.
    fn all_has_come(&self) {
        self.settles(of_what_came);
    }

    /// Trouble ends, and time passes until every timeline is the truth; then some more.
    fn ends(&self) {
        let whatsapp = self.line.desk.whatsapp();
        whatsapp.breaks(json!([]));
        whatsapp.turns(json!({"duplicate_rate": 0, "concurrent_duplicate_rate": 0}));
        self.settles(disagreements);
        for _ in 0..10 {
            self.line.desk.moves_the_clock(minutes(2));
            whatsapp.is_read_in();
        }
        assert_eq!(self.found(&disagreements), [""; 0]);
    }

    fn settles(&self, look: impl Fn(&[Shown], &[Told]) -> Vec<String>) {
        let began = Instant::now();
        loop {
            let found = self.found(&look);
            if found.is_empty() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{found:#?}");
            self.line.desk.moves_the_clock(seconds(15));
        }
    }

    fn found(&self, look: &impl Fn(&[Shown], &[Told]) -> Vec<String>) -> Vec<String> {
        let of = |party: &Party| {
            let phone = self.line.phone(&party.id);
            look(&phone, &self.line.timeline(self.agents[party.agent], party.conversation))
        };
        self.parties.iter().flat_map(of).collect()
    }
}

/// The same in every run, unless somebody looks for trouble with another one.
fn seed() -> u64 {
    let asked = std::env::var("CHAOS_SEED").ok();
    asked.map_or(SEED, |seed| seed.parse().expect("CHAOS_SEED is a number"))
}

fn nothing_is_lost_doubled_or_in_disorder(medium: Medium) {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.patch(&format!("/agents/{}", ann.id), json!({"capacity": CUSTOMERS})).is(200);
    let line = Line::open(&desk, medium);
    let mut chaos = Chaos::begins(line, [&desk.admin, &ann], seed());
    chaos.plays();
    chaos.ends();
}

#[test]
fn on_whatsapp_nothing_is_lost_doubled_or_in_disorder() {
    nothing_is_lost_doubled_or_in_disorder(Medium::Whatsapp);
}

#[test]
fn on_messenger_nothing_is_lost_doubled_or_in_disorder() {
    nothing_is_lost_doubled_or_in_disorder(Medium::Messenger);
}

fn shown(is_ours: bool, what: &str) -> Shown {
    Shown { is_ours, what: what.to_owned(), reaction: None }
}

fn told(status: Option<&str>, what: &str) -> Told {
    Told { status: status.map(str::to_owned), what: what.to_owned(), reaction: None }
}

#[test]
fn the_comparison_notices_loss_doubling_and_disorder() {
    let phone = [shown(false, "a"), shown(false, "b#1"), shown(true, "c"), shown(true, "d")];
    let truth = [
        told(None, "a"),
        told(Some("read"), "c"),
        told(None, "b#1"),
        told(Some("failed"), "never"),
        told(Some("unknown"), "d"),
        told(Some("unknown"), "perhaps"),
    ];
    assert_eq!(disagreements(&phone, &truth), [""; 0]);
    let notices = |phone: &[Shown], timeline: &[Told], what: &str| {
        assert_ne!(disagreements(phone, timeline), [""; 0], "{what}");
    };
    for place in 0..phone.len() {
        let mut doctored = phone.to_vec();
        doctored.insert(place, phone[place].clone());
        notices(&doctored, &truth, "twice on the phone");
        let mut doctored = phone.to_vec();
        doctored.remove(place);
        if phone[place].what != "d" {
            notices(&doctored, &truth, "not on the phone");
        }
    }
    for (one, other) in [(0, 1), (2, 3)] {
        let mut doctored = phone.to_vec();
        doctored.swap(one, other);
        notices(&doctored, &truth, "in another order");
    }
    for place in [0, 1, 2, 4] {
        let mut doctored = truth.to_vec();
        doctored.remove(place);
        notices(&phone, &doctored, "not in the timeline");
        let mut doctored = truth.to_vec();
        doctored.insert(place, truth[place].clone());
        notices(&phone, &doctored, "twice in the timeline");
    }
    for (place, status) in [(1, "failed"), (1, "queued"), (3, "sent"), (5, "delivered")] {
        let mut doctored = truth.to_vec();
        doctored[place].status = Some(status.to_owned());
        notices(&phone, &doctored, "another fate");
    }
    let mut doctored = truth.to_vec();
    doctored[2].what = "b#2".to_owned();
    notices(&phone, &doctored, "another file");
    let mut doctored = truth.to_vec();
    doctored[0].reaction = Some("👍".to_owned());
    notices(&phone, &doctored, "a reaction that nobody gave");
}
