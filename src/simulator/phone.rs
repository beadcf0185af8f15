//! A customer's phone: what it shows, in the order in which it arrived, and what is still on the way to it.

use std::collections::VecDeque;

use super::identifier;
use super::options::Past;
use serde::Serialize;
use serde_json::Value;

const SHOWN_MAX: usize = 2_000;
/// Sent while the phone is offline; the oldest are given up.
const ON_THE_WAY_MAX: usize = 2_000;
/// The types of messages that are files.
const FILES: [&str; 5] = ["image", "video", "audio", "document", "sticker"];
/// A typing indicator ends by itself after this time.
const TYPING_MS: i64 = 25_000;

pub struct Phone {
    pub name: String,
    pub wa_id: String,
    /// What the person's ids at businesses are made of, beside the number.
    pub user_seed: u64,
    /// The name that the person has chosen instead of showing a number.
    pub username: Option<String>,
    /// Notifications leave the number out.
    pub hides_number: bool,
    /// Whether the business hears when its messages are read.
    pub tells_reading: bool,
    /// Nothing of the business arrives.
    pub blocks_business: bool,
    /// Told the business to send no marketing.
    pub refuses_marketing: bool,
    pub online: bool,
    /// Numbers that the phone had before.
    pub former: Vec<String>,
    shown: VecDeque<Message>,
    on_the_way: VecDeque<Message>,
    /// How many messages had to make room for newer ones.
    pub given_up: usize,
    /// Which business number is typing, and until when.
    typing: Option<(String, i64)>,
}

#[derive(Clone, Default, Serialize)]
pub struct Message {
    pub id: String,
    /// The business's phone_number_id.
    pub account: String,
    pub from: Side,
    #[serde(rename = "type")]
    pub kind: String,
    /// The part that is called like the type.
    pub content: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    pub at_ms: i64,
    pub ticks: Ticks,
    #[serde(skip)]
    pub callback_data: Option<String>,
    /// Of the template that it was made from.
    #[serde(skip)]
    pub category: Option<String>,
    /// The major number of the API's version by which it was sent.
    #[serde(skip)]
    pub version: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Customer,
    Business,
}

/// How far a message has come; the order is the order in which it happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ticks {
    #[default]
    Waiting,
    Sent,
    Delivered,
    Read,
    /// A voice message was listened to.
    Played,
}

impl Message {
    pub fn has_file(&self) -> bool {
        FILES.contains(&self.kind.as_str())
    }

    /// Both sides have long read it.
    pub fn past(past: Past) -> Message {
        let from = if past.is_from_customer { Side::Customer } else { Side::Business };
        Message {
            id: past.id,
            account: past.phone_number_id,
            from,
            kind: "text".to_owned(),
            content: serde_json::json!({"body": past.text}),
            at_ms: past.at_ms,
            ticks: Ticks::Read,
            ..Message::default()
        }
    }
}

impl Phone {
    pub fn new(name: String, wa_id: String, user_seed: u64) -> Phone {
        Phone {
            name,
            wa_id,
            user_seed,
            username: None,
            hides_number: false,
            tells_reading: true,
            blocks_business: false,
            refuses_marketing: false,
            online: true,
            former: Vec::new(),
            shown: VecDeque::new(),
            on_the_way: VecDeque::new(),
            given_up: 0,
            typing: None,
        }
    }

    /// The person's id at a business: others know the person by another one.
    pub fn user_id(&self, waba_id: &str) -> String {
        identifier::user_id(&self.wa_id, waba_id, self.user_seed)
    }

    pub fn shown(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.shown.iter()
    }

    pub fn show(&mut self, message: Message) {
        if self.shown.len() >= SHOWN_MAX {
            self.shown.pop_front();
            self.given_up += 1;
        }
        self.shown.push_back(message);
    }

    pub fn unread(&self) -> usize {
        let unread =
            |message: &&Message| message.from == Side::Business && message.ticks < Ticks::Read;
        self.shown.iter().filter(unread).count()
    }

    /// The business has sent it; it is not here yet.
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

