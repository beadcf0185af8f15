//! One thing that happened at one business number: a customer's message, or the status of ours.

use serde_json::Value;
use tokio::sync::oneshot;

use super::encode;

pub struct Update {
    /// The business's phone_number_id.
    pub account: String,
    pub contact: Option<Value>,
    pub content: Content,
    /// The customer's message whose second tick waits for this update to be accepted.
    pub written: Option<Written>,
    /// Told when the desk has accepted it.
    pub accepted: Option<oneshot::Sender<()>>,
}

#[derive(Clone)]
pub enum Content {
    Message(Value),
    Status(Value),
}

#[derive(Clone)]
pub struct Written {
    pub wa_id: String,
    pub message_id: String,
}

impl Update {
    /// A contact of null is left out.
    pub fn message(account: &str, contact: Value, message: Value, written: Written) -> Update {
        Update {
            account: account.to_owned(),
            contact: Some(contact).filter(|contact| !contact.is_null()),
            content: Content::Message(message),
            written: Some(written),
            accepted: None,
        }
    }

    pub fn status(account: &str, contact: Option<Value>, status: Value) -> Update {
        Update {
            account: account.to_owned(),
            contact,
            content: Content::Status(status),
            written: None,
            accepted: None,
        }
    }

    /// How many bytes it adds to a notification, nearly.
    pub fn size(&self) -> usize {
        let (Content::Message(value) | Content::Status(value)) = &self.content;
        encode::escaped(value).len()
            + self.contact.as_ref().map_or(0, |contact| encode::escaped(contact).len())
    }
}
