//! Calls that manage an account at Meta rather than write to customers: there may be so many an hour
//! for each business account, whatever they are for. They share one allowance; what customers are
//! sent never waits for it.

use super::rate::Allowance;
use crate::domain::Timestamp;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Meta takes 200 in an hour from an app for a business account (Cloud API, "Rate limits"; code
/// 80007). Active accounts may do more, which nobody tells us.
pub const CALLS_PER_HOUR: usize = 200;
/// The codes of too many calls: of an app, of a page, of a business account.
const TOO_MANY: [i64; 4] = [4, 613, 80007, 80008];
/// How long to leave an account alone that says so without saying how long.
const REST_MS: i64 = 5 * MINUTE_MS;
/// How many accounts are remembered before those that are at rest are forgotten.
const ACCOUNTS_MAX: usize = 1_000;

/// By the business account or the page.
#[derive(Debug, Default)]
pub struct Management(Mutex<BTreeMap<String, Account>>);

#[derive(Debug)]
struct Account {
    allowance: Allowance,
    /// Meta has asked to be left alone until then.
    rests_until: Timestamp,
}

/// The calls about one account that are made at this moment.
#[derive(Clone, Copy, Debug)]
pub struct Calls<'a> {
    pub management: &'a Management,
    pub account: &'a str,
    pub now: Timestamp,
}

impl Calls<'_> {
    /// Counts one, or says when there may be one again.
    pub fn take(&self) -> Result<(), Timestamp> {
        self.management.with(self.account, self.now, |account| {
            if account.rests_until > self.now {
                return Err(account.rests_until);
            }
            account.allowance.take(self.now).map_err(|wait_ms| self.now.plus_ms(wait_ms))
        })
    }

    /// Takes in what an answer says of how many there were. Answers until when there are to be no
    /// more, if so.
    pub fn heard(&self, code: Option<i64>, wait_ms: Option<i64>) -> Option<Timestamp> {
        let is_refused = code.is_some_and(|code| TOO_MANY.contains(&code));
        let rest_ms = wait_ms.filter(|wait_ms| *wait_ms > 0).or(is_refused.then_some(REST_MS))?;
        let until = self.now.plus_ms(rest_ms.min(HOUR_MS));
        self.management.with(self.account, self.now, |account| {
            account.rests_until = account.rests_until.max(until);
        });
        Some(until)
    }
}

impl Management {
    fn with<T>(&self, account: &str, now: Timestamp, work: impl FnOnce(&mut Account) -> T) -> T {
        let mut accounts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if accounts.len() >= ACCOUNTS_MAX && !accounts.contains_key(account) {
            accounts.retain(|_, known| known.rests_until > now || !known.allowance.is_full(now));
        }
        let new = || Account {
            allowance: Allowance::new(CALLS_PER_HOUR, HOUR_MS),
            rests_until: Timestamp(i64::MIN),
        };
        work(accounts.entry(account.to_owned()).or_insert_with(new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls<'a>(management: &'a Management, account: &'a str, now: i64) -> Calls<'a> {
        Calls { management, account, now: Timestamp(now) }
    }

    #[test]
    fn each_account_has_two_hundred_an_hour() {
        let management = Management::default();
        let taken = (0..300).filter(|at| calls(&management, "waba", *at).take().is_ok()).count();
        assert_eq!(taken, CALLS_PER_HOUR);
        assert_eq!(calls(&management, "waba", 300).take(), Err(Timestamp(HOUR_MS)));
        assert_eq!(calls(&management, "another", 300).take(), Ok(()));
        assert_eq!(calls(&management, "waba", HOUR_MS).take(), Ok(()));
        assert_eq!(calls(&management, "waba", HOUR_MS).take(), Err(Timestamp(HOUR_MS + 1)));
    }

    #[test]
    fn an_account_that_wants_to_be_left_alone_is() {
        let management = Management::default();
        let at = |now| calls(&management, "waba", now);
        assert_eq!(at(0).heard(Some(190), None), None);
        assert_eq!(at(0).take(), Ok(()));
        assert_eq!(at(0).heard(Some(80008), None), Some(Timestamp(REST_MS)));
        assert_eq!(at(1).take(), Err(Timestamp(REST_MS)));
        assert_eq!(at(1).heard(None, Some(30 * MINUTE_MS)), Some(Timestamp(30 * MINUTE_MS + 1)));
        assert_eq!(at(REST_MS).take(), Err(Timestamp(30 * MINUTE_MS + 1)));
        assert_eq!(at(2).heard(Some(4), Some(i64::MAX)), Some(Timestamp(HOUR_MS + 2)));
        assert_eq!(at(HOUR_MS + 2).take(), Ok(()));
    }

    #[test]
    fn accounts_at_rest_are_not_remembered_for_ever() {
        let management = Management::default();
        for number in 0..3 * ACCOUNTS_MAX as i64 {
            let account = number.to_string();
            assert_eq!(calls(&management, &account, number * HOUR_MS).take(), Ok(()));
        }
        assert!(management.0.lock().expect("a lock").len() <= ACCOUNTS_MAX);
    }
}
