//! Sending through the Send API: `POST /{version}/{page_id}/messages`.

use super::{NAME, answer, rich, signs};
use crate::channels::SendError;
use crate::channels::graph::{self, Answer, Endpoint};
use crate::channels::secret::Secret;
use crate::domain::message::Part;
use crate::domain::rich::Rich;
use serde_json::{Value, json};
use std::time::Duration;

/// From the first byte to the end of the answer. Generous: giving up early makes a message's fate
/// unknown, which costs more than waiting.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(45);
/// What the customer sees of us beside messages: late, it is worth nothing.
const ACTION_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub struct Credentials {
    pub page_id: String,
    pub access_token: Secret,
}

/// Why we may write at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The customer wrote within 24 hours.
    Answer,
    /// The same, and it is us who begin.
    Update,
    /// A person answers within seven days.
    HumanAgent,
}

#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The person's page-scoped id.
    pub to: &'a str,
    /// A text that fits one message, or a file with nothing under it.
    pub part: Part<'a>,
    /// The part's file, once Meta has it.
    pub file: Option<UploadedFile<'a>>,
    /// What it is beyond its text and file.
    pub rich: Option<&'a Rich>,
    /// The provider's id of the message quoted.
    pub reply_to: Option<&'a str>,
    /// Comes back with the echo, at most 1000 characters: the only thread to a message whose
    /// answer was lost, as the API takes no idempotency key.
    pub callback: &'a str,
    pub purpose: Purpose,
}

#[derive(Clone, Copy, Debug)]
pub struct UploadedFile<'a> {
    /// Meta's id of it.
    pub id: &'a str,
    pub mime: &'a str,
}

/// What the customer sees of us beside messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// For up to 20 seconds.
    TypingOn,
    TypingOff,
    MarkSeen,
    /// `emoji`: one of Messenger's, or any other.
    React {
        message: &'a str,
        emoji: &'a str,
    },
    Unreact {
        message: &'a str,
    },
}

/// Sends a text, or a file that was uploaded before. Answers the provider's id of it, which means
/// that it is sent.
pub async fn message(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    message: &Outgoing<'_>,
) -> Result<String, SendError> {
    let answer = post(client, endpoint, credentials, &body(message), ANSWER_TIMEOUT).await?;
    answer::read_message(&answer)
}

/// Shows the customer something. Whoever calls need not care whether it worked.
pub async fn action(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    to: &str,
    action: Action<'_>,
) -> Result<(), SendError> {
    let body = action_body(to, action);
    let answer = post(client, endpoint, credentials, &body, ACTION_TIMEOUT).await?;
    answer::read(&answer).map(|_| ())
}

async fn post(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    body: &Value,
    timeout: Duration,
) -> Result<Answer, SendError> {
    let url = graph::address(endpoint, &[&credentials.page_id, "messages"])?;
    let request = client.post(url).json(body).timeout(timeout);
    graph::exchange(request, &credentials.access_token, NAME).await
}

fn body(message: &Outgoing<'_>) -> Value {
    let mut content = content(message);
    content["metadata"] = json!(message.callback);
    let mut body = json!({ "recipient": { "id": message.to }, "message": content });
    match message.purpose {
        Purpose::Answer => body["messaging_type"] = json!("RESPONSE"),
        Purpose::Update => body["messaging_type"] = json!("UPDATE"),
        Purpose::HumanAgent => {
            body["messaging_type"] = json!("MESSAGE_TAG");
            body["tag"] = json!("HUMAN_AGENT");
        }
    }
    if let Some(quoted) = message.reply_to {
        body["reply_to"] = json!({ "mid": quoted });
    }
    body
}

fn content(message: &Outgoing<'_>) -> Value {
    if let Some(content) = message.rich.and_then(|rich| rich::content(message.part.text(), rich)) {
        return content;
    }
    match message.file {
        Some(file) => json!({"attachment": {
            "type": attachment_type(file.mime),
            "payload": { "attachment_id": file.id },
        }}),
        None => json!({ "text": message.part.text() }),
    }
}

/// What Messenger calls a file of this type.
pub fn attachment_type(mime: &str) -> &'static str {
    match mime.split('/').next().unwrap_or_default() {
        "image" => "image",
        "video" => "video",
        "audio" => "audio",
        _ => "file",
    }
}

fn action_body(to: &str, action: Action<'_>) -> Value {
    let recipient = json!({ "id": to });
    match action {
        Action::TypingOn => json!({ "recipient": recipient, "sender_action": "typing_on" }),
        Action::TypingOff => json!({ "recipient": recipient, "sender_action": "typing_off" }),
        Action::MarkSeen => json!({ "recipient": recipient, "sender_action": "mark_seen" }),
        Action::React { message, emoji } => json!({
            "recipient": recipient,
            "sender_action": "react",
            "payload": { "message_id": message, "reaction": signs::word(emoji) },
        }),
        Action::Unreact { message } => json!({
            "recipient": recipient,
            "sender_action": "unreact",
            "payload": { "message_id": message },
        }),
    }
}
