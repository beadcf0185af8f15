//! Buttons, cards and quick replies, checked without looking at anything else.

use serde_json::Value;

use super::fields::{Fields, at_most, needed, object, objects, refuse_others, text};
use crate::simulator::graph::error::GraphError;

const BUTTONS_MAX: usize = 3;
const BUTTON_TITLE_MAX: usize = 20;
const PAYLOAD_MAX: usize = 1_000;
const CARDS_MAX: usize = 10;
const CARD_TEXT_MAX: usize = 80;
const BUTTON_TEMPLATE_TEXT_MAX: usize = 640;
const QUICK_REPLIES_MAX: usize = 13;
const QUICK_REPLY_TITLE_MAX: usize = 20;
const URL_MAX: usize = 2_000;

/// The uploaded file that a template shows, by its id.
pub fn check_template(payload: &Fields) -> Result<Option<String>, GraphError> {
    match needed(payload, "template_type", CARD_TEXT_MAX)? {
        "button" => check_buttons_template(payload).map(|()| None),
        "generic" => check_cards(payload).map(|()| None),
        "media" => check_media(payload),
        other => Err(GraphError::parameter(format!(
            "The simulator carries the templates button, generic and media, not {other}."
        ))),
    }
}

fn check_buttons_template(payload: &Fields) -> Result<(), GraphError> {
    refuse_others(payload, &["template_type", "text", "buttons", "sharable"])?;
    needed(payload, "text", BUTTON_TEMPLATE_TEXT_MAX)?;
    check_buttons(payload)
}

fn check_cards(payload: &Fields) -> Result<(), GraphError> {
    let known = ["template_type", "elements", "image_aspect_ratio", "sharable"];
    refuse_others(payload, &known)?;
    for card in objects(payload, "elements", CARDS_MAX)? {
        refuse_others(card, &["title", "subtitle", "image_url", "default_action", "buttons"])?;
        needed(card, "title", CARD_TEXT_MAX)?;
        if let Some(subtitle) = text(card, "subtitle")? {
            at_most(subtitle, "subtitle", CARD_TEXT_MAX)?;
        }
        if card.contains_key("image_url") {
            needed(card, "image_url", URL_MAX)?;
        }
        if let Some(action) = object(card, "default_action")? {
            check_default_action(action)?;
        }
        if card.contains_key("buttons") {
            check_buttons(card)?;
        }
        if card.len() < 2 {
            return Err(GraphError::parameter(
                "An element needs at least one property besides its title.",
            ));
        }
    }
    Ok(())
}

fn check_default_action(action: &Fields) -> Result<(), GraphError> {
    let known = ["type", "url", "webview_height_ratio", "messenger_extensions", "fallback_url"];
    refuse_others(action, &known)?;
    if text(action, "type")? != Some("web_url") {
        return Err(GraphError::parameter("Param default_action['type'] must be web_url."));
    }
    needed(action, "url", URL_MAX).map(|_| ())
}

fn check_media(payload: &Fields) -> Result<Option<String>, GraphError> {
    refuse_others(payload, &["template_type", "elements", "sharable"])?;
    let mut shown = None;
    for element in objects(payload, "elements", 1)? {
        refuse_others(element, &["media_type", "attachment_id", "url", "buttons"])?;
        if !matches!(text(element, "media_type")?, Some("image" | "video")) {
            return Err(GraphError::parameter("Param media_type must be image or video."));
        }
        match (text(element, "attachment_id")?, text(element, "url")?) {
            (Some(id), None) => shown = Some(id.to_owned()),
            (None, Some(url)) if url.starts_with("https://www.facebook.com/") => {}
            (None, Some(_)) => {
                return Err(GraphError::parameter("Param url must be a Facebook URL."));
            }
            (Some(_), Some(_)) | (None, None) => {
                return Err(GraphError::parameter(
                    "An element needs either an attachment_id or a url.",
                ));
            }
        }
        if element.contains_key("buttons") {
            check_buttons(element)?;
        }
    }
    Ok(shown)
}

fn check_buttons(of: &Fields) -> Result<(), GraphError> {
    for button in objects(of, "buttons", BUTTONS_MAX)? {
        let known = [
            "type",
            "title",
            "url",
            "payload",
            "webview_height_ratio",
            "messenger_extensions",
            "fallback_url",
            "webview_share_button",
        ];
        refuse_others(button, &known)?;
        match text(button, "type")? {
            Some("web_url") => {
                needed(button, "title", BUTTON_TITLE_MAX)?;
                needed(button, "url", URL_MAX)?;
            }
            Some("postback") => {
                needed(button, "title", BUTTON_TITLE_MAX)?;
                needed(button, "payload", PAYLOAD_MAX)?;
            }
            Some("phone_number") => {
                needed(button, "title", BUTTON_TITLE_MAX)?;
                if !needed(button, "payload", PAYLOAD_MAX)?.starts_with('+') {
                    return Err(GraphError::parameter(
                        "Param payload must be a phone number with + and country code.",
                    ));
                }
            }
            Some("account_link") => {
                needed(button, "url", URL_MAX)?;
            }
            Some("account_unlink") => {}
            Some(other) => {
                return Err(GraphError::parameter(format!("Button type {other} is not known.")));
            }
            None => return Err(GraphError::required("type")),
        }
    }
    Ok(())
}

pub fn check_quick_replies(message: &Fields) -> Result<Vec<Value>, GraphError> {
    if !message.contains_key("quick_replies") {
        return Ok(Vec::new());
    }
    let replies = objects(message, "quick_replies", QUICK_REPLIES_MAX)?;
    for reply in &replies {
        refuse_others(reply, &["content_type", "title", "payload", "image_url"])?;
        match text(reply, "content_type")? {
            Some("text") => {
                needed(reply, "title", QUICK_REPLY_TITLE_MAX)?;
                if !reply.get("payload").is_some_and(Value::is_number) {
                    needed(reply, "payload", PAYLOAD_MAX)?;
                }
            }
            Some("user_phone_number" | "user_email") => {}
            Some(other) => {
                return Err(GraphError::parameter(format!("Content type {other} is not known.")));
            }
            None => return Err(GraphError::required("content_type")),
        }
        if reply.contains_key("image_url") {
            needed(reply, "image_url", URL_MAX)?;
        }
    }
    Ok(replies.into_iter().cloned().map(Value::Object).collect())
}
