//! What Meta's answer to a call of Messenger's means.

use super::NAME;
use super::codes::{self, Class};
use crate::channels::graph::Answer;
use crate::channels::upload_form;
use crate::channels::{Retry, Scope, SendError, json};
use reqwest::StatusCode;
use serde_json::Value;

/// The Graph API's code for what it has no code for.
const UNKNOWN_ERROR: i64 = 1;

/// The id of a message that was taken.
pub fn read_message(answer: &Answer) -> Result<String, SendError> {
    json::text(&read(answer)?, "message_id").ok_or_else(|| unknown(answer.status))
}

/// The id of a file that was taken.
pub fn read_attachment(answer: &Answer) -> Result<String, SendError> {
    upload_form::heard(answer, NAME)?;
    json::text(&read(answer)?, "attachment_id").ok_or_else(|| unknown(answer.status))
}

/// The body of an answer that is no refusal. What decides is the code in Meta's error body; the
/// HTTP status only where there is none.
pub fn read(answer: &Answer) -> Result<Value, SendError> {
    let Answer { status, wait_ms, ref body } = *answer;
    let body = json::parse(body).unwrap_or(Value::Null);
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        return Err(refused(status, wait_ms, error));
    }
    if status.is_success() && body.is_object() {
        return Ok(body);
    }
    if status.is_success() || status.is_server_error() {
        return Err(unknown(status));
    }
    Err(answer.not_of_meta(NAME))
}

fn refused(status: StatusCode, wait_ms: Option<i64>, error: &Value) -> SendError {
    let code = json::integer(error, "code");
    let subcode = json::integer(error, "error_subcode");
    let details = json::text(error, "error_user_msg").or_else(|| json::text(error, "message"));
    let failure = match code {
        Some(code) => codes::failure(code, subcode, details.as_deref()),
        None => codes::failure_without_code(details.as_deref()),
    };
    let is_transient = error.get("is_transient") == Some(&Value::Bool(true));
    let known = code.and_then(|code| codes::class(code, subcode));
    if status.is_server_error() && !is_transient && says_nothing(code, subcode, known) {
        return SendError::Unknown { reason: failure.reason };
    }
    let class = known.unwrap_or({
        if status == StatusCode::TOO_MANY_REQUESTS || is_transient {
            Class::Again
        } else {
            Class::Permanent
        }
    });
    match class {
        // It may be this person alone: others are not kept waiting.
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
        Class::Unknown => SendError::Unknown { reason: failure.reason },
    }
}

/// "An unknown error", and codes that we have never heard of: under a server's failure they do not
/// tell whether the message was taken before.
fn says_nothing(code: Option<i64>, subcode: Option<i64>, known: Option<Class>) -> bool {
    known.is_none() || (code == Some(UNKNOWN_ERROR) && subcode.is_none())
}

fn unknown(status: StatusCode) -> SendError {
    SendError::Unknown { reason: format!("Messenger answered {status} without saying more.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn answer(status: u16, body: Value) -> Answer {
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, wait_ms: None, body: body.to_string().into_bytes() }
    }

    fn refusal(status: u16, error: Value) -> SendError {
        read_message(&answer(status, json!({ "error": error }))).unwrap_err()
    }

    #[test]
    fn what_was_taken_has_an_id() {
        let taken = answer(200, json!({"recipient_id": "1", "message_id": "m_1"}));
        assert_eq!(read_message(&taken).unwrap(), "m_1");
        let odd = answer(200, json!({"recipient_id": "1"}));
        assert!(matches!(read_message(&odd), Err(SendError::Unknown { .. })));
        assert!(read(&odd).is_ok(), "an action has no id");
    }

    #[test]
    fn the_code_decides_and_not_the_status() {
        let window = json!({"code": 10, "error_subcode": 2018278, "message": "(#10) outside"});
        for status in [400, 403, 500] {
            assert!(matches!(refusal(status, window.clone()), SendError::Permanent { .. }));
        }
        let expired = refusal(400, json!({"code": 190, "error_subcode": 463}));
        assert!(matches!(expired, SendError::Stopped { .. }));
        let busy = refusal(400, json!({"code": 613}));
        let SendError::Temporary { retry, scope, .. } = busy else { panic!("{busy}") };
        assert_eq!((retry, scope), (Retry::After { wait_ms: 10_000 }, Scope::Inbox));
        let trouble = refusal(500, json!({"code": 2, "is_transient": true}));
        let SendError::Temporary { retry, scope, .. } = trouble else { panic!("{trouble}") };
        let counted = Retry::Counted { least_ms: 0, in_doubt: true };
        assert_eq!((retry, scope), (counted, Scope::Contact));
    }

    #[test]
    fn a_message_s_own_trouble_is_counted_however_long_meta_asks_to_wait() {
        let body = json!({"error": {"code": 2, "message": "(#2) Blocked"}});
        let told = Answer { wait_ms: Some(90_000), ..answer(400, body) };
        let SendError::Temporary { retry, .. } = read_message(&told).unwrap_err() else {
            panic!("it may pass")
        };
        assert_eq!(retry, Retry::Counted { least_ms: 90_000, in_doubt: false });
    }

    #[test]
    fn what_something_on_the_way_refuses_waits_for_as_long_as_that_lasts() {
        let page = |status| Answer {
            status: StatusCode::from_u16(status).unwrap(),
            wait_ms: None,
            body: b"<html>Log in first</html>".to_vec(),
        };
        for status in [302, 400, 403, 404, 407, 429] {
            let refused = read_message(&page(status)).unwrap_err();
            assert!(matches!(refused, SendError::Unreachable { .. }), "{status}: {refused:?}");
        }
        let busy = Answer { wait_ms: Some(7_000), ..page(429) };
        let SendError::Temporary { retry, .. } = read_message(&busy).unwrap_err() else {
            panic!("it is told when to come back")
        };
        assert_eq!(retry, Retry::After { wait_ms: 7_000 });
        // What is too large stays so.
        let SendError::Temporary { retry, .. } = read_message(&page(413)).unwrap_err() else {
            panic!("it never gets through")
        };
        assert_eq!(retry, Retry::SURE);
        // A file that Meta's edge has no word for is nowhere yet; a message may be.
        let refused = read_attachment(&page(502)).unwrap_err();
        assert!(matches!(refused, SendError::Unreachable { .. }), "{refused:?}");
        assert!(matches!(read_message(&page(502)), Err(SendError::Unknown { .. })));
    }

    #[test]
    fn what_may_have_been_sent_is_not_sent_again() {
        let garbled = json!({"code": 1, "error_subcode": 1357046, "message": "invalid JSON reply"});
        assert!(matches!(refusal(400, garbled), SendError::Unknown { .. }));
        assert!(matches!(refusal(500, json!({"code": 1})), SendError::Unknown { .. }));
        assert!(matches!(refusal(503, json!({"code": 424242})), SendError::Unknown { .. }));
        let page = Answer {
            status: StatusCode::BAD_GATEWAY,
            wait_ms: None,
            body: b"<html>no</html>".to_vec(),
        };
        assert!(matches!(read_message(&page), Err(SendError::Unknown { .. })));
    }
}
