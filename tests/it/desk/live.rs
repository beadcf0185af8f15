//! A browser's live connection.

use super::agent::{Agent, number};
use super::eventually::PATIENCE;
use super::http::Http;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub struct Live {
    runtime: Handle,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Where the change log stood when it began.
    pub hello: u64,
}

impl Live {
    /// `after`: the last change that is known already.
    pub fn connects(http: &Http, agent: &Agent, after: Option<u64>) -> Live {
        let connected = Live::tries(http, request(http, Some(&agent.cookie()), after, None));
        let mut live = connected.expect("a connection");
        let hello = live.next();
        assert_eq!(hello["type"], "hello", "{hello}");
        live.hello = number(&hello["seq"]);
        live
    }

    /// The status of the refusal, and its body.
    pub fn is_refused(http: &Http, agent: Option<&Agent>, origin: Option<&str>) -> (u16, String) {
        let cookie = agent.map(Agent::cookie);
        Live::refusal(http, request(http, cookie.as_deref(), None, origin))
    }

    /// The same for a program with a key.
    pub fn refuses_key(http: &Http, key: &str) -> (u16, String) {
        let mut request = request(http, None, None, None);
        let bearer = HeaderValue::from_str(&format!("Bearer {key}")).expect("a header");
        request.headers_mut().insert("authorization", bearer);
        Live::refusal(http, request)
    }

    fn refusal(http: &Http, request: Request<()>) -> (u16, String) {
        match Live::tries(http, request) {
            Ok(_) => panic!("it was let in"),
            Err(Error::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default();
                (answer.status().as_u16(), String::from_utf8_lossy(&body).into_owned())
            }
            Err(error) => panic!("no answer: {error}"),
        }
    }

    fn tries(http: &Http, request: Request<()>) -> Result<Live, Error> {
        let (stream, _) = http.runtime.block_on(connect_async(request))?;
        Ok(Live { runtime: http.runtime.clone(), stream, hello: 0 })
    }

    /// Says something to the server.
    pub fn says(&mut self, frame: Value) {
        self.says_raw(&frame.to_string());
    }

    pub fn says_raw(&mut self, text: &str) {
        let sending = self.stream.send(Message::text(text));
        self.runtime.block_on(sending).expect("it is taken");
    }

    /// Says it even if nobody listens any more.
    pub fn tries_to_say(&mut self, frame: &Value) {
        // It may be closing already.
        let _ = self.runtime.block_on(self.stream.send(Message::text(frame.to_string())));
    }

    /// The next event that `is_it`; others are skipped.
    pub fn hears(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next();
            if is_it(&event) {
                return event;
            }
        }
    }

    /// The next event.
    pub fn next(&mut self) -> Value {
        match self.next_message() {
            Message::Text(text) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("{other:?} instead of an event"),
        }
    }

    /// All events up to the one with this number, that one included.
    pub fn up_to(&mut self, seq: u64) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        while events.last().is_none_or(|event| event["seq"].as_u64().is_none_or(|at| at < seq)) {
            events.push(self.next());
        }
        events
    }

    /// The code with which the server closes the connection; events before it are skipped.
    pub fn closes_with(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.next_message() {
                return frame.map_or(0, |frame| frame.code.into());
            }
        }
    }

    fn next_message(&mut self) -> Message {
        let stream = &mut self.stream;
        self.runtime.block_on(async {
            loop {
                let next = tokio::time::timeout(PATIENCE, stream.next()).await;
                match next.expect("something comes in time").expect("it is open") {
                    Ok(Message::Ping(_) | Message::Pong(_)) => {}
                    Ok(message) => return message,
                    Err(error) => panic!("the connection broke: {error}"),
                }
            }
        })
    }
}

/// A browser in the background, as everybody has one who is signed in: it listens and says nothing.
pub struct Browser(JoinHandle<()>);

impl Browser {
    /// `None`: the server is not there.
    pub fn opens(http: &Http, cookie: &str) -> Option<Browser> {
        let mut live = Live::tries(http, request(http, Some(cookie), None, None)).ok()?;
        let first = live.runtime.block_on(live.stream.next());
        matches!(first, Some(Ok(_))).then(|| {
            let listening = async move { while let Some(Ok(_)) = live.stream.next().await {} };
            Browser(http.runtime.spawn(listening))
        })
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request(
    http: &Http,
    cookie: Option<&str>,
    after: Option<u64>,
    origin: Option<&str>,
) -> Request<()> {
    let base = http.base.replace("http://", "ws://");
    let after = after.map(|after| format!("?after={after}")).unwrap_or_default();
    let address = format!("{base}/api/v1/live{after}");
    let mut request = address.into_client_request().expect("a request");
    let header = |text: &str| HeaderValue::from_str(text).expect("a header");
    if let Some(cookie) = cookie {
        request.headers_mut().insert("cookie", header(cookie));
    }
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", header(origin));
    }
    request
}

/// What an event is about: its type and the id of the thing.
pub fn about(event: &Value) -> (String, u64) {
    let data = &event["data"];
    let id = data["id"].as_u64().or(data["conversation_id"].as_u64());
    (event["type"].as_str().unwrap_or_default().to_owned(), id.unwrap_or_default())
}
