//! How the control API answers: JSON, also for errors.

use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use serde::Serialize;

/// Every error becomes `{"error": …}` with its status.
pub async fn error(error: poem::Error) -> Response {
    let message = error.to_string();
    let status = error.into_response().status();
    answer(status, &serde_json::json!({"error": message}))
}

pub fn refuse(status: StatusCode, message: impl Into<String>) -> poem::Error {
    poem::Error::from_string(message, status)
}

pub fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(body) => Response::builder().status(status).content_type("application/json").body(body),
        Err(error) => {
            StatusCode::INTERNAL_SERVER_ERROR.with_body(error.to_string()).into_response()
        }
    }
}

pub fn ok(body: &impl Serialize) -> Response {
    answer(StatusCode::OK, body)
}
