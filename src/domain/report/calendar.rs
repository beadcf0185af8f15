//! Which day and hour of the workspace a moment belongs to.

use crate::domain::Timestamp;
use crate::domain::time::MINUTE_MS;
use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use std::collections::HashMap;

/// Every zone's clock is set by whole quarters of an hour, so a quarter lies in one hour of one day.
const QUARTER_MS: i64 = 15 * MINUTE_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Local {
    pub day: NaiveDate,
    /// 1: Monday, 7: Sunday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
}

/// The workspace's clock, which remembers what it has told: figures ask it again and again.
pub struct Calendar {
    zone: Tz,
    known: HashMap<i64, Local>,
}

impl Calendar {
    pub fn new(zone: Tz) -> Calendar {
        Calendar { zone, known: HashMap::new() }
    }

    pub fn local(&mut self, at: Timestamp) -> Local {
        let zone = self.zone;
        *self.known.entry(quarter_of(at)).or_insert_with(|| local(at, zone))
    }
}

pub fn local(at: Timestamp, zone: Tz) -> Local {
    let utc = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    let local = utc.with_timezone(&zone);
    Local {
        day: local.date_naive(),
        weekday: local.weekday().number_from_monday() as u8,
        hour: local.hour() as u8,
    }
}

/// The number of the quarter of an hour since 1970.
pub fn quarter_of(at: Timestamp) -> i64 {
    at.0.div_euclid(QUARTER_MS)
}

pub fn beginning_of(quarter: i64) -> Timestamp {
    Timestamp(quarter.saturating_mul(QUARTER_MS))
}
