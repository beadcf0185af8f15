//! One form for every refusal: problem JSON (RFC 9457) with a stable code and a sentence. This is
//! the only error type that knows of status codes.

use crate::actions;
use crate::store;
use poem::http::StatusCode;
use poem::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use poem::{IntoResponse, Response};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};

pub const CONTENT_TYPE_PROBLEM: &str = "application/problem+json";
const RETRY_SOON_SECONDS: u64 = 1;
/// Counting everything anew takes some seconds for a large desk.
const RETRY_COUNTED_SECONDS: u64 = 5;
const NOT_JSON: &str =
    "Send the body in the type that the description names, which mostly is application/json.";

/// Why a request was refused (RFC 9457).
#[derive(Debug, Clone, Object)]
pub struct Problem {
    /// A URI reference for the kind of problem; always `about:blank`, which leaves it to `status`.
    #[oai(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A name for the case that does not change between versions.
    pub code: String,
    /// What happened, for people.
    pub detail: String,
    /// Which field of the request is wrong, if one is.
    pub field: Option<String>,
    /// The conversation that stands in the way, if one does.
    pub conversation_id: Option<u64>,
}

#[derive(Debug, ApiResponse)]
#[oai(bad_request_handler = "unreadable")]
pub enum ApiError {
    /// The request cannot be understood.
    #[oai(status = 400, content_type = "application/problem+json")]
    BadRequest(Json<Problem>),
    /// Nobody is signed in.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthorized(Json<Problem>),
    /// This agent may not do it.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Problem>),
    /// There is no such thing, or this agent may not see it.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Problem>),
    /// It does not fit the present state; `code` says how.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(Json<Problem>),
    /// The body is larger than allowed.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Problem>),
    /// The body is not JSON.
    #[oai(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Json<Problem>),
    /// A field's value is not allowed, or an Idempotency-Key was used with another request.
    #[oai(status = 422, content_type = "application/problem+json")]
    Unprocessable(Json<Problem>),
    /// Too many attempts.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooMany(
        Json<Problem>,
        /** Seconds to wait. */
        #[oai(header = "Retry-After")]
        u64,
    ),
    /// A defect of the server.
    #[oai(status = 500, content_type = "application/problem+json")]
    Defect(Json<Problem>),
    /// Not now: try again.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(
        Json<Problem>,
        /** Seconds to wait. */
        #[oai(header = "Retry-After")]
        u64,
    ),
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            field: None,
            conversation_id: None,
        }
    }

    fn about(self, field: &str) -> Problem {
        Problem { field: Some(field.to_owned()), ..self }
    }
}

/// What poem-openapi could not read: a parameter, a body.
fn unreadable(error: poem::Error) -> ApiError {
    let status = error.status();
    let detail = plain(&error.to_string());
    match status {
        StatusCode::UNAUTHORIZED => ApiError::Unauthorized(Json(not_signed_in())),
        StatusCode::FORBIDDEN => {
            ApiError::Forbidden(Json(Problem::new(status, "forbidden", detail)))
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ApiError::UnsupportedMediaType(Json(Problem::new(status, "not_json", NOT_JSON)))
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::TooLarge(Json(Problem::new(status, "too_large", detail)))
        }
        StatusCode::SERVICE_UNAVAILABLE => ApiError::Unavailable(
            Json(Problem::new(status, "unavailable", detail)),
            RETRY_SOON_SECONDS,
        ),
        _ => {
            ApiError::BadRequest(Json(Problem::new(StatusCode::BAD_REQUEST, "unreadable", detail)))
        }
    }
}

fn not_signed_in() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Sign in first.")
}

/// A framework's message as a sentence.
fn plain(message: &str) -> String {
    let mut letters = message.trim().chars();
    match letters.next() {
        Some(first) => {
            let rest = letters.as_str().trim_end_matches('.');
            format!("{}{rest}.", first.to_uppercase())
        }
        None => "The request was refused.".to_owned(),
    }
}

