//! What somebody asks to send beyond words and files.

use crate::actions::Error;
use crate::actions::composing::{Wanted, WantedTemplate, WantedValue};
use crate::domain::AttachmentId;
use crate::domain::rich::{Act, Button, Card, QuickReply, QuickReplyKind, Rich, Row, Section};
use crate::domain::template::Part;
use poem_openapi::{Object, Union};

/// A template that Meta has approved, filled in.
#[derive(Debug, Object)]
pub struct NewTemplate {
    pub name: String,
    /// `en_US`, as the list of templates names it.
    pub language: String,
    /// What the list of templates names under `parameters`, in any order.
    pub parameters: Option<Vec<NewParameter>>,
}

/// A value of a template; a plain text is the next one of its body.
#[derive(Debug, Union)]
pub enum NewParameter {
    Text(String),
    Value(NewValue),
}

#[derive(Debug, Object)]
pub struct NewValue {
    /// `header`, `body` or `button`.
    pub component: String,
    /// Of the body, its place from 0; of a button, which button it is. Without it and without a
    /// name, the next one.
    pub index: Option<u8>,
    /// Of a template that names its variables.
    pub name: Option<String>,
    /// A location: latitude, longitude, name and address, with commas between them. A quick reply:
    /// what it sends back, if that is not its own text.
    pub text: Option<String>,
    /// The picture, video or document of the header.
    pub attachment_id: Option<u64>,
}

#[derive(Debug, Object)]
pub struct NewButton {
    /// `reply`, `url` or `phone`.
    #[oai(rename = "type")]
    pub kind: String,
    /// Up to 20 characters.
    pub title: String,
    /// Of `reply`: what a tap sends back; without it, the title.
    pub payload: Option<String>,
    pub url: Option<String>,
    /// Of `phone`: with + and the country's code.
    pub phone: Option<String>,
}

#[derive(Debug, Object)]
pub struct NewList {
    /// What opens it, up to 20 characters.
    pub button: String,
    /// Up to 10, with up to 10 rows in all.
    pub sections: Vec<NewSection>,
}

#[derive(Debug, Object)]
pub struct NewSection {
    /// Up to 24 characters; needed if there are several.
    pub title: Option<String>,
    pub rows: Vec<NewRow>,
}

#[derive(Debug, Object)]
pub struct NewRow {
    /// What a tap sends back; without it, the title.
    pub id: Option<String>,
    /// Up to 24 characters.
    pub title: String,
    /// Up to 72 characters.
    pub description: Option<String>,
}

#[derive(Debug, Object)]
pub struct NewQuickReply {
    /// `text`, or the customer's own `email` or `phone`.
    #[oai(rename = "type")]
    pub kind: Option<String>,
    /// Of `text`: up to 20 characters.
    pub title: Option<String>,
    /// What a tap sends back; without it, the title.
    pub payload: Option<String>,
}

#[derive(Debug, Object)]
pub struct NewCard {
    /// Up to 80 characters.
    pub title: String,
    /// Up to 80 characters.
    pub subtitle: Option<String>,
    pub image_url: Option<String>,
    /// What a tap on the card opens.
    pub url: Option<String>,
    /// Up to three.
    pub buttons: Option<Vec<NewButton>>,
}

/// At most one of its parts is asked for.
#[derive(Default)]
pub struct Extras {
    pub template: Option<NewTemplate>,
    pub buttons: Option<Vec<NewButton>>,
    pub header: Option<String>,
    pub footer: Option<String>,
    pub list: Option<NewList>,
    pub quick_replies: Option<Vec<NewQuickReply>>,
    pub cards: Option<Vec<NewCard>>,
}

impl Extras {
    /// What an action is asked for; an empty part is none.
    pub fn wanted(self) -> Result<Option<Wanted>, Error> {
        let Extras { template, buttons, header, footer, list, quick_replies, cards } = self;
        let header = header.filter(|text| !text.is_empty());
        let footer = footer.filter(|text| !text.is_empty());
        let around = header.as_ref().map(|_| "header").or(footer.as_ref().map(|_| "footer"));
        let (has_buttons, has_list) = (is_some(&buttons), list.is_some());
        let others = [template.is_some(), is_some(&quick_replies), is_some(&cards)];
        let asked = others.into_iter().chain([has_buttons, has_list]).filter(|is| *is).count();
        if asked > 1 {
            let reason = "A message has one of: a template, buttons, a list, quick replies, cards.";
            return Err(Error::invalid("template", reason));
        }
        if let Some(field) = around.filter(|_| !has_buttons && !has_list) {
            let reason = format!("A {field} stands around buttons or a list.");
            return Err(Error::invalid(field, reason));
        }
        if let Some(template) = template {
            return Ok(Some(Wanted::Template(template.wanted()?)));
        }
        if let Some(offered) = buttons.filter(|all| !all.is_empty()) {
            let buttons = read_buttons("buttons", offered)?;
            return Ok(Some(Wanted::Rich(Rich::Buttons { header, footer, buttons })));
        }
        if let Some(NewList { button, sections }) = list {
            let sections = sections.into_iter().map(Section::from).collect();
            return Ok(Some(Wanted::Rich(Rich::List { header, footer, button, sections })));
        }
        if let Some(offered) = quick_replies.filter(|all| !all.is_empty()) {
            let replies = offered.into_iter().enumerate().map(|(at, reply)| reply.read(at));
            let replies = replies.collect::<Result<_, _>>()?;
            return Ok(Some(Wanted::Rich(Rich::QuickReplies { replies })));
        }
        if let Some(offered) = cards.filter(|all| !all.is_empty()) {
            let cards = offered.into_iter().enumerate().map(|(at, card)| card.read(at));
            let cards = cards.collect::<Result<_, _>>()?;
            return Ok(Some(Wanted::Rich(Rich::Cards { cards })));
        }
        Ok(None)
    }
}

