//! Messages to customers, and read marks.

use serde_json::{Value, json};

use super::checks::{Ask, Recipient, Send, check};
use super::error::GraphError;
use super::route::Done;
use super::{media, upload};
use crate::simulator::journey::{self, Failure};
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::phone::{Message, Side, Ticks};
use crate::simulator::platform::Platform;
use crate::simulator::rates::Throttled;
use crate::simulator::world::World;
use crate::simulator::{identifier, number};

/// A message that the API has taken.
struct Accepted {
    message: Message,
    /// The digits it goes to.
    wa_id: String,
    /// Nobody has that number here.
    is_unreachable: bool,
    failure: Option<Failure>,
    /// Its first report comes before the answer.
    is_reported_first: bool,
}

pub async fn serve(
    platform: &Platform,
    number: &WhatsAppAccount,
    body: &Value,
) -> Result<Done, GraphError> {
    match check(body)? {
        Ask::Send(send) => deliver(platform, number, send).await,
        Ask::MarkRead { message_id, is_typing } => {
            Ok(mark_read(platform, number, &message_id, is_typing))
        }
    }
}

async fn deliver(
    platform: &Platform,
    number: &WhatsAppAccount,
    send: Send,
) -> Result<Done, GraphError> {
    let recipient = send.recipient.clone();
    let now_ms = platform.clock.now_ms();
    let accepted = accept(&mut platform.world(), number, send, now_ms)?;
    let (message_id, wa_id) = (accepted.message.id.clone(), accepted.wa_id.clone());
    let contact = match recipient {
        Recipient::Phone { input, .. } => json!({"input": input, "wa_id": wa_id}),
        Recipient::User { id } => json!({"input": id, "user_id": id}),
    };
    if accepted.is_unreachable {
        journey::fail_unreachable(platform, &number.phone_number_id, &wa_id, &accepted.message);
    } else if accepted.is_reported_first && accepted.failure.is_none() {
        journey::begin_ahead_of_answer(platform, &wa_id, &message_id).await;
    } else {
        journey::begin(platform, &wa_id, &message_id, accepted.failure);
    }
    let body = json!({
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": message_id, "message_status": "accepted"}],
    });
    Ok(Done { body, verdict: format!("accepted as {message_id}") })
}

fn accept(
    world: &mut World,
    number: &WhatsAppAccount,
    send: Send,
    now_ms: i64,
) -> Result<Accepted, GraphError> {
    let found = match &send.recipient {
        Recipient::Phone { digits, .. } => world.reached_by(digits),
        Recipient::User { id } => world.by_user_id(id),
    };
    let found = found.map(|phone| phone.wa_id.clone());
    let wa_id = found.clone().unwrap_or_else(|| match &send.recipient {
        Recipient::Phone { digits, .. } => digits.clone(),
        Recipient::User { id } => id.clone(),
    });
    if number::digits(&number.display_phone_number).as_deref() == Some(wa_id.as_str()) {
        return Err(GraphError::same_number());
    }
    let (content, is_wrong_file) = with_type(world, number, &send, now_ms)?;
    let throttle_status = world.knobs.throttle_status;
    world.rates.spend(&number.phone_number_id, &wa_id, now_ms).map_err(
        |throttled| match throttled {
            Throttled::Number => GraphError::rate_limited(throttle_status),
            Throttled::Pair => GraphError::pair_rate_limited(throttle_status),
        },
    )?;
    let is_open = world.is_window_open(&number.phone_number_id, &wa_id, now_ms);
    if !is_open && found.is_some() && world.knobs.refuse_closed_window {
        return Err(GraphError::window_closed());
    }
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
    };
    if let Some(phone) = world.person_mut(&wa_id) {
        phone.expect(message.clone());
    }
    let rate = world.knobs.status_before_response_rate;
    Ok(Accepted {
        message,
        is_unreachable: found.is_none(),
        failure: match (is_open, is_wrong_file) {
            (false, _) => Some(Failure::WindowClosed),
            (true, true) => Some(Failure::WrongFile),
            (true, false) => None,
        },
        is_reported_first: world.random.happens(rate),
        wa_id,
    })
}

/// What the phone shows, of a file its type besides, and whether Meta will find the file wrong.
fn with_type(
    world: &World,
    number: &WhatsAppAccount,
    send: &Send,
    now_ms: i64,
) -> Result<(Value, bool), GraphError> {
    let mut content = send.content.clone();
    let Some(id) = content.get("id").and_then(Value::as_str) else { return Ok((content, false)) };
    let file = media::named(&world.files, number, id, &send.kind, now_ms)?;
    let is_wrong = upload::fails_later(file, &send.kind);
    content["mime_type"] = file.mime.as_str().into();
    Ok((content, is_wrong))
}

/// An unknown message is answered like a known one: the desk may know messages from before a restart.
fn mark_read(
    platform: &Platform,
    number: &WhatsAppAccount,
    message_id: &str,
    is_typing: bool,
) -> Done {
    let now_ms = platform.clock.now_ms();
    let marked = {
        let mut world = platform.world();
        let phone = world.people.iter_mut().find(|phone| phone.shows(message_id));
        phone.map(|phone| {
            phone.read_by_business(message_id);
            if is_typing {
                phone.typing_starts(&number.phone_number_id, now_ms);
            }
            phone.wa_id.clone()
        })
    };
    let verdict = match &marked {
        Some(wa_id) => {
            platform.announce_messages(wa_id);
            if is_typing { "marked read, typing" } else { "marked read" }
        }
        None => "nobody wrote this message",
    };
    Done { body: json!({"success": true}), verdict: verdict.to_owned() }
}
