//! Filling a template in: whether the parameters fit, and what the phone shows then.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Format, Template};

const BODY_CHARACTERS_MAX: usize = 1024;
const SPACES_MAX: usize = 4;

/// Why parameters do not fit, as Meta's code and words.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    pub code: u32,
    pub details: String,
}

const COUNT: u32 = 132_000;
const TOO_LONG: u32 = 132_005;
const FORMAT: u32 = 132_012;
const TEXT: u32 = 132_018;
const MISSING: u32 = 131_008;

/// What the phone shows: header, body, footer and buttons.
pub fn fill(template: &Template, components: &[Value]) -> Result<Value, Misfit> {
    let mut shown = json!({});
    if let Some(header) = template.component("HEADER") {
        shown["header"] = fill_header(template, header, parameters(components, "header"))?;
    }
    if let Some(text) = template.component("BODY").and_then(|body| body["text"].as_str()) {
        let body = fill_text(template, "body", text, parameters(components, "body"))?;
        if body.chars().count() > BODY_CHARACTERS_MAX {
            return Err(misfit(
                TOO_LONG,
                format!("The body has more than {BODY_CHARACTERS_MAX} characters."),
            ));
        }
        shown["body"] = body.into();
    }
    if let Some(footer) = template.component("FOOTER") {
        shown["footer"] = footer["text"].clone();
    }
    let buttons = template.component("BUTTONS").and_then(|buttons| buttons["buttons"].as_array());
    let buttons = buttons.map(Vec::as_slice).unwrap_or_default();
    refuse_other_buttons(buttons, components)?;
    let filled: Result<Vec<Value>, Misfit> = buttons
        .iter()
        .enumerate()
        .map(|(index, button)| fill_button(button, index, components))
        .collect();
    shown["buttons"] = filled?.into();
    Ok(shown)
}

fn fill_header(template: &Template, header: &Value, given: &[Value]) -> Result<Value, Misfit> {
    let format = header["format"].as_str().unwrap_or("TEXT");
    if format == "TEXT" {
        let text = header["text"].as_str().unwrap_or_default();
        let text = fill_text(template, "header", text, given)?;
        return Ok(json!({"type": "text", "text": text}));
    }
    let kind = format.to_lowercase();
    let parameter = given.first().ok_or_else(|| {
        misfit(FORMAT, format!("header: Format mismatch, expected {format}, received UNKNOWN"))
    })?;
    let received = parameter["type"].as_str().unwrap_or("UNKNOWN");
    if received != kind || given.len() > 1 {
        let received = received.to_uppercase();
        let details = format!("header: Format mismatch, expected {format}, received {received}");
        return Err(misfit(FORMAT, details));
    }
    Ok(json!({"type": kind, (kind.as_str()): parameter[kind.as_str()]}))
}

fn fill_text(
    template: &Template,
    place: &str,
    text: &str,
    given: &[Value],
) -> Result<String, Misfit> {
    let wanted = variables(text);
    if wanted.len() != given.len() {
        let details = format!(
            "{place}: number of localizable_params ({}) does not match the expected number of params ({})",
            given.len(),
            wanted.len()
        );
        return Err(misfit(COUNT, details));
    }
    let mut values = Vec::with_capacity(wanted.len());
    for (at, name) in wanted.into_iter().enumerate() {
        let parameter = match template.parameter_format {
            Format::Positional => given.get(at),
            Format::Named => given.iter().find(|given| given["parameter_name"] == name.as_str()),
        };
        let parameter = parameter.ok_or_else(|| {
            misfit(FORMAT, format!("{place}: there is no parameter named {name}"))
        })?;
        values.push((name, value_of(place, parameter)?));
    }
    Ok(filled(text, &values))
}

/// The text with its variables' values, in one pass: what stands in a value is no variable.
fn filled(text: &str, values: &[(String, String)]) -> String {
    let mut parts = text.split("{{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once("}}").and_then(|(name, rest)| {
            let (_, value) = values.iter().find(|(known, _)| known == name)?;
            Some((value, rest))
        });
        match found {
            Some((value, rest)) => {
                whole.push_str(value);
                whole.push_str(rest);
            }
            None => {
                whole.push_str("{{");
                whole.push_str(part);
            }
        }
    }
    whole
}

