//! The rules that hold for one conversation: the inbox's, else the queue's, else the workspace's.

use super::inbox::Inbox;
use super::queue::{Queue, Timeouts};
use super::settings::Settings;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub abandonment_ms: i64,
    pub inactivity_ms: i64,
    /// How long before inactivity ends it the customer is warned; 0: never.
    pub warning_ms: i64,
    pub warns_before_window: bool,
    pub closes_active: bool,
}

impl Policy {
    pub fn of(settings: &Settings, queue: Option<&Queue>, inbox: Option<&Inbox>) -> Policy {
        let levels = [inbox.map(|inbox| inbox.timeouts), queue.map(|queue| queue.timeouts)];
        let first = |pick: fn(&Timeouts) -> Option<i64>, otherwise: i64| {
            levels.iter().flatten().find_map(pick).unwrap_or(otherwise)
        };
        Policy {
            abandonment_ms: first(|t| t.abandonment_ms, settings.abandonment_ms),
            inactivity_ms: first(|t| t.inactivity_ms, settings.inactivity_ms),
            warning_ms: first(|t| t.warning_ms, settings.warning_ms),
            warns_before_window: settings.warns_before_window,
            closes_active: settings.closes_active,
        }
    }
}
