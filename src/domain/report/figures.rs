//! What a report shows of what it has counted.

use super::fact::Took;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub started: u64,
    pub resolved_by_agent: u64,
    pub resolved_by_inactivity: u64,
    pub resolved_by_customer: u64,
    /// Their contacts were blocked.
    pub resolved_as_blocked: u64,
    /// They could hold no more.
    pub resolved_as_full: u64,
    pub abandoned: u64,
    pub waiting: Times,
    pub first_response: Times,
    pub resolution: Times,
    pub received: u64,
    pub sent: u64,
}

/// Of `count` lengths of time; nothing if there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub count: u64,
    pub median_ms: Option<i64>,
    pub p90_ms: Option<i64>,
    pub business_median_ms: Option<i64>,
    pub business_p90_ms: Option<i64>,
}

/// How many conversations are in each open state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    pub queued: u64,
    pub active: u64,
    pub pending: u64,
    /// Active or pending, and put aside: they are not counted there.
    pub snoozed: u64,
}

impl Open {
    pub fn total(self) -> u64 {
        self.queued + self.active + self.pending + self.snoozed
    }
}

impl Figures {
    pub fn resolved(&self) -> u64 {
        self.resolved_by_agent
            + self.resolved_by_inactivity
            + self.resolved_by_customer
            + self.resolved_as_blocked
            + self.resolved_as_full
    }

    pub fn ended(&self) -> u64 {
        self.resolved() + self.abandoned
    }

    /// The share of what ended; `None` if nothing did.
    pub fn abandonment_rate(&self) -> Option<f64> {
        let ended = self.ended();
        (ended > 0).then(|| self.abandoned as f64 / ended as f64)
    }
}

impl Times {
    pub fn of(lengths: &[Took]) -> Times {
        let sorted = |pick: fn(&Took) -> i64| {
            let mut all: Vec<i64> = lengths.iter().map(pick).collect();
            all.sort_unstable();
            all
        };
        let calendar = sorted(|took| took.calendar_ms);
        let business = sorted(|took| took.business_ms);
        Times {
            count: lengths.len() as u64,
            median_ms: nearest_rank(&calendar, 50),
            p90_ms: nearest_rank(&calendar, 90),
            business_median_ms: nearest_rank(&business, 50),
            business_p90_ms: nearest_rank(&business, 90),
        }
    }
}

/// The smallest value that at least so many percent are not greater than: always one that occurred.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_median_and_the_ninetieth_percentile_are_values_that_occurred() {
        for (sorted, median, p90) in [
            (vec![7], 7, 7),
            (vec![1, 9], 1, 9),
            (vec![1, 2, 9], 2, 9),
            (vec![1, 2, 3, 4], 2, 4),
            ((1..=10).collect(), 5, 9),
            ((1..=11).collect(), 6, 10),
            ((1..=100).collect(), 50, 90),
        ] {
            assert_eq!(nearest_rank(&sorted, 50), Some(median), "{sorted:?}");
            assert_eq!(nearest_rank(&sorted, 90), Some(p90), "{sorted:?}");
        }
        assert_eq!(nearest_rank(&[], 50), None);
    }

    proptest! {
        #[test]
        fn so_many_percent_are_not_greater_and_no_smaller_value_is_enough(
            mut values in prop::collection::vec(-50..50i64, 1..60),
            percent in 1..=100usize,
        ) {
            values.sort_unstable();
            let found = nearest_rank(&values, percent).expect("a value");
            let not_greater = |than: i64| values.iter().filter(|value| **value <= than).count();
            prop_assert!(not_greater(found) * 100 >= percent * values.len());
            let smaller = values.iter().rev().find(|value| **value < found);
            if let Some(smaller) = smaller {
                prop_assert!(not_greater(*smaller) * 100 < percent * values.len());
            }
        }
    }
}
