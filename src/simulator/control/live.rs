//! Changes as they happen: server-sent events that say what to read again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use poem::handler;
use poem::web::Data;
use poem::web::sse::{Event, SSE};
use tokio::sync::broadcast::error::RecvError;

use crate::simulator::platform::{Change, Platform};

const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[handler]
pub fn watch(Data(platform): Data<&Arc<Platform>>) -> SSE {
    let start = (platform.changes.subscribe(), platform.stopping.clone());
    let events = stream::unfold(start, |(mut changes, stopping)| async move {
        let change = tokio::select! {
            () = stopping.cancelled() => return None,
            change = changes.recv() => match change {
                Ok(change) => change,
                Err(RecvError::Lagged(_)) => Change::Everything,
                Err(RecvError::Closed) => return None,
            },
        };
        let event = Event::message(serde_json::to_string(&change).unwrap_or_default());
        Some((event, (changes, stopping)))
    });
    SSE::new(events).keep_alive(KEEP_ALIVE)
}
