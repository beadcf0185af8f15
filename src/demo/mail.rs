//! The mail provider's side of the demo: the company's mailboxes, and who writes to them as the store
//! knows them.

use super::{CONVERSATIONS_SHOWN, ENTRIES_SHOWN, conversations_of};
use crate::actions::seed::{self, SimulatedMailbox};
use crate::app::App;
use crate::domain::attachment::Attachment;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::delivery::Status;
use crate::domain::message::Message;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{AttachmentId, ENTRIES_PER_CONVERSATION_MAX};
use crate::simulator::{MailListeners, MailOptions, MailPast, MailPerson, Mailbox};
use crate::store::{StoredMail, View};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};

const ADDRESS: &str = "support@brightleaf.example";
/// A mailbox that no inbox has yet, for whoever wants to try connecting one.
const FREE_ADDRESS: &str = "wholesale@brightleaf.example";
/// Like the simulator's tokens: nothing real is behind it.
const PASSWORD: &str = "simulated-mailbox-password";
/// Of a larger mail the phone shows nothing.
const MAIL_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Both ports, open from here on: whoever connects waits until the provider is there.
pub fn listeners() -> std::io::Result<MailListeners> {
    let any = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    Ok(MailListeners { imap: any()?, smtp: any()? })
}

pub fn ports(listeners: &MailListeners) -> std::io::Result<(u16, u16)> {
    Ok((listeners.imap.local_addr()?.port(), listeners.smtp.local_addr()?.port()))
}

pub fn mailbox((imap_port, smtp_port): (u16, u16)) -> SimulatedMailbox {
    let (address, password) = (ADDRESS.to_owned(), PASSWORD.to_owned());
    SimulatedMailbox { address, password, imap_port, smtp_port }
}

pub fn addresses() -> Vec<String> {
    vec![ADDRESS.to_owned(), FREE_ADDRESS.to_owned()]
}

pub fn options(app: &App, view: &View, listeners: MailListeners) -> anyhow::Result<MailOptions> {
    let mailbox = |address: &str, name: &str| Mailbox {
        address: address.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
    };
    Ok(MailOptions {
        mailboxes: vec![mailbox(ADDRESS, seed::COMPANY), mailbox(FREE_ADDRESS, super::FREE_NAME)],
        people: people(app, view)?,
        listeners: Some(listeners),
    })
}

fn people(app: &App, view: &View) -> anyhow::Result<Vec<MailPerson>> {
    let mut people: Vec<MailPerson> = Vec::new();
    for contact in view.all::<Contact>()? {
        let known = contact.identities.iter().find(|known| known.kind == IdentityKind::Email);
        let Some(known) = known else { continue };
        let is_ours = addresses().contains(&known.value);
        if is_ours || people.iter().any(|person| person.address == known.value) {
            continue;
        }
        people.push(MailPerson {
            name: contact.name.clone(),
            address: known.value.clone(),
            history: history(app, view, &contact)?,
        });
    }
    Ok(people)
}

fn history(app: &App, view: &View, contact: &Contact) -> anyhow::Result<Vec<MailPast>> {
    let mut history = Vec::new();
    for id in conversations_of(view, contact, Channel::Email, CONVERSATIONS_SHOWN)? {
        let entries = view.entries_before(id, ENTRIES_PER_CONVERSATION_MAX, ENTRIES_SHOWN)?;
        for entry in entries {
            history.extend(past(app, view, entry)?);
        }
    }
    history.sort_by_key(|past| past.at_ms);
    Ok(history)
}

/// A mail of either side that is known to have reached the other.
fn past(app: &App, view: &View, entry: Entry) -> anyhow::Result<Option<MailPast>> {
    let at_ms = entry.at.0;
    let Body::Message(message) = entry.body else { return Ok(None) };
    let (raw, is_own) = match message {
        Message::Inbound(message) => {
            let mail = message.mail.and_then(|facts| facts.mail);
            let stored = mail.map(|id| view.find::<StoredMail>(id)).transpose()?.flatten();
            (stored.and_then(|stored| stored.raw), true)
        }
        Message::Outbound(message) => {
            let has_gone = message.delivery.part(0).status == Status::Sent;
            (message.mail.filter(|_| has_gone).and_then(|mail| mail.raw), false)
        }
    };
    let Some(raw) = raw else { return Ok(None) };
    Ok(bytes(app, view, raw)?.map(|raw| MailPast { is_own, at_ms, raw }))
}

fn bytes(app: &App, view: &View, id: AttachmentId) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(file) = view.find::<Attachment>(id)? else { return Ok(None) };
    if file.bytes > MAIL_BYTES_MAX {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    app.files.open_at(&file.hash, 0)?.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
