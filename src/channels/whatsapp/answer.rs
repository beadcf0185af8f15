//! What Meta's answer to a sent message means.

use super::NAME;
use super::codes::{self, Class};
use super::send::Accepted;
use crate::channels::graph::Answer;
use crate::channels::upload_form;
use crate::channels::{Retry, Scope, SendError, json};
use crate::domain::contact::PHONE_DIGITS;
use reqwest::StatusCode;
use serde_json::Value;

/// The Graph API's code for what it has no code for.
const UNKNOWN_ERROR: i64 = 1;

/// What the answer to a message says.
pub fn read(answer: &Answer) -> Result<Accepted, SendError> {
    let (mut held, mut reached) = (None, None);
    let first = |body: &Value| {
        reached = json::list(body, "contacts").first().and_then(number);
        let message = json::list(body, "messages").first()?;
        held = json::text(message, "message_status").and_then(|word| hold(&word));
        json::text(message, "id")
    };
    let provider_id = read_id(answer, first)?;
    Ok(Accepted { provider_id, held, reached })
}

/// The number that was reached: with what it stands in the answer is no matter.
fn number(contact: &Value) -> Option<String> {
    let digits = json::text(contact, "wa_id")?;
    let is_one = PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    is_one.then_some(digits)
}

/// What a word says of a message that is accepted and not on its way.
fn hold(word: &str) -> Option<&'static str> {
    match word {
        "held_for_quality_assessment" => Some(
            "WhatsApp holds this back while it looks how customers like the template. It goes on by itself, or fails.",
        ),
        "paused" => Some("WhatsApp has paused the template: this may not arrive."),
        _ => None,
    }
}

/// What the answer to an upload says: the id of the file at Meta.
pub fn read_media(answer: &Answer) -> Result<String, SendError> {
    upload_form::heard(answer, NAME)?;
    read_id(answer, |body| json::text(body, "id"))
}

/// What the answer to something says that has no result.
pub fn read_success(answer: &Answer) -> Result<(), SendError> {
    let success =
        |body: &Value| (body.get("success") == Some(&Value::Bool(true))).then(String::new);
    read_id(answer, success).map(|_| ())
}

/// What the answer to a question for a list says: the whole body.
pub fn read_list(answer: &Answer) -> Result<Value, SendError> {
    let mut whole = Value::Null;
    read_id(answer, |body| {
        whole = body.clone();
        body.get("data").is_some_and(Value::is_array).then(String::new)
    })?;
    Ok(whole)
}

/// What decides is the code in Meta's error body; the HTTP status only where there is none.
fn read_id(
    answer: &Answer,
    id: impl FnOnce(&Value) -> Option<String>,
) -> Result<String, SendError> {
    let Answer { status, wait_ms, ref body } = *answer;
    let body = json::parse(body).unwrap_or(Value::Null);
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        return Err(refused(status, wait_ms, error));
    }
    if status.is_success() {
        return id(&body).ok_or_else(|| unknown(status));
    }
    if status.is_server_error() {
        return Err(unknown(status));
    }
    Err(answer.not_of_meta(NAME))
}

fn refused(status: StatusCode, wait_ms: Option<i64>, error: &Value) -> SendError {
    let code = json::integer(error, "code");
    let subcode = json::integer(error, "error_subcode");
    let data = error.get("error_data").unwrap_or(&Value::Null);
    let details = json::text(data, "details").or_else(|| json::text(error, "message"));
    let failure = match code {
        Some(code) => codes::failure(codes::specific(code, subcode), details.as_deref()),
        None => codes::failure_without_code(details.as_deref()),
    };
    if status.is_server_error() && code.is_none_or(says_nothing) {
        return SendError::Unknown { reason: failure.reason };
    }
    let is_transient = error.get("is_transient") == Some(&Value::Bool(true));
    let class = code.and_then(|code| codes::class(code, subcode)).unwrap_or_else(|| {
        if status == StatusCode::TOO_MANY_REQUESTS || is_transient {
            Class::Again
        } else {
            Class::Permanent
        }
    });
    match class {
        // It may be this customer alone: others are not kept waiting.
        Class::Again => SendError::Temporary {
            reason: failure.reason,
            retry: Retry::Counted {
                least_ms: wait_ms.unwrap_or_default(),
                in_doubt: status.is_server_error(),
            },
            scope: Scope::Contact,
        },
        Class::Wait { wait_ms: least_ms, scope } => SendError::Temporary {
            reason: failure.reason,
            retry: Retry::After { wait_ms: wait_ms.unwrap_or(least_ms).max(least_ms) },
            scope,
        },
        Class::Permanent => SendError::Permanent { failure },
        Class::Stopped => SendError::Stopped { failure },
    }
}

/// "An unknown error", and codes that we have never heard of: under a server's failure they do not
/// tell whether the message was taken before.
fn says_nothing(code: i64) -> bool {
    code == UNKNOWN_ERROR || codes::class(code, None).is_none()
}

fn unknown(status: StatusCode) -> SendError {
    SendError::Unknown { reason: format!("WhatsApp answered {status} without saying more.") }
}
