//! A simulator, a desk that only listens, and verbs for both.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::web::Data;
use poem::{EndpointExt, Request, Route, Server, get, handler};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::simulator::platform::Change;
use crate::simulator::webhook::signature::sign;
use crate::simulator::{Options, Person, Running, WhatsAppAccount, start};

pub const ANN: &str = "16505551234";
pub const NUMBER: &str = "106540352242922";
pub const WABA: &str = "102290129340398";
pub const TOKEN: &str = "the right token";
/// Another business with a number of its own.
pub const OTHER_NUMBER: &str = "106540352242933";
pub const OTHER_WABA: &str = "102290129340399";
pub const OTHER_BUSINESS_TOKEN: &str = "the other business's token";
pub const SECRET: &str = "the app secret";
pub const VERIFY_TOKEN: &str = "the verify token";
/// Nothing here takes long; whatever does has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Bench {
    pub simulator: Running,
    desk: Desk,
    pub client: reqwest::Client,
}

/// What stands in for the desk: it keeps what it is told and answers as it is set to.
pub struct Desk {
    told: mpsc::UnboundedReceiver<Told>,
    pub status: Arc<AtomicU16>,
}

#[derive(Debug)]
pub struct Told {
    pub signature: Option<String>,
    pub bytes: Vec<u8>,
}

#[derive(Clone)]
struct Ears {
    tell: mpsc::UnboundedSender<Told>,
    status: Arc<AtomicU16>,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn is_signed(&self) -> bool {
        self.signature.as_deref() == Some(sign(SECRET, &self.bytes).as_str())
    }

    /// All messages and statuses in it, in order.
    pub fn updates(&self) -> Vec<Value> {
        let body = self.json();
        let changes = body["entry"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|entry| entry["changes"].as_array().unwrap());
        let lists = changes.flat_map(|change| {
            ["messages", "statuses"]
                .map(|name| change["value"][name].as_array().cloned().unwrap_or_default())
        });
        lists.flatten().collect()
    }
}

impl Desk {
    pub async fn listen(listener: TcpListener) -> Desk {
        let (tell, told) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let ears = Ears { tell, status: status.clone() };
        let listens = || get(challenge).post(hear);
        let app = Route::new()
            .at("/hooks/whatsapp", listens())
            .at("/hooks/messenger", listens())
            .data(ears);
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
        Desk { told, status }
    }

    pub async fn hears(&mut self) -> Told {
        timeout(PATIENCE, self.told.recv()).await.expect("the desk is told nothing").unwrap()
    }
}

#[handler]
async fn hear(Data(ears): Data<&Ears>, request: &Request, body: Vec<u8>) -> StatusCode {
    let signature = request.header("X-Hub-Signature-256").map(str::to_owned);
    let _ = ears.tell.send(Told { signature, bytes: body });
    StatusCode::from_u16(ears.status.load(Ordering::Relaxed)).unwrap()
}

#[handler]
async fn challenge(request: &Request) -> poem::Result<String> {
    let pairs: Vec<(String, String)> = request.params()?;
    let of = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    if of("hub.verify_token").as_deref() != Some(VERIFY_TOKEN) {
        return Err(StatusCode::FORBIDDEN.into());
    }
    Ok(of("hub.challenge").unwrap_or_default())
}

fn account() -> WhatsAppAccount {
    WhatsAppAccount {
        phone_number_id: NUMBER.to_owned(),
        waba_id: WABA.to_owned(),
        display_phone_number: "+1 555-078-3881".to_owned(),
        access_token: TOKEN.to_owned(),
        name: "Shop".to_owned(),
    }
}

impl Bench {
    /// Everything happens at once, as far as knobs can make it.
    pub async fn new() -> Bench {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Bench::with_desk(Desk::listen(listener).await, address).await
    }

    /// The same desk serves another business, too.
    pub async fn with_two_businesses() -> Bench {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let other = WhatsAppAccount {
            phone_number_id: OTHER_NUMBER.to_owned(),
            waba_id: OTHER_WABA.to_owned(),
            display_phone_number: "+1 555-078-4992".to_owned(),
            access_token: OTHER_BUSINESS_TOKEN.to_owned(),
            name: "Other shop".to_owned(),
        };
        Bench::with_accounts(Desk::listen(listener).await, address, vec![account(), other]).await
    }

    pub async fn with_desk(desk: Desk, desk_address: SocketAddr) -> Bench {
        Bench::with_accounts(desk, desk_address, vec![account()]).await
    }

    async fn with_accounts(
        desk: Desk,
        desk_address: SocketAddr,
        accounts: Vec<WhatsAppAccount>,
    ) -> Bench {
        let simulator = start(Options {
            listen: ([127, 0, 0, 1], 0).into(),
            webhook_url: format!("http://{desk_address}/hooks/whatsapp"),
            app_secret: SECRET.to_owned(),
            verify_token: VERIFY_TOKEN.to_owned(),
            accounts,
            people: vec![Person {
                name: "Änn".to_owned(),
                wa_id: ANN.to_owned(),
                history: Vec::new(),
            }],
            seed: 7,
            desk_url: None,
            messenger: super::messenger::options(desk_address),
            mail: super::mail::options(),
        });
        let simulator = simulator.await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let bench = Bench { simulator, desk, client };
        bench.turns(json!({"sent_after_ms": 0, "delivered_after_ms": 0, "read_after_ms": 0})).await;
        bench
    }

