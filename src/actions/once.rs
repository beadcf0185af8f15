//! Repeating a request is harmless: the same key gives the first one's result.

use super::access;
use super::error::Error;
use crate::domain::conversation::Conversation;
use crate::domain::permission::Actor;
use crate::domain::{AgentId, ConversationId};
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
    /// Of the operation and its body, under the workspace's secret key: a body may hold a password.
    pub fingerprint: Vec<u8>,
    /// As versions before kept it for a day, without a key. It is compared and never stored, so that
    /// a request from before the update may still be repeated after it.
    pub keyless_fingerprint: Vec<u8>,
}

impl Key {
    fn is_of(&self, done: &Done) -> bool {
        done.fingerprint == self.fingerprint || done.fingerprint == self.keyless_fingerprint
    }
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
    Ok(match run(writer, request, change)? {
        Ran::Now(made) | Ran::Before(made) => made,
    })
}

/// The same for what changes or makes a conversation. Who has just changed it is shown what became
/// of it, even if that took it out of sight; who repeats the request sees what he may see by then.
pub fn once_to_conversation(
    writer: &mut Writer,
    request: &Request,
    change: impl FnOnce(&mut Writer) -> Result<ConversationId, Error>,
) -> Result<Conversation, Error> {
    match run(writer, request, |writer| Ok(change(writer)?.0))? {
        Ran::Now(id) => access::record(writer, ConversationId(id), "conversation"),
        Ran::Before(id) => access::conversation(writer, &request.actor, ConversationId(id)),
    }
}

/// When a change with this result was made.
enum Ran {
    Now(u64),
    Before(u64),
}

fn run(
    writer: &mut Writer,
    request: &Request,
    change: impl FnOnce(&mut Writer) -> Result<u64, Error>,
) -> Result<Ran, Error> {
    let Some(key) = &request.key else { return change(writer).map(Ran::Now) };
    let agent = request.actor.agent;
    match writer.done(agent, &key.key)? {
        Some(done) if key.is_of(&done) => Ok(Ran::Before(done.result)),
        Some(_) => Err(Error::KeyReused),
        None => {
            let result = change(writer)?;
            let fingerprint = key.fingerprint.clone();
            let done = Done { fingerprint, result, text: String::new(), at: writer.now };
            writer.remember_done(agent, &key.key, &done)?;
            Ok(Ran::Now(result))
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
        Some(done) if key.is_of(&done) => Ok(Some(done.text)),
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
