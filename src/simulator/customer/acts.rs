//! What customers do besides writing texts and sending files, and the messages that come of it.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::tap;
use super::{Refused, Writing, write};
use crate::simulator::phone::Phone;
use crate::simulator::platform::Platform;

const CALLS_FOR_SECONDS: i64 = 7 * 86_400;

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
        url: Option<String>,
    },
    Contacts {
        contacts: Vec<Value>,
    },
    /// No emoji leaves its key out, an empty one takes the reaction back.
    React {
        message_id: String,
        emoji: Option<String>,
    },
    Forward {
        text: String,
        #[serde(default)]
        often: bool,
    },
    /// From an advertisement or a post.
    Advertised {
        text: String,
        referral: Option<Value>,
    },
    AboutProduct {
        text: String,
        catalog_id: String,
        product_retailer_id: String,
    },
    Order {
        catalog_id: String,
        #[serde(default)]
        text: String,
        product_items: Vec<Value>,
    },
    /// A button or a row of a message of the business, by its id or by what it says.
    Tap {
        message_id: String,
        choice: String,
        #[serde(default)]
        without_context: bool,
    },
    SubmitForm {
        name: Option<String>,
        answers: Map<String, Value>,
        message_id: Option<String>,
    },
    AnswerCallRequest {
        accepts: bool,
        message_id: Option<String>,
    },
    /// The chat is opened for the first time.
    OpenChat,
    Edit {
        message_id: String,
        text: String,
    },
    Revoke {
        message_id: String,
    },
    /// What the API does not carry: a poll, a message that vanishes.
    Unsupported {
        what: Option<String>,
    },
    /// The older form of the same.
    Unknown,
    /// A file that Meta could not fetch.
    LoseFile {
        #[serde(default = "lost_kind")]
        file: String,
    },
    /// An interactive message without its content, with the error beside it.
    EmptyInteractive,
    /// A type that nobody has heard of.
    Invent {
        name: String,
    },
}

/// What an act is as a message.
#[derive(Default)]
pub struct Composed {
    pub message: Map<String, Value>,
    pub reply_to: Option<String>,
    /// Beside the messages in the notification.
    pub errors: Option<Value>,
}

/// Gives the id of the message.
pub fn perform(
    platform: &Platform,
    wa_id: String,
    account: Option<String>,
    reply_to: Option<String>,
    act: Act,
) -> Result<String, Refused> {
    let now_seconds = platform.clock.now_seconds();
    let composed = {
        let world = platform.world();
        let phone = world.person(&wa_id).ok_or(Refused::NoSuchPerson)?;
        compose(act, phone, now_seconds)?
    };
    let reply_to = composed.reply_to.or(reply_to);
    let (message, errors) = (composed.message, composed.errors);
    write(platform, Writing { wa_id, account, reply_to, message, errors, contact: None })
}

fn compose(act: Act, phone: &Phone, now_seconds: i64) -> Result<Composed, Refused> {
    let composed = match act {
        Act::Location { latitude, longitude, name, address, url } => plain(
            "location",
            json!({"latitude": latitude, "longitude": longitude, "name": name, "address": address, "url": url}),
        ),
        Act::Contacts { contacts } => plain("contacts", contacts.into()),
        Act::React { message_id, emoji } => {
            plain("reaction", json!({"message_id": message_id, "emoji": emoji}))
        }
        Act::Forward { text, often } => {
            let how = if often { "frequently_forwarded" } else { "forwarded" };
            with(text_message(&text), "context", json!({how: true}))
        }
        Act::Advertised { text, referral } => {
            with(text_message(&text), "referral", referral.unwrap_or_else(advertisement))
        }
        Act::AboutProduct { text, catalog_id, product_retailer_id } => {
            let product =
                json!({"catalog_id": catalog_id, "product_retailer_id": product_retailer_id});
            with(text_message(&text), "context", json!({"referred_product": product}))
        }
        Act::Order { catalog_id, text, product_items } => plain(
            "order",
            json!({"catalog_id": catalog_id, "text": text, "product_items": product_items}),
        ),
        Act::Tap { message_id, choice, without_context } => {
            let message = tap::message(phone, &message_id, &choice)?;
            let reply_to = (!without_context).then_some(message_id);
            Composed { message, reply_to, errors: None }
        }
        Act::SubmitForm { name, answers, message_id } => {
            Composed { reply_to: message_id, ..form(name, answers) }
        }
        Act::AnswerCallRequest { accepts, message_id } => {
            Composed { reply_to: message_id, ..call_permission(accepts, now_seconds) }
        }
        Act::OpenChat => bare("request_welcome"),
        Act::Edit { message_id, text } => plain(
            "edit",
            json!({
                "original_message_id": message_id,
                "message": {"type": "text", "text": {"body": text}, "context": {"id": "M0"}},
            }),
        ),
        Act::Revoke { message_id } => plain("revoke", json!({"original_message_id": message_id})),
        Act::Unsupported { what } => unsupported(what),
        Act::Unknown => with(bare("unknown"), "errors", unknown()),
        Act::LoseFile { file } => with(bare(&file), "errors", lost()),
        Act::Invent { name } => plain(&name, json!({"new": true, "parts": [1, "two"]})),
        Act::EmptyInteractive => Composed { errors: Some(went_wrong()), ..bare("interactive") },
    };
    Ok(composed)
}

