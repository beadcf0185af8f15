//! A company with agents, queues and a past, written through the store as in real life, only faster.

use super::text::{self, Dice};
use deskbell::actions::agents::{self, NewAgent};
use deskbell::actions::inboxes::{self, NewAccount, NewInbox};
use deskbell::actions::queues::{self, QueueChange};
use deskbell::actions::secrets::MetaSecrets;
use deskbell::actions::timeouts::TimeoutsChange;
use deskbell::actions::{Error, Request, catalogue, inbound, passwords, tags};
use deskbell::app::App;
use deskbell::channels::received::{ReceivedMessage, Sender, What};
use deskbell::channels::secret::Secret;
use deskbell::domain::agent::Role;
use deskbell::domain::contact::IdentityKind;
use deskbell::domain::content::Content;
use deskbell::domain::conversation::{Cause, Conversation, State};
use deskbell::domain::delivery::{Delivery, Report, Status};
use deskbell::domain::inbox::{Inbox, Options};
use deskbell::domain::message::{Inbound, Message, Outbound};
use deskbell::domain::permission::Actor;
use deskbell::domain::policy::Policy;
use deskbell::domain::queue::{Queue, Timeouts};
use deskbell::domain::time::DAY_MS;
use deskbell::domain::timeline::{Author, Body};
use deskbell::domain::{AgentId, DeliveryId, LabelId, QueueId, TagId, Timestamp};
use deskbell::store::{Session, Writer};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

pub const PHONE_NUMBER_ID: &str = "106540000000001";
pub const APP_SECRET: &str = "the bench's app secret";
const FIRST_NUMBER: usize = 447_700_000_000;
const QUEUES: usize = 5;
const TAGS: usize = 12;
/// The past goes back so far.
const SPREAD_MS: i64 = 90 * DAY_MS;
/// No timer may fire while something is measured: silence ends nothing for a year.
const TIMEOUTS: Timeouts = Timeouts {
    abandonment_ms: Some(365 * DAY_MS),
    inactivity_ms: Some(365 * DAY_MS),
    warning_ms: None,
    warns_before_window: None,
    closes_active: None,
};
const CONVERSATIONS_AT_ONCE: usize = 100;

#[derive(Clone)]
pub struct Company {
    pub inbox: Inbox,
    pub admin: AgentId,
    pub agents: Vec<AgentId>,
    pub queues: Vec<QueueId>,
}

/// Makes a company in an empty store.
pub async fn found(app: &App, agents: usize) -> Result<Company, Error> {
    catalogue::add_built_in(app)?;
    queues::ensure_first(app)?;
    let password_hash = passwords::hash("the same for everybody")?;
    let new = |number: usize, role, queues: &[QueueId]| NewAgent {
        name: text::name(&mut Dice::new(number as u64)),
        email: format!("agent{number}@example.com"),
        password_hash: password_hash.clone(),
        role,
        queues: queues.iter().copied().collect(),
        capacity: None,
    };
    let admin = agents::create_first(app, new(0, Role::Admin, &[]))?;
    let request = Request { actor: Actor::of(&admin), key: None };
    let mut made = Vec::new();
    for number in 1..=QUEUES {
        let timeouts = QueueChange {
            timeouts: TimeoutsChange {
                abandonment_ms: Some(TIMEOUTS.abandonment_ms),
                inactivity_ms: Some(TIMEOUTS.inactivity_ms),
                ..TimeoutsChange::default()
            },
            ..QueueChange::default()
        };
        let name = format!("Queue {number}");
        made.push(queues::create(app, request.clone(), name, timeouts).await?.id);
    }
    let mut others = Vec::new();
    for number in 1..=agents {
        // Each works in two queues.
        let own = [made[number % QUEUES], made[(number + 1) % QUEUES]];
        others.push(agents::create_first(app, new(number, Role::Agent, &own))?.id);
    }
    for number in 1..=TAGS {
        tags::create(app, request.clone(), format!("Topic {number}"), true).await?;
    }
    let inbox = inboxes::create(app, request, account(made[0])).await?;
    Ok(Company { inbox, admin: admin.id, agents: others, queues: made })
}

fn account(queue: QueueId) -> NewInbox {
    NewInbox {
        name: "Shop".to_owned(),
        queue: Some(queue),
        account: NewAccount::Whatsapp {
            phone_number_id: PHONE_NUMBER_ID.to_owned(),
            waba_id: "102290000000001".to_owned(),
            secrets: MetaSecrets {
                access_token: Secret::new("an access token"),
                app_secret: Secret::new(APP_SECRET),
                verify_token: Secret::new("a verify token"),
            },
        },
        options: Options::default(),
    }
}

/// Writes `conversations` of one contact each, with `messages` in each, over the last 90 days.
pub fn fill(app: &App, company: &Company, conversations: usize, messages: usize) {
    let now = app.clock.now();
    let step_ms = SPREAD_MS / conversations.max(1) as i64;
    for start in (0..conversations).step_by(CONVERSATIONS_AT_ONCE) {
        let company = company.clone();
        let end = conversations.min(start + CONVERSATIONS_AT_ONCE);
        let written = app.store.write_blocking(move |writer| {
            for number in start..end {
                let left = (conversations - number) as i64;
                writer.now = now.plus_ms(-left * step_ms);
                write_conversation(writer, &company, number, messages)?;
            }
            Ok::<(), Error>(())
        });
        written.expect("a past is written");
    }
}

