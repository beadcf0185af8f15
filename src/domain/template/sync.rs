//! When an inbox's templates are fetched from Meta: at once when it is new or asked for, soon after
//! Meta says that something changed, and hourly; never so often that Meta minds.

use crate::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::domain::{InboxId, Timestamp};
use serde::{Deserialize, Serialize};

/// Changes come in bunches: the list is fetched once they have all come.
const AFTER_CHANGES_MS: i64 = 10 * SECOND_MS;
/// Between two fetches, whoever wants them.
const BETWEEN_MS: i64 = MINUTE_MS;
/// What is older by itself is fetched anew.
const STALE_MS: i64 = HOUR_MS;
const FIRST_PAUSE_MS: i64 = MINUTE_MS;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sync {
    pub inbox: InboxId,
    /// When it last went well.
    #[serde(default)]
    pub synced_at: Option<Timestamp>,
    /// When it is fetched next; `None`: nobody wants it at the moment.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// When Meta last told that something changed.
    #[serde(default)]
    pub heard_at: Option<Timestamp>,
    /// When somebody last asked for it.
    #[serde(default)]
    pub asked_at: Option<Timestamp>,
    /// How often it has failed since it last went well.
    #[serde(default)]
    pub failures: u32,
    /// Why it failed last: a sentence for people.
    #[serde(default)]
    pub failure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it was asked for a moment ago")]
pub struct TooSoon {
    pub wait_ms: i64,
}

impl Sync {
    /// Of a new inbox: at once.
    pub fn of(inbox: InboxId, now: Timestamp) -> Sync {
        Sync {
            inbox,
            synced_at: None,
            due_at: Some(now),
            heard_at: None,
            asked_at: None,
            failures: 0,
            failure: None,
        }
    }

    /// Somebody wants it now.
    pub fn ask(&mut self, now: Timestamp) -> Result<(), TooSoon> {
        let free_at = self.asked_at.map(|at| at.plus_ms(BETWEEN_MS));
        if let Some(free_at) = free_at.filter(|free_at| *free_at > now) {
            return Err(TooSoon { wait_ms: free_at.ms_since(now) });
        }
        (self.asked_at, self.due_at) = (Some(now), Some(now));
        Ok(())
    }

    /// Something changed at Meta.
    pub fn hear(&mut self, now: Timestamp) {
        self.heard_at = Some(now);
        let free_at = self.synced_at.map(|at| at.plus_ms(BETWEEN_MS));
        let at = now.plus_ms(AFTER_CHANGES_MS).max(free_at.unwrap_or(now));
        self.due_at = Some(self.due_at.map_or(at, |due_at| due_at.min(at)));
    }

    /// Time passes. Answers whether that made it due.
    pub fn age(&mut self, now: Timestamp) -> bool {
        let is_fresh = self.synced_at.is_some_and(|at| at.plus_ms(STALE_MS) > now);
        let wants = self.due_at.is_none() && !is_fresh;
        if wants {
            self.due_at = Some(now);
        }
        wants
    }

    /// The list is here that was asked for at `began_at`: what changed since may not be in it.
    pub fn succeed(&mut self, began_at: Timestamp, now: Timestamp) {
        (self.synced_at, self.due_at) = (Some(now), None);
        (self.failures, self.failure) = (0, None);
        if let Some(heard_at) = self.heard_at.filter(|heard_at| *heard_at >= began_at) {
            self.hear(heard_at);
        }
    }

    /// It is tried again later and later, or when Meta says.
    pub fn fail(&mut self, now: Timestamp, reason: String, wait_ms: Option<i64>) {
        let doubled = FIRST_PAUSE_MS.saturating_mul(1 << self.failures.min(20));
        let pause_ms = wait_ms.unwrap_or_default().max(doubled.min(STALE_MS));
        self.failures = self.failures.saturating_add(1);
        (self.due_at, self.failure) = (Some(now.plus_ms(pause_ms)), Some(reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synced(at: i64) -> Sync {
        let mut sync = Sync::of(InboxId(1), Timestamp(0));
        sync.succeed(Timestamp(at), Timestamp(at));
        sync
    }

    #[test]
    fn a_bunch_of_changes_is_one_fetch_and_not_too_soon_after_the_last() {
        let now = Timestamp(HOUR_MS);
        let mut sync = synced(0);
        sync.hear(now);
        sync.hear(now.plus_ms(9 * SECOND_MS));
        assert_eq!(sync.due_at, Some(now.plus_ms(AFTER_CHANGES_MS)));
        let fetched = now.plus_ms(AFTER_CHANGES_MS);
        sync.succeed(fetched, fetched);
        assert_eq!(sync.due_at, None);
        sync.hear(fetched.plus_ms(1));
        assert_eq!(sync.due_at, Some(fetched.plus_ms(BETWEEN_MS)));
    }

    #[test]
    fn nobody_asks_twice_within_a_minute() {
        let mut sync = synced(0);
        assert_eq!(sync.ask(Timestamp(5)), Ok(()));
        assert_eq!(sync.due_at, Some(Timestamp(5)));
        sync.succeed(Timestamp(6), Timestamp(6));
        assert_eq!(sync.ask(Timestamp(6)), Err(TooSoon { wait_ms: MINUTE_MS - 1 }));
        assert_eq!(sync.ask(Timestamp(MINUTE_MS + 5)), Ok(()));
    }

    #[test]
    fn it_is_fetched_hourly_and_after_failures_later_and_later() {
        let mut sync = synced(0);
        assert!(!sync.age(Timestamp(HOUR_MS - 1)));
        assert!(sync.age(Timestamp(HOUR_MS)));
        let mut pauses = Vec::new();
        for _ in 0..8 {
            sync.fail(Timestamp(0), "It failed.".to_owned(), None);
            pauses.push(sync.due_at.unwrap_or_default().0 / MINUTE_MS);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(!sync.age(Timestamp(2 * HOUR_MS)), "a failed one has its own time");
        sync.fail(Timestamp(0), "Wait.".to_owned(), Some(3 * HOUR_MS));
        assert_eq!(sync.due_at, Some(Timestamp(3 * HOUR_MS)));
    }

    #[test]
    fn what_changes_while_the_list_is_fetched_is_fetched_again() {
        let mut sync = Sync::of(InboxId(1), Timestamp(0));
        sync.hear(Timestamp(5_000));
        sync.succeed(Timestamp(1_000), Timestamp(9_000));
        assert_eq!(sync.due_at, Some(Timestamp(9_000 + BETWEEN_MS)));
        sync.succeed(Timestamp(70_000), Timestamp(71_000));
        assert_eq!(sync.due_at, None, "what was told before is in it");
    }
}
