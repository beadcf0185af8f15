//! WhatsApp as customers and Meta use it: phones, faults, signed deliveries.

use super::agent::number;
use super::eventually::{eventually, until};
use super::http::{Answer, Http};
use deskbell::app::App;
use deskbell::domain::InboxId;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

pub const PHONE_NUMBER_ID: &str = "106540352242922";
pub const WABA_ID: &str = "102290129340398";
pub const APP_SECRET: &str = "0123456789abcdef-app-secret";
pub const ACCESS_TOKEN: &str = "EAAG-access-token-of-the-tests";
pub const VERIFY_TOKEN: &str = "verify-token-of-the-tests";

pub struct Whatsapp<'d> {
    pub(super) app: &'d App,
    /// Of the desk.
    pub(super) http: &'d Http,
    pub(super) simulator: &'d Http,
}

impl Whatsapp<'_> {
    pub fn customer(&self, name: &str) -> Customer<'_> {
        let person = self.controls("POST", "/people", json!({"name": name})).is(201);
        let wa_id = person["wa_id"].as_str().expect("a number").to_owned();
        Customer { whatsapp: self, name: name.to_owned(), wa_id }
    }

    /// Somebody whom WhatsApp knows by this number.
    pub fn customer_at(&self, name: &str, wa_id: &str) -> Customer<'_> {
        self.controls("POST", "/people", json!({"name": name, "wa_id": wa_id})).is(201);
        Customer { whatsapp: self, name: name.to_owned(), wa_id: wa_id.to_owned() }
    }

    pub fn controls(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.simulator.request(method, &format!("/control{path}"));
        self.simulator.send(if body.is_null() { request } else { request.json(&body) })
    }

    pub fn turns(&self, knobs: Value) {
        self.controls("PUT", "/knobs", knobs).is(200);
    }

    pub fn breaks(&self, faults: Value) {
        self.controls("PUT", "/faults", json!({"faults": faults})).is(200);
    }

    /// Somebody takes our app off the business account.
    pub fn unsubscribes(&self) {
        let path = format!("/v25.0/{WABA_ID}/subscribed_apps");
        let request = self.simulator.request("DELETE", &path);
        let token = format!("Bearer {ACCESS_TOKEN}");
        self.simulator.send(request.header("authorization", token)).is(200);
    }

    /// What came in over the Graph API, but for questions for templates, which come by themselves.
    pub fn requests(&self) -> Vec<Value> {
        let mut all = self.all_requests();
        all.retain(|request| !is_about_templates(request));
        all
    }

    /// How often the list of templates was asked for.
    pub fn asked_for_templates(&self) -> usize {
        self.all_requests().iter().filter(|request| is_about_templates(request)).count()
    }

    fn all_requests(&self) -> Vec<Value> {
        let log = self.controls("GET", "/requests", Value::Null).is(200);
        log["requests"].as_array().expect("a list").clone()
    }

    /// A body of Meta's, signed as Meta signs.
    pub fn delivers(&self, body: &Value) -> Answer {
        self.delivers_bytes(body.to_string().into_bytes())
    }

    pub fn delivers_bytes(&self, body: Vec<u8>) -> Answer {
        let signature = sign(APP_SECRET, &body);
        self.delivers_signed(body, Some(&signature))
    }

    pub fn delivers_signed(&self, body: Vec<u8>, signature: Option<&str>) -> Answer {
        let mut request = self.http.request("POST", "/hooks/whatsapp").body(body);
        if let Some(signature) = signature {
            request = request.header("x-hub-signature-256", signature);
        }
        self.http.send(request)
    }

    /// Returns when everything that was accepted is read.
    pub fn is_read_in(&self) {
        until("all deliveries are read", || {
            let view = self.app.store.view().expect("a view");
            let waiting = view.waiting_deliveries(deskbell::domain::DeliveryId(0), 1);
            waiting.is_ok_and(|waiting| waiting.is_empty())
        });
    }

    /// The conversation that a message of Meta's ended up in, once it has.
    pub fn conversation_with(&self, provider_id: &str) -> u64 {
        eventually("the message is in a conversation", || {
            let view = self.app.store.view().ok()?;
            let found = view.entry_by_provider_id(InboxId(1), provider_id).ok()?;
            found.map(|entry| entry.conversation().0)
        })
    }
}

