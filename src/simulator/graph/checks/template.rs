//! The form of a template message; whether it fits its template is another question.

use serde_json::Value;

use super::content::check_source;
use super::fields::{Fields, needed_object, needed_text, objects, refuse_others, text};
use crate::simulator::graph::error::GraphError;

const NAME_CHARACTERS_MAX: usize = 512;
const BUTTONS_MAX: u64 = 10;
const COMPONENT_TYPES: [&str; 7] = [
    "header",
    "body",
    "button",
    "carousel",
    "limited_time_offer",
    "order_status",
    "tap_target_configuration",
];

pub fn check_template(fields: &Fields) -> Result<Value, GraphError> {
    let content = needed_object(fields, "template")?;
    refuse_others(content, &["name", "language", "components", "namespace"])?;
    let name = needed_text(content, "name")?;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.len() > NAME_CHARACTERS_MAX || !name.bytes().all(is_name) {
        return Err(GraphError::value(
            "template['name'] has lower case letters, digits and _ only.",
        ));
    }
    let language = needed_object(content, "language")?;
    needed_text(language, "code")?;
    if text(language, "policy")?.is_some_and(|policy| policy != "deterministic") {
        return Err(GraphError::parameter(
            "Param language['policy'] must be one of {deterministic}",
        ));
    }
    if content.contains_key("components") {
        for component in objects(content, "components")? {
            check_component(component)?;
        }
    }
    Ok(Value::Object(content.clone()))
}

fn check_component(component: &Fields) -> Result<(), GraphError> {
    let kind = needed_text(component, "type")?.to_lowercase();
    if !COMPONENT_TYPES.contains(&kind.as_str()) {
        return Err(GraphError::parameter(format!("A component cannot be of type {kind}.")));
    }
    if kind == "button" {
        check_button(component)?;
    }
    if component.contains_key("parameters") {
        for parameter in objects(component, "parameters")? {
            check_parameter(parameter)?;
        }
    }
    Ok(())
}

fn check_button(button: &Fields) -> Result<(), GraphError> {
    if text(button, "sub_type")?.is_none() {
        return Err(GraphError::missing("A button needs its sub_type."));
    }
    let index =
        button.get("index").ok_or_else(|| GraphError::missing("A button needs its index."))?;
    let number = index.as_u64().or_else(|| index.as_str().and_then(|text| text.parse().ok()));
    if number.is_none_or(|number| number >= BUTTONS_MAX) {
        return Err(GraphError::value(format!("index must be from 0 to {}.", BUTTONS_MAX - 1)));
    }
    Ok(())
}

fn check_parameter(parameter: &Fields) -> Result<(), GraphError> {
    let kind = needed_text(parameter, "type")?;
    match kind {
        "text" => needed_text(parameter, "text").map(|_| ()),
        "image" | "video" | "document" => check_source(needed_object(parameter, kind)?, kind),
        "location" | "currency" | "date_time" => needed_object(parameter, kind).map(|_| ()),
        "payload" | "coupon_code" => text(parameter, kind).map(|_| ()),
        _ => Ok(()),
    }
}
