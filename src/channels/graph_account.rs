//! What Meta knows of an account of ours, and the call that makes it send us what happens there.
//! Graph API: `GET /{phone-number-id}`, `GET /{page-id}`, `GET /debug_token`,
//! `GET` and `POST /{waba-id | page-id}/subscribed_apps`.

use super::graph::{self, Answer, Endpoint};
use super::json;
use super::management::Calls;
use super::secret::Secret;
use crate::domain::Timestamp;
use reqwest::{RequestBuilder, Url};
use serde_json::Value;
use std::time::Duration;

/// An admin waits for it.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 256 * 1024;
const NUMBER_FIELDS: &str = "verified_name,display_phone_number,quality_rating,code_verification_status,name_status,platform_type,status";
/// The page's events that we take.
pub const PAGE_FIELDS: [&str; 13] = [
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "messaging_referrals",
    "messaging_optins",
    "send_cart",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
];
/// Those without which messages are missed.
pub const PAGE_FIELDS_NEEDED: [&str; 3] = ["messages", "messaging_postbacks", "message_echoes"];

/// Where the account is asked about, and with which right.
#[derive(Clone, Debug)]
pub struct Door<'a> {
    pub client: &'a reqwest::Client,
    pub endpoint: &'a Endpoint,
    pub access_token: &'a Secret,
    pub calls: Calls<'a>,
}

/// Each is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Meta refused: its code and its words.
    #[error("Meta refused{}: “{message}”", code.map(|code| format!(" (code {code})")).unwrap_or_default())]
    Refused { code: Option<i64>, message: String },
    /// No answer that means anything.
    #[error("Meta can't be reached: {reason}.")]
    Unreachable { reason: String },
    /// Meta takes so many calls an hour, and was left alone.
    #[error("Meta takes so many questions an hour about an account: try again at {} (UTC).", until.to_rfc3339())]
    Spared { until: Timestamp },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub name: Option<String>,
    pub display_phone_number: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
    /// `CLOUD_API` once it is registered.
    pub platform: Option<String>,
    /// `CONNECTED`, `PENDING`, `BANNED`, …
    pub status: Option<String>,
    pub name_status: Option<String>,
}

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFacts {
    pub is_valid: bool,
    pub app_id: Option<String>,
    pub scopes: Vec<String>,
    /// `None`: it does not end by itself.
    pub expires_at: Option<Timestamp>,
}

/// One app that gets what happens at the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    pub app_id: Option<String>,
    /// Of a page: what it sends.
    pub fields: Vec<String>,
}

impl Door<'_> {
    pub async fn number(&self, phone_number_id: &str) -> Result<Number, Trouble> {
        let body = self.get(&[phone_number_id], &[("fields", NUMBER_FIELDS)]).await?;
        Ok(Number {
            name: json::text(&body, "verified_name"),
            display_phone_number: json::text(&body, "display_phone_number"),
            quality: json::text(&body, "quality_rating"),
            platform: json::text(&body, "platform_type"),
            status: json::text(&body, "status"),
            name_status: json::text(&body, "name_status"),
        })
    }

    /// The page's name.
    pub async fn page(&self, page_id: &str) -> Result<Option<String>, Trouble> {
        let body = self.get(&[page_id], &[("fields", "name")]).await?;
        Ok(json::text(&body, "name"))
    }

    /// What the token is for; `asker` asks instead of the token itself: an app's own token may ask
    /// about all of its.
    pub async fn token(&self, asker: Option<&Secret>) -> Result<TokenFacts, Trouble> {
        let mut url = self.address(&["debug_token"])?;
        url.query_pairs_mut().append_pair("input_token", self.access_token.reveal());
        let asker = asker.unwrap_or(self.access_token);
        let body = self.exchange(self.client.get(url), asker).await?;
        Ok(read_token(body.get("data").unwrap_or(&Value::Null)))
    }

    /// Of a business account or a page.
    pub async fn subscribers(&self, account: &str) -> Result<Vec<Subscriber>, Trouble> {
        let body = self.get(&[account, "subscribed_apps"], &[]).await?;
        Ok(json::list(&body, "data").iter().map(read_subscriber).collect())
    }

    /// Lets a WhatsApp business account send what happens there. Doing it twice is harmless.
    pub async fn subscribe_business(&self, waba_id: &str) -> Result<(), Trouble> {
        let url = self.address(&[waba_id, "subscribed_apps"])?;
        self.exchange(self.client.post(url), self.access_token).await.map(drop)
    }

    /// Lets a page send what happens there. Doing it twice is harmless.
    pub async fn subscribe_page(&self, page_id: &str) -> Result<(), Trouble> {
        let mut url = self.address(&[page_id, "subscribed_apps"])?;
        url.query_pairs_mut().append_pair("subscribed_fields", &PAGE_FIELDS.join(","));
        self.exchange(self.client.post(url), self.access_token).await.map(drop)
    }

    async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, Trouble> {
        let mut url = self.address(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.exchange(self.client.get(url), self.access_token).await
    }

    /// Every call counts, and what the answer says of how many there were.
    async fn exchange(&self, request: RequestBuilder, token: &Secret) -> Result<Value, Trouble> {
        self.calls.take().map_err(|until| Trouble::Spared { until })?;
        let answer = ask(request, token).await?;
        let read = read(&answer);
        let code = match &read {
            Err(Trouble::Refused { code, .. }) => *code,
            Err(Trouble::Unreachable { .. } | Trouble::Spared { .. }) | Ok(_) => None,
        };
        let until = self.calls.heard(code, answer.wait_ms);
        match (read, until) {
            (Err(Trouble::Refused { .. }), Some(until)) => Err(Trouble::Spared { until }),
            (read, _) => read,
        }
    }

    fn address(&self, path: &[&str]) -> Result<Url, Trouble> {
        let unfit = |_| "the address of the Graph API in the settings is no URL".to_owned();
        graph::address(self.endpoint, path)
            .map_err(|error| Trouble::Unreachable { reason: unfit(error) })
    }
}

