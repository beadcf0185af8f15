//! Mailboxes, people and what can be turned.

use std::sync::Arc;

use super::knobs::Knobs;
use super::mailbox::Mailbox;
use super::options::{MailOptions, MailPerson};
use super::person::Person;

pub struct Mail {
    pub mailboxes: Vec<Mailbox>,
    pub people: Vec<Person>,
    pub knobs: Knobs,
    /// Where programs fetch and hand over; `None`: nowhere.
    pub ports: Option<Ports>,
    next: u64,
}

#[derive(Clone, Copy, serde::Serialize)]
pub struct Ports {
    pub imap: u16,
    pub smtp: u16,
}

impl Mail {
    pub fn new(options: &MailOptions) -> Mail {
        let mut mail = Mail {
            mailboxes: options.mailboxes.iter().cloned().map(Mailbox::new).collect(),
            people: Vec::new(),
            knobs: Knobs::default(),
            ports: None,
            next: 1,
        };
        for person in &options.people {
            mail.add_person(person.clone());
        }
        mail
    }

    pub fn add_person(&mut self, person: MailPerson) -> &Person {
        let mut made = Person::new(person.name, person.address.to_lowercase());
        for past in person.history {
            made.keep(self.next_id(), past.raw.into(), past.at_ms, past.is_own);
        }
        // Whoever was here before has read it.
        made.read(None);
        self.people.push(made);
        &self.people[self.people.len() - 1]
    }

    pub fn person(&self, address: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.address.eq_ignore_ascii_case(address))
    }

    pub fn person_mut(&mut self, address: &str) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.address.eq_ignore_ascii_case(address))
    }

    /// Whatever stands behind a `+` in its name, as with most providers.
    pub fn mailbox(&self, address: &str) -> Option<&Mailbox> {
        let plain = without_tag(address);
        self.mailboxes.iter().find(|known| known.account.address.eq_ignore_ascii_case(&plain))
    }

    pub fn mailbox_mut(&mut self, address: &str) -> Option<&mut Mailbox> {
        let plain = without_tag(address);
        self.mailboxes.iter_mut().find(|known| known.account.address.eq_ignore_ascii_case(&plain))
    }

    /// Whether this signs in to that mailbox.
    pub fn is_password(&self, address: &str, password: &str) -> bool {
        !self.knobs.password_refused
            && self.mailbox(address).is_some_and(|mailbox| mailbox.account.password == password)
    }

    /// Puts a mail into somebody's program.
    pub fn keep(&mut self, address: &str, raw: Arc<[u8]>, at_ms: i64, is_own: bool) -> Option<u64> {
        let id = self.next_id();
        self.person_mut(address)?.keep(id, raw, at_ms, is_own);
        Some(id)
    }

    fn next_id(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

fn without_tag(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    let local = local.split_once('+').map_or(local, |(local, _)| local);
    format!("{local}@{domain}")
}
