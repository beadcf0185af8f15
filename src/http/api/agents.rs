//! People who sign in.

use super::Group;
use super::response::Created;
use crate::actions::Error;
use crate::actions::agents::{self as acts, NewAgent};
use crate::domain::QueueId;
use crate::domain::agent::{self as domain, Availability, Role};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Team")]
impl Api {
    /// List all agents with their load.
    #[oai(path = "/agents", method = "get", operation_id = "list_agents")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Agents>, ApiError> {
        let view = edge.app.store.view()?;
        let agents = view.all::<domain::Agent>()?.into_iter();
        let items = agents.map(|agent| Agent::render(&view, agent)).collect::<Result<_, _>>()?;
        Ok(Json(Agents { items, next_cursor: None }))
    }

    /// Add an agent (admins).
    #[oai(path = "/agents", method = "post", operation_id = "create_agent")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewAgentBody>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Agent>, ApiError> {
        let request = session.request("create_agent", "", &body.0, key)?;
        let NewAgentBody { name, email, password, role, queue_ids, capacity } = body.0;
        let role = role.as_deref().map(read_role).transpose()?.unwrap_or(Role::Agent);
        let queues = queue_ids.unwrap_or_default().into_iter().map(QueueId).collect();
        let password_hash = acts::hash_password(password).await?;
        let new = NewAgent { name, email, password_hash, role, queues, capacity };
        let agent = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Agent::render(&edge.app.store.view()?, agent)?))
    }
}

#[derive(Debug, Object)]
pub struct Agents {
    pub items: Vec<Agent>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Agent {
    pub id: u64,
    pub name: String,
    pub email: String,
    /// `agent`, `supervisor` or `admin`.
    pub role: String,
    /// `online`, `busy`, `away` or `offline`.
    pub availability: String,
    /// How many active conversations at once.
    pub capacity: u32,
    pub load: Load,
    /// Has no room for another active conversation: shown as “busy (full)”.
    pub is_full: bool,
    /// Whether any of the agent's browsers is connected.
    pub is_connected: bool,
    /// May not sign in any more.
    pub is_deactivated: bool,
    pub queue_ids: Vec<u64>,
}

/// How many conversations an agent holds.
#[derive(Clone, Debug, Object)]
pub struct Load {
    pub active: u64,
    pub pending: u64,
    /// Put aside, active or pending: they are not counted there.
    pub snoozed: u64,
}

#[derive(Object)]
#[oai(rename = "NewAgent")]
pub struct NewAgentBody {
    pub name: String,
    pub email: String,
    /// 12 to 200 characters.
    pub password: String,
    /// `agent` (the default), `supervisor` or `admin`.
    pub role: Option<String>,
    pub queue_ids: Option<Vec<u64>>,
    pub capacity: Option<u32>,
}

impl Agent {
    pub fn render(view: &View, agent: domain::Agent) -> Result<Agent, Error> {
        let load = view.load(agent.id)?;
        Ok(Agent {
            id: agent.id.0,
            load: Load::from(load),
            is_full: load.active >= u64::from(agent.capacity),
            is_connected: agent.lost.is_none(),
            is_deactivated: agent.deactivated_at.is_some(),
            name: agent.name,
            email: agent.email,
            role: role(agent.role),
            availability: availability(agent.availability),
            capacity: agent.capacity,
            queue_ids: agent.queues.iter().map(|queue| queue.0).collect(),
        })
    }
}

impl From<domain::Load> for Load {
    fn from(load: domain::Load) -> Load {
        Load { active: load.active, pending: load.pending, snoozed: load.snoozed }
    }
}

pub fn role(role: Role) -> String {
    let word = match role {
        Role::Agent => "agent",
        Role::Supervisor => "supervisor",
        Role::Admin => "admin",
    };
    word.to_owned()
}

fn read_role(text: &str) -> Result<Role, Error> {
    match text {
        "agent" => Ok(Role::Agent),
        "supervisor" => Ok(Role::Supervisor),
        "admin" => Ok(Role::Admin),
        _ => Err(Error::invalid("role", "A role is “agent”, “supervisor” or “admin”.")),
    }
}

pub fn availability(availability: Availability) -> String {
    let word = match availability {
        Availability::Online => "online",
        Availability::Busy => "busy",
        Availability::Away => "away",
        Availability::Offline => "offline",
    };
    word.to_owned()
}

pub fn read_availability(text: &str) -> Result<Availability, Error> {
    match text {
        "online" => Ok(Availability::Online),
        "busy" => Ok(Availability::Busy),
        "away" => Ok(Availability::Away),
        "offline" => Ok(Availability::Offline),
        _ => Err(Error::invalid(
            "availability",
            "Availability is “online”, “busy”, “away” or “offline”.",
        )),
    }
}
