//! Business numbers and subscriptions: what health checks ask for.

use reqwest::Url;
use serde_json::{Map, Value, json};

use super::access::{number_to_manage, numbers_of};
use super::call::Call;
use super::checks::fields::{needed_text, text};
use super::error::GraphError;
use super::route::{Done, verb};
use super::settings;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::tokens::Token;
use crate::simulator::world::{Account, Callback};

pub const APP_ID: &str = "1000000000000001";
const DEFAULT_FIELDS: &str =
    "verified_name,display_phone_number,quality_rating,code_verification_status";

pub fn describe(
    platform: &Platform,
    id: &str,
    token: &Token,
    fields: Option<&str>,
) -> Result<Done, GraphError> {
    let number = number_to_manage(platform, id, token, "get")?;
    let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or(DEFAULT_FIELDS);
    let world = platform.world();
    let account = world.account(&number.phone_number_id);
    let account = account.ok_or_else(|| GraphError::unknown_object("get", id))?;
    let mut body = Map::new();
    for field in fields.split(',').map(str::trim) {
        body.insert(field.to_owned(), value_of(account, &platform.settings.webhook_url, field)?);
    }
    body.insert("id".to_owned(), number.phone_number_id.into());
    Ok(Done { body: body.into(), verdict: "described the number".to_owned() })
}

pub fn list_numbers(platform: &Platform, waba_id: &str, token: &Token) -> Result<Done, GraphError> {
    let numbers: Vec<Value> = numbers_of(platform, waba_id, token, "get")?
        .iter()
        .map(|number| {
            json!({
                "verified_name": number.name,
                "display_phone_number": number.display_phone_number,
                "quality_rating": "GREEN",
                "id": number.phone_number_id,
            })
        })
        .collect();
    let body =
        json!({"data": numbers, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}});
    Ok(Done { body, verdict: "listed the numbers".to_owned() })
}

pub async fn subscription(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    call: &Call,
) -> Result<Done, GraphError> {
    numbers_of(platform, waba_id, token, &verb(&call.method))?;
    match call.method.as_str() {
        "GET" => Ok(subscribed_apps(platform, waba_id)),
        "POST" => subscribe(platform, waba_id, call).await,
        "DELETE" => Ok(set_subscription(platform, waba_id, false, None)),
        other => Err(GraphError::unknown_object(&other.to_lowercase(), waba_id)),
    }
}

fn subscribed_apps(platform: &Platform, waba_id: &str) -> Done {
    let world = platform.world();
    let mut app = json!({"whatsapp_business_api_data": {
        "id": APP_ID,
        "name": "Deskbell",
        "link": "https://example.com/",
    }});
    let mut own = world.accounts.iter().filter(|account| account.number.waba_id == waba_id);
    if let Some(callback) = own.find_map(|account| account.business_callback.as_ref()) {
        app["override_callback_uri"] = callback.uri.as_str().into();
    }
    let apps = if world.is_subscribed(waba_id) { vec![app] } else { Vec::new() };
    Done { body: json!({"data": apps}), verdict: "listed the subscribed apps".to_owned() }
}

/// An address of its own is taken only after a plain subscription.
async fn subscribe(platform: &Platform, waba_id: &str, call: &Call) -> Result<Done, GraphError> {
    let body = if call.body.is_empty() { json!({}) } else { call.json()? };
    let fields = body.as_object().cloned().unwrap_or_default();
    let Some(uri) = text(&fields, "override_callback_uri")? else {
        return Ok(set_subscription(platform, waba_id, true, None));
    };
    if !platform.world().is_subscribed(waba_id) {
        return Err(GraphError::parameter(
            "Before override the current callback uri, your app must be subscribed to receive messages \
             for WhatsApp Business Account",
        ));
    }
    let verify_token = needed_text(&fields, "verify_token")?;
    let callback = settings::verified(platform, uri, verify_token).await?;
    Ok(set_subscription(platform, waba_id, true, Some(callback)))
}

fn set_subscription(
    platform: &Platform,
    waba_id: &str,
    subscribed: bool,
    callback: Option<Callback>,
) -> Done {
    for account in &mut platform.world().accounts {
        if account.number.waba_id == waba_id {
            account.subscribed = subscribed;
            account.business_callback = callback.clone();
        }
    }
    platform.announce(Change::State);
    let verdict = if subscribed { "subscribed the app" } else { "unsubscribed the app" };
    Done { body: json!({"success": true}), verdict: verdict.to_owned() }
}

fn value_of(account: &Account, callback: &Url, field: &str) -> Result<Value, GraphError> {
    let number = &account.number;
    let value = match field {
        "id" => json!(number.phone_number_id),
        "verified_name" => json!(number.name),
        "display_phone_number" => json!(number.display_phone_number),
        "quality_rating" => json!(account.quality),
        "code_verification_status" => json!("VERIFIED"),
        "name_status" => json!("APPROVED"),
        "platform_type" => json!("CLOUD_API"),
        "status" => json!(if account.registered { "CONNECTED" } else { "PENDING" }),
        "webhook_configuration" => account.callbacks(callback.as_str()),
        "throughput" => json!({"level": "STANDARD"}),
        "whatsapp_business_manager_messaging_limit" => json!(account.messaging_limit),
        unknown => {
            return Err(GraphError::parameter(format!(
                "Tried accessing nonexisting field ({unknown}) on node type (WhatsAppBusinessPhoneNumber)"
            )));
        }
    };
    Ok(value)
}
