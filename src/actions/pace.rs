//! How fast each account may write, and each address be written to.

use crate::channels::rate::Bucket;
use crate::domain::contact::IdentityKind;
use crate::domain::{InboxId, Timestamp};
use std::collections::BTreeMap;

/// How many addresses' paces are remembered before those that are at rest are forgotten.
const PAIRS_MAX: usize = 10_000;

/// An inbox, and where it writes to; `None`: the conversation is gone, and nothing is sent there.
pub type Lane = (InboxId, Option<(IdentityKind, String)>);

#[derive(Default)]
pub struct Pace {
    numbers: BTreeMap<InboxId, Bucket>,
    /// Of WhatsApp; Messenger has no such limit.
    pairs: BTreeMap<Lane, Bucket>,
    pages: BTreeMap<InboxId, Page>,
    /// Inboxes that the provider asked to slow down.
    paused_until: BTreeMap<InboxId, Timestamp>,
}

#[derive(Clone, Copy)]
struct Page {
    all: Bucket,
    /// Sound and film.
    media: Bucket,
}

/// What a turn is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    Light,
    /// Sound or film.
    Heavy,
}

impl Pace {
    /// A longer pause that was asked for before goes on.
    pub fn pause(&mut self, inbox: InboxId, until: Timestamp) {
        let paused = self.paused_until.entry(inbox).or_default();
        *paused = until.max(*paused);
    }

    /// Until when the inbox was asked to slow down, if it still is.
    pub fn paused_until(&self, inbox: InboxId, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.get(&inbox).copied().filter(|until| *until > now)
    }

    /// Gives a turn and says when it is, or says when to ask again. Turns are given once: of
    /// thousands that wait for an account, each wakes when it is its own.
    pub fn take(&mut self, lane: Lane, load: Load, now: Timestamp) -> Result<Timestamp, Timestamp> {
        if let Some(until) = self.paused_until(lane.0, now) {
            return Err(until);
        }
        let taken = match &lane.1 {
            Some((IdentityKind::PageScopedId, _)) => Ok(self.take_of_page(lane.0, load, now)),
            // Few connections at a time are their pace; a server that wants fewer mails says so.
            Some((IdentityKind::Email, _)) => Ok(0),
            Some((
                IdentityKind::WhatsappId | IdentityKind::WhatsappUserId | IdentityKind::Phone,
                _,
            ))
            | None => self.take_of_number(lane, now),
        };
        taken.map(|wait_ms| now.plus_ms(wait_ms)).map_err(|wait_ms| now.plus_ms(wait_ms))
    }

    /// An address asks again, as it is only one lane that waits for it, and takes nothing from the
    /// number meanwhile.
    fn take_of_number(&mut self, lane: Lane, now: Timestamp) -> Result<i64, i64> {
        if self.pairs.len() > PAIRS_MAX {
            self.pairs.retain(|_, bucket| !bucket.is_full(now));
        }
        let inbox = lane.0;
        let pair = self.pairs.entry(lane).or_insert_with(Bucket::whatsapp_pair);
        pair.take(now)?;
        let number = self.numbers.entry(inbox).or_insert_with(Bucket::whatsapp_number);
        Ok(number.reserve(now))
    }

    fn take_of_page(&mut self, inbox: InboxId, load: Load, now: Timestamp) -> i64 {
        let new = || Page { all: Bucket::messenger_page(), media: Bucket::messenger_media() };
        let page = self.pages.entry(inbox).or_insert_with(new);
        let wait_ms = page.all.reserve(now);
        match load {
            Load::Light => wait_ms,
            Load::Heavy => wait_ms.max(page.media.reserve(now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(kind: IdentityKind, to: &str) -> Lane {
        (InboxId(1), Some((kind, to.to_owned())))
    }

    #[test]
    fn one_address_has_one_pace() {
        let number = lane(IdentityKind::WhatsappId, "447700900102");
        let mut pace = Pace::default();
        let now = Timestamp(0);
        let burst = (0..400).take_while(|_| pace.take(number.clone(), Load::Light, now) == Ok(now));
        assert_eq!(burst.count(), 45);
        assert_eq!(pace.take(number, Load::Light, now), Err(Timestamp(6_000)));
        let other = lane(IdentityKind::WhatsappId, "447700900103");
        assert_eq!(pace.take(other, Load::Light, now), Ok(now));
    }

    #[test]
    fn many_addresses_share_a_number_each_with_a_turn_of_its_own() {
        let mut pace = Pace::default();
        let mut turn = |number: i64| {
            let to = lane(IdentityKind::WhatsappId, &number.to_string());
            pace.take(to, Load::Light, Timestamp(0)).expect("a turn").0
        };
        let turns: Vec<i64> = (0..240).map(&mut turn).collect();
        assert_eq!(turns.iter().filter(|at| **at == 0).count(), 80);
        assert_eq!((turns[80], turns[159], turns[239]), (13, 1_000, 2_000));
    }

    #[test]
    fn a_page_writes_much_and_sends_few_films() {
        let person = lane(IdentityKind::PageScopedId, "5794982867201265");
        let mut pace = Pace::default();
        let now = Timestamp(0);
        let mut turns =
            |load| (0..400).take_while(|_| pace.take(person.clone(), load, now) == Ok(now)).count();
        assert_eq!(turns(Load::Heavy), 10);
        // The one film that must wait has its turn already.
        assert_eq!(turns(Load::Light), 289);
    }

    #[test]
    fn mails_have_no_pace_but_the_pause_that_their_server_asks_for() {
        let mailbox = lane(IdentityKind::Email, "ana@customer.test");
        let mut pace = Pace::default();
        let now = Timestamp(0);
        assert!((0..400).all(|_| pace.take(mailbox.clone(), Load::Light, now) == Ok(now)));
        pace.pause(InboxId(1), Timestamp(500));
        assert_eq!(pace.take(mailbox, Load::Light, now), Err(Timestamp(500)));
    }

    #[test]
    fn who_asked_to_slow_down_is_left_alone() {
        let person = lane(IdentityKind::PageScopedId, "5794982867201265");
        let mut pace = Pace::default();
        pace.pause(InboxId(1), Timestamp(500));
        pace.pause(InboxId(1), Timestamp(200));
        assert_eq!(pace.take(person.clone(), Load::Light, Timestamp(0)), Err(Timestamp(500)));
        assert_eq!(pace.take(person, Load::Light, Timestamp(500)), Ok(Timestamp(500)));
    }
}
