//! The rules that hold for one conversation: the inbox's, else the queue's, else the workspace's.

use super::inbox::Inbox;
use super::queue::{Queue, Timeouts};
use super::settings::Settings;
use super::time::MINUTE_MS;

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
        let inactivity_ms = first(&levels, |t| t.inactivity_ms, settings.inactivity_ms);
        let warning_ms = first(&levels, |t| t.warning_ms, settings.warning_ms);
        Policy {
            abandonment_ms: first(&levels, |t| t.abandonment_ms, settings.abandonment_ms),
            inactivity_ms,
            warning_ms: warning_before(inactivity_ms, warning_ms),
            warns_before_window: first(
                &levels,
                |t| t.warns_before_window,
                settings.warns_before_window,
            ),
            closes_active: first(&levels, |t| t.closes_active, settings.closes_active),
        }
    }
}

fn first<T>(levels: &[Option<Timeouts>], pick: impl Fn(&Timeouts) -> Option<T>, otherwise: T) -> T {
    levels.iter().flatten().find_map(pick).unwrap_or(otherwise)
}

/// No level sets a warning that is longer than its own inactivity time, but the two may come from
/// different levels: then the customer is warned as early as makes sense.
fn warning_before(inactivity_ms: i64, warning_ms: i64) -> i64 {
    if warning_ms < inactivity_ms { warning_ms } else { (inactivity_ms - MINUTE_MS).max(0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::inbox::{Account, Sealed};
    use crate::domain::queue::{Replies, Strategy};
    use crate::domain::time::{HOUR_MS, SECOND_MS};
    use crate::domain::{InboxId, QueueId, Timestamp};

    fn queue(timeouts: Timeouts) -> Queue {
        Queue {
            id: QueueId(1),
            name: "Support".into(),
            strategy: Strategy::Manual,
            priority: 0,
            timeouts,
            created_at: Timestamp(0),
            sticky: true,
            hours: None,
            replies: Replies::default(),
        }
    }

    fn inbox(timeouts: Timeouts) -> Inbox {
        let (phone_number_id, waba_id, secrets) = ("1".into(), "2".into(), Sealed(Vec::new()));
        let account = Account::Whatsapp { phone_number_id, waba_id, secrets };
        let plain = Inbox::new(InboxId(1), "Shop".into(), QueueId(1), account, Timestamp(0));
        Inbox { timeouts, ..plain }
    }

    /// All five at once, told apart by `hours`.
    fn level(hours: i64, is_set: bool) -> Timeouts {
        Timeouts {
            abandonment_ms: Some(hours * HOUR_MS),
            inactivity_ms: Some(hours * HOUR_MS),
            warning_ms: Some(hours * HOUR_MS / 2),
            warns_before_window: Some(is_set),
            closes_active: Some(is_set),
        }
    }

    fn settings(hours: i64, is_set: bool) -> Settings {
        Settings {
            abandonment_ms: hours * HOUR_MS,
            inactivity_ms: hours * HOUR_MS,
            warning_ms: hours * HOUR_MS / 2,
            warns_before_window: is_set,
            closes_active: is_set,
            ..Settings::default()
        }
    }

    fn expected(hours: i64, is_set: bool) -> Policy {
        Policy {
            abandonment_ms: hours * HOUR_MS,
            inactivity_ms: hours * HOUR_MS,
            warning_ms: hours * HOUR_MS / 2,
            warns_before_window: is_set,
            closes_active: is_set,
        }
    }

    #[test]
    fn the_inboxs_rules_go_before_the_queues_and_those_before_the_workspaces() {
        let nothing = Timeouts::default();
        for is_set in [true, false] {
            let workspace = settings(2, !is_set);
            let of =
                |queue: Option<&Queue>, inbox: Option<&Inbox>| Policy::of(&workspace, queue, inbox);
            let (quiet_queue, quiet_inbox) = (queue(nothing), inbox(nothing));
            assert_eq!(of(None, None), expected(2, !is_set));
            assert_eq!(of(Some(&quiet_queue), Some(&quiet_inbox)), expected(2, !is_set));
            let (loud_queue, loud_inbox) = (queue(level(4, is_set)), inbox(level(6, is_set)));
            assert_eq!(of(Some(&loud_queue), Some(&quiet_inbox)), expected(4, is_set));
            assert_eq!(of(Some(&quiet_queue), Some(&loud_inbox)), expected(6, is_set));
            assert_eq!(of(Some(&loud_queue), Some(&loud_inbox)), expected(6, is_set));
            assert_eq!(of(None, Some(&loud_inbox)), expected(6, is_set));
        }
        let only = Timeouts { inactivity_ms: Some(4 * HOUR_MS), ..nothing };
        let mixed = Policy::of(&settings(2, true), Some(&queue(only)), None);
        assert_eq!(mixed, Policy { inactivity_ms: 4 * HOUR_MS, ..expected(2, true) });
    }

    #[test]
    fn a_warning_is_followed_exactly_and_cut_only_where_levels_do_not_fit() {
        for (inactivity_ms, warning_ms, followed) in [
            (100 * SECOND_MS, 70 * SECOND_MS, 70 * SECOND_MS),
            (HOUR_MS, 59 * MINUTE_MS, 59 * MINUTE_MS),
            (HOUR_MS, 0, 0),
            (HOUR_MS, HOUR_MS, 59 * MINUTE_MS),
            (HOUR_MS, 5 * HOUR_MS, 59 * MINUTE_MS),
            (MINUTE_MS, HOUR_MS, 0),
        ] {
            let own = Timeouts { inactivity_ms: Some(inactivity_ms), ..Timeouts::default() };
            let workspace = Settings { warning_ms, ..Settings::default() };
            let policy = Policy::of(&workspace, Some(&queue(own)), None);
            assert_eq!(policy.warning_ms, followed, "{warning_ms} of {inactivity_ms}");
        }
    }
}
