//! Keys for programs.

use super::Group;
use super::response::{Created, Done};
use crate::actions::Error;
use crate::actions::api_keys::{self as acts, NewApiKey};
use crate::domain::api_key::{self as domain, Scope};
use crate::domain::{AgentId, ApiKeyId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Keys")]
impl Api {
    /// List the keys for programs, also ended ones (admins).
    #[oai(path = "/api-keys", method = "get", operation_id = "list_api_keys")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
    ) -> Result<Json<ApiKeys>, ApiError> {
        let keys = acts::list(&edge.app, &session.actor())?;
        let items = keys.into_iter().map(ApiKey::from).collect();
        Ok(Json(ApiKeys { items, next_cursor: None }))
    }

    /// Make a key for a program (admins). Its text is in this answer and nowhere else.
    #[oai(path = "/api-keys", method = "post", operation_id = "create_api_key")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewApiKeyBody>,
        /// Repeating a request with the same key gives the first one's result, without the text.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<MadeApiKey>, ApiError> {
        let request = session.request("create_api_key", "", &body.0, key)?;
        let NewApiKeyBody { name, scopes, agent_id, expires_at } = body.0;
        let new = NewApiKey {
            name,
            scopes: scopes.iter().map(|scope| read_scope(scope)).collect::<Result<_, _>>()?,
            agent: agent_id.map(AgentId),
            expires_at: expires_at.as_deref().map(read_time).transpose()?,
        };
        let made = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(MadeApiKey { api_key: made.key.into(), key: made.text }))
    }

    /// End a key at once (admins).
    #[oai(path = "/api-keys/:id", method = "delete", operation_id = "revoke_api_key")]
    async fn revoke(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::revoke(&edge.app, session.repeatable(), ApiKeyId(id.0)).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
pub struct ApiKeys {
    pub items: Vec<ApiKey>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct ApiKey {
    pub id: u64,
    pub name: String,
    /// Whom it acts for: never beyond this agent's role.
    pub agent_id: u64,
    /// `read_conversations`, `write_conversations`, `read_contacts`, `write_contacts`, `read_reports`, `configure`.
    pub scopes: Vec<String>,
    /// How the key begins, to tell keys apart.
    pub hint: String,
    pub created_at: String,
    pub expires_at: Option<String>,
    pub revoked_at: Option<String>,
    /// To ten minutes.
    pub last_used_at: Option<String>,
}

#[derive(Debug, Object)]
pub struct MadeApiKey {
    #[oai(flatten)]
    pub api_key: ApiKey,
    /// Send it as `Authorization: Bearer …`. Null if this request was made before: the text is
    /// given once.
    pub key: Option<String>,
}

#[derive(Debug, Object)]
#[oai(rename = "NewApiKey")]
pub struct NewApiKeyBody {
    /// 1 to 100 characters: what it is for.
    pub name: String,
    pub scopes: Vec<String>,
    /// Whom it acts for; you unless given.
    pub agent_id: Option<u64>,
    pub expires_at: Option<String>,
}

fn read_scope(text: &str) -> Result<Scope, Error> {
    Scope::parse(text).ok_or_else(|| {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        Error::invalid("scopes", format!("“{text}” is no scope; there are {known}."))
    })
}

fn read_time(text: &str) -> Result<Timestamp, Error> {
    Timestamp::parse_rfc3339(text).ok_or_else(|| {
        Error::invalid("expires_at", "A time is written as in 2026-05-03T10:00:00Z.")
    })
}

impl From<domain::ApiKey> for ApiKey {
    fn from(key: domain::ApiKey) -> ApiKey {
        let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
        ApiKey {
            id: key.id.0,
            name: key.name,
            agent_id: key.agent.0,
            scopes: key.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            hint: key.hint,
            created_at: key.created_at.to_rfc3339(),
            expires_at: time(key.expires_at),
            revoked_at: time(key.revoked_at),
            last_used_at: time(key.last_used_at),
        }
    }
}
