//! Customers change who they are: another number, another user id, another device.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, Writing, account_of, write};
use crate::simulator::identifier;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook::{self, Update};

/// How Meta tells of a new number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    #[default]
    UserChangedNumber,
    /// The older form.
    CustomerChangedNumber,
    /// Nothing is told, and the next message comes from the new number.
    Nothing,
}

/// The phone moves to another number, and gets another user id with it. Gives both.
pub fn change_number(
    platform: &Platform,
    wa_id: &str,
    new: &str,
    told: Told,
) -> Result<(String, String), Refused> {
    let (name, old_user_id) = {
        let world = platform.world();
        let phone = world.person(wa_id).ok_or(Refused::NoSuchPerson)?;
        if world.person(new).is_some() {
            return Err(Refused::NumberIsTaken);
        }
        (phone.name.clone(), phone.user_id.clone())
    };
    let body = format!("User {name} changed from {wa_id} to {new}");
    let system = match told {
        Told::UserChangedNumber => {
            Some(json!({"body": body, "wa_id": new, "type": "user_changed_number"}))
        }
        Told::CustomerChangedNumber => Some(json!({
            "body": body,
            "new_wa_id": new,
            "customer": wa_id,
            "type": "customer_changed_number",
        })),
        Told::Nothing => None,
    };
    if let Some(system) = system {
        tell(platform, wa_id, json!({"type": "system", "system": system}), Some(Value::Null))?;
    }
    let user_id = platform.world().move_person(wa_id, new).ok_or(Refused::NoSuchPerson)?;
    if told != Told::Nothing {
        tell_user_id(platform, new, &old_user_id, &user_id)?;
    }
    platform.announce(Change::State);
    Ok((new.to_owned(), user_id))
}

/// The same number under another user id. Gives the new one.
pub fn change_user_id(platform: &Platform, wa_id: &str) -> Result<String, Refused> {
    let (old, new) = {
        let mut world = platform.world();
        let salt = world.random.next();
        let phone = world.person_mut(wa_id).ok_or(Refused::NoSuchPerson)?;
        let new = identifier::user_id(wa_id, salt);
        (std::mem::replace(&mut phone.user_id, new.clone()), new)
    };
    let system = json!({
        "body": format!("User changed from {old} to {new}"),
        "user_id": new,
        "type": "user_changed_user_id",
    });
    let message = json!({"type": "system", "system": system, "from_user_id": old});
    tell(platform, wa_id, message, Some(Value::Null))?;
    tell_user_id(platform, wa_id, &old, &new)?;
    platform.announce(Change::State);
    Ok(new)
}

/// The person uses a new device: the security code is another one.
pub fn change_identity(platform: &Platform, wa_id: &str) -> Result<String, Refused> {
    let hash = identifier::trace_id(&mut platform.world().random);
    let message = json!({
        "type": "system",
        "system": {"body": "User identity changed", "type": "customer_identity_changed"},
        "identity": {
            "acknowledged": true,
            "created_timestamp": platform.clock.now_seconds().to_string(),
            "hash": hash,
        },
    });
    tell(platform, wa_id, message, None)
}

fn tell(
    platform: &Platform,
    wa_id: &str,
    message: Value,
    contact: Option<Value>,
) -> Result<String, Refused> {
    let Value::Object(message) = message else { return Err(Refused::HasNoType) };
    write(platform, Writing { wa_id: wa_id.to_owned(), message, contact, ..Writing::default() })
}

fn tell_user_id(platform: &Platform, wa_id: &str, old: &str, new: &str) -> Result<(), Refused> {
    let account = account_of(&platform.world(), None)?.number.phone_number_id.clone();
    let value = json!({
        "messaging_product": "whatsapp",
        "user_id_update": [{
            "wa_id": wa_id,
            "detail": "The user id has changed",
            "user_id": {"previous": old, "current": new},
            "timestamp": platform.clock.now_seconds().to_string(),
        }],
    });
    webhook::enqueue(platform, Update::change(&account, "user_id_update", value));
    Ok(())
}
