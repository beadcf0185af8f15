//! WhatsApp takes its time over files, and keeps no order by itself: what follows one to the same
//! customer waits for the word that it is on its way. If none comes soon, it goes on all the same.

use super::reports;
use crate::app::App;
use crate::domain::contact::IdentityKind;
use crate::domain::delivery::Status;
use crate::domain::time::SECOND_MS;
use crate::store::{Listener, OutboxRow};

const WAIT_MS_MAX: i64 = 5 * SECOND_MS;

/// Hears of a piece with a file from now on, where that is to be waited for.
pub(super) fn expects(app: &App, row: &OutboxRow) -> Option<Listener> {
    let (kind, _) = row.to.as_ref()?;
    match kind {
        IdentityKind::WhatsappId | IdentityKind::WhatsappUserId => {
            Some(app.store.signals().listeners.listen((row.entry, row.part as usize)))
        }
        IdentityKind::PageScopedId | IdentityKind::Email | IdentityKind::Phone => None,
    }
}

/// Returns once there was word of the piece, or need not be.
pub(super) async fn wait(app: &App, row: &OutboxRow, word: Listener) {
    if !is_under_way(app, row) {
        return;
    }
    let latest = app.clock.now().plus_ms(WAIT_MS_MAX);
    tokio::select! {
        () = word.hears() => {}
        () = app.clock.sleep_until(latest) => {}
        () = app.stopping.cancelled() => {}
    }
}

/// Taken, and not told to have come any further.
fn is_under_way(app: &App, row: &OutboxRow) -> bool {
    let Ok(view) = app.store.view() else { return false };
    match reports::status(&view, row.entry, row.part as usize) {
        Ok(Some(Status::Sent)) => true,
        Ok(
            Some(
                Status::Queued
                | Status::Unknown
                | Status::Delivered
                | Status::Read
                | Status::Played
                | Status::Failed,
            )
            | None,
        )
        | Err(_) => false,
    }
}
