//! Pages, the people who write to them, and who is told of it.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::files::Files;
use super::identifier;
use super::knobs::Knobs;
use super::message::Message;
use super::options::{MessengerOptions, Page, PagePerson};
use super::rates::Rates;
use super::thread::Thread;
use crate::simulator::tokens::{Kind, Token};

pub const PEOPLE_MAX: usize = 1_000;
/// The app that Meta names when somebody answers in the Page's own inbox.
pub const PAGE_INBOX_APP: &str = "26390203743090";
/// After this time of failures an app is told nothing more until it subscribes again.
const UNSUBSCRIBED_AFTER_MS: i64 = 3_600_000;

/// What an app can be told of.
pub const FIELDS: [&str; 15] = [
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "messaging_referrals",
    "messaging_optins",
    "messaging_account_linking",
    "messaging_handovers",
    "messaging_policy_enforcement",
    "messaging_feedback",
    "send_cart",
    "standby",
];

pub struct Messenger {
    pub pages: Vec<PageState>,
    pub people: Vec<Person>,
    pub knobs: Knobs,
    pub rates: Rates,
    pub files: Files,
    /// Since when notifications of an app fail, by app_id.
    failing_since_ms: HashMap<String, i64>,
    seed: u64,
}

#[derive(Clone, Serialize)]
pub struct PageState {
    #[serde(flatten)]
    pub page: Page,
    /// Without any there are no notifications.
    pub subscribed_fields: BTreeSet<String>,
}

/// Somebody with a phone, and a conversation with every Page.
pub struct Person {
    pub name: String,
    pub online: bool,
    /// Has blocked the Pages, or is gone: nothing can be sent.
    pub is_unavailable: bool,
    pub threads: Vec<Thread>,
}

impl Messenger {
    pub fn new(options: &MessengerOptions, seed: u64) -> Messenger {
        let subscribed_fields: BTreeSet<String> = FIELDS.map(str::to_owned).into();
        let pages = options.pages.iter().cloned();
        let mut messenger = Messenger {
            pages: pages
                .map(|page| PageState { page, subscribed_fields: subscribed_fields.clone() })
                .collect(),
            people: Vec::new(),
            knobs: Knobs::default(),
            rates: Rates::default(),
            files: Files::default(),
            failing_since_ms: HashMap::new(),
            seed,
        };
        for person in &options.people {
            messenger.add_person(person.clone());
        }
        messenger
    }

    pub fn add_person(&mut self, person: PagePerson) -> &Person {
        let number = self.people.len();
        let mut threads = Vec::new();
        for state in &self.pages {
            let page_id = &state.page.page_id;
            let given = person.psids.iter().find(|(page, _)| page == page_id);
            let psid = given.map(|(_, psid)| psid.clone());
            let psid = psid.unwrap_or_else(|| identifier::psid(number, page_id, self.seed));
            threads.push(Thread::new(page_id.clone(), psid));
        }
        for past in person.history {
            let Some(thread) = threads.iter_mut().find(|thread| thread.page_id == past.page_id)
            else {
                continue;
            };
            if past.is_from_customer {
                thread.acts(past.at_ms);
            }
            thread.show(Message::past(past));
        }
        self.people.push(Person {
            name: person.name,
            online: true,
            is_unavailable: false,
            threads,
        });
        &self.people[number]
    }

    pub fn page(&self, page_id: &str) -> Option<&PageState> {
        self.pages.iter().find(|state| state.page.page_id == page_id)
    }

    /// The Page that a Page's token is for.
    pub fn page_of_token(&self, token: &Token) -> Option<&PageState> {
        let mut accounts = token.accounts.iter().filter(|_| token.kind == Kind::Page);
        accounts.find_map(|page_id| self.page(page_id))
    }

    pub fn page_of_app(&self, app_id: &str) -> Option<&PageState> {
        self.pages.iter().find(|state| state.page.app_id == app_id)
    }

    pub fn person(&self, psid: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.threads.iter().any(|thread| thread.psid == psid))
    }

    pub fn person_mut(&mut self, psid: &str) -> Option<&mut Person> {
        self.people
            .iter_mut()
            .find(|person| person.threads.iter().any(|thread| thread.psid == psid))
    }

    pub fn thread(&self, psid: &str) -> Option<&Thread> {
        let mut threads = self.people.iter().flat_map(|person| &person.threads);
        threads.find(|thread| thread.psid == psid)
    }

    pub fn thread_mut(&mut self, psid: &str) -> Option<&mut Thread> {
        let mut threads = self.people.iter_mut().flat_map(|person| &mut person.threads);
        threads.find(|thread| thread.psid == psid)
    }

    pub fn is_told(&self, page_id: &str, field: &str) -> bool {
        self.page(page_id).is_some_and(|state| state.subscribed_fields.contains(field))
    }

    pub fn is_subscribed(&self, app_id: &str) -> bool {
        let pages = self.pages.iter().filter(|state| state.page.app_id == app_id);
        pages.into_iter().any(|state| !state.subscribed_fields.is_empty())
    }

    pub fn accepted_by(&mut self, app_id: &str) {
        self.failing_since_ms.remove(app_id);
    }

    /// True if the app was unsubscribed for it.
    pub fn refused_by(&mut self, app_id: &str, now_ms: i64) -> bool {
        let since_ms = *self.failing_since_ms.entry(app_id.to_owned()).or_insert(now_ms);
        if now_ms - since_ms < UNSUBSCRIBED_AFTER_MS {
            return false;
        }
        self.failing_since_ms.remove(app_id);
        for state in self.pages.iter_mut().filter(|state| state.page.app_id == app_id) {
            state.subscribed_fields.clear();
        }
        true
    }
}
