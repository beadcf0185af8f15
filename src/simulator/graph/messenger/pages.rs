//! Pages, what their apps are told of, and what their tokens may do.

use std::collections::BTreeSet;

use poem::http::Method;
use serde_json::{Map, Value, json};

use super::error;
use crate::simulator::graph::call::Call;
use crate::simulator::graph::error::GraphError;
use crate::simulator::graph::route::Done;
use crate::simulator::messenger::{FIELDS, Page};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::tokens::{PAGE_SCOPES, Token};
use crate::simulator::webhook::signature::sign;

const DEFAULT_FIELDS: &str = "name";

/// `appsecret_proof` is the code of the token under the app's secret; a wrong one is never taken.
pub fn check_proof(
    platform: &Platform,
    page: &Page,
    token: &Token,
    call: &Call,
) -> Result<(), GraphError> {
    let proof = call
        .param("appsecret_proof")
        .map(str::to_owned)
        .or_else(|| in_body(call, "appsecret_proof"));
    match proof {
        Some(proof)
            if sign(&page.app_secret, token.token.as_bytes()) == format!("sha256={proof}") =>
        {
            Ok(())
        }
        Some(_) => Err(error::proof_wrong()),
        None if platform.world().messenger.knobs.require_appsecret_proof => {
            Err(error::proof_missing())
        }
        None => Ok(()),
    }
}

fn in_body(call: &Call, name: &str) -> Option<String> {
    let body = call.json().ok()?;
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

pub fn permit(platform: &Platform, token: &Token, permission: &str) -> Result<(), GraphError> {
    let is_granted = scopes(platform, token).contains(&permission);
    if is_granted { Ok(()) } else { Err(GraphError::permission_missing(permission)) }
}

pub fn describe(page: &Page, fields: Option<&str>) -> Result<Done, GraphError> {
    let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or(DEFAULT_FIELDS);
    let mut body = Map::new();
    for field in fields.split(',').map(str::trim) {
        let value = match field {
            "id" => json!(page.page_id),
            "name" => json!(page.name),
            "category" => json!("Shopping & retail"),
            "link" => json!(format!("https://www.facebook.com/{}", page.page_id)),
            "is_published" => json!(true),
            unknown => {
                return Err(GraphError::parameter(format!(
                    "Tried accessing nonexisting field ({unknown}) on node type (Page)"
                )));
            }
        };
        body.insert(field.to_owned(), value);
    }
    body.insert("id".to_owned(), page.page_id.as_str().into());
    Ok(Done { body: body.into(), verdict: "described the page".to_owned() })
}

pub fn subscription(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    if call.method == Method::GET {
        return Ok(listed(platform, page));
    }
    let fields = if call.method == Method::POST { asked(call)? } else { BTreeSet::new() };
    let verdict = match fields.len() {
        0 => "unsubscribed the app".to_owned(),
        count => format!("subscribed the app to {count} fields"),
    };
    let mut world = platform.world();
    let pages = &mut world.messenger.pages;
    if let Some(state) = pages.iter_mut().find(|state| state.page.page_id == page.page_id) {
        state.subscribed_fields = fields;
    }
    drop(world);
    platform.announce(Change::State);
    Ok(Done { body: json!({"success": true}), verdict })
}

fn listed(platform: &Platform, page: &Page) -> Done {
    let world = platform.world();
    let fields = world.messenger.page(&page.page_id).map(|state| &state.subscribed_fields);
    let app = |fields: &BTreeSet<String>| {
        json!({
            "id": page.app_id,
            "name": "Deskbell",
            "link": "https://example.com/",
            "subscribed_fields": fields,
        })
    };
    let apps: Vec<Value> =
        fields.into_iter().filter(|fields| !fields.is_empty()).map(app).collect();
    Done { body: json!({"data": apps}), verdict: "listed the subscribed apps".to_owned() }
}

/// A list with commas in the address, or in the body as text or list.
fn asked(call: &Call) -> Result<BTreeSet<String>, GraphError> {
    let in_body = || call.json().ok().and_then(|body| body.get("subscribed_fields").cloned());
    let given =
        call.param("subscribed_fields").map(str::to_owned).map(Value::from).or_else(in_body);
    let names: Vec<String> = match given {
        Some(Value::String(list)) => list.split(',').map(|name| name.trim().to_owned()).collect(),
        Some(Value::Array(list)) => {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        Some(_) | None => Vec::new(),
    };
    if names.is_empty() {
        return Err(GraphError::required("subscribed_fields"));
    }
    if let Some(unknown) = names.iter().find(|name| !is_field(name)) {
        return Err(GraphError::parameter(format!(
            "Param subscribed_fields[0] must be one of {{{}}} - got \"{unknown}\".",
            FIELDS.join(", ")
        )));
    }
    Ok(names.into_iter().collect())
}

/// Those that the simulator tells of, and others that Meta knows.
fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
        || ["feed", "message_context", "messaging_customer_information", "message_reactions"]
            .contains(&name)
        || name.starts_with("messaging_")
        || name.starts_with("message_")
}

pub fn permissions(platform: &Platform, token: &Token) -> Done {
    let granted = scopes(platform, token);
    let status = |name: &str| if granted.contains(&name) { "granted" } else { "declined" };
    let data: Vec<Value> = PAGE_SCOPES
        .iter()
        .map(|name| json!({"permission": name, "status": status(name)}))
        .collect();
    Done { body: json!({"data": data}), verdict: "listed the permissions".to_owned() }
}

/// What the token may do, but for what a knob takes away.
fn scopes<'token>(platform: &Platform, token: &'token Token) -> Vec<&'token str> {
    let missing = platform.world().messenger.knobs.missing_permission.clone();
    let own = token.scopes.iter().map(String::as_str);
    own.filter(|name| missing.as_deref() != Some(*name)).collect()
}

