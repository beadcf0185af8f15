//! What a browser says over its connection, and how often it may.

use crate::domain::Timestamp;
use serde::Deserialize;

/// How many frames a client may send at once …
const FRAMES_AT_ONCE: i64 = 40;
/// … and how soon it may send another one after that.
const FRAME_EVERY_MS: i64 = 200;

/// A frame of a client. One of another type is passed over, so that newer clients can speak to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Asked {
    /// Looks at this conversation now, or at none.
    Viewing { conversation_id: Option<u64> },
    /// Writes in it at this moment.
    Typing {
        conversation_id: u64,
        #[serde(default)]
        is_note: bool,
    },
}

impl Asked {
    pub fn read(text: &str) -> Option<Asked> {
        serde_json::from_str(text).ok()
    }
}

/// Counts a client's frames.
pub struct Allowance {
    /// The time at which nothing of it would be used.
    full_at: Timestamp,
}

impl Allowance {
    pub fn new(now: Timestamp) -> Allowance {
        Allowance { full_at: now }
    }

    /// Whether one more is fine.
    pub fn take(&mut self, now: Timestamp) -> bool {
        let used_until = self.full_at.max(now).plus_ms(FRAME_EVERY_MS);
        if used_until.ms_since(now) > FRAMES_AT_ONCE * FRAME_EVERY_MS {
            return false;
        }
        self.full_at = used_until;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_are_read_or_passed_over() {
        let viewing = |id| Some(Asked::Viewing { conversation_id: id });
        assert_eq!(Asked::read(r#"{"type":"viewing","conversation_id":7}"#), viewing(Some(7)));
        assert_eq!(Asked::read(r#"{"type":"viewing","conversation_id":null}"#), viewing(None));
        assert_eq!(
            Asked::read(r#"{"type":"typing","conversation_id":7,"is_note":true}"#),
            Some(Asked::Typing { conversation_id: 7, is_note: true })
        );
        for other in ["", "{}", "[]", "7", r#"{"type":"dancing"}"#, r#"{"type":"typing"}"#] {
            assert_eq!(Asked::read(other), None, "{other}");
        }
    }

    #[test]
    fn a_few_at_once_are_fine_and_then_some_every_second() {
        let mut now = Timestamp(1_000_000);
        let mut allowance = Allowance::new(now);
        assert!((0..FRAMES_AT_ONCE).all(|_| allowance.take(now)));
        assert!(!allowance.take(now));
        now = now.plus_ms(FRAME_EVERY_MS);
        assert!(allowance.take(now));
        assert!(!allowance.take(now));
    }

    proptest! {
        #[test]
        fn no_text_is_trouble(text in ".*") {
            Asked::read(&text);
        }
    }
}
