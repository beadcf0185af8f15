//! What anybody can try without an account: the whole product, with time in hand.

use crate::desk::*;
use deskbell::actions::seed::{ADMIN_EMAIL, PASSWORD as DEMO_PASSWORD};
use deskbell::config::Config;
use deskbell::demo::{self, Demo};
use serde_json::{Value, json};
use std::path::Path;
use tokio::runtime::Runtime;

struct Trial {
    demo: Demo,
    runtime: Runtime,
    desk: Http,
    phones: Http,
    cookie: String,
}

impl Trial {
    fn starts(data: &Path) -> Trial {
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

    fn asks(&self, path: &str) -> Value {
        let request = self.desk.request("GET", &format!("/api/v1{path}"));
        self.desk.send(request.header("cookie", &self.cookie)).is(200)
    }

    fn lets_time_pass(&self, span: Span) {
        let body = json!({"advance_seconds": span.0 / 1000});
        self.phones.send(self.phones.request("POST", "/control/clock").json(&body)).is(200);
    }

    fn ends(self) {
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
