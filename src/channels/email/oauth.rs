//! Access tokens that live for an hour, renewed with a refresh token (RFC 6749, 6).

use super::server::{Kind, Stage, Trouble, quoted};
use crate::channels::secret::Secret;
use serde::Deserialize;
use std::time::Duration;

const ANSWER_WAIT: Duration = Duration::from_secs(30);
const ANSWER_BYTES_MAX: usize = 64 << 10;
/// What RFC 6749 lets a server leave out.
const LIFETIME_S: u64 = 3600;

/// What an account's tokens are renewed with.
#[derive(Clone, Debug)]
pub struct Grant {
    pub token_url: String,
    pub client_id: String,
    /// Empty for public clients, which have none.
    pub client_secret: Secret,
    pub refresh_token: Secret,
    pub scope: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub access_token: Secret,
    pub expires_in_s: u64,
    /// In place of the one that was used, which then counts no longer.
    pub refresh_token: Option<Secret>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Asks for a new access token. `Kind::SignIn`: somebody has to sign in anew.
pub async fn refresh(client: &reqwest::Client, grant: &Grant) -> Result<Token, Trouble> {
    check_url(&grant.token_url)?;
    let request = client
        .post(&grant.token_url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .timeout(ANSWER_WAIT)
        .body(form(grant));
    let unreachable = |error: reqwest::Error| {
        let why =
            if error.is_timeout() { "it did not answer in time" } else { "it was not reached" };
        trouble(grant, Kind::Unreachable, &format!("could not be asked: {why}."))
    };
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(trouble(grant, Kind::Broken, "sent more than an answer."));
        }
    }
    read(grant, status.as_u16(), &bytes)
}

fn read(grant: &Grant, status: u16, bytes: &[u8]) -> Result<Token, Trouble> {
    let Ok(answer) = serde_json::from_slice::<Answer>(bytes) else {
        let kind = match status {
            429 => Kind::Throttled,
            500.. => Kind::Unreachable,
            _ => Kind::Broken,
        };
        return Err(trouble(
            grant,
            kind,
            &format!("sent no answer that can be read (HTTP {status})."),
        ));
    };
    if let Some(access_token) = answer.access_token.filter(|token| !token.is_empty())
        && status < 300
    {
        return Ok(Token {
            access_token: Secret::new(access_token),
            expires_in_s: answer.expires_in.unwrap_or(LIFETIME_S),
            refresh_token: answer.refresh_token.filter(|token| !token.is_empty()).map(Secret::new),
        });
    }
    let error = answer.error.unwrap_or_default();
    let said = format!("{error} {}", answer.error_description.unwrap_or_default());
    let said = hidden(grant, quoted(&said));
    let (kind, what) = match (error.as_str(), status) {
        ("invalid_grant" | "interaction_required" | "consent_required" | "login_required", _) => (
            Kind::SignIn,
            "no longer accepts the sign-in of this account. Sign in again, and enter the new refresh token.",
        ),
        ("temporarily_unavailable" | "server_error" | "slow_down", _) | (_, 429 | 500..) => {
            (Kind::Throttled, "asks to come back later.")
        }
        _ => (Kind::Refused, "refused to renew the access. Check the client's id and secret."),
    };
    Err(trouble(grant, kind, &format!("{what} It says: \"{said}\"")))
}

fn trouble(grant: &Grant, kind: Kind, what: &str) -> Trouble {
    let host = grant.token_url.split('/').nth(2).unwrap_or_default();
    Trouble::new(Stage::SignIn, kind, format!("The token server {} {what}", quoted(host)))
}

/// A server's words without the secrets, should it have repeated one.
fn hidden(grant: &Grant, words: String) -> String {
    [&grant.client_secret, &grant.refresh_token]
        .into_iter()
        .filter(|secret| !secret.is_empty())
        .fold(words, |words, secret| words.replace(secret.reveal(), "…"))
}

/// Secrets go over TLS, or nowhere but to this machine.
fn check_url(url: &str) -> Result<(), Trouble> {
    let is_local = reqwest::Url::parse(url).ok().is_some_and(|url| match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    });
    if is_local {
        return Ok(());
    }
    let text = "The address of the token server must begin with https://.";
    Err(Trouble::new(Stage::SignIn, Kind::Refused, text))
}

fn form(grant: &Grant) -> String {
    let mut fields = vec![
        ("grant_type", "refresh_token"),
        ("client_id", grant.client_id.as_str()),
        ("refresh_token", grant.refresh_token.reveal()),
    ];
    if !grant.client_secret.is_empty() {
        fields.push(("client_secret", grant.client_secret.reveal()));
    }
    fields.extend(grant.scope.as_deref().map(|scope| ("scope", scope)));
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    pairs.join("&")
}

fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            byte => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// Some servers write the number as text.
fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

#[cfg(test)]
#[path = "oauth_tests.rs"]
mod tests;
