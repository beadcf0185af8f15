//! What a Page may send, checked without looking at anything but the request.

use serde_json::Value;

use super::error;
use super::fields::{Fields, needed, object, refuse_others, text};
use super::templates::{check_quick_replies, check_template};
use crate::simulator::graph::error::GraphError;
use crate::simulator::messenger::event::reaction_emoji;

const TEXT_CHARACTERS_MAX: usize = 2_000;
const METADATA_CHARACTERS_MAX: usize = 1_000;
const ID_CHARACTERS_MAX: usize = 1_000;
const URL_CHARACTERS_MAX: usize = 2_000;
const REACTION_CHARACTERS_MAX: usize = 40;
const REQUEST_FIELDS: [&str; 11] = [
    "recipient",
    "messaging_type",
    "message",
    "sender_action",
    "payload",
    "notification_type",
    "tag",
    "reply_to",
    "persona_id",
    "access_token",
    "appsecret_proof",
];
const RECIPIENTS: [&str; 5] =
    ["id", "user_ref", "comment_id", "post_id", "notification_messages_token"];
const RETIRED_TAGS: [&str; 3] =
    ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE"];

/// What a right request asks for.
#[derive(Debug, PartialEq)]
pub enum Ask {
    Send(Box<Send>),
    Act { recipient: Recipient, act: Act },
}

#[derive(Debug, PartialEq)]
pub struct Send {
    pub recipient: Recipient,
    pub content: Content,
    pub quick_replies: Vec<Value>,
    pub metadata: Option<String>,
    pub reply_to: Option<String>,
    pub is_human_agent: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Recipient {
    Psid(String),
    UserRef(String),
    /// A comment, a post or a token: the simulator has none of them.
    Other(String),
}

#[derive(Debug, PartialEq)]
pub enum Content {
    Text(String),
    File(Attached),
    Template { payload: Value, shown: Option<String> },
}

#[derive(Debug, PartialEq)]
pub struct Attached {
    /// `image`, `audio`, `video`, `file` or `sticker`.
    pub kind: String,
    pub source: Source,
    pub is_reusable: bool,
}

#[derive(Debug, PartialEq)]
pub enum Source {
    Url(String),
    Id(String),
    Sticker(String),
    /// It is a part of the form.
    Form,
}

#[derive(Debug, PartialEq)]
pub enum Act {
    TypingOn,
    TypingOff,
    MarkSeen,
    React { mid: String, emoji: String },
    Unreact { mid: String },
}

pub fn check(body: &Value, has_file: bool) -> Result<Ask, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| error::parameter("The body must be a JSON object."))?;
    refuse_others(fields, &REQUEST_FIELDS)?;
    let recipient = check_recipient(fields)?;
    if fields.contains_key("sender_action") {
        return Ok(Ask::Act { recipient, act: check_act(fields)? });
    }
    if fields.contains_key("payload") {
        return Err(error::parameter("Param payload belongs to a sender_action."));
    }
    let is_human_agent = check_kind(fields)?;
    let message = object(fields, "message")?.ok_or_else(|| GraphError::required("message"))?;
    refuse_others(message, &["text", "attachment", "quick_replies", "metadata"])?;
    let metadata = match message.contains_key("metadata") {
        true => Some(needed(message, "metadata", METADATA_CHARACTERS_MAX)?.to_owned()),
        false => None,
    };
    Ok(Ask::Send(Box::new(Send {
        recipient,
        content: check_content(message, has_file)?,
        quick_replies: check_quick_replies(message)?,
        metadata,
        reply_to: check_reply(fields)?,
        is_human_agent,
    })))
}

/// The file of `POST /{page_id}/message_attachments`.
pub fn check_upload(body: &Value, has_file: bool) -> Result<Attached, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| error::parameter("The body must be a JSON object."))?;
    refuse_others(fields, &["message", "platform", "access_token", "appsecret_proof"])?;
    let message = object(fields, "message")?.ok_or_else(|| GraphError::required("message"))?;
    refuse_others(message, &["attachment"])?;
    match check_content(message, has_file)? {
        Content::File(attached) if matches!(attached.source, Source::Url(_) | Source::Form) => {
            Ok(attached)
        }
        Content::File(_) | Content::Text(_) | Content::Template { .. } => {
            Err(error::parameter("An attachment with a url or with filedata is required."))
        }
    }
}

fn check_recipient(fields: &Fields) -> Result<Recipient, GraphError> {
    let recipient =
        object(fields, "recipient")?.ok_or_else(|| GraphError::required("recipient"))?;
    refuse_others(recipient, &RECIPIENTS)?;
    let mut names = recipient.keys();
    let (Some(name), None) = (names.next(), names.next()) else {
        return Err(error::parameter(format!(
            "Param recipient must have exactly one of {}.",
            RECIPIENTS.join(", ")
        )));
    };
    let value = needed(recipient, name, ID_CHARACTERS_MAX)?.to_owned();
    Ok(match name.as_str() {
        "id" => Recipient::Psid(value),
        "user_ref" => Recipient::UserRef(value),
        _ => Recipient::Other(value),
    })
}

