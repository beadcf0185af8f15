//! Showing a customer that his message was read, and that somebody writes:
//! `POST /{version}/{phone_number_id}/messages` with a status instead of a message.

use super::answer;
use super::send::{Credentials, Endpoint, address, exchange};
use crate::channels::SendError;
use crate::channels::courtesy::ANSWER_TIMEOUT;
use serde_json::{Value, json};

/// Marks a message, and those before it, as read; `types`: shows that somebody writes as well.
pub async fn read(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    message_id: &str,
    types: bool,
) -> Result<(), SendError> {
    let url = address(endpoint, credentials, "messages")?;
    let request = client.post(url).json(&body(message_id, types)).timeout(ANSWER_TIMEOUT);
    answer::read_success(&exchange(request, credentials).await?)
}

fn body(message_id: &str, types: bool) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
    });
    if types {
        body["typing_indicator"] = json!({ "type": "text" });
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_marks_as_read_too() {
        let read =
            json!({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"});
        assert_eq!(body("wamid.1", false), read);
        let mut typing = read;
        typing["typing_indicator"] = json!({"type": "text"});
        assert_eq!(body("wamid.1", true), typing);
    }
}
