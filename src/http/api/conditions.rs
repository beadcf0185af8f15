//! A routing rule's conditions: kind and values, all of them texts.

use crate::actions::Error;
use crate::domain::InboxId;
use crate::domain::channel::Channel;
use crate::domain::routing::Condition;
use poem_openapi::Object;

/// Holds if any of its values does. Texts are compared without case and accents.
#[derive(Clone, Debug, Object)]
pub struct RoutingCondition {
    /// `inbox` (ids), `channel`, `language` (ISO 639-1, of the first message), `attribute` (of the
    /// contact: equals), `address` (the customer's: contains), `subject` (contains) or
    /// `first_words` (the first message begins with).
    pub kind: String,
    pub values: Vec<String>,
    /// Of `attribute`: which.
    pub key: Option<String>,
}

impl RoutingCondition {
    pub fn read(self) -> Result<Condition, Error> {
        let RoutingCondition { kind, values: any, key } = self;
        match kind.as_str() {
            "inbox" => Ok(Condition::Inbox { any: read_values(&any, read_inbox)? }),
            "channel" => Ok(Condition::Channel { any: read_values(&any, Channel::parse)? }),
            "language" => {
                let any = any.iter().map(|code| code.trim().to_lowercase()).collect();
                Ok(Condition::Language { any })
            }
            "attribute" => match key.filter(|key| !key.is_empty()) {
                Some(key) => Ok(Condition::Attribute { key, any }),
                None => Err(invalid("Say which attribute under “key”.")),
            },
            "address" => Ok(Condition::Address { any }),
            "subject" => Ok(Condition::Subject { any }),
            "first_words" => Ok(Condition::FirstWords { any }),
            _ => Err(invalid(
                "A condition is “inbox”, “channel”, “language”, “attribute”, “address”, “subject” \
                 or “first_words”.",
            )),
        }
    }
}

fn read_inbox(text: &str) -> Option<InboxId> {
    text.parse().ok().map(InboxId)
}

fn read_values<T>(values: &[String], read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Error> {
    let read = |value: &String| {
        read(value).ok_or_else(|| invalid(&format!("“{value}” is no value of this condition.")))
    };
    values.iter().map(read).collect()
}

fn invalid(reason: &str) -> Error {
    Error::invalid("conditions", reason)
}

impl From<Condition> for RoutingCondition {
    fn from(condition: Condition) -> RoutingCondition {
        let (kind, values, key) = match condition {
            Condition::Inbox { any } => {
                ("inbox", any.iter().map(InboxId::to_string).collect(), None)
            }
            Condition::Channel { any } => {
                ("channel", any.iter().map(|channel| channel.as_str().to_owned()).collect(), None)
            }
            Condition::Language { any } => ("language", any, None),
            Condition::Attribute { key, any } => ("attribute", any, Some(key)),
            Condition::Address { any } => ("address", any, None),
            Condition::Subject { any } => ("subject", any, None),
            Condition::FirstWords { any } => ("first_words", any, None),
        };
        RoutingCondition { kind: kind.to_owned(), values, key }
    }
}
