//! How fast a provider lets us send: token buckets, with the time handed in.

use crate::domain::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

/// WhatsApp takes 80 messages a second from one of our numbers (Cloud API, "Throughput"; code 130429).
pub const WHATSAPP_NUMBER_CAPACITY: u32 = 80;
pub const WHATSAPP_NUMBER_PER_SECOND: f64 = 80.0;

/// And one message in 6 seconds to the same customer, with a burst of 45 (Cloud API, "Pair rate
/// limits"; code 131056).
pub const WHATSAPP_PAIR_CAPACITY: u32 = 45;
pub const WHATSAPP_PAIR_PER_SECOND: f64 = 1.0 / 6.0;

/// Messenger takes 300 messages a second from a page, and 10 with sound or film (Send API, "Rate
/// limits"; code 613).
pub const MESSENGER_PAGE_CAPACITY: u32 = 300;
pub const MESSENGER_PAGE_PER_SECOND: f64 = 300.0;
pub const MESSENGER_MEDIA_CAPACITY: u32 = 10;
pub const MESSENGER_MEDIA_PER_SECOND: f64 = 10.0;

const MICROSECONDS_PER_MS: i64 = 1_000;
const MICROSECONDS_PER_SECOND: f64 = 1_000_000.0;

/// A bucket of `capacity` tokens that refills evenly. Kept as the moment when it will be full
/// again, in whole microseconds: nothing to round, nothing to drift.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    interval_us: i64,
    burst_us: i64,
    full_at_us: i64,
}

impl Bucket {
    /// A full bucket. A rate or capacity that is no number above zero counts as the least there is.
    pub fn new(capacity: u32, refill_per_second: f64) -> Bucket {
        // The cast saturates, so a rate of zero means one token in 292 000 years.
        let interval_us = ((MICROSECONDS_PER_SECOND / refill_per_second).round() as i64).max(1);
        let burst_us = interval_us.saturating_mul(i64::from(capacity.max(1)) - 1);
        Bucket { interval_us, burst_us, full_at_us: i64::MIN }
    }

    pub fn whatsapp_number() -> Bucket {
        Bucket::new(WHATSAPP_NUMBER_CAPACITY, WHATSAPP_NUMBER_PER_SECOND)
    }

    pub fn whatsapp_pair() -> Bucket {
        Bucket::new(WHATSAPP_PAIR_CAPACITY, WHATSAPP_PAIR_PER_SECOND)
    }

    pub fn messenger_page() -> Bucket {
        Bucket::new(MESSENGER_PAGE_CAPACITY, MESSENGER_PAGE_PER_SECOND)
    }

    /// Of sound and film.
    pub fn messenger_media() -> Bucket {
        Bucket::new(MESSENGER_MEDIA_CAPACITY, MESSENGER_MEDIA_PER_SECOND)
    }

    /// Takes one token, or says in how many milliseconds there will be one.
    pub fn take(&mut self, now: Timestamp) -> Result<(), i64> {
        let now_us = now.0.saturating_mul(MICROSECONDS_PER_MS);
        let wait_us = self.full_at_us.saturating_sub(self.burst_us).saturating_sub(now_us);
        if wait_us > 0 {
            return Err(wait_us.saturating_add(MICROSECONDS_PER_MS - 1) / MICROSECONDS_PER_MS);
        }
        self.full_at_us = self.full_at_us.max(now_us).saturating_add(self.interval_us);
        Ok(())
    }

    /// Takes one token, be it one to come: answers in how many milliseconds it will be there. Who has
    /// one need not ask again, however many wait.
    pub fn reserve(&mut self, now: Timestamp) -> i64 {
        let now_us = now.0.saturating_mul(MICROSECONDS_PER_MS);
        let wait_us = self.full_at_us.saturating_sub(self.burst_us).saturating_sub(now_us).max(0);
        self.full_at_us = self.full_at_us.max(now_us).saturating_add(self.interval_us);
        wait_us.saturating_add(MICROSECONDS_PER_MS - 1) / MICROSECONDS_PER_MS
    }

    /// Whether it holds all its tokens, so that a new one would do as well.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.full_at_us <= now.0.saturating_mul(MICROSECONDS_PER_MS)
    }
}

/// So many within any span of this length, to be used up at once if need be.
#[derive(Debug)]
pub struct Allowance {
    most: usize,
    span_ms: i64,
    /// When the last ones were taken, oldest first.
    taken: VecDeque<Timestamp>,
}

impl Allowance {
    pub fn new(most: usize, span_ms: i64) -> Allowance {
        Allowance { most, span_ms, taken: VecDeque::new() }
    }

    /// Takes one, or says in how many milliseconds there will be one.
    pub fn take(&mut self, now: Timestamp) -> Result<(), i64> {
        self.forget(now);
        match self.taken.front() {
            Some(first) if self.taken.len() >= self.most => {
                Err(first.plus_ms(self.span_ms).ms_since(now).max(1))
            }
            Some(_) | None => {
                self.taken.push_back(now);
                Ok(())
            }
        }
    }

    /// Whether nothing of it is used, so that a new one would do as well.
    pub fn is_full(&self, now: Timestamp) -> bool {
        self.taken.iter().all(|at| self.is_over(*at, now))
    }

    fn forget(&mut self, now: Timestamp) {
        while self.taken.front().is_some_and(|at| self.is_over(*at, now)) {
            self.taken.pop_front();
        }
    }

    /// A clock that was set back stops nothing.
    fn is_over(&self, at: Timestamp, now: Timestamp) -> bool {
        at.plus_ms(self.span_ms) <= now || at > now
    }
}

