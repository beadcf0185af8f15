//! How much may be sent: a bucket for each number, and one for each pair of number and customer.

use std::collections::{HashMap, VecDeque};

const PER_SECOND: f64 = 80.0;
/// Calls for settings, templates and subscriptions of one business account.
const MANAGEMENT_PER_HOUR: usize = 200;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const PAIR_BURST: f64 = 45.0;
const PAIR_EVERY_MS: f64 = 6_000.0;
/// Beyond this, buckets that have filled up again are forgotten.
const BUCKETS_MAX: usize = 10_000;

#[derive(Default)]
pub struct Rates {
    numbers: HashMap<String, Bucket>,
    pairs: HashMap<(String, String), Bucket>,
    /// Whom a number's templates reached outside of windows, and when.
    reached: HashMap<String, HashMap<String, i64>>,
    /// When settings were asked for, by business account.
    managements: HashMap<String, VecDeque<i64>>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Throttled {
    Number,
    Pair,
}

#[derive(Clone, Copy)]
pub(super) struct Bucket {
    tokens: f64,
    at_ms: i64,
}

impl Rates {
    /// Counts one message, or says which limit it would break.
    pub fn spend(&mut self, number: &str, customer: &str, now_ms: i64) -> Result<(), Throttled> {
        self.forget_full(now_ms);
        let number_bucket =
            self.numbers.entry(number.to_owned()).or_insert(Bucket::full(PER_SECOND, now_ms));
        number_bucket.refill(PER_SECOND, PER_SECOND / 1000.0, now_ms);
        let pair = (number.to_owned(), customer.to_owned());
        let pair_bucket = self.pairs.entry(pair).or_insert(Bucket::full(PAIR_BURST, now_ms));
        pair_bucket.refill(PAIR_BURST, 1.0 / PAIR_EVERY_MS, now_ms);
        if number_bucket.tokens < 1.0 {
            return Err(Throttled::Number);
        }
        if pair_bucket.tokens < 1.0 {
            return Err(Throttled::Pair);
        }
        number_bucket.tokens -= 1.0;
        pair_bucket.tokens -= 1.0;
        Ok(())
    }

    /// Counts a message from a customer: it is never refused, but leaves less for the business.
    pub fn receive(&mut self, number: &str, now_ms: i64) {
        let bucket =
            self.numbers.entry(number.to_owned()).or_insert(Bucket::full(PER_SECOND, now_ms));
        bucket.refill(PER_SECOND, PER_SECOND / 1000.0, now_ms);
        bucket.tokens = (bucket.tokens - 1.0).max(0.0);
    }

    /// Counts a person whom a template reaches; false if there are too many within a day.
    pub fn reach(&mut self, number: &str, customer: &str, most: usize, now_ms: i64) -> bool {
        let reached = self.reached.entry(number.to_owned()).or_default();
        reached.retain(|_, at_ms| now_ms - *at_ms < DAY_MS);
        let fits = reached.contains_key(customer) || reached.len() < most;
        if fits {
            reached.insert(customer.to_owned(), now_ms);
        }
        fits
    }

    /// Counts one call for settings; false if it is one too many.
    pub fn manage(&mut self, business: &str, now_ms: i64) -> bool {
        let calls = self.managements.entry(business.to_owned()).or_default();
        while calls.front().is_some_and(|at_ms| now_ms - at_ms >= HOUR_MS) {
            calls.pop_front();
        }
        let fits = calls.len() < MANAGEMENT_PER_HOUR;
        if fits {
            calls.push_back(now_ms);
        }
        fits
    }

    fn forget_full(&mut self, now_ms: i64) {
        if self.pairs.len() < BUCKETS_MAX {
            return;
        }
        self.pairs.retain(|_, bucket| {
            bucket.refill(PAIR_BURST, 1.0 / PAIR_EVERY_MS, now_ms);
            bucket.tokens < PAIR_BURST
        });
    }
}

impl Bucket {
    pub(super) fn full(tokens: f64, now_ms: i64) -> Bucket {
        Bucket { tokens, at_ms: now_ms }
    }

    /// Takes one token, if there is one.
    pub(super) fn spend_one(&mut self) -> bool {
        let is_enough = self.tokens >= 1.0;
        if is_enough {
            self.tokens -= 1.0;
        }
        is_enough
    }

    pub(super) fn refill(&mut self, most: f64, per_ms: f64, now_ms: i64) {
        let passed_ms = (now_ms - self.at_ms).max(0) as f64;
        self.tokens = (self.tokens + passed_ms * per_ms).min(most);
        self.at_ms = now_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_sends_eighty_a_second() {
        let mut rates = Rates::default();
        for customer in 0..80 {
            assert_eq!(rates.spend("ours", &customer.to_string(), 0), Ok(()));
        }
        assert_eq!(rates.spend("ours", "late", 0), Err(Throttled::Number));
        assert_eq!(rates.spend("another", "late", 0), Ok(()));
        assert_eq!(rates.spend("ours", "late", 13), Ok(()));
    }

    #[test]
    fn what_comes_in_leaves_less_to_go_out() {
        let mut rates = Rates::default();
        for _ in 0..79 {
            rates.receive("ours", 0);
        }
        assert_eq!(rates.spend("ours", "ann", 0), Ok(()));
        assert_eq!(rates.spend("ours", "joe", 0), Err(Throttled::Number));
        for _ in 0..1000 {
            rates.receive("ours", 0);
        }
        assert_eq!(rates.spend("ours", "joe", 13), Ok(()), "there are no debts");
    }

    #[test]
    fn one_customer_gets_a_burst_and_then_one_in_six_seconds() {
        let mut rates = Rates::default();
        for second in 0..45 {
            assert_eq!(rates.spend("ours", "ann", second), Ok(()));
        }
        assert_eq!(rates.spend("ours", "ann", 45), Err(Throttled::Pair));
        assert_eq!(rates.spend("ours", "joe", 45), Ok(()));
        assert_eq!(rates.spend("ours", "ann", 6_045), Ok(()));
        assert_eq!(rates.spend("ours", "ann", 6_046), Err(Throttled::Pair));
    }

    #[test]
    fn settings_are_asked_for_two_hundred_times_an_hour() {
        let mut rates = Rates::default();
        assert!((0..200).all(|at_ms| rates.manage("waba", at_ms)));
        assert!(!rates.manage("waba", 200));
        assert!(rates.manage("another", 200));
        assert!(rates.manage("waba", HOUR_MS));
    }

    #[test]
    fn templates_reach_so_many_people_a_day() {
        let mut rates = Rates::default();
        assert!(rates.reach("ours", "ann", 2, 0));
        assert!(rates.reach("ours", "joe", 2, 1));
        assert!(rates.reach("ours", "ann", 2, 2), "the same person counts once");
        assert!(!rates.reach("ours", "sue", 2, 3));
        assert!(rates.reach("another", "sue", 2, 3));
        assert!(rates.reach("ours", "sue", 2, DAY_MS + 1));
    }
}
