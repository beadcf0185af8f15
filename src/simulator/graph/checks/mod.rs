//! What may be sent, checked as strictly as Meta does, without looking at anything but the request.

/// Reading fields.
pub mod fields;
/// Texts, files, places, contact cards, reactions.
mod content;
/// Buttons, lists, links, requests.
mod interactive;
/// Templates.
mod template;

use serde_json::Value;

use self::fields::{Fields, object, refuse_others, text};
use super::error::GraphError;
use crate::simulator::{identifier, number};

const CALLBACK_CHARACTERS_MAX: usize = 512;
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
    /// `text`, `image`, `template` and so on.
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

fn check_status(fields: &Fields) -> Result<Ask, GraphError> {
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

fn check_message(fields: &Fields) -> Result<Ask, GraphError> {
    let kind = text(fields, "type")?.unwrap_or("text");
    let content = match kind {
        "text" => content::check_text(fields),
        "image" | "video" | "audio" | "document" | "sticker" => content::check_file(fields, kind),
        "location" => content::check_location(fields),
        "contacts" => content::check_contacts(fields),
        "reaction" => content::check_reaction(fields),
        "interactive" => interactive::check_interactive(fields),
        "template" => template::check_template(fields),
        kind => {
            return Err(GraphError::unsupported_type(format!("Message type {kind} is not known.")));
        }
    };
    refuse_others(fields, &[&MESSAGE_FIELDS[..], &[kind]].concat())?;
    check_recipient_type(fields)?;
    let recipient = check_recipient(fields)?;
    Ok(Ask::Send(Send {
        recipient,
        kind: kind.to_owned(),
        content: content?,
        reply_to: check_context(fields)?,
        callback_data: check_callback_data(fields)?,
    }))
}

fn check_recipient_type(fields: &Fields) -> Result<(), GraphError> {
    match text(fields, "recipient_type")? {
        None | Some("individual") => Ok(()),
        Some("group") => Err(GraphError::value("The simulator has no groups.")),
        Some(_) => {
            Err(GraphError::parameter("Param recipient_type must be one of {INDIVIDUAL, GROUP}"))
        }
    }
}

/// If both are given, `to` wins.
fn check_recipient(fields: &Fields) -> Result<Recipient, GraphError> {
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

fn check_context(fields: &Fields) -> Result<Option<String>, GraphError> {
    let Some(context) = object(fields, "context")? else { return Ok(None) };
    refuse_others(context, &["message_id"])?;
    let message_id = text(context, "message_id")?.filter(|id| !id.is_empty());
    let message_id =
        message_id.ok_or_else(|| GraphError::missing("context needs a message_id."))?;
    Ok(Some(message_id.to_owned()))
}

fn check_callback_data(fields: &Fields) -> Result<Option<String>, GraphError> {
    let Some(data) = text(fields, "biz_opaque_callback_data")? else { return Ok(None) };
    if !(1..=CALLBACK_CHARACTERS_MAX).contains(&data.chars().count()) {
        return Err(GraphError::value(format!(
            "biz_opaque_callback_data must have 1 to {CALLBACK_CHARACTERS_MAX} characters."
        )));
    }
    Ok(Some(data.to_owned()))
}

#[cfg(test)]
mod tests;
