//! What somebody said, as their channel carried it.

use super::attachment;
use super::{AttachmentId, Timestamp};
use serde::{Deserialize, Serialize};

/// How much is kept of what a tapped button stands for: no platform takes more.
pub const PAYLOAD_CHARACTERS_MAX: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    /// A tap on a button or a list row that we or a template offered.
    Choice {
        text: String,
        /// What the offer stood for, unseen by the customer.
        #[serde(default)]
        payload: Option<String>,
    },
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
    },
    /// Files, with what stands under or beside them.
    Files {
        text: Option<String>,
        files: Vec<File>,
    },
    /// Contact cards.
    People {
        cards: Vec<PersonCard>,
    },
    /// A basket from a catalogue.
    Order {
        text: Option<String>,
        catalog: Option<String>,
        items: Vec<OrderItem>,
    },
    /// A form that was filled in.
    Form {
        name: Option<String>,
        text: Option<String>,
        answers: Vec<Answer>,
    },
    /// A shared link or post.
    Link {
        text: Option<String>,
        title: Option<String>,
        url: Option<String>,
    },
    /// Something that this version does not show yet: `kind` is the provider's word for it.
    Unsupported {
        kind: String,
        text: Option<String>,
    },
}

/// A file that a provider holds for us until we have fetched it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    pub kind: FileKind,
    /// As its sender named it.
    #[serde(default)]
    pub name: Option<String>,
    /// As the provider says.
    #[serde(default)]
    pub mime: Option<String>,
    /// As the provider says, or as it is once it is here.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// SHA-256 as the provider says, in whichever form it writes it.
    #[serde(default)]
    pub hash: Option<String>,
    pub source: Source,
    pub state: FileState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Image,
    Video,
    Audio,
    /// Spoken into the channel's own recorder.
    Voice,
    Document,
    Sticker,
}

/// Where the provider has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Asked for by this id.
    MediaId(String),
    /// Lies open at this address.
    Url(String),
    /// The provider did not say.
    Nowhere,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// On its way to us.
    Coming,
    Here {
        attachment: AttachmentId,
    },
    Failed {
        /// What happened and what to do, for people.
        reason: String,
        /// Whether the provider may still have it.
        may_retry: bool,
    },
}

/// A contact card; any part of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonCard {
    pub name: Option<String>,
    #[serde(default)]
    pub phones: Vec<Phone>,
    #[serde(default)]
    pub emails: Vec<String>,
    #[serde(default)]
    pub organisation: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phone {
    pub number: String,
    /// The sender's word for it: `CELL`, `WORK`.
    #[serde(default)]
    pub kind: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderItem {
    /// The shop's own number of it.
    pub product: String,
    pub quantity: u64,
    /// Of one piece, as the provider writes it.
    #[serde(default)]
    pub price: Option<String>,
    #[serde(default)]
    pub currency: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub key: String,
    pub value: String,
}

/// That somebody else had said it before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forwarded {
    Once,
    Often,
}

/// What brought the customer to us: an advertisement, a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// The provider's word for it: `ad`, `post`, `SHORTLINK`.
    pub source: String,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub headline: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    /// What we had put into the link.
    #[serde(default)]
    pub code: Option<String>,
    /// The provider's id of the advertisement.
    #[serde(default)]
    pub ad: Option<String>,
}

/// What is asked about, out of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub catalog: Option<String>,
    pub id: String,
}

/// What a message said before it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub text: String,
    pub until: Timestamp,
}

impl Content {
    /// What was said in words.
    pub fn text(&self) -> Option<&str> {
        match self {
            Content::Text { text } | Content::Choice { text, .. } => Some(text),
            Content::Location { name, address, .. } => name.as_deref().or(address.as_deref()),
            Content::Files { text, .. }
            | Content::Order { text, .. }
            | Content::Form { text, .. }
            | Content::Unsupported { text, .. } => text.as_deref(),
            Content::Link { text, title, url } => {
                text.as_deref().or(title.as_deref()).or(url.as_deref())
            }
            Content::People { cards } => cards.first().and_then(|card| card.name.as_deref()),
        }
    }

