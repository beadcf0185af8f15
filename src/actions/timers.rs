//! What falls due happens, once, also if it fell due while the server was down.

use super::error::Error;
use super::presence;
use super::resolutions;
use crate::app::App;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::timeline::Author;
use crate::domain::{ConversationId, Timestamp};
use std::time::Duration;

const DUE_AT_ONCE: usize = 256;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Runs until the process stops.
pub async fn run(app: App) {
    while !app.stopping.is_cancelled() {
        let next = match fire_due(&app).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "timers wait until the store takes changes again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                continue;
            }
        };
        let due = next.unwrap_or(Timestamp(i64::MAX));
        tokio::select! {
            () = app.clock.sleep_until(due) => {}
            () = app.store.signals().timers.notified() => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Does what is due and says when the next thing is.
pub async fn fire_due(app: &App) -> Result<Option<Timestamp>, Error> {
    loop {
        let now = app.clock.now();
        let of_agents = presence::fire_due(app).await?;
        let timers = app.store.view()?.timers(DUE_AT_ONCE)?;
        let due: Vec<ConversationId> =
            timers.iter().filter(|(at, _)| *at <= now).map(|(_, id)| *id).collect();
        if due.is_empty() {
            let next = timers.first().map(|(at, _)| *at);
            return Ok(next.into_iter().chain(of_agents).min());
        }
        for id in due {
            let result = app.store.write(move |writer| {
                let Some(conversation) = writer.find::<Conversation>(id)? else { return Ok(()) };
                if conversation.due_at.is_none_or(|due| due > writer.now) {
                    return Ok(());
                }
                resolutions::end(writer, conversation, Input::TimedOut, Author::System, None)
                    .map(|_| ())
            });
            result.await?;
        }
    }
}
