//! What goes out beyond plain words and files: templates, buttons, lists, quick replies, cards.

use super::AttachmentId;
use serde::{Deserialize, Serialize};

/// The text of the message stands in the message itself: for a template, filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rich {
    Template(TemplateUse),
    /// Under a text; WhatsApp's answer only, Messenger's also open pages and call.
    Buttons {
        #[serde(default)]
        header: Option<String>,
        #[serde(default)]
        footer: Option<String>,
        buttons: Vec<Button>,
    },
    /// WhatsApp's menu behind a button.
    List {
        #[serde(default)]
        header: Option<String>,
        #[serde(default)]
        footer: Option<String>,
        button: String,
        sections: Vec<Section>,
    },
    /// Messenger's: they vanish with the next message.
    QuickReplies {
        replies: Vec<QuickReply>,
    },
    /// Messenger's carousel.
    Cards {
        cards: Vec<Card>,
    },
}

/// A template that Meta has approved, with what is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateUse {
    pub name: String,
    pub language: String,
    pub parameters: Vec<Parameter>,
    /// How the rest of it looks, as it was when it was sent.
    #[serde(default)]
    pub shown: Shown,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub header: Option<String>,
    pub footer: Option<String>,
    /// What stands on the buttons.
    pub buttons: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub place: Place,
    /// Where the template names its gaps instead of numbering them.
    #[serde(default)]
    pub name: Option<String>,
    pub value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Header,
    Body,
    /// Counted from 0.
    Button(u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(String),
    /// The picture, film or document above the text.
    File(AttachmentId),
    /// What a tap on a button gives back.
    Payload(String),
    /// What a tap on a button copies.
    Code(String),
    /// What a form gives back along with its answers.
    FormToken(String),
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub title: String,
    pub act: Act,
}

/// What a tap does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    Reply { payload: String },
    Url { url: String },
    Phone { number: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    #[serde(default)]
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickReply {
    pub kind: QuickReplyKind,
    /// Empty where Messenger shows the customer's own data.
    pub title: String,
    pub payload: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuickReplyKind {
    Text,
    /// The customer's own address, one tap to tell it.
    Email,
    Phone,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub title: String,
    #[serde(default)]
    pub subtitle: Option<String>,
    #[serde(default)]
    pub image_url: Option<String>,
    /// What a tap on the card opens.
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub buttons: Vec<Button>,
}

impl Rich {
    /// One word for what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Rich::Template(_) => "template",
            Rich::Buttons { .. } => "buttons",
            Rich::List { .. } => "list",
            Rich::QuickReplies { .. } => "quick_replies",
            Rich::Cards { .. } => "cards",
        }
    }

    /// The file above the text, if there is one.
    pub fn file(&self) -> Option<AttachmentId> {
        let Rich::Template(template) = self else { return None };
        template.parameters.iter().find_map(|parameter| match parameter.value {
            Value::File(id) => Some(id),
            Value::Text(_)
            | Value::Payload(_)
            | Value::Code(_)
            | Value::FormToken(_)
            | Value::Location { .. } => None,
        })
    }
}
