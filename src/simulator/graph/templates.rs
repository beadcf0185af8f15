//! Templates over the API: listed by pages, made, deleted.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::access::numbers_of;
use super::call::Call;
use super::checks::fields::{is_web_address, needed_text, objects, refuse_others, text};
use super::error::GraphError;
use super::route::Done;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::templates::{
    Category, Draft, Format, Quality, Status, TEMPLATES_MAX, Template,
};
use crate::simulator::tokens::Token;
use crate::simulator::webhook::{self, Update};

const DEFAULT_FIELDS: &str = "name,parameter_format,components,language,status,category,id";
const PAGE_DEFAULT: usize = 25;
const CURSOR_INVALID: u32 = 131_059;
const NAME_CHARACTERS_MAX: usize = 512;

pub fn list(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    call: &Call,
) -> Result<Done, GraphError> {
    numbers_of(platform, waba_id, token, "get")?;
    let now_seconds = platform.clock.now_seconds();
    let world = platform.world();
    let start = match call.param("after") {
        Some(cursor) => read_cursor(cursor, now_seconds, world.knobs.cursor_seconds)?,
        None => 0,
    };
    let limit = match call.param("limit") {
        Some(written) => written.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| {
            GraphError::parameter("Param limit must be a number greater than zero.")
        })?,
        None => PAGE_DEFAULT,
    };
    let limit = world.knobs.template_page_max.min(limit);
    let fields = call.param("fields").filter(|fields| !fields.is_empty());
    let fields: Vec<&str> = fields.unwrap_or(DEFAULT_FIELDS).split(',').map(str::trim).collect();
    let wanted: Vec<&Template> =
        world.templates.of_account(waba_id).filter(|template| is_wanted(template, call)).collect();
    let page = wanted.iter().skip(start).take(limit);
    let data: Result<Vec<Value>, GraphError> =
        page.map(|template| described(template, &fields)).collect();
    let data = data?;
    let end = start + data.len();
    let mut body = json!({"data": data});
    if end > start {
        let after = cursor(end, now_seconds);
        body["paging"] = json!({"cursors": {"before": cursor(start, now_seconds), "after": after}});
        if end < wanted.len() {
            body["paging"]["next"] = next_page(platform, call, token, limit, &after).into();
        }
    }
    Ok(Done { body, verdict: format!("listed templates {start} to {end} of {}", wanted.len()) })
}

pub fn create(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    body: &Value,
) -> Result<Done, GraphError> {
    numbers_of(platform, waba_id, token, "post")?;
    let draft = draft_of(body)?;
    let mut world = platform.world();
    if world.templates.of_account(waba_id).count() >= TEMPLATES_MAX {
        return Err(GraphError::parameter("The account has too many templates."));
    }
    if world.templates.find(waba_id, &draft.name, &draft.language).is_some() {
        return Err(GraphError::parameter(
            "There is already content in this language for this template.",
        ));
    }
    let made = world.templates.add(waba_id, draft);
    let body = json!({"id": made.id, "status": made.status, "category": made.category});
    let verdict = format!("made the template {}", made.name);
    drop(world);
    platform.announce(Change::State);
    Ok(Done { body, verdict })
}

pub fn delete(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    call: &Call,
) -> Result<Done, GraphError> {
    let numbers = numbers_of(platform, waba_id, token, "delete")?;
    let name = call.param("name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| GraphError::required("name"))?;
    let gone = platform.world().templates.remove(waba_id, name, call.param("hsm_id"));
    if gone.is_empty() {
        return Err(GraphError::parameter(format!("There is no template named {name}.")));
    }
    for template in &gone {
        let mut value = template.described();
        value["event"] = "DELETED".into();
        value["reason"] = "NONE".into();
        if let Some(number) = numbers.first() {
            let field = "message_template_status_update";
            webhook::enqueue(platform, Update::change(&number.phone_number_id, field, value));
        }
    }
    platform.announce(Change::State);
    let verdict = format!("deleted {} of {name}", gone.len());
    Ok(Done { body: json!({"success": true}), verdict })
}

/// A template as somebody writes it down; it waits for its review.
pub fn draft_of(body: &Value) -> Result<Draft, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| GraphError::parameter("The body must be a JSON object."))?;
    let known =
        ["name", "language", "category", "components", "parameter_format", "allow_category_change"];
    refuse_others(fields, &known)?;
    let name = needed_text(fields, "name")?;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.len() > NAME_CHARACTERS_MAX || !name.bytes().all(is_name) {
        return Err(GraphError::parameter("name has lower case letters, digits and _ only."));
    }
    let language = needed_text(fields, "language")?.to_owned();
    let word = |name: &str| text(fields, name).map(|word| word.map(str::to_uppercase));
    let category = word("category")?.ok_or_else(|| GraphError::required("category"))?;
    let category: Category = serde_json::from_value(category.into()).map_err(|_| {
        GraphError::parameter("Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}")
    })?;
    let parameter_format: Format = match word("parameter_format")? {
        Some(format) => serde_json::from_value(format.into()).map_err(|_| {
            GraphError::parameter("Param parameter_format must be one of {NAMED, POSITIONAL}")
        })?,
        None => Format::Positional,
    };
    let components: Vec<Value> =
        objects(fields, "components")?.into_iter().map(upper_case).collect();
    if !components.iter().any(|component| component["type"] == "BODY") {
        return Err(GraphError::parameter("A template needs a component of type BODY."));
    }
    check_links(&components)?;
    let name = name.to_owned();
    let status = Status::Pending;
    Ok(Draft { name, language, category, parameter_format, components, status })
}

