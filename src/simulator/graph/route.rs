//! Which call it is, and whether its token may make it.

use poem::http::Method;
use serde_json::Value;

use super::access::{number_to_manage, number_to_message, token_of};
use super::call::Call;
use super::error::GraphError;
use super::{
    accounts, blocking, identity, media, messages, messenger, settings, templates, upload,
};
use crate::simulator::platform::Platform;
use crate::simulator::tokens::Token;

/// What a call that was not refused is answered with.
pub struct Done {
    pub body: Value,
    /// For the record of calls.
    pub verdict: String,
}

pub async fn serve(platform: &Platform, call: &Call) -> Result<Done, GraphError> {
    refuse_dead_version(platform, call)?;
    if let Some(answer) = messenger::debug_token(platform, call) {
        return answer;
    }
    if let Some(page) = messenger::page_of(platform, call) {
        return messenger::serve(platform, &page, call).await;
    }
    let token = token_of(platform, call)?;
    let parts = call.parts();
    match (call.method.as_str(), parts.as_slice()) {
        ("GET", ["debug_token"]) => identity::debug_token(platform, call),
        ("GET", ["me"]) => Ok(identity::me(&token)),
        ("GET", ["me", "permissions"]) => Ok(identity::permissions(&token)),
        ("GET", [id]) if is_file(platform, id) => media::describe(platform, id, &token, call),
        ("DELETE", [id]) => media::delete(platform, id, &token, call),
        ("GET", [number]) => accounts::describe(platform, number, &token, call.param("fields")),
        ("POST", [number]) => {
            let number = number_to_manage(platform, number, &token, "post")?;
            settings::change_callback(platform, &number, &call.json()?).await
        }
        ("GET", [waba, "phone_numbers"]) => accounts::list_numbers(platform, waba, &token),
        (_, [waba, "subscribed_apps"]) => {
            accounts::subscription(platform, waba, &token, call).await
        }
        ("GET", [waba, "message_templates"]) => templates::list(platform, waba, &token, call),
        ("POST", [waba, "message_templates"]) => {
            templates::create(platform, waba, &token, &call.json()?)
        }
        ("DELETE", [waba, "message_templates"]) => templates::delete(platform, waba, &token, call),
        (method, [number, edge]) => of_number(platform, call, &token, method, number, edge).await,
        (method, [object, ..]) => Err(GraphError::unknown_object(&method.to_lowercase(), object)),
        (_, []) => Err(GraphError::unknown_path(&call.path)),
    }
}

/// What belongs to a phone number.
async fn of_number(
    platform: &Platform,
    call: &Call,
    token: &Token,
    method: &str,
    id: &str,
    edge: &str,
) -> Result<Done, GraphError> {
    let verb = verb(&call.method);
    let to_message = || number_to_message(platform, id, token, &verb);
    let to_manage = || number_to_manage(platform, id, token, &verb);
    match (method, edge) {
        ("POST", "messages") => {
            let number = to_message()?;
            messages::serve(platform, &number, call.version(), &call.json()?).await
        }
        ("POST", "media") => upload::upload(platform, &to_message()?, call).await,
        ("GET", "block_users") => Ok(blocking::list(platform, &to_message()?)),
        ("POST" | "DELETE", "block_users") => {
            blocking::change(platform, &to_message()?, &call.method, &call.json()?)
        }
        ("POST", "register") => settings::register(platform, &to_manage()?, &call.json()?),
        ("POST", "deregister") => Ok(settings::deregister(platform, &to_manage()?)),
        ("GET", "whatsapp_business_profile") => Ok(settings::profile(platform, &to_manage()?)),
        ("POST", "whatsapp_business_profile") => {
            settings::change_profile(platform, &to_manage()?, &call.json()?)
        }
        (_, _) => Err(GraphError::unknown_object(&verb, id)),
    }
}

fn refuse_dead_version(platform: &Platform, call: &Call) -> Result<(), GraphError> {
    let oldest = platform.world().knobs.oldest_version;
    if call.version() < oldest { Err(GraphError::version_dead()) } else { Ok(()) }
}

fn is_file(platform: &Platform, id: &str) -> bool {
    platform.world().files.find(id).is_some()
}

/// How Meta's errors name a method.
pub fn verb(method: &Method) -> String {
    method.as_str().to_lowercase()
}