fn unsupported(what: Option<String>) -> Composed {
    let composed = match what {
        Some(what) => plain("unsupported", json!({"type": what})),
        None => bare("unsupported"),
    };
    let errors = json!([{
        "code": 131_051,
        "title": "Message type unknown",
        "message": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }]);
    with(composed, "errors", errors)
}

fn unknown() -> Value {
    json!([{
        "code": 501,
        "title": "Unknown message type",
        "details": "Message type is not currently supported",
    }])
}

fn lost() -> Value {
    json!([{
        "code": 131_052,
        "title": "Media download error",
        "message": "Media download error",
        "error_data": {"details": "Failed to download the media from the sender."},
    }])
}

/// `type` and the part that is called like it, without what is null.
fn plain(kind: &str, mut content: Value) -> Composed {
    if let Some(fields) = content.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    with(bare(kind), kind, content)
}

fn bare(kind: &str) -> Composed {
    let mut message = Map::new();
    message.insert("type".to_owned(), kind.into());
    Composed { message, ..Composed::default() }
}

fn with(mut composed: Composed, name: &str, value: Value) -> Composed {
    composed.message.insert(name.to_owned(), value);
    composed
}

fn text_message(text: &str) -> Composed {
    plain("text", json!({"body": text}))
}

fn form(name: Option<String>, answers: Map<String, Value>) -> Composed {
    let name = name.unwrap_or_else(|| "flow".to_owned());
    let response = Value::Object(answers).to_string();
    plain(
        "interactive",
        json!({
            "type": "nfm_reply",
            "nfm_reply": {"name": name, "body": "Sent", "response_json": response},
        }),
    )
}

fn call_permission(accepts: bool, now_seconds: i64) -> Composed {
    let mut reply = json!({
        "response": if accepts { "accept" } else { "reject" },
        "response_source": "user_action",
    });
    if accepts {
        reply["expiration_timestamp"] = (now_seconds + CALLS_FOR_SECONDS).into();
    }
    let content = json!({"type": "call_permission_reply", "call_permission_reply": reply});
    plain("interactive", content)
}

fn advertisement() -> Value {
    json!({
        "source_url": "https://fb.me/3cr4Wqqkv",
        "source_id": "120226305854810726",
        "source_type": "ad",
        "headline": "Chat with us",
        "body": "Lamps for the long evenings",
        "media_type": "image",
        "image_url": "https://scontent.xx.fbcdn.net/v/lamps.jpg",
        "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTzcchptiErTKCqTrJ5nW1h7IHYeYymGb5K5J5iTROpBhWAGaIAeUzHL50",
        "welcome_message": {"text": "Hi! What are you looking for?"},
    })
}

fn went_wrong() -> Value {
    json!([{
        "code": 131_000,
        "title": "Something went wrong",
        "message": "Something went wrong",
        "error_data": {"details": "Unsupported webhook payload"},
    }])
}

fn lost_kind() -> String {
    "video".to_owned()
}
