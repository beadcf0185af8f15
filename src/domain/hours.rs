//! When a queue is open: weekly hours and holidays, in the workspace's time zone.

use super::{HoursId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    pub id: HoursId,
    pub name: String,
    /// Monday first.
    pub week: [Vec<Opening>; 7],
    pub holidays: Vec<Holiday>,
    pub created_at: Timestamp,
}

/// Minutes since the day began; `to` may be 1440. Openings of a day do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub from: u16,
    pub to: u16,
}

/// A day that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holiday {
    /// `2026-12-25`.
    pub date: String,
    pub name: String,
    /// Empty: closed all day.
    pub openings: Vec<Opening>,
}
