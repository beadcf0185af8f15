//! What may be sent, checked as strictly as Meta does, without looking at anything but the request.

use serde_json::{Map, Value};

use super::error::GraphError;
use crate::simulator::{identifier, number};

const TEXT_CHARACTERS_MAX: usize = 4096;
const CALLBACK_CHARACTERS_MAX: usize = 512;
const CAPTION_CHARACTERS_MAX: usize = 1024;
/// Types of messages that carry a file.
const FILE_TYPES: [&str; 5] = ["image", "video", "audio", "document", "sticker"];
/// Types that Meta knows and this simulator does not carry.
const OTHER_TYPES: [&str; 5] = ["location", "contacts", "reaction", "interactive", "template"];
const MESSAGE_FIELDS: [&str; 8] = [
    "messaging_product",
    "recipient_type",
    "recipient_identity_key_hash",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
];
const STATUS_FIELDS: [&str; 4] = ["messaging_product", "status", "message_id", "typing_indicator"];

/// What a right request asks for.
#[derive(Debug, PartialEq)]
pub enum Ask {
    Send(Send),
    MarkRead { message_id: String, is_typing: bool },
}

#[derive(Debug, PartialEq)]
pub struct Send {
    pub recipient: Recipient,
    /// `text`, `image`, `video` or `document`.
    pub kind: String,
    /// The part that is called like the type.
    pub content: Value,
    pub reply_to: Option<String>,
    pub callback_data: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Recipient {
    Phone { input: String, digits: String },
    User { id: String },
}

pub fn check(body: &Value) -> Result<Ask, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| GraphError::parameter("The body must be a JSON object."))?;
    match text(fields, "messaging_product")? {
        Some("whatsapp") => {}
        Some(_) => {
            return Err(GraphError::parameter("Param messaging_product must be one of {WHATSAPP}"));
        }
        None => return Err(GraphError::required("messaging_product")),
    }
    if fields.contains_key("status") { check_status(fields) } else { check_message(fields) }
}

fn check_status(fields: &Map<String, Value>) -> Result<Ask, GraphError> {
    refuse_others(fields, &STATUS_FIELDS)?;
    if text(fields, "status")? != Some("read") {
        return Err(GraphError::parameter("Param status must be one of {READ}"));
    }
    let message_id = text(fields, "message_id")?.filter(|id| !id.is_empty());
    let message_id = message_id.ok_or_else(|| GraphError::required("message_id"))?.to_owned();
    let is_typing = match object(fields, "typing_indicator")? {
        Some(indicator) if text(indicator, "type")? == Some("text") => true,
        Some(_) => {
            return Err(GraphError::parameter(
                "Param typing_indicator['type'] must be one of {TEXT}",
            ));
        }
        None => false,
    };
    Ok(Ask::MarkRead { message_id, is_typing })
}

fn check_message(fields: &Map<String, Value>) -> Result<Ask, GraphError> {
    let kind = text(fields, "type")?.unwrap_or("text");
    match kind {
        "text" => {}
        kind if FILE_TYPES.contains(&kind) => {}
        kind if OTHER_TYPES.contains(&kind) => {
            return Err(GraphError::unsupported_type(format!(
                "The simulator carries texts and files, not messages of type {kind}."
            )));
        }
        kind => {
            return Err(GraphError::unsupported_type(format!("Message type {kind} is not known.")));
        }
    }
    refuse_others(fields, &[&MESSAGE_FIELDS[..], &[kind]].concat())?;
    check_recipient_type(fields)?;
    let recipient = check_recipient(fields)?;
    Ok(Ask::Send(Send {
        recipient,
        kind: kind.to_owned(),
        content: if kind == "text" { check_text(fields)? } else { check_file(fields, kind)? },
        reply_to: check_context(fields)?,
        callback_data: check_callback_data(fields)?,
    }))
}

