//! One person's conversation with one Page, as the phone shows it, and what is on the way to it.

use std::collections::VecDeque;

use super::message::Message;
use crate::simulator::phone::{Side, Ticks};

const SHOWN_MAX: usize = 2_000;
const ON_THE_WAY_MAX: usize = 2_000;
/// A typing mark ends by itself after this time.
const TYPING_MS: i64 = 20_000;
const HOUR_MS: i64 = 3_600_000;
/// How long a Page may answer freely.
const WINDOW_MS: i64 = 24 * HOUR_MS;
/// How long a person who works for the Page may answer, with the tag.
const HUMAN_AGENT_MS: i64 = 7 * 24 * HOUR_MS;

pub struct Thread {
    pub page_id: String,
    pub psid: String,
    shown: VecDeque<Message>,
    on_the_way: VecDeque<Message>,
    /// How many messages had to make room for newer ones.
    pub given_up: usize,
    typing_until_ms: Option<i64>,
    /// When the customer last did something that opens the window.
    last_act_ms: Option<i64>,
    /// The app that answers, if it is not ours.
    pub owner: Option<String>,
    /// By what the checkbox plugin calls the person.
    pub user_refs: Vec<String>,
    last_message_ms: i64,
}

/// How long after the customer's last word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The customer has never written.
    Never,
    Open,
    HumanAgentOnly,
    Closed,
}

impl Thread {
    pub fn new(page_id: String, psid: String) -> Thread {
        Thread {
            page_id,
            psid,
            shown: VecDeque::new(),
            on_the_way: VecDeque::new(),
            given_up: 0,
            typing_until_ms: None,
            last_act_ms: None,
            owner: None,
            user_refs: Vec::new(),
            last_message_ms: 0,
        }
    }

    pub fn acts(&mut self, now_ms: i64) {
        self.last_act_ms = Some(now_ms);
    }

    pub fn window(&self, now_ms: i64) -> Window {
        match self.last_act_ms.map(|at_ms| now_ms - at_ms) {
            None => Window::Never,
            Some(passed_ms) if passed_ms < WINDOW_MS => Window::Open,
            Some(passed_ms) if passed_ms < HUMAN_AGENT_MS => Window::HumanAgentOnly,
            Some(_) => Window::Closed,
        }
    }

    /// Each message has a moment of its own, so that a watermark never stands between two of one moment.
    pub fn next_ms(&mut self, now_ms: i64) -> i64 {
        self.last_message_ms = now_ms.max(self.last_message_ms + 1);
        self.last_message_ms
    }

    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.shown.iter()
    }

    pub fn message(&self, mid: &str) -> Option<&Message> {
        self.shown.iter().find(|message| message.id == mid)
    }

    pub fn message_mut(&mut self, mid: &str) -> Option<&mut Message> {
        self.shown.iter_mut().find(|message| message.id == mid)
    }

    pub fn show(&mut self, message: Message) {
        if self.shown.len() >= SHOWN_MAX {
            self.shown.pop_front();
            self.given_up += 1;
        }
        if message.from == Side::Business {
            self.typing_until_ms = None;
        }
        self.shown.push_back(message);
    }

    pub fn unread(&self) -> usize {
        let unread =
            |message: &&Message| message.from == Side::Business && message.ticks < Ticks::Read;
        self.shown.iter().filter(unread).count()
    }

    /// The Page has sent it; it is not here yet.
    pub fn expect(&mut self, message: Message) {
        if self.on_the_way.len() >= ON_THE_WAY_MAX {
            self.on_the_way.pop_front();
            self.given_up += 1;
        }
        self.on_the_way.push_back(message);
    }

    pub fn expected(&self) -> impl Iterator<Item = &Message> {
        self.on_the_way.iter()
    }

    /// This one and all that were sent before it arrive, in the order in which they were sent.
    pub fn arrive(&mut self, mid: &str) -> Vec<Message> {
        let Some(last) = self.on_the_way.iter().position(|message| message.id == mid) else {
            return Vec::new();
        };
        let mut arrived: Vec<Message> = self.on_the_way.drain(..=last).collect();
        for message in &mut arrived {
            message.ticks = Ticks::Delivered;
            self.show(message.clone());
        }
        arrived
    }

    /// The customer looks at the conversation: the time of the last message that was unread before.
    pub fn read_all(&mut self) -> (usize, Option<i64>) {
        let (mut count, mut watermark_ms) = (0, None);
        for message in &mut self.shown {
            if message.from == Side::Business && message.raise(Ticks::Read) {
                count += 1;
                watermark_ms = watermark_ms.max(Some(message.at_ms));
            }
        }
        (count, watermark_ms)
    }

    /// The Page has seen what the customer wrote.
    pub fn seen(&mut self) {
        let theirs = self.shown.iter_mut().filter(|message| message.from == Side::Customer);
        for message in theirs {
            message.raise(Ticks::Read);
        }
    }

    pub fn typing(&mut self, until_now: Option<i64>) {
        self.typing_until_ms = until_now.map(|now_ms| now_ms + TYPING_MS);
    }

    pub fn typing_until_ms(&self, now_ms: i64) -> Option<i64> {
        self.typing_until_ms.filter(|until_ms| *until_ms > now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, from: Side, at_ms: i64) -> Message {
        Message::new(id.to_owned(), from, at_ms)
    }

    #[test]
    fn the_window_is_open_for_a_day_and_for_people_for_seven() {
        let mut thread = Thread::new("1".to_owned(), "2".to_owned());
        assert_eq!(thread.window(0), Window::Never);
        thread.acts(0);
        for (hours, expected) in [
            (0, Window::Open),
            (23, Window::Open),
            (24, Window::HumanAgentOnly),
            (7 * 24 - 1, Window::HumanAgentOnly),
            (7 * 24, Window::Closed),
        ] {
            assert_eq!(thread.window(hours * HOUR_MS), expected, "{hours} hours");
        }
    }

    #[test]
    fn what_was_sent_before_arrives_before() {
        let mut thread = Thread::new("1".to_owned(), "2".to_owned());
        for (id, at_ms) in [("a", 1), ("b", 2), ("c", 3)] {
            thread.expect(message(id, Side::Business, at_ms));
        }
        let arrived = thread.arrive("b");
        assert_eq!(
            arrived.iter().map(|message| message.id.as_str()).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert!(thread.arrive("b").is_empty());
        assert_eq!((thread.unread(), thread.read_all()), (2, (2, Some(2))));
        assert_eq!(thread.read_all(), (0, None));
        assert_eq!(thread.expected().count(), 1);
    }

    #[test]
    fn no_two_messages_share_a_moment() {
        let mut thread = Thread::new("1".to_owned(), "2".to_owned());
        assert_eq!([thread.next_ms(5), thread.next_ms(5), thread.next_ms(9)], [5, 6, 9]);
    }

    #[test]
    fn the_oldest_are_given_up() {
        let mut thread = Thread::new("1".to_owned(), "2".to_owned());
        for number in 0..=SHOWN_MAX {
            thread.show(message(&number.to_string(), Side::Customer, 0));
        }
        assert!(thread.message("0").is_none() && thread.message("1").is_some());
        assert_eq!(thread.given_up, 1);
    }
}
