//! Much trouble at once, and in the end every timeline is read as the phones show it: nothing is
//! lost, doubled or in disorder, and every file is here with the right bytes.
//!
//! Each round has its own trouble. Customers' messages overtake each other as they like, or come in
//! heaps; notifications come twice, at the same moment and days later; calls and downloads fail in
//! every way that the simulator knows; the server crashes in the middle while customers write on;
//! the account stops and is connected again. After each round, what customers wrote must be read as
//! they wrote it; at the end, all that went out must be what the timelines say.

mod control;
mod world;

use crate::desk::*;
use serde_json::{Value, json};
use tokio::time::Instant;
use world::World;

const SEED: u64 = 20_261_129;
const CUSTOMERS: usize = 12;
const EMOJIS: [&str; 3] = ["👍", "❤", "😢"];
/// One in so many has a dialogue while the others write at length.
const IN_DIALOGUE: usize = 3;

/// What befalls the notifications of a round.
#[derive(Clone, Copy, PartialEq)]
enum Ways {
    /// They overtake each other, any number of one customer's.
    Overtaking,
    /// They come in heaps, in their order.
    Heaps,
}

/// What else befalls the desk.
#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    /// Some of everything that the provider can spoil.
    Faults,
    /// The same, and the server crashes in the middle.
    Crash,
    /// The provider takes nothing more until the account is connected again.
    Stop(&'static str),
}

const ROUNDS: [(Ways, Trouble); 4] = [
    (Ways::Overtaking, Trouble::Crash),
    (Ways::Heaps, Trouble::Stop("token_expired")),
    (Ways::Overtaking, Trouble::Faults),
    (Ways::Heaps, Trouble::Stop("account_locked")),
];

struct Party {
    id: String,
    conversation: u64,
    /// Which of the agents answers.
    agent: usize,
}

#[derive(Clone, Copy)]
enum Deed {
    Writes,
    SendsFiles,
    Reacts,
    IsAnswered,
    IsSentDocument,
}

struct Chaos {
    world: World,
    parties: Vec<Party>,
    chance: Chance,
    /// So that no two messages are alike.
    said: usize,
}

impl Chaos {
    /// Everybody has said hello and is in an agent's hands; nothing goes wrong yet.
    fn begins(medium: Medium, seed: u64) -> Chaos {
        let desk = Desk::open();
        let ann = desk.agent("Ann");
        desk.admin.patch(&format!("/agents/{}", ann.id), json!({"capacity": CUSTOMERS})).is(200);
        let Line { inbox, hashes, .. } = Line::open(&desk, medium);
        let world = World { desk, ann, medium, inbox, hashes };
        let mut parties = Vec::new();
        for number in 0..CUSTOMERS {
            let line = world.line();
            let id = line.joins(&format!("Person {number}"));
            let hello = line.writes(&id, "Hello");
            let conversation = eventually("the hello is here", || line.conversation_of(&hello));
            world.agent(number).accepts(conversation);
            parties.push(Party { id, conversation, agent: number });
        }
        Chaos { world, parties, chance: Chance::seeded(seed), said: 0 }
    }

    fn plays(&mut self) {
        for (ways, trouble) in ROUNDS {
            self.turns_the_knobs(ways);
            match trouble {
                Trouble::Stop(kind) => self.world.line().breaks(json!([{"kind": kind}])),
                Trouble::Faults | Trouble::Crash => self.breaks(),
            }
            let deeds = self.deeds(ways);
            let middle = deeds.len() / 2;
            for (number, (party, deed)) in deeds.into_iter().enumerate() {
                if number == middle && trouble == Trouble::Crash {
                    self.crashes();
                }
                self.does(ways, party, deed);
            }
            self.replays();
            if let Trouble::Stop(_) = trouble {
                self.connects_again();
            }
            self.settles(of_what_came);
            for party in 0..CUSTOMERS {
                self.does(ways, party, Deed::IsAnswered);
            }
        }
    }

