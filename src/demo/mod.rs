//! Deskbell to try: the real server with a small company, and the simulator in the place of Meta and of
//! a mail provider.

mod clock;
mod mail;

use crate::actions::catalogue;
use crate::actions::seed::{self, Simulated, SimulatedAccount, SimulatedPage};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::conversation::StateKind;
use crate::domain::filter::Sort;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::timeline::{Body, Entry};
use crate::domain::{ConversationId, ENTRIES_PER_CONVERSATION_MAX};
use crate::server;
use crate::simulator::{
    self, MessengerOptions, Page, PagePast, PagePerson, Past, Person, WhatsAppAccount,
};
use crate::store::{self, Facet, Source, Stretch, View};
use anyhow::Context;
use std::net::{SocketAddr, TcpListener};

const PHONE_NUMBER_ID: &str = "106540000000001";
const WABA_ID: &str = "102290000000001";
const DISPLAY_PHONE_NUMBER: &str = "+1 555 010 0001";
/// A number of the same account that no inbox has yet, for whoever wants to try connecting one.
const FREE_PHONE_NUMBER_ID: &str = "106540000000002";
const FREE_DISPLAY_PHONE_NUMBER: &str = "+1 555 010 0002";
const FREE_NAME: &str = "Brightleaf Wholesale";
const PAGE_ID: &str = "106195000000001";
const APP_ID: &str = "1517776000000001";
const PAGE_ACCESS_TOKEN: &str = "simulated-page-access-token";
/// The simulator's account protects nothing real, so what protects it is no secret.
const ACCESS_TOKEN: &str = "simulated-access-token";
const APP_SECRET: &str = "simulated-app-secret";
const VERIFY_TOKEN: &str = "simulated-verify-token";
/// How much of each contact's past the phone shows.
const CONVERSATIONS_SHOWN: usize = 5;
const ENTRIES_SHOWN: usize = 50;
const SEED: u64 = 7;

pub struct Demo {
    pub app: App,
    pub desk_url: String,
    pub phones_url: String,
    /// Held so that it runs as long as the demo does.
    pub simulator: simulator::Running,
}

/// Opens or makes the demo's company and starts all of it.
pub async fn start(mut config: Config) -> anyhow::Result<Demo> {
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("{} is taken: give another with --listen", config.listen))?;
    let desk_url = format!("http://{}", listener.local_addr()?);
    // The simulator's address must be known before the app starts to call it.
    let reserved = TcpListener::bind(("127.0.0.1", 0))?;
    let phones: SocketAddr = reserved.local_addr()?;
    drop(reserved);
    config.meta_base_url = format!("http://{phones}");
    let app = App::open(config, Clock::leaping())?;
    let ahead = clock::resume(&app)?;
    catalogue::add_built_in(&app)?;
    let account = SimulatedAccount {
        phone_number_id: PHONE_NUMBER_ID.to_owned(),
        waba_id: WABA_ID.to_owned(),
        access_token: ACCESS_TOKEN.to_owned(),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
    };
    let mail_listeners = mail::listeners()?;
    let mail_ports = mail::ports(&mail_listeners)?;
    let page = simulated_page();
    let simulated = Simulated { account, page, mailbox: mail::mailbox(mail_ports) };
    let filling = app.clone();
    let filled = tokio::task::spawn_blocking(move || {
        seed::fill(&filling, simulated)?;
        seed::point_at(&filling, &mail::addresses(), mail_ports)
    });
    filled.await??;
    let view = app.store.view()?;
    let options = simulator::Options {
        listen: phones,
        webhook_url: format!("{desk_url}/hooks/whatsapp"),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        accounts: vec![
            number(PHONE_NUMBER_ID, DISPLAY_PHONE_NUMBER, seed::COMPANY),
            number(FREE_PHONE_NUMBER_ID, FREE_DISPLAY_PHONE_NUMBER, FREE_NAME),
        ],
        people: people(&view)?,
        seed: SEED,
        desk_url: Some(desk_url.clone()),
        messenger: messenger(&view, &desk_url)?,
        mail: mail::options(&app, &view, mail_listeners)?,
    };
    drop(view);
    let simulator = simulator::start(options).await.context("the simulator could not start")?;
    simulator.advance_clock(ahead);
    app.tasks.spawn(clock::follow(app.clone(), simulator.ahead_ms()));
    server::start(&app, listener).await?;
    Ok(Demo { app, desk_url, phones_url: format!("http://{phones}"), simulator })
}

