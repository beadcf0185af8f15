//! Repeating a request is harmless: the same key gives the first one's result.

use super::error::Error;
use crate::domain::AgentId;
use crate::domain::permission::Actor;
use crate::store::{Done, Writer};

/// On whose behalf, and under which key.
#[derive(Clone, Debug)]
pub struct Request {
    pub actor: Actor,
    pub key: Option<Key>,
}

#[derive(Clone, Debug)]
pub struct Key {
    /// As the client chose it.
    pub key: String,
    /// Of the operation and its body.
    pub fingerprint: Vec<u8>,
}

impl Request {
    pub fn client_key(&self) -> Option<String> {
        self.key.as_ref().map(|key| key.key.clone())
    }
}

/// Runs `change` unless it was run under this key before. Its number, then or now, is what it made
/// or changed.
pub fn once(
    writer: &mut Writer,
    request: &Request,
    change: impl FnOnce(&mut Writer) -> Result<u64, Error>,
) -> Result<u64, Error> {
    let Some(key) = &request.key else {
        return change(writer);
    };
    let agent = request.actor.agent;
    match writer.done(agent, &key.key)? {
        Some(done) if done.fingerprint == key.fingerprint => Ok(done.result),
        Some(_) => Err(Error::KeyReused),
        None => {
            let result = change(writer)?;
            let fingerprint = key.fingerprint.clone();
            let done = Done { fingerprint, result, text: String::new(), at: writer.now };
            writer.remember_done(agent, &key.key, &done)?;
            Ok(result)
        }
    }
}

/// The answer that a request under this key was given before, if it was.
pub fn repeated_text(
    writer: &Writer,
    agent: AgentId,
    key: Option<&Key>,
) -> Result<Option<String>, Error> {
    let Some(key) = key else { return Ok(None) };
    match writer.done(agent, &key.key)? {
        Some(done) if done.fingerprint == key.fingerprint => Ok(Some(done.text)),
        Some(_) => Err(Error::KeyReused),
        None => Ok(None),
    }
}

/// Keeps the answer for when the request comes again.
pub fn remember_text(
    writer: &mut Writer,
    agent: AgentId,
    key: Option<&Key>,
    text: String,
) -> Result<(), Error> {
    let Some(key) = key else { return Ok(()) };
    let fingerprint = key.fingerprint.clone();
    let done = Done { fingerprint, result: 0, text, at: writer.now };
    Ok(writer.remember_done(agent, &key.key, &done)?)
}