impl From<actions::Error> for ApiError {
    fn from(error: actions::Error) -> ApiError {
        use actions::Error;
        let detail = error.to_string();
        let problem = |status, code| Json(Problem::new(status, code, detail.clone()));
        match error {
            Error::NotFound(_) => ApiError::NotFound(problem(StatusCode::NOT_FOUND, "not_found")),
            Error::Forbidden => ApiError::Forbidden(problem(StatusCode::FORBIDDEN, "forbidden")),
            Error::Invalid { field, .. } => {
                let Json(problem) = problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
                ApiError::Unprocessable(Json(problem.about(&field)))
            }
            Error::Conflict { code, .. } => ApiError::Conflict(problem(StatusCode::CONFLICT, code)),
            Error::HasOpen { conversation, .. } => {
                let Json(problem) = problem(StatusCode::CONFLICT, "has_open");
                let conversation_id = Some(conversation.0);
                ApiError::Conflict(Json(Problem { conversation_id, ..problem }))
            }
            Error::KeyReused => ApiError::Unprocessable(problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
            )),
            Error::WrongCredentials => {
                ApiError::Unauthorized(problem(StatusCode::UNAUTHORIZED, "wrong_credentials"))
            }
            Error::TooManyAttempts { retry_after_seconds } => ApiError::TooMany(
                problem(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
                retry_after_seconds,
            ),
            Error::StillCounting => ApiError::Unavailable(
                problem(StatusCode::SERVICE_UNAVAILABLE, "still_counting"),
                RETRY_COUNTED_SECONDS,
            ),
            Error::File(error) => store::Error::Unavailable(error.to_string()).into(),
            Error::Store(error) => error.into(),
            Error::Search(_) | Error::Vault(_) => {
                tracing::error!(%error, "a request failed");
                ApiError::Defect(Json(defect()))
            }
        }
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> ApiError {
        let unavailable = |code, detail: &str| {
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
            ApiError::Unavailable(Json(problem), RETRY_SOON_SECONDS)
        };
        match error {
            store::Error::Busy => {
                unavailable("busy", "Too much is being written at the moment: try again.")
            }
            store::Error::Unavailable(_) => {
                tracing::warn!(%error, "a request was refused");
                unavailable("unavailable", "Nothing can be stored at the moment: try again.")
            }
            store::Error::ConversationFull => ApiError::Conflict(Json(Problem::new(
                StatusCode::CONFLICT,
                "conversation_full",
                "This conversation can hold no more: resolve it.",
            ))),
            store::Error::Newer { .. } | store::Error::Damaged { .. } | store::Error::Panicked => {
                tracing::error!(%error, "a request failed");
                ApiError::Defect(Json(defect()))
            }
        }
    }
}

fn defect() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "defect",
        "Deskbell failed at this; the log says more. What was stored before is safe.",
    )
}

/// A problem outside of poem-openapi's operations.
pub fn response(problem: &Problem) -> Response {
    use poem_openapi::types::ToJSON;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = IntoResponse::with_status(problem.to_json_string(), status).into_response();
    let problem_json = HeaderValue::from_static(CONTENT_TYPE_PROBLEM);
    response.headers_mut().insert(CONTENT_TYPE, problem_json);
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_SOON_SECONDS));
    }
    response
}

/// Whatever went wrong in the framework, in the one form.
pub async fn render(error: poem::Error) -> Response {
    let status = error.status();
    if error.is_from_response() {
        return error.into_response();
    }
    let (code, detail) = match status {
        StatusCode::UNAUTHORIZED => return response(&not_signed_in()),
        StatusCode::NOT_FOUND => ("not_found", "There is nothing here.".to_owned()),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method_not_allowed", "This address does not take that method.".to_owned())
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "The body is too large.".to_owned()),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("not_json", NOT_JSON.to_owned()),
        status if status.is_server_error() => {
            tracing::error!(%error, "a request failed");
            return response(&defect());
        }
        StatusCode::FORBIDDEN => ("forbidden", plain(&error.to_string())),
        _ => ("unreadable", plain(&error.to_string())),
    };
    response(&Problem::new(status, code, detail))
}
