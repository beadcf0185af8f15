//! As much of JSON Schema as the collected schemas use; patterns are not looked at.

use serde_json::{Map, Value};

/// What does not fit, with the way to it; nothing if all fits.
pub fn misfit(schema: &Value, value: &Value) -> Option<String> {
    Checker { root: schema }.misfit(schema, value, "")
}

struct Checker<'schema> {
    root: &'schema Value,
}

impl Checker<'_> {
    fn misfit(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        let Some(rules) = schema.as_object() else {
            return (schema == &Value::Bool(false)).then(|| format!("{at}: nothing may be here"));
        };
        if let Some(target) = rules.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(target.trim_start_matches('#'))?;
            return self.misfit(target, value, at);
        }
        let simple = of_value(rules, value).map(|why| format!("{at}: {why}"));
        let inner = || match value {
            Value::Object(fields) => self.of_object(rules, fields, at),
            Value::Array(items) => self.of_list(rules, items, at),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        };
        simple.or_else(inner).or_else(|| self.of_choices(rules, value, at))
    }

    fn of_object(
        &self,
        rules: &Map<String, Value>,
        fields: &Map<String, Value>,
        at: &str,
    ) -> Option<String> {
        let list = |name: &str| rules.get(name).and_then(Value::as_array).into_iter().flatten();
        let missing =
            list("required").filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
        if let Some(name) = missing {
            return Some(format!("{at}: {name} is missing"));
        }
        let properties = rules.get("properties").and_then(Value::as_object);
        let is_closed = rules.get("additionalProperties") == Some(&Value::Bool(false));
        fields.iter().find_map(|(name, value)| {
            match properties.and_then(|properties| properties.get(name)) {
                Some(schema) => self.misfit(schema, value, &format!("{at}/{name}")),
                None => is_closed.then(|| format!("{at}: {name} is not known")),
            }
        })
    }

    fn of_list(&self, rules: &Map<String, Value>, items: &[Value], at: &str) -> Option<String> {
        let limit = |name: &str| rules.get(name).and_then(Value::as_u64);
        let count = items.len() as u64;
        if limit("minItems").is_some_and(|least| count < least)
            || limit("maxItems").is_some_and(|most| count > most)
        {
            return Some(format!("{at}: {count} items"));
        }
        let schema = rules.get("items")?;
        items.iter().find_map(|item| self.misfit(schema, item, &format!("{at}/-")))
    }

    fn of_choices(&self, rules: &Map<String, Value>, value: &Value, at: &str) -> Option<String> {
        let fits = |schema: &Value| self.misfit(schema, value, at).is_none();
        let list = |name: &str| rules.get(name).and_then(Value::as_array);
        if let Some(why) =
            list("allOf").into_iter().flatten().find_map(|schema| self.misfit(schema, value, at))
        {
            return Some(why);
        }
        if list("anyOf").is_some_and(|any| !any.iter().any(fits)) {
            return Some(format!("{at}: none of several fits"));
        }
        if list("oneOf").is_some_and(|one| one.iter().filter(|schema| fits(schema)).count() != 1) {
            return Some(format!("{at}: not exactly one of several fits"));
        }
        if rules.get("not").is_some_and(fits) {
            return Some(format!("{at}: what must not be is there"));
        }
        let branch = if fits(rules.get("if")?) { "then" } else { "else" };
        rules.get(branch).and_then(|schema| self.misfit(schema, value, at))
    }
}

fn of_value(rules: &Map<String, Value>, value: &Value) -> Option<&'static str> {
    let types = rules.get("type").map(|types| match types {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect::<Vec<_>>(),
    });
    if types.is_some_and(|types| !types.iter().any(|name| is_of_type(value, name))) {
        return Some("another type is wanted");
    }
    if rules.get("const").is_some_and(|wanted| wanted != value) {
        return Some("another value is wanted");
    }
    let known = rules.get("enum").and_then(Value::as_array);
    if known.is_some_and(|known| !known.contains(value)) {
        return Some("not one of the known values");
    }
    let limit = |name: &str| rules.get(name).and_then(Value::as_u64);
    let length = value.as_str().map(|text| text.chars().count() as u64)?;
    let is_long = limit("maxLength").is_some_and(|most| length > most);
    let is_short = limit("minLength").is_some_and(|least| length < least);
    (is_long || is_short).then_some("too long or too short")
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    }
}
