//! Somebody who is signed in, and what he does.

use super::Desk;
use super::eventually::until;
use super::http::{Answer, Http};
use super::live::Browser;
use deskbell::domain::Timestamp;
use serde_json::{Value, json};
use std::sync::Mutex;

pub const PASSWORD: &str = "correct horse battery";
pub const COOKIE: &str = "__Host-deskbell";

pub struct Agent {
    pub id: u64,
    pub name: String,
    pub email: String,
    token: Mutex<String>,
    browser: Mutex<Option<Browser>>,
    http: Http,
}

impl Agent {
    pub fn signs_in(http: &Http, email: &str) -> Agent {
        let http = http.clone();
        let answer = sign_in(&http, email, PASSWORD);
        let token = token_of(&answer).expect("a cookie");
        let me = answer.is(201);
        let agent = Agent {
            id: number(&me["id"]),
            name: me["name"].as_str().unwrap_or_default().to_owned(),
            email: email.to_owned(),
            token: Mutex::new(token),
            browser: Mutex::new(None),
            http,
        };
        agent.opens_the_browser();
        agent
    }

    /// Is connected from now on, as an open page is.
    pub fn opens_the_browser(&self) {
        *self.browser.lock().expect("a browser") = Browser::opens(&self.http, &self.cookie());
    }

    /// Closes the page without signing out. Other live connections stay.
    pub fn closes_the_browser(&self) {
        *self.browser.lock().expect("a browser") = None;
    }

    /// Closes the page; returns when the server has noticed.
    pub fn goes_away(&self, desk: &Desk) {
        self.closes_the_browser();
        until("the server has noticed", || desk.shows(self)["is_connected"] == false);
    }

    /// A session ends after twelve hours without use; whoever comes back signs in again.
    pub fn signs_in_again(&self) {
        let answer = sign_in(&self.http, &self.email, PASSWORD);
        *self.token.lock().expect("a token") = token_of(&answer).expect("a cookie");
        self.opens_the_browser();
    }

    pub fn token(&self) -> String {
        self.token.lock().expect("a token").clone()
    }

    pub fn cookie(&self) -> String {
        format!("{COOKIE}={}", self.token())
    }

    pub fn asks(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Answer {
        self.http.send(self.request(method, path, body, key))
    }

    pub fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, &format!("/api/v1{path}"));
        request = request.header("cookie", self.cookie());
        if let Some(body) = body {
            request = request.json(body);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        request
    }

    pub fn sends(&self, request: reqwest::RequestBuilder) -> Answer {
        self.http.send(request)
    }

    pub fn tries_to_upload(&self, name: &str, bytes: &[u8], key: Option<&str>) -> Answer {
        let path = format!("/attachments?{}", query(&[("name", name)]));
        let request = self.request("POST", &path, None, key).body(bytes.to_vec());
        self.sends(request.header("content-type", "application/octet-stream"))
    }

    /// Keeps a file for a message to come.
    #[track_caller]
    pub fn uploads(&self, name: &str, bytes: &[u8]) -> Value {
        self.tries_to_upload(name, bytes, None).is(201)
    }

