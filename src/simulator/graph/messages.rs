//! Messages to customers, and read marks.

use serde_json::{Value, json};

use super::checks::{Ask, Recipient, Send, check};
use super::error::GraphError;
use super::prepare::{Prepared, answer_contact, prepare};
use super::route::Done;
use crate::simulator::journey;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::phone::{Message, Phone, Side, Ticks};
use crate::simulator::platform::Platform;
use crate::simulator::rates::Throttled;
use crate::simulator::world::World;
use crate::simulator::{identifier, number};

const UNDELIVERABLE: u32 = 131_026;
const WINDOW_CLOSED: u32 = 131_047;
const USER_BLOCKED: u32 = 130_403;
const LIMIT_REACHED: u32 = 131_048;
const NOT_REGISTERED: u32 = 133_010;
/// Older messages cannot be marked as read.
const MARK_MS_MAX: i64 = 30 * 24 * 3_600_000;

/// A message that the API has taken.
struct Accepted {
    message: Message,
    /// The digits it goes to.
    wa_id: String,
    /// Nobody has that number here.
    is_unreachable: bool,
    /// The code of what will go wrong.
    failure: Option<u32>,
    /// Its first report comes before the answer.
    is_reported_first: bool,
}

/// Whom a message goes to.
struct Target {
    wa_id: String,
    is_there: bool,
    blocks: bool,
}

pub async fn serve(
    platform: &Platform,
    number: &WhatsAppAccount,
    version: u32,
    body: &Value,
) -> Result<Done, GraphError> {
    match check(body)? {
        Ask::Send(send) => deliver(platform, number, version, send).await,
        Ask::MarkRead { message_id, is_typing } => {
            mark_read(platform, number, &message_id, is_typing)
        }
    }
}

async fn deliver(
    platform: &Platform,
    number: &WhatsAppAccount,
    version: u32,
    send: Send,
) -> Result<Done, GraphError> {
    let recipient = send.recipient.clone();
    let is_template = send.kind == "template";
    let now_ms = platform.clock.now_ms();
    let accepted = accept(&mut platform.world(), number, version, send, now_ms)?;
    let (message_id, wa_id) = (accepted.message.id.clone(), accepted.wa_id.clone());
    let contact = match &recipient {
        Recipient::Phone { input, .. } => answer_contact(input, Some(&wa_id)),
        Recipient::User { id } => answer_contact(id, None),
    };
    if accepted.is_unreachable {
        journey::fail_unreachable(platform, &wa_id, &accepted.message, UNDELIVERABLE);
    } else if accepted.is_reported_first && accepted.failure.is_none() {
        journey::begin_ahead_of_answer(platform, &wa_id, &message_id).await;
    } else {
        journey::begin(platform, &wa_id, &accepted.message, accepted.failure);
    }
    let mut message = json!({"id": message_id});
    if is_template {
        message["message_status"] = "accepted".into();
    }
    let body =
        json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]});
    Ok(Done { body, verdict: format!("accepted as {message_id}") })
}

fn accept(
    world: &mut World,
    number: &WhatsAppAccount,
    version: u32,
    send: Send,
    now_ms: i64,
) -> Result<Accepted, GraphError> {
    let target = target(world, number, &send);
    let wa_id = target.wa_id;
    may_send(world, number, &wa_id)?;
    let prepared = prepare(world, number, &send, world.person(&wa_id), now_ms)?;
    spend(world, number, &wa_id, now_ms)?;
    let is_template = send.kind == "template";
    let has_window = world.is_window_open(&number.phone_number_id, &wa_id, now_ms);
    if is_template && !has_window {
        reach(world, number, &wa_id, now_ms)?;
    }
    let is_open = is_template || has_window;
    if !is_open && target.is_there && world.knobs.refuse_closed_window {
        return Err(GraphError::of_code(WINDOW_CLOSED, None));
    }
    let Prepared { content, category, failure } = prepared;
    let message = Message {
        id: identifier::message_id(&wa_id, now_ms, &mut world.random),
        account: number.phone_number_id.clone(),
        from: Side::Business,
        kind: send.kind,
        content,
        reply_to: send.reply_to,
        at_ms: now_ms,
        ticks: Ticks::Waiting,
        callback_data: send.callback_data,
        category,
        version,
    };
    if let Some(phone) = world.person_mut(&wa_id) {
        phone.expect(message.clone());
    }
    let closed = (!is_open).then_some(WINDOW_CLOSED);
    let blocked = target.blocks.then_some(UNDELIVERABLE);
    let rate = world.knobs.status_before_response_rate;
    Ok(Accepted {
        message,
        is_unreachable: !target.is_there,
        failure: closed.or(blocked).or(failure),
        is_reported_first: world.random.happens(rate),
        wa_id,
    })
}

