//! People who sign in: made by an admin; each sets his own availability.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use super::passwords;
use super::presence;
use super::routing;
use super::sessions;
use crate::app::App;
use crate::domain::agent::{Agent, Availability, CAPACITY_DEFAULT, CAPACITY_MAX, Lost, Role};
use crate::domain::event::Event;
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::{AgentId, QueueId};
use crate::store::{View, Writer};
use std::collections::BTreeSet;

const NAME_CHARACTERS_MAX: usize = 100;
const EMAIL_CHARACTERS_MAX: usize = 254;
const SIGNATURE_CHARACTERS_MAX: usize = 5_000;
const PREFERENCES_BYTES_MAX: usize = 8 * 1024;

#[derive(Clone)]
pub struct NewAgent {
    pub name: String,
    pub email: String,
    pub password_hash: String,
    pub role: Role,
    pub queues: BTreeSet<QueueId>,
    pub capacity: Option<u32>,
}

/// Makes an agent on behalf of an admin.
pub async fn create(app: &App, request: Request, new: NewAgent) -> Result<Agent, Error> {
    access::require(&request.actor, Act::ManageAgents)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add(writer, new)?.id.0))?;
        access::record(writer, AgentId(made), "agent")
    });
    result.await
}

/// Makes the first agents, before there is anybody who could.
pub fn create_first(app: &App, new: NewAgent) -> Result<Agent, Error> {
    app.store.write_blocking(move |writer| add(writer, new))
}

pub(super) fn add(writer: &mut Writer, new: NewAgent) -> Result<Agent, Error> {
    let name = read_name(&new.name)?;
    let email = free_email(writer, &new.email, None)?;
    check_queues(writer, &new.queues)?;
    let capacity = new.capacity.unwrap_or(CAPACITY_DEFAULT);
    check_capacity(capacity)?;
    let agent = Agent {
        id: AgentId(writer.next_id::<Agent>()?),
        name,
        email,
        password_hash: new.password_hash,
        role: new.role,
        availability: Availability::Offline,
        capacity,
        queues: new.queues,
        preferences: String::new(),
        signature: None,
        created_at: writer.now,
        lost: Some(Lost { gave_back: true, ..Lost::since(writer.now) }),
        deactivated_at: None,
        due_at: None,
    };
    save(writer, &agent)?;
    Ok(agent)
}

fn read_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    Ok(name.to_owned())
}

/// `None`: it is blank.
pub(super) fn read_signature(text: &str, field: &'static str) -> Result<Option<String>, Error> {
    if text.chars().count() > SIGNATURE_CHARACTERS_MAX {
        let reason = format!("A signature has at most {SIGNATURE_CHARACTERS_MAX} characters.");
        return Err(Error::invalid(field, reason));
    }
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The address as it is kept, if no other agent has it.
fn free_email(view: &View, email: &str, of: Option<AgentId>) -> Result<String, Error> {
    let email = email.trim().to_lowercase();
    check_email(&email)?;
    if view.agent_by_email(&email)?.is_some_and(|other| Some(other.id) != of) {
        let detail = "There is an agent with this e-mail address already.";
        return Err(Error::conflict("email_taken", detail));
    }
    Ok(email)
}

fn check_queues(view: &View, queues: &BTreeSet<QueueId>) -> Result<(), Error> {
    for queue in queues {
        access::record::<Queue>(view, *queue, "queue")?;
    }
    Ok(())
}

fn check_capacity(capacity: u32) -> Result<(), Error> {
    if (1..=CAPACITY_MAX).contains(&capacity) {
        return Ok(());
    }
    Err(Error::invalid("capacity", format!("A capacity is between 1 and {CAPACITY_MAX}.")))
}

/// Stores an agent as it is to be, tells who shows it, and gives out what it can take now: every
/// change of availability, capacity or queues goes through here.
pub(super) fn save(writer: &mut Writer, agent: &Agent) -> Result<(), Error> {
    let before: Option<Agent> = writer.find(agent.id)?;
    keep(writer, agent)?;
    if agent.can_take_more_than(before.as_ref()) {
        routing::fill(writer, agent.id)?;
    }
    Ok(())
}

/// The same without giving out: for who changes several agents and gives out afterwards.
pub(super) fn keep(writer: &mut Writer, agent: &Agent) -> Result<(), Error> {
    let before: Option<Agent> = writer.find(agent.id)?;
    writer.save_agent(agent)?;
    writer.announce(Event::Agent { id: agent.id });
    for queue in changed_queues(before.as_ref(), agent) {
        writer.announce(Event::Queue { id: queue });
    }
    Ok(())
}

/// Queues show their members, and how many of them are online.
fn changed_queues(before: Option<&Agent>, after: &Agent) -> BTreeSet<QueueId> {
    let Some(before) = before else { return after.queues.clone() };
    if before.takes_work() != after.takes_work() {
        return before.queues.union(&after.queues).copied().collect();
    }
    before.queues.symmetric_difference(&after.queues).copied().collect()
}

fn check_email(email: &str) -> Result<(), Error> {
    let parts = email.split_once('@');
    let is_plausible = parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    if is_plausible
        && email.len() <= EMAIL_CHARACTERS_MAX
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        return Ok(());
    }
    Err(Error::invalid("email", "This is no e-mail address."))
}

