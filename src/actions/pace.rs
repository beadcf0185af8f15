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
    pub fn pause(&mut self, inbox: InboxId, until: Timestamp) {
        self.paused_until.insert(inbox, until);
    }

    /// Takes a turn, or says when to ask again.
    pub fn take(&mut self, lane: Lane, load: Load, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.paused_until.get(&lane.0).filter(|until| **until > now) {
            return Err(*until);
        }
        let taken = match &lane.1 {
            Some((IdentityKind::PageScopedId, _)) => self.take_of_page(lane.0, load, now),
            Some((
                IdentityKind::WhatsappId
                | IdentityKind::WhatsappUserId
                | IdentityKind::Phone
                | IdentityKind::Email,
                _,
            ))
            | None => self.take_of_number(lane, now),
        };
        taken.map_err(|wait_ms| now.plus_ms(wait_ms))
    }

    fn take_of_number(&mut self, lane: Lane, now: Timestamp) -> Result<(), i64> {
        if self.pairs.len() > PAIRS_MAX {
            self.pairs.retain(|_, bucket| !bucket.is_full(now));
        }
        let inbox = lane.0;
        let pair = self.pairs.entry(lane).or_insert_with(Bucket::whatsapp_pair);
        let before = *pair;
        pair.take(now)?;
        let number = self.numbers.entry(inbox).or_insert_with(Bucket::whatsapp_number);
        // The address's turn was not used.
        number.take(now).inspect_err(|_| *pair = before)
    }

    fn take_of_page(&mut self, inbox: InboxId, load: Load, now: Timestamp) -> Result<(), i64> {
        let new = || Page { all: Bucket::messenger_page(), media: Bucket::messenger_media() };
        let page = self.pages.entry(inbox).or_insert_with(new);
        let before = *page;
        page.all.take(now)?;
        match load {
            Load::Light => Ok(()),
            Load::Heavy => page.media.take(now).inspect_err(|_| *page = before),
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
        while pace.take(number.clone(), Load::Light, now).is_ok() {}
        let other = lane(IdentityKind::WhatsappId, "447700900103");
        assert!(pace.take(other, Load::Light, now).is_ok());
    }

    #[test]
    fn a_page_writes_much_and_sends_few_films() {
        let person = lane(IdentityKind::PageScopedId, "5794982867201265");
        let mut pace = Pace::default();
        let now = Timestamp(0);
        let mut turns =
            |load| (0..400).take_while(|_| pace.take(person.clone(), load, now).is_ok()).count();
        assert_eq!(turns(Load::Heavy), 10);
        assert_eq!(turns(Load::Light), 290);
    }

    #[test]
    fn who_asked_to_slow_down_is_left_alone() {
        let person = lane(IdentityKind::PageScopedId, "5794982867201265");
        let mut pace = Pace::default();
        pace.pause(InboxId(1), Timestamp(500));
        assert_eq!(pace.take(person.clone(), Load::Light, Timestamp(0)), Err(Timestamp(500)));
        assert_eq!(pace.take(person, Load::Light, Timestamp(500)), Ok(()));
    }
}