fn check_recipient_type(fields: &Map<String, Value>) -> Result<(), GraphError> {
    match text(fields, "recipient_type")? {
        None | Some("individual") => Ok(()),
        Some("group") => Err(GraphError::value("The simulator has no groups.")),
        Some(_) => {
            Err(GraphError::parameter("Param recipient_type must be one of {INDIVIDUAL, GROUP}"))
        }
    }
}

/// If both are given, `to` wins.
fn check_recipient(fields: &Map<String, Value>) -> Result<Recipient, GraphError> {
    if let Some(input) = text(fields, "to")? {
        let digits = number::digits(input);
        let digits = digits.ok_or_else(|| GraphError::value("to is not a phone number."))?;
        return Ok(Recipient::Phone { input: input.to_owned(), digits });
    }
    let id = text(fields, "recipient")?.ok_or_else(|| GraphError::required("to"))?;
    if !identifier::is_user_id(id) {
        return Err(GraphError::value("recipient is not a business-scoped user id."));
    }
    Ok(Recipient::User { id: id.to_owned() })
}

fn check_text(fields: &Map<String, Value>) -> Result<Value, GraphError> {
    let content = object(fields, "text")?.ok_or_else(|| GraphError::required("text"))?;
    refuse_others(content, &["body", "preview_url"])?;
    let body = text(content, "body")?.filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| GraphError::required("text['body']"))?;
    if body.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(GraphError::parameter(format!(
            "Param text['body'] must be at most {TEXT_CHARACTERS_MAX} characters long."
        )));
    }
    if content.get("preview_url").is_some_and(|preview| !preview.is_boolean()) {
        return Err(GraphError::parameter("Param text['preview_url'] must be a boolean"));
    }
    Ok(Value::Object(content.clone()))
}

fn check_file(fields: &Map<String, Value>, kind: &str) -> Result<Value, GraphError> {
    let content = object(fields, kind)?.ok_or_else(|| GraphError::required(kind))?;
    let known: &[&str] = match kind {
        "document" => &["id", "caption", "filename"],
        "audio" => &["id", "voice"],
        "sticker" => &["id"],
        _ => &["id", "caption"],
    };
    refuse_others(content, known)?;
    let id = text(content, "id")?.filter(|id| !id.is_empty());
    id.ok_or_else(|| GraphError::missing(format!("{kind} needs the id of an uploaded file.")))?;
    let caption = text(content, "caption")?.unwrap_or_default();
    if caption.chars().count() > CAPTION_CHARACTERS_MAX {
        return Err(GraphError::parameter(format!(
            "Param {kind}['caption'] must be at most {CAPTION_CHARACTERS_MAX} characters long."
        )));
    }
    text(content, "filename")?;
    Ok(Value::Object(content.clone()))
}

fn check_context(fields: &Map<String, Value>) -> Result<Option<String>, GraphError> {
    let Some(context) = object(fields, "context")? else { return Ok(None) };
    refuse_others(context, &["message_id"])?;
    let message_id = text(context, "message_id")?.filter(|id| !id.is_empty());
    let message_id =
        message_id.ok_or_else(|| GraphError::missing("context needs a message_id."))?;
    Ok(Some(message_id.to_owned()))
}

fn check_callback_data(fields: &Map<String, Value>) -> Result<Option<String>, GraphError> {
    let Some(data) = text(fields, "biz_opaque_callback_data")? else { return Ok(None) };
    if !(1..=CALLBACK_CHARACTERS_MAX).contains(&data.chars().count()) {
        return Err(GraphError::value(format!(
            "biz_opaque_callback_data must have 1 to {CALLBACK_CHARACTERS_MAX} characters."
        )));
    }
    Ok(Some(data.to_owned()))
}

fn refuse_others(fields: &Map<String, Value>, known: &[&str]) -> Result<(), GraphError> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            Err(GraphError::parameter(format!("Unexpected key \"{name}\" in the request.")))
        }
        None => Ok(()),
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a string."))),
    }
}

fn object<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a Map<String, Value>>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a JSON object."))),
    }
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