    /// Writes with a file that was uploaded.
    #[track_caller]
    pub fn sends_file(&self, conversation: u64, text: &str, file: &Value) -> Value {
        let body = json!({"text": text, "attachment_ids": [file["id"]]});
        self.tries_to_send(conversation, body).is(201)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.asks("GET", path, None, None)
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.asks("POST", path, Some(&body), None)
    }

    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.asks("PATCH", path, Some(&body), None)
    }

    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.asks("PUT", path, Some(&body), None)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.asks("DELETE", path, None, None)
    }

    pub fn tries_to_accept(&self, conversation: u64) -> Answer {
        self.post(&format!("/conversations/{conversation}/assignment"), json!({"agent": "me"}))
    }

    #[track_caller]
    pub fn accepts(&self, conversation: u64) -> Value {
        self.tries_to_accept(conversation).is(201)
    }

    pub fn tries_to_send(&self, conversation: u64, body: Value) -> Answer {
        self.post(&format!("/conversations/{conversation}/messages"), body)
    }

    pub fn tries_to_reply(&self, conversation: u64, text: &str) -> Answer {
        self.tries_to_send(conversation, json!({"text": text}))
    }

    /// Gives the entry.
    #[track_caller]
    pub fn replies(&self, conversation: u64, text: &str) -> Value {
        self.tries_to_reply(conversation, text).is(201)
    }

    #[track_caller]
    pub fn notes(&self, conversation: u64, text: &str) -> Value {
        self.post(&format!("/conversations/{conversation}/notes"), json!({"text": text})).is(201)
    }

    pub fn tries_to_resolve(&self, conversation: u64) -> Answer {
        self.post(&format!("/conversations/{conversation}/resolution"), json!({"note": "done"}))
    }

    #[track_caller]
    pub fn resolves(&self, conversation: u64, note: &str) -> Value {
        let body = json!({"note": note});
        self.post(&format!("/conversations/{conversation}/resolution"), body).is(201)
    }

    pub fn takes_back_the_resolution(&self, conversation: u64) -> Answer {
        self.delete(&format!("/conversations/{conversation}/resolution"))
    }

    pub fn tries_to_transfer(&self, conversation: u64, body: Value) -> Answer {
        self.post(&format!("/conversations/{conversation}/transfers"), body)
    }

    #[track_caller]
    pub fn transfers_to_queue(&self, conversation: u64, queue: u64) -> Value {
        self.tries_to_transfer(conversation, json!({"queue_id": queue, "note": "yours"})).is(201)
    }

    #[track_caller]
    pub fn transfers_to(&self, conversation: u64, agent: &Agent) -> Value {
        self.tries_to_transfer(conversation, json!({"agent_id": agent.id, "note": "yours"})).is(201)
    }

    /// `until`: RFC 3339, or null.
    pub fn tries_to_snooze(&self, conversation: u64, until: Value) -> Answer {
        self.put(&format!("/conversations/{conversation}/snooze"), json!({"until": until}))
    }

    #[track_caller]
    pub fn snoozes(&self, conversation: u64, until: Timestamp) -> Value {
        self.tries_to_snooze(conversation, until.to_rfc3339().into()).is(200)
    }

    #[track_caller]
    pub fn wakes(&self, conversation: u64) -> Value {
        self.delete(&format!("/conversations/{conversation}/snooze")).is(200)
    }

    #[track_caller]
    pub fn sets(&self, settings: Value) -> Value {
        self.patch("/settings", settings).is(200)
    }

    pub fn looks_for(&self, conversation: u64) -> Answer {
        self.get(&format!("/conversations/{conversation}"))
    }

    #[track_caller]
    pub fn sees(&self, conversation: u64) -> Value {
        self.looks_for(conversation).is(200)
    }

    /// The newest hundred entries, oldest first.
    #[track_caller]
    pub fn timeline(&self, conversation: u64) -> Vec<Value> {
        let page = self.get(&format!("/conversations/{conversation}/timeline?limit=100")).is(200);
        items(&page)
    }

    /// A timeline in words: what was said by whom, and what was done.
    #[track_caller]
    pub fn reads(&self, conversation: u64) -> Vec<String> {
        self.timeline(conversation).iter().map(in_words).collect()
    }

    /// The entry as it is now.
    #[track_caller]
    pub fn entry(&self, conversation: u64, id: &Value) -> Value {
        let found = self.timeline(conversation).into_iter().find(|entry| entry["id"] == *id);
        found.expect("the entry is in the timeline")
    }

    /// One page of a list with this query.
    #[track_caller]
    pub fn lists(&self, query: &str) -> Vec<Value> {
        items(&self.get(&format!("/conversations?limit=100&{query}")).is(200))
    }

    #[track_caller]
    pub fn lists_ids(&self, query: &str) -> Vec<u64> {
        self.lists(query).iter().map(|conversation| number(&conversation["id"])).collect()
    }

    #[track_caller]
    pub fn searches(&self, words: &str) -> Value {
        self.get(&format!("/search?{}", query(&[("q", words)]))).is(200)
    }
}

pub fn sign_in(http: &Http, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    http.send(http.request("POST", "/api/v1/session").json(&body))
}

fn token_of(answer: &Answer) -> Option<String> {
    let set = answer.header("set-cookie").strip_prefix(COOKIE)?.strip_prefix('=')?;
    set.split(';').next().map(str::to_owned)
}

/// Parameters as they stand in an address.
pub fn query(parameters: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://localhost", parameters).expect("an address");
    url.query().unwrap_or_default().to_owned()
}

#[track_caller]
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[track_caller]
pub fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("a list").clone()
}

/// Entries as they are read: docs/reference/conversations.md says how to sort.
pub fn in_reading_order(mut entries: Vec<Value>) -> Vec<Value> {
    entries.sort_by_key(|entry| {
        let sent_at = entry["sent_at"].as_str().unwrap_or_default().to_owned();
        (number(&entry["conversation_id"]), number(&entry["place"]), sent_at, number(&entry["seq"]))
    });
    entries
}

pub fn in_words(entry: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match entry["kind"].as_str() {
        Some("activity") => {
            format!("{} {}", word(&entry["author"]["name"]), word(&entry["activity"]["type"]))
        }
        Some("note") => {
            format!("{} notes: {}", word(&entry["author"]["name"]), word(&entry["text"]))
        }
        _ => format!("{}: {}", word(&entry["author"]["name"]), word(&entry["text"])),
    }
}
