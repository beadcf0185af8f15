//! What the business writes in the phone app that shares its number: the desk hears an echo.

use serde::Deserialize;
use serde_json::{Value, json};

use super::customer::{Refused, account_of};
use super::phone::{Message, Side, Ticks};
use super::platform::Platform;
use super::webhook::{self, Update};
use super::world::contact;
use super::{identifier, number};

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Writes {
    Text { text: String },
    Edit { message_id: String, text: String },
    Revoke { message_id: String },
}

/// Gives the id of the message.
pub fn write(
    platform: &Platform,
    account: &str,
    to: &str,
    writes: Writes,
) -> Result<String, Refused> {
    let now_ms = platform.clock.now_ms();
    let (update, id) = {
        let mut world = platform.world();
        let business = account_of(&world, Some(account))?.number.clone();
        let id = identifier::message_id(to, now_ms, &mut world.random);
        let phone = world.person_mut(to).ok_or(Refused::NoSuchPerson)?;
        let (kind, content) = content_of(writes);
        let mut echo = json!({
            "from": number::digits(&business.display_phone_number).unwrap_or_default(),
            "to_user_id": phone.user_id(&business.waba_id),
            "id": id,
            "timestamp": (now_ms / 1000).to_string(),
            "type": kind,
            kind: content,
        });
        if !phone.hides_number {
            echo["to"] = phone.wa_id.as_str().into();
        }
        let contact = contact(phone, &business.waba_id);
        phone.show(Message {
            id: id.clone(),
            account: business.phone_number_id.clone(),
            from: Side::Business,
            kind: kind.to_owned(),
            content,
            ticks: Ticks::Delivered,
            at_ms: now_ms,
            ..Message::default()
        });
        (Update::echo(&business.phone_number_id, contact, echo), id)
    };
    webhook::enqueue(platform, update);
    platform.announce_messages(to);
    Ok(id)
}

fn content_of(writes: Writes) -> (&'static str, Value) {
    match writes {
        Writes::Text { text } => ("text", json!({"body": text})),
        Writes::Edit { message_id, text } => (
            "edit",
            json!({
                "original_message_id": message_id,
                "message": {"type": "text", "text": {"body": text}},
            }),
        ),
        Writes::Revoke { message_id } => ("revoke", json!({"original_message_id": message_id})),
    }
}
