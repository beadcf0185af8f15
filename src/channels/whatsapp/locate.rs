//! Where a file lies that a customer sent: `GET /{version}/{media_id}?phone_number_id=…`. The address
//! holds for five minutes.

use super::codes::{self, Class};
use super::send::Credentials;
use crate::channels::arriving::Trouble;
use crate::channels::graph::{self, Answer, Endpoint};
use crate::channels::{SendError, json};
use serde_json::Value;
use std::time::Duration;

const NAME: &str = "WhatsApp";
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// Meta's code and subcode for what the token does not lead to: it is gone, or not this token's.
const UNKNOWN: i64 = 33;
const INVALID: i64 = 100;
const HIDDEN: &str = "WhatsApp no longer has this file, or the access token has no right to it.";
const REFUSED: &str = "WhatsApp gives no file for this number. Compare the inbox's phone number id with WhatsApp Manager and try again, or ask the customer to send it again.";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub url: String,
    pub mime: Option<String>,
    pub bytes: Option<u64>,
    /// SHA-256, here in hex.
    pub hash: Option<String>,
}

pub async fn locate(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    media: &str,
) -> Result<Located, Trouble> {
    let mut url = graph::address(endpoint, &[media]).map_err(of_request)?;
    url.query_pairs_mut().append_pair("phone_number_id", &credentials.phone_number_id);
    let request = client.get(url).timeout(ANSWER_TIMEOUT);
    let answer = graph::exchange(request, &credentials.access_token, NAME).await;
    read(&answer.map_err(of_request)?)
}

/// An answer that was lost costs nothing here: it is asked for again.
fn of_request(error: SendError) -> Trouble {
    match error {
        SendError::Temporary { reason, .. }
        | SendError::Unreachable { reason, .. }
        | SendError::Unknown { reason } => Trouble::Later { reason },
        SendError::Stopped { failure } => Trouble::Account { failure },
        SendError::Permanent { failure } => {
            Trouble::Never { reason: failure.reason, may_retry: true }
        }
    }
}

fn read(answer: &Answer) -> Result<Located, Trouble> {
    let body = json::parse(&answer.body).unwrap_or(Value::Null);
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        return Err(refused(error));
    }
    match json::text(&body, "url").filter(|_| answer.status.is_success()) {
        Some(url) => Ok(Located {
            url,
            mime: json::text(&body, "mime_type"),
            bytes: json::integer(&body, "file_size").and_then(|bytes| u64::try_from(bytes).ok()),
            hash: json::text(&body, "sha256"),
        }),
        None => {
            let reason = "WhatsApp does not say where the file lies.".to_owned();
            Err(Trouble::Later { reason })
        }
    }
}

fn refused(error: &Value) -> Trouble {
    let Some(code) = json::integer(error, "code") else {
        return Trouble::Later { reason: "WhatsApp gave no reason.".to_owned() };
    };
    let subcode = json::integer(error, "error_subcode");
    match (code, subcode) {
        // A mended token may open it for as long as it is kept, and nothing tells which it is.
        (UNKNOWN, _) | (INVALID, Some(UNKNOWN)) => {
            return Trouble::Later { reason: HIDDEN.to_owned() };
        }
        (INVALID, _) => {
            return Trouble::Never { reason: REFUSED.to_owned(), may_retry: true };
        }
        _ => {}
    }
    let failure = codes::failure(code, json::text(error, "message").as_deref());
    match codes::class(code, subcode) {
        Some(Class::Permanent) => Trouble::Never { reason: failure.reason, may_retry: true },
        Some(Class::Stopped) => Trouble::Account { failure },
        Some(Class::Again | Class::Wait { .. }) | None => Trouble::Later { reason: failure.reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::StatusCode;
    use serde_json::json;

    fn answer(status: u16, body: Value) -> Result<Located, Trouble> {
        let status = StatusCode::from_u16(status).unwrap();
        read(&Answer { status, wait_ms: None, body: body.to_string().into_bytes() })
    }

    #[test]
    fn sizes_come_as_numbers_and_as_texts() {
        for size in [json!(303833), json!("303833")] {
            let body = json!({"url": "https://x", "mime_type": "image/jpeg", "file_size": size});
            assert_eq!(answer(200, body).unwrap().bytes, Some(303_833));
        }
    }

    #[test]
    fn what_is_refused_is_told_by_what_follows() {
        let error = |code: i64, subcode: Option<i64>| {
            answer(400, json!({"error": {"code": code, "error_subcode": subcode}})).unwrap_err()
        };
        assert!(matches!(error(100, Some(33)), Trouble::Later { .. }), "perhaps another's");
        assert!(matches!(error(33, None), Trouble::Later { .. }));
        assert!(matches!(error(100, None), Trouble::Never { may_retry: true, .. }));
        assert!(matches!(error(190, Some(463)), Trouble::Account { .. }));
        assert!(matches!(error(131000, None), Trouble::Later { .. }));
        assert!(matches!(error(4, None), Trouble::Later { .. }));
        assert!(matches!(error(424242, None), Trouble::Later { .. }));
        assert!(matches!(answer(200, json!({})), Err(Trouble::Later { .. })));
        assert!(matches!(answer(502, json!({"url": "x"})), Err(Trouble::Later { .. })));
    }
}
