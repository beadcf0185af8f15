//! From when to when a report goes.

use super::calendar::local;
use crate::domain::Timestamp;
use chrono::{Days, NaiveDate, TimeZone};
use chrono_tz::Tz;

/// How many days one report may go over.
pub const SPAN_DAYS_MAX: i64 = 1_100;
/// Where the clock is put forward at midnight, the day begins at most so much later.
const GAP_QUARTERS_MAX: i64 = 12;

/// At or after `from`, before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Span {
    pub fn has(self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&at)
    }

    /// Of the same length, just before: the same number of days where it goes over whole days.
    pub fn before(self, zone: Tz) -> Span {
        let (first, end) = (day_of(self.from, zone), day_of(self.to, zone));
        let is_whole = start_of_day(first, zone) == self.from && start_of_day(end, zone) == self.to;
        let days = end.signed_duration_since(first).num_days().unsigned_abs();
        let earlier = first.checked_sub_days(Days::new(days)).filter(|_| is_whole);
        let from = match earlier {
            Some(day) => start_of_day(day, zone),
            None => self.from.plus_ms(-self.to.ms_since(self.from)),
        };
        Span { from, to: self.from }
    }

    /// Every day that it touches.
    pub fn days(self, zone: Tz) -> Vec<NaiveDate> {
        let last = day_of(self.to.plus_ms(-1), zone);
        let days = day_of(self.from, zone).iter_days().take_while(|day| *day <= last);
        days.take(SPAN_DAYS_MAX as usize + 1).collect()
    }
}

pub fn day_of(at: Timestamp, zone: Tz) -> NaiveDate {
    local(at, zone).day
}

/// The first moment of a day.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let candidates = (0..=GAP_QUARTERS_MAX).filter_map(|quarters| {
        let later = midnight + chrono::TimeDelta::minutes(15 * quarters);
        zone.from_local_datetime(&later).earliest()
    });
    let first = candidates.map(|found| Timestamp(found.timestamp_millis())).next();
    // No zone skips a whole morning; if ever one does, its day begins as in UTC.
    first.unwrap_or(Timestamp(midnight.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::MINUTE_MS;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_begins_at_the_workspaces_midnight() {
        let start = |text: &str, zone: Tz| start_of_day(day(text), zone).to_rfc3339();
        assert_eq!(start("2026-07-01", Tz::Europe__Madrid), "2026-06-30T22:00:00.000Z");
        assert_eq!(start("2026-01-01", Tz::Asia__Kathmandu), "2025-12-31T18:15:00.000Z");
        // Beirut puts its clocks forward at midnight: that day begins at one o'clock.
        assert_eq!(start("2026-03-29", Tz::Asia__Beirut), "2026-03-28T22:00:00.000Z");
        let first = start_of_day(day("2026-03-29"), Tz::Asia__Beirut);
        assert_eq!(day_of(first, Tz::Asia__Beirut), day("2026-03-29"));
        assert_eq!(day_of(first.plus_ms(-MINUTE_MS), Tz::Asia__Beirut), day("2026-03-28"));
    }

    #[test]
    fn the_span_before_has_as_many_days_whatever_the_clocks_do() {
        let zone = Tz::Europe__Madrid;
        let week = Span {
            from: start_of_day(day("2026-03-30"), zone),
            to: start_of_day(day("2026-04-06"), zone),
        };
        let before = week.before(zone);
        assert_eq!(day_of(before.from, zone), day("2026-03-23"));
        assert_eq!(start_of_day(day("2026-03-23"), zone), before.from);
        assert_eq!(before.to, week.from);
        assert_eq!(before.days(zone).len(), 7);
        let hour = Span { from: Timestamp(5_000), to: Timestamp(7_000) };
        assert_eq!(hour.before(zone), Span { from: Timestamp(3_000), to: Timestamp(5_000) });
    }
}
