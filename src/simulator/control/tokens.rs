//! Access tokens: made, changed, taken away.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde_json::json;

use super::json::{ok, refuse};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::tokens::{TOKENS_MAX, Token};

const TOKEN_CHARACTERS_MAX: usize = 500;

#[handler]
pub fn list(Data(platform): Data<&Arc<Platform>>) -> Response {
    ok(&json!({"tokens": platform.world().tokens.list()}))
}

/// In the place of one with the same text.
#[handler]
pub fn put(
    Data(platform): Data<&Arc<Platform>>,
    Json(token): Json<Token>,
) -> poem::Result<Response> {
    if token.token.is_empty() || token.token.chars().count() > TOKEN_CHARACTERS_MAX {
        let message = format!("token must have 1 to {TOKEN_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    if !platform.world().tokens.put(token.clone()) {
        let message = format!("there are {TOKENS_MAX} tokens already");
        return Err(refuse(StatusCode::CONFLICT, message));
    }
    platform.announce(Change::State);
    Ok(ok(&token))
}

#[handler]
pub fn revoke(
    Data(platform): Data<&Arc<Platform>>,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    if !platform.world().tokens.revoke(&token) {
        return Err(refuse(StatusCode::NOT_FOUND, "there is no such token"));
    }
    platform.announce(Change::State);
    Ok(ok(&json!({"revoked": true})))
}
