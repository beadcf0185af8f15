//! A Messenger page at a small provider on 127.0.0.1 that answers as told, and the deliveries that
//! such a page makes.

use super::agent::number;
use super::eventually::{eventually, until};
use super::whatsapp::{APP_SECRET, VERIFY_TOKEN, sign};
use super::{Desk, runtime};
use deskbell::domain::{DeliveryId, InboxId};
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::web::Data;
use poem::{Body, EndpointExt, IntoResponse, Request, Response, Route, Server, handler};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::runtime::Runtime;
use tokio::sync::watch;

pub const PAGE_ID: &str = "106195825075770";
pub const APP_ID: &str = "1517776481860111";
pub const PERSON: &str = "5794982867201265";

#[derive(Default)]
struct Told {
    /// What the next messages are answered with; when it is empty, they are taken.
    answers: VecDeque<(u16, String)>,
    sends: Vec<Value>,
    uploads: Vec<String>,
    is_subscribed: bool,
    profile: Value,
    taken: u32,
}

struct Provider {
    told: Mutex<Told>,
    is_held: watch::Sender<bool>,
}

impl Provider {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().expect("what it was told")
    }
}

pub struct Page {
    pub address: SocketAddr,
    provider: Arc<Provider>,
    _runtime: Runtime,
}

#[handler]
async fn answer(provider: Data<&Arc<Provider>>, request: &Request, body: Body) -> Response {
    let bytes = body.into_vec().await.expect("a body");
    let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let is_post = request.method() == poem::http::Method::POST;
    let (status, text) = match path.rsplit('/').next().unwrap_or_default() {
        "messages" => {
            provider.told().sends.push(json);
            let mut is_held = provider.is_held.subscribe();
            is_held.wait_for(|is_held| !is_held).await.expect("the provider runs");
            taken_or_told(&mut provider.told())
        }
        "message_attachments" => {
            let form = String::from_utf8_lossy(&bytes).into_owned();
            provider.told().uploads.push(form);
            (200, json!({"attachment_id": "77"}).to_string())
        }
        "subscribed_apps" if is_post => {
            provider.told().is_subscribed = true;
            (200, json!({"success": true}).to_string())
        }
        "subscribed_apps" => {
            let app = json!({"id": APP_ID, "subscribed_fields": ["messages", "messaging_postbacks", "message_echoes"]});
            let apps = if provider.told().is_subscribed { vec![app] } else { Vec::new() };
            (200, json!({"data": apps}).to_string())
        }
        _ => {
            let profile = &provider.told().profile;
            (if profile["error"].is_null() { 200 } else { 400 }, profile.to_string())
        }
    };
    text.with_status(StatusCode::from_u16(status).expect("a status")).into_response()
}

fn taken_or_told(told: &mut Told) -> (u16, String) {
    told.answers.pop_front().unwrap_or_else(|| {
        told.taken += 1;
        let body = json!({"recipient_id": PERSON, "message_id": format!("m_out_{}", told.taken)});
        (200, body.to_string())
    })
}

impl Page {
    pub fn open() -> Page {
        let runtime = runtime();
        let told = Told { profile: json!({"id": PERSON}), is_subscribed: true, ..Told::default() };
        let provider =
            Arc::new(Provider { told: Mutex::new(told), is_held: watch::Sender::new(false) });
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let app = Route::new().at("/*path", poem::get(answer).post(answer)).data(provider.clone());
        runtime.spawn(async move {
            let acceptor = TcpAcceptor::from_std(listener).expect("an acceptor");
            Server::new_with_acceptor(acceptor).run(app).await
        });
        Page { address, provider, _runtime: runtime }
    }

    /// What the next message is answered with.
    pub fn answers(&self, status: u16, body: Value) {
        self.provider.told().answers.push_back((status, body.to_string()));
    }

    pub fn refuses(&self, code: i64, subcode: i64) {
        let error = json!({"code": code, "error_subcode": subcode, "message": "(#) no"});
        self.answers(400, json!({ "error": error }));
    }

