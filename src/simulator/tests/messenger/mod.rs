//! Messenger: a Page, its person Bea, and verbs for both.

mod acts;
mod files;
mod notifications;
mod pages;
mod rich;
mod schema;
mod sends;

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::bench::{Bench, SECRET, VERIFY_TOKEN};
use crate::simulator::{MessengerOptions, Page, PagePerson};

const PAGE: &str = "106195825075770";
const OTHER_PAGE: &str = "106195825075771";
const PAGE_TOKEN: &str = "the page's token";
const OTHER_TOKEN: &str = "the other page's token";
const APP: &str = "1517776481860111";
const BEA: &str = "5794982867201265";

pub fn options(desk: SocketAddr) -> MessengerOptions {
    let page = |page_id: &str, name: &str, token: &str| Page {
        page_id: page_id.to_owned(),
        name: name.to_owned(),
        access_token: token.to_owned(),
        app_id: APP.to_owned(),
        app_secret: SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        callback: format!("http://{desk}/hooks/messenger"),
    };
    MessengerOptions {
        pages: vec![page(PAGE, "Shop", PAGE_TOKEN), page(OTHER_PAGE, "Other shop", OTHER_TOKEN)],
        people: vec![PagePerson {
            name: "Béa Blum".to_owned(),
            psids: vec![(PAGE.to_owned(), BEA.to_owned())],
            history: Vec::new(),
        }],
    }
}

/// The one event of a notification.
async fn event(bench: &mut Bench) -> Value {
    let told = bench.told().await;
    assert!(told.is_signed());
    let mut events = events(&told.json());
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

/// All events of a body, in order.
fn events(body: &Value) -> Vec<Value> {
    assert_eq!(body["object"], "page");
    let entries = body["entry"].as_array().unwrap().iter();
    let lists = entries.flat_map(|entry| {
        ["messaging", "standby"].map(|name| entry[name].as_array().cloned().unwrap_or_default())
    });
    lists.flatten().collect()
}

/// Everything at once, and Bea has written and been heard.
async fn after_bea_wrote() -> Bench {
    let mut bench = quick().await;
    writes(&bench, "hello").await;
    event(&mut bench).await;
    bench.delivery_ends("answered 200").await;
    bench
}

async fn quick() -> Bench {
    let bench = Bench::new().await;
    turns(&bench, json!({"echo_after_ms": 0})).await;
    bench
}

async fn turns(bench: &Bench, knobs: Value) {
    let (status, body) = bench.control("PUT", "messenger/knobs", knobs).await;
    assert_eq!(status, 200, "{body}");
}

/// What Bea does, by the path behind her id.
async fn bea(bench: &Bench, method: &str, path: &str, body: Value) -> (u16, Value) {
    bench.control(method, &format!("messenger/people/{BEA}/{path}"), body).await
}

async fn writes(bench: &Bench, text: &str) -> String {
    let (status, body) = bea(bench, "POST", "messages", json!({"text": text})).await;
    assert_eq!(status, 201, "{body}");
    body["id"].as_str().unwrap().to_owned()
}

/// Bea's conversation: who, how far, and the text.
async fn sees(bench: &Bench) -> Vec<String> {
    let (_, body) = bea(bench, "GET", "messages", Value::Null).await;
    let word = |message: &Value, name: &str| message[name].as_str().unwrap_or_default().to_owned();
    let messages = body["messages"].as_array().unwrap().iter();
    messages
        .map(|message| {
            let words = ["from", "ticks", "text"].map(|name| word(message, name));
            words.join(" ")
        })
        .collect()
}

/// A call of the Page; the answer's status and body.
async fn page(bench: &Bench, method: &str, path: &str, body: Value) -> (u16, Value) {
    bench.graph(method, path, PAGE_TOKEN, body).await
}

async fn sends(bench: &Bench, body: Value) -> (u16, Value) {
    let mut request = json!({"recipient": {"id": BEA}, "messaging_type": "RESPONSE"});
    request.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    request.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    page(bench, "POST", "me/messages", request).await
}

async fn replies(bench: &Bench, text: &str) -> (u16, Value) {
    sends(bench, json!({"message": {"text": text, "metadata": "msg:42"}})).await
}

/// Status, code and subcode.
fn code(answer: &(u16, Value)) -> (u16, u64, u64) {
    let number = |name: &str| answer.1["error"][name].as_u64().unwrap_or_default();
    (answer.0, number("code"), number("error_subcode"))
}
