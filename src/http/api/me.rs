//! Oneself.

use super::Group;
use super::agents::{Load, availability, read_availability, role};
use crate::actions::agents::{self as acts, OwnChange};
use crate::actions::{Error, sessions};
use crate::domain::agent::Agent;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::{Session, SignedIn};
use crate::store::View;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use serde_json::Value;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Session")]
impl Api {
    /// Get yourself.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get(&self, edge: Data<&Arc<Edge>>, session: SignedIn) -> Result<Json<Me>, ApiError> {
        Ok(Json(Me::render(&edge.app.store.view()?, session.0.agent)?))
    }

    /// Set your name, availability, preferences, signature or password. A new password ends your other
    /// sessions.
    #[oai(path = "/me", method = "patch", operation_id = "change_me")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<MeChange>,
    ) -> Result<Json<Me>, ApiError> {
        let MeChange { name, availability, preferences, signature, password } = body.0;
        let preferences = match preferences {
            None => None,
            Some(object @ Value::Object(_)) => Some(object.to_string()),
            Some(_) => {
                let reason = "Preferences are a JSON object.";
                return Err(Error::invalid("preferences", reason).into());
            }
        };
        let availability = availability.as_deref().map(read_availability).transpose()?;
        let request = session.repeatable();
        let Session { agent, token, .. } = session.0;
        let password_hash = match password {
            Some(PasswordChange { current, new }) => {
                sessions::confirm(&edge.app, &edge.doors, &agent, current).await?;
                Some(acts::hash_password(new).await?)
            }
            None => None,
        };
        let ends_sessions = password_hash.is_some();
        let change = OwnChange { name, availability, preferences, signature, password_hash };
        let agent = acts::change_own(&edge.app, request, change, token).await?;
        if ends_sessions {
            edge.hub.end_sessions();
        }
        Ok(Json(Me::render(&edge.app.store.view()?, agent)?))
    }
}

#[derive(Debug, Object)]
pub struct Me {
    pub id: u64,
    pub name: String,
    pub email: String,
    /// `agent`, `supervisor` or `admin`.
    pub role: String,
    /// `online`, `busy`, `away` or `offline`.
    pub availability: String,
    /// How many active conversations you take at once.
    pub capacity: u32,
    pub load: Load,
    pub queue_ids: Vec<u64>,
    /// Whatever the browser keeps for you: a JSON object of at most 8 KB.
    pub preferences: Value,
    /// Below your mails, above the signature of the inbox: Markdown.
    pub signature: Option<String>,
    /// The newest change: live events follow from here.
    pub seq: u64,
    /// The desk's time at this answer.
    pub now: String,
}

#[derive(Debug, Object)]
pub struct MeChange {
    /// 1 to 100 characters.
    pub name: Option<String>,
    /// `online`, `busy`, `away` or `offline`.
    pub availability: Option<String>,
    pub preferences: Option<Value>,
    /// Markdown, at most 5000 characters; an empty one is none.
    pub signature: Option<String>,
    pub password: Option<PasswordChange>,
}

#[derive(Debug, Object)]
pub struct PasswordChange {
    pub current: String,
    /// 12 to 200 characters.
    pub new: String,
}

impl Me {
    pub fn render(view: &View, agent: Agent) -> Result<Me, Error> {
        let preferences = serde_json::from_str(&agent.preferences);
        Ok(Me {
            id: agent.id.0,
            load: Load::from(view.load(agent.id)?),
            name: agent.name,
            email: agent.email,
            role: role(agent.role),
            availability: availability(agent.availability),
            capacity: agent.capacity,
            signature: agent.signature,
            queue_ids: agent.queues.iter().map(|queue| queue.0).collect(),
            preferences: preferences.unwrap_or_else(|_| Value::Object(serde_json::Map::new())),
            seq: view.newest_seq()?,
            now: view.taken_at.to_rfc3339(),
        })
    }
}
