//! One thing that happened at one business number: a customer's message, the status of ours, or a change.

use serde_json::Value;
use tokio::sync::oneshot;

use super::encode;

pub struct Update {
    /// The business's phone_number_id.
    pub account: String,
    pub contact: Option<Value>,
    pub content: Content,
    /// Beside the messages in the same value.
    pub errors: Option<Value>,
    /// The customer's message whose second tick waits for this update to be accepted.
    pub written: Option<Written>,
    /// Told when the desk has accepted it.
    pub accepted: Option<oneshot::Sender<()>>,
}

#[derive(Clone)]
pub enum Content {
    Message(Value),
    Status(Value),
    /// What the business wrote elsewhere.
    Echo(Value),
    /// Another field than `messages`, with its whole value.
    Change {
        field: String,
        value: Value,
    },
}

#[derive(Clone)]
pub struct Written {
    pub wa_id: String,
    pub message_id: String,
}

impl Update {
    /// A contact of null is left out.
    pub fn message(account: &str, contact: Value, message: Value, written: Written) -> Update {
        let contact = Some(contact).filter(|contact| !contact.is_null());
        let update = Update::of(account, contact, Content::Message(message));
        Update { written: Some(written), ..update }
    }

    pub fn status(account: &str, contact: Option<Value>, status: Value) -> Update {
        Update::of(account, contact, Content::Status(status))
    }

    pub fn echo(account: &str, contact: Value, echo: Value) -> Update {
        Update::of(account, Some(contact), Content::Echo(echo))
    }

    pub fn change(account: &str, field: &str, value: Value) -> Update {
        Update::of(account, None, Content::Change { field: field.to_owned(), value })
    }

    fn of(account: &str, contact: Option<Value>, content: Content) -> Update {
        let account = account.to_owned();
        Update { account, contact, content, errors: None, written: None, accepted: None }
    }

    /// How many bytes it adds to a notification, nearly.
    pub fn size(&self) -> usize {
        let (Content::Message(value)
        | Content::Status(value)
        | Content::Echo(value)
        | Content::Change { value, .. }) = &self.content;
        encode::escaped(value).len()
            + self.contact.as_ref().map_or(0, |contact| encode::escaped(contact).len())
    }
}

impl Content {
    /// The field of the change that carries it.
    pub fn field(&self) -> &str {
        match self {
            Content::Message(_) | Content::Status(_) => "messages",
            Content::Echo(_) => "smb_message_echoes",
            Content::Change { field, .. } => field,
        }
    }
}
