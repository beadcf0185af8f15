//! What holds for the whole workspace.

use super::hours::{self, Zone};
use super::queue::Timeouts;
use super::time::{DAY_MS, SECOND_MS};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// An IANA name.
    pub time_zone: String,
    /// Nobody answered and the customer wrote no more for so long: abandoned.
    pub abandonment_ms: i64,
    /// We answered and the customer wrote no more for so long: resolved.
    pub inactivity_ms: i64,
    /// How long before that the customer is warned; 0: never.
    pub warning_ms: i64,
    /// Whether the warning also comes in time before the provider's window closes.
    pub warns_before_window: bool,
    /// Whether inactivity also ends conversations that wait for us.
    pub closes_active: bool,
    /// How long without a connection makes an agent offline.
    pub offline_after_ms: i64,
    /// How long without a connection gives an agent's unanswered conversations back; `None`: never.
    pub gives_back_after_ms: Option<i64>,
    /// Whether accepting by hand beyond one's capacity is refused; otherwise it is asked for.
    pub refuses_over_capacity: bool,
    pub closing_words: ClosingWords,
}

/// Messages that end a conversation by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosingWords {
    pub is_on: bool,
    /// Whole messages, compared without case, accents and marks.
    pub words: Vec<String>,
}

impl Settings {
    /// In the form in which queues and inboxes have them.
    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            abandonment_ms: Some(self.abandonment_ms),
            inactivity_ms: Some(self.inactivity_ms),
            warning_ms: Some(self.warning_ms),
            warns_before_window: Some(self.warns_before_window),
            closes_active: Some(self.closes_active),
        }
    }

    /// UTC if a later list of zones no longer has the name.
    pub fn zone(&self) -> Zone {
        hours::zone(&self.time_zone).unwrap_or(Zone::UTC)
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            time_zone: "UTC".to_owned(),
            abandonment_ms: DAY_MS,
            inactivity_ms: DAY_MS,
            warning_ms: 0,
            warns_before_window: false,
            closes_active: false,
            offline_after_ms: 60 * SECOND_MS,
            gives_back_after_ms: None,
            refuses_over_capacity: false,
            closing_words: ClosingWords::default(),
        }
    }
}

impl ClosingWords {
    /// Whether this whole message says that all is done: compared without case, accents, and
    /// whatever is no letter or digit at its ends. Who asks something has not done.
    pub fn are_said_by(&self, text: &str) -> bool {
        let is_short = text.len() <= CLOSING_MESSAGE_BYTES_MAX;
        self.is_on && is_short && ClosingWords::is_a_word(text) && {
            let said = plain(text);
            self.words.iter().any(|word| plain(word) == said)
        }
    }

    /// Whether a message could ever be it.
    pub fn is_a_word(text: &str) -> bool {
        !text.contains(QUESTION_MARKS) && !plain(text).is_empty()
    }
}

/// A longer message says more than one thing, and is not looked at.
const CLOSING_MESSAGE_BYTES_MAX: usize = 500;
const QUESTION_MARKS: [char; 5] = ['?', '¿', '؟', '？', '\u{37e}'];

/// Small letters without accents, single spaces, letters or digits at both ends.
fn plain(text: &str) -> String {
    let bare: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let small = bare.to_lowercase();
    let trimmed = small.trim_matches(|c: char| !c.is_alphanumeric());
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Default for ClosingWords {
    fn default() -> ClosingWords {
        let words =
            ["resolved", "solved", "thanks", "thank you", "gelöst", "danke", "gracias", "obrigado"];
        ClosingWords { is_on: false, words: words.map(str::to_owned).to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_word_is_a_whole_message_however_it_is_written() {
        let words = ["resolved", "thank you", "gelöst", "спасибо", "ありがとう"];
        let words = words.map(str::to_owned).to_vec();
        let closing = ClosingWords { is_on: true, words };
        for text in [
            "resolved",
            "  Resolved!!! ",
            "THANK   you 🙏😀",
            "thank\nyou.",
            "Gelost",
            "GELÖST",
            "“gelo\u{308}st”",
            "Спасибо!",
            "ありがとう。",
            "Ｒｅｓｏｌｖｅｄ",
        ] {
            assert!(closing.are_said_by(text), "{text}");
        }
        for text in
            ["resolved?", "¿resolved", "not resolved", "thank you, but", "🙏", "", "thankyou", "؟"]
        {
            assert!(!closing.are_said_by(text), "{text}");
        }
        let off = ClosingWords { is_on: false, ..closing };
        assert!(!off.are_said_by("resolved"));
    }

    #[test]
    fn what_comes_with_the_product_can_be_said() {
        for word in ClosingWords::default().words {
            let closing = ClosingWords { is_on: true, ..ClosingWords::default() };
            assert!(closing.are_said_by(&word), "{word}");
        }
        assert!(!ClosingWords::default().is_on);
    }
}
