//! A believable small company with its history, for trying the product. It is written through the
//! same rules as real life, in one transaction: it is there whole, or not at all.

mod dialogues;
mod files;
mod history;
mod mails;
mod pages;
mod people;
mod present;
mod workspace;

use super::error::Error;
use super::inboxes::{self, NewAccount, NewInbox};
use super::secrets::MetaSecrets;
use super::{agents, canned, passwords, queues, tags as tag_actions};
use crate::app::App;
use crate::channels::secret::Secret;
use crate::domain::agent::{Agent, Role};
use crate::domain::canned_message::CannedMessage;
use crate::domain::inbox::{Inbox, Options};
use crate::domain::queue::{Queue, Strategy, Timeouts};
use crate::domain::tag::Tag;
use crate::domain::{CannedMessageId, QueueId};
use crate::store::Writer;
use std::collections::BTreeSet;

pub use mails::point_at;

pub const COMPANY: &str = "Brightleaf Coffee";
pub const ADMIN_EMAIL: &str = "ana@brightleaf.example";
/// Everybody's in the demo, which listens to this machine alone.
pub const PASSWORD: &str = "try-deskbell-now";

/// What the simulator's account is called and protected by.
#[derive(Clone)]
pub struct SimulatedAccount {
    pub phone_number_id: String,
    pub waba_id: String,
    pub access_token: String,
    pub app_secret: String,
    pub verify_token: String,
}

/// The same for the simulator's Page.
#[derive(Clone)]
pub struct SimulatedPage {
    pub page_id: String,
    pub app_id: String,
    pub access_token: String,
    pub app_secret: String,
    pub verify_token: String,
}

/// The same for a mailbox at the simulator's provider, with the ports that it is reached by.
#[derive(Clone)]
pub struct SimulatedMailbox {
    pub address: String,
    pub password: String,
    pub imap_port: u16,
    pub smtp_port: u16,
}

/// All that the simulator stands in for.
#[derive(Clone)]
pub struct Simulated {
    pub account: SimulatedAccount,
    pub page: SimulatedPage,
    pub mailbox: SimulatedMailbox,
}

/// What a conversation of the seed needs to know.
struct Company {
    agents: Vec<Agent>,
    queues: Vec<Queue>,
    tags: Vec<Tag>,
    inbox: Inbox,
    page: Inbox,
    mailbox: Inbox,
}

/// A file of the company's, on the disk.
struct Kept {
    name: &'static str,
    mime: &'static str,
    bytes: u64,
    hash: String,
}

fn keep(app: &App, name: &'static str, mime: &'static str, bytes: &[u8]) -> Result<Kept, Error> {
    Ok(Kept { name, mime, bytes: bytes.len() as u64, hash: app.files.keep(bytes)? })
}

/// Fills an empty store; one that has agents already stays as it is. Answers whether it did. It
/// comes before anything that could take its files for left behind.
pub fn fill(app: &App, simulated: Simulated) -> Result<bool, Error> {
    if !app.store.view()?.all::<Agent>()?.is_empty() {
        return Ok(false);
    }
    let password_hash = passwords::hash(PASSWORD)?;
    let files = present::Files {
        picture: keep(app, "beans.png", "image/png", &files::picture())?,
        price_list: keep(app, "prices.pdf", "application/pdf", &files::price_list())?,
    };
    let filling = app.clone();
    app.store.write_blocking(move |writer| {
        if !writer.all::<Agent>()?.is_empty() {
            return Ok(false);
        }
        let now = writer.now;
        let company = found(&filling, writer, &password_hash, simulated)?;
        history::write(writer, &company, now)?;
        writer.now = now;
        // Afterwards, or the past would be answered automatically today.
        if let Some(billing) = company.queues.last() {
            workspace::furnish(writer, &company.agents, billing)?;
        }
        workspace::describe_customers(writer, &company.agents)?;
        present::write(writer, &company, &files, now)?;
        pages::write(writer, &company, now)?;
        mails::write(&filling, writer, &company, &files.price_list, now)?;
        writer.save_inbox(&Inbox { last_inbound_at: Some(now), ..company.inbox })?;
        writer.now = now;
        Ok(true)
    })
}

fn found(
    app: &App,
    writer: &mut Writer,
    password_hash: &str,
    simulated: Simulated,
) -> Result<Company, Error> {
    let mut made = Vec::new();
    for name in people::QUEUES {
        made.push(queues::add(
            writer,
            queues::NewQueue {
                name: name.to_owned(),
                strategy: Strategy::Manual,
                priority: 0,
                timeouts: Timeouts::default(),
            },
        )?);
    }
    let all: BTreeSet<QueueId> = made.iter().map(|queue| queue.id).collect();
    let mut agents = Vec::new();
    for (name, email, role) in people::AGENTS {
        let new = agents::NewAgent {
            name: name.to_owned(),
            email: email.to_owned(),
            password_hash: password_hash.to_owned(),
            role,
            queues: all.clone(),
            capacity: None,
        };
        agents.push(agents::add(writer, new)?);
    }
    let mut tags = Vec::new();
    for name in people::TAGS {
        tags.push(tag_actions::add(writer, name, true)?);
    }
    for (shortcut, title, category, text) in people::CANNED_MESSAGES {
        let message = CannedMessage {
            id: CannedMessageId(0),
            shortcut: shortcut.to_owned(),
            title: title.to_owned(),
            category: category.to_owned(),
            text: text.to_owned(),
            owner: None,
            attachments: Vec::new(),
        };
        canned::add(writer, message)?;
    }
    let inbox = inboxes::add(app, writer, new_inbox(simulated.account))?;
    let page = inboxes::add(app, writer, new_page(simulated.page))?;
    let queue = made.get(mails::QUEUE).map(|queue| queue.id);
    let mailbox = inboxes::add(app, writer, mails::inbox(simulated.mailbox, queue))?;
    Ok(Company { agents, queues: made, tags, inbox, page, mailbox })
}

fn new_inbox(account: SimulatedAccount) -> NewInbox {
    NewInbox {
        name: COMPANY.to_owned(),
        queue: None,
        account: NewAccount::Whatsapp {
            phone_number_id: account.phone_number_id,
            waba_id: account.waba_id,
            secrets: MetaSecrets {
                access_token: Secret::new(account.access_token),
                app_secret: Secret::new(account.app_secret),
                verify_token: Secret::new(account.verify_token),
            },
        },
        options: Options::default(),
    }
}

fn new_page(page: SimulatedPage) -> NewInbox {
    NewInbox {
        name: format!("{COMPANY} on Facebook"),
        queue: None,
        account: NewAccount::Messenger {
            page_id: page.page_id,
            app_id: page.app_id,
            secrets: MetaSecrets {
                access_token: Secret::new(page.access_token),
                app_secret: Secret::new(page.app_secret),
                verify_token: Secret::new(page.verify_token),
            },
        },
        options: Options { human_agent: true, ..Options::default() },
    }
}

type AgentRow = (&'static str, &'static str, Role);
