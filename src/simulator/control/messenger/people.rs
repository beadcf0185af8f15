//! People on Messenger, and what they write.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{refused, summary};
use crate::simulator::control::json::{answer, ok, refuse};
use crate::simulator::messenger::customer::{self, Refused, Writing};
use crate::simulator::messenger::files::File;
use crate::simulator::messenger::message::Attachment;
use crate::simulator::messenger::{PEOPLE_MAX, PagePerson, journey, picture};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::samples::sample;
use crate::simulator::world::World;

const NAME_CHARACTERS_MAX: usize = 200;
/// A customer may write more at once than a Page.
const TEXT_CHARACTERS_MAX: usize = 20_000;
const ATTACHMENTS_MAX: usize = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    name: String,
    /// The person's id by page_id; where none is given, one is made up.
    #[serde(default)]
    psids: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    text: Option<String>,
    #[serde(default)]
    attachments: Vec<NewAttachment>,
    quick_reply: Option<String>,
    reply_to: Option<String>,
    /// Further fields of the message as they stand; null leaves one out.
    #[serde(default)]
    more: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAttachment {
    #[serde(rename = "type")]
    kind: String,
    /// The id of a file that was put here before.
    file: Option<String>,
    /// The file itself in base64, with its type and name.
    data: Option<String>,
    mime: Option<String>,
    name: Option<String>,
    title: Option<String>,
    /// What else belongs to it; null is sent as null.
    #[serde(default, deserialize_with = "given")]
    payload: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presence {
    online: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Availability {
    available: bool,
}

#[handler]
pub fn add(
    Data(platform): Data<&Arc<Platform>>,
    Json(new): Json<NewPerson>,
) -> poem::Result<Response> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let message = format!("name must have 1 to {NAME_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let mut psids = Vec::new();
    for (page_id, psid) in &new.psids {
        let psid = psid.as_str().filter(|psid| !psid.is_empty());
        let psid =
            psid.ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "a psid must be a string"))?;
        psids.push((page_id.clone(), psid.to_owned()));
    }
    let now_ms = platform.clock.now_ms();
    let body = {
        let mut world = platform.world();
        let messenger = &mut world.messenger;
        if messenger.people.len() >= PEOPLE_MAX {
            let message = format!("there are {PEOPLE_MAX} people already");
            return Err(refuse(StatusCode::CONFLICT, message));
        }
        if psids.iter().any(|(page_id, _)| messenger.page(page_id).is_none()) {
            return Err(refuse(StatusCode::NOT_FOUND, "there is no such page"));
        }
        if psids.iter().any(|(_, psid)| messenger.thread(psid).is_some()) {
            return Err(refuse(StatusCode::CONFLICT, "somebody has this id already"));
        }
        let person = PagePerson { name: name.to_owned(), psids, history: Vec::new() };
        summary(messenger.add_person(person), now_ms)
    };
    platform.announce(Change::State);
    Ok(answer(StatusCode::CREATED, &body))
}

#[handler]
pub fn write(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(body): Json<Written>,
) -> poem::Result<Response> {
    let attachments = attachments(platform, body.attachments)?;
    let text = body.text.filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > TEXT_CHARACTERS_MAX) {
        let message = format!("text must have at most {TEXT_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    if text.is_none() && attachments.is_empty() && body.more.is_empty() {
        return Err(refuse(StatusCode::BAD_REQUEST, "text, attachments or more is needed"));
    }
    let writing = Writing {
        text,
        attachments,
        quick_reply: body.quick_reply,
        reply_to: body.reply_to,
        more: body.more,
    };
    let mid = customer::write(platform, &psid, writing).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({"id": mid})))
}