/// What is done for one thing only once in a while.
#[derive(Debug)]
pub struct Spacing {
    gap_ms: i64,
    last: Mutex<BTreeMap<u64, Timestamp>>,
}

/// How many things are remembered before those whose time is over are forgotten.
const SPACED_MAX: usize = 10_000;

impl Spacing {
    pub fn new(gap_ms: i64) -> Spacing {
        Spacing { gap_ms, last: Mutex::default() }
    }

    /// Whether it is time again for `thing`; if so, it is done now.
    pub fn take(&self, thing: u64, now: Timestamp) -> bool {
        let mut last = self.last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let is_over = |at: &Timestamp| at.plus_ms(self.gap_ms) <= now || *at > now;
        if !last.get(&thing).is_none_or(is_over) {
            return false;
        }
        if last.len() >= SPACED_MAX {
            last.retain(|_, at| !is_over(at));
        }
        // Rather once too often than more and more to remember.
        if last.len() >= SPACED_MAX {
            last.clear();
        }
        last.insert(thing, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_customer_gets_a_burst_and_then_one_message_in_six_seconds() {
        let mut bucket = Bucket::whatsapp_pair();
        for _ in 0..WHATSAPP_PAIR_CAPACITY {
            assert_eq!(bucket.take(Timestamp(0)), Ok(()));
        }
        assert_eq!(bucket.take(Timestamp(0)), Err(6_000));
        assert_eq!(bucket.take(Timestamp(5_999)), Err(1));
        assert_eq!(bucket.take(Timestamp(6_000)), Ok(()));
        assert!(!bucket.is_full(Timestamp(275_999)));
        assert!(bucket.is_full(Timestamp(276_000)));
    }

    #[test]
    fn a_number_sends_eighty_a_second() {
        let mut bucket = Bucket::whatsapp_number();
        let taken = (0..1_000).filter(|ms| bucket.take(Timestamp(*ms)).is_ok()).count();
        let burst = (0..80).filter(|_| bucket.take(Timestamp(1_000)).is_ok()).count();
        assert_eq!(taken + burst, 80 + 80);
    }

    #[test]
    fn whoever_waits_has_a_turn_of_his_own() {
        let mut bucket = Bucket::new(2, 10.0);
        let waits: Vec<i64> = (0..5).map(|_| bucket.reserve(Timestamp(1_000))).collect();
        assert_eq!(waits, [0, 0, 100, 200, 300]);
        assert_eq!(bucket.take(Timestamp(1_300)), Err(100), "the turns to come are others'");
        assert_eq!(bucket.reserve(Timestamp(1_400)), 0);
    }

    #[test]
    fn an_allowance_holds_within_any_span() {
        let mut allowance = Allowance::new(2, 10);
        let mut take = |now| allowance.take(Timestamp(now));
        assert_eq!([take(0), take(4), take(5)], [Ok(()), Ok(()), Err(5)]);
        assert_eq!([take(10), take(10), take(14)], [Ok(()), Err(4), Ok(())]);
        assert_eq!(take(1), Ok(()), "a clock that was set back stops nothing");
        assert!(!allowance.is_full(Timestamp(10)) && allowance.is_full(Timestamp(11)));
    }

    #[test]
    fn what_is_spaced_is_done_once_in_a_while_and_not_remembered_for_ever() {
        let spacing = Spacing::new(20);
        let takes = |thing, now| spacing.take(thing, Timestamp(now));
        assert!(takes(1, 0) && !takes(1, 19) && takes(2, 19) && takes(1, 20) && !takes(1, 39));
        assert!(takes(1, 5), "a clock that was set back stops nothing");
        for thing in 0..2 * SPACED_MAX as u64 {
            assert!(takes(thing + 10, 1_000));
        }
        let remembered = spacing.last.lock().expect("a lock").len();
        assert!(remembered <= SPACED_MAX, "{remembered}");
    }

    #[test]
    fn odd_settings_and_a_clock_that_runs_backwards_do_no_harm() {
        let mut bucket = Bucket::new(0, f64::NAN);
        assert_eq!(bucket.take(Timestamp(i64::MAX)), Ok(()));
        let mut never = Bucket::new(1, 0.0);
        assert_eq!(never.take(Timestamp(0)), Ok(()));
        assert!(never.take(Timestamp(1_000_000)).is_err());
        let mut bucket = Bucket::new(1, 1.0);
        assert_eq!(bucket.take(Timestamp(10_000)), Ok(()));
        assert_eq!(bucket.take(Timestamp(5_000)), Err(6_000));
    }

    proptest! {
        #[test]
        fn the_limit_holds_and_the_wait_is_exact(
            capacity in 1..50u32,
            per_second in 0.1..200.0f64,
            steps in proptest::collection::vec(0..3_000i64, 1..200),
        ) {
            let mut bucket = Bucket::new(capacity, per_second);
            let (mut now, mut taken) = (0i64, 0u32);
            for step in steps {
                now += step;
                match bucket.take(Timestamp(now)) {
                    Ok(()) => taken += 1,
                    Err(wait_ms) => {
                        prop_assert!(wait_ms > 0);
                        let mut later = bucket;
                        prop_assert!(later.take(Timestamp(now + wait_ms - 1)).is_err());
                        prop_assert!(later.take(Timestamp(now + wait_ms)).is_ok());
                    }
                }
                let allowed = f64::from(capacity) + now as f64 / 1_000.0 * per_second * 1.001;
                prop_assert!(f64::from(taken) <= allowed + 1.0);
            }
        }
    }
}
