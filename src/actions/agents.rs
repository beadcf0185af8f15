//! People who sign in: made by an admin; each sets his own availability.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use super::passwords;
use super::routing;
use crate::app::App;
use crate::domain::agent::{Agent, Availability, CAPACITY_DEFAULT, Role};
use crate::domain::event::Event;
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::{AgentId, QueueId};
use crate::store::Writer;
use std::collections::BTreeSet;

const NAME_CHARACTERS_MAX: usize = 100;
const EMAIL_CHARACTERS_MAX: usize = 254;
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
    access::require(&request.actor, Act::Configure)?;
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
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    let email = new.email.trim().to_lowercase();
    check_email(&email)?;
    if writer.agent_by_email(&email)?.is_some() {
        let detail = "There is an agent with this e-mail address already.";
        return Err(Error::conflict("email_taken", detail));
    }
    for queue in &new.queues {
        access::record::<Queue>(writer, *queue, "queue")?;
    }
    let agent = Agent {
        id: AgentId(writer.next_id::<Agent>()?),
        name,
        email,
        password_hash: new.password_hash,
        role: new.role,
        availability: Availability::Offline,
        capacity: new.capacity.unwrap_or(CAPACITY_DEFAULT),
        queues: new.queues,
        preferences: String::new(),
        created_at: writer.now,
        lost: None,
        deactivated_at: None,
        due_at: None,
    };
    save(writer, &agent)?;
    Ok(agent)
}

/// Stores an agent as it is to be, tells who shows it, and gives out what it can take now: every
/// change of availability, capacity or queues goes through here.
pub(super) fn save(writer: &mut Writer, agent: &Agent) -> Result<(), Error> {
    keep(writer, agent)?;
    routing::fill(writer, agent.id)
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
    pub availability: Option<Availability>,
    /// A JSON object that the browser keeps.
    pub preferences: Option<String>,
}

pub async fn change_own(app: &App, request: Request, change: OwnChange) -> Result<Agent, Error> {
    let result = app.store.write(move |writer| {
        let mut agent: Agent = access::record(writer, request.actor.agent, "agent")?;
        agent.availability = change.availability.unwrap_or(agent.availability);
        if let Some(preferences) = change.preferences {
            if preferences.len() > PREFERENCES_BYTES_MAX {
                let reason = format!("Preferences may have {PREFERENCES_BYTES_MAX} bytes.");
                return Err(Error::invalid("preferences", reason));
            }
            agent.preferences = preferences;
        }
        save(writer, &agent)?;
        Ok(agent)
    });
    result.await
}

/// Reads and hashes off the runtime's threads.
pub async fn hash_password(password: String) -> Result<String, Error> {
    let hashed = tokio::task::spawn_blocking(move || passwords::hash(&password));
    hashed.await.unwrap_or(Err(Error::Forbidden))
}