    fn turns_the_knobs(&mut self, ways: Ways) {
        let line = self.world.line();
        line.turns(json!({
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
        line.turns(match ways {
            // Each waits up to so long, while a second passes from message to message.
            Ways::Overtaking => json!({
                "reorder_window_ms": 30_000, "delay_ms": 0, "batch_size": 3, "concurrency": 16,
            }),
            Ways::Heaps => json!({
                "reorder_window_ms": 0, "delay_ms": 100, "batch_size": 1000, "concurrency": 1,
            }),
        });
        if self.world.medium == Medium::Messenger {
            let echoes = json!({
                "echo_after_ms": 0, "echo_before_response_rate": 0.2, "skip_mids_rate": 0.3,
            });
            line.controls("PUT", "/knobs", echoes).is(200);
        }
    }

    /// Some of everything that the provider can spoil, in any order.
    fn breaks(&mut self) {
        let mut kinds = vec![
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
            "download_not_found",
            "download_truncated",
            "download_slow",
        ];
        if self.world.medium == Medium::Whatsapp {
            // Messenger tells nothing by which another file could be known.
            kinds.push("download_wrong_bytes");
        }
        self.chance.shuffles(&mut kinds);
        let faults: Vec<Value> = kinds
            .into_iter()
            .map(|kind| {
                let most = if kind.starts_with("download") { 3 } else { 2 };
                let mut fault = json!({"kind": kind, "count": 1 + self.chance.below(most)});
                if ["slow_answer", "download_slow"].contains(&kind) {
                    fault["milliseconds"] = json!(200);
                }
                fault
            })
            .collect();
        self.world.line().breaks(json!(faults));
    }

    /// What everybody does in a round, mixed. Who writes while he is answered writes once: of two
    /// messages that overtake each other around an answer, the later one stays below it.
    fn deeds(&mut self, ways: Ways) -> Vec<(usize, Deed)> {
        let mut deeds = Vec::new();
        for party in 0..CUSTOMERS {
            let writes_once = ways == Ways::Overtaking && is_in_dialogue(party);
            let messages = if writes_once { 1 } else { 1 + self.chance.below(4) };
            for _ in 0..messages {
                let one = [Deed::Writes, Deed::Writes, Deed::SendsFiles];
                deeds.push((party, *self.chance.one_of(&one)));
            }
            if self.chance.below(2) == 0 {
                deeds.push((party, Deed::Reacts));
            }
            if ways == Ways::Heaps || writes_once {
                let answers = 1 + self.chance.below(2);
                deeds.extend((0..answers).map(|_| (party, Deed::IsAnswered)));
                if self.chance.below(4) == 0 {
                    deeds.push((party, Deed::IsSentDocument));
                }
            }
        }
        self.chance.shuffles(&mut deeds);
        deeds
    }

    fn does(&mut self, ways: Ways, party: usize, deed: Deed) {
        self.said += 1;
        let mark = format!("{}-ü", self.said);
        let Party { id, conversation, agent } = &self.parties[party];
        let (line, agent) = (self.world.line(), self.world.agent(*agent));
        match deed {
            Deed::Writes => {
                line.writes(id, &mark);
            }
            Deed::SendsFiles => {
                let many = line.medium.files_max().min(1 + self.chance.below(3) as usize);
                let files = (0..many).map(|file| bytes_of(&format!("{mark} {file}")));
                line.sends_documents(id, &self.said.to_string(), &files.collect::<Vec<_>>());
            }
            Deed::Reacts => {
                let messages = line.messages(id);
                let message = self.chance.one_of(&messages)["id"].clone();
                let emoji = self.chance.one_of(&EMOJIS);
                line.reacts(id, message.as_str().expect("an id"), emoji);
            }
            Deed::IsAnswered => {
                agent.replies(*conversation, &mark);
            }
            Deed::IsSentDocument => {
                let file = agent.uploads(&format!("{}.pdf", self.said), &bytes_of(&mark));
                agent.sends_file(*conversation, "", &file);
            }
        }
        if ways == Ways::Overtaking && matches!(deed, Deed::Writes | Deed::SendsFiles) {
            // No two messages have one time, which would leave their order open.
            self.world.desk.moves_the_clock(seconds(1));
        }
    }

    /// What is under way is lost; customers write on, and the provider tells it again and again.
    fn crashes(&mut self) {
        self.world.desk.crashes();
        for party in (0..CUSTOMERS).filter(|party| !is_in_dialogue(*party)) {
            self.does(Ways::Overtaking, party, Deed::Writes);
        }
        self.world.desk.starts_again();
        for agent in 0..2 {
            self.world.agent(agent).opens_the_browser();
        }
    }

    fn connects_again(&mut self) {
        let line = self.world.line();
        until("the inbox stops", || line.is_stopped());
        line.breaks(json!([]));
        line.gets_a_new_token();
    }

    /// Old notifications come again, as they were signed.
    fn replays(&mut self) {
        let whatsapp = self.world.desk.whatsapp();
        let log = whatsapp.controls("GET", "/webhooks", Value::Null).is(200);
        let mut kept = log["webhooks"].as_array().expect("a list").clone();
        kept.retain(|webhook| webhook["is_kept"] == true);
        for _ in 0..5 {
            let number = &self.chance.one_of(&kept)["number"];
            whatsapp.controls("POST", &format!("/webhooks/{number}/replay"), Value::Null).is(200);
        }
    }

    /// A file that the provider never gives as it should: its message says so, and somebody can try
    /// it again.
    fn is_refused_a_file(&self) {
        let line = self.world.line();
        let kind = match line.medium {
            Medium::Whatsapp => "download_wrong_bytes",
            Medium::Messenger => "download_not_found",
        };
        line.breaks(json!([{ "kind": kind }]));
        let Party { id, conversation, agent } = &self.parties[0];
        let agent = self.world.agent(*agent);
        line.sends_documents(id, "never", &[bytes_of("never")]);
        let entry = eventually("the file is given up", || {
            self.world.desk.moves_the_clock(minutes(2));
            let last = in_reading_order(agent.timeline(*conversation)).pop().expect("an entry");
            (last["content"]["files"][0]["state"] == "failed").then_some(last)
        });
        let file = &entry["content"]["files"][0];
        assert!(file["reason"].as_str().is_some_and(|reason| reason.ends_with('.')), "{file}");
        assert_eq!(file["may_retry"], true);
        assert_ne!(self.found(&of_what_came), [""; 0], "a file that is not here is noticed");
        line.breaks(json!([]));
        let path =
            format!("/conversations/{conversation}/timeline/{}/files/0/retries", entry["id"]);
        agent.post(&path, json!({})).is(200);
    }

    /// Trouble ends, and time passes until every timeline is the truth; then some more.
    fn ends(&self) {
        let line = self.world.line();
        line.breaks(json!([]));
        line.turns(json!({"duplicate_rate": 0, "concurrent_duplicate_rate": 0}));
        self.settles(disagreements);
        self.is_refused_a_file();
        self.settles(disagreements);
        for _ in 0..10 {
            self.world.desk.moves_the_clock(minutes(2));
            self.world.desk.whatsapp().is_read_in();
        }
        assert_eq!(self.found(&disagreements), [""; 0]);
        assert!(self.overtaken() > 0, "somebody was overtaken");
    }

    /// How many messages are read before one that came earlier.
    fn overtaken(&self) -> usize {
        let of = |party: &Party| self.world.agent(party.agent).timeline(party.conversation);
        let entries = self.parties.iter().flat_map(of);
        entries.filter(|entry| entry["place"] != entry["seq"]).count()
    }

    fn settles(&self, look: impl Fn(&[Shown], &[Told]) -> Vec<String>) {
        let began = Instant::now();
        loop {
            let found = self.found(&look);
            if found.is_empty() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{found:#?}");
            self.world.desk.moves_the_clock(minutes(1));
        }
    }

    fn found(&self, look: &impl Fn(&[Shown], &[Told]) -> Vec<String>) -> Vec<String> {
        let line = self.world.line();
        let of = |party: &Party| {
            let agent = self.world.agent(party.agent);
            look(&line.phone(&party.id), &line.timeline(agent, party.conversation))
        };
        self.parties.iter().flat_map(of).collect()
    }
}

fn is_in_dialogue(party: usize) -> bool {
    party.is_multiple_of(IN_DIALOGUE)
}

fn bytes_of(mark: &str) -> Vec<u8> {
    format!("%PDF-1.7 {mark}").into_bytes()
}

/// The same in every run, unless somebody looks for trouble with another one.
fn seed() -> u64 {
    let asked = std::env::var("CHAOS_SEED").ok();
    asked.map_or(SEED, |seed| seed.parse().expect("CHAOS_SEED is a number"))
}

#[test]
fn on_whatsapp_nothing_is_lost_doubled_or_in_disorder() {
    let mut chaos = Chaos::begins(Medium::Whatsapp, seed());
    chaos.plays();
    chaos.ends();
}

#[test]
fn on_messenger_nothing_is_lost_doubled_or_in_disorder() {
    let mut chaos = Chaos::begins(Medium::Messenger, seed());
    chaos.plays();
    chaos.ends();
}