/// What a parameter puts in the place of its variable.
fn value_of(place: &str, parameter: &Value) -> Result<String, Misfit> {
    let text = match parameter["type"].as_str() {
        Some("text") => parameter["text"].as_str(),
        Some(kind @ ("currency" | "date_time")) => parameter[kind]["fallback_value"].as_str(),
        _ => None,
    };
    let text = text.ok_or_else(|| misfit(FORMAT, format!("{place}: a text is expected")))?;
    let has_many_spaces = text.contains(&" ".repeat(SPACES_MAX + 1));
    if text.contains(['\n', '\r', '\t']) || has_many_spaces {
        let details =
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces";
        return Err(misfit(TEXT, format!("{place}: {details}")));
    }
    Ok(text.to_owned())
}

fn fill_button(button: &Value, index: usize, components: &[Value]) -> Result<Value, Misfit> {
    let given = components.iter().find(|component| index_of(component) == Some(index));
    let parameter = given.and_then(|given| given["parameters"].get(0));
    let mut shown = button.clone();
    let kind = button["type"].as_str().unwrap_or_default();
    let missing = || {
        misfit(
            MISSING,
            format!("buttons: Button at index {index} of type {kind} requires a parameter"),
        )
    };
    match kind {
        "URL" => {
            let url = button["url"].as_str().unwrap_or_default();
            if let Some(variable) = variables(url).into_iter().next() {
                let value = value_of("buttons", parameter.ok_or_else(missing)?)?;
                shown["url"] = filled(url, &[(variable, value)]).into();
            }
        }
        "COPY_CODE" => {
            let code = parameter.and_then(|parameter| parameter["coupon_code"].as_str());
            shown["code"] = code.ok_or_else(missing)?.into();
        }
        "QUICK_REPLY" => {
            let payload = parameter.and_then(|parameter| parameter["payload"].as_str());
            shown["payload"] = payload.or(button["text"].as_str()).unwrap_or_default().into();
        }
        _ => {}
    }
    Ok(shown)
}

fn refuse_other_buttons(buttons: &[Value], components: &[Value]) -> Result<(), Misfit> {
    for component in components {
        let Some(index) = index_of(component) else { continue };
        let wanted = buttons.get(index).and_then(|button| button["type"].as_str());
        let given = component["sub_type"].as_str().unwrap_or_default().to_uppercase();
        if wanted != Some(given.as_str()) {
            let details = format!("buttons: there is no button of type {given} at index {index}");
            return Err(misfit(FORMAT, details));
        }
    }
    Ok(())
}

fn index_of(component: &Value) -> Option<usize> {
    let is_button =
        component["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("button"));
    let index = &component["index"];
    let number = index.as_u64().or_else(|| index.as_str().and_then(|text| text.parse().ok()));
    number.filter(|_| is_button).and_then(|number| usize::try_from(number).ok())
}

fn parameters<'a>(components: &'a [Value], kind: &str) -> &'a [Value] {
    let is_meant = |component: &&Value| {
        component["type"].as_str().is_some_and(|given| given.eq_ignore_ascii_case(kind))
    };
    let found = components.iter().find(is_meant).and_then(|found| found["parameters"].as_array());
    found.map(Vec::as_slice).unwrap_or_default()
}

/// The names between double braces, each once: by number if all are numbers, else in their order.
fn variables(text: &str) -> Vec<String> {
    let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
    for part in text.split("{{").skip(1) {
        let Some((name, _)) = part.split_once("}}") else { continue };
        if seen.insert(name) {
            names.push(name.to_owned());
        }
    }
    let number = |name: &String| name.parse::<u32>().ok();
    if names.iter().all(|name| number(name).is_some()) {
        names.sort_by_key(number);
    }
    names
}

fn misfit(code: u32, details: impl Into<String>) -> Misfit {
    Misfit { code, details: details.into() }
}

#[cfg(test)]
#[path = "fill_tests.rs"]
mod tests;
