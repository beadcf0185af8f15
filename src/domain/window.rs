//! Until when somebody may be written to: the platforms count from what the customer did last.

use super::Timestamp;
use super::channel::Channel;
use super::time::{DAY_MS, HOUR_MS, SECOND_MS};

/// For how long everything may be written.
const FREE_MS: i64 = 24 * HOUR_MS;
/// For how long a person may still answer on Messenger, where Meta lets the app.
const HUMAN_AGENT_MS: i64 = 7 * DAY_MS;
/// What is sent in the last moments would arrive too late.
const MARGIN_MS: i64 = 5 * SECOND_MS;

/// A window that closes within so long is about to close.
pub const CLOSING_SOON_MS: i64 = 3 * HOUR_MS;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Whether there is a limit at all.
    pub is_limited: bool,
    /// Whether the customer has ever done something that lets us write.
    pub has_begun: bool,
    /// The end of writing freely. `None`: there is no limit, or it has never begun.
    pub closes_at: Option<Timestamp>,
    /// The end of a person's answering, where that is later.
    pub human_agent_until: Option<Timestamp>,
}

/// How somebody may be written to at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Freely,
    /// As a person who answers late.
    AsHuman,
    Not,
}

impl Window {
    /// `last_inbound_at`: when the customer last did something that lets us write, by the
    /// provider's clock. `human_agent`: whether Meta lets the app answer for longer.
    pub fn of(channel: Channel, human_agent: bool, last_inbound_at: Option<Timestamp>) -> Window {
        let is_limited = match channel {
            Channel::Whatsapp | Channel::Messenger => true,
            Channel::Email => false,
        };
        let is_longer = channel == Channel::Messenger && human_agent;
        let end = |may: bool, ms| last_inbound_at.filter(|_| may).map(|last| last.plus_ms(ms));
        Window {
            is_limited,
            has_begun: last_inbound_at.is_some(),
            closes_at: end(is_limited, FREE_MS),
            human_agent_until: end(is_longer, HUMAN_AGENT_MS),
        }
    }

    /// What may be done at `now`; `is_person`: by somebody's hand, as opposed to by a rule.
    pub fn way(self, now: Timestamp, is_person: bool) -> Way {
        let is_before = |end: Timestamp| now.plus_ms(MARGIN_MS) < end;
        if !self.is_limited || self.closes_at.is_some_and(is_before) {
            Way::Freely
        } else if is_person && self.human_agent_until.is_some_and(is_before) {
            Way::AsHuman
        } else {
            Way::Not
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(channel: Channel, human_agent: bool, hours_later: i64, is_person: bool) -> Way {
        let last = Timestamp(1_750_000_000_000);
        Window::of(channel, human_agent, Some(last))
            .way(last.plus_ms(hours_later * HOUR_MS), is_person)
    }

    #[test]
    fn each_channel_counts_its_own_time() {
        for (channel, human_agent, hours_later, is_person, expected) in [
            (Channel::Whatsapp, false, 23, true, Way::Freely),
            (Channel::Whatsapp, true, 24, true, Way::Not),
            (Channel::Messenger, false, 23, false, Way::Freely),
            (Channel::Messenger, false, 25, true, Way::Not),
            (Channel::Messenger, true, 23, true, Way::Freely),
            (Channel::Messenger, true, 25, true, Way::AsHuman),
            (Channel::Messenger, true, 25, false, Way::Not),
            (Channel::Messenger, true, 7 * 24 - 1, true, Way::AsHuman),
            (Channel::Messenger, true, 7 * 24, true, Way::Not),
            (Channel::Email, false, 1_000, false, Way::Freely),
        ] {
            let found = way(channel, human_agent, hours_later, is_person);
            assert_eq!(found, expected, "{channel:?} {human_agent} {hours_later} {is_person}");
        }
    }

    #[test]
    fn the_last_moments_are_left_out() {
        let window = Window::of(Channel::Whatsapp, false, Some(Timestamp(0)));
        assert_eq!(window.closes_at, Some(Timestamp(FREE_MS)));
        assert_eq!(window.way(Timestamp(FREE_MS - MARGIN_MS - 1), true), Way::Freely);
        assert_eq!(window.way(Timestamp(FREE_MS - MARGIN_MS), true), Way::Not);
    }

    #[test]
    fn who_never_wrote_cannot_be_written_to() {
        let now = Timestamp(1_750_000_000_000);
        for channel in [Channel::Whatsapp, Channel::Messenger] {
            let window = Window::of(channel, true, None);
            assert_eq!(window.way(now, true), Way::Not);
            assert_eq!((window.closes_at, window.human_agent_until), (None, None));
            assert!(!window.has_begun);
        }
        let letters = Window::of(Channel::Email, false, None);
        assert_eq!((letters.way(now, false), letters.closes_at), (Way::Freely, None));
    }
}
