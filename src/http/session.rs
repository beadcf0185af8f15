//! Who asks: the cookie, and what it stands for.

use super::Edge;
use super::error::ApiError;
use crate::actions::{self, Key, Request as ActionRequest, sessions};
use crate::domain::agent::Agent;
use crate::domain::permission::Actor;
use poem::Request;
use poem::web::cookie::{Cookie, SameSite};
use poem_openapi::auth::ApiKey;
use poem_openapi::types::ToJSON;
use poem_openapi::{SecurityScheme, param::Header};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::sync::Arc;

/// The prefix makes browsers insist on Secure, this host alone and the whole path.
pub const COOKIE: &str = "__Host-deskbell";
const IDEMPOTENCY_KEY_BYTES_MAX: usize = 128;

/// An agent signed in with a browser.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "__Host-deskbell", key_in = "cookie", checker = "check")]
pub struct SignedIn(pub Session);

pub struct Session {
    pub agent: Agent,
    pub token: String,
}

async fn check(request: &Request, key: ApiKey) -> poem::Result<Session> {
    let unauthorized = || poem::Error::from_status(poem::http::StatusCode::UNAUTHORIZED);
    let edge = request.data::<Arc<Edge>>().ok_or_else(unauthorized)?;
    match sessions::agent_of(&edge.app, &key.key).await {
        Ok(Some(agent)) => Ok(Session { agent, token: key.key }),
        Ok(None) => Err(unauthorized()),
        Err(error) => Err(ApiError::from(error).into()),
    }
}

impl SignedIn {
    pub fn actor(&self) -> Actor {
        Actor::of(&self.0.agent)
    }

    /// What an action needs to know of the request. `subject` is what is changed, `body` how.
    pub fn request(
        &self,
        operation: &str,
        subject: impl Display,
        body: &impl ToJSON,
        key: Header<Option<String>>,
    ) -> Result<ActionRequest, ApiError> {
        let key = match key.0 {
            None => None,
            Some(key) => Some(idempotency_key(operation, subject, body, key)?),
        };
        Ok(ActionRequest { actor: self.actor(), key })
    }

    /// For what may be repeated anyway.
    pub fn repeatable(&self) -> ActionRequest {
        ActionRequest { actor: self.actor(), key: None }
    }
}

fn idempotency_key(
    operation: &str,
    subject: impl Display,
    body: &impl ToJSON,
    key: String,
) -> Result<Key, ApiError> {
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX {
        let reason = format!("An Idempotency-Key has 1 to {IDEMPOTENCY_KEY_BYTES_MAX} bytes.");
        return Err(actions::Error::invalid("Idempotency-Key", reason).into());
    }
    let request = format!("{operation} {subject} {}", body.to_json_string());
    Ok(Key { key, fingerprint: Sha256::digest(request.as_bytes()).to_vec() })
}

pub fn cookie(token: &str) -> Cookie {
    let mut cookie = Cookie::new_with_str(COOKIE, token);
    cookie.set_path("/");
    cookie.set_secure(true);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie
}

pub fn ended_cookie() -> Cookie {
    let mut cookie = cookie("");
    cookie.make_removal();
    cookie
}

/// Who is at the other end. A proxy on this machine tells whom it speaks for; anybody else's word
/// for it counts nothing.
pub fn client_address(request: &Request) -> String {
    let peer = request.remote_addr().as_socket_addr().map(|address| address.ip());
    let is_local_proxy = peer.is_some_and(|ip| ip.is_loopback());
    let forwarded = request.header("x-forwarded-for").filter(|_| is_local_proxy);
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    match (last, peer) {
        (Some(client), _) => client.to_owned(),
        (None, Some(ip)) => ip.to_string(),
        (None, None) => String::new(),
    }
}
