//! Parts of a request, taken one by one: of the right form or refused.

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

pub fn text<'f>(fields: &'f Fields, name: &str) -> Result<Option<&'f str>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a string."))),
    }
}

/// A text that must be there, with at least one character and at most so many.
pub fn needed<'f>(fields: &'f Fields, name: &str, most: usize) -> Result<&'f str, GraphError> {
    let text = text(fields, name)?.filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| GraphError::required(name))?;
    at_most(text, name, most)?;
    Ok(text)
}

pub fn at_most(text: &str, name: &str, most: usize) -> Result<(), GraphError> {
    if text.chars().count() > most {
        let message = format!("Param {name} must be at most {most} characters long.");
        return Err(GraphError::parameter(message));
    }
    Ok(())
}

pub fn object<'f>(fields: &'f Fields, name: &str) -> Result<Option<&'f Fields>, GraphError> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(GraphError::parameter(format!("Param {name} must be a JSON object."))),
    }
}

/// The objects of a list that must be there and have so many.
pub fn objects<'f>(
    fields: &'f Fields,
    name: &str,
    most: usize,
) -> Result<Vec<&'f Fields>, GraphError> {
    let list = fields.get(name).ok_or_else(|| GraphError::required(name))?;
    let list = list.as_array();
    let list =
        list.ok_or_else(|| GraphError::parameter(format!("Param {name} must be a list.")))?;
    if !(1..=most).contains(&list.len()) {
        let message = format!("Param {name} must have 1 to {most} elements.");
        return Err(GraphError::parameter(message));
    }
    let objects = list.iter().map(|item| {
        item.as_object().ok_or_else(|| {
            GraphError::parameter(format!("Param {name} must be a list of JSON objects."))
        })
    });
    objects.collect()
}
