//! Calls to Meta's Graph API, which both of Meta's channels are spoken by.

use super::secret::Secret;
use super::{Scope, SendError};
use crate::domain::delivery::Failure;
use crate::domain::time::HOUR_MS;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, StatusCode, Url};

/// Answers are a few hundred bytes; what goes beyond this is none of Meta's.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// A longer wait asked for is not believed: an admin should see that something is wrong.
const RETRY_AFTER_MS_MAX: i64 = HOUR_MS;

/// Where the Graph API is: a simulator's address in tests and demos.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// `https://graph.facebook.com`, with or without a slash at its end.
    pub base_url: String,
    /// `v25.0`.
    pub version: String,
}

/// A whole answer to an HTTP request.
pub struct Answer {
    pub status: StatusCode,
    /// How long to wait, where the answer says so.
    pub wait_ms: Option<i64>,
    pub body: Vec<u8>,
}

/// Asks and reads the whole answer. `name`: what people know the other side by.
pub async fn exchange(
    request: RequestBuilder,
    token: &Secret,
    name: &str,
) -> Result<Answer, SendError> {
    exchange_up_to(request, token, name, ANSWER_BYTES_MAX).await
}

/// The same for a longer answer.
pub async fn exchange_up_to(
    request: RequestBuilder,
    token: &Secret,
    name: &str,
    bytes_max: usize,
) -> Result<Answer, SendError> {
    let request = request.bearer_auth(token.reveal());
    let mut response = request.send().await.map_err(|error| no_answer(error, name))?;
    let (status, wait_ms) = (response.status(), retry_after_ms(response.headers()));
    let mut body = Vec::new();
    while body.len() < bytes_max {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(Answer { status, wait_ms, body }),
            Err(error) => return Err(no_answer(error, name)),
        }
    }
    Ok(Answer { status, wait_ms, body: Vec::new() })
}

/// Whatever an admin typed as an id stays one segment of the path.
pub fn address(endpoint: &Endpoint, path: &[&str]) -> Result<Url, SendError> {
    let parsed = Url::parse(&endpoint.base_url).ok().and_then(|mut url| {
        let mut segments = url.path_segments_mut().ok()?;
        segments.pop_if_empty();
        segments.push(&endpoint.version);
        segments.extend(path);
        drop(segments);
        Some(url)
    });
    parsed.ok_or_else(|| misconfigured("The address of the Graph API in the settings is no URL."))
}

/// How long to wait, where the answer says so in seconds.
fn retry_after_ms(headers: &HeaderMap) -> Option<i64> {
    let seconds: i64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.clamp(0, RETRY_AFTER_MS_MAX / 1_000) * 1_000)
}

/// Only a connection that never stood is sure to have carried nothing.
fn no_answer(error: reqwest::Error, name: &str) -> SendError {
    if error.is_builder() {
        return misconfigured("The access token has characters that no token has. Enter it again.");
    }
    let cause = root_cause(&error);
    if error.is_connect() {
        let reason = format!("{name} can't be reached: {cause}.");
        return SendError::Temporary { reason, retry_after_ms: None, scope: Scope::Inbox };
    }
    SendError::Unknown { reason: format!("{name}'s answer was lost: {cause}.") }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

fn misconfigured(reason: &str) -> SendError {
    SendError::Stopped { failure: Failure { code: None, reason: reason.to_owned() } }
}
