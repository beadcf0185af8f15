//! What somebody must fill in before a template can go out, in order.

use super::text::variables;
use super::{ButtonKind, Component, Header, Template};
use crate::domain::rich::Place;

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    pub place: Place,
    /// The place among those of the body; of a button, which button it is.
    pub index: u8,
    /// As it stands in the text: `1`, `first_name`; of a file or a code there is none.
    pub variable: Option<String>,
    pub kind: Kind,
    pub example: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Image,
    Video,
    Document,
    Location,
    Code,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Image => "image",
            Kind::Video => "video",
            Kind::Document => "document",
            Kind::Location => "location",
            Kind::Code => "code",
        }
    }
}

impl Template {
    /// Header, body, buttons: as Meta wants them. What a quick reply sends back is not among them:
    /// without a payload it sends its own text.
    pub fn needed(&self) -> Vec<Needed> {
        let mut all = Vec::new();
        if let Some(header) = self.header() {
            all.extend(of_header(header));
        }
        for component in &self.components {
            if let Component::Body { text, examples } = component {
                all.extend(of_text(Place::Body, text, examples));
            }
        }
        for (place, button) in (0_u8..).zip(self.buttons()) {
            let takes = match button.kind {
                ButtonKind::Url => {
                    let has_variable =
                        button.url.as_deref().is_some_and(|url| !variables(url).is_empty());
                    has_variable.then_some(Kind::Text)
                }
                ButtonKind::CopyCode | ButtonKind::OneTimeCode => Some(Kind::Code),
                ButtonKind::QuickReply
                | ButtonKind::Phone
                | ButtonKind::Flow
                | ButtonKind::Other(_) => None,
            };
            all.extend(takes.map(|kind| Needed {
                place: Place::Button(place),
                index: place,
                variable: None,
                kind,
                example: button.example.clone(),
            }));
        }
        all
    }
}

fn of_header(header: &Header) -> Vec<Needed> {
    let whole =
        |kind| vec![Needed { place: Place::Header, index: 0, variable: None, kind, example: None }];
    match header {
        Header::Text { text, examples } => of_text(Place::Header, text, examples),
        Header::Image => whole(Kind::Image),
        Header::Video => whole(Kind::Video),
        Header::Document => whole(Kind::Document),
        Header::Location => whole(Kind::Location),
        Header::Other(_) => Vec::new(),
    }
}

fn of_text(place: Place, text: &str, examples: &[String]) -> Vec<Needed> {
    let numbered = (0_u8..).zip(variables(text));
    numbered
        .map(|(index, variable)| Needed {
            place,
            index,
            variable: Some(variable.to_owned()),
            kind: Kind::Text,
            example: examples.get(usize::from(index)).cloned(),
        })
        .collect()
}
