//! What people do in their mail programs.

use std::sync::Arc;

use super::delivery::{self, Posted};
use super::person::Kept;
use super::reading::{self, File, Party};
use super::writing::{self, Answered, Letter, Style};
use crate::simulator::platform::{Change, Platform};

/// Headers get no longer: the first and the last are kept.
const REFERENCES_MAX: usize = 20;

pub struct Writing {
    /// `None`: whom the mail that is answered came from, or the first mailbox of the business.
    pub to: Option<String>,
    pub subject: Option<String>,
    pub text: String,
    /// The mail that is answered.
    pub reply_to: Option<u64>,
    pub style: Style,
    pub files: Vec<File>,
}

#[derive(Debug)]
pub enum Refused {
    NoSuchPerson,
    NoSuchMail,
    ReceiverMissing,
}

/// What was written.
pub struct Written {
    pub id: u64,
    pub message_id: String,
}

pub fn write(platform: &Platform, address: &str, writing: Writing) -> Result<Written, Refused> {
    let now_ms = platform.clock.now_ms();
    let (written, posted) = {
        let mut world = platform.world();
        let world = &mut *world;
        let person = world.mail.person(address).ok_or(Refused::NoSuchPerson)?;
        let from = person.party();
        let answered = match writing.reply_to {
            None => None,
            Some(id) => Some(person.mail(id).ok_or(Refused::NoSuchMail)?),
        };
        let first = world.mail.mailboxes.first().map(|mailbox| Party {
            name: Some(mailbox.account.name.clone()),
            address: mailbox.account.address.clone(),
        });
        let to = match writing.to {
            Some(address) => Some(Party { name: None, address }),
            None => answered.map(|mail| other_side(mail, &from)).or(first),
        };
        let to = to.ok_or(Refused::ReceiverMissing)?;
        let subject = writing.subject.or_else(|| answered.map(|mail| re(&mail.head.subject)));
        let message_id = delivery::message_id(&mut world.random, &from.address, now_ms);
        let raw = writing::letter(Letter {
            message_id: message_id.clone(),
            at_ms: now_ms,
            from: &from,
            to: &to,
            subject: &subject.unwrap_or_default(),
            text: &writing.text,
            style: writing.style,
            answered: answered.map(quoting),
            files: writing.files,
        });
        let kept: Arc<[u8]> = raw.as_slice().into();
        let id = world.mail.keep(&from.address, kept, now_ms, true).ok_or(Refused::NoSuchPerson)?;
        (Written { id, message_id }, Posted { from: from.address, to: to.address, raw })
    };
    platform.announce(Change::Mails { address: posted.from.clone() });
    delivery::post(platform, posted);
    Ok(written)
}

/// Whoever is not the one who answers.
fn other_side(mail: &Kept, own: &Party) -> Party {
    match mail.head.from.address == own.address {
        true => mail.head.to.first().cloned().unwrap_or_default(),
        false => mail.head.from.clone(),
    }
}

fn re(subject: &str) -> String {
    let has_it = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    if has_it { subject.to_owned() } else { format!("Re: {subject}") }
}

fn quoting(mail: &Kept) -> Answered {
    let mut references = mail.head.references.clone();
    references.extend(mail.head.message_id.clone());
    while references.len() > REFERENCES_MAX {
        references.remove(1);
    }
    Answered {
        message_id: mail.head.message_id.clone(),
        references,
        from: mail.head.from.clone(),
        at_ms: mail.at_ms,
        text: reading::body(&mail.raw).text,
    }
}
