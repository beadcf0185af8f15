//! Requests and their answers, one at a time.

use super::eventually::PATIENCE;
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tokio::runtime::Handle;

/// Speaks to one address.
#[derive(Clone)]
pub struct Http {
    pub runtime: Handle,
    client: Client,
    pub base: String,
}

impl Http {
    pub fn new(runtime: Handle, base: String) -> Http {
        // Another part of the process may have said so already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        Http { runtime, client, base }
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = method.parse().expect("a method");
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub fn send(&self, request: RequestBuilder) -> Answer {
        self.try_to_send(request).expect("an answer")
    }

    /// The body of an answer 200, byte for byte.
    #[track_caller]
    pub fn bytes(&self, request: RequestBuilder) -> Vec<u8> {
        let body = self.runtime.block_on(async {
            let answer = request.send().await?.error_for_status()?;
            answer.bytes().await
        });
        body.expect("the bytes").to_vec()
    }

    /// `None`: there was no answer.
    pub fn try_to_send(&self, request: RequestBuilder) -> Option<Answer> {
        self.runtime.block_on(async {
            let answer = request.send().await.ok()?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let text = answer.text().await.ok()?;
            let json = serde_json::from_str(&text).unwrap_or(Value::Null);
            Some(Answer { status, headers, json, text })
        })
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Null if it is no JSON.
    pub json: Value,
    pub text: String,
}

impl Answer {
    /// The body, if the status is this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// A refusal in its one form: problem JSON with this code. Gives the sentence.
    #[track_caller]
    pub fn refuses(&self, status: u16, code: &str) -> String {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.json["status"], status, "{}", self.text);
        for part in ["type", "title", "detail"] {
            assert!(self.json[part].as_str().is_some_and(|s| !s.is_empty()), "{}", self.text);
        }
        self.json["detail"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
