//! One time for the desk and its customers: when it is moved ahead for the phones, it is moved for
//! the desk too, so that whatever takes a day can be seen in a second.

use crate::actions::sessions;
use crate::app::App;
use std::time::Duration;
use tokio::sync::watch;

/// Goes on from the last thing that happened here, which may lie ahead of the system's time.
/// Answers how far.
pub fn resume(app: &App) -> anyhow::Result<Duration> {
    let view = app.store.view()?;
    let newest = view.newest_seq()?;
    let changes = view.changes_after(newest.saturating_sub(1), 1)?.unwrap_or_default();
    let last = changes.last().map_or(app.clock.now(), |change| change.at);
    let ahead_ms = last.ms_since(app.clock.now()).max(0);
    app.clock.advance(ahead_ms);
    Ok(Duration::from_millis(ahead_ms.unsigned_abs()))
}

/// Until the app stops.
pub async fn follow(app: App, mut ahead_ms: watch::Receiver<i64>) {
    let mut reached = *ahead_ms.borrow_and_update();
    loop {
        tokio::select! {
            changed = ahead_ms.changed() => if changed.is_err() { return },
            () = app.stopping.cancelled() => return,
        }
        let ahead = *ahead_ms.borrow_and_update();
        let leap_ms = ahead - reached;
        reached = ahead;
        // Nobody was away in the time that is left out.
        if let Err(error) = sessions::carry_over(&app, leap_ms).await {
            tracing::warn!(%error, "the sessions could not be carried over");
        }
        app.clock.advance(leap_ms);
    }
}
