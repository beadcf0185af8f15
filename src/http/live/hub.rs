//! Renders each change once and hands it to all sockets.

use super::render::{Audience, Telling, gone, render};
use crate::actions::Error;
use crate::app::App;
use crate::domain::AgentId;
use crate::domain::permission::Actor;
use crate::http::api::events::Event;
use crate::store::View;
use poem_openapi::types::ToJSON;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::broadcast;

/// How many events a slow client may be behind before it is told to start afresh.
const BEHIND_MAX: usize = 1_024;
const CHANGES_AT_ONCE: usize = 512;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// An event in JSON, made once; what differs by reader is filled in by `text_for`.
pub struct Frame {
    pub seq: u64,
    audience: Audience,
    /// The JSON of the event; of a conversation, up to where `unread` stands.
    text: String,
    unread: Option<Unread>,
}

struct Unread {
    conversation: u64,
    by_agent: HashMap<AgentId, u32>,
}

pub struct Hub {
    frames: broadcast::Sender<Arc<Frame>>,
    /// Hashes of nothing secret: the tokens of sessions that have just ended.
    ended: broadcast::Sender<String>,
    readers: Arc<Mutex<HashMap<AgentId, usize>>>,
    connections: Arc<AtomicUsize>,
}

impl Hub {
    pub fn start(app: &App) -> Hub {
        let (frames, _) = broadcast::channel(BEHIND_MAX);
        let (ended, _) = broadcast::channel(BEHIND_MAX);
        let hub = Hub {
            frames: frames.clone(),
            ended,
            readers: Arc::default(),
            connections: Arc::default(),
        };
        let readers = hub.readers.clone();
        let rendering = app.clone();
        app.tasks.spawn(async move { publish(rendering, frames, readers).await });
        hub
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn end_session(&self, token: &str) {
        // Nobody connected is no error.
        let _ = self.ended.send(token.to_owned());
    }

    /// Counts a reader in until the guard is dropped, and listens to all frames from now on.
    pub fn join(&self, agent: AgentId) -> Joined {
        *locked(&self.readers).entry(agent).or_default() += 1;
        self.connections.fetch_add(1, Ordering::Relaxed);
        Joined {
            agent,
            readers: self.readers.clone(),
            connections: self.connections.clone(),
            frames: self.frames.subscribe(),
            ended: self.ended.subscribe(),
        }
    }
}

pub struct Joined {
    agent: AgentId,
    readers: Arc<Mutex<HashMap<AgentId, usize>>>,
    connections: Arc<AtomicUsize>,
    pub frames: broadcast::Receiver<Arc<Frame>>,
    pub ended: broadcast::Receiver<String>,
}

impl Drop for Joined {
    fn drop(&mut self) {
        let mut readers = locked(&self.readers);
        if let Some(count) = readers.get_mut(&self.agent) {
            *count -= 1;
            if *count == 0 {
                readers.remove(&self.agent);
            }
        }
        self.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

async fn publish(
    app: App,
    frames: broadcast::Sender<Arc<Frame>>,
    readers: Arc<Mutex<HashMap<AgentId, usize>>>,
) {
    let mut sequence = app.store.signals().sequence.subscribe();
    let mut reached = *sequence.borrow_and_update();
    loop {
        match publish_new(&app, &frames, &readers, &mut reached) {
            Ok(()) => {
                tokio::select! {
                    changed = sequence.changed() => if changed.is_err() { return },
                    () = app.stopping.cancelled() => return,
                }
            }
            Err(error) => {
                tracing::warn!(%error, "events wait until the store can be read again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

fn publish_new(
    app: &App,
    frames: &broadcast::Sender<Arc<Frame>>,
    readers: &Mutex<HashMap<AgentId, usize>>,
    reached: &mut u64,
) -> Result<(), Error> {
    loop {
        let view = app.store.view()?;
        let Some(changes) = view.changes_after(*reached, CHANGES_AT_ONCE)? else {
            *reached = view.newest_seq()?;
            return Ok(());
        };
        if changes.is_empty() {
            return Ok(());
        }
        let agents: Vec<AgentId> = locked(readers).keys().copied().collect();
        for change in changes {
            *reached = change.seq;
            if agents.is_empty() {
                continue;
            }
            if let Some(frame) = frame(&view, change.seq, change.event, &agents)? {
                // Nobody listening any more is no error.
                let _ = frames.send(Arc::new(frame));
            }
        }
    }
}

fn frame(
    view: &View,
    seq: u64,
    event: crate::domain::event::Event,
    agents: &[AgentId],
) -> Result<Option<Frame>, Error> {
    let Some(rendered) = render(view, seq, event)? else { return Ok(None) };
    let text = rendered.event.to_json_string();
    let Event::Conversation(changed) = &rendered.event else {
        return Ok(Some(Frame { seq, audience: rendered.audience, text, unread: None }));
    };
    let mut by_agent = HashMap::new();
    for agent in agents {
        let unread = match rendered.conversation.as_ref().filter(|c| c.is_open()) {
            Some(conversation) => view.unread(*agent, conversation)?,
            None => 0,
        };
        by_agent.insert(*agent, unread);
    }
    let unread = Some(Unread { conversation: changed.data.id, by_agent });
    Ok(Some(Frame { seq, audience: rendered.audience, text, unread }))
}

/// How `unread` stands in a conversation rendered for a reader who has read everything.
const NOTHING_UNREAD: &str = "\"unread\":0,";

impl Frame {
    /// The text for one reader; `None` if it is nothing to him.
    pub fn text_for(&self, actor: &Actor) -> Option<String> {
        match (self.audience.telling(actor), &self.unread) {
            (Telling::Nothing, _) => None,
            (Telling::Event, Some(unread)) => {
                let count = unread.by_agent.get(&actor.agent).copied().unwrap_or_default();
                let own = format!("\"unread\":{count},");
                Some(self.text.replacen(NOTHING_UNREAD, &own, 1))
            }
            (Telling::Gone, Some(unread)) => {
                Some(gone(self.seq, unread.conversation).to_json_string())
            }
            (Telling::Event | Telling::Gone, None) => Some(self.text.clone()),
        }
    }
}
