//! Who asks: a browser by its cookie, a program by its key, and whether they may.

use super::Edge;
use super::api::operations;
use super::error::ApiError;
use crate::actions::{self, Key, Request as ActionRequest, api_keys, sessions};
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::permission::Actor;
use poem::http::StatusCode;
use poem::web::cookie::{Cookie, SameSite};
use poem::{PathPattern, Request, RequestBody};
use poem_openapi::auth::{ApiKey, Bearer};
use poem_openapi::registry::Registry;
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use poem_openapi::{SecurityScheme, param::Header};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::sync::Arc;

/// The prefix makes browsers insist on Secure, this host alone and the whole path.
pub const COOKIE: &str = "__Host-deskbell";
const IDEMPOTENCY_KEY_BYTES_MAX: usize = 128;

/// Who asks, known by one of the ways in, and allowed to ask for this operation.
pub struct SignedIn(pub Session);

pub struct Session {
    pub agent: Agent,
    /// Of a browser's session; empty for a program.
    pub token: String,
    pub actor: Actor,
    app: App,
}

/// The ways in.
#[derive(SecurityScheme)]
enum Door {
    Cookie(ByCookie),
    Key(ByKey),
}

/// An agent signed in with a browser.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "__Host-deskbell", key_in = "cookie", checker = "by_cookie")]
#[oai(rename = "SignedIn")]
struct ByCookie(Session);

/// A program with an API key: `Authorization: Bearer dbk_…`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", checker = "by_key", rename = "ApiKey")]
struct ByKey(Session);

async fn by_cookie(request: &Request, key: ApiKey) -> poem::Result<Session> {
    let edge = request.data::<Arc<Edge>>().ok_or_else(unauthorized)?;
    match sessions::agent_of(&edge.app, &key.key).await {
        Ok(Some(agent)) => {
            let actor = Actor::of(&agent);
            Ok(Session { agent, token: key.key, actor, app: edge.app.clone() })
        }
        Ok(None) => Err(unauthorized()),
        Err(error) => Err(ApiError::from(error).into()),
    }
}

async fn by_key(request: &Request, bearer: Bearer) -> poem::Result<Session> {
    let edge = request.data::<Arc<Edge>>().ok_or_else(unauthorized)?;
    match api_keys::actor_of(&edge.app, &bearer.token).await {
        Ok(Some((agent, actor))) => {
            Ok(Session { agent, token: String::new(), actor, app: edge.app.clone() })
        }
        Ok(None) => Err(unauthorized()),
        Err(error) => Err(ApiError::from(error).into()),
    }
}

fn unauthorized() -> poem::Error {
    poem::Error::from_status(StatusCode::UNAUTHORIZED)
}

/// No handler runs for who may not use its operation at all.
impl<'a> ApiExtractor<'a> for SignedIn {
    const TYPES: &'static [ApiExtractorType] = Door::TYPES;
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        Door::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        Door::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<SignedIn> {
        let (Door::Cookie(ByCookie(session)) | Door::Key(ByKey(session))) =
            Door::from_request(request, body, options).await?;
        let pattern = request.data::<PathPattern>().map_or("", |pattern| &pattern.0);
        match operations::acts_of(request.method().as_str(), pattern) {
            Some(acts) if acts.iter().all(|act| session.actor.may(*act)) => Ok(SignedIn(session)),
            Some(_) | None => Err(ApiError::from(actions::Error::Forbidden).into()),
        }
    }
}

/// Lets through who may use what lies at this address, by the head of the request alone: for what is
/// decided before a body is read. The operation itself looks again.
pub async fn admit(app: &App, request: &Request, path: &str) -> poem::Result<()> {
    let actor = match actor_by_cookie(app, request).await? {
        Some(actor) => Some(actor),
        None => actor_by_key(app, request).await?,
    };
    let actor = actor.ok_or_else(unauthorized)?;
    match operations::acts_of(request.method().as_str(), path) {
        Some(acts) if acts.iter().all(|act| actor.may(*act)) => Ok(()),
        Some(_) => Err(ApiError::from(actions::Error::Forbidden).into()),
        // The routes say which methods there are.
        None => Err(poem::Error::from_status(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

async fn actor_by_cookie(app: &App, request: &Request) -> Result<Option<Actor>, ApiError> {
    match request.cookie().get(COOKIE) {
        Some(cookie) => {
            let agent = sessions::agent_of(app, cookie.value_str()).await?;
            Ok(agent.as_ref().map(Actor::of))
        }
        None => Ok(None),
    }
}

async fn actor_by_key(app: &App, request: &Request) -> Result<Option<Actor>, ApiError> {
    let key = request.header("authorization").and_then(|value| value.split_once(' '));
    match key.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) {
        Some((_, key)) => Ok(api_keys::actor_of(app, key.trim()).await?.map(|(_, actor)| actor)),
        None => Ok(None),
    }
}

impl SignedIn {
    pub fn actor(&self) -> Actor {
        self.0.actor.clone()
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
            Some(key) => Some(idempotency_key(&self.0.app, operation, subject, body, key)?),
        };
        Ok(ActionRequest { actor: self.actor(), key })
    }

    /// For what may be repeated anyway.
    pub fn repeatable(&self) -> ActionRequest {
        ActionRequest { actor: self.actor(), key: None }
    }
}

fn idempotency_key(
    app: &App,
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
    let keyless_fingerprint = Sha256::digest(request.as_bytes()).to_vec();
    Ok(Key { key, fingerprint: app.vault.fingerprint(request.as_bytes()), keyless_fingerprint })
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
