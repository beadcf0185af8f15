//! What somebody said, as the API shows it.

use super::attachments::Attachment;
use crate::actions::Error;
use crate::domain::Timestamp;
use crate::domain::content as domain;
use crate::domain::content::{Content as Is, FileState, Forwarded};
use crate::store::View;
use poem_openapi::Object;

#[derive(Clone, Debug, Default, Object)]
pub struct Content {
    /// `text`, `choice`, `location`, `files`, `people`, `order`, `form`, `link`, or the provider's
    /// word for what is not shown yet.
    #[oai(rename = "type")]
    pub kind: String,
    /// Whether this version shows it in full.
    pub supported: bool,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Of a location.
    pub name: Option<String>,
    pub address: Option<String>,
    /// Of a choice: what the offer stood for, unseen by the customer.
    pub payload: Option<String>,
    pub files: Vec<File>,
    /// Contact cards.
    pub people: Vec<PersonCard>,
    pub order: Option<Order>,
    pub form: Option<Form>,
    pub link: Option<Link>,
}

/// A file that came with a message.
#[derive(Clone, Debug, Object)]
pub struct File {
    /// `image`, `video`, `audio`, `voice`, `document` or `sticker`.
    pub kind: String,
    /// As its sender named it.
    pub name: Option<String>,
    /// As the provider says.
    pub mime: Option<String>,
    /// In bytes, as far as is known.
    pub size: Option<u64>,
    /// `coming`: on its way to this server; `here`; `failed`.
    pub state: String,
    /// Why it failed, and what to do.
    pub reason: Option<String>,
    /// Whether the provider may still have it, so that another try makes sense.
    pub may_retry: bool,
    /// The file itself, once it is here.
    pub attachment: Option<Attachment>,
}

#[derive(Clone, Debug, Object)]
pub struct PersonCard {
    pub name: Option<String>,
    pub phones: Vec<CardPhone>,
    pub emails: Vec<String>,
    pub organisation: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct CardPhone {
    pub number: String,
    /// Its sender's word for it.
    #[oai(rename = "type")]
    pub kind: Option<String>,
}

/// A basket from a catalogue.
#[derive(Clone, Debug, Object)]
pub struct Order {
    pub catalog: Option<String>,
    pub items: Vec<OrderItem>,
}

#[derive(Clone, Debug, Object)]
pub struct OrderItem {
    /// The shop's own number of it.
    pub product: String,
    pub quantity: u64,
    /// Of one piece.
    pub price: Option<String>,
    pub currency: Option<String>,
}

/// A form that was filled in.
#[derive(Clone, Debug, Object)]
pub struct Form {
    pub name: Option<String>,
    pub answers: Vec<FormAnswer>,
}

#[derive(Clone, Debug, Object)]
pub struct FormAnswer {
    pub key: String,
    pub value: String,
}

#[derive(Clone, Debug, Object)]
pub struct Link {
    pub title: Option<String>,
    pub url: Option<String>,
}

/// What brought the customer here: an advertisement, a link.
#[derive(Clone, Debug, Object)]
pub struct Referral {
    /// The provider's word for it.
    pub source: String,
    pub url: Option<String>,
    pub headline: Option<String>,
    pub text: Option<String>,
    /// What had been put into the link.
    pub code: Option<String>,
    /// The provider's id of the advertisement.
    pub ad: Option<String>,
}

/// What is asked about, out of a catalogue.
#[derive(Clone, Debug, Object)]
pub struct Product {
    pub catalog: Option<String>,
    pub id: String,
}

/// What a message said before it was changed.
#[derive(Clone, Debug, Object)]
pub struct Version {
    pub text: String,
    pub until: String,
}

impl Content {
    pub fn render(view: &View, content: Is) -> Result<Content, Error> {
        let plain =
            Content { kind: content.kind().to_owned(), supported: true, ..Content::default() };
        Ok(match content {
            Is::Text { .. } => plain,
            Is::Choice { payload, .. } => Content { payload, ..plain },
            Is::Location { latitude, longitude, name, address } => Content {
                latitude: Some(latitude),
                longitude: Some(longitude),
                name,
                address,
                ..plain
            },
            Is::Files { files, .. } => {
                let files = files.into_iter().map(|file| File::render(view, file));
                Content { files: files.collect::<Result<_, _>>()?, ..plain }
            }
            Is::People { cards } => {
                Content { people: cards.into_iter().map(PersonCard::from).collect(), ..plain }
            }
            Is::Order { catalog, items, .. } => {
                let items = items.into_iter().map(OrderItem::from).collect();
                Content { order: Some(Order { catalog, items }), ..plain }
            }
            Is::Form { name, answers, .. } => {
                let answers = answers.into_iter().map(FormAnswer::from).collect();
                Content { form: Some(Form { name, answers }), ..plain }
            }
            Is::Link { title, url, .. } => Content { link: Some(Link { title, url }), ..plain },
            Is::Unsupported { .. } => Content { supported: false, ..plain },
        })
    }
}

impl File {
    fn render(view: &View, file: domain::File) -> Result<File, Error> {
        let state = file.state.as_str().to_owned();
        let (attachment, reason, may_retry) = match file.state {
            FileState::Coming => (None, None, false),
            FileState::Here { attachment } => {
                (Attachment::render_all(view, &[attachment])?.pop(), None, false)
            }
            FileState::Failed { reason, may_retry } => (None, Some(reason), may_retry),
        };
        Ok(File {
            kind: file.kind.as_str().to_owned(),
            name: file.name,
            mime: file.mime,
            size: file.bytes,
            state,
            reason,
            may_retry,
            attachment,
        })
    }
}

pub fn forwarded(forwarded: Forwarded) -> String {
    let word = match forwarded {
        Forwarded::Once => "once",
        Forwarded::Often => "often",
    };
    word.to_owned()
}

impl From<domain::PersonCard> for PersonCard {
    fn from(card: domain::PersonCard) -> PersonCard {
        let domain::PersonCard { name, phones, emails, organisation } = card;
        let phones = phones.into_iter();
        let phones = phones.map(|phone| CardPhone { number: phone.number, kind: phone.kind });
        PersonCard { name, phones: phones.collect(), emails, organisation }
    }
}

impl From<domain::OrderItem> for OrderItem {
    fn from(item: domain::OrderItem) -> OrderItem {
        let domain::OrderItem { product, quantity, price, currency } = item;
        OrderItem { product, quantity, price, currency }
    }
}

impl From<domain::Answer> for FormAnswer {
    fn from(answer: domain::Answer) -> FormAnswer {
        FormAnswer { key: answer.key, value: answer.value }
    }
}

impl From<domain::Referral> for Referral {
    fn from(referral: domain::Referral) -> Referral {
        let domain::Referral { source, url, headline, text, code, ad } = referral;
        Referral { source, url, headline, text, code, ad }
    }
}

impl From<domain::Product> for Product {
    fn from(product: domain::Product) -> Product {
        Product { catalog: product.catalog, id: product.id }
    }
}

impl From<domain::Version> for Version {
    fn from(version: domain::Version) -> Version {
        Version { text: version.text, until: Timestamp::to_rfc3339(version.until) }
    }
}
