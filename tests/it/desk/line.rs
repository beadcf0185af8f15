//! One way to write and read for customers of every channel, by what their phones really show.

use super::agent::{Agent, in_reading_order, number};
use super::http::Answer;
use super::ledger::{Shown, Told};
use super::page::{APP_ID, PAGE_ID};
use super::whatsapp::{ACCESS_TOKEN, APP_SECRET, VERIFY_TOKEN};
use super::{Desk, PAGE_ACCESS_TOKEN};
use deskbell::domain::InboxId;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    Whatsapp,
    Messenger,
}

impl Medium {
    /// How many files one message of a customer's carries.
    pub fn files_max(self) -> usize {
        match self {
            Medium::Whatsapp => 1,
            Medium::Messenger => 10,
        }
    }
}

/// Hashes of files by where they lie.
pub type Hashes = Rc<RefCell<HashMap<String, String>>>;

pub struct Line<'d> {
    pub desk: &'d Desk,
    pub medium: Medium,
    pub inbox: u64,
    pub hashes: Hashes,
}

impl Line<'_> {
    /// The desk's own number, or a page beside it.
    pub fn open(desk: &Desk, medium: Medium) -> Line<'_> {
        let inbox = match medium {
            Medium::Whatsapp => 1,
            Medium::Messenger => {
                let page = json!({
                    "page_id": PAGE_ID,
                    "page_access_token": PAGE_ACCESS_TOKEN,
                    "app_id": APP_ID,
                    "app_secret": APP_SECRET,
                    "verify_token": VERIFY_TOKEN,
                });
                let inbox = json!({"channel": "messenger", "name": "Page", "messenger": page});
                number(&desk.admin.post("/inboxes", inbox).is(201)["id"])
            }
        };
        Line { desk, medium, inbox, hashes: Hashes::default() }
    }

    fn path(&self, rest: &str) -> String {
        match self.medium {
            Medium::Whatsapp => rest.to_owned(),
            Medium::Messenger => format!("/messenger{rest}"),
        }
    }

    /// Of the simulator, whether the desk runs or not.
    pub fn controls(&self, method: &str, rest: &str, body: Value) -> Answer {
        self.asks_simulator(method, &self.path(rest), &body)
    }

    /// Of the simulator, for both channels.
    pub fn turns(&self, knobs: Value) {
        self.asks_simulator("PUT", "/knobs", &knobs).is(200);
    }

    pub fn breaks(&self, faults: Value) {
        self.asks_simulator("PUT", "/faults", &json!({ "faults": faults })).is(200);
    }

    fn asks_simulator(&self, method: &str, path: &str, body: &Value) -> Answer {
        let graph = &self.desk.graph;
        let request = graph.request(method, &format!("/control{path}"));
        graph.send(if body.is_null() { request } else { request.json(body) })
    }

    /// Somebody new; gives his id.
    pub fn joins(&self, name: &str) -> String {
        let person = self.controls("POST", "/people", json!({"name": name})).is(201);
        let id = match self.medium {
            Medium::Whatsapp => &person["wa_id"],
            Medium::Messenger => &person["threads"][0]["psid"],
        };
        word(id)
    }

    /// Gives the provider's id.
    pub fn writes(&self, person: &str, text: &str) -> String {
        let path = format!("/people/{person}/messages");
        word(&self.controls("POST", &path, json!({"text": text})).is(201)["id"])
    }

    /// Documents in one message. On Messenger they come without words, on WhatsApp one by one.
    pub fn sends_documents(&self, person: &str, words: &str, files: &[Vec<u8>]) -> String {
        let upload = |path: String, bytes: &Vec<u8>| {
            let graph = &self.desk.graph;
            let request = graph.request("POST", &path).header("content-type", "application/pdf");
            word(&graph.send(request.body(bytes.clone())).is(201)["id"])
        };
        match self.medium {
            Medium::Whatsapp => {
                let path = format!(
                    "/control/people/{person}/files?kind=document&filename=a.pdf&caption={words}"
                );
                files.iter().fold(String::new(), |_, bytes| upload(path.clone(), bytes))
            }
            Medium::Messenger => {
                let path = "/control/messenger/files?name=a.pdf&mime=application/pdf";
                let attached =
                    |bytes| json!({"type": "file", "file": upload(path.to_owned(), bytes)});
                let attachments: Vec<Value> = files.iter().map(attached).collect();
                let path = format!("/people/{person}/messages");
                let body = json!({ "attachments": attachments });
                word(&self.controls("POST", &path, body).is(201)["id"])
            }
        }
    }

    pub fn reacts(&self, person: &str, message: &str, emoji: &str) {
        match self.medium {
            Medium::Whatsapp => {
                let act = json!({"kind": "react", "message_id": message, "emoji": emoji});
                let path = format!("/people/{person}/acts");
                self.controls("POST", &path, json!({"act": act})).is(201);
            }
            Medium::Messenger => {
                let path = format!("/people/{person}/messages/{message}/reaction");
                let answer = self.controls("PUT", &path, json!({"emoji": emoji}));
                assert!((200..300).contains(&answer.status), "{}", answer.text);
            }
        }
    }

    /// Where a message has come to, once it has.
    pub fn conversation_of(&self, provider_id: &str) -> Option<u64> {
        let view = self.desk.app().store.view().ok()?;
        let found = view.entry_by_provider_id(InboxId(self.inbox), provider_id).ok()?;
        found.map(|entry| entry.conversation().0)
    }

    pub fn is_stopped(&self) -> bool {
        self.desk.admin.get(&format!("/inboxes/{}", self.inbox)).is(200)["status"] == "stopped"
    }

    pub fn gets_a_new_token(&self) {
        let body = match self.medium {
            Medium::Whatsapp => json!({"whatsapp": {"access_token": ACCESS_TOKEN}}),
            Medium::Messenger => json!({"messenger": {"page_access_token": PAGE_ACCESS_TOKEN}}),
        };
        self.desk.admin.patch(&format!("/inboxes/{}", self.inbox), body).is(200);
    }

    /// The phone's messages as the simulator has them, both sides', but for reactions.
    pub fn messages(&self, person: &str) -> Vec<Value> {
        let mut all = self.all_messages(person);
        all.retain(|message| message["type"] != "reaction");
        all
    }

    fn all_messages(&self, person: &str) -> Vec<Value> {
        let shown = self.controls("GET", &format!("/people/{person}/messages"), Value::Null);
        shown.is(200)["messages"].as_array().expect("a list").clone()
    }

    pub fn phone(&self, person: &str) -> Vec<Shown> {
        let all = self.all_messages(person);
        let real = all.iter().filter(|message| message["type"] != "reaction");
        real.map(|message| Shown {
            is_ours: message["from"] == "business",
            what: self.what_is_shown(message),
            reaction: match self.medium {
                Medium::Whatsapp => reaction_among(&all, &message["id"]),
                Medium::Messenger => customers(&message["reactions"], "customer"),
            },
        })
        .collect()
    }

    fn what_is_shown(&self, message: &Value) -> String {
        let content = &message["content"];
        let (words, files) = match self.medium {
            Medium::Whatsapp if message["type"] == "text" => (&content["body"], Vec::new()),
            Medium::Whatsapp => (&content["caption"], vec![&content["id"]]),
            Medium::Messenger => {
                let attached = message["attachments"].as_array().into_iter().flatten();
                (&message["text"], attached.map(|one| &one["file"]["id"]).collect())
            }
        };
        let directory = match self.medium {
            Medium::Whatsapp => "media",
            Medium::Messenger => "files",
        };
        let hashes = files.into_iter().filter_map(Value::as_str).map(|file| {
            let path = format!("/control{}", self.path(&format!("/{directory}/{file}")));
            let graph = &self.desk.graph;
            self.hash_at(&path, || graph.bytes(graph.request("GET", &path)))
        });
        labelled(words, hashes)
    }

    /// A conversation's messages in the order in which the agent reads them.
    pub fn timeline(&self, agent: &Agent, conversation: u64) -> Vec<Told> {
        let entries = in_reading_order(agent.timeline(conversation)).into_iter();
        let messages = entries.filter(|entry| entry["kind"] == "message");
        messages
            .map(|entry| Told {
                status: entry["delivery"]["status"].as_str().map(str::to_owned),
                what: self.what_is_told(agent, &entry),
                reaction: customers(&entry["reactions"], "contact"),
            })
            .collect()
    }

    /// Of a file that is not here it is told how it stands with it.
    fn what_is_told(&self, agent: &Agent, entry: &Value) -> String {
        let here = |url: &Value| {
            let url = url.as_str().expect("an address");
            self.hash_at(url, || {
                let path = url.strip_prefix("/api/v1").expect("of the API");
                self.desk.http.bytes(agent.request("GET", path, None, None))
            })
        };
        let hashes: Vec<String> = match entry["content"]["files"].as_array() {
            Some(files) => files
                .iter()
                .map(|file| match file["state"].as_str() {
                    Some("here") => here(&file["attachment"]["url"]),
                    state => state.unwrap_or_default().to_owned(),
                })
                .collect(),
            None => {
                let attached = entry["attachments"].as_array().into_iter().flatten();
                attached.map(|attachment| here(&attachment["url"])).collect()
            }
        };
        labelled(&entry["text"], hashes.into_iter())
    }

    fn hash_at(&self, address: &str, fetch: impl FnOnce() -> Vec<u8>) -> String {
        let known = self.hashes.borrow().get(address).cloned();
        known.unwrap_or_else(|| {
            let hash = hex::encode(Sha256::digest(fetch()));
            self.hashes.borrow_mut().insert(address.to_owned(), hash.clone());
            hash
        })
    }
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn labelled(words: &Value, hashes: impl Iterator<Item = String>) -> String {
    hashes.fold(word(words), |all, hash| format!("{all}#{hash}"))
}

/// The last reaction of the customer to a message; an empty one is none.
fn reaction_among(all: &[Value], message: &Value) -> Option<String> {
    let is_it = |one: &&Value| {
        one["type"] == "reaction"
            && one["from"] == "customer"
            && one["content"]["message_id"] == *message
    };
    let last = all.iter().rfind(is_it)?;
    Some(word(&last["content"]["emoji"])).filter(|emoji| !emoji.is_empty())
}

fn customers(reactions: &Value, by: &str) -> Option<String> {
    let all = reactions.as_array()?;
    let emojis: Vec<String> =
        all.iter().filter(|one| one["by"] == by).map(|one| word(&one["emoji"])).collect();
    Some(emojis.concat()).filter(|emojis| !emojis.is_empty())
}
