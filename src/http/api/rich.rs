//! What goes out beyond plain words and files, as the API shows it.

use crate::domain::rich as domain;
use crate::domain::rich::{Act, QuickReplyKind, Rich as Is};
use poem_openapi::Object;

#[derive(Clone, Debug, Default, Object)]
pub struct Rich {
    /// `template`, `buttons`, `list`, `quick_replies` or `cards`.
    #[oai(rename = "type")]
    pub kind: String,
    pub header: Option<String>,
    pub footer: Option<String>,
    pub template: Option<TemplateUse>,
    pub buttons: Vec<Button>,
    pub list: Option<List>,
    pub quick_replies: Vec<QuickReply>,
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug, Object)]
pub struct TemplateUse {
    pub name: String,
    pub language: String,
    /// What stands on its buttons.
    pub buttons: Vec<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Button {
    /// `reply`, `url` or `phone`.
    #[oai(rename = "type")]
    pub kind: String,
    pub title: String,
    /// Of `reply`: what a tap gives back.
    pub payload: Option<String>,
    pub url: Option<String>,
    pub phone: Option<String>,
}

/// A menu behind a button.
#[derive(Clone, Debug, Object)]
pub struct List {
    pub button: String,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, Object)]
pub struct Section {
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Object)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct QuickReply {
    /// `text`, `email` or `phone`.
    #[oai(rename = "type")]
    pub kind: String,
    pub title: String,
    pub payload: String,
}

#[derive(Clone, Debug, Object)]
pub struct Card {
    pub title: String,
    pub subtitle: Option<String>,
    pub image_url: Option<String>,
    pub url: Option<String>,
    pub buttons: Vec<Button>,
}

impl From<Is> for Rich {
    fn from(rich: Is) -> Rich {
        let plain = Rich { kind: rich.kind().to_owned(), ..Rich::default() };
        match rich {
            Is::Template(domain::TemplateUse { name, language, shown, .. }) => {
                let domain::Shown { header, footer, buttons } = shown;
                let template = Some(TemplateUse { name, language, buttons });
                Rich { header, footer, template, ..plain }
            }
            Is::Buttons { header, footer, buttons } => {
                Rich { header, footer, buttons: rendered(buttons), ..plain }
            }
            Is::List { header, footer, button, sections } => {
                let list = Some(List { button, sections: rendered(sections) });
                Rich { header, footer, list, ..plain }
            }
            Is::QuickReplies { replies } => Rich { quick_replies: rendered(replies), ..plain },
            Is::Cards { cards } => Rich { cards: rendered(cards), ..plain },
        }
    }
}

fn rendered<D, A: From<D>>(items: Vec<D>) -> Vec<A> {
    items.into_iter().map(A::from).collect()
}

impl From<domain::Button> for Button {
    fn from(button: domain::Button) -> Button {
        let (kind, payload, url, phone) = match button.act {
            Act::Reply { payload } => ("reply", Some(payload), None, None),
            Act::Url { url } => ("url", None, Some(url), None),
            Act::Phone { number } => ("phone", None, None, Some(number)),
        };
        Button { kind: kind.to_owned(), title: button.title, payload, url, phone }
    }
}

impl From<domain::Section> for Section {
    fn from(section: domain::Section) -> Section {
        Section { title: section.title, rows: rendered(section.rows) }
    }
}

impl From<domain::Row> for Row {
    fn from(row: domain::Row) -> Row {
        let domain::Row { id, title, description } = row;
        Row { id, title, description }
    }
}

impl From<domain::QuickReply> for QuickReply {
    fn from(reply: domain::QuickReply) -> QuickReply {
        let kind = match reply.kind {
            QuickReplyKind::Text => "text",
            QuickReplyKind::Email => "email",
            QuickReplyKind::Phone => "phone",
        };
        QuickReply { kind: kind.to_owned(), title: reply.title, payload: reply.payload }
    }
}

impl From<domain::Card> for Card {
    fn from(card: domain::Card) -> Card {
        let domain::Card { title, subtitle, image_url, url, buttons } = card;
        Card { title, subtitle, image_url, url, buttons: rendered(buttons) }
    }
}
