//! Which call it is, and whether its token may make it.

use poem::http::Method;
use serde_json::Value;

use super::call::Call;
use super::error::GraphError;
use super::{accounts, media, messages};
use crate::simulator::platform::Platform;

/// What a call that was not refused is answered with.
pub struct Done {
    pub body: Value,
    /// For the record of calls.
    pub verdict: String,
}

pub async fn serve(platform: &Platform, call: &Call) -> Result<Done, GraphError> {
    let token = known_token(platform, call)?;
    match (call.method.as_str(), call.parts().as_slice()) {
        ("POST", [number, "messages"]) => {
            let number = accounts::number(platform, number, token, "post")?;
            messages::serve(platform, &number, &call.json()?).await
        }
        ("POST", [number, "media"]) => {
            let number = accounts::number(platform, number, token, "post")?;
            media::upload(platform, &number, call).await
        }
        ("GET", [number]) => accounts::describe(platform, number, token, call.fields.as_deref()),
        ("GET", [waba, "phone_numbers"]) => accounts::list_numbers(platform, waba, token),
        ("GET" | "POST" | "DELETE", [waba, "subscribed_apps"]) => {
            accounts::subscription(platform, waba, token, &call.method)
        }
        (method, [object, ..]) => Err(GraphError::unknown_object(&method.to_lowercase(), object)),
        (_, []) => Err(GraphError::unknown_path(&call.path)),
    }
}

fn known_token<'call>(platform: &Platform, call: &'call Call) -> Result<&'call str, GraphError> {
    let token = call.token.as_deref().ok_or_else(GraphError::token_invalid)?;
    let world = platform.world();
    let is_known = world.accounts.iter().any(|account| account.number.access_token == token);
    if is_known { Ok(token) } else { Err(GraphError::token_invalid()) }
}

/// How Meta's errors name a method.
pub fn verb(method: &Method) -> String {
    method.as_str().to_lowercase()
}