    pub fn desk_answers(&self, status: u16) {
        self.desk.status.store(status, Ordering::Relaxed);
    }

    pub async fn desk_is_replaced(&mut self, desk: Desk) {
        self.desk = desk;
    }

    pub async fn told(&mut self) -> Told {
        self.desk.hears().await
    }

    /// The next update, from a notification with one.
    pub async fn update(&mut self) -> Value {
        let told = self.told().await;
        let mut updates = told.updates();
        assert_eq!(updates.len(), 1, "{updates:?}");
        updates.remove(0)
    }

    pub async fn statuses(&mut self, count: usize) -> Vec<String> {
        let mut statuses = Vec::new();
        for _ in 0..count {
            let status = self.update().await["status"].as_str().unwrap_or("a message").to_owned();
            statuses.push(status);
        }
        statuses
    }

    /// Waits until the simulator's record of deliveries has an outcome like this.
    pub async fn delivery_ends(&self, outcome: &str) {
        let mut changes = self.simulator.platform.changes.subscribe();
        let ended = || {
            let world = self.simulator.platform.world();
            world.deliveries.after(0).any(|delivery| delivery.entry.outcome == outcome)
        };
        while !ended() {
            let change =
                timeout(PATIENCE, changes.recv()).await.expect("no delivery ends").unwrap();
            assert!(!matches!(change, Change::Everything));
        }
    }

    pub async fn ann_writes(&self, text: &str) -> String {
        let (status, body) =
            self.control("POST", &format!("people/{ANN}/messages"), json!({"text": text})).await;
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    pub async fn ann_sees(&self) -> Vec<String> {
        let (_, body) = self.control("GET", &format!("people/{ANN}/messages"), Value::Null).await;
        let messages = body["messages"].as_array().unwrap().iter();
        messages
            .map(|message| {
                let word = |name: &str| message[name].as_str().unwrap_or_default();
                let text = message["content"]["body"].as_str().unwrap_or_default();
                format!("{} {} {text}", word("from"), word("ticks"))
            })
            .collect()
    }

    /// Bytes of one kind; the message's id.
    pub async fn ann_sends(&self, query: &str, mime: &str, bytes: Vec<u8>) -> String {
        let request = self.client.post(self.url(&format!("/control/people/{ANN}/files?{query}")));
        let request = request.header("content-type", mime).timeout(PATIENCE);
        let answer = request.body(bytes).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    /// What stands at an address of the simulator's; nothing if it breaks off.
    pub async fn fetches(&self, url: &str, token: Option<&str>) -> (u16, Vec<u8>) {
        let request = self.client.get(url).timeout(PATIENCE);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default())
    }

    pub async fn waits_seconds(&self, seconds: u64) {
        let (status, _) = self.control("POST", "clock", json!({"advance_seconds": seconds})).await;
        assert_eq!(status, 200);
    }

    pub async fn turns(&self, knobs: Value) {
        let (status, body) = self.control("PUT", "knobs", knobs).await;
        assert_eq!(status, 200, "{body}");
    }

    pub async fn breaks(&self, faults: Value) {
        let (status, body) = self.control("PUT", "faults", json!({"faults": faults})).await;
        assert_eq!(status, 200, "{body}");
    }

    pub async fn waits_hours(&self, hours: u64) {
        let (status, _) =
            self.control("POST", "clock", json!({"advance_seconds": hours * 3600})).await;
        assert_eq!(status, 200);
    }

    pub async fn control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.call(method, &format!("/control/{path}"), None, body).await.unwrap()
    }

    /// A text to Ann; the answer's status and body.
    pub async fn replies(&self, text: &str) -> (u16, Value) {
        self.tries_to_reply(text).await.unwrap()
    }

    /// The same, where the answer may be no answer.
    pub async fn tries_to_reply(&self, text: &str) -> reqwest::Result<(u16, Value)> {
        let body = json!({"messaging_product": "whatsapp", "to": format!("+{ANN}"), "type": "text", "text": {"body": text}, "biz_opaque_callback_data": "msg:42"});
        self.call("POST", &format!("/v25.0/{NUMBER}/messages"), Some(TOKEN), body).await
    }

    pub async fn graph(&self, method: &str, path: &str, token: &str, body: Value) -> (u16, Value) {
        self.call(method, &format!("/v25.0/{path}"), Some(token), body).await.unwrap()
    }

    /// A form, with the boundary `x`.
    pub async fn uploads(&self, form: &str) -> (u16, Value) {
        let request = self.client.post(self.url(&format!("/v25.0/{NUMBER}/media")));
        let request = request.bearer_auth(TOKEN).timeout(PATIENCE);
        let request = request.header("content-type", "multipart/form-data; boundary=x");
        let answer = request.body(form.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.simulator.address)
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Value,
    ) -> reqwest::Result<(u16, Value)> {
        let mut request =
            self.client.request(method.parse().unwrap(), self.url(path)).timeout(PATIENCE);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        Ok((status, serde_json::from_str(&text).unwrap_or(Value::String(text))))
    }
}
