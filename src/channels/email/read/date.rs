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

/// Hours east of Greenwich of the zones that programs name.
const ZONES: [(&str, i64); 32] = [
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("west", 1),
    ("bst", 1),
    ("cet", 1),
    ("met", 1),
    ("mez", 1),
    ("cest", 2),
    ("mest", 2),
    ("mesz", 2),
    ("sast", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("hkt", 8),
    ("jst", 9),
    ("kst", 9),
    ("aest", 10),
    ("aedt", 11),
    ("nzst", 12),
    ("nzdt", 13),
    ("edt", -4),
    ("est", -5),
    ("cdt", -5),
    ("cst", -6),
    ("mdt", -6),
    ("mst", -7),
    ("pdt", -7),
    ("pst", -8),
];
/// No zone is further from Greenwich.
const ZONE_HOURS_MAX: i64 = 14;
const HALF_DAY_S: i64 = 12 * 3_600;

/// The first that can be.
pub fn sent_at(head: &Head<'_>) -> Option<Timestamp> {
    head.all("date").take(FIELDS_MAX).find_map(|value| {
        let text = ascii(&value[..value.len().min(LETTERS_MAX)]);
        match says_more(&text) {
            true => loosely(&text).or_else(|| strictly(&text)),
            false => strictly(&text).or_else(|| loosely(&text)),
        }
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
    /// Of a clock with twelve hours: whether it is past noon.
    is_afternoon: Option<bool>,
    /// Seconds east of Greenwich.
    zone: Option<i64>,
}

/// As other programs have it: without seconds or zone, in another order, or with hyphens.
fn loosely(text: &str) -> Option<Timestamp> {
    let mut found = Found::default();
    tokens(text).for_each(|token| found.hears(token));
    let date = NaiveDate::from_ymd_opt(found.year?, found.month?, found.day?)?;
    let midnight = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp();
    let time = match (found.time.unwrap_or(0), found.is_afternoon) {
        (time, Some(true)) if time < HALF_DAY_S => time + HALF_DAY_S,
        (time, Some(false)) if time >= HALF_DAY_S => time - HALF_DAY_S,
        (time, Some(_) | None) => time,
    };
    Some(Timestamp::from_seconds(midnight + time - found.zone.unwrap_or(0)))
}

/// Words, and the halves of `2026-03-03T10:00:00`; no comments.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split('(').next().unwrap_or_default();
    text.split([' ', '\t', ',']).flat_map(|word| {
        let is_joint =
            |it: &[u8]| it[1] == b'T' && it[0].is_ascii_digit() && it[2].is_ascii_digit();
        match word.as_bytes().windows(3).position(is_joint) {
            Some(at) => [&word[..=at], &word[at + 2..]],
            None => [word, ""],
        }
    })
}

/// Whether it tells its zone or its half of the day in a form that RFC 5322 hasn't.
fn says_more(text: &str) -> bool {
    tokens(text).any(|token| {
        let is_named = named_zone(token).is_some_and(|hours| hours > 0);
        is_named || offset_of_name(token).is_some() || half_of_day(token).is_some()
    })
}

impl Found {
    fn hears(&mut self, token: &str) {
        let lasting = token.find(':').and_then(|colon| {
            let sign = token[colon..].find(['+', '-'])?;
            Some(token.split_at(colon + sign))
        });
        let half = half_of_day(token);
        self.is_afternoon = self.is_afternoon.or(half);
        if token.starts_with(['+', '-']) {
            self.zone = self.zone.or_else(|| zone(token));
        } else if let Some((clock, offset)) = lasting {
            self.time = self.time.or_else(|| time(clock));
            self.zone = self.zone.or_else(|| zone(offset));
        } else if token.contains(':') {
            self.time = self.time.or_else(|| time(token));
        } else if let Some(offset) = offset_of_name(token) {
            self.zone = self.zone.or_else(|| zone(offset));
        } else if let Some(hours) = named_zone(token) {
            self.zone = self.zone.or(Some(hours * 3_600));
        } else if half.is_none() {
            token.split(['-', '/', '.']).for_each(|piece| self.takes(piece));
        }
    }

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
    let token = token.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let token = token.split('.').next().unwrap_or_default();
    let mut numbers = token.split(':').map(|number| number.parse::<i64>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().flatten().unwrap_or(0);
    let can_be = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    can_be.then_some(hour * 3_600 + minute * 60 + second)
}

/// Of `AM`, `p.m.` and `1:00PM`: whether it is past noon.
fn half_of_day(token: &str) -> Option<bool> {
    let letters = token.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ':');
    match letters.to_ascii_lowercase().as_str() {
        "am" | "a.m." => Some(false),
        "pm" | "p.m." => Some(true),
        _ => None,
    }
}

fn named_zone(token: &str) -> Option<i64> {
    ZONES.iter().find(|(name, _)| token.eq_ignore_ascii_case(name)).map(|(_, hours)| *hours)
}

/// The `+0100` of `GMT+0100`.
fn offset_of_name(token: &str) -> Option<&str> {
    let (name, offset) = token.split_at(token.find(['+', '-'])?);
    named_zone(name).map(|_| offset).filter(|offset| zone(offset).is_some())
}

/// `+0100`, `+01:00`, `+01` and `+1`.
fn zone(token: &str) -> Option<i64> {
    let digits = token.get(1..)?.replace(':', "");
    let number: i64 = digits.parse().ok()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    let seconds = hours * 3_600 + minutes * 60;
    let can_be = hours <= ZONE_HOURS_MAX && minutes < 60;
    can_be.then_some(if token.starts_with('-') { -seconds } else { seconds })
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
            "2026-03-03T11:00:00+01:00",
            "2026-03-03T05:00:00.000-05:00",
            "3 MAR 2026 10:00",
            "Tue, 3 Mar 2026 11:00:00 GMT+0100",
            "Tue, 3 Mar 2026 05:00:00 UTC-5",
            "Tue, 3 Mar 2026 12:00:00 CEST",
            "Tue Mar 3 11:00:00 CET 2026",
            "3 Mar 2026 05:00 EST",
            "Tue, 3 Mar 2026 02:00:00 PST",
            "Tue, 3 Mar 2026 10:00:00 AM",
            "Tue, 3 Mar 2026 10:00 a.m. GMT",
            "Tue, 3 Mar 2026 10:00AM +0000",
        ] {
            assert_eq!(read(&[date]), wanted, "{date}");
        }
        let afternoon = read(&["Tue, 3 Mar 2026 1:00:00 PM"]);
        assert_eq!(afternoon, Some(Timestamp(1_772_542_800_000)));
        assert_eq!(read(&["Tue, 3 Mar 2026 12:30 AM"]), read(&["3 Mar 2026 00:30:00 +0000"]));
        assert_eq!(read(&["3 OCT 2026 10:00"]), read(&["3 Oct 2026 10:00:00 +0000"]));
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