/// What agents set for themselves; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct OwnChange {
    pub name: Option<String>,
    pub availability: Option<Availability>,
    /// A JSON object that the browser keeps.
    pub preferences: Option<String>,
    /// Blank: none.
    pub signature: Option<String>,
    pub password_hash: Option<String>,
}

/// `token`: of the session that asks, which stays when a new password ends the others.
pub async fn change_own(
    app: &App,
    request: Request,
    change: OwnChange,
    token: String,
) -> Result<Agent, Error> {
    let result = app.store.write(move |writer| {
        let mut agent: Agent = access::record(writer, request.actor.agent, "agent")?;
        if let Some(name) = change.name {
            agent.name = read_name(&name)?;
        }
        if let Some(availability) = change.availability {
            agent.choose(availability, writer.now);
        }
        if let Some(preferences) = change.preferences {
            if preferences.len() > PREFERENCES_BYTES_MAX {
                let reason = format!("Preferences may have {PREFERENCES_BYTES_MAX} bytes.");
                return Err(Error::invalid("preferences", reason));
            }
            agent.preferences = preferences;
        }
        if let Some(signature) = change.signature {
            agent.signature = read_signature(&signature, "signature")?;
        }
        if let Some(hash) = change.password_hash {
            agent.password_hash = hash;
            sessions::end(writer, agent.id, &token)?;
        }
        presence::save(writer, &mut agent)?;
        Ok(agent)
    });
    result.await
}

/// What may be changed of an agent; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub password: Option<String>,
    pub is_deactivated: Option<bool>,
    pub availability: Option<Availability>,
    pub capacity: Option<u32>,
    pub queues: Option<BTreeSet<QueueId>>,
}

impl Change {
    /// Who somebody is and how he gets in is the admins'; how he works the supervisors' as well.
    fn needs(&self) -> Act {
        let is_configuring = self.name.is_some()
            || self.email.is_some()
            || self.role.is_some()
            || self.password.is_some()
            || self.is_deactivated.is_some();
        if is_configuring { Act::ManageAgents } else { Act::ManageTeam }
    }
}

/// Changes an agent. `token`: of the session that asks, which stays when others end.
pub async fn change(
    app: &App,
    request: Request,
    id: AgentId,
    change: Change,
    token: String,
) -> Result<Agent, Error> {
    access::require(&request.actor, change.needs())?;
    let password_hash = match change.password.clone() {
        Some(password) => Some(hash_password(password).await?),
        None => None,
    };
    let result = app.store.write(move |writer| {
        let mut agent: Agent = access::record(writer, id, "agent")?;
        describe(writer, &mut agent, &change)?;
        if let Some(hash) = password_hash {
            agent.password_hash = hash;
            sessions::end(writer, id, &token)?;
        }
        if change.is_deactivated == Some(false) {
            agent.deactivated_at = None;
        }
        if let Some(availability) = change.availability {
            if agent.deactivated_at.is_some() {
                return Err(sessions::deactivated(&agent));
            }
            agent.choose(availability, writer.now);
        }
        if change.is_deactivated == Some(true) && agent.deactivated_at.is_none() {
            deactivate(writer, &mut agent)?;
        }
        presence::save(writer, &mut agent)?;
        access::record(writer, id, "agent")
    });
    result.await
}

fn describe(writer: &Writer, agent: &mut Agent, change: &Change) -> Result<(), Error> {
    if let Some(name) = &change.name {
        agent.name = read_name(name)?;
    }
    if let Some(email) = &change.email {
        agent.email = free_email(writer, email, Some(agent.id))?;
    }
    if let Some(role) = change.role {
        if role != Role::Admin {
            check_not_last_admin(writer, agent)?;
        }
        agent.role = role;
    }
    if let Some(capacity) = change.capacity {
        check_capacity(capacity)?;
        agent.capacity = capacity;
    }
    if let Some(queues) = &change.queues {
        check_queues(writer, queues)?;
        agent.queues.clone_from(queues);
    }
    Ok(())
}

/// Somebody must be able to let the others in.
fn check_not_last_admin(view: &View, agent: &Agent) -> Result<(), Error> {
    let is_admin = |agent: &Agent| agent.role == Role::Admin && agent.deactivated_at.is_none();
    let others = view.all::<Agent>()?.into_iter().filter(|other| other.id != agent.id);
    if !is_admin(agent) || others.into_iter().any(|other| is_admin(&other)) {
        return Ok(());
    }
    let detail = format!("{} is the only admin: make another one first.", agent.name);
    Err(Error::conflict("last_admin", detail))
}

/// Ends the agent's sessions and gives its open conversations back to their queues.
pub(super) fn deactivate(writer: &mut Writer, agent: &mut Agent) -> Result<(), Error> {
    check_not_last_admin(writer, agent)?;
    agent.deactivate(writer.now);
    writer.end_sessions(agent.id, None)?;
    presence::save(writer, agent)?;
    presence::give_back(writer, agent)
}

/// Reads and hashes off the runtime's threads.
pub async fn hash_password(password: String) -> Result<String, Error> {
    let hashed = tokio::task::spawn_blocking(move || passwords::hash(&password));
    hashed.await.unwrap_or(Err(Error::Forbidden))
}
