//! Keys for programs: made by an admin, shown once, kept as a hash.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::agent::Agent;
use crate::domain::api_key::{ApiKey, Scope};
use crate::domain::event::{Configuration, Event};
use crate::domain::permission::{Act, Actor};
use crate::domain::time::MINUTE_MS;
use crate::domain::{AgentId, ApiKeyId, Timestamp};
use crate::vault;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What every key begins with, so that it is recognised wherever it turns up.
pub const PREFIX: &str = "dbk_";
const KEY_BYTES: usize = 32;
/// How much of a key is shown later, to tell keys apart.
const HINT_CHARACTERS: usize = 10;
const NAME_CHARACTERS_MAX: usize = 100;
const KEYS_MAX: usize = 1_000;
/// How exactly the last use is known.
const USED_EVERY_MS: i64 = 10 * MINUTE_MS;

#[derive(Clone)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: BTreeSet<Scope>,
    /// Whom it acts for; `None`: its maker.
    pub agent: Option<AgentId>,
    pub expires_at: Option<Timestamp>,
}

pub struct Made {
    pub key: ApiKey,
    /// Kept nowhere: `None` if the same request made the key before.
    pub text: Option<String>,
}

pub async fn create(app: &App, request: Request, new: NewApiKey) -> Result<Made, Error> {
    access::require(&request.actor, Act::ManageKeys)?;
    let text = format!("{PREFIX}{}", hex::encode(vault::random::<KEY_BYTES>()?));
    let kept = text.clone();
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            check(&new, writer.now)?;
            let good = writer.all::<ApiKey>()?.into_iter().filter(|key| is_good(key, writer.now));
            if good.count() >= KEYS_MAX {
                let detail = format!("There are {KEYS_MAX} keys already: end one first.");
                return Err(Error::conflict("too_many", detail));
            }
            let agent = new.agent.unwrap_or(request.actor.agent);
            access::record::<Agent>(writer, agent, "agent")?;
            let key = ApiKey {
                id: ApiKeyId(writer.next_id::<ApiKey>()?),
                name: new.name.trim().to_owned(),
                agent,
                scopes: new.scopes,
                hash: hash(&kept),
                hint: kept.chars().take(HINT_CHARACTERS).collect(),
                created_at: writer.now,
                expires_at: new.expires_at,
                revoked_at: None,
                last_used_at: None,
            };
            writer.save_api_key(&key)?;
            writer.announce(Event::Configuration { what: Configuration::ApiKeys });
            Ok(key.id.0)
        })?;
        access::record(writer, ApiKeyId(made), "API key")
    });
    let key: ApiKey = result.await?;
    let is_new = key.hash == hash(&text);
    Ok(Made { key, text: is_new.then_some(text) })
}

fn check(new: &NewApiKey, now: Timestamp) -> Result<(), Error> {
    let length = new.name.trim().chars().count();
    if length == 0 || length > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    if new.scopes.is_empty() {
        return Err(Error::invalid("scopes", "A key needs at least one scope."));
    }
    if new.expires_at.is_some_and(|at| at <= now) {
        return Err(Error::invalid("expires_at", "A key cannot expire before it is made."));
    }
    Ok(())
}

/// Ends a key at once. Doing it twice is harmless.
pub async fn revoke(app: &App, request: Request, id: ApiKeyId) -> Result<(), Error> {
    access::require(&request.actor, Act::ManageKeys)?;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let key: ApiKey = access::record(writer, id, "API key")?;
        let revoked_at = key.revoked_at.or(Some(writer.now));
        writer.save_api_key(&ApiKey { revoked_at, ..key })?;
        writer.announce(Event::Configuration { what: Configuration::ApiKeys });
        Ok(())
    });
    result.await
}

/// On whose behalf a key acts, while it is good.
pub async fn actor_of(app: &App, text: &str) -> Result<Option<(Agent, Actor)>, Error> {
    if !text.starts_with(PREFIX) {
        return Ok(None);
    }
    let now = app.clock.now();
    let view = app.store.view()?;
    let Some(key) = view.api_key_by_hash(&hash(text))?.filter(|key| is_good(key, now)) else {
        return Ok(None);
    };
    let agent = view.find::<Agent>(key.agent)?.filter(|agent| agent.deactivated_at.is_none());
    drop(view);
    if key.last_used_at.is_none_or(|used| now.ms_since(used) >= USED_EVERY_MS) {
        let id = key.id;
        let result = app.store.write(move |writer| -> Result<(), Error> {
            if let Some(key) = writer.find::<ApiKey>(id)? {
                writer.save_api_key(&ApiKey { last_used_at: Some(now), ..key })?;
            }
            Ok(())
        });
        result.await?;
    }
    Ok(agent.map(|agent| {
        let actor = Actor { scopes: Some(key.scopes), ..Actor::of(&agent) };
        (agent, actor)
    }))
}

fn is_good(key: &ApiKey, now: Timestamp) -> bool {
    key.revoked_at.is_none() && key.expires_at.is_none_or(|at| at > now)
}

/// A key is random, so one fast hash is as good as a slow one.
fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// All keys, oldest first, for an admin.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<ApiKey>, Error> {
    access::require(actor, Act::ManageKeys)?;
    Ok(app.store.view()?.all()?)
}