fn check_act(fields: &Fields) -> Result<Act, GraphError> {
    if fields.contains_key("message") {
        return Err(error::message_and_action());
    }
    refuse_others(
        fields,
        &["recipient", "sender_action", "payload", "access_token", "appsecret_proof"],
    )?;
    let payload = || object(fields, "payload")?.ok_or_else(|| GraphError::required("payload"));
    let mid = || needed(payload()?, "message_id", ID_CHARACTERS_MAX).map(str::to_owned);
    let action = text(fields, "sender_action")?;
    if fields.contains_key("payload") && !matches!(action, Some("react" | "unreact")) {
        return Err(error::parameter("Only react and unreact take a payload."));
    }
    match action {
        Some("typing_on") => Ok(Act::TypingOn),
        Some("typing_off") => Ok(Act::TypingOff),
        Some("mark_seen") => Ok(Act::MarkSeen),
        Some("react") => {
            let word = needed(payload()?, "reaction", REACTION_CHARACTERS_MAX)?;
            Ok(Act::React { mid: mid()?, emoji: reaction_emoji(word).to_owned() })
        }
        Some("unreact") => Ok(Act::Unreact { mid: mid()? }),
        Some(_) | None => Err(error::parameter(
            "Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT}",
        )),
    }
}

/// Type, tag and notification; true if a person of the Page writes outside of the window.
fn check_kind(fields: &Fields) -> Result<bool, GraphError> {
    match text(fields, "notification_type")? {
        None | Some("REGULAR" | "SILENT_PUSH" | "NO_PUSH") => {}
        Some(_) => {
            return Err(error::parameter(
                "Param notification_type must be one of {REGULAR, SILENT_PUSH, NO_PUSH}",
            ));
        }
    }
    let tag = text(fields, "tag")?;
    match text(fields, "messaging_type")? {
        None | Some("RESPONSE" | "UPDATE") if tag.is_none() => Ok(false),
        None | Some("RESPONSE" | "UPDATE") => {
            Err(error::parameter("Param tag is for the messaging_type MESSAGE_TAG only."))
        }
        Some("MESSAGE_TAG") => check_tag(tag.ok_or_else(|| GraphError::required("tag"))?),
        Some("UTILITY") => Err(error::parameter("The page has no approved utility template.")),
        Some(_) => Err(error::parameter(
            "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}",
        )),
    }
}

fn check_tag(tag: &str) -> Result<bool, GraphError> {
    match tag {
        "HUMAN_AGENT" => Ok(true),
        "CUSTOMER_FEEDBACK" => {
            Err(error::parameter("The tag CUSTOMER_FEEDBACK is for its own template only."))
        }
        retired if RETIRED_TAGS.contains(&retired) => Err(error::retired_tag(retired)),
        unknown => Err(error::parameter(format!("The tag {unknown} is not known."))),
    }
}

fn check_reply(fields: &Fields) -> Result<Option<String>, GraphError> {
    let Some(reply_to) = object(fields, "reply_to")? else { return Ok(None) };
    refuse_others(reply_to, &["mid"])?;
    Ok(Some(needed(reply_to, "mid", ID_CHARACTERS_MAX)?.to_owned()))
}

fn check_content(message: &Fields, has_file: bool) -> Result<Content, GraphError> {
    match (message.contains_key("text"), object(message, "attachment")?) {
        (true, Some(_)) => {
            Err(error::parameter("Cannot send both text and attachment in one message."))
        }
        (true, None) if has_file => {
            Err(error::parameter("A message with filedata needs an attachment."))
        }
        (true, None) => Ok(Content::Text(needed(message, "text", TEXT_CHARACTERS_MAX)?.to_owned())),
        (false, Some(attachment)) => check_attachment(attachment, has_file),
        (false, None) => Err(error::parameter("A message needs text or attachment.")),
    }
}

fn check_attachment(attachment: &Fields, has_file: bool) -> Result<Content, GraphError> {
    refuse_others(attachment, &["type", "payload"])?;
    let kind = text(attachment, "type")?.ok_or_else(|| GraphError::required("type"))?;
    let payload = object(attachment, "payload")?;
    match kind {
        "template" => {
            let payload = payload.ok_or_else(|| GraphError::required("payload"))?;
            let shown = check_template(payload)?;
            Ok(Content::Template { payload: Value::Object(payload.clone()), shown })
        }
        "image" | "audio" | "video" | "file" | "sticker" => {
            let none = Fields::new();
            let payload = payload.unwrap_or(&none);
            refuse_others(payload, &["url", "attachment_id", "is_reusable", "sticker_id"])?;
            let source = check_source(kind, payload, has_file)?;
            let is_reusable = match payload.get("is_reusable") {
                None => false,
                Some(Value::Bool(is_reusable)) => *is_reusable,
                Some(_) => return Err(error::parameter("Param is_reusable must be a boolean.")),
            };
            Ok(Content::File(Attached { kind: kind.to_owned(), source, is_reusable }))
        }
        other => Err(error::parameter(format!("Attachment type {other} is not known."))),
    }
}

fn check_source(kind: &str, payload: &Fields, has_file: bool) -> Result<Source, GraphError> {
    let given = ["url", "attachment_id", "sticker_id"];
    let given = given.iter().filter(|name| payload.contains_key(**name)).count();
    if given + usize::from(has_file) != 1 {
        return Err(error::parameter(
            "An attachment needs exactly one of url, attachment_id, sticker_id and filedata.",
        ));
    }
    if has_file {
        return Ok(Source::Form);
    }
    if let Some(id) = payload.get("sticker_id") {
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        return match kind {
            "sticker" => Ok(Source::Sticker(id)),
            _ => Err(error::parameter("Only a sticker has a sticker_id.")),
        };
    }
    if payload.contains_key("url") {
        return Ok(Source::Url(needed(payload, "url", URL_CHARACTERS_MAX)?.to_owned()));
    }
    Ok(Source::Id(needed(payload, "attachment_id", ID_CHARACTERS_MAX)?.to_owned()))
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
