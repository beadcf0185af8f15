//! Customers change who they are: another number, another user id, another device.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, Writing, account_of, write};
use crate::simulator::identifier;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::phone::Phone;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook::{self, Update};
use crate::simulator::world::World;

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

/// The phone moves to another number, and gets other user ids with it.
pub fn change_number(
    platform: &Platform,
    wa_id: &str,
    new: &str,
    told: Told,
) -> Result<(), Refused> {
    let (name, before) = {
        let world = platform.world();
        let phone = world.person(wa_id).ok_or(Refused::NoSuchPerson)?;
        if world.person(new).is_some() {
            return Err(Refused::NumberIsTaken);
        }
        (phone.name.clone(), acquaintances(&world, phone)?)
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
        let message = json!({"type": "system", "system": system});
        for known in &before {
            tell(platform, wa_id, &known.number, message.clone(), Some(Value::Null))?;
        }
    }
    if !platform.world().move_person(wa_id, new) {
        return Err(Refused::NoSuchPerson);
    }
    if told != Told::Nothing {
        tell_user_ids(platform, new, &before)?;
    }
    platform.announce(Change::State);
    Ok(())
}

/// The same number under other user ids.
pub fn change_user_id(platform: &Platform, wa_id: &str) -> Result<(), Refused> {
    let (before, after) = {
        let mut world = platform.world();
        let seed = world.random.next();
        let before = acquaintances(&world, world.person(wa_id).ok_or(Refused::NoSuchPerson)?)?;
        let phone = world.person_mut(wa_id).ok_or(Refused::NoSuchPerson)?;
        phone.user_seed = seed;
        let ids = before.iter().map(|known| phone.user_id(&known.number.waba_id));
        let after: Vec<String> = ids.collect();
        (before, after)
    };
    for (known, new) in before.iter().zip(after) {
        let old = &known.user_id;
        let system = json!({
            "body": format!("User changed from {old} to {new}"),
            "user_id": new,
            "type": "user_changed_user_id",
        });
        let message = json!({"type": "system", "system": system, "from_user_id": old});
        tell(platform, wa_id, &known.number, message, Some(Value::Null))?;
    }
    tell_user_ids(platform, wa_id, &before)?;
    platform.announce(Change::State);
    Ok(())
}

/// The person uses a new device: the security code is another one. Gives the id of the first message.
pub fn change_identity(platform: &Platform, wa_id: &str) -> Result<String, Refused> {
    let (hash, known) = {
        let mut world = platform.world();
        let hash = identifier::trace_id(&mut world.random);
        let phone = world.person(wa_id).ok_or(Refused::NoSuchPerson)?;
        (hash, acquaintances(&world, phone)?)
    };
    let message = json!({
        "type": "system",
        "system": {"body": "User identity changed", "type": "customer_identity_changed"},
        "identity": {
            "acknowledged": true,
            "created_timestamp": platform.clock.now_seconds().to_string(),
            "hash": hash,
        },
    });
    let mut first = None;
    for known in &known {
        let id = tell(platform, wa_id, &known.number, message.clone(), None)?;
        first = first.or(Some(id));
    }
    first.ok_or(Refused::NoSuchAccount)
}

/// A number of a business and the person's id there.
struct Acquaintance {
    number: WhatsAppAccount,
    user_id: String,
}

/// Who hears of a change: the numbers that the person has written to, or the first one if there are none.
fn acquaintances(world: &World, phone: &Phone) -> Result<Vec<Acquaintance>, Refused> {
    let mut numbers = world.written_to(&phone.wa_id);
    if numbers.is_empty() {
        numbers.push(account_of(world, None)?.number.clone());
    }
    let known = |number: WhatsAppAccount| {
        let user_id = phone.user_id(&number.waba_id);
        Acquaintance { number, user_id }
    };
    Ok(numbers.into_iter().map(known).collect())
}

fn tell(
    platform: &Platform,
    wa_id: &str,
    number: &WhatsAppAccount,
    message: Value,
    contact: Option<Value>,
) -> Result<String, Refused> {
    let Value::Object(message) = message else { return Err(Refused::HasNoType) };
    let (wa_id, account) = (wa_id.to_owned(), Some(number.phone_number_id.clone()));
    write(platform, Writing { wa_id, account, message, contact, ..Writing::default() })
}

/// Every business hears once of the new id, whichever of its numbers the person wrote to.
fn tell_user_ids(platform: &Platform, wa_id: &str, before: &[Acquaintance]) -> Result<(), Refused> {
    let timestamp = platform.clock.now_seconds().to_string();
    let mut heard: Vec<&str> = Vec::new();
    for Acquaintance { number, user_id: old } in before {
        if heard.contains(&number.waba_id.as_str()) {
            continue;
        }
        heard.push(&number.waba_id);
        let new = {
            let world = platform.world();
            let phone = world.person(wa_id).ok_or(Refused::NoSuchPerson)?;
            phone.user_id(&number.waba_id)
        };
        let value = json!({
            "messaging_product": "whatsapp",
            "user_id_update": [{
                "wa_id": wa_id,
                "detail": "The user id has changed",
                "user_id": {"previous": old, "current": new},
                "timestamp": timestamp,
            }],
        });
        let update = Update::change(&number.phone_number_id, "user_id_update", value);
        webhook::enqueue(platform, update);
    }
    Ok(())
}
