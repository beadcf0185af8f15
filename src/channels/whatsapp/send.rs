//! Sending messages through the Graph API: `POST /{version}/{phone_number_id}/messages`.

use super::answer;
use super::interactive::{self, Around};
use super::template_body;
use crate::channels::SendError;
use crate::channels::graph::{self, Answer};
use crate::channels::secret::Secret;
use crate::domain::formats::RECORDING;
use crate::domain::message::Part;
use crate::domain::rich::Rich;
use reqwest::{RequestBuilder, Url};
use serde_json::{Value, json};
use std::time::Duration;

pub use crate::channels::graph::Endpoint;

/// From the first byte to the end of the answer. Generous: giving up early makes a message's fate
/// unknown, which costs more than waiting.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(45);

#[derive(Clone, Debug)]
pub struct Credentials {
    pub phone_number_id: String,
    pub access_token: Secret,
}

#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    pub to: Recipient<'a>,
    /// A text of 1 to 4096 characters, or what stands under the file, up to 1024.
    pub part: Part<'a>,
    /// The part's file, once Meta has it.
    pub file: Option<UploadedFile<'a>>,
    /// What it is beyond its text and file.
    pub rich: Option<&'a Rich>,
    /// The provider's id of the message quoted.
    pub reply_to: Option<&'a str>,
    /// Comes back with every status, at most 512 characters: the only thread to a message whose
    /// answer was lost, as the API takes no idempotency key.
    pub callback: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub struct UploadedFile<'a> {
    /// Meta's id of it.
    pub id: &'a str,
    pub name: &'a str,
    pub mime: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// Digits, as WhatsApp delivered them.
    Phone(&'a str),
    /// A business-scoped user id, for who shows no number.
    UserId(&'a str),
}

/// Meta has it; nothing more is sure yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub provider_id: String,
    /// Why it does not go on to the customer at once, in a sentence.
    pub held: Option<&'static str>,
    /// The number it goes to, in the form that WhatsApp knows it by.
    pub reached: Option<String>,
}

/// Sends a text, or a file that was uploaded before.
pub async fn message(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    message: &Outgoing<'_>,
) -> Result<Accepted, SendError> {
    post(client, endpoint, credentials, &body(message), ANSWER_TIMEOUT).await
}

fn body(message: &Outgoing<'_>) -> Value {
    let (kind, content) = content(message);
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind,
        "biz_opaque_callback_data": message.callback,
    });
    if let Some(fields) = body.as_object_mut() {
        fields.insert(kind.to_owned(), content);
        match message.to {
            Recipient::Phone(digits) => fields.insert("to".to_owned(), json!(digits)),
            Recipient::UserId(id) => fields.insert("recipient".to_owned(), json!(id)),
        };
        if let Some(quoted) = message.reply_to {
            fields.insert("context".to_owned(), json!({ "message_id": quoted }));
        }
    }
    body
}

/// The type of the message, and what stands under its name.
fn content(message: &Outgoing<'_>) -> (&'static str, Value) {
    let text = message.part.text();
    match message.rich {
        Some(Rich::Template(template)) => {
            return ("template", template_body::content(template, message.file));
        }
        Some(Rich::Buttons { header, footer, buttons }) => {
            let around = Around { header: header.as_deref(), footer: footer.as_deref() };
            return ("interactive", interactive::buttons(text, around, buttons));
        }
        Some(Rich::List { header, footer, button, sections }) => {
            let around = Around { header: header.as_deref(), footer: footer.as_deref() };
            return ("interactive", interactive::list(text, around, button, sections));
        }
        // None of these is ever written for WhatsApp.
        Some(Rich::QuickReplies { .. } | Rich::Cards { .. }) | None => {}
    }
    let Some(file) = message.file else { return ("text", json!({ "body": text })) };
    let kind = match file.mime {
        "image/jpeg" | "image/png" => "image",
        "video/mp4" => "video",
        mime if mime.starts_with("audio/") => "audio",
        _ => "document",
    };
    let mut content = json!({ "id": file.id });
    if kind == "document" {
        content["filename"] = json!(file.name);
    }
    // Shown as a recording that can be played in place.
    if file.mime == RECORDING {
        content["voice"] = json!(true);
    }
    if !text.is_empty() && kind != "audio" {
        content["caption"] = json!(text);
    }
    (kind, content)
}

async fn post(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    body: &Value,
    timeout: Duration,
) -> Result<Accepted, SendError> {
    let url = address(endpoint, credentials, "messages")?;
    answer::read(&exchange(client.post(url).json(body).timeout(timeout), credentials).await?)
}

/// Asks and reads the whole answer.
pub(super) async fn exchange(
    request: RequestBuilder,
    credentials: &Credentials,
) -> Result<Answer, SendError> {
    graph::exchange(request, &credentials.access_token, "WhatsApp").await
}

/// Of something that belongs to the number.
pub(super) fn address(
    endpoint: &Endpoint,
    credentials: &Credentials,
    what: &str,
) -> Result<Url, SendError> {
    graph::address(endpoint, &[&credentials.phone_number_id, what])
}

#[cfg(test)]
#[path = "send_tests.rs"]
mod tests;
