//! Oneself.

use super::Group;
use super::agents::{Load, availability, read_availability, role};
use crate::actions::Error;
use crate::actions::agents::{self as acts, OwnChange};
use crate::domain::agent::Agent;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
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

    /// Set your availability or preferences.
    #[oai(path = "/me", method = "patch", operation_id = "change_me")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<MeChange>,
    ) -> Result<Json<Me>, ApiError> {
        let MeChange { availability, preferences } = body.0;
        let preferences = match preferences {
            None => None,
            Some(object @ Value::Object(_)) => Some(object.to_string()),
            Some(_) => {
                let reason = "Preferences are a JSON object.";
                return Err(Error::invalid("preferences", reason).into());
            }
        };
        let availability = availability.as_deref().map(read_availability).transpose()?;
        let change = OwnChange { availability, preferences };
        let agent = acts::change_own(&edge.app, session.repeatable(), change).await?;
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
    /// The newest change: live events follow from here.
    pub seq: u64,
}

#[derive(Debug, Object)]
pub struct MeChange {
    pub availability: Option<String>,
    pub preferences: Option<Value>,
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
            queue_ids: agent.queues.iter().map(|queue| queue.0).collect(),
            preferences: preferences.unwrap_or_else(|_| Value::Object(serde_json::Map::new())),
            seq: view.newest_seq()?,
        })
    }
}
