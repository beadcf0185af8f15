//! The mail provider: a mailbox, its people Bea and Cem, and programs that speak its languages.

mod acts;
mod imap;
mod smtp;

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::bench::Bench;
use crate::simulator::{MailOptions, MailPerson, Mailbox};

const SHOP: &str = "shop@example.test";
const PASSWORD: &str = "the mailbox's password";
const BEA: &str = "bea@mail.test";
const CEM: &str = "cem@mail.test";
const PATIENCE: Duration = Duration::from_secs(20);

pub fn options() -> MailOptions {
    let person = |name: &str, address: &str| MailPerson {
        name: name.to_owned(),
        address: address.to_owned(),
        history: Vec::new(),
    };
    MailOptions {
        mailboxes: vec![Mailbox {
            address: SHOP.to_owned(),
            name: "Shop".to_owned(),
            password: PASSWORD.to_owned(),
        }],
        people: vec![person("B\u{e9}a Blum", BEA), person("Cem", CEM)],
        listeners: None,
    }
}

/// A program's connection.
struct Program(BufReader<TcpStream>);

impl Program {
    async fn connects(bench: &Bench, protocol: &str) -> Program {
        let (_, state) = bench.control("GET", "state", Value::Null).await;
        let port = state["mail"]["ports"][protocol].as_u64().unwrap();
        let port = u16::try_from(port).unwrap();
        Program(BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap()))
    }

    /// A line, without its end; nothing if the connection is over.
    async fn hears(&mut self) -> String {
        self.line().await.unwrap_or_default()
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.0.read_line(&mut line)).await.unwrap().unwrap();
        (read > 0).then(|| line.trim_end_matches("\r\n").to_owned())
    }

    async fn bytes(&mut self, number: usize) -> String {
        let mut bytes = vec![0; number];
        timeout(PATIENCE, self.0.read_exact(&mut bytes)).await.unwrap().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    async fn says(&mut self, text: &str) {
        self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.unwrap();
    }

    async fn asks(&mut self, text: &str) -> String {
        self.says(text).await;
        self.hears().await
    }

    /// All that is answered to an IMAP command, the last line without its tag.
    async fn commands(&mut self, command: &str) -> Vec<String> {
        self.says(&format!("T {command}")).await;
        self.ends().await
    }

    async fn ends(&mut self) -> Vec<String> {
        let mut heard = Vec::new();
        loop {
            let Some(line) = self.line().await else {
                panic!("the connection is over after {heard:?}");
            };
            if let Some(end) = line.strip_prefix("T ") {
                heard.push(end.to_owned());
                return heard;
            }
            heard.push(line);
        }
    }
}

/// A program that fetches, signed in, with the main folder open.
async fn reader(bench: &Bench) -> Program {
    let mut program = Program::connects(bench, "imap").await;
    assert!(program.hears().await.starts_with("* OK"));
    let welcome = program.commands(&format!("LOGIN {SHOP} \"{PASSWORD}\"")).await;
    assert!(welcome[0].starts_with("OK"), "{welcome:?}");
    let open = program.commands("SELECT \"INBOX\"").await;
    assert!(open.last().unwrap().starts_with("OK [READ-WRITE]"), "{open:?}");
    program
}

async fn writes(bench: &Bench, address: &str, body: Value) -> Value {
    let path = format!("mail/people/{address}/mails");
    let (status, made) = bench.control("POST", &path, body).await;
    assert_eq!(status, 201, "{made}");
    made
}

async fn mails(bench: &Bench, address: &str) -> Vec<Value> {
    let (_, body) =
        bench.control("GET", &format!("mail/people/{address}/mails"), Value::Null).await;
    body["mails"].as_array().unwrap().clone()
}

async fn folder(bench: &Bench, name: &str) -> Vec<Value> {
    let (_, body) = bench.control("GET", &format!("mail/mailboxes/{SHOP}"), Value::Null).await;
    body["folders"][name].as_array().unwrap().clone()
}

async fn turns(bench: &Bench, knobs: Value) {
    let (status, body) = bench.control("PUT", "mail/knobs", knobs).await;
    assert_eq!(status, 200, "{body}");
}
