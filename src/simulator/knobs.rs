//! What can be turned while the simulator runs: how it delivers, reports and refuses.

use serde::{Deserialize, Serialize};

use super::codes;

const DELAY_MS_MAX: u64 = 3_600_000;
const BATCH_MAX: usize = 1000;
const CONCURRENCY_MAX: usize = 64;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knobs {
    /// How long a notification waits before it is sent.
    pub delay_ms: u64,
    /// Each notification waits up to this much longer, so that they overtake each other.
    pub reorder_window_ms: u64,
    /// The most updates in one notification.
    pub batch_size: usize,
    /// How many notifications may be under way at once; 1 keeps them in order.
    pub concurrency: usize,
    /// How often an accepted notification is sent once more.
    pub duplicate_rate: f64,
    /// How often a notification is sent twice at the same moment.
    pub concurrent_duplicate_rate: f64,
    /// How often `sent` is reported before the send call is answered.
    pub status_before_response_rate: f64,
    /// How often `delivered` is left out.
    pub skip_delivered_rate: f64,
    /// How often a message fails after `sent`.
    pub fail_after_sent_rate: f64,
    /// The code of the failure after `sent`.
    pub failure_code: u32,
    /// How often `read` is reported before `delivered`.
    pub read_before_delivered_rate: f64,
    /// How often a status of somebody else's message comes along.
    pub unknown_status_rate: f64,
    pub unknown_fields: bool,
    /// Tells the parent portfolio's ids of people, too.
    pub parent_user_ids: bool,
    /// Messages and statuses share a value.
    pub mixed_values: bool,
    /// Every update stands in an entry of its own.
    pub one_change_each: bool,
    pub wrong_signature: bool,
    /// Sends UTF-8 as it is instead of `\uXXXX`.
    pub raw_utf8: bool,
    pub sent_after_ms: u64,
    /// How much longer a message with a file takes to set out: what comes after it overtakes it.
    pub file_sent_later_ms: u64,
    pub delivered_after_ms: u64,
    /// Phones read by themselves whatever arrives.
    pub automatic_read: bool,
    pub read_after_ms: u64,
    /// Refuses a send outside the window at once instead of reporting its failure later.
    pub refuse_closed_window: bool,
    /// Meta's table says 400 for throttling, its examples 429.
    pub throttle_status: u16,
    /// What customers write counts for the 80 messages a second of a number, too.
    pub incoming_counts: bool,
    /// Whether a customer's reaction lets the business write freely for another day.
    pub reaction_opens_window: bool,
    /// Versions of the API below this one are refused.
    pub oldest_version: u32,
    /// The most templates on a page.
    pub template_page_max: usize,
    /// How long a cursor leads to the next page.
    pub cursor_seconds: u64,
    /// Takes a file of any type, and fails the message that carries it.
    pub accept_wrong_mime: bool,
    /// Takes read marks of messages that it does not know or that are old.
    pub accept_unknown_read_marks: bool,
    /// Tells the size of a file as a text instead of a number.
    pub file_size_as_text: bool,
    /// Tells the address of a file in the notification already.
    pub url_in_notification: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            delay_ms: 0,
            reorder_window_ms: 0,
            batch_size: 1,
            concurrency: 1,
            duplicate_rate: 0.0,
            concurrent_duplicate_rate: 0.0,
            status_before_response_rate: 0.0,
            skip_delivered_rate: 0.0,
            fail_after_sent_rate: 0.0,
            failure_code: 131_026,
            read_before_delivered_rate: 0.0,
            unknown_status_rate: 0.0,
            unknown_fields: false,
            parent_user_ids: false,
            mixed_values: false,
            one_change_each: false,
            wrong_signature: false,
            raw_utf8: false,
            sent_after_ms: 150,
            file_sent_later_ms: 0,
            delivered_after_ms: 350,
            automatic_read: false,
            read_after_ms: 1500,
            refuse_closed_window: false,
            throttle_status: 400,
            incoming_counts: false,
            reaction_opens_window: true,
            oldest_version: 0,
            template_page_max: 100,
            cursor_seconds: 3_600,
            accept_wrong_mime: false,
            accept_unknown_read_marks: false,
            file_size_as_text: false,
            url_in_notification: false,
        }
    }
}

impl Knobs {
    /// These knobs with the given ones turned; the others stay as they are.
    pub fn turned(&self, changes: serde_json::Value) -> Result<Knobs, String> {
        let serde_json::Value::Object(changes) = changes else {
            return Err("the knobs must be a JSON object".to_owned());
        };
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(all) = all.as_object_mut() {
            all.extend(changes);
        }
        let knobs: Knobs = serde_json::from_value(all).map_err(|error| error.to_string())?;
        knobs.check()?;
        Ok(knobs)
    }

    fn check(&self) -> Result<(), String> {
        let rates = [
            ("duplicate_rate", self.duplicate_rate),
            ("concurrent_duplicate_rate", self.concurrent_duplicate_rate),
            ("status_before_response_rate", self.status_before_response_rate),
            ("skip_delivered_rate", self.skip_delivered_rate),
            ("fail_after_sent_rate", self.fail_after_sent_rate),
            ("read_before_delivered_rate", self.read_before_delivered_rate),
            ("unknown_status_rate", self.unknown_status_rate),
        ];
        if let Some((name, _)) = rates.iter().find(|(_, rate)| !(0.0..=1.0).contains(rate)) {
            return Err(format!("{name} must be between 0 and 1"));
        }
        let delays = [
            ("delay_ms", self.delay_ms),
            ("reorder_window_ms", self.reorder_window_ms),
            ("sent_after_ms", self.sent_after_ms),
            ("file_sent_later_ms", self.file_sent_later_ms),
            ("delivered_after_ms", self.delivered_after_ms),
            ("read_after_ms", self.read_after_ms),
        ];
        if let Some((name, _)) = delays.iter().find(|(_, delay)| *delay > DELAY_MS_MAX) {
            return Err(format!("{name} must be at most {DELAY_MS_MAX}"));
        }
        if !(1..=BATCH_MAX).contains(&self.batch_size) {
            return Err(format!("batch_size must be between 1 and {BATCH_MAX}"));
        }
        if !(1..=CONCURRENCY_MAX).contains(&self.concurrency) {
            return Err(format!("concurrency must be between 1 and {CONCURRENCY_MAX}"));
        }
        if self.template_page_max == 0 {
            return Err("template_page_max must be at least 1".to_owned());
        }
        if ![400, 429].contains(&self.throttle_status) {
            return Err("throttle_status must be 400 or 429".to_owned());
        }
        if !codes::is_known(self.failure_code) {
            return Err("failure_code must be a code of Meta's for messages".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_given_knobs_are_turned() {
        let knobs = Knobs::default().turned(json!({"delay_ms": 20, "batch_size": 1000})).unwrap();
        assert_eq!(knobs, Knobs { delay_ms: 20, batch_size: 1000, ..Knobs::default() });
    }

    #[test]
    fn impossible_settings_are_refused() {
        for wrong in [
            json!({"duplicate_rate": 1.1}),
            json!({"duplicate_rate": -0.1}),
            json!({"batch_size": 0}),
            json!({"batch_size": 1001}),
            json!({"concurrency": 65}),
            json!({"throttle_status": 200}),
            json!({"delay_ms": -1}),
            json!({"delay": 1}),
            json!([]),
        ] {
            assert!(Knobs::default().turned(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
