//! Messages with buttons, lists, links and requests.

use std::collections::BTreeSet;

use serde_json::Value;

use super::content::check_source;
use super::fields::{
    Fields, is_web_address, needed_object, object, objects, refuse_others, short_text, text,
};
use crate::simulator::graph::error::GraphError;

const BODY_CHARACTERS_MAX: usize = 1024;
const LIST_BODY_CHARACTERS_MAX: usize = 4096;
const HEADER_CHARACTERS_MAX: usize = 60;
const FOOTER_CHARACTERS_MAX: usize = 60;
const BUTTONS_MAX: usize = 3;
const BUTTON_CHARACTERS_MAX: usize = 20;
const BUTTON_ID_CHARACTERS_MAX: usize = 256;
const SECTIONS_MAX: usize = 10;
/// In all sections together.
const ROWS_MAX: usize = 10;
const TITLE_CHARACTERS_MAX: usize = 24;
const ROW_ID_CHARACTERS_MAX: usize = 200;
const DESCRIPTION_CHARACTERS_MAX: usize = 72;
/// Known to Meta; of these the simulator checks no more than that they have an action.
const OTHER_TYPES: [&str; 11] = [
    "product",
    "product_list",
    "catalog_message",
    "flow",
    "address_message",
    "order_details",
    "order_status",
    "call_permission_request",
    "voice_call",
    "carousel",
    "request_contact_info",
];

pub fn check_interactive(fields: &Fields) -> Result<Value, GraphError> {
    let content = needed_object(fields, "interactive")?;
    refuse_others(content, &["type", "header", "body", "footer", "action"])?;
    let kind = text(content, "type")?.ok_or_else(|| GraphError::required("interactive['type']"))?;
    let action = needed_object(content, "action")?;
    check_header(content, kind)?;
    check_footer(content)?;
    match kind {
        "button" => {
            check_body(content, BODY_CHARACTERS_MAX)?;
            check_buttons(action)?;
        }
        "list" => {
            check_body(content, LIST_BODY_CHARACTERS_MAX)?;
            check_list(action)?;
        }
        "cta_url" => {
            check_body(content, BODY_CHARACTERS_MAX)?;
            check_link(action)?;
        }
        "location_request_message" => {
            check_body(content, BODY_CHARACTERS_MAX)?;
            must_be_named(action, "send_location")?;
        }
        kind if OTHER_TYPES.contains(&kind) => {}
        kind => {
            return Err(GraphError::parameter(format!(
                "Param interactive['type'] must be one of the known types, not {kind}."
            )));
        }
    }
    Ok(Value::Object(content.clone()))
}

fn check_header(content: &Fields, kind: &str) -> Result<(), GraphError> {
    let Some(header) = object(content, "header")? else { return Ok(()) };
    match text(header, "type")? {
        Some("text") => short_text(header, "text", HEADER_CHARACTERS_MAX).map(|_| ()),
        Some(media @ ("image" | "video" | "document")) if kind != "list" => {
            check_source(needed_object(header, media)?, media)
        }
        Some("image" | "video" | "document") => {
            Err(GraphError::value("A list can have a text only as its header."))
        }
        Some(other) => Err(GraphError::value(format!("A header cannot be of type {other}."))),
        None => Err(GraphError::required("header['type']")),
    }
}

fn check_footer(content: &Fields) -> Result<(), GraphError> {
    match object(content, "footer")? {
        Some(footer) => short_text(footer, "text", FOOTER_CHARACTERS_MAX).map(|_| ()),
        None => Ok(()),
    }
}

fn check_body(content: &Fields, characters_max: usize) -> Result<(), GraphError> {
    short_text(needed_object(content, "body")?, "text", characters_max).map(|_| ())
}

fn check_buttons(action: &Fields) -> Result<(), GraphError> {
    let buttons = objects(action, "buttons")?;
    if !(1..=BUTTONS_MAX).contains(&buttons.len()) {
        return Err(GraphError::value(format!("There must be 1 to {BUTTONS_MAX} buttons.")));
    }
    let (mut titles, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for button in buttons {
        if text(button, "type")? != Some("reply") {
            return Err(GraphError::value("A button must be of type reply."));
        }
        let reply = needed_object(button, "reply")?;
        refuse_others(reply, &["id", "title"])?;
        let id = short_text(reply, "id", BUTTON_ID_CHARACTERS_MAX)?;
        let title = short_text(reply, "title", BUTTON_CHARACTERS_MAX)?;
        if !titles.insert(title) || !ids.insert(id) {
            return Err(GraphError::value("Buttons must have different titles and ids."));
        }
    }
    Ok(())
}

fn check_list(action: &Fields) -> Result<(), GraphError> {
    short_text(action, "button", BUTTON_CHARACTERS_MAX)?;
    let sections = objects(action, "sections")?;
    if !(1..=SECTIONS_MAX).contains(&sections.len()) {
        return Err(GraphError::value(format!("There must be 1 to {SECTIONS_MAX} sections.")));
    }
    let mut ids = BTreeSet::new();
    for section in &sections {
        if sections.len() > 1 || section.contains_key("title") {
            short_text(section, "title", TITLE_CHARACTERS_MAX)?;
        }
        let rows = objects(section, "rows")?;
        if rows.is_empty() {
            return Err(GraphError::value("A section must have a row."));
        }
        for row in rows {
            let id = short_text(row, "id", ROW_ID_CHARACTERS_MAX)?;
            short_text(row, "title", TITLE_CHARACTERS_MAX)?;
            if row.contains_key("description") {
                short_text(row, "description", DESCRIPTION_CHARACTERS_MAX)?;
            }
            if !ids.insert(id) {
                return Err(GraphError::value("Rows must have different ids."));
            }
        }
    }
    if ids.len() > ROWS_MAX {
        return Err(GraphError::value(format!("There may be {ROWS_MAX} rows in all sections.")));
    }
    Ok(())
}

fn check_link(action: &Fields) -> Result<(), GraphError> {
    must_be_named(action, "cta_url")?;
    let parameters = needed_object(action, "parameters")?;
    short_text(parameters, "display_text", BUTTON_CHARACTERS_MAX)?;
    let url = text(parameters, "url")?.ok_or_else(|| GraphError::required("url"))?;
    if is_web_address(url) { Ok(()) } else { Err(GraphError::value("url is no web address.")) }
}

fn must_be_named(action: &Fields, name: &str) -> Result<(), GraphError> {
    match text(action, "name")? {
        Some(given) if given == name => Ok(()),
        Some(_) => Err(GraphError::value(format!("action['name'] must be {name}."))),
        None => Err(GraphError::required("action['name']")),
    }
}