fn is_some<T>(all: &Option<Vec<T>>) -> bool {
    all.as_ref().is_some_and(|all| !all.is_empty())
}

impl NewTemplate {
    fn wanted(self) -> Result<WantedTemplate, Error> {
        let parameters = self.parameters.unwrap_or_default().into_iter().enumerate();
        let values = parameters.map(|(at, parameter)| parameter.read(at));
        let values = values.collect::<Result<_, _>>()?;
        Ok(WantedTemplate { name: self.name, language: self.language, values })
    }
}

impl NewParameter {
    fn read(self, at: usize) -> Result<WantedValue, Error> {
        let value = match self {
            NewParameter::Text(text) => {
                let (component, text) = (Part::Body, Some(text));
                return Ok(WantedValue {
                    component,
                    index: None,
                    name: None,
                    text,
                    attachment: None,
                });
            }
            NewParameter::Value(value) => value,
        };
        let component = match value.component.as_str() {
            "header" => Part::Header,
            "body" => Part::Body,
            "button" => Part::Button,
            _ => {
                let field = format!("template.parameters.{at}.component");
                return Err(Error::invalid(field, "A component is “header”, “body” or “button”."));
            }
        };
        // Who names a variable need not count it.
        let index = value.index.filter(|_| value.name.is_none());
        let attachment = value.attachment_id.map(AttachmentId);
        Ok(WantedValue { component, index, name: value.name, text: value.text, attachment })
    }
}

fn read_buttons(at: &str, offered: Vec<NewButton>) -> Result<Vec<Button>, Error> {
    let read = |(place, button): (usize, NewButton)| {
        let NewButton { kind, title, payload, url, phone } = button;
        let act = match kind.as_str() {
            "reply" => Act::Reply { payload: own_or(payload, &title) },
            "url" => Act::Url { url: url.unwrap_or_default() },
            "phone" => Act::Phone { number: phone.unwrap_or_default() },
            _ => {
                let reason = "A button is a “reply”, a “url” or a “phone”.";
                return Err(Error::invalid(format!("{at}.{place}.type"), reason));
            }
        };
        Ok(Button { title, act })
    };
    offered.into_iter().enumerate().map(read).collect()
}

/// What a tap sends back, if nothing else is said.
fn own_or(own: Option<String>, title: &str) -> String {
    own.filter(|own| !own.is_empty()).unwrap_or_else(|| title.to_owned())
}

impl From<NewSection> for Section {
    fn from(section: NewSection) -> Section {
        let rows = section.rows.into_iter().map(|row| {
            let NewRow { id, title, description } = row;
            Row { id: own_or(id, &title), title, description }
        });
        Section { title: section.title, rows: rows.collect() }
    }
}

impl NewQuickReply {
    fn read(self, at: usize) -> Result<QuickReply, Error> {
        let kind = match self.kind.as_deref() {
            Some("text") | None => QuickReplyKind::Text,
            Some("email") => QuickReplyKind::Email,
            Some("phone") => QuickReplyKind::Phone,
            Some(_) => {
                let reason = "A quick reply is a “text”, an “email” or a “phone”.";
                return Err(Error::invalid(format!("quick_replies.{at}.type"), reason));
            }
        };
        let title = self.title.unwrap_or_default();
        Ok(QuickReply { kind, payload: own_or(self.payload, &title), title })
    }
}

impl NewCard {
    fn read(self, at: usize) -> Result<Card, Error> {
        let NewCard { title, subtitle, image_url, url, buttons } = self;
        let own = |text: Option<String>| text.filter(|text| !text.is_empty());
        let buttons = buttons.unwrap_or_default();
        let buttons = read_buttons(&format!("cards.{at}.buttons"), buttons)?;
        let (subtitle, image_url, url) = (own(subtitle), own(image_url), own(url));
        Ok(Card { title, subtitle, image_url, url, buttons })
    }
}
