//! Signing in and out.

use super::access;
use super::error::Error;
use super::passwords;
use super::presence;
use super::throttle::Throttle;
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::domain::{AgentId, Timestamp};
use crate::store::{Session, Writer};
use crate::vault;
use sha2::{Digest, Sha256};

const TOKEN_BYTES: usize = 32;
/// A session ends after so long without use …
const IDLE_MS: i64 = 12 * HOUR_MS;
/// … and after so long in any case.
const LIFETIME_MS: i64 = 7 * DAY_MS;
/// How exactly the last use is known.
const SEEN_EVERY_MS: i64 = 10 * MINUTE_MS;

/// How many wrong passwords are free for one account …
const FREE_PER_ACCOUNT: u32 = 5;
/// … and from one address, behind which may be a whole office.
const FREE_PER_ADDRESS: u32 = 100;

pub struct Doors {
    accounts: Throttle,
    addresses: Throttle,
}

impl Default for Doors {
    fn default() -> Doors {
        Doors {
            accounts: Throttle::new(FREE_PER_ACCOUNT),
            addresses: Throttle::new(FREE_PER_ADDRESS),
        }
    }
}

impl Doors {
    /// Counted as failed until it has succeeded: who guesses many times at once gains nothing.
    pub(super) fn knock_from(&self, address: &str, now: Timestamp) -> Result<(), Error> {
        check_open(&self.addresses, address, now)?;
        self.addresses.failed(address, now);
        Ok(())
    }

    pub(super) fn let_in_from(&self, address: &str) {
        self.addresses.succeeded(address);
    }
}

/// Checks the password and makes a session. Answers its token, which is kept nowhere.
pub async fn sign_in(
    app: &App,
    doors: &Doors,
    address: &str,
    email: &str,
    password: String,
) -> Result<(Agent, String), Error> {
    let now = app.clock.now();
    let email = email.trim().to_lowercase();
    check_open(&doors.accounts, &email, now)?;
    doors.knock_from(address, now)?;
    doors.accounts.failed(&email, now);
    let agent = app.store.view()?.agent_by_email(&email)?;
    let hash = agent.as_ref().map(|agent| agent.password_hash.clone());
    let is_right = passwords::is_right(password, hash).await?;
    match agent.filter(|_| is_right) {
        Some(agent) => {
            doors.accounts.succeeded(&email);
            doors.let_in_from(address);
            if agent.deactivated_at.is_some() {
                return Err(deactivated(&agent));
            }
            let token = begin(app, &agent).await?;
            let view = app.store.view()?;
            Ok((view.find(agent.id)?.unwrap_or(agent), token))
        }
        None => Err(Error::WrongCredentials),
    }
}

fn check_open(throttle: &Throttle, name: &str, now: Timestamp) -> Result<(), Error> {
    throttle.check(name, now).map_err(|wait_ms| Error::TooManyAttempts {
        retry_after_seconds: (wait_ms / SECOND_MS).unsigned_abs() + 1,
    })
}

/// Said only to who knows the password, or may see all colleagues anyway.
pub(super) fn deactivated(agent: &Agent) -> Error {
    let detail = format!("{} is deactivated: an admin can change that.", agent.name);
    Error::conflict("deactivated", detail)
}

/// Whether who is signed in knows the password, too. Guesses cost time as they do at the door.
pub async fn confirm(
    app: &App,
    doors: &Doors,
    agent: &Agent,
    password: String,
) -> Result<(), Error> {
    let now = app.clock.now();
    check_open(&doors.accounts, &agent.email, now)?;
    doors.accounts.failed(&agent.email, now);
    if passwords::is_right(password, Some(agent.password_hash.clone())).await? {
        doors.accounts.succeeded(&agent.email);
        return Ok(());
    }
    Err(Error::invalid("current", "The current password is wrong."))
}

pub(super) async fn begin(app: &App, agent: &Agent) -> Result<String, Error> {
    let token = hex::encode(vault::random::<TOKEN_BYTES>()?);
    let hash = hash(&token);
    let id = agent.id;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let session = Session { agent: id, created_at: writer.now, seen_at: writer.now };
        let mut agent: Agent = access::record(writer, id, "agent")?;
        if agent.deactivated_at.is_some() {
            return Err(deactivated(&agent));
        }
        writer.save_session(&hash, &session)?;
        agent.sign_in(writer.now);
        presence::save(writer, &mut agent)
    });
    result.await?;
    Ok(token)
}

/// Who a token belongs to, while its session lasts.
pub async fn agent_of(app: &App, token: &str) -> Result<Option<Agent>, Error> {
    let hash = hash(token);
    let now = app.clock.now();
    let view = app.store.view()?;
    let Some(session) = view.session(&hash)?.filter(|session| !is_over(session, now)) else {
        return Ok(None);
    };
    let agent = view.find::<Agent>(session.agent)?;
    let agent = agent.filter(|agent| agent.deactivated_at.is_none());
    drop(view);
    if now.ms_since(session.seen_at) >= SEEN_EVERY_MS {
        let result = app.store.write(move |writer| -> Result<(), Error> {
            // It may have been ended meanwhile.
            if let Some(session) = writer.session(&hash)? {
                writer.save_session(&hash, &Session { seen_at: now, ..session })?;
            }
            Ok(())
        });
        result.await?;
    }
    Ok(agent)
}

/// Time that is left out counts against no session.
pub async fn carry_over(app: &App, ms: i64) -> Result<(), Error> {
    let result = app.store.write(move |writer| {
        writer.change_sessions(|session| Session {
            seen_at: session.seen_at.plus_ms(ms),
            created_at: session.created_at.plus_ms(ms),
            ..session
        })
    });
    Ok(result.await?)
}

/// `stays`: another browser of this agent is connected, so somebody is still there.
pub async fn sign_out(app: &App, token: &str, stays: bool) -> Result<(), Error> {
    let hash = hash(token);
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let session = writer.session(&hash)?;
        writer.remove_session(&hash);
        let Some(session) = session.filter(|_| !stays) else { return Ok(()) };
        let mut agent: Agent = access::record(writer, session.agent, "agent")?;
        agent.sign_out();
        presence::save(writer, &mut agent)
    });
    result.await
}

/// Ends all sessions of an agent but the one with this token.
pub(super) fn end(writer: &mut Writer, agent: AgentId, except: &str) -> Result<(), Error> {
    Ok(writer.end_sessions(agent, Some(&hash(except)))?)
}

pub(super) fn is_over(session: &Session, now: Timestamp) -> bool {
    now.ms_since(session.seen_at) > IDLE_MS || now.ms_since(session.created_at) > LIFETIME_MS
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
