//! Reactions as they go out: `POST /{version}/{phone_number_id}/messages`.

use super::answer;
use super::send::{ANSWER_TIMEOUT, Credentials, Endpoint, Recipient, address, exchange};
use crate::channels::SendError;
use serde_json::{Value, json};

/// Reacts to a message; `emoji`: `None` takes the reaction off. It cannot quote, and reports on it
/// are of no use.
pub async fn send(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    to: Recipient<'_>,
    target: &str,
    emoji: Option<&str>,
) -> Result<(), SendError> {
    let url = address(endpoint, credentials, "messages")?;
    let request = client.post(url).json(&body(to, target, emoji)).timeout(ANSWER_TIMEOUT);
    answer::read(&exchange(request, credentials).await?).map(|_| ())
}

fn body(to: Recipient<'_>, target: &str, emoji: Option<&str>) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "reaction",
        "reaction": { "message_id": target, "emoji": emoji.unwrap_or_default() },
    });
    match to {
        Recipient::Phone(digits) => body["to"] = json!(digits),
        Recipient::UserId(id) => body["recipient"] = json!(id),
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_emoji_takes_a_reaction_off() {
        let sent = body(Recipient::Phone("16505551234"), "wamid.IN", Some("👍"));
        assert_eq!(
            sent,
            json!({
                "messaging_product": "whatsapp", "recipient_type": "individual",
                "to": "16505551234", "type": "reaction",
                "reaction": {"message_id": "wamid.IN", "emoji": "👍"},
            })
        );
        let taken_off = body(Recipient::UserId("US.1"), "wamid.IN", None);
        assert_eq!(taken_off["reaction"]["emoji"], "");
        assert_eq!((&taken_off["recipient"], &taken_off["to"]), (&json!("US.1"), &Value::Null));
    }
}
