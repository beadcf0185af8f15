//! What holds for the whole workspace.

use super::hours::{self, Zone};
use super::time::{DAY_MS, SECOND_MS};
use serde::{Deserialize, Serialize};

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

impl Default for ClosingWords {
    fn default() -> ClosingWords {
        let words =
            ["resolved", "solved", "thanks", "thank you", "gelöst", "danke", "gracias", "obrigado"];
        ClosingWords { is_on: false, words: words.map(str::to_owned).to_vec() }
    }
}
