//! Whose token it is, and what it may do: what health checks ask for.

use serde_json::{Value, json};

use super::accounts::APP_ID;
use super::call::Call;
use super::error::GraphError;
use super::route::Done;
use crate::simulator::platform::Platform;
use crate::simulator::tokens::Token;

const USER_ID: &str = "122100000000000001";

pub fn debug_token(platform: &Platform, call: &Call) -> Result<Done, GraphError> {
    let text = call.param("input_token").ok_or_else(|| GraphError::required("input_token"))?;
    let now_ms = platform.clock.now_ms();
    let found = platform.world().tokens.find(text).cloned();
    let data = match found {
        Some(token) => described(&token, now_ms),
        None => json!({
            "is_valid": false,
            "scopes": [],
            "error": {"code": 190, "message": "Invalid OAuth access token."},
        }),
    };
    Ok(Done { body: json!({"data": data}), verdict: "described the token".to_owned() })
}

fn described(token: &Token, now_ms: i64) -> Value {
    let is_over = token.is_over(now_ms);
    let granular = |scope: &String| json!({"scope": scope, "target_ids": token.accounts});
    let mut data = json!({
        "app_id": APP_ID,
        "application": "Deskbell",
        "type": token.kind,
        "is_valid": !is_over,
        "expires_at": token.expires_at_ms.unwrap_or_default() / 1000,
        "data_access_expires_at": 0,
        "scopes": token.scopes,
        "granular_scopes": token.scopes.iter().map(granular).collect::<Vec<_>>(),
        "user_id": USER_ID,
    });
    if is_over {
        data["error"] = json!({
            "code": 190,
            "subcode": 463,
            "message": "Error validating access token: Session has expired.",
        });
    }
    data
}

pub fn permissions(token: &Token) -> Done {
    let granted = |scope: &String| json!({"permission": scope, "status": "granted"});
    let data: Vec<Value> = token.scopes.iter().map(granted).collect();
    Done { body: json!({"data": data}), verdict: "listed the permissions".to_owned() }
}

pub fn me(_: &Token) -> Done {
    let body = json!({"id": USER_ID, "name": "Deskbell system user"});
    Done { body, verdict: "said who it is".to_owned() }
}