fn number(phone_number_id: &str, display_phone_number: &str, name: &str) -> WhatsAppAccount {
    WhatsAppAccount {
        phone_number_id: phone_number_id.to_owned(),
        waba_id: WABA_ID.to_owned(),
        display_phone_number: display_phone_number.to_owned(),
        access_token: ACCESS_TOKEN.to_owned(),
        name: name.to_owned(),
    }
}

fn simulated_page() -> SimulatedPage {
    SimulatedPage {
        page_id: PAGE_ID.to_owned(),
        app_id: APP_ID.to_owned(),
        access_token: PAGE_ACCESS_TOKEN.to_owned(),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
    }
}

/// The company's Page, and who writes to it as the store knows them.
fn messenger(view: &View, desk_url: &str) -> anyhow::Result<MessengerOptions> {
    let page = Page {
        page_id: PAGE_ID.to_owned(),
        name: seed::COMPANY.to_owned(),
        access_token: PAGE_ACCESS_TOKEN.to_owned(),
        app_id: APP_ID.to_owned(),
        app_secret: APP_SECRET.to_owned(),
        verify_token: VERIFY_TOKEN.to_owned(),
        callback: format!("{desk_url}/hooks/messenger"),
    };
    let mut people = Vec::new();
    for contact in view.all::<Contact>()? {
        let known = contact.identities.iter().find(|i| i.kind == IdentityKind::PageScopedId);
        let Some(known) = known else { continue };
        let said = history(view, &contact, Channel::Messenger)?.into_iter();
        people.push(PagePerson {
            name: contact.name.clone(),
            psids: vec![(PAGE_ID.to_owned(), known.value.clone())],
            history: said.map(page_past).collect(),
        });
    }
    Ok(MessengerOptions { pages: vec![page], people })
}

/// The customers as the store knows them, so that the phones show what was said.
fn people(view: &View) -> anyhow::Result<Vec<Person>> {
    let mut people = Vec::new();
    for contact in view.all::<Contact>()? {
        let number = contact.identities.iter().find(|i| i.kind == IdentityKind::WhatsappId);
        let Some(number) = number else { continue };
        people.push(Person {
            name: contact.name.clone(),
            wa_id: number.value.clone(),
            history: history(view, &contact, Channel::Whatsapp)?.into_iter().map(past).collect(),
        });
    }
    Ok(people)
}

/// What was said on one channel, oldest first.
fn history(view: &View, contact: &Contact, channel: Channel) -> anyhow::Result<Vec<Said>> {
    let mut history = Vec::new();
    for id in conversations_of(view, contact, channel, CONVERSATIONS_SHOWN)? {
        let entries = view.entries_before(id, ENTRIES_PER_CONVERSATION_MAX, ENTRIES_SHOWN)?;
        history.extend(entries.into_iter().filter_map(said));
    }
    history.sort_by_key(|said| said.at_ms);
    Ok(history)
}

/// The newest of this contact on one channel.
fn conversations_of(
    view: &View,
    contact: &Contact,
    channel: Channel,
    most: usize,
) -> anyhow::Result<Vec<ConversationId>> {
    let inboxes = view.all::<Inbox>()?.into_iter().filter(|inbox| inbox.channel() == channel);
    let inboxes: Vec<_> = inboxes.map(|inbox| inbox.id).collect();
    let sources =
        StateKind::ALL.map(|state| Source { facet: Facet::Contact, value: contact.id.0, state });
    let (conversations, _) = store::page(
        view,
        &sources,
        Sort::Newest,
        Stretch::default(),
        None,
        most,
        |conversation| inboxes.contains(&conversation.inbox),
    )?;
    Ok(conversations.into_iter().map(|conversation| conversation.id).collect())
}

/// A text of either side, with the provider's id.
struct Said {
    id: String,
    is_from_customer: bool,
    text: String,
    at_ms: i64,
}

fn said(entry: Entry) -> Option<Said> {
    let at_ms = entry.at.0;
    let Body::Message(message) = entry.body else { return None };
    let text = message.text()?.to_owned();
    let (id, is_from_customer) = match message {
        Message::Inbound(message) => (message.provider_id, true),
        Message::Outbound(message) => (message.provider_ids.into_iter().next()?, false),
    };
    Some(Said { id, is_from_customer, text, at_ms })
}

fn past(Said { id, is_from_customer, text, at_ms }: Said) -> Past {
    Past { id, phone_number_id: PHONE_NUMBER_ID.to_owned(), is_from_customer, text, at_ms }
}

fn page_past(Said { id, is_from_customer, text, at_ms }: Said) -> PagePast {
    PagePast { mid: id, page_id: PAGE_ID.to_owned(), is_from_customer, text, at_ms }
}