/// Somebody with a phone.
pub struct Customer<'w> {
    whatsapp: &'w Whatsapp<'w>,
    pub name: String,
    pub wa_id: String,
}

impl Customer<'_> {
    /// Writes a text, and gives the conversation that it came to.
    pub fn writes(&self, text: &str) -> u64 {
        let id = self.sends("messages", json!({"text": text}));
        self.whatsapp.conversation_with(&id)
    }

    /// Writes without waiting for the desk; gives the platform's id.
    pub fn posts(&self, text: &str) -> String {
        self.sends("messages", json!({"text": text}))
    }

    /// Sends something of any type; gives the platform's id.
    pub fn sends_raw(&self, message: Value) -> String {
        self.sends("messages/raw", json!({"message": message}))
    }

    fn sends(&self, path: &str, body: Value) -> String {
        let path = format!("/people/{}/{path}", self.wa_id);
        let sent = self.whatsapp.controls("POST", &path, body).is(201);
        sent["id"].as_str().expect("an id").to_owned()
    }

    pub fn reads(&self) {
        self.whatsapp
            .controls("POST", &format!("/people/{}/read", self.wa_id), Value::Null)
            .is(200);
    }

    /// The messages on the phone, both sides', in their order.
    pub fn phone(&self) -> Vec<Value> {
        let path = format!("/people/{}/messages", self.wa_id);
        let shown = self.whatsapp.controls("GET", &path, Value::Null).is(200);
        shown["messages"].as_array().expect("a list").clone()
    }

    /// What the business wrote, as the phone shows it.
    pub fn has_received(&self) -> Vec<String> {
        let from_business = self.phone().into_iter().filter(|m| m["from"] == "business");
        from_business
            .map(|m| m["content"]["body"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub fn receives(&self, text: &str) {
        until(&format!("{} receives “{text}”", self.name), || {
            self.has_received().iter().any(|received| received == text)
        });
    }
}

fn is_about_templates(request: &Value) -> bool {
    request["path"].as_str().is_some_and(|path| path.ends_with("/message_templates"))
}

pub fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// One value of one change, in its envelope, for the test's own number.
pub fn envelope(value: Value) -> Value {
    let mut whole = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID},
    });
    let parts = value.as_object().expect("an object").clone();
    whole.as_object_mut().expect("an object").extend(parts);
    let change = json!({"field": "messages", "value": whole});
    json!({"object": "whatsapp_business_account", "entry": [{"id": WABA_ID, "changes": [change]}]})
}

/// A text as Meta delivers it.
pub fn text(id: &str, from: &str, body: &str, at_seconds: i64) -> Value {
    json!({"from": from, "id": id, "timestamp": at_seconds.to_string(), "type": "text", "text": {"body": body}})
}

/// A report on one of our messages.
pub fn status(id: &str, word: &str, at_seconds: i64, callback: Option<&str>) -> Value {
    let mut status = json!({
        "id": id, "status": word, "timestamp": at_seconds.to_string(), "recipient_id": "1",
    });
    if let Some(callback) = callback {
        status["biz_opaque_callback_data"] = json!(callback);
    }
    status
}

/// The id under which Meta knows one of our messages, once it does.
pub fn provider_id(app: &App, entry: &Value) -> Option<String> {
    use deskbell::domain::message::Message;
    let id = deskbell::domain::EntryId(number(&entry["id"]));
    let found = app.store.view().ok()?.entry(id).ok()??;
    match found.message()? {
        Message::Outbound(message) => message.provider_ids.first().cloned(),
        Message::Inbound(_) => None,
    }
}
