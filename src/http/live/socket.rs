//! One browser's connection.

use super::asked::{Allowance, Asked};
use super::hub::{Frame, Joined};
use super::presence::Seat;
use super::render::{Caught, catch_up};
use crate::actions::{Error, presence, sessions};
use crate::domain::permission::Actor;
use crate::domain::{AgentId, ConversationId};
use crate::http::error::{self, ApiError, Problem};
use crate::http::session::COOKIE;
use crate::http::{Edge, guard};
use futures_util::{SinkExt, StreamExt};
use poem::http::StatusCode;
use poem::web::cookie::CookieJar;
use poem::web::websocket::{CloseCode, Message, WebSocket, WebSocketConfig, WebSocketStream};
use poem::web::{Data, Query};
use poem::{IntoResponse, Request, Response, handler};
use poem_openapi::types::ToJSON;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

/// Small buffers: the defaults cost 134 KiB a connection, these 6.
const BUFFER_BYTES: usize = 4 * 1024;
/// What a browser may send at once: it says where it looks and writes.
const MESSAGE_BYTES_MAX: usize = 4 * 1024;
const PING_EVERY: Duration = Duration::from_secs(30);
/// A client that does not take a frame for so long is gone.
const SEND_WITHIN: Duration = Duration::from_secs(15);
/// How long a client that said too much is heard out after it was told to stop.
const HEAR_OUT_FOR: Duration = Duration::from_secs(2);
const REPLAY_AT_ONCE: usize = 500;
/// Who missed more than this fetches the lists anew: that is cheaper for both sides.
const REPLAY_MAX: u64 = 10_000;
/// The close code after which a client signs in again instead of reconnecting.
const SESSION_ENDED: u16 = 4401;

#[derive(Deserialize)]
pub struct Since {
    after: Option<u64>,
}

#[handler]
pub async fn connect(
    edge: Data<&Arc<Edge>>,
    request: &Request,
    cookies: &CookieJar,
    Query(since): Query<Since>,
    socket: WebSocket,
) -> Result<Response, ApiError> {
    if !guard::is_same_origin(request, edge.app.config.public_url.as_deref()) {
        return Ok(error::response(&guard::foreign_origin()));
    }
    let token = cookies.get(COOKIE).map(|cookie| cookie.value_str().to_owned());
    let agent = match &token {
        Some(token) => sessions::agent_of(&edge.app, token).await?,
        None => None,
    };
    let (Some(agent), Some(token)) = (agent, token) else {
        let problem = Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first.");
        return Ok(error::response(&problem));
    };
    let edge = edge.0.clone();
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let upgraded = socket.config(config).on_upgrade(move |stream| {
        let tasks = edge.app.tasks.clone();
        tasks.track_future(async move {
            let connection = Connection {
                actor: Actor::of(&agent),
                token,
                stream,
                sent: 0,
                sees_anew_at: None,
                allowance: Allowance::new(edge.app.clock.now()),
            };
            connection.run(&edge, since.after).await;
        })
    });
    Ok(upgraded.into_response())
}

struct Connection {
    actor: Actor,
    token: String,
    stream: WebSocketStream,
    /// The newest change that the client has, or was told to fetch.
    sent: u64,
    /// After this change the client fetches everything anew: it may see more or less than before.
    sees_anew_at: Option<u64>,
    allowance: Allowance,
}

/// Why a connection ends.
enum End {
    /// The client went, or takes nothing.
    Gone,
    SessionEnded,
    /// The client says too much.
    Flooding,
    Stopping,
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> End {
        End::Failed(error)
    }
}

