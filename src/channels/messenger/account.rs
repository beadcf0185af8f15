//! A page's connection to our app: who it is, and whether its events come here.

use super::send::Credentials;
use super::{NAME, answer};
use crate::channels::graph::{self, Endpoint};
use crate::channels::secret::Secret;
use crate::channels::{SendError, json};
use crate::domain::Timestamp;
use reqwest::RequestBuilder;
use serde_json::Value;
use std::time::Duration;

const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// The page's events that we take.
pub const FIELDS: [&str; 12] = [
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
];

/// The fields without which messages are missed.
pub const NEEDED: [&str; 3] = ["messages", "messaging_postbacks", "message_echoes"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub id: String,
    pub name: Option<String>,
}

/// An app that gets a page's events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub app_id: String,
    pub name: Option<String>,
    pub fields: Vec<String>,
}

/// What Meta says of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    pub is_valid: bool,
    pub app_id: Option<String>,
    /// `None`: never.
    pub expires_at: Option<Timestamp>,
    pub scopes: Vec<String>,
}

/// The page behind the token.
pub async fn page(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
) -> Result<Page, SendError> {
    let mut url = graph::address(endpoint, &[&credentials.page_id])?;
    url.query_pairs_mut().append_pair("fields", "id,name");
    let body = ask(client.get(url), &credentials.access_token).await?;
    let id = json::text(&body, "id").unwrap_or_else(|| credentials.page_id.clone());
    Ok(Page { id, name: json::text(&body, "name") })
}

/// The apps that get the page's events.
pub async fn subscriptions(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
) -> Result<Vec<Subscription>, SendError> {
    let url = graph::address(endpoint, &[&credentials.page_id, "subscribed_apps"])?;
    let body = ask(client.get(url), &credentials.access_token).await?;
    Ok(json::list(&body, "data").iter().filter_map(read_subscription).collect())
}

fn read_subscription(value: &Value) -> Option<Subscription> {
    let fields = json::list(value, "subscribed_fields").iter();
    Some(Subscription {
        app_id: json::text(value, "id")?,
        name: json::text(value, "name"),
        fields: fields.filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// Lets the page's events come to the token's app. Doing it twice is harmless.
pub async fn subscribe(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
) -> Result<(), SendError> {
    let mut url = graph::address(endpoint, &[&credentials.page_id, "subscribed_apps"])?;
    url.query_pairs_mut().append_pair("subscribed_fields", &FIELDS.join(","));
    ask(client.post(url), &credentials.access_token).await.map(|_| ())
}

/// What Meta says of the token, asked in the app's own name.
pub async fn token(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    app_id: &str,
    app_secret: &Secret,
) -> Result<TokenFacts, SendError> {
    let mut url = graph::address(endpoint, &["debug_token"])?;
    url.query_pairs_mut().append_pair("input_token", credentials.access_token.reveal());
    let app_token = Secret::new(format!("{app_id}|{}", app_secret.reveal()));
    let body = ask(client.get(url), &app_token).await?;
    Ok(read_token(body.get("data").unwrap_or(&Value::Null)))
}

fn read_token(data: &Value) -> TokenFacts {
    let scopes = json::list(data, "scopes").iter();
    TokenFacts {
        is_valid: data.get("is_valid") == Some(&Value::Bool(true)),
        app_id: json::text(data, "app_id"),
        // 0 stands for "never".
        expires_at: json::time(data, "expires_at").filter(|at| at.0 > 0),
        scopes: scopes.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

async fn ask(request: RequestBuilder, token: &Secret) -> Result<Value, SendError> {
    let answer = graph::exchange(request.timeout(ANSWER_TIMEOUT), token, NAME).await?;
    answer::read(&answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn subscriptions_and_tokens_are_read_whatever_is_missing() {
        let app = json!({"id": 1517776481860111_u64, "subscribed_fields": ["messages", 7]});
        let read = read_subscription(&app).unwrap();
        assert_eq!((read.app_id.as_str(), read.fields.len()), ("1517776481860111", 1));
        assert_eq!(read_subscription(&json!({"name": "x"})), None);
        let never = read_token(&json!({"is_valid": true, "expires_at": 0, "app_id": "7"}));
        assert!(never.is_valid && never.expires_at.is_none() && never.scopes.is_empty());
        assert!(!read_token(&Value::Null).is_valid);
    }
}
