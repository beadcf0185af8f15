//! Texts, files, places, contact cards and reactions.

use serde_json::Value;

use super::fields::{
    Fields, is_web_address, needed_object, needed_text, objects, refuse_others, text,
};
use crate::simulator::graph::error::GraphError;

const TEXT_CHARACTERS_MAX: usize = 4096;
const CAPTION_CHARACTERS_MAX: usize = 1024;
const CONTACTS_MAX: usize = 257;

pub fn check_text(fields: &Fields) -> Result<Value, GraphError> {
    let content = needed_object(fields, "text")?;
    refuse_others(content, &["body", "preview_url"])?;
    let body = text(content, "body")?.filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| GraphError::required("text['body']"))?;
    if body.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(GraphError::parameter(format!(
            "Param text['body'] must be at most {TEXT_CHARACTERS_MAX} characters long."
        )));
    }
    must_be_boolean(content, "preview_url")?;
    Ok(Value::Object(content.clone()))
}

pub fn check_file(fields: &Fields, kind: &str) -> Result<Value, GraphError> {
    let content = needed_object(fields, kind)?;
    let known: &[&str] = match kind {
        "document" => &["id", "link", "caption", "filename"],
        "audio" => &["id", "link", "voice"],
        "sticker" => &["id", "link"],
        _ => &["id", "link", "caption"],
    };
    refuse_others(content, known)?;
    check_source(content, kind)?;
    let caption = text(content, "caption")?.unwrap_or_default();
    if caption.chars().count() > CAPTION_CHARACTERS_MAX {
        return Err(GraphError::parameter(format!(
            "Param {kind}['caption'] must be at most {CAPTION_CHARACTERS_MAX} characters long."
        )));
    }
    text(content, "filename")?;
    must_be_boolean(content, "voice")?;
    Ok(Value::Object(content.clone()))
}

/// Exactly one of `id` and `link`.
pub fn check_source(content: &Fields, kind: &str) -> Result<(), GraphError> {
    let id = text(content, "id")?.filter(|id| !id.is_empty());
    let link = text(content, "link")?.filter(|link| !link.is_empty());
    match (id, link) {
        (Some(_), None) => Ok(()),
        (None, Some(link)) if is_web_address(link) => Ok(()),
        (None, Some(_)) => Err(GraphError::value(format!("{kind}['link'] is no web address."))),
        (Some(_), Some(_)) | (None, None) => Err(GraphError::parameter(format!(
            "Param {kind} must have exactly one of id and link."
        ))),
    }
}

pub fn check_location(fields: &Fields) -> Result<Value, GraphError> {
    let content = needed_object(fields, "location")?;
    refuse_others(content, &["latitude", "longitude", "name", "address"])?;
    for (name, most) in [("latitude", 90.0), ("longitude", 180.0)] {
        let value =
            content.get(name).ok_or_else(|| GraphError::missing(format!("{name} is needed.")))?;
        let number = value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        let is_there = number.is_some_and(|number: f64| number.abs() <= most);
        if !is_there {
            return Err(GraphError::value(format!("{name} must be between -{most} and {most}.")));
        }
    }
    text(content, "name")?;
    text(content, "address")?;
    Ok(Value::Object(content.clone()))
}

pub fn check_contacts(fields: &Fields) -> Result<Value, GraphError> {
    let cards = objects(fields, "contacts")?;
    if !(1..=CONTACTS_MAX).contains(&cards.len()) {
        return Err(GraphError::value(format!("contacts must have 1 to {CONTACTS_MAX} cards.")));
    }
    for card in &cards {
        let name = needed_object(card, "name")?;
        needed_text(name, "formatted_name")?;
        let parts = ["first_name", "last_name", "middle_name", "suffix", "prefix"];
        if !parts.iter().any(|part| name.contains_key(*part)) {
            return Err(GraphError::missing("A name needs one part besides formatted_name."));
        }
        for list in ["phones", "emails", "urls", "addresses"] {
            if card.contains_key(list) {
                objects(card, list)?;
            }
        }
    }
    Ok(fields.get("contacts").cloned().unwrap_or_default())
}

pub fn check_reaction(fields: &Fields) -> Result<Value, GraphError> {
    let content = needed_object(fields, "reaction")?;
    refuse_others(content, &["message_id", "emoji"])?;
    needed_text(content, "message_id")?;
    let emoji = text(content, "emoji")?.unwrap_or_default();
    if emoji.chars().any(|character| character.is_ascii_alphanumeric()) {
        return Err(GraphError::value("emoji must be a single emoji."));
    }
    if fields.contains_key("context") {
        return Err(GraphError::parameter("A reaction cannot be a contextual reply."));
    }
    Ok(Value::Object(content.clone()))
}

fn must_be_boolean(content: &Fields, name: &str) -> Result<(), GraphError> {
    if content.get(name).is_some_and(|value| !value.is_boolean()) {
        return Err(GraphError::parameter(format!("Param {name} must be a boolean")));
    }
    Ok(())
}