/// The attachments as the phone and the notification have them.
pub fn attachments(platform: &Platform, list: Vec<NewAttachment>) -> poem::Result<Vec<Attachment>> {
    if list.len() > ATTACHMENTS_MAX {
        let message = format!("there may be at most {ATTACHMENTS_MAX} attachments");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let now_ms = platform.clock.now_ms();
    let mut world = platform.world();
    let mut attachments = Vec::new();
    for new in list {
        let attachment = attachment(&mut world, new, now_ms)?;
        let twice = attachment.kind == "sticker" && world.messenger.knobs.sticker_as_image_too;
        let image = twice.then(|| Attachment { kind: "image".to_owned(), ..attachment.clone() });
        attachments.push(attachment);
        attachments.extend(image);
    }
    Ok(attachments)
}

fn attachment(world: &mut World, new: NewAttachment, now_ms: i64) -> poem::Result<Attachment> {
    // With an address of its own, or nothing at all behind it, it needs no file.
    let is_given = |payload: &Value| payload["url"].is_string() || payload.is_null();
    let needs_file = !new.payload.as_ref().is_some_and(is_given);
    let file = if let Some(id) = &new.file {
        let file = world.messenger.files.get(id);
        Some(file.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no such file"))?.called())
    } else if let Some(data) = &new.data {
        let bytes = STANDARD
            .decode(data)
            .map_err(|_| refuse(StatusCode::BAD_REQUEST, "data must be base64"))?;
        Some(world.messenger.files.add(own_file(&new, bytes, now_ms)))
    } else if needs_file {
        at_hand(world, &new, now_ms).map(|file| world.messenger.files.add(file))
    } else {
        None
    };
    let payload = new.payload.unwrap_or_else(|| json!({}));
    Ok(Attachment { kind: new.kind, file, title: new.title, payload })
}

/// The file of this kind that every phone has at hand.
fn at_hand(world: &mut World, new: &NewAttachment, now_ms: i64) -> Option<File> {
    let name = match new.kind.as_str() {
        "sticker" => {
            let seed = world.random.next();
            return Some(own_file(new, picture::spot(seed), now_ms));
        }
        "image" => "picture",
        "video" => "film",
        "audio" => "sound",
        "file" => "document",
        // Places, links and cards carry no file.
        _ => return None,
    };
    let sample = sample(name)?;
    let file = own_file(new, sample.bytes.to_vec(), now_ms);
    let name = new.name.clone().unwrap_or_else(|| sample.filename.to_owned());
    Some(File { mime: sample.mime.to_owned(), name, ..file })
}

fn own_file(new: &NewAttachment, bytes: Vec<u8>, now_ms: i64) -> File {
    let usual = match new.kind.as_str() {
        "image" | "sticker" => ("image/png", "picture.png"),
        "video" => ("video/mp4", "film.mp4"),
        "audio" => ("audio/mpeg", "sound.mp3"),
        _ => ("application/octet-stream", "file"),
    };
    File {
        id: String::new(),
        page_id: None,
        kind: new.kind.clone(),
        mime: new.mime.clone().unwrap_or_else(|| usual.0.to_owned()),
        name: new.name.clone().unwrap_or_else(|| usual.1.to_owned()),
        bytes,
        at_ms: now_ms,
        is_reusable: false,
    }
}

#[handler]
pub fn messages(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
) -> poem::Result<Response> {
    let now_ms = platform.clock.now_ms();
    let world = platform.world();
    let thread = world.messenger.thread(&psid).ok_or_else(|| refused(Refused::NoSuchPerson))?;
    let messages: Vec<_> = thread.shown().collect();
    Ok(ok(&json!({
        "messages": messages,
        "given_up": thread.given_up,
        "typing_until_ms": thread.typing_until_ms(now_ms),
    })))
}

#[handler]
pub fn read(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
) -> poem::Result<Response> {
    if platform.world().messenger.thread(&psid).is_none() {
        return Err(refused(Refused::NoSuchPerson));
    }
    Ok(ok(&json!({"read": journey::read_all(platform, &psid)})))
}

#[handler]
pub fn set_presence(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(Presence { online }): Json<Presence>,
) -> poem::Result<Response> {
    match platform.world().messenger.person_mut(&psid) {
        Some(person) => person.online = online,
        None => return Err(refused(Refused::NoSuchPerson)),
    }
    platform.announce(Change::State);
    if online {
        journey::deliver_waiting(platform, &psid);
    }
    Ok(ok(&json!({"online": online})))
}

/// Who has blocked the Page, or left, gets nothing any more.
#[handler]
pub fn set_availability(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(Availability { available }): Json<Availability>,
) -> poem::Result<Response> {
    match platform.world().messenger.person_mut(&psid) {
        Some(person) => person.is_unavailable = !available,
        None => return Err(refused(Refused::NoSuchPerson)),
    }
    platform.announce(Change::State);
    Ok(ok(&json!({"available": available})))
}

fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
