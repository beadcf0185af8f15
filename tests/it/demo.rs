//! What anybody can try without an account: the whole product, with time in hand.

use crate::desk::*;
use deskbell::actions::seed::{ADMIN_EMAIL, PASSWORD as DEMO_PASSWORD};
use deskbell::config::Config;
use deskbell::demo::{self, Demo};
use serde_json::{Value, json};
use std::path::Path;
use tokio::runtime::Runtime;

/// A demo that was started, with its admin signed in.
pub struct Trial {
    pub demo: Demo,
    runtime: Runtime,
    desk: Http,
    pub phones: Http,
    cookie: String,
}

impl Trial {
    pub fn starts(data: &Path) -> Trial {
        let runtime = runtime();
        let mut config = Config::load(None).expect("settings");
        config.data = data.to_owned();
        config.listen = ([127, 0, 0, 1], 0).into();
        let demo = eventually("the data directory is free", || {
            runtime.block_on(demo::start(config.clone())).ok()
        });
        let desk = Http::new(runtime.handle().clone(), demo.desk_url.clone());
        let phones = Http::new(runtime.handle().clone(), demo.phones_url.clone());
        let mut trial = Trial { demo, runtime, desk, phones, cookie: String::new() };
        let who = json!({"email": ADMIN_EMAIL, "password": DEMO_PASSWORD});
        let answer = trial.desk.send(trial.desk.request("POST", "/api/v1/session").json(&who));
        trial.cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        answer.is(201);
        trial
    }

    pub fn asks(&self, path: &str) -> Value {
        let request = self.desk.request("GET", &format!("/api/v1{path}"));
        self.desk.send(request.header("cookie", &self.cookie)).is(200)
    }

    /// Gives what is made by it.
    pub fn makes(&self, path: &str, body: &Value) -> Value {
        let request = self.desk.request("POST", &format!("/api/v1{path}"));
        self.desk.send(request.header("cookie", &self.cookie).json(body)).is(201)
    }

    /// Something that a customer does, by the simulator.
    pub fn customers(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = self.phones.request(method, &format!("/control/{path}"));
        let answer = self.phones.send(request.json(body));
        assert!(answer.status < 300, "{path}: {}", answer.text);
        answer.json
    }

    pub fn lets_time_pass(&self, span: Span) {
        let body = json!({"advance_seconds": span.0 / 1000});
        self.phones.send(self.phones.request("POST", "/control/clock").json(&body)).is(200);
    }

    pub fn ends(self) {
        let Trial { demo: Demo { app, simulator, .. }, runtime, .. } = self;
        runtime.block_on(simulator.stop());
        runtime.block_on(app.stop());
        drop(app);
        runtime.shutdown_timeout(PATIENCE);
    }
}

fn in_state(trial: &Trial, state: &str) -> usize {
    items(&trial.asks(&format!("/conversations?state={state}&limit=100"))).len()
}

#[test]
fn in_the_demo_a_day_can_pass_in_a_moment_and_nobody_is_signed_out() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    assert!(in_state(&trial, "pending") > 0 && in_state(&trial, "queued") > 0);
    trial.lets_time_pass(hours(25));
    until("what is pending has ended by silence", || in_state(&trial, "pending") == 0);
    until("who waited in vain has left", || in_state(&trial, "queued") == 0);
    let now = trial.demo.app.clock.now();
    trial.ends();

    let again = Trial::starts(directory.path());
    assert!(again.demo.app.clock.now() >= now.plus_ms(-60_000), "time does not run backwards");
    assert_eq!(in_state(&again, "pending"), 0);
    again.ends();
}

#[test]
fn the_demos_company_has_arranged_its_work() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    let person = json!({"name": "Rita Resell"});
    let request = trial.phones.request("POST", "/control/people").json(&person);
    let rita = trial.phones.send(request).is(201);
    let number = rita["wa_id"].as_str().expect("a number");
    let words = json!({"text": "Wholesale prices for 20 kg, please"});
    let path = format!("/control/people/{number}/messages");
    trial.phones.send(trial.phones.request("POST", &path).json(&words)).is(201);
    let me = trial.asks("/me");
    let hers = eventually("it is given to who is there", || {
        let found = trial.asks("/conversations?agent=me&state=active&limit=100");
        items(&found).into_iter().find(|c| c["contact"]["name"] == "Rita Resell")
    });
    assert_eq!(hers["agent_id"], me["id"], "{hers}");
    let timeline = trial.asks(&format!("/conversations/{}/timeline", hers["id"]));
    let said = timeline.to_string();
    assert!(said.contains("least_busy"), "{said}");
    assert!(said.contains("Welcome to Brightleaf wholesale, Rita."), "{said}");
    assert!(
        items(&trial.asks("/hours")).len() == 1 && items(&trial.asks("/attributes")).len() == 5
    );
    trial.ends();
}