impl Subscriber {
    /// Whether it gets what conversations can't do without. Older answers name no fields.
    pub fn gets_what_is_needed(&self) -> bool {
        let has = |needed: &&str| self.fields.iter().any(|field| field == needed);
        self.fields.is_empty() || PAGE_FIELDS_NEEDED.iter().all(has)
    }
}

fn read_subscriber(app: &Value) -> Subscriber {
    let inner = app.get("whatsapp_business_api_data").unwrap_or(app);
    let fields = json::list(app, "subscribed_fields").iter();
    Subscriber {
        app_id: json::text(inner, "id"),
        fields: fields.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

fn read_token(facts: &Value) -> TokenFacts {
    let scopes = json::list(facts, "scopes").iter();
    TokenFacts {
        is_valid: facts.get("is_valid") == Some(&Value::Bool(true)),
        app_id: json::text(facts, "app_id"),
        // 0 stands for "never".
        expires_at: json::time(facts, "expires_at").filter(|at| at.0 > 0),
        scopes: scopes.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

async fn ask(request: RequestBuilder, token: &Secret) -> Result<Answer, Trouble> {
    let request = request.bearer_auth(token.reveal()).timeout(ANSWER_TIMEOUT);
    let mut response = request.send().await.map_err(unreachable)?;
    let (status, wait_ms) = (response.status(), graph::wait_ms(response.headers()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_BYTES_MAX {
            let reason = "the answer is too long to be Meta's".to_owned();
            return Err(Trouble::Unreachable { reason });
        }
    }
    Ok(Answer { status, wait_ms, body })
}

fn read(answer: &Answer) -> Result<Value, Trouble> {
    let status = answer.status;
    let body = json::parse(&answer.body).unwrap_or(Value::Null);
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        let message = json::text(error, "message").unwrap_or_else(|| status.to_string());
        return Err(Trouble::Refused { code: json::integer(error, "code"), message });
    }
    if status.is_success() && body.is_object() {
        return Ok(body);
    }
    Err(Trouble::Unreachable { reason: format!("something on the way answered {status}") })
}

/// An address may hold a token, so it is left out of what is said.
fn unreachable(error: reqwest::Error) -> Trouble {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    Trouble::Unreachable { reason: cause.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn subscribers_and_tokens_are_read_whatever_is_missing() {
        let app = json!({"id": 1517776481860111_u64, "subscribed_fields": ["messages", 7]});
        let page = read_subscriber(&app);
        assert_eq!(page.app_id.as_deref(), Some("1517776481860111"));
        assert_eq!(page.fields, ["messages"]);
        assert!(!page.gets_what_is_needed());
        let business = json!({"whatsapp_business_api_data": {"id": "7"}});
        assert_eq!(read_subscriber(&business).app_id.as_deref(), Some("7"));
        assert_eq!(read_subscriber(&json!({"name": "x"})).app_id, None);
        let never = read_token(&json!({"is_valid": true, "expires_at": 0, "app_id": "7"}));
        assert!(never.is_valid && never.expires_at.is_none() && never.scopes.is_empty());
        assert!(!read_token(&Value::Null).is_valid);
    }
}
