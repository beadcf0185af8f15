//! Reading the fields of a request, with Meta's refusals for what is not as it should be.

use serde_json::{Map, Value};

use crate::simulator::graph::error::GraphError;

pub type Fields = Map<String, Value>;

pub fn refuse_others(fields: &Fields, known: &[&str]) -> Result<(), GraphError> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            Err(GraphError::parameter(format!("Unexpected key \"{name}\" in the request.")))
        }
        None => Ok(()),
    }
}

pub fn text<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a string."))),
    }
}

/// A text that must be there and not be empty.
pub fn needed_text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, GraphError> {
    let given = text(fields, name)?.filter(|text| !text.is_empty());
    given.ok_or_else(|| GraphError::required(name))
}

/// The same with a limit, for what people see.
pub fn short_text<'a>(
    fields: &'a Fields,
    name: &str,
    characters_max: usize,
) -> Result<&'a str, GraphError> {
    let given = text(fields, name)?.ok_or_else(|| GraphError::required(name))?;
    if !(1..=characters_max).contains(&given.chars().count()) {
        return Err(GraphError::value(format!(
            "{name} must have 1 to {characters_max} characters."
        )));
    }
    Ok(given)
}

pub fn object<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a Fields>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a JSON object."))),
    }
}

pub fn needed_object<'a>(fields: &'a Fields, name: &str) -> Result<&'a Fields, GraphError> {
    object(fields, name)?.ok_or_else(|| GraphError::required(name))
}

/// A list of objects that must be there.
pub fn objects<'a>(fields: &'a Fields, name: &str) -> Result<Vec<&'a Fields>, GraphError> {
    let wrong = || GraphError::parameter(format!("Param {name} must be an array of JSON objects."));
    let list = fields.get(name).ok_or_else(|| GraphError::required(name))?;
    let list = list.as_array().ok_or_else(wrong)?;
    list.iter().map(|item| item.as_object().ok_or_else(wrong)).collect()
}

pub fn is_web_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|start| text.len() > start.len() && text.starts_with(start))
}
