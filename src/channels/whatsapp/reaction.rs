//! Reactions as they go out: `POST /{version}/{phone_number_id}/messages`.

use super::answer;
use super::send::{ANSWER_TIMEOUT, Credentials, Endpoint, Recipient, address, exchange};
use crate::channels::SendError;
use serde_json::{Value, json};

/// Reacts to a message; `emoji`: `None` takes the reaction off. It cannot quote. `callback` comes
/// back with each report on it.
pub async fn send(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    to: Recipient<'_>,
    target: &str,
    emoji: Option<&str>,
    callback: &str,
) -> Result<(), SendError> {
    let url = address(endpoint, credentials, "messages")?;
    let request = client.post(url).json(&body(to, target, emoji, callback)).timeout(ANSWER_TIMEOUT);
    answer::read(&exchange(request, credentials).await?).map(|_| ())
}

fn body(to: Recipient<'_>, target: &str, emoji: Option<&str>, callback: &str) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "reaction",
        "reaction": { "message_id": target, "emoji": emoji.unwrap_or_default() },
        "biz_opaque_callback_data": callback,
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
        let sent = body(Recipient::Phone("16505551234"), "wamid.IN", Some("👍"), "r:1");
        assert_eq!(
            sent,
            json!({
                "messaging_product": "whatsapp", "recipient_type": "individual",
                "to": "16505551234", "type": "reaction",
                "reaction": {"message_id": "wamid.IN", "emoji": "👍"},
                "biz_opaque_callback_data": "r:1",
            })
        );
        let taken_off = body(Recipient::UserId("US.1"), "wamid.IN", None, "r:1");
        assert_eq!(taken_off["reaction"]["emoji"], "");
        assert_eq!((&taken_off["recipient"], &taken_off["to"]), (&json!("US.1"), &Value::Null));
    }
}
