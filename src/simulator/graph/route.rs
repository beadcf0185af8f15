//! Which call it is, and whether its token may make it.

use poem::http::Method;
use serde_json::Value;

use super::access::{number_to_message, token_of};
use super::call::Call;
use super::error::GraphError;
use super::{accounts, media, messages, upload};
use crate::simulator::platform::Platform;

/// What a call that was not refused is answered with.
pub struct Done {
    pub body: Value,
    /// For the record of calls.
    pub verdict: String,
}

pub async fn serve(platform: &Platform, call: &Call) -> Result<Done, GraphError> {
    let token = token_of(platform, call)?;
    match (call.method.as_str(), call.parts().as_slice()) {
        ("POST", [number, "messages"]) => {
            let number = number_to_message(platform, number, &token, "post")?;
            messages::serve(platform, &number, &call.json()?).await
        }
        ("POST", [number, "media"]) => {
            let number = number_to_message(platform, number, &token, "post")?;
            upload::upload(platform, &number, call).await
        }
        ("GET", [id]) if is_file(platform, id) => media::describe(platform, id, &token, call),
        ("DELETE", [id]) => media::delete(platform, id, &token, call),
        ("GET", [number]) => accounts::describe(platform, number, &token, call.param("fields")),
        ("GET", [waba, "phone_numbers"]) => accounts::list_numbers(platform, waba, &token),
        ("GET" | "POST" | "DELETE", [waba, "subscribed_apps"]) => {
            accounts::subscription(platform, waba, &token, &call.method)
        }
        (method, [object, ..]) => Err(GraphError::unknown_object(&method.to_lowercase(), object)),
        (_, []) => Err(GraphError::unknown_path(&call.path)),
    }
}

fn is_file(platform: &Platform, id: &str) -> bool {
    platform.world().files.find(id).is_some()
}

/// How Meta's errors name a method.
pub fn verb(method: &Method) -> String {
    method.as_str().to_lowercase()
}
