//! Points in time and spans, in milliseconds since 1970 UTC.

use serde::{Deserialize, Serialize};

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From Unix seconds, as Meta's webhooks carry them.
    pub fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp(seconds.saturating_mul(SECOND_MS))
    }

    pub fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    pub fn ms_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// RFC 3339 in UTC with milliseconds. A time beyond the calendar's range reads as its end.
    pub fn to_rfc3339(self) -> String {
        chrono::DateTime::from_timestamp_millis(self.0)
            .unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC)
            .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }

    /// Reads RFC 3339 in any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
        let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
        Some(Timestamp(time.timestamp_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc_with_milliseconds() {
        assert_eq!(Timestamp(1_749_416_383_007).to_rfc3339(), "2025-06-08T20:59:43.007Z");
        assert_eq!(
            Timestamp::parse_rfc3339("2025-06-08T22:59:43.007+02:00"),
            Some(Timestamp(1_749_416_383_007))
        );
        assert!(Timestamp(i64::MAX).to_rfc3339().starts_with('+'));
    }
}
