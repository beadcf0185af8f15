//! Customers and what they do with their phones.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::json::{answer, ok, refuse};
use super::state::summary;
use crate::simulator::customer::{self, Refused, Writing};
use crate::simulator::options::Person;
use crate::simulator::phone::Message;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::world::{PEOPLE_MAX, World};
use crate::simulator::{journey, number};

pub const NAME_CHARACTERS_MAX: usize = 200;
const FLOOD_MAX: usize = 1_000;
const TEXT_CHARACTERS_MAX: usize = 4096;
/// A new number that is not asked for: North American, ten digits after the country.
const NEW_NUMBERS_FROM: u64 = 16_505_550_100;
const NEW_NUMBERS: u64 = 9_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    name: String,
    wa_id: Option<String>,
    username: Option<String>,
    #[serde(default)]
    hides_number: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
    account: Option<String>,
    reply_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    message: Map<String, Value>,
    account: Option<String>,
    reply_to: Option<String>,
    /// A contact of null leaves it out, no contact means the person's own.
    #[serde(default, deserialize_with = "given")]
    contact: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flood {
    count: usize,
    /// How long each is, filled up with spaces.
    #[serde(default)]
    characters: usize,
    account: Option<String>,
}

#[derive(Deserialize)]
struct OfAccount {
    account: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presence {
    online: bool,
}

#[handler]
pub fn add(
    Data(platform): Data<&Arc<Platform>>,
    Json(new): Json<NewPerson>,
) -> poem::Result<Response> {
    if new.name.trim().is_empty() || new.name.chars().count() > NAME_CHARACTERS_MAX {
        let message = format!("name must have 1 to {NAME_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let wa_id = match new.wa_id.as_deref() {
        Some(written) => number::digits(written).ok_or_else(|| {
            refuse(StatusCode::BAD_REQUEST, "wa_id must be a phone number with 5 to 15 digits")
        })?,
        None => free_number(&mut platform.world()),
    };
    let now_ms = platform.clock.now_ms();
    let body = {
        let mut world = platform.world();
        if world.people.len() >= PEOPLE_MAX {
            return Err(refuse(
                StatusCode::CONFLICT,
                format!("there are {PEOPLE_MAX} people already"),
            ));
        }
        if world.person(&wa_id).is_some() {
            return Err(refuse(StatusCode::CONFLICT, "somebody has this number already"));
        }
        world.add_person(Person { name: new.name, wa_id: wa_id.clone(), history: Vec::new() });
        let phone = world.person_mut(&wa_id).ok_or_else(no_such_person)?;
        phone.username = new.username;
        phone.hides_number = new.hides_number;
        let phone = world.person(&wa_id).ok_or_else(no_such_person)?;
        summary(&world, phone, now_ms)
    };
    platform.announce(Change::State);
    Ok(answer(StatusCode::CREATED, &body))
}

#[handler]
pub fn write(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(body): Json<Text>,
) -> poem::Result<Response> {
    if !(1..=TEXT_CHARACTERS_MAX).contains(&body.text.chars().count()) {
        let message = format!("text must have 1 to {TEXT_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let mut message = Map::new();
    message.insert("type".to_owned(), "text".into());
    message.insert("text".to_owned(), json!({"body": body.text}));
    send(
        platform,
        Writing {
            wa_id,
            account: body.account,
            reply_to: body.reply_to,
            message,
            ..Writing::default()
        },
    )
}

/// Many texts at once, each of which begins with its number.
#[handler]
pub fn flood(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(flood): Json<Flood>,
) -> poem::Result<Response> {
    if !(1..=FLOOD_MAX).contains(&flood.count) || flood.characters > TEXT_CHARACTERS_MAX {
        let message =
            format!("count must be 1 to {FLOOD_MAX}, characters at most {TEXT_CHARACTERS_MAX}");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let mut ids = Vec::with_capacity(flood.count);
    for number in 1..=flood.count {
        let text = format!("{number:<width$}", width = flood.characters);
        let message = Map::from_iter([
            ("type".to_owned(), "text".into()),
            ("text".to_owned(), json!({"body": text})),
        ]);
        let (wa_id, account) = (wa_id.clone(), flood.account.clone());
        let writing = Writing { wa_id, account, message, ..Writing::default() };
        ids.push(customer::write(platform, writing).map_err(refused)?);
    }
    Ok(answer(StatusCode::CREATED, &json!({"ids": ids})))
}

#[handler]
pub fn write_raw(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(body): Json<Raw>,
) -> poem::Result<Response> {
    let Raw { message, account, reply_to, contact } = body;
    send(platform, Writing { wa_id, account, reply_to, message, contact, errors: None })
}

#[handler]
pub fn messages(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Query(of): Query<OfAccount>,
) -> poem::Result<Response> {
    let now_ms = platform.clock.now_ms();
    let world = platform.world();
    let phone = world.person(&wa_id).ok_or_else(no_such_person)?;
    let wanted =
        |message: &&Message| of.account.as_ref().is_none_or(|account| account == &message.account);
    let messages: Vec<&Message> = phone.shown().filter(wanted).collect();
    Ok(ok(&json!({
        "messages": messages,
        "given_up": phone.given_up,
        "typing_until_ms": phone.typing_until_ms(now_ms),
    })))
}

#[handler]
pub fn read(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Query(of): Query<OfAccount>,
) -> poem::Result<Response> {
    if platform.world().person(&wa_id).is_none() {
        return Err(no_such_person());
    }
    let read = journey::read_all(platform, &wa_id, of.account.as_deref());
    Ok(ok(&json!({"read": read})))
}

#[handler]
pub fn set_presence(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Json(presence): Json<Presence>,
) -> poem::Result<Response> {
    match platform.world().person_mut(&wa_id) {
        Some(phone) => phone.online = presence.online,
        None => return Err(no_such_person()),
    }
    platform.announce(Change::State);
    if presence.online {
        journey::deliver_waiting(platform, &wa_id);
    }
    Ok(ok(&json!({"online": presence.online})))
}

fn send(platform: &Platform, writing: Writing) -> poem::Result<Response> {
    written(customer::write(platform, writing))
}

/// The answer to whatever somebody tried to write.
pub fn written(id: Result<String, Refused>) -> poem::Result<Response> {
    let id = id.map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({"id": id})))
}

pub fn refused(why: Refused) -> poem::Error {
    match why {
        Refused::NoSuchPerson => no_such_person(),
        Refused::NoSuchAccount => refuse(StatusCode::NOT_FOUND, "there is no such account"),
        Refused::IsOffline => refuse(StatusCode::CONFLICT, "the phone is offline"),
        Refused::HasNoType => refuse(StatusCode::BAD_REQUEST, "the message needs a type"),
        Refused::NothingToTap => refuse(StatusCode::NOT_FOUND, "there is nothing like that to tap"),
        Refused::NumberIsTaken => refuse(StatusCode::CONFLICT, "somebody has this number already"),
        Refused::TooManyWaiting => refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            "too many notifications are waiting for the desk",
        ),
    }
}

pub fn free_number(world: &mut World) -> String {
    loop {
        let wa_id = (NEW_NUMBERS_FROM + world.random.below(NEW_NUMBERS)).to_string();
        if world.person(&wa_id).is_none() {
            return wa_id;
        }
    }
}

pub fn no_such_person() -> poem::Error {
    refuse(StatusCode::NOT_FOUND, "there is no such person")
}

pub fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
