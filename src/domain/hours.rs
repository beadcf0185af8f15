//! When a queue is open: weekly hours and holidays, in the workspace's time zone.
//!
//! An opening lasts from the first moment at which the zone's clock shows `from`, or a later time,
//! to the first at which it shows `to`. So an hour that is left out in spring shortens it, an hour
//! that comes twice in autumn lengthens it, and midnight never falls between two openings that
//! touch there.

use super::time::{DAY_MS, SECOND_MS};
use super::{HoursId, Timestamp};
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{TimeDelta, TimeZone};
use serde::{Deserialize, Serialize};

/// A zone of the IANA's list.
pub type Zone = chrono_tz::Tz;

/// How far ahead and back a change is looked for: a holiday with openings comes once a year.
pub const DAYS_LOOKED_AT_MAX: u64 = 400;
/// How long a span open time is counted in; what lies beyond counts nothing.
pub const SPAN_DAYS_MAX: u64 = 366 * 20;
pub const MINUTES_PER_DAY: u16 = 24 * 60;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// From the first moment to just before the second.
type Stretch = (Timestamp, Timestamp);

/// The zone of this name in the IANA's list, such as `Europe/Madrid`.
pub fn zone(name: &str) -> Option<Zone> {
    name.parse().ok()
}

impl Hours {
    pub fn is_open(&self, at: Timestamp, zone: Zone) -> bool {
        self.around(at, zone, 1, 1).iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// When it next opens or closes; `None`: not within `DAYS_LOOKED_AT_MAX`.
    pub fn next_change(&self, at: Timestamp, zone: Zone) -> Option<Timestamp> {
        let last = at.plus_ms(DAYS_LOOKED_AT_MAX as i64 * DAY_MS);
        // Most changes are days away: look there first. A stretch cut off where the look ends is no
        // edge, so the last day does not count.
        for days in [8, DAYS_LOOKED_AT_MAX + 1] {
            let stretches = self.around(at, zone, 1, days).into_iter();
            let mut edges = stretches.flat_map(|(from, to)| [from, to]);
            let sure = at.plus_ms((days as i64 - 1) * DAY_MS);
            if let Some(edge) = edges.find(|edge| *edge > at).filter(|edge| *edge <= sure) {
                return Some(edge).filter(|edge| *edge <= last);
            }
        }
        None
    }

    /// The beginning of the closed period that `at` is in; `None`: it is open. What has not been
    /// open for `DAYS_LOOKED_AT_MAX` has been closed since time began.
    pub fn closed_since(&self, at: Timestamp, zone: Zone) -> Option<Timestamp> {
        // Most closed periods are a night or a weekend: look there first.
        for days in [4, DAYS_LOOKED_AT_MAX] {
            let stretches = self.around(at, zone, days, 1);
            if stretches.iter().any(|(from, to)| (*from..*to).contains(&at)) {
                return None;
            }
            let ends = stretches.iter().map(|(_, to)| *to).filter(|to| *to <= at);
            if let Some(end) = ends.max() {
                return Some(end);
            }
        }
        Some(Timestamp::default())
    }

    /// How many milliseconds of `[a, b)` it is open; 0 if `b` is not after `a`.
    pub fn open_ms_between(&self, a: Timestamp, b: Timestamp, zone: Zone) -> i64 {
        if b <= a {
            return 0;
        }
        let days = (b.ms_since(a) / DAY_MS).unsigned_abs().min(SPAN_DAYS_MAX);
        let stretches = self.around(a, zone, 1, days + 2).into_iter();
        stretches.map(|(from, to)| to.min(b).ms_since(from.max(a)).max(0)).sum()
    }

    /// What is open from `back` days before the day of `at` to `ahead` days after it, in order;
    /// stretches that touch are one.
    fn around(&self, at: Timestamp, zone: Zone, back: u64, ahead: u64) -> Vec<Stretch> {
        let Some(day) = local(at, zone).map(|local| local.date()) else { return Vec::new() };
        let first = day.checked_sub_days(Days::new(back)).unwrap_or(day);
        let days = first.iter_days().take(usize::try_from(back + ahead + 1).unwrap_or(usize::MAX));
        let mut merged: Vec<Stretch> = Vec::new();
        for (from, to) in days.flat_map(|day| self.on(day, zone)) {
            match merged.last_mut() {
                Some((_, end)) if *end >= from => *end = to.max(*end),
                Some(_) | None => merged.push((from, to)),
            }
        }
        merged
    }

    fn on(&self, day: NaiveDate, zone: Zone) -> impl Iterator<Item = Stretch> {
        let openings = self.openings(day).iter();
        let stretches = openings.filter_map(move |opening| {
            Some((moment(day, opening.from, zone)?, moment(day, opening.to, zone)?))
        });
        stretches.filter(|(from, to)| from < to)
    }

    fn openings(&self, day: NaiveDate) -> &[Opening] {
        let weekday = day.weekday().num_days_from_monday() as usize;
        let holiday = self.holidays.iter().find(|holiday| parse_date(&holiday.date) == Some(day));
        match holiday {
            Some(holiday) => &holiday.openings,
            None => self.week.get(weekday).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

impl Opening {
    /// `09:00` and `17:30`; the end may be `24:00`. `None`: not a time, or not a span.
    pub fn parse(from: &str, to: &str) -> Option<Opening> {
        let opening = Opening { from: parse_time(from)?, to: parse_time(to)? };
        (opening.from < opening.to).then_some(opening)
    }

    /// The two ends as they are written.
    pub fn ends(self) -> (String, String) {
        let text = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        (text(self.from), text(self.to))
    }
}

/// Earliest first; `None`: two of them overlap.
pub fn in_order(mut openings: Vec<Opening>) -> Option<Vec<Opening>> {
    openings.sort();
    let overlaps = openings.windows(2).any(|pair| pair[0].to > pair[1].from);
    (!overlaps).then_some(openings)
}

/// Reads `2026-12-25`, and no other form of it.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text)
}

fn parse_time(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let is_number = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= MINUTES_PER_DAY).then_some(all)
}

fn local(at: Timestamp, zone: Zone) -> Option<NaiveDateTime> {
    let utc = DateTime::from_timestamp_millis(at.0)?;
    Some(utc.with_timezone(&zone).naive_local())
}

/// The first moment at which the clock shows this time of this day, or a later one.
fn moment(day: NaiveDate, minutes: u16, zone: Zone) -> Option<Timestamp> {
    let midnight = day.and_time(NaiveTime::MIN);
    let wanted = midnight.checked_add_signed(TimeDelta::minutes(i64::from(minutes)))?;
    match zone.from_local_datetime(&wanted) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
            Some(Timestamp(at.timestamp_millis()))
        }
        LocalResult::None => after_the_gap(wanted, zone),
    }
}

/// The clock jumps over `wanted`: the moment at which it does.
fn after_the_gap(wanted: NaiveDateTime, zone: Zone) -> Option<Timestamp> {
    // No zone is further than a day from UTC.
    let near = wanted.and_utc().timestamp();
    let (mut before, mut after) = (near - DAY_MS / SECOND_MS, near + DAY_MS / SECOND_MS);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if local(Timestamp::from_seconds(middle), zone)? < wanted {
            before = middle;
        } else {
            after = middle;
        }
    }
    Some(Timestamp::from_seconds(after))
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
