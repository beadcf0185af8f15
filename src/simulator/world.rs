//! Everything that changes while the simulator runs, behind one lock.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::faults::Faults;
use super::knobs::Knobs;
use super::log::Log;
use super::mail::Mail;
use super::media::Files;
use super::messenger::Messenger;
use super::number;
use super::options::{Options, Person, WhatsAppAccount};
use super::phone::{Message, Phone};
use super::random::{Random, mix};
use super::rates::Rates;
use super::templates::Templates;
use super::tokens::Tokens;
use super::webhook::Target;

pub const PEOPLE_MAX: usize = 1_000;
/// How long a business may answer freely after the customer wrote.
const WINDOW_MS: i64 = 24 * 3_600_000;
const REQUESTS_MAX: usize = 1_000;
const DELIVERIES_MAX: usize = 1_000;

pub struct World {
    pub accounts: Vec<Account>,
    pub people: Vec<Phone>,
    pub knobs: Knobs,
    pub faults: Faults,
    pub messenger: Messenger,
    pub mail: Mail,
    pub rates: Rates,
    pub tokens: Tokens,
    pub random: Random,
    pub requests: Log<Request>,
    pub deliveries: Log<Delivery>,
    pub files: Files,
    pub templates: Templates,
    /// Whom the business blocks, by (phone_number_id, wa_id).
    pub blocked: BTreeSet<(String, String)>,
    /// When the customer last wrote, by (phone_number_id, wa_id).
    windows: HashMap<(String, String), i64>,
    seed: u64,
}

#[derive(Clone, Serialize)]
pub struct Account {
    #[serde(flatten)]
    pub number: WhatsAppAccount,
    /// Without a subscribed app there are no notifications.
    pub subscribed: bool,
    /// Without registration nothing can be sent.
    pub registered: bool,
    pub quality: Quality,
    pub messaging_limit: String,
    /// What customers can read about the business.
    #[serde(skip)]
    pub profile: Map<String, Value>,
    /// Where this number's notifications go, before that of the business account.
    #[serde(skip)]
    pub callback: Option<Callback>,
    #[serde(skip)]
    pub business_callback: Option<Callback>,
}

/// An address that takes the place of the app's.
#[derive(Clone, PartialEq, Eq)]
pub struct Callback {
    pub uri: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Quality {
    Green,
    Yellow,
    Red,
    Unknown,
}

/// One call of the Graph API.
#[derive(Serialize)]
pub struct Request {
    pub at_ms: i64,
    pub method: String,
    pub path: String,
    pub status: u16,
    /// What became of it, in words.
    pub verdict: String,
    pub body: String,
}

/// One attempt to deliver a notification.
#[derive(Serialize)]
pub struct Delivery {
    pub at_ms: i64,
    /// The same for all attempts at one notification.
    pub notification: u64,
    pub attempt: u32,
    pub updates: usize,
    pub accepted: bool,
    pub outcome: String,
    pub body: String,
    /// Whether it can be sent again.
    pub is_kept: bool,
    /// All of it, to be sent again; nothing if it is too large to be kept.
    #[serde(skip)]
    pub bytes: Option<Vec<u8>>,
    #[serde(skip)]
    pub target: Target,
}

impl Account {
    fn of(number: WhatsAppAccount) -> Account {
        Account {
            number,
            subscribed: true,
            registered: true,
            quality: Quality::Green,
            messaging_limit: "TIER_250".to_owned(),
            profile: Map::new(),
            callback: None,
            business_callback: None,
        }
    }

    /// How many people its templates may reach in a day, as the limit's name says.
    pub fn reach_max(&self) -> usize {
        match self.messaging_limit.as_str() {
            "TIER_50" => 50,
            "TIER_250" => 250,
            "TIER_1K" => 1_000,
            "TIER_2K" => 2_000,
            "TIER_10K" => 10_000,
            "TIER_100K" => 100_000,
            _ => usize::MAX,
        }
    }

    /// The address that wins, if one takes the place of the app's.
    pub fn callback(&self) -> Option<&Callback> {
        self.callback.as_ref().or(self.business_callback.as_ref())
    }

    /// All of them, as the number's settings tell.
    pub fn callbacks(&self, of_app: &str) -> Value {
        let mut all = json!({"application": of_app});
        for (name, callback) in [
            ("phone_number", &self.callback),
            ("whatsapp_business_account", &self.business_callback),
        ] {
            if let Some(callback) = callback {
                all[name] = callback.uri.as_str().into();
            }
        }
        all
    }
}

impl World {
    pub fn new(options: &Options) -> World {
        let accounts = options.accounts.iter().cloned();
        let mut world = World {
            accounts: accounts.map(Account::of).collect(),
            people: Vec::new(),
            knobs: Knobs::default(),
            faults: Faults::default(),
            messenger: Messenger::new(&options.messenger, options.seed),
            mail: Mail::new(&options.mail),
            rates: Rates::default(),
            tokens: Tokens::of(&options.accounts, &options.messenger.pages),
            random: Random::from_seed(mix(options.seed)),
            requests: Log::of_at_most(REQUESTS_MAX),
            deliveries: Log::of_at_most(DELIVERIES_MAX),
            files: Files::default(),
            templates: Templates::of(&business_accounts(options)),
            blocked: BTreeSet::new(),
            windows: HashMap::new(),
            seed: options.seed,
        };
        for person in &options.people {
            world.add_person(person.clone());
        }
        world
    }