/// Asked with the token itself, or with the app's own; nothing if it is not about a Page's token.
pub fn debug_token(platform: &Platform, call: &Call) -> Option<Result<Done, GraphError>> {
    let input = call.param("input_token")?;
    let asks = |page: &Page| {
        call.token
            .as_ref()
            .is_some_and(|token| *token == format!("{}|{}", page.app_id, page.app_secret))
    };
    let (token, page, is_of_any) = {
        let world = platform.world();
        let token = world.tokens.find(input).cloned();
        let page = token.as_ref().and_then(|token| world.messenger.page_of_token(token));
        let page = page.map(|state| state.page.clone());
        let is_of_any = world.messenger.pages.iter().any(|state| asks(&state.page));
        (token, page, is_of_any)
    };
    match (token, page) {
        (Some(token), Some(page)) if asks(&page) || call.token.as_deref() == Some(input) => {
            Some(Ok(described(platform, &token, &page)))
        }
        (Some(_), Some(_)) => Some(Err(GraphError::token_invalid())),
        (Some(_), None) => None,
        (None, _) => is_of_any.then(|| Ok(unknown())),
    }
}

fn described(platform: &Platform, token: &Token, page: &Page) -> Done {
    let is_over = token.is_over(platform.clock.now_ms());
    let scopes = scopes(platform, token);
    let granular = |scope: &&str| json!({"scope": scope, "target_ids": [page.page_id]});
    let mut data = json!({
        "app_id": page.app_id,
        "type": token.kind,
        "application": "Deskbell",
        "profile_id": page.page_id,
        "is_valid": !is_over,
        "expires_at": token.expires_at_ms.unwrap_or_default() / 1000,
        "data_access_expires_at": 0,
        "issued_at": platform.clock.now_seconds(),
        "scopes": scopes,
        "granular_scopes": scopes.iter().map(granular).collect::<Vec<_>>(),
    });
    if is_over {
        data["error"] = json!({
            "code": 190,
            "subcode": 463,
            "message": "Error validating access token: Session has expired.",
        });
    }
    Done { body: json!({"data": data}), verdict: "described the token".to_owned() }
}

fn unknown() -> Done {
    let data = json!({
        "is_valid": false,
        "scopes": [],
        "error": {"code": 190, "message": "Invalid OAuth access token."},
    });
    Done { body: json!({"data": data}), verdict: "described an unknown token".to_owned() }
}
