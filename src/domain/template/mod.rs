//! WhatsApp messages that Meta approved beforehand: what they say, and what must be filled in.

mod filling;
mod needed;
mod sync;
mod text;

pub use filling::{Filled, Given, GivenFile, Part, Refused};
pub use needed::{Kind, Needed};
pub use sync::{Sync, TooSoon};
pub use text::variables;

use super::{InboxId, TemplateId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many templates of one inbox are kept: Meta allows a verified business no more.
pub const PER_INBOX_MAX: usize = 6_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub id: TemplateId,
    pub inbox: InboxId,
    /// With the language, what Meta and we know it by.
    pub name: String,
    /// `en_US`, `pt_BR`, `de`.
    pub language: String,
    #[serde(default)]
    pub provider_id: Option<String>,
    pub status: Status,
    /// Meta's word in lower case: `marketing`, `utility`, `authentication`.
    pub category: String,
    /// Meta's word in lower case: `green`, `yellow`, `red`.
    #[serde(default)]
    pub quality: Option<String>,
    pub format: ParameterFormat,
    pub components: Vec<Component>,
    /// What Meta says of a status that is no good news.
    #[serde(default)]
    pub reason: Option<String>,
    pub synced_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Approved,
    Pending,
    Rejected,
    Paused,
    Disabled,
    InAppeal,
    PendingDeletion,
    Deleted,
    LimitExceeded,
    Archived,
    /// A word of Meta's that is newer than this version.
    Other(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterFormat {
    /// `{{1}}`, `{{2}}`.
    Positional,
    /// `{{first_name}}`.
    Named,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    Header(Header),
    Body {
        text: String,
        /// One for each variable, in the order in which they are filled.
        #[serde(default)]
        examples: Vec<String>,
    },
    Footer {
        text: String,
    },
    Buttons(Vec<Button>),
    /// A part that this version cannot fill: a carousel, an offer that ends.
    Other(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Header {
    Text {
        text: String,
        #[serde(default)]
        examples: Vec<String>,
    },
    Image,
    Video,
    Document,
    Location,
    Other(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub kind: ButtonKind,
    pub text: String,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub example: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonKind {
    QuickReply,
    Url,
    Phone,
    /// Copies a coupon.
    CopyCode,
    /// Copies a one-time password, or fills it in.
    OneTimeCode,
    /// Opens a form.
    Flow,
    Other(String),
}

impl Status {
    const WORDS: [(Status, &'static str); 10] = [
        (Status::Approved, "approved"),
        (Status::Pending, "pending"),
        (Status::Rejected, "rejected"),
        (Status::Paused, "paused"),
        (Status::Disabled, "disabled"),
        (Status::InAppeal, "in_appeal"),
        (Status::PendingDeletion, "pending_deletion"),
        (Status::Deleted, "deleted"),
        (Status::LimitExceeded, "limit_exceeded"),
        (Status::Archived, "archived"),
    ];

    pub fn as_str(&self) -> &str {
        match self {
            Status::Approved => "approved",
            Status::Pending => "pending",
            Status::Rejected => "rejected",
            Status::Paused => "paused",
            Status::Disabled => "disabled",
            Status::InAppeal => "in_appeal",
            Status::PendingDeletion => "pending_deletion",
            Status::Deleted => "deleted",
            Status::LimitExceeded => "limit_exceeded",
            Status::Archived => "archived",
            Status::Other(word) => word,
        }
    }

    /// Meta's word, in either case.
    pub fn parse(word: &str) -> Status {
        let word = word.to_lowercase();
        let known = Status::WORDS.into_iter().find(|(_, known)| *known == word);
        known.map_or(Status::Other(word), |(status, _)| status)
    }

    /// Why a template in this state cannot be sent, and what to do; `None`: it can be.
    fn hindrance(&self) -> Option<String> {
        let sentence = match self {
            Status::Approved => return None,
            Status::Pending => "Meta has not approved this template yet. Wait for the approval.",
            Status::Rejected => "Meta has rejected this template. An admin must change it at Meta.",
            Status::Paused => {
                "Meta has paused this template because customers disliked it. Choose another one."
            }
            Status::Disabled => "Meta has disabled this template for good. Choose another one.",
            Status::InAppeal => "Meta is looking at this template again. Choose another one.",
            Status::PendingDeletion | Status::Deleted => {
                "This template is being removed at Meta. Choose another one."
            }
            Status::LimitExceeded => {
                "This account has more templates than Meta allows. An admin must remove some at Meta."
            }
            Status::Archived => "This template is archived at Meta. Choose another one.",
            Status::Other(word) => {
                return Some(format!("At Meta this template is “{word}”. Choose another one."));
            }
        };
        Some(sentence.to_owned())
    }
}

impl ButtonKind {
    pub fn as_str(&self) -> &str {
        match self {
            ButtonKind::QuickReply => "quick_reply",
            ButtonKind::Url => "url",
            ButtonKind::Phone => "phone_number",
            ButtonKind::CopyCode => "copy_code",
            ButtonKind::OneTimeCode => "otp",
            ButtonKind::Flow => "flow",
            ButtonKind::Other(word) => word,
        }
    }

    /// Meta's word, in either case.
    pub fn parse(word: &str) -> ButtonKind {
        match word.to_lowercase().as_str() {
            "quick_reply" => ButtonKind::QuickReply,
            "url" => ButtonKind::Url,
            "phone_number" => ButtonKind::Phone,
            "copy_code" => ButtonKind::CopyCode,
            "otp" => ButtonKind::OneTimeCode,
            "flow" => ButtonKind::Flow,
            other => ButtonKind::Other(other.to_owned()),
        }
    }
}

/// How Meta's words begin for what advertises: customers may want none of it.
const MARKETING: &str = "marketing";

impl Template {
    pub fn is_marketing(&self) -> bool {
        self.category.starts_with(MARKETING)
    }

    pub fn header(&self) -> Option<&Header> {
        self.components.iter().find_map(|component| match component {
            Component::Header(header) => Some(header),
            Component::Body { .. }
            | Component::Footer { .. }
            | Component::Buttons(_)
            | Component::Other(_) => None,
        })
    }

    /// The text with its variables as they stand in it.
    pub fn body(&self) -> &str {
        let body = self.components.iter().find_map(|component| match component {
            Component::Body { text, .. } => Some(text.as_str()),
            Component::Header(_)
            | Component::Footer { .. }
            | Component::Buttons(_)
            | Component::Other(_) => None,
        });
        body.unwrap_or_default()
    }

    pub fn footer(&self) -> Option<&str> {
        self.components.iter().find_map(|component| match component {
            Component::Footer { text } => Some(text.as_str()),
            Component::Header(_)
            | Component::Body { .. }
            | Component::Buttons(_)
            | Component::Other(_) => None,
        })
    }

    pub fn buttons(&self) -> &[Button] {
        let buttons = self.components.iter().find_map(|component| match component {
            Component::Buttons(buttons) => Some(buttons.as_slice()),
            Component::Header(_)
            | Component::Body { .. }
            | Component::Footer { .. }
            | Component::Other(_) => None,
        });
        buttons.unwrap_or_default()
    }

    /// Why it cannot be sent, and what to do; `None`: it can be.
    pub fn hindrance(&self) -> Option<String> {
        self.status.hindrance().or_else(|| {
            let word = self.components.iter().find_map(unfillable)?;
            Some(format!(
                "This version cannot fill in a template with “{word}”. Choose another one."
            ))
        })
    }

    /// What Meta says of a status that is no good news, or else our sentence on it.
    pub fn reason_shown(&self) -> Option<String> {
        let hindrance = self.hindrance();
        match &self.reason {
            Some(reason) => {
                let sentence = hindrance.map(|sentence| format!("{sentence} "));
                Some(format!("{}Meta says: “{reason}”", sentence.unwrap_or_default()))
            }
            None => hindrance,
        }
    }

    /// Whether all of `words`, in lower case, stand in its name or its text.
    pub fn matches(&self, words: &str) -> bool {
        let text = format!("{} {}", self.name, self.body()).to_lowercase();
        words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// Meta's word for what stands in the way.
fn unfillable(component: &Component) -> Option<&str> {
    match component {
        Component::Other(word) | Component::Header(Header::Other(word)) => Some(word),
        Component::Buttons(buttons) => buttons.iter().find_map(|button| match &button.kind {
            ButtonKind::Other(word) => Some(word.as_str()),
            ButtonKind::QuickReply
            | ButtonKind::Url
            | ButtonKind::Phone
            | ButtonKind::CopyCode
            | ButtonKind::OneTimeCode
            | ButtonKind::Flow => None,
        }),
        Component::Header(
            Header::Text { .. }
            | Header::Image
            | Header::Video
            | Header::Document
            | Header::Location,
        )
        | Component::Body { .. }
        | Component::Footer { .. } => None,
    }
}

#[cfg(test)]
mod tests;