    pub fn expected_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.on_the_way.iter_mut().find(|message| message.id == id)
    }

    /// It will not come, or it is here now: nobody waits for it any longer.
    pub fn no_longer_expected(&mut self, id: &str) -> Option<Message> {
        let index = self.on_the_way.iter().position(|message| message.id == id)?;
        self.on_the_way.remove(index)
    }

    /// Raises the ticks of one message; they never fall. True if that changed something.
    pub fn tick(&mut self, id: &str, ticks: Ticks) -> bool {
        let found = self.shown.iter_mut().find(|message| message.id == id);
        found.is_some_and(|message| message.raise(ticks))
    }

    /// The business has read this message of the customer, and with it all earlier ones.
    pub fn read_by_business(&mut self, id: &str) -> bool {
        let Some(last) = self.shown.iter().position(|message| message.id == id) else {
            return false;
        };
        let account = self.shown[last].account.clone();
        for message in self.shown.iter_mut().take(last + 1) {
            if message.from == Side::Customer && message.account == account {
                message.raise(Ticks::Read);
            }
        }
        true
    }

    /// The customer looks at the conversation: gives what was unread before.
    pub fn read_all(&mut self, account: Option<&str>) -> Vec<Message> {
        let mut read = Vec::new();
        for message in &mut self.shown {
            let here = account.is_none_or(|account| account == message.account);
            if here && message.from == Side::Business && message.raise(Ticks::Read) {
                read.push(message.clone());
            }
        }
        read
    }

    pub fn typing_starts(&mut self, account: &str, now_ms: i64) {
        self.typing = Some((account.to_owned(), now_ms + TYPING_MS));
    }

    pub fn typing_ends(&mut self) {
        self.typing = None;
    }

    pub fn typing_until_ms(&self, now_ms: i64) -> Option<i64> {
        self.typing.as_ref().map(|(_, until_ms)| *until_ms).filter(|until_ms| *until_ms > now_ms)
    }
}

impl Message {
    fn raise(&mut self, ticks: Ticks) -> bool {
        let rises = ticks > self.ticks;
        self.ticks = self.ticks.max(ticks);
        rises
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(id: &str, from: Side) -> Message {
        Message {
            id: id.to_owned(),
            account: "1".to_owned(),
            from,
            kind: "text".to_owned(),
            content: json!({"body": id}),
            ticks: Ticks::Sent,
            ..Message::default()
        }
    }

    fn phone() -> Phone {
        Phone::new("Ann".to_owned(), "16505551234".to_owned(), 7)
    }

    #[test]
    fn ticks_never_fall() {
        let mut phone = phone();
        phone.show(message("a", Side::Customer));
        assert!(phone.tick("a", Ticks::Read));
        assert!(!phone.tick("a", Ticks::Delivered));
        assert_eq!(phone.shown().next().unwrap().ticks, Ticks::Read);
    }

    #[test]
    fn reading_one_message_reads_the_earlier_ones() {
        let mut phone = phone();
        for id in ["a", "b", "c"] {
            phone.show(message(id, Side::Customer));
        }
        assert!(phone.read_by_business("b"));
        assert!(!phone.read_by_business("unknown"));
        let ticks: Vec<_> = phone.shown().map(|message| message.ticks).collect();
        assert_eq!(ticks, [Ticks::Read, Ticks::Read, Ticks::Sent]);
    }

    #[test]
    fn a_conversation_is_read_once() {
        let mut phone = phone();
        phone.show(message("a", Side::Business));
        assert_eq!(phone.unread(), 1);
        assert_eq!(phone.read_all(Some("another")).len(), 0);
        assert_eq!(phone.read_all(None).len(), 1);
        assert_eq!(phone.read_all(None).len(), 0);
        assert_eq!(phone.unread(), 0);
    }

    #[test]
    fn a_phone_keeps_what_it_may() {
        let mut phone = phone();
        for number in 0..=SHOWN_MAX {
            phone.show(message(&number.to_string(), Side::Customer));
        }
        assert_eq!(phone.shown().count(), SHOWN_MAX);
        assert!(phone.shown().all(|message| message.id != "0"));
        assert_eq!(phone.given_up, 1);
    }
}
