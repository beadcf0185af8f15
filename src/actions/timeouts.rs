//! The times and rules by which silence ends conversations, as the workspace, a queue and an inbox
//! set them: one check for all levels.

use super::error::Error;
use crate::domain::queue::Timeouts;
use crate::domain::time::{DAY_MS, MINUTE_MS};
use std::ops::RangeInclusive;

/// What a customer's silence is measured by.
const TIMEOUT_MS: RangeInclusive<i64> = MINUTE_MS..=365 * DAY_MS;

/// What an admin changes of a queue's or an inbox's; `None` leaves it as it is, `Some(None)` leaves
/// it to the level above.
#[derive(Clone, Copy, Default)]
pub struct TimeoutsChange {
    pub abandonment_ms: Option<Option<i64>>,
    pub inactivity_ms: Option<Option<i64>>,
    pub warning_ms: Option<Option<i64>>,
    pub warns_before_window: Option<Option<bool>>,
    pub closes_active: Option<Option<bool>>,
}

impl TimeoutsChange {
    pub(super) fn changes_anything(&self) -> bool {
        let TimeoutsChange {
            abandonment_ms,
            inactivity_ms,
            warning_ms,
            warns_before_window,
            closes_active,
        } = self;
        let times = [abandonment_ms, inactivity_ms, warning_ms];
        let rules = [warns_before_window, closes_active];
        times.into_iter().any(Option::is_some) || rules.into_iter().any(Option::is_some)
    }
}

pub(super) fn changed(before: Timeouts, change: TimeoutsChange) -> Result<Timeouts, Error> {
    let timeouts = Timeouts {
        abandonment_ms: change.abandonment_ms.unwrap_or(before.abandonment_ms),
        inactivity_ms: change.inactivity_ms.unwrap_or(before.inactivity_ms),
        warning_ms: change.warning_ms.unwrap_or(before.warning_ms),
        warns_before_window: change.warns_before_window.unwrap_or(before.warns_before_window),
        closes_active: change.closes_active.unwrap_or(before.closes_active),
    };
    check(timeouts)?;
    Ok(timeouts)
}

/// What one level sets, each value beside the others of the same level.
pub(super) fn check(timeouts: Timeouts) -> Result<(), Error> {
    let Timeouts { abandonment_ms, inactivity_ms, warning_ms, .. } = timeouts;
    check_timeout("abandonment_seconds", abandonment_ms)?;
    check_timeout("inactivity_seconds", inactivity_ms)?;
    check_warning(warning_ms, inactivity_ms)
}

/// `None`: as the level above says.
fn check_timeout(field: &'static str, ms: Option<i64>) -> Result<(), Error> {
    if ms.is_some_and(|ms| !TIMEOUT_MS.contains(&ms)) {
        return Err(Error::invalid(field, "A timeout is between a minute and a year."));
    }
    Ok(())
}

fn check_warning(ms: Option<i64>, inactivity_ms: Option<i64>) -> Result<(), Error> {
    let Some(ms) = ms.filter(|ms| *ms != 0) else { return Ok(()) };
    check_timeout("warning_seconds", Some(ms))?;
    if inactivity_ms.is_some_and(|inactivity_ms| ms >= inactivity_ms) {
        let reason = "The warning comes before inactivity ends it: give a shorter time, or 0 for no warning.";
        return Err(Error::invalid("warning_seconds", reason));
    }
    Ok(())
}
