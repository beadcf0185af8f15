//! A door: a few guesses are free, then each costs more time.

use crate::domain::Timestamp;
use crate::domain::time::{MINUTE_MS, SECOND_MS};
use std::collections::HashMap;
use std::sync::Mutex;

const FIRST_WAIT_MS: i64 = SECOND_MS;
const LONGEST_WAIT_MS: i64 = 15 * MINUTE_MS;
/// How many doors are remembered; the oldest are forgotten first.
const REMEMBERED_MAX: usize = 10_000;

/// Counts failures per name.
pub struct Throttle {
    free_attempts: u32,
    failures: Mutex<HashMap<String, Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    closed_until: Timestamp,
}

impl Throttle {
    pub fn new(free_attempts: u32) -> Throttle {
        Throttle { free_attempts, failures: Mutex::default() }
    }

    /// Whether this door is open, or for how many milliseconds it is not.
    pub fn check(&self, door: &str, now: Timestamp) -> Result<(), i64> {
        let failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match failures.get(door) {
            Some(failures) if failures.closed_until > now => {
                Err(failures.closed_until.ms_since(now))
            }
            Some(_) | None => Ok(()),
        }
    }

    pub fn failed(&self, door: &str, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if failures.len() >= REMEMBERED_MAX {
            failures.retain(|_, known| now.ms_since(known.closed_until) < LONGEST_WAIT_MS);
        }
        let entry = failures
            .entry(door.to_owned())
            .or_insert(Failures { count: 0, closed_until: Timestamp(0) });
        entry.count += 1;
        entry.closed_until = now.plus_ms(wait_ms(entry.count, self.free_attempts));
    }

    pub fn succeeded(&self, door: &str) {
        self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(door);
    }
}

fn wait_ms(count: u32, free_attempts: u32) -> i64 {
    match count.checked_sub(free_attempts) {
        None | Some(0) => 0,
        Some(over) => (FIRST_WAIT_MS << (over - 1).min(20)).min(LONGEST_WAIT_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE_ATTEMPTS: u32 = 5;

    #[test]
    fn guesses_cost_more_and_more_time() {
        let throttle = Throttle::new(FREE_ATTEMPTS);
        let mut now = Timestamp(1_000_000);
        for _ in 0..FREE_ATTEMPTS {
            assert_eq!(throttle.check("ann", now), Ok(()));
            throttle.failed("ann", now);
        }
        assert_eq!(throttle.check("ann", now), Ok(()));
        throttle.failed("ann", now);
        assert_eq!(throttle.check("ann", now), Err(FIRST_WAIT_MS));
        assert_eq!(throttle.check("bob", now), Ok(()));
        now = now.plus_ms(FIRST_WAIT_MS);
        throttle.failed("ann", now);
        assert_eq!(throttle.check("ann", now), Err(2 * FIRST_WAIT_MS));
        throttle.succeeded("ann");
        assert_eq!(throttle.check("ann", now), Ok(()));
        assert_eq!(wait_ms(1_000, FREE_ATTEMPTS), LONGEST_WAIT_MS);
    }
}