impl Connection {
    async fn run(mut self, edge: &Edge, after: Option<u64>) {
        let agent = self.actor.agent;
        let joined = edge.hub.join(agent, &self.token);
        let end = match self.serve(edge, joined, after).await {
            Ok(()) => End::Gone,
            Err(end) => end,
        };
        // A stopping server leaves its agents as they are: the next start sees who comes back.
        if !edge.app.stopping.is_cancelled() {
            presence::follow_surely(&edge.app, &edge.hub.connections, agent).await;
        }
        let is_talking = matches!(end, End::Flooding);
        let (code, reason) = match end {
            End::Gone => return,
            End::SessionEnded => (CloseCode::from(SESSION_ENDED), "the session has ended"),
            End::Flooding => (CloseCode::Policy, "too many frames"),
            End::Stopping => (CloseCode::Restart, "the server is restarting"),
            End::Failed(error) => {
                tracing::warn!(%error, "a live connection failed");
                (CloseCode::Error, "try again")
            }
        };
        // The client may be gone already.
        let _ = self.stream.send(Message::Close(Some((code, reason.to_owned())))).await;
        if is_talking {
            // What is unread when a connection is dropped takes the reason with it.
            let hearing_out = async { while let Some(Ok(_)) = self.stream.next().await {} };
            let _ = tokio::time::timeout(HEAR_OUT_FOR, hearing_out).await;
        }
    }