fn write_conversation(
    writer: &mut Writer,
    company: &Company,
    number: usize,
    messages: usize,
) -> Result<(), Error> {
    let mut dice = Dice::new(number as u64);
    let first = received(number, 0, writer.now, text::message(&mut dice));
    inbound::receive(writer, &company.inbox, DeliveryId(1), &What::Message(first))?;
    let Some(mut conversation) = conversation_of(writer, company, number)? else {
        return Ok(());
    };
    let agent = company.agents[dice.below(company.agents.len())];
    for place in 1..messages {
        let text = text::message(&mut dice);
        if place % 2 == 1 {
            append_answer(writer, &mut conversation, agent, text)?;
        } else {
            let next = received(number, place, writer.now, text);
            conversation.inbound_count += 1;
            append_question(writer, company, &mut conversation, next)?;
        }
    }
    arrange(&mut conversation, &mut dice, company, agent);
    let queue: Option<Queue> = writer.find(conversation.queue)?;
    let policy = Policy::of(&writer.settings()?, queue.as_ref(), None);
    conversation.due_at = conversation.next_due(&policy, Default::default()).map(|(at, _)| at);
    writer.save_conversation(&conversation)?;
    Ok(())
}

fn conversation_of(
    writer: &Writer,
    company: &Company,
    number: usize,
) -> Result<Option<Conversation>, Error> {
    let inbox = company.inbox.id;
    let contact = writer.contact_by_identity(inbox, IdentityKind::WhatsappId, &phone(number))?;
    let Some(contact) = contact else { return Ok(None) };
    match writer.latest_conversation(contact.id, inbox)? {
        Some(id) => Ok(writer.find(id)?),
        None => Ok(None),
    }
}

fn append_answer(
    writer: &mut Writer,
    conversation: &mut Conversation,
    agent: AgentId,
    text: String,
) -> Result<(), Error> {
    let mut delivery = Delivery::queued(writer.now);
    delivery.report(&Report { status: Status::Read, at: writer.now, failure: None });
    let provider_id = format!("wamid.OUT.{}.{}", conversation.id, conversation.last_seq);
    let message = Outbound {
        delivery,
        provider_ids: vec![provider_id.clone()],
        ..Outbound::new(text, writer.now)
    };
    let body = Body::Message(Message::Outbound(Box::new(message)));
    let entry = writer.append_entry(conversation, Author::Agent(agent), body)?;
    writer.remember_provider_id(conversation.inbox, &provider_id, entry.id);
    Ok(())
}

fn append_question(
    writer: &mut Writer,
    company: &Company,
    conversation: &mut Conversation,
    received: ReceivedMessage,
) -> Result<(), Error> {
    let author = Author::Contact(conversation.contact);
    let body = Body::Message(Message::Inbound(Box::new(Inbound::new(
        received.provider_id.clone(),
        received.sent_at,
        received.content,
        DeliveryId(1),
    ))));
    let entry = writer.append_entry(conversation, author, body)?;
    writer.remember_provider_id(company.inbox.id, &received.provider_id, entry.id);
    Ok(())
}

/// Where a conversation stands: half of all have ended.
fn arrange(conversation: &mut Conversation, dice: &mut Dice, company: &Company, agent: AgentId) {
    conversation.state = match dice.below(20) {
        0 | 1 => State::Queued,
        2..=5 => State::Active { agent },
        6..=9 => State::Pending { agent },
        10..=18 => State::Resolved { cause: Cause::Agent },
        _ => State::Abandoned,
    };
    conversation.waiting_since = match conversation.state {
        State::Queued | State::Active { .. } => Some(conversation.created_at),
        State::Pending { .. } | State::Resolved { .. } | State::Abandoned => None,
    };
    conversation.queue = company.queues[dice.below(company.queues.len())];
    conversation.tags = [TagId(1 + dice.below(TAGS) as u64)].into();
    if dice.below(5) == 0 {
        conversation.labels = [LabelId(1 + dice.below(4) as u64)].into();
    }
}

fn phone(number: usize) -> String {
    (FIRST_NUMBER + number).to_string()
}

/// A text of contact `number`, the `place`th in its conversation.
pub fn received(number: usize, place: usize, at: Timestamp, text: String) -> ReceivedMessage {
    let name = text::name(&mut Dice::new(number as u64 ^ 0xABCD));
    let sender = Sender { wa_id: Some(phone(number)), name: Some(name), ..Sender::default() };
    let provider_id = format!("wamid.IN.{number}.{place}");
    ReceivedMessage::new(provider_id, at, sender, Content::Text { text })
}

/// A delivery of one text, as Meta would send it: its body and its signature.
pub fn delivery(number: usize, contact: usize, at: Timestamp, text: &str) -> (Vec<u8>, String) {
    let from = phone(contact);
    let body = serde_json::json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290000000001", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550100001", "phone_number_id": PHONE_NUMBER_ID},
            "contacts": [{"profile": {"name": "Ana Prado"}, "wa_id": from}],
            "messages": [{
                "from": from,
                "id": format!("wamid.HBgNNTUxMTk4NzY1NDMyMRUCABIYFDNB{number:016}"),
                "timestamp": (at.0 / 1_000).to_string(),
                "type": "text",
                "text": {"body": text},
            }],
        }}]}],
    });
    let body = body.to_string().into_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).expect("any length");
    mac.update(&body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    (body, signature)
}

/// A signed-in browser's cookie, without the wait that a password takes.
pub fn sign_in(app: &App, agent: AgentId) -> String {
    let token = hex::encode(Sha256::digest(agent.0.to_be_bytes()));
    let hash = Sha256::digest(token.as_bytes()).to_vec();
    let saved = app.store.write_blocking(move |writer| {
        let session = Session { agent, created_at: writer.now, seen_at: writer.now };
        writer.save_session(&hash, &session)
    });
    saved.expect("a session");
    format!("__Host-deskbell={token}")
}
