//! Throwing away what is no longer needed. Can run at any time, and twice.

use super::attachments;
use super::error::Error;
use super::sessions;
use super::withdrawals;
use crate::app::App;
use crate::domain::DeliveryId;
use crate::domain::time::DAY_MS;
use crate::store::{KEPT_CHANGES, REUSABLE_FOR_MS};

/// For how long raw deliveries are kept once they are read: as long as Meta may send them again.
pub const RAW_KEPT_FOR_MS: i64 = 7 * DAY_MS;
const PARKED_FOR_MS: i64 = 7 * DAY_MS;
/// How much one transaction removes, so that others get their turn.
const REMOVED_AT_ONCE: usize = 2_000;

pub async fn prune(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.prune_sessions(|session| sessions::is_over(session, now))?;
        writer.prune_idempotency(now.plus_ms(-REUSABLE_FOR_MS))?;
        writer.prune_early(now.plus_ms(-PARKED_FOR_MS))?;
        Ok(writer.prune_parked_reports(now.plus_ms(-PARKED_FOR_MS))?)
    });
    result.await?;
    let old = now.plus_ms(-RAW_KEPT_FOR_MS);
    let mut place = Some(DeliveryId(0));
    while let Some(after) = place {
        place = app.store.write(move |w| w.prune_journal(after, old, REMOVED_AT_ONCE)).await?;
    }
    while app.store.write(|w| w.prune_log(KEPT_CHANGES, REMOVED_AT_ONCE)).await? > 0 {}
    attachments::prune(app).await?;
    withdrawals::finish(app).await?;
    Ok(())
}
