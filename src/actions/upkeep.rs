//! Throwing away what is no longer needed. Can run at any time, and twice.

use super::attachments;
use super::error::Error;
use super::mail::{answering, bounces};
use super::sessions;
use super::withdrawals;
use crate::app::App;
use crate::domain::time::DAY_MS;
use crate::domain::{DeliveryId, Timestamp};
use crate::store::{KEPT_CHANGES, MailLately, Outdated, REUSABLE_FOR_MS, Waiting, Writer};

/// For how long raw deliveries are kept: as long as Meta may send them again.
pub const RAW_KEPT_FOR_MS: i64 = 7 * DAY_MS;
/// For how long it is listed that one could not be used, and why.
pub const REASON_KEPT_FOR_MS: i64 = 30 * DAY_MS;
const PARKED_FOR_MS: i64 = 7 * DAY_MS;
/// How much one transaction removes, so that others get their turn.
const REMOVED_AT_ONCE: usize = 2_000;

pub async fn prune(app: &App) -> Result<(), Error> {
    let now = app.clock.now();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.prune_sessions(|session| sessions::is_over(session, now))?;
        Ok(writer.prune_idempotency(now.plus_ms(-REUSABLE_FOR_MS))?)
    });
    result.await?;
    prune_parked(app, now.plus_ms(-PARKED_FOR_MS)).await?;
    prune_journal(app, now).await?;
    prune_lately(app, MailLately::Answers, now.plus_ms(-answering::ADDRESS_PERIOD_MS)).await?;
    prune_lately(app, MailLately::Sent, now.plus_ms(-bounces::MATCHED_BY_RECEIVER_MS)).await?;
    while app.store.write(|w| w.prune_log(KEPT_CHANGES, REMOVED_AT_ONCE)).await? > 0 {}
    attachments::prune(app).await?;
    withdrawals::finish(app).await?;
    Ok(())
}

/// What waits for messages that have not come since.
async fn prune_parked(app: &App, before: Timestamp) -> Result<(), Error> {
    for waiting in Waiting::ALL {
        let mut place = Some(Vec::new());
        while let Some(after) = place {
            let prune = move |writer: &mut Writer| {
                writer.prune_waiting(waiting, after, before, REMOVED_AT_ONCE)
            };
            place = app.store.write(prune).await?;
        }
    }
    Ok(())
}

/// Whom mails went to, once nobody asks for it any more.
async fn prune_lately(app: &App, what: MailLately, before: Timestamp) -> Result<(), Error> {
    let mut place = Some(Vec::new());
    while let Some(after) = place {
        let prune = move |w: &mut Writer| w.prune_mail_lately(what, after, before, REMOVED_AT_ONCE);
        place = app.store.write(prune).await?;
    }
    Ok(())
}

async fn prune_journal(app: &App, now: Timestamp) -> Result<(), Error> {
    let outdated = Outdated {
        delivery: now.plus_ms(-RAW_KEPT_FOR_MS),
        reason: now.plus_ms(-REASON_KEPT_FOR_MS),
    };
    let mut place = Some(DeliveryId(0));
    while let Some(after) = place {
        place = app.store.write(move |w| w.prune_journal(after, outdated, REMOVED_AT_ONCE)).await?;
    }
    Ok(())
}
