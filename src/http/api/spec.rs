//! The published description of the API: what the framework derives, made exact. The framework
//! leaves open that an absent value is written as null, and that an answer always has all fields.

use super::described;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const SCHEMA_PREFIX: &str = "#/components/schemas/";

/// Written when it is asked for first: most that start are never asked.
static SPEC: LazyLock<String> = LazyLock::new(|| {
    let derived = described().spec();
    // What the framework wrote is JSON; if ever not, it is published as it is.
    match serde_json::from_str(&derived).map(exact) {
        Ok(exact) => format!("{exact:#}\n"),
        Err(_) => derived,
    }
});

/// The description in JSON, indented, ending in a line break.
pub fn spec() -> &'static str {
    &SPEC
}

fn exact(mut spec: Value) -> Value {
    let answered = reachable(&spec, "responses");
    let asked = reachable(&spec, "requestBody");
    let schemas = spec.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(schema) = schema.as_object_mut() else { continue };
        if schema.contains_key("anyOf") {
            // The alternatives say what they are; not all are objects.
            schema.remove("type");
        }
        mark_nullable(schema);
        if answered.contains(name) && !asked.contains(name) {
            require_all(schema);
        }
    }
    spec
}

/// The names of the schemas that operations lead to by `part`.
fn reachable(spec: &Value, part: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = spec.get("paths").and_then(Value::as_object);
    let operations = paths.into_iter().flat_map(Map::values).filter_map(Value::as_object);
    for operation in operations.flat_map(Map::values) {
        if let Some(part) = operation.get(part) {
            follow(spec, part, &mut found);
        }
    }
    found
}

fn follow(spec: &Value, from: &Value, found: &mut BTreeSet<String>) {
    match from {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str().and_then(|text| text.strip_prefix(SCHEMA_PREFIX)) {
                    Some(name) if key == "$ref" && found.insert(name.to_owned()) => {
                        if let Some(schema) = spec.pointer(&format!("/components/schemas/{name}")) {
                            follow(spec, schema, found);
                        }
                    }
                    Some(_) | None => follow(spec, value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| follow(spec, item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn mark_nullable(schema: &mut Map<String, Value>) {
    let required: Vec<String> = names(schema.get("required"));
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        if required.contains(name) {
            continue;
        }
        if property.get("$ref").is_some() {
            // Beside a reference nothing else counts.
            *property = json!({ "allOf": [property.take()] });
        }
        if let Some(property) = property.as_object_mut() {
            property.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
}

fn require_all(schema: &mut Map<String, Value>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    let all: Vec<Value> =
        properties.into_iter().flat_map(Map::keys).cloned().map(Value::String).collect();
    if !all.is_empty() {
        schema.insert("required".to_owned(), Value::Array(all));
    }
}

fn names(list: Option<&Value>) -> Vec<String> {
    let names = list.and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_null_says_so_and_answers_are_complete() {
        let spec: Value = serde_json::from_str(spec()).expect("JSON");
        let conversation = &spec["components"]["schemas"]["Conversation"];
        assert_eq!(conversation["properties"]["agent_id"]["nullable"], true);
        assert_eq!(conversation["properties"]["preview"]["nullable"], true);
        assert_eq!(conversation["properties"]["state"]["nullable"], Value::Null);
        assert!(names(conversation.get("required")).contains(&"agent_id".to_owned()));
        let note = &spec["components"]["schemas"]["NewNote"];
        assert_eq!(names(note.get("required")), ["text"]);
    }
}
