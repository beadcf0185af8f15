//! From one address to another: into a mailbox of the business, into somebody's program, or back.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::mailbox::INBOX;
use super::reading::{self, Party};
use super::state::Mail;
use super::writing::{self, About};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::random::Random;
use crate::simulator::world::World;

/// An answer of a program is the last: nothing answers that.
const ANSWERS_MAX: usize = 4;
/// How many of a mail's headers a notice gives back.
const HEADER_BYTES_MAX: usize = 32 * 1024;
/// For whom writes without an address.
const NOWHERE: &str = "mail.invalid";

/// A mail on its way. Without a sender nothing comes back.
pub struct Posted {
    pub from: String,
    pub to: String,
    pub raw: Vec<u8>,
}

/// Delivers it at once, and whatever is answered by itself.
pub fn post(platform: &Platform, posted: Posted) {
    let now_ms = platform.clock.now_ms();
    let mut changed: BTreeSet<String> = BTreeSet::new();
    {
        let mut world = platform.world();
        let mut waiting = VecDeque::from([posted]);
        for _ in 0..ANSWERS_MAX {
            let Some(next) = waiting.pop_front() else { break };
            changed.insert(next.to.clone());
            waiting.extend(deliver(&mut world, next, now_ms));
        }
    }
    for address in changed {
        platform.announce(Change::Mails { address: address.to_lowercase() });
    }
    platform.mail_news.send_modify(|news| *news += 1);
}

/// An id that no other mail has, not one of an earlier run either.
pub fn message_id(random: &mut Random, address: &str, now_ms: i64) -> String {
    format!("{now_ms:x}.{:016x}@{}", random.next(), domain(address))
}

pub fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or(NOWHERE, |(_, domain)| domain)
}

/// What is answered to it.
fn deliver(world: &mut World, posted: Posted, now_ms: i64) -> Option<Posted> {
    let World { mail, random, .. } = world;
    if mail.mailbox(&posted.to).is_some() {
        put(mail, &posted, now_ms);
        return None;
    }
    if let Some(person) = mail.person(&posted.to) {
        let (is_away, party) = (person.is_away, person.party());
        let raw: Arc<[u8]> = posted.raw.as_slice().into();
        let head = reading::head(&raw);
        mail.keep(&posted.to, raw, now_ms, false);
        if !is_away || head.is_automatic || posted.from.is_empty() {
            return None;
        }
        let id = message_id(random, &party.address, now_ms);
        let to = sender(mail, &posted.from);
        let raw = writing::absence(&id, now_ms, &party, &to, &about(&posted.raw));
        return Some(Posted { from: String::new(), to: posted.from, raw });
    }
    if posted.from.is_empty() {
        return None;
    }
    let to = sender(mail, &posted.from);
    let domain = domain(&posted.from).to_owned();
    let id = message_id(random, &posted.from, now_ms);
    let raw = writing::bounce(&id, now_ms, &domain, &to, &posted.to, &about(&posted.raw));
    Some(Posted { from: String::new(), to: posted.from, raw })
}

/// As servers do, it notes on top of the mail who sent it.
fn put(mail: &mut Mail, posted: &Posted, now_ms: i64) {
    let at = chrono::DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
    let mut noted = format!(
        "Return-Path: <{}>\r\nDelivered-To: {}\r\nReceived: from {} by mail.simulator.invalid; {}\r\n",
        posted.from,
        posted.to,
        domain(&posted.from),
        at.to_rfc2822()
    )
    .into_bytes();
    noted.extend_from_slice(&posted.raw);
    let Some(mailbox) = mail.mailbox_mut(&posted.to) else { return };
    if let Some(inbox) = mailbox.folder_mut(INBOX) {
        inbox.put(noted.into(), now_ms, BTreeSet::new());
    }
}

fn sender(mail: &Mail, address: &str) -> Party {
    let name = mail.mailbox(address).map(|mailbox| mailbox.account.name.clone());
    let name = name.or_else(|| mail.person(address).map(|person| person.name.clone()));
    Party { name, address: address.to_owned() }
}

fn about(raw: &[u8]) -> About {
    let head = reading::head(raw);
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").map_or(raw.len(), |at| at + 2);
    let headers = raw.get(..end.min(HEADER_BYTES_MAX)).unwrap_or_default();
    About {
        message_id: head.message_id,
        subject: head.subject,
        headers: String::from_utf8_lossy(headers).into_owned(),
    }
}