    /// Everything in it that somebody may look for.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = Vec::new();
        match self {
            Content::Text { text } | Content::Choice { text, .. } => words.push(text),
            Content::Location { name, address, .. } => {
                words.extend([name, address].into_iter().flatten().map(String::as_str));
            }
            Content::Files { text, files } => {
                words.extend(text.as_deref());
                words.extend(files.iter().filter_map(|file| file.name.as_deref()));
            }
            Content::People { cards } => cards.iter().for_each(|card| {
                words.extend(
                    [&card.name, &card.organisation].into_iter().flatten().map(String::as_str),
                );
                words.extend(card.phones.iter().map(|phone| phone.number.as_str()));
                words.extend(card.emails.iter().map(String::as_str));
            }),
            Content::Order { text, items, .. } => {
                words.extend(text.as_deref());
                words.extend(items.iter().map(|item| item.product.as_str()));
            }
            Content::Form { name, text, answers } => {
                words.extend([name, text].into_iter().flatten().map(String::as_str));
                words.extend(answers.iter().map(|answer| answer.value.as_str()));
            }
            Content::Link { text, title, url } => {
                words.extend([text, title, url].into_iter().flatten().map(String::as_str));
            }
            Content::Unsupported { text, .. } => words.extend(text.as_deref()),
        }
        words.join("\n")
    }

    /// Puts other words in the place of those that were said; answers whether it has such a place.
    pub fn set_text(&mut self, new: String) -> bool {
        match self {
            Content::Text { text } | Content::Choice { text, .. } => *text = new,
            Content::Files { text, .. }
            | Content::Order { text, .. }
            | Content::Form { text, .. }
            | Content::Link { text, .. }
            | Content::Unsupported { text, .. } => *text = Some(new),
            Content::Location { .. } | Content::People { .. } => return false,
        }
        true
    }

    /// One word for what it is; for `Unsupported`, the provider's word.
    pub fn kind(&self) -> &str {
        match self {
            Content::Text { .. } => "text",
            Content::Choice { .. } => "choice",
            Content::Location { .. } => "location",
            Content::Files { .. } => "files",
            Content::People { .. } => "people",
            Content::Order { .. } => "order",
            Content::Form { .. } => "form",
            Content::Link { .. } => "link",
            Content::Unsupported { kind, .. } => kind,
        }
    }

    /// One word for a list's row: like `kind`, but says which kind of file.
    pub fn preview_kind(&self) -> &str {
        match self {
            Content::Files { files, .. } => {
                files.first().map_or("files", |file| file.kind.as_str())
            }
            other => other.kind(),
        }
    }

    pub fn files(&self) -> &[File] {
        match self {
            Content::Files { files, .. } => files,
            Content::Text { .. }
            | Content::Choice { .. }
            | Content::Location { .. }
            | Content::People { .. }
            | Content::Order { .. }
            | Content::Form { .. }
            | Content::Link { .. }
            | Content::Unsupported { .. } => &[],
        }
    }

    pub fn files_mut(&mut self) -> &mut [File] {
        match self {
            Content::Files { files, .. } => files,
            Content::Text { .. }
            | Content::Choice { .. }
            | Content::Location { .. }
            | Content::People { .. }
            | Content::Order { .. }
            | Content::Form { .. }
            | Content::Link { .. }
            | Content::Unsupported { .. } => &mut [],
        }
    }

    /// The files that are here already.
    pub fn attachments(&self) -> Vec<AttachmentId> {
        let here = self.files().iter().filter_map(|file| match file.state {
            FileState::Here { attachment } => Some(attachment),
            FileState::Coming | FileState::Failed { .. } => None,
        });
        here.collect()
    }
}

impl FileKind {
    pub fn as_str(self) -> &'static str {
        match self {
            FileKind::Image => "image",
            FileKind::Video => "video",
            FileKind::Audio => "audio",
            FileKind::Voice => "voice",
            FileKind::Document => "document",
            FileKind::Sticker => "sticker",
        }
    }

    /// By the type of the content.
    pub fn of(mime: &str) -> FileKind {
        match attachment::Kind::of(mime) {
            attachment::Kind::Image => FileKind::Image,
            attachment::Kind::Video => FileKind::Video,
            attachment::Kind::Audio => FileKind::Audio,
            attachment::Kind::Document => FileKind::Document,
        }
    }
}

impl FileState {
    pub fn as_str(&self) -> &'static str {
        match self {
            FileState::Coming => "coming",
            FileState::Here { .. } => "here",
            FileState::Failed { .. } => "failed",
        }
    }
}
