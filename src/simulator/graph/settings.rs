//! Settings of a number: its registration, its profile, and where its notifications go.

use serde_json::{Map, Value, json};

use super::checks::fields::{needed_object, needed_text, text};
use super::error::GraphError;
use super::route::Done;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook;
use crate::simulator::world::Callback;

const URI_CHARACTERS_MAX: usize = 200;
const PROFILE_FIELDS: [&str; 7] =
    ["about", "address", "description", "email", "websites", "vertical", "profile_picture_handle"];
const PIN_DIGITS: usize = 6;

pub fn register(
    platform: &Platform,
    number: &WhatsAppAccount,
    body: &Value,
) -> Result<Done, GraphError> {
    let fields = object_of(body)?;
    if text(fields, "messaging_product")? != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let pin = needed_text(fields, "pin")?;
    if pin.len() != PIN_DIGITS || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(GraphError::parameter(format!("Param pin must have {PIN_DIGITS} digits.")));
    }
    Ok(set_registered(platform, number, true))
}

pub fn deregister(platform: &Platform, number: &WhatsAppAccount) -> Done {
    set_registered(platform, number, false)
}

fn set_registered(platform: &Platform, number: &WhatsAppAccount, registered: bool) -> Done {
    if let Some(account) = platform.world().account_mut(&number.phone_number_id) {
        account.registered = registered;
    }
    platform.announce(Change::State);
    let verdict = if registered { "registered the number" } else { "deregistered the number" };
    Done { body: json!({"success": true}), verdict: verdict.to_owned() }
}

pub fn profile(platform: &Platform, number: &WhatsAppAccount) -> Done {
    let world = platform.world();
    let account = world.account(&number.phone_number_id);
    let mut profile = account.map(|account| account.profile.clone()).unwrap_or_default();
    profile.insert("messaging_product".to_owned(), "whatsapp".into());
    Done { body: json!({"data": [profile]}), verdict: "described the profile".to_owned() }
}

pub fn change_profile(
    platform: &Platform,
    number: &WhatsAppAccount,
    body: &Value,
) -> Result<Done, GraphError> {
    let fields = object_of(body)?;
    if text(fields, "messaging_product")? != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let mut changes: Map<String, Value> = fields.clone();
    changes.remove("messaging_product");
    if let Some(unknown) = changes.keys().find(|name| !PROFILE_FIELDS.contains(&name.as_str())) {
        return Err(GraphError::parameter(format!("Unexpected key \"{unknown}\" in the request.")));
    }
    if let Some(account) = platform.world().account_mut(&number.phone_number_id) {
        account.profile.extend(changes);
    }
    let verdict = "changed the profile".to_owned();
    Ok(Done { body: json!({"success": true}), verdict })
}

/// Where this number's notifications go; an empty address takes the override back.
pub async fn change_callback(
    platform: &Platform,
    number: &WhatsAppAccount,
    body: &Value,
) -> Result<Done, GraphError> {
    let configuration = needed_object(object_of(body)?, "webhook_configuration")?;
    let uri = text(configuration, "override_callback_uri")?.unwrap_or_default();
    let callback = match uri {
        "" => None,
        uri => {
            let verify_token = needed_text(configuration, "verify_token")?;
            Some(verified(platform, uri, verify_token).await?)
        }
    };
    if let Some(account) = platform.world().account_mut(&number.phone_number_id) {
        account.callback = callback;
    }
    let verdict = "changed where notifications go".to_owned();
    Ok(Done { body: json!({"success": true}), verdict })
}

/// An address that gives the challenge back.
pub async fn verified(
    platform: &Platform,
    uri: &str,
    verify_token: &str,
) -> Result<Callback, GraphError> {
    let url = reqwest::Url::parse(uri).ok().filter(|_| uri.len() <= URI_CHARACTERS_MAX);
    let url = url.ok_or_else(|| {
        GraphError::parameter(
            "Param override_callback_uri must be a URL of at most 200 characters.",
        )
    })?;
    let verification = webhook::verify(platform, url, verify_token).await;
    if !verification.verified {
        return Err(GraphError::callback_refused(&verification.detail));
    }
    Ok(Callback { uri: uri.to_owned() })
}

fn object_of(body: &Value) -> Result<&Map<String, Value>, GraphError> {
    body.as_object().ok_or_else(|| GraphError::parameter("The body must be a JSON object."))
}