    async fn serve(
        &mut self,
        edge: &Edge,
        mut joined: Joined,
        after: Option<u64>,
    ) -> Result<(), End> {
        let mut leaps = edge.app.clock.leaps();
        // What happened between the handshake and joining was not heard.
        if !self.is_signed_in(edge).await? {
            return Err(End::SessionEnded);
        }
        note_presence(edge, self.actor.agent).await;
        self.greet(edge, after).await?;
        let mut ping = tokio::time::interval(PING_EVERY);
        ping.reset();
        loop {
            tokio::select! {
                frame = joined.frames.recv() => match frame {
                    Ok(frame) => self.take(edge, joined.seat, &frame).await?,
                    Err(RecvError::Lagged(_)) => {
                        if !self.is_signed_in(edge).await? {
                            return Err(End::SessionEnded);
                        }
                        edge.hub.presence.admit(joined.seat, &self.actor);
                        self.resync(edge).await?;
                    }
                    Err(RecvError::Closed) => return Err(End::Stopping),
                },
                message = self.stream.next() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(()),
                    Some(Ok(message)) => self.hear(edge, joined.seat, &message)?,
                },
                ended = joined.ended.recv() => {
                    // Who missed the names asks the store.
                    let is_ours = ended.is_ok_and(|token| token == self.token);
                    if is_ours || !self.is_signed_in(edge).await? {
                        return Err(End::SessionEnded);
                    }
                }
                _ = ping.tick() => {
                    if !self.is_signed_in(edge).await? {
                        return Err(End::SessionEnded);
                    }
                    self.send(Message::Ping(Vec::new())).await?;
                }
                () = leap(&mut leaps) => self.tell_time(edge).await?,
                () = edge.app.stopping.cancelled() => return Err(End::Stopping),
            }
        }
    }

    async fn take(&mut self, edge: &Edge, seat: Seat, frame: &Frame) -> Result<(), End> {
        match frame {
            Frame::Change(change) if change.seq <= self.sent => return Ok(()),
            Frame::Change(change) => {
                self.sent = change.seq;
                if let Some(text) = change.text_for(&self.actor) {
                    self.send(Message::Text(text)).await?;
                }
            }
            Frame::Reader { seq, actor } => {
                if actor.agent == self.actor.agent && *actor != self.actor {
                    self.actor = actor.clone();
                    self.sees_anew_at = Some(*seq);
                    edge.hub.presence.admit(seat, actor);
                }
            }
            Frame::Presence(noticed) => {
                if let Some(text) = noticed.text_for(&self.actor) {
                    self.send(Message::Text(text)).await?;
                }
            }
        }
        if self.sees_anew_at.take_if(|at| *at <= self.sent).is_some() {
            self.resync(edge).await?;
        }
        Ok(())
    }

    /// What a client says is worth nothing if it makes no sense, or names what is not there.
    fn hear(&mut self, edge: &Edge, seat: Seat, message: &Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => "",
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(()),
        };
        if !self.allowance.take(edge.app.clock.now()) {
            return Err(End::Flooding);
        }
        let presence = &edge.hub.presence;
        let heard = match Asked::read(text) {
            None => Ok(()),
            Some(Asked::Viewing { conversation_id }) => {
                presence.view(seat, &self.actor, conversation_id.map(ConversationId))
            }
            Some(Asked::Typing { conversation_id, is_note }) => {
                presence.write(seat, &self.actor, ConversationId(conversation_id), is_note)
            }
        };
        match heard {
            Ok(()) | Err(Error::NotFound(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Says where the log stands, then what the client has missed.
    async fn greet(&mut self, edge: &Edge, after: Option<u64>) -> Result<(), End> {
        let newest = newest(edge)?;
        let present = edge.hub.presence.known_to(&self.actor);
        let now = edge.app.clock.now().to_rfc3339();
        let hello = format!("{{\"type\":\"hello\",\"seq\":{newest},\"now\":\"{now}\"}}");
        self.send(Message::Text(hello)).await?;
        for text in present {
            self.send(Message::Text(text)).await?;
        }
        let Some(after) = after else {
            self.sent = newest;
            return Ok(());
        };
        self.sent = after;
        if newest.saturating_sub(after) > REPLAY_MAX {
            return self.resync(edge).await;
        }
        while self.sent != newest {
            let caught = {
                let view = edge.app.store.view().map_err(Error::from)?;
                catch_up(&view, &self.actor, self.sent, REPLAY_AT_ONCE)?
            };
            match caught {
                Caught::TooOld => return self.resync(edge).await,
                Caught::Events { reached, .. } if reached == self.sent => return Ok(()),
                Caught::Events { events, reached } => {
                    self.sent = reached;
                    for event in events {
                        self.send(Message::Text(event.to_json_string())).await?;
                    }
                    if reached >= newest {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// What runs with the time on the screen runs with the desk's, not with the browser's.
    async fn tell_time(&mut self, edge: &Edge) -> Result<(), End> {
        let now = edge.app.clock.now().to_rfc3339();
        self.send(Message::Text(format!("{{\"type\":\"clock\",\"now\":\"{now}\"}}"))).await
    }

    async fn resync(&mut self, edge: &Edge) -> Result<(), End> {
        self.sent = newest(edge)?;
        self.send(Message::Text(format!("{{\"type\":\"resync\",\"seq\":{}}}", self.sent))).await
    }

    async fn is_signed_in(&mut self, edge: &Edge) -> Result<bool, End> {
        match sessions::agent_of(&edge.app, &self.token).await? {
            Some(agent) => {
                let actor = Actor::of(&agent);
                if actor != self.actor {
                    self.actor = actor;
                    self.sees_anew_at = Some(self.sent);
                }
                Ok(true)
            }
            None => Ok(false),
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match tokio::time::timeout(SEND_WITHIN, self.stream.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// The agent is there. If the store takes no changes at the moment, it is told so once it does: the
/// connection is of use meanwhile.
async fn note_presence(edge: &Edge, agent: AgentId) {
    let (app, connections) = (edge.app.clone(), edge.hub.connections.clone());
    if presence::follow(&app, &connections, agent).await.is_err() {
        let noting = async move { presence::follow_surely(&app, &connections, agent).await };
        edge.app.tasks.spawn(noting);
    }
}

/// Returns when the clock leaps: with most clocks, never.
async fn leap(leaps: &mut Option<watch::Receiver<i64>>) {
    match leaps {
        Some(leaps) => {
            if leaps.changed().await.is_err() {
                std::future::pending().await
            }
        }
        None => std::future::pending().await,
    }
}

fn newest(edge: &Edge) -> Result<u64, End> {
    let view = edge.app.store.view().map_err(Error::from)?;
    Ok(view.newest_seq().map_err(Error::from)?)
}