    /// The next message's answer is lost on the way.
    pub fn loses_the_answer(&self) {
        self.provider.told().answers.push_back((502, "<html>".to_owned()));
    }

    /// Answers nothing until it is let go.
    pub fn holds(&self, is_held: bool) {
        self.provider.is_held.send_replace(is_held);
    }

    /// What is known of the person; with an `error`, why that is not told.
    pub fn calls_the_person(&self, profile: Value) {
        self.provider.told().profile = profile;
    }

    pub fn forgets_the_app(&self) {
        self.provider.told().is_subscribed = false;
    }

    pub fn is_subscribed(&self) -> bool {
        self.provider.told().is_subscribed
    }

    /// The bodies of all messages that were asked for.
    pub fn sends(&self) -> Vec<Value> {
        self.provider.told().sends.clone()
    }

    /// How many messages were taken.
    pub fn taken(&self) -> u32 {
        self.provider.told().taken
    }

    pub fn uploads(&self) -> Vec<String> {
        self.provider.told().uploads.clone()
    }

    /// The body of the message asked for in this place, once it has been.
    pub fn sent(&self, place: usize) -> Value {
        eventually("the message is asked for", || self.sends().get(place).cloned())
    }

    /// An event of the page's, signed as Meta signs; returns when it is read.
    pub fn tells(&self, desk: &Desk, event: Value) {
        self.tells_in(desk, "messaging", event);
    }

    pub fn tells_in(&self, desk: &Desk, list: &str, event: Value) {
        let mut whole = json!({
            "sender": {"id": PERSON}, "recipient": {"id": PAGE_ID}, "timestamp": desk.now().0,
        });
        let fields = event.as_object().expect("an object").clone();
        whole.as_object_mut().expect("an object").extend(fields);
        let entry = json!({"id": PAGE_ID, "time": desk.now().0, list: [whole]});
        self.delivers(desk, "/hooks/messenger", &json!({"object": "page", "entry": [entry]}));
    }

    pub fn delivers(&self, desk: &Desk, path: &str, body: &Value) {
        let body = body.to_string().into_bytes();
        let signature = sign(APP_SECRET, &body);
        let request = desk.http.request("POST", path).body(body);
        desk.http.send(request.header("x-hub-signature-256", signature)).is(200);
        until("the delivery is read", || {
            let view = desk.app().store.view().expect("a view");
            view.waiting_deliveries(DeliveryId(0), 1).is_ok_and(|waiting| waiting.is_empty())
        });
    }

    /// The person writes; gives the conversation that it came to.
    pub fn is_written_to(&self, desk: &Desk, mid: &str, text: &str) -> u64 {
        self.tells(desk, json!({"message": {"mid": mid, "text": text}}));
        self.conversation_with(desk, mid)
    }

    pub fn conversation_with(&self, desk: &Desk, mid: &str) -> u64 {
        let view = desk.app().store.view().expect("a view");
        let found = view.entry_by_provider_id(InboxId(2), mid).expect("readable");
        found.expect("the message is in a conversation").conversation().0
    }

    /// What went out in the page's name comes back.
    pub fn echoes(&self, desk: &Desk, message: Value) {
        let mut message = message;
        message["is_echo"] = json!(true);
        self.tells(
            desk,
            json!({
                "sender": {"id": PAGE_ID}, "recipient": {"id": PERSON}, "message": message,
            }),
        );
    }
}

impl Desk {
    /// A workspace whose second inbox is a Messenger page.
    pub fn open_with_page() -> (Desk, Page) {
        let page = Page::open();
        let desk = Desk::open_towards(Some(page.address));
        let made = desk.admin.post("/inboxes", messenger_inbox("Page", PAGE_ID)).is(201);
        assert_eq!(number(&made["id"]), 2);
        (desk, page)
    }
}

pub fn messenger_inbox(name: &str, page_id: &str) -> Value {
    json!({
        "channel": "messenger",
        "name": name,
        "messenger": {
            "page_id": page_id,
            "page_access_token": "EAAG-page-token-of-the-tests",
            "app_id": APP_ID,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
        },
    })
}
