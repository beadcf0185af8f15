//! A customer taps a button or a row of what the business sent.

use serde_json::{Map, Value, json};

use super::Refused;
use crate::simulator::phone::{Phone, Side};

/// The message that comes of it. The choice is the id, or what stands on the button.
pub fn message(
    phone: &Phone,
    message_id: &str,
    choice: &str,
) -> Result<Map<String, Value>, Refused> {
    let mut shown = phone.shown();
    let sent = shown.find(|shown| shown.id == message_id && shown.from == Side::Business);
    let sent = sent.ok_or(Refused::NothingToTap)?;
    let answer = match sent.kind.as_str() {
        "template" => of_template(&sent.content, choice),
        "interactive" => of_interactive(&sent.content, choice),
        _ => None,
    };
    let (kind, content) = answer.ok_or(Refused::NothingToTap)?;
    let mut message = Map::new();
    message.insert("type".to_owned(), kind.into());
    message.insert(kind.to_owned(), content);
    Ok(message)
}

/// The content has the buttons as the phone shows them.
fn of_template(content: &Value, choice: &str) -> Option<(&'static str, Value)> {
    let buttons = content["shown"]["buttons"].as_array()?;
    let is_meant = |button: &&Value| {
        button["type"] == "QUICK_REPLY" && (button["payload"] == choice || button["text"] == choice)
    };
    let button = buttons.iter().find(is_meant)?;
    let payload = button.get("payload").unwrap_or(&button["text"]);
    Some(("button", json!({"payload": payload, "text": button["text"]})))
}

fn of_interactive(content: &Value, choice: &str) -> Option<(&'static str, Value)> {
    let is_meant = |option: &&Value| option["id"] == choice || option["title"] == choice;
    let action = &content["action"];
    if content["type"] == "button" {
        let mut replies = action["buttons"].as_array()?.iter().map(|button| &button["reply"]);
        let reply = replies.find(is_meant)?;
        return Some(("interactive", json!({"type": "button_reply", "button_reply": reply})));
    }
    let sections = action["sections"].as_array()?.iter();
    let mut rows = sections.flat_map(|section| section["rows"].as_array().into_iter().flatten());
    let row = rows.find(is_meant)?;
    Some(("interactive", json!({"type": "list_reply", "list_reply": row})))
}
