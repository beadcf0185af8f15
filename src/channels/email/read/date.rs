//! When a mail was written, by its author's clock.

use super::head::{Head, ascii};
use crate::domain::Timestamp;
use chrono::NaiveDate;
use mail_parser::DateTime;

const FIELDS_MAX: usize = 10;
const LETTERS_MAX: usize = 100;
const YEARS: std::ops::RangeInclusive<i32> = 1971..=2200;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first that can be.
pub fn sent_at(head: &Head<'_>) -> Option<Timestamp> {
    head.all("date").take(FIELDS_MAX).find_map(|value| {
        let text = ascii(&value[..value.len().min(LETTERS_MAX)]);
        strictly(&text).or_else(|| loosely(&text))
    })
}

/// As RFC 5322 has it.
fn strictly(text: &str) -> Option<Timestamp> {
    let date = DateTime::parse_rfc822(text)?;
    let can_be = date.is_valid() && YEARS.contains(&i32::from(date.year));
    can_be.then(|| Timestamp::from_seconds(date.to_timestamp()))
}

#[derive(Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Seconds of the day.
    time: Option<i64>,
    /// Seconds east of Greenwich.
    zone: i64,
}

/// As other programs have it: without seconds or zone, in another order, or with hyphens.
fn loosely(text: &str) -> Option<Timestamp> {
    let mut found = Found::default();
    let text = text.split('(').next().unwrap_or_default();
    for token in text.split([' ', '\t', ',', 'T']) {
        let is_zone = token.starts_with(['+', '-']);
        match is_zone {
            true => found.zone = zone(token).unwrap_or(found.zone),
            false if token.contains(':') => found.time = found.time.or_else(|| time(token)),
            false => token.split(['-', '/', '.']).for_each(|piece| found.takes(piece)),
        }
    }
    let date = NaiveDate::from_ymd_opt(found.year?, found.month?, found.day?)?;
    let midnight = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp();
    Some(Timestamp::from_seconds(midnight + found.time.unwrap_or(0) - found.zone))
}

impl Found {
    /// Days stand before months, unless the year stands before both.
    fn takes(&mut self, piece: &str) {
        if let Ok(number) = piece.parse::<u32>() {
            let year = i32::try_from(number).unwrap_or_default();
            match piece.len() {
                4 if YEARS.contains(&year) => self.year = self.year.or(Some(year)),
                1 | 2 if self.year.is_some() && self.month.is_none() => self.month = Some(number),
                1 | 2 if self.day.is_none() => self.day = Some(number),
                1 | 2 if self.month.is_none() => self.month = Some(number),
                _ => {}
            }
            return;
        }
        let name = piece.get(..3).unwrap_or_default().to_ascii_lowercase();
        let place = MONTHS.iter().position(|month| *month == name);
        let month = place.and_then(|place| u32::try_from(place + 1).ok());
        self.month = self.month.or(month);
    }
}

fn time(token: &str) -> Option<i64> {
    let token = token.trim_end_matches(['Z', 'z']);
    let token = token.split(['+', '.']).next().unwrap_or_default();
    let mut numbers = token.split(':').map(|number| number.parse::<i64>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().flatten().unwrap_or(0);
    let can_be = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    can_be.then_some(hour * 3_600 + minute * 60 + second)
}

fn zone(token: &str) -> Option<i64> {
    let digits = token.get(1..)?.replace(':', "");
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let seconds = (number / 100) * 3_600 + (number % 100) * 60;
    Some(if token.starts_with('-') { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::read::head::Of;

    fn read(dates: &[&str]) -> Option<Timestamp> {
        let text: String = dates.iter().map(|date| format!("Date: {date}\n")).collect();
        sent_at(&Head::read(text.as_bytes(), Of::Mail, |_| false).0)
    }

    #[test]
    fn dates_come_in_many_forms() {
        let wanted = Some(Timestamp(1_772_532_000_000));
        for date in [
            "Tue, 3 Mar 2026 10:00:00 +0000",
            "3 Mar 2026 11:00:00 +0100 (CET)",
            "Tue, 3 Mar 2026 10:00:00",
            "3 Mar 2026 10:00 GMT",
            "Tue Mar 3 10:00:00 2026",
            "3-Mar-2026 10:00",
            "03-03-2026 10:00",
            "2026-03-03T10:00:00Z",
            "2026-03-03 05:00:00 -0500",
        ] {
            assert_eq!(read(&[date]), wanted, "{date}");
        }
        assert_eq!(read(&["soon", "3 Mar 2026 10:00:00 +0000"]), wanted, "the first that can be");
    }

    #[test]
    fn dates_that_cannot_be_are_none() {
        for date in [
            "",
            "yesterday",
            "Tue, 33 Mar 2026 10:00:00 +0100",
            "1 Jan 1901 00:00:00 +0000",
            "99999999",
            "31 Feb 2026",
            "3 Mar 99999 10:00:00 +0000",
            ":::",
            "+ - 2026",
            "Mon, 30 Jun 3609 15:33:50 +0600",
        ] {
            assert_eq!(read(&[date]), None, "{date}");
        }
    }
}
