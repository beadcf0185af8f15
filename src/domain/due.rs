//! What time does to a conversation if nothing else happens to it, and when.

use super::Timestamp;
use super::conversation::{Conversation, Snooze, State};
use super::policy::Policy;
use super::time::MINUTE_MS;
use super::window::Window;

/// How long before the provider's window closes the last warning that can still be sent goes out.
pub const WARNED_BEFORE_WINDOW_MS: i64 = 10 * MINUTE_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The customer has left: nobody answered, and he wrote no more.
    Abandon,
    /// The customer is told that silence will end it.
    Warn,
    /// The customer needs nothing more.
    Resolve,
    /// The snooze is over.
    Wake,
}

impl Conversation {
    /// What is due next and when; it may be overdue. `window`: until when the customer can be
    /// written to.
    pub fn next_due(&self, policy: &Policy, window: Window) -> Option<(Timestamp, Due)> {
        match (self.state, self.snooze) {
            (State::Resolved { .. } | State::Abandoned, _) => None,
            (_, Some(Snooze::Until(until))) => Some((until, Due::Wake)),
            (_, Some(Snooze::NextMessage)) => None,
            (State::Queued, None) if self.first_response_at.is_none() => {
                Some((self.silent_since().plus_ms(policy.abandonment_ms), Due::Abandon))
            }
            // It waits for us.
            (State::Queued | State::Active { .. }, None) if !policy.closes_active => None,
            (State::Queued | State::Active { .. } | State::Pending { .. }, None) => {
                Some(self.inactivity(policy, window))
            }
        }
    }

    fn silent_since(&self) -> Timestamp {
        self.woken_at.map_or(self.last_activity_at, |woken| woken.max(self.last_activity_at))
    }

    /// A warning that was missed still comes, and gives the customer all of its time.
    fn inactivity(&self, policy: &Policy, window: Window) -> (Timestamp, Due) {
        let ends_at = self.silent_since().plus_ms(policy.inactivity_ms);
        let warning_ms = policy.warning_ms;
        match self.warned_at {
            Some(warned_at) => (ends_at.max(warned_at.plus_ms(warning_ms)), Due::Resolve),
            None => match self.warning_at(policy, ends_at.plus_ms(-warning_ms), window) {
                Some(at) => (at, Due::Warn),
                None => (ends_at, Due::Resolve),
            },
        }
    }

    /// `wanted`, or earlier if the customer could not be written to by then; `None`: no warning.
    fn warning_at(&self, policy: &Policy, wanted: Timestamp, window: Window) -> Option<Timestamp> {
        if policy.warning_ms <= 0 || (window.is_limited && !window.has_begun) {
            return None;
        }
        match window.closes_at {
            Some(closes_at) if closes_at <= wanted => {
                let last = closes_at.plus_ms(-WARNED_BEFORE_WINDOW_MS);
                // Right after an answer it would only be rude.
                (policy.warns_before_window && last > self.silent_since()).then_some(last)
            }
            Some(_) | None => Some(wanted),
        }
    }
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
