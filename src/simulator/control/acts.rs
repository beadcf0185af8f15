//! What customers do besides writing, and who they are.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::{ok, refuse};
use super::people::{self, NAME_CHARACTERS_MAX, no_such_person, refused};
use super::state::summary;
use crate::simulator::customer::{self, Act, Told};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook::{self, Update};
use crate::simulator::world::contact;
use crate::simulator::{journey, number};

const USERNAME_CHARACTERS_MAX: usize = 35;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Performed {
    act: Act,
    account: Option<String>,
    reply_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    name: Option<String>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "people::given")]
    username: Option<Value>,
    hides_number: Option<bool>,
    tells_reading: Option<bool>,
    blocks_business: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewNumber {
    wa_id: Option<String>,
    #[serde(default)]
    told: Told,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Played {
    message_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marketing {
    value: Preference,
    account: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Preference {
    Stop,
    Resume,
}

#[handler]
pub fn perform(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(performed): Json<Performed>,
) -> poem::Result<Response> {
    let Performed { act, account, reply_to } = performed;
    people::written(customer::perform(platform, wa_id, account, reply_to, act))
}

#[handler]
pub fn change(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(changes): Json<Changes>,
) -> poem::Result<Response> {
    let username = match changes.username {
        Some(Value::String(name)) => Some(Some(checked(&name, USERNAME_CHARACTERS_MAX)?)),
        Some(Value::Null) => Some(None),
        Some(_) => return Err(refuse(StatusCode::BAD_REQUEST, "username must be a text or null")),
        None => None,
    };
    // A customer's name may be anything, also nothing.
    if changes.name.as_ref().is_some_and(|name| name.chars().count() > NAME_CHARACTERS_MAX) {
        let message = format!("name must have at most {NAME_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let now_ms = platform.clock.now_ms();
    let body = {
        let mut world = platform.world();
        let phone = world.person_mut(&wa_id).ok_or_else(no_such_person)?;
        phone.name = changes.name.unwrap_or_else(|| phone.name.clone());
        phone.username = username.unwrap_or_else(|| phone.username.clone());
        phone.hides_number = changes.hides_number.unwrap_or(phone.hides_number);
        phone.tells_reading = changes.tells_reading.unwrap_or(phone.tells_reading);
        phone.blocks_business = changes.blocks_business.unwrap_or(phone.blocks_business);
        let phone = world.person(&wa_id).ok_or_else(no_such_person)?;
        summary(&world, phone, now_ms)
    };
    platform.announce(Change::State);
    Ok(ok(&body))
}

#[handler]
pub fn change_number(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(new): Json<NewNumber>,
) -> poem::Result<Response> {
    let number = match new.wa_id.as_deref() {
        Some(written) => number::digits(written).ok_or_else(|| {
            refuse(StatusCode::BAD_REQUEST, "wa_id must be a phone number with 5 to 15 digits")
        })?,
        None => people::free_number(&mut platform.world()),
    };
    customer::change_number(platform, &wa_id, &number, new.told).map_err(refused)?;
    described(platform, &number)
}

#[handler]
pub fn change_user_id(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
) -> poem::Result<Response> {
    customer::change_user_id(platform, &wa_id).map_err(refused)?;
    described(platform, &wa_id)
}

#[handler]
pub fn change_identity(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
) -> poem::Result<Response> {
    people::written(customer::change_identity(platform, &wa_id))
}

#[handler]
pub fn play(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(played): Json<Played>,
) -> poem::Result<Response> {
    if platform.world().person(&wa_id).is_none() {
        return Err(no_such_person());
    }
    let is_first = journey::play(platform, &wa_id, &played.message_id);
    Ok(ok(&json!({"played": is_first})))
}

/// Stops marketing messages, or takes them again; the business is told.
#[handler]
pub fn prefer(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(marketing): Json<Marketing>,
) -> poem::Result<Response> {
    let stops = marketing.value == Preference::Stop;
    let now_seconds = platform.clock.now_seconds();
    let update = {
        let mut world = platform.world();
        let account = customer::account_of(&world, marketing.account.as_deref());
        let account = account.map_err(refused)?.number.clone();
        let phone = world.person_mut(&wa_id).ok_or_else(no_such_person)?;
        phone.refuses_marketing = stops;
        let value = json!({
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": account.display_phone_number,
                "phone_number_id": account.phone_number_id,
            },
            "contacts": [contact(phone, &account.waba_id)],
            "user_preferences": [{
                "wa_id": phone.wa_id,
                "detail": if stops {
                    "User requested to stop marketing messages"
                } else {
                    "User requested to resume marketing messages"
                },
                "category": "marketing_messages",
                "value": if stops { "stop" } else { "resume" },
                "timestamp": now_seconds,
            }],
        });
        Update::change(&account.phone_number_id, "user_preferences", value)
    };
    webhook::enqueue(platform, update);
    platform.announce(Change::State);
    Ok(ok(&json!({"refuses_marketing": stops})))
}

/// The person after a change.
fn described(platform: &Platform, wa_id: &str) -> poem::Result<Response> {
    let now_ms = platform.clock.now_ms();
    let world = platform.world();
    let phone = world.person(wa_id).ok_or_else(no_such_person)?;
    Ok(ok(&summary(&world, phone, now_ms)))
}

fn checked(text: &str, characters_max: usize) -> poem::Result<String> {
    if text.is_empty() || text.chars().count() > characters_max {
        let message = format!("username must have 1 to {characters_max} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    Ok(text.to_owned())
}