/// Buttons with an address lead to the web and nowhere else.
fn check_links(components: &[Value]) -> Result<(), GraphError> {
    let buttons =
        components.iter().filter_map(|component| component["buttons"].as_array()).flatten();
    for button in buttons {
        let kind = button["type"].as_str().unwrap_or_default();
        let leads_there = button["url"].as_str().is_some_and(is_web_address);
        if kind.eq_ignore_ascii_case("URL") && !leads_there {
            return Err(GraphError::parameter("Param url of a button is no web address."));
        }
    }
    Ok(())
}

/// The kinds of components can be written in any case.
fn upper_case(component: &Map<String, Value>) -> Value {
    let mut component = Value::Object(component.clone());
    for name in ["type", "format"] {
        if let Some(word) = component[name].as_str() {
            component[name] = word.to_uppercase().into();
        }
    }
    component
}

fn is_wanted(template: &Template, call: &Call) -> bool {
    let value = json!(template);
    ["status", "name", "language", "category"]
        .iter()
        .all(|name| call.param(name).is_none_or(|wanted| value[*name] == wanted))
}

fn described(template: &Template, fields: &[&str]) -> Result<Value, GraphError> {
    let all = json!(template);
    let mut body = Map::new();
    for field in fields {
        let value = match *field {
            "quality_score" => json!({"score": template.quality}),
            "rejected_reason" => json!(template.rejected_reason),
            "id" | "name" | "language" | "status" | "category" | "components"
            | "parameter_format" => all[*field].clone(),
            unknown => {
                return Err(GraphError::parameter(format!(
                    "Tried accessing nonexisting field ({unknown}) on node type (WhatsAppMessageTemplate)"
                )));
            }
        };
        body.insert((*field).to_owned(), value);
    }
    body.insert("id".to_owned(), template.id.as_str().into());
    Ok(body.into())
}

/// With the access token in it, as in real life.
fn next_page(platform: &Platform, call: &Call, token: &Token, limit: usize, after: &str) -> String {
    let mut query = String::new();
    for name in ["fields", "status", "name", "language", "category"] {
        if let Some(value) = call.param(name) {
            query.push_str(&format!("&{name}={value}"));
        }
    }
    let access = token.token.replace(' ', "+");
    format!(
        "{}{}?access_token={access}{query}&limit={limit}&after={after}",
        platform.settings.own_url, call.path
    )
}

fn cursor(at: usize, now_seconds: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{at}.{now_seconds}"))
}

fn read_cursor(cursor: &str, now_seconds: i64, lives_seconds: u64) -> Result<usize, GraphError> {
    let invalid = || GraphError::of_code(CURSOR_INVALID, None);
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
    let text = String::from_utf8(bytes).map_err(|_| invalid())?;
    let (at, made) = text.split_once('.').ok_or_else(invalid)?;
    let made: i64 = made.parse().map_err(|_| invalid())?;
    if now_seconds >= made.saturating_add_unsigned(lives_seconds) {
        return Err(invalid());
    }
    at.parse().map_err(|_| invalid())
}

/// Tells the desk what changed: status, quality, category.
pub fn report(platform: &Platform, before: &Template, after: &Template, reason: Option<&str>) {
    let account = {
        let world = platform.world();
        let mut numbers = world.accounts.iter().map(|account| &account.number);
        numbers.find(|number| number.waba_id == after.waba_id).map(|n| n.phone_number_id.clone())
    };
    let Some(account) = account else { return };
    if before.status != after.status {
        let mut value = after.described();
        value["event"] = json!(after.status);
        value["message_template_category"] = json!(after.category);
        value["reason"] = reason.unwrap_or("NONE").into();
        webhook::enqueue(
            platform,
            Update::change(&account, "message_template_status_update", value),
        );
    }
    if before.quality != after.quality {
        let mut value = after.described();
        value["previous_quality_score"] = quality(before.quality);
        value["new_quality_score"] = quality(after.quality);
        webhook::enqueue(
            platform,
            Update::change(&account, "message_template_quality_update", value),
        );
    }
    if before.category != after.category {
        let mut value = after.described();
        value["previous_category"] = json!(before.category);
        value["new_category"] = json!(after.category);
        webhook::enqueue(platform, Update::change(&account, "template_category_update", value));
    }
}

fn quality(quality: Quality) -> Value {
    json!(quality)
}
