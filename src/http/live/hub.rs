//! Renders each change once and hands it to all sockets.

use super::presence::{Noticed, Presence, Seat};
use super::render::{Audience, Telling, gone, render};
use crate::actions::Error;
use crate::actions::connections::Connections;
use crate::app::App;
use crate::domain::AgentId;
use crate::domain::agent::Agent;
use crate::domain::event::Event as Logged;
use crate::domain::permission::Actor;
use crate::http::api::events::Event;
use crate::store::{self, View};
use poem_openapi::types::ToJSON;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::broadcast;

/// How many events a slow client may be behind before it is told to start afresh.
const BEHIND_MAX: usize = 1_024;
const CHANGES_AT_ONCE: usize = 512;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// What is handed to all sockets; each takes what is for its reader.
pub enum Frame {
    Change(Change),
    /// An agent as the change `seq` left him: what he may see may have changed.
    Reader {
        seq: u64,
        actor: Actor,
    },
    Presence(Noticed),
}

/// An event in JSON, made once; what differs by reader is filled in by `text_for`.
pub struct Change {
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

pub type Frames = broadcast::Sender<Arc<Frame>>;

pub struct Hub {
    frames: Frames,
    /// Hashes of nothing secret: the tokens of sessions that have just ended.
    ended: broadcast::Sender<String>,
    pub connections: Connections,
    pub presence: Arc<Presence>,
    sockets: AtomicU64,
}

impl Hub {
    pub fn start(app: &App) -> Hub {
        let (frames, _) = broadcast::channel(BEHIND_MAX);
        let (ended, _) = broadcast::channel(BEHIND_MAX);
        let presence = Arc::new(Presence::new(app, frames.clone()));
        let hub = Hub {
            frames: frames.clone(),
            ended,
            connections: Connections::default(),
            presence: presence.clone(),
            sockets: AtomicU64::default(),
        };
        let publisher = Publisher {
            app: app.clone(),
            frames,
            connections: hub.connections.clone(),
            presence: presence.clone(),
        };
        app.tasks.spawn(async move { publisher.run().await });
        app.tasks.spawn(async move { presence.forget_in_time().await });
        hub
    }

    pub fn connections(&self) -> usize {
        self.connections.count()
    }

    pub fn end_session(&self, token: &str) {
        // Nobody connected is no error.
        let _ = self.ended.send(token.to_owned());
    }

    /// Some sessions have ended: every connection asks whether its own has.
    pub fn end_sessions(&self) {
        self.end_session("");
    }

    /// Counts a browser in until the guard is dropped, and listens to all frames from now on.
    pub fn join(&self, agent: AgentId, token: &str) -> Joined {
        self.connections.add(agent, token);
        Joined {
            seat: Seat::Socket(self.sockets.fetch_add(1, Ordering::Relaxed)),
            agent,
            token: token.to_owned(),
            connections: self.connections.clone(),
            presence: self.presence.clone(),
            frames: self.frames.subscribe(),
            ended: self.ended.subscribe(),
        }
    }
}

pub struct Joined {
    pub seat: Seat,
    agent: AgentId,
    token: String,
    connections: Connections,
    presence: Arc<Presence>,
    pub frames: broadcast::Receiver<Arc<Frame>>,
    pub ended: broadcast::Receiver<String>,
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.connections.remove(self.agent, &self.token);
        self.presence.leave(self.seat);
    }
}

struct Publisher {
    app: App,
    frames: Frames,
    connections: Connections,
    presence: Arc<Presence>,
}

impl Publisher {
    async fn run(self) {
        let mut sequence = self.app.store.signals().sequence.subscribe();
        let mut reached = *sequence.borrow_and_update();
        loop {
            match self.publish_new(&mut reached) {
                Ok(()) => {
                    tokio::select! {
                        changed = sequence.changed() => if changed.is_err() { return },
                        () = self.app.stopping.cancelled() => return,
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "events wait until the store can be read again");
                    tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                }
            }
        }
    }

    fn publish_new(&self, reached: &mut u64) -> Result<(), Error> {
        loop {
            let view = self.app.store.view()?;
            let Some(changes) = view.changes_after(*reached, CHANGES_AT_ONCE)? else {
                *reached = view.newest_seq()?;
                return Ok(());
            };
            if changes.is_empty() {
                return Ok(());
            }
            let agents = self.connections.agents();
            self.admit_readers(&view, &changes, &agents)?;
            for change in changes {
                *reached = change.seq;
                if agents.is_empty() {
                    continue;
                }
                if let Some(frame) = frame(&view, change.seq, change.event, &agents)? {
                    self.send(Frame::Change(frame));
                }
                if let Logged::Conversation { id, left: Some(_) } = change.event {
                    self.presence.tell_again(id);
                }
            }
        }
    }

    /// Things are shown as they are now, also under older changes: so what a reader may see must be
    /// as it is now before the first of them goes out.
    fn admit_readers(
        &self,
        view: &View,
        changes: &[store::Change],
        agents: &[AgentId],
    ) -> Result<(), Error> {
        for change in changes {
            if let Logged::Agent { id } = change.event
                && agents.contains(&id)
                && let Some(agent) = view.find::<Agent>(id)?
            {
                self.send(Frame::Reader { seq: change.seq, actor: Actor::of(&agent) });
            }
        }
        Ok(())
    }

    fn send(&self, frame: Frame) {
        // Nobody listening any more is no error.
        let _ = self.frames.send(Arc::new(frame));
    }
}

fn frame(
    view: &View,
    seq: u64,
    event: Logged,
    agents: &[AgentId],
) -> Result<Option<Change>, Error> {
    let Some(rendered) = render(view, seq, event)? else { return Ok(None) };
    let text = rendered.event.to_json_string();
    let Event::Conversation(changed) = &rendered.event else {
        return Ok(Some(Change { seq, audience: rendered.audience, text, unread: None }));
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
    Ok(Some(Change { seq, audience: rendered.audience, text, unread }))
}

/// How `unread` stands in a conversation rendered for a reader who has read everything.
const NOTHING_UNREAD: &str = "\"unread\":0,";

impl Change {
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