/// All pages of a list, so far as a demo has them.
fn all(trial: &Trial, path: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = trial.asks(&format!("{path}limit=100{cursor}"));
        found.extend(items(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

/// A conversation with its timeline.
struct Seen {
    conversation: Value,
    entries: Vec<Value>,
}

impl Seen {
    fn all(trial: &Trial) -> Vec<Seen> {
        let timeline = |id: &Value| trial.asks(&format!("/conversations/{id}/timeline?limit=100"));
        let of = |conversation: &Value| -> Vec<Value> {
            let entries = items(&timeline(&conversation["id"])).into_iter();
            entries.filter(|entry| entry["conversation_id"] == conversation["id"]).collect()
        };
        let conversations = all(trial, "/conversations?").into_iter();
        conversations
            .map(|conversation| Seen { entries: of(&conversation), conversation })
            .collect()
    }

    fn is_open(&self) -> bool {
        ["queued", "active", "pending"].iter().any(|state| self.conversation["state"] == *state)
    }

    fn has(&self, is_it: impl Fn(&Value) -> bool) -> bool {
        self.entries.iter().any(is_it)
    }
}

#[test]
fn the_demo_shows_what_colleagues_do() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    let seen = Seen::all(&trial);
    let me = trial.asks("/me")["id"].clone();
    let open = |what: &str, is_it: &dyn Fn(&Value) -> bool| {
        assert!(seen.iter().any(|one| one.is_open() && one.has(is_it)), "{what}");
    };
    let is_a_note = |entry: &Value| entry["kind"] == "note";
    let speaks_to_me = |entry: &Value| {
        let text = entry["text"].as_str().unwrap_or_default();
        is_a_note(entry) && entry["mentions"] == json!([me]) && text.contains("@Ana Torres")
    };
    open("a mention in a note", &speaks_to_me);
    open("a plain note", &|entry| is_a_note(entry) && entry["mentions"] == json!([]));
    open("a transfer with a note", &|entry| {
        let activity = &entry["activity"];
        activity["type"] == "transferred_to_agent" && activity["note"].is_string()
    });
    let sent = |entry: &Value| entry["attachments"][0]["mime"] == "image/png";
    open("a picture", &sent);
    assert!(seen.iter().any(|one| one.conversation["snoozed"] == true), "one put aside");
    let labelled = seen.iter().filter(|one| one.conversation["labels"] != json!([]));
    let mut labelled = labelled.peekable();
    assert!(labelled.peek().is_some(), "labels");
    for one in labelled {
        assert!(one.has(|entry| entry["activity"]["type"] == "labelled"), "{}", one.conversation);
    }
    let by_silence = |one: &Seen| one.conversation["resolution"]["cause"] == "inactivity";
    assert!(seen.iter().any(by_silence), "one that silence ended");
    let drafts = items(&trial.asks("/drafts"));
    assert!(drafts[0]["reply"].as_str().is_some_and(|text| !text.is_empty()), "a draft");
    let told = trial.asks("/me/notices");
    let mut kinds: Vec<Value> = items(&told).iter().map(|notice| notice["kind"].clone()).collect();
    kinds.sort_by_key(Value::to_string);
    assert_eq!((json!(kinds), &told["unseen"]), (json!(["mentioned", "transferred"]), &json!(2)));
    trial.ends();
}

#[test]
fn the_demo_shows_what_is_known_of_customers_and_what_is_at_hand() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    let contacts = all(&trial, "/contacts?");
    for attribute in items(&trial.asks("/attributes")) {
        let key = attribute["key"].as_str().expect("a key");
        let has = |contact: &Value| !contact["attributes"][key].is_null();
        assert!(contacts.iter().any(has), "nobody has a value for {key}");
    }
    assert!(contacts.iter().any(|contact| contact["merged"] != json!([])), "one who was merged");
    assert!(contacts.iter().any(|contact| contact["blocked_at"].is_string()), "one who is blocked");
    let texts = items(&trial.asks("/canned-messages"));
    let file = texts.iter().find_map(|text| text["attachments"].get(0));
    let file = file.expect("a text with a file");
    let url = file["url"].as_str().expect("an address");
    let request = trial.desk.request("GET", url).header("cookie", &trial.cookie);
    let answer = trial.desk.send(request);
    assert_eq!(answer.status, 200);
    assert!(answer.text.starts_with("%PDF-"), "{}", answer.text);
    trial.ends();
}