fn target(world: &World, number: &WhatsAppAccount, send: &Send) -> Target {
    let found = match &send.recipient {
        Recipient::Phone { digits, .. } => world.reached_by(digits),
        Recipient::User { id } => world.by_user_id(&number.waba_id, id),
    };
    match (found, &send.recipient) {
        (Some(phone), _) => {
            Target { wa_id: phone.wa_id.clone(), is_there: true, blocks: phone.blocks_business }
        }
        (None, Recipient::Phone { digits: id, .. } | Recipient::User { id }) => {
            Target { wa_id: id.clone(), is_there: false, blocks: false }
        }
    }
}

fn may_send(world: &World, number: &WhatsAppAccount, wa_id: &str) -> Result<(), GraphError> {
    let account = world.account(&number.phone_number_id);
    if account.is_some_and(|account| !account.registered) {
        return Err(GraphError::of_code(NOT_REGISTERED, None));
    }
    if number::digits(&number.display_phone_number).as_deref() == Some(wa_id) {
        return Err(GraphError::same_number());
    }
    if world.blocked.contains(&(number.phone_number_id.clone(), wa_id.to_owned())) {
        return Err(GraphError::of_code(USER_BLOCKED, None));
    }
    Ok(())
}

fn spend(
    world: &mut World,
    number: &WhatsAppAccount,
    wa_id: &str,
    now_ms: i64,
) -> Result<(), GraphError> {
    let status = world.knobs.throttle_status;
    let spent = world.rates.spend(&number.phone_number_id, wa_id, now_ms);
    spent.map_err(|throttled| match throttled {
        Throttled::Number => GraphError::rate_limited(status),
        Throttled::Pair => GraphError::pair_rate_limited(status),
    })
}

/// One more person within a day, if the number's limit allows it.
fn reach(
    world: &mut World,
    number: &WhatsAppAccount,
    wa_id: &str,
    now_ms: i64,
) -> Result<(), GraphError> {
    let account = world.account(&number.phone_number_id);
    let most = account.map_or(usize::MAX, |account| account.reach_max());
    if world.rates.reach(&number.phone_number_id, wa_id, most, now_ms) {
        return Ok(());
    }
    Err(GraphError::of_code(LIMIT_REACHED, None))
}

/// What this number got in the last days is marked. A knob answers anything else like that, for desks
/// that know messages from before the simulator started.
fn mark_read(
    platform: &Platform,
    number: &WhatsAppAccount,
    message_id: &str,
    is_typing: bool,
) -> Result<Done, GraphError> {
    let now_ms = platform.clock.now_ms();
    let marked = {
        let mut world = platform.world();
        let takes_any = world.knobs.accept_unknown_read_marks;
        match got(&mut world.people, number, message_id) {
            Some((phone, at_ms)) if now_ms - at_ms <= MARK_MS_MAX => {
                phone.read_by_business(message_id);
                if is_typing {
                    phone.typing_starts(&number.phone_number_id, now_ms);
                }
                Some(phone.wa_id.clone())
            }
            Some(_) | None if takes_any => None,
            Some(_) => return Err(GraphError::value("The message is more than 30 days old.")),
            None => return Err(GraphError::value("This number has got no message with this id.")),
        }
    };
    let verdict = match &marked {
        Some(wa_id) => {
            platform.announce_messages(wa_id);
            if is_typing { "marked read, typing" } else { "marked read" }
        }
        None => "nobody wrote this message lately",
    };
    Ok(Done { body: json!({"success": true}), verdict: verdict.to_owned() })
}

/// The phone on which somebody wrote this message to the number, and when.
fn got<'people>(
    people: &'people mut [Phone],
    number: &WhatsAppAccount,
    message_id: &str,
) -> Option<(&'people mut Phone, i64)> {
    let is_it = |message: &&Message| {
        message.id == message_id
            && message.account == number.phone_number_id
            && message.from == Side::Customer
    };
    people.iter_mut().find_map(|phone| {
        let at_ms = phone.shown().find(is_it)?.at_ms;
        Some((phone, at_ms))
    })
}
