//! What becomes of a message that is right in itself: the files and the template that it names.

use serde_json::{Value, json};

use super::checks::Send;
use super::error::GraphError;
use super::{media, upload};
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::phone::{Message, Phone};
use crate::simulator::templates::{Category, Status, Template, fill};
use crate::simulator::world::World;

const WRONG_FILE: u32 = 131_053;
const BAD_REACTION: u32 = 131_009;
const MARKETING_STOPPED: u32 = 131_050;
const TEMPLATE_UNKNOWN: u32 = 132_001;
const TEMPLATE_PAUSED: u32 = 132_015;
const TEMPLATE_DISABLED: u32 = 132_016;
/// Older messages get no reactions.
const REACTION_MS_MAX: i64 = 30 * 24 * 3_600_000;

#[derive(Default)]
pub struct Prepared {
    /// What the phone shows.
    pub content: Value,
    /// Of the template.
    pub category: Option<String>,
    /// The code of what will go wrong after the message was taken.
    pub failure: Option<u32>,
}

pub fn prepare(
    world: &World,
    number: &WhatsAppAccount,
    send: &Send,
    phone: Option<&Phone>,
    now_ms: i64,
) -> Result<Prepared, GraphError> {
    let content = send.content.clone();
    match send.kind.as_str() {
        "image" | "video" | "audio" | "document" | "sticker" => {
            let (content, failure) = with_type(world, number, content, &send.kind, now_ms)?;
            Ok(Prepared { content, failure, category: None })
        }
        "interactive" => interactive(world, number, content, now_ms),
        "reaction" => {
            let failure = phone.and_then(|phone| misplaced(phone, &content, now_ms));
            Ok(Prepared { content, failure, category: None })
        }
        "template" => template(world, number, content, phone, now_ms),
        _ => Ok(Prepared { content, ..Prepared::default() }),
    }
}

/// A file with its type besides, and whether Meta will find it wrong.
fn with_type(
    world: &World,
    number: &WhatsAppAccount,
    mut content: Value,
    kind: &str,
    now_ms: i64,
) -> Result<(Value, Option<u32>), GraphError> {
    let Some(id) = content["id"].as_str() else { return Ok((content, None)) };
    let file = media::named(&world.files, number, id, kind, now_ms)?;
    let failure = upload::fails_later(file, kind).then_some(WRONG_FILE);
    content["mime_type"] = file.mime.as_str().into();
    Ok((content, failure))
}

fn interactive(
    world: &World,
    number: &WhatsAppAccount,
    mut content: Value,
    now_ms: i64,
) -> Result<Prepared, GraphError> {
    let mut failure = None;
    let kind = content["header"]["type"].as_str().unwrap_or("text").to_owned();
    if kind != "text" {
        let file = content["header"][kind.as_str()].clone();
        let (file, wrong) = with_type(world, number, file, &kind, now_ms)?;
        content["header"][kind.as_str()] = file;
        failure = wrong;
    }
    Ok(Prepared { content, failure, category: None })
}

/// A reaction to a reaction, or to something old, fails later.
fn misplaced(phone: &Phone, content: &Value, now_ms: i64) -> Option<u32> {
    let is_target = |message: &&Message| content["message_id"] == message.id.as_str();
    let target = phone.shown().find(is_target)?;
    let is_wrong = target.kind == "reaction" || now_ms - target.at_ms > REACTION_MS_MAX;
    is_wrong.then_some(BAD_REACTION)
}

fn template(
    world: &World,
    number: &WhatsAppAccount,
    mut content: Value,
    phone: Option<&Phone>,
    now_ms: i64,
) -> Result<Prepared, GraphError> {
    let template = sendable(world, number, &content)?;
    let components = content["components"].as_array().cloned().unwrap_or_default();
    let mut shown = fill(template, &components)
        .map_err(|misfit| GraphError::of_code(misfit.code, Some(misfit.details)))?;
    let mut failure = None;
    let kind = shown["header"]["type"].as_str().unwrap_or("text").to_owned();
    if ["image", "video", "document"].contains(&kind.as_str()) {
        let file = shown["header"][kind.as_str()].clone();
        let (file, wrong) = with_type(world, number, file, &kind, now_ms)?;
        shown["header"][kind.as_str()] = file;
        failure = wrong;
    }
    let is_marketing = template.category == Category::Marketing;
    if is_marketing && phone.is_some_and(|phone| phone.refuses_marketing) {
        failure = Some(MARKETING_STOPPED);
    }
    let category = Some(template.category.word().to_owned());
    content["shown"] = shown;
    Ok(Prepared { content, category, failure })
}

fn sendable<'world>(
    world: &'world World,
    number: &WhatsAppAccount,
    content: &Value,
) -> Result<&'world Template, GraphError> {
    let name = content["name"].as_str().unwrap_or_default();
    let language = content["language"]["code"].as_str().unwrap_or_default();
    let unknown = || {
        let details = format!("template name ({name}) does not exist in {language}");
        GraphError::of_code(TEMPLATE_UNKNOWN, Some(details))
    };
    let template = world.templates.find(&number.waba_id, name, language).ok_or_else(unknown)?;
    match template.status {
        Status::Approved => Ok(template),
        Status::Paused => Err(GraphError::of_code(TEMPLATE_PAUSED, None)),
        Status::Disabled => Err(GraphError::of_code(TEMPLATE_DISABLED, None)),
        Status::Pending
        | Status::Rejected
        | Status::InAppeal
        | Status::PendingDeletion
        | Status::Deleted
        | Status::LimitExceeded
        | Status::Archived => Err(unknown()),
    }
}

/// What a message is for notifications and requests alike.
pub fn answer_contact(input: &str, wa_id: Option<&str>) -> Value {
    match wa_id {
        Some(wa_id) => json!({"input": input, "wa_id": wa_id}),
        None => json!({"input": input, "user_id": input}),
    }
}
