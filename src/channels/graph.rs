//! Calls to Meta's Graph API, which both of Meta's channels are spoken by.

use super::secret::Secret;
use super::{Retry, Scope, SendError, json};
use crate::domain::delivery::Failure;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, StatusCode, Url};
use serde_json::Value;

/// Answers are a few hundred bytes; what goes beyond this is none of Meta's.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// A longer wait asked for is not believed: an admin should see that something is wrong.
const RETRY_AFTER_MS_MAX: i64 = HOUR_MS;

/// What is refused for its size never gets through, however long it waits.
const TOO_LARGE: [StatusCode; 3] = [
    StatusCode::PAYLOAD_TOO_LARGE,
    StatusCode::URI_TOO_LONG,
    StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
];

/// How much of its hourly allowance an account has used.
const USAGE: &str = "x-business-use-case-usage";
const REGAINED_IN: &str = "estimated_time_to_regain_access";

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
    /// How long to wait, where the answer says so, be it by how much of a limit is used up.
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
    let (status, wait_ms) = (response.status(), wait_ms(response.headers()));
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

impl Answer {
    /// Something on the way refused the request, so it did not get to Meta: a proxy, a firewall, a
    /// wrong address. It may be what stands in this one message, so others are not kept waiting.
    pub fn not_of_meta(&self, name: &str) -> SendError {
        let reason =
            format!("{name} can't be reached: something on the way answered {}.", self.status);
        match self.wait_ms {
            Some(wait_ms) => {
                let retry = Retry::After { wait_ms };
                SendError::Temporary { reason, retry, scope: Scope::Inbox }
            }
            None if TOO_LARGE.contains(&self.status) => {
                SendError::Temporary { reason, retry: Retry::SURE, scope: Scope::Contact }
            }
            None => SendError::Unreachable { reason, scope: Scope::Contact },
        }
    }
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

/// How long to wait, where the head of an answer says so in one of its ways.
pub(super) fn wait_ms(headers: &HeaderMap) -> Option<i64> {
    retry_after_ms(headers).max(regain_ms(headers))
}

/// When an account whose allowance is used up may be asked again, in minutes for each of its uses.
fn regain_ms(headers: &HeaderMap) -> Option<i64> {
    let usage: Value = serde_json::from_slice(headers.get(USAGE)?.as_bytes()).ok()?;
    let accounts = usage.as_object()?.values().filter_map(Value::as_array).flatten();
    let minutes = accounts.filter_map(|used| json::integer(used, REGAINED_IN)).max()?;
    (minutes > 0).then(|| minutes.min(RETRY_AFTER_MS_MAX / MINUTE_MS) * MINUTE_MS)
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
        return SendError::Unreachable { reason, scope: Scope::Inbox };
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

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[test]
    fn an_answer_says_how_long_to_wait_in_seconds_or_by_what_is_used_up() {
        let check = |retry_after: Option<&'static str>, usage: Option<&'static str>, expected| {
            let mut headers = HeaderMap::new();
            let pairs = [("retry-after", retry_after), (USAGE, usage)];
            for (name, value) in pairs.into_iter().filter_map(|(n, v)| Some((n, v?))) {
                headers.insert(name, HeaderValue::from_static(value));
            }
            assert_eq!(wait_ms(&headers), expected, "{usage:?}");
        };
        check(None, None, None);
        check(Some("7"), None, Some(7_000));
        let used = r#"{"1":[{"type":"messenger","call_count":9}],"2":[{"estimated_time_to_regain_access":0},{"estimated_time_to_regain_access":19}]}"#;
        check(Some("7"), Some(used), Some(19 * MINUTE_MS));
        check(None, Some(r#"{"1":[{"estimated_time_to_regain_access":0}]}"#), None);
        check(
            None,
            Some(r#"{"1":[{"estimated_time_to_regain_access":9999999999}]}"#),
            Some(HOUR_MS),
        );
        for junk in ["", "[]", "{}", r#"{"1":7}"#, r#"{"1":[7]}"#] {
            check(None, Some(junk), None);
        }
    }
}
