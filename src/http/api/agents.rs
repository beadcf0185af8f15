//! People who sign in.

use super::Group;
use super::response::Created;
use crate::actions::agents::{self as acts, NewAgent};
use crate::actions::{Error, access};
use crate::domain::agent::{self as domain, Availability, Role};
use crate::domain::{AgentId, QueueId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
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

    /// Get one agent.
    #[oai(path = "/agents/:id", method = "get", operation_id = "get_agent")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Agent>, ApiError> {
        let view = edge.app.store.view()?;
        let agent = access::record(&view, AgentId(id.0), "agent")?;
        Ok(Json(Agent::render(&view, agent)?))
    }

    /// Change an agent: everything (admins), or availability, capacity and queues (supervisors).
    /// A new password and deactivating end the agent's sessions; deactivating also gives the open
    /// conversations back to their queues.
    #[oai(path = "/agents/:id", method = "patch", operation_id = "change_agent")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<AgentChange>,
    ) -> Result<Json<Agent>, ApiError> {
        let request = session.repeatable();
        let AgentChange { role, queue_ids, availability, password, .. } = body.0;
        let AgentChange { name, email, capacity, deactivated: is_deactivated, .. } = body.0;
        let change = acts::Change {
            name,
            email,
            role: role.as_deref().map(read_role).transpose()?,
            password,
            is_deactivated,
            availability: availability.as_deref().map(read_availability).transpose()?,
            capacity,
            queues: queue_ids.map(|ids| ids.into_iter().map(QueueId).collect()),
        };
        let ends_sessions = change.password.is_some() || is_deactivated == Some(true);
        let (id, token) = (AgentId(id.0), session.0.token);
        let agent = acts::change(&edge.app, request, id, change, token).await?;
        if ends_sessions {
            edge.hub.end_sessions();
        }
        Ok(Json(Agent::render(&edge.app.store.view()?, agent)?))
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
    /// 1 to 1000; 8 unless given.
    pub capacity: Option<u32>,
}

/// What is absent stays.
#[derive(Object)]
pub struct AgentChange {
    /// 1 to 100 characters.
    pub name: Option<String>,
    pub email: Option<String>,
    /// `agent`, `supervisor` or `admin`. The last admin stays one.
    pub role: Option<String>,
    /// 1 to 1000 active conversations at once.
    pub capacity: Option<u32>,
    /// All queues that the agent is a member of.
    pub queue_ids: Option<Vec<u64>>,
    /// `online`, `busy`, `away` or `offline`.
    pub availability: Option<String>,
    /// 12 to 200 characters.
    pub password: Option<String>,
    /// Whether the agent may not sign in any more.
    pub deactivated: Option<bool>,
}

impl Agent {
    pub fn render(view: &View, agent: domain::Agent) -> Result<Agent, Error> {
        let load = view.load(agent.id)?;
        Ok(Agent {
            id: agent.id.0,
            load: Load::from(load),
            is_full: load.active >= u64::from(agent.capacity),
            is_connected: agent.is_connected(),
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