    pub fn add_person(&mut self, person: Person) -> &Phone {
        let mut phone = Phone::new(person.name, person.wa_id, self.seed);
        for past in person.history {
            if past.is_from_customer {
                self.open_window(&past.phone_number_id, &phone.wa_id, past.at_ms);
            }
            phone.show(Message::past(past));
        }
        self.people.push(phone);
        &self.people[self.people.len() - 1]
    }

    pub fn person(&self, wa_id: &str) -> Option<&Phone> {
        self.people.iter().find(|phone| phone.wa_id == wa_id)
    }

    pub fn person_mut(&mut self, wa_id: &str) -> Option<&mut Phone> {
        self.people.iter_mut().find(|phone| phone.wa_id == wa_id)
    }

    /// Another number, and other user ids with it. Windows and blocks move along. False if nobody has the
    /// old one.
    pub fn move_person(&mut self, old: &str, new: &str) -> bool {
        let Some(phone) = self.person_mut(old) else { return false };
        phone.wa_id = new.to_owned();
        phone.former.push(old.to_owned());
        let moved = |(account, wa_id): (String, String)| {
            (account, if wa_id == old { new.to_owned() } else { wa_id })
        };
        let windows = std::mem::take(&mut self.windows).into_iter();
        self.windows = windows.map(|(pair, at_ms)| (moved(pair), at_ms)).collect();
        self.blocked = std::mem::take(&mut self.blocked).into_iter().map(moved).collect();
        true
    }

    /// The numbers that this person has written to, in their order.
    pub fn written_to(&self, wa_id: &str) -> Vec<WhatsAppAccount> {
        let numbers = self.accounts.iter().map(|account| &account.number);
        let is_known = |number: &&WhatsAppAccount| {
            self.windows.contains_key(&(number.phone_number_id.clone(), wa_id.to_owned()))
        };
        numbers.filter(is_known).cloned().collect()
    }

    /// The ids of the businesses, each once, in their order.
    pub fn businesses(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for account in &self.accounts {
            if !ids.contains(&account.number.waba_id.as_str()) {
                ids.push(&account.number.waba_id);
            }
        }
        ids
    }

    /// The id of a number's business; an unknown number stands for itself.
    pub fn business_of<'world>(&'world self, phone_number_id: &'world str) -> &'world str {
        self.account(phone_number_id).map_or(phone_number_id, |account| &account.number.waba_id)
    }

    /// The number that this person has now: messages on their way follow a phone that moves.
    pub fn number_now(&self, wa_id: &str) -> String {
        let moved = || self.people.iter().find(|phone| phone.former.iter().any(|old| old == wa_id));
        self.person(wa_id).or_else(moved).map_or(wa_id, |phone| &phone.wa_id).to_owned()
    }

    /// The person whom these digits reach: as written first, then by the countries' other ways to dial.
    pub fn reached_by(&self, dialled: &str) -> Option<&Phone> {
        let other_way = || self.people.iter().find(|phone| number::reaches(dialled, &phone.wa_id));
        self.person(dialled).or_else(other_way)
    }

    /// Whom a business knows by this id.
    pub fn by_user_id(&self, waba_id: &str, user_id: &str) -> Option<&Phone> {
        // A portfolio's parent knows the same people by longer ids.
        let own = user_id.replacen(".ENT.", ".", 1);
        self.people.iter().find(|phone| phone.user_id(waba_id) == own)
    }

    pub fn account(&self, phone_number_id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.number.phone_number_id == phone_number_id)
    }

    pub fn account_mut(&mut self, phone_number_id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.number.phone_number_id == phone_number_id)
    }

    pub fn is_subscribed(&self, waba_id: &str) -> bool {
        self.accounts.iter().any(|account| account.number.waba_id == waba_id && account.subscribed)
    }

    pub fn open_window(&mut self, phone_number_id: &str, wa_id: &str, now_ms: i64) {
        self.windows.insert((phone_number_id.to_owned(), wa_id.to_owned()), now_ms);
    }

    pub fn is_window_open(&self, phone_number_id: &str, wa_id: &str, now_ms: i64) -> bool {
        let opened_ms = self.windows.get(&(phone_number_id.to_owned(), wa_id.to_owned()));
        opened_ms.is_some_and(|opened_ms| now_ms < opened_ms + WINDOW_MS)
    }
}

/// The ids of the business accounts, each once.
fn business_accounts(options: &Options) -> Vec<String> {
    let mut ids: Vec<String> =
        options.accounts.iter().map(|number| number.waba_id.clone()).collect();
    ids.dedup();
    ids
}

/// The person as notifications to a business describe them.
pub fn contact(phone: &Phone, waba_id: &str) -> Value {
    let mut contact = json!({
        "profile": {"name": phone.name},
        "user_id": phone.user_id(waba_id),
    });
    if let Some(username) = &phone.username {
        contact["profile"]["username"] = username.as_str().into();
    }
    if !phone.hides_number {
        contact["wa_id"] = phone.wa_id.as_str().into();
    }
    contact
}
