//! What somebody filled in, checked against what a template needs, and the text that comes of it.

use super::needed::{Kind, Needed};
use super::text::filled;
use super::{ButtonKind, Header, ParameterFormat, Template};
use crate::domain::AttachmentId;
use crate::domain::rich::{Parameter, Place, Shown, TemplateUse, Value};
use std::collections::BTreeMap;

/// Of a text with its values filled in.
pub const BODY_CHARACTERS_MAX: usize = 1_024;
pub const HEADER_CHARACTERS_MAX: usize = 60;
/// Of what is put at the end of a button's address.
pub const ADDRESS_CHARACTERS_MAX: usize = 2_000;
/// Of a coupon, or of a one-time password.
pub const CODE_CHARACTERS_MAX: usize = 15;
/// Of what a quick reply sends back.
pub const PAYLOAD_CHARACTERS_MAX: usize = 128;
/// Meta refuses more of them in a row.
const SPACES_IN_A_ROW_MAX: usize = 4;
/// What a form gives back that was given nothing.
const NO_TOKEN: &str = "unused";
/// The field of all values together.
const ALL: &str = "template.parameters";

/// A value as somebody gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub component: Part,
    /// Which one of its component; without it and without a name, the next one.
    pub index: Option<u8>,
    pub name: Option<String>,
    pub text: Option<String>,
    pub file: Option<GivenFile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenFile {
    pub id: AttachmentId,
    pub mime: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Header,
    Body,
    Button,
}

/// A template as it goes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Filled {
    pub template: TemplateUse,
    /// The body with its values.
    pub text: String,
}

/// Why it cannot go out as it was filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    /// `template.parameters.0`
    pub field: String,
    pub reason: String,
}

/// What a given value is for.
enum Meant {
    /// The thing to fill in at this place.
    Needed(usize),
    /// What a button answers with, which may be given and need not be.
    Answer(u8),
}

impl Template {
    /// Every value in its place, or why not.
    pub fn fill(&self, given: &[Given]) -> Result<Filled, Refused> {
        let needed = self.needed();
        let mut values: Vec<Option<Value>> = vec![None; needed.len()];
        let mut answers = BTreeMap::new();
        for (place, one) in given.iter().enumerate() {
            let refused = |reason| Refused { field: format!("{ALL}.{place}"), reason };
            match self.meant(&needed, &values, one).map_err(refused)? {
                Meant::Needed(found) => {
                    let value = self.checked(needed.get(found), one).map_err(refused)?;
                    if let Some(slot) = values.get_mut(found) {
                        *slot = Some(value);
                    }
                }
                Meant::Answer(button) => {
                    let payload = checked_payload(one).map_err(refused)?;
                    answers.insert(button, payload);
                }
            }
        }
        let is_named = self.format == ParameterFormat::Named;
        let mut parameters = Vec::with_capacity(given.len());
        for (place, (needed, value)) in needed.iter().zip(values).enumerate() {
            let Some(value) = value else {
                let reason = format!("Fill in {}.", self.called(needed));
                return Err(Refused { field: format!("{ALL}.{place}"), reason });
            };
            let name = needed.variable.clone().filter(|_| is_named);
            parameters.push(Parameter { place: needed.place, name, value });
        }
        let shown = self.shown(&needed, &parameters)?;
        let text = filled(self.body(), |name| value_of(&needed, &parameters, Place::Body, name));
        check_length(&text, BODY_CHARACTERS_MAX, "text")?;
        parameters.extend(self.answers(answers));
        let (name, language) = (self.name.clone(), self.language.clone());
        Ok(Filled { template: TemplateUse { name, language, parameters, shown }, text })
    }

    fn meant(
        &self,
        needed: &[Needed],
        values: &[Option<Value>],
        one: &Given,
    ) -> Result<Meant, String> {
        let is_of = |needed: &Needed| match (one.component, needed.place) {
            (Part::Header, Place::Header)
            | (Part::Body, Place::Body)
            | (Part::Button, Place::Button(_)) => true,
            (Part::Header | Part::Body | Part::Button, _) => false,
        };
        let is_free = |place: usize| values.get(place).is_some_and(Option::is_none);
        let is_meant = |place: usize, needed: &Needed| match (&one.name, one.index) {
            (Some(name), _) => needed.variable.as_deref() == Some(name.as_str()),
            (None, Some(index)) => needed.index == index,
            (None, None) => is_free(place),
        };
        let mut found = needed.iter().enumerate().filter(|(_, needed)| is_of(needed));
        match found.find(|(place, needed)| is_meant(*place, needed)) {
            Some((place, _)) if is_free(place) => Ok(Meant::Needed(place)),
            Some((_, needed)) => Err(format!("There are two values for {}.", self.called(needed))),
            None => self.answer(one).map(Meant::Answer),
        }
    }

    /// Quick replies and forms take something to answer with.
    fn answer(&self, one: &Given) -> Result<u8, String> {
        let button = one.index.filter(|_| one.component == Part::Button);
        let kind = button.and_then(|place| self.buttons().get(usize::from(place)));
        match (button, kind.map(|button| &button.kind)) {
            (Some(place), Some(ButtonKind::QuickReply | ButtonKind::Flow)) => Ok(place),
            (Some(_) | None, _) => Err(match &one.name {
                Some(name) => format!("The template has no variable “{name}” there."),
                None => "The template has nothing there to fill in.".to_owned(),
            }),
        }
    }

    /// What buttons answer with; Meta wants something of every form.
    fn answers(&self, mut given: BTreeMap<u8, String>) -> Vec<Parameter> {
        let mut all = Vec::new();
        for (place, button) in (0_u8..).zip(self.buttons()) {
            let given = given.remove(&place);
            let value = match button.kind {
                ButtonKind::QuickReply => given.map(Value::Payload),
                ButtonKind::Flow => {
                    Some(Value::FormToken(given.unwrap_or_else(|| NO_TOKEN.to_owned())))
                }
                ButtonKind::Url
                | ButtonKind::Phone
                | ButtonKind::CopyCode
                | ButtonKind::OneTimeCode
                | ButtonKind::Other(_) => None,
            };
            let place = Place::Button(place);
            all.extend(value.map(|value| Parameter { place, name: None, value }));
        }
        all
    }

    fn checked(&self, needed: Option<&Needed>, one: &Given) -> Result<Value, String> {
        let Some(needed) = needed else { return Err("There is nothing to fill in.".to_owned()) };
        let what = self.called(needed);
        match needed.kind {
            Kind::Image | Kind::Video | Kind::Document => {
                let file = one.file.as_ref().ok_or(format!("Choose {what}."))?;
                let takes = is_taken(needed.kind, &file.mime);
                takes.map_err(|takes| format!("WhatsApp takes {takes} as {what}."))?;
                Ok(Value::File(file.id))
            }
            Kind::Location => location(one.text.as_deref().unwrap_or_default()).ok_or(format!(
                "Give {what} as latitude, longitude, name and address, with commas between them."
            )),
            Kind::Code => {
                let code = checked_text(one, &what, CODE_CHARACTERS_MAX)?.to_owned();
                let button = self.buttons().get(usize::from(needed.index));
                let is_coupon = button.is_some_and(|button| button.kind == ButtonKind::CopyCode);
                // A one-time password goes into an address.
                Ok(if is_coupon { Value::Code(code) } else { Value::Text(code) })
            }
            Kind::Text => {
                let max = match needed.place {
                    Place::Header => HEADER_CHARACTERS_MAX,
                    Place::Body => BODY_CHARACTERS_MAX,
                    Place::Button(_) => ADDRESS_CHARACTERS_MAX,
                };
                let text = checked_text(one, &what, max)?;
                let is_address = matches!(needed.place, Place::Button(_));
                if is_address && text.contains(char::is_whitespace) {
                    return Err(format!("No address has spaces: change {what}."));
                }
                Ok(Value::Text(text.to_owned()))
            }
        }
    }

    /// Something to fill in, as people know it.
    fn called(&self, needed: &Needed) -> String {
        let variable = needed.variable.as_deref().unwrap_or_default();
        match (needed.place, needed.kind) {
            (_, Kind::Image) => "the header's picture".to_owned(),
            (_, Kind::Video) => "the header's video".to_owned(),
            (_, Kind::Document) => "the header's document".to_owned(),
            (_, Kind::Location) => "the header's location".to_owned(),
            (Place::Header, Kind::Text | Kind::Code) => format!("{{{{{variable}}}}} of the header"),
            (Place::Body, Kind::Text | Kind::Code) => format!("{{{{{variable}}}}} of the text"),
            (Place::Button(place), Kind::Code) => {
                format!("the code of the button “{}”", self.title(place))
            }
            (Place::Button(place), Kind::Text) => {
                format!("the end of the address of the button “{}”", self.title(place))
            }
        }
    }

    fn title(&self, button: u8) -> &str {
        self.buttons().get(usize::from(button)).map_or("", |button| button.text.as_str())
    }

    fn shown(&self, needed: &[Needed], parameters: &[Parameter]) -> Result<Shown, Refused> {
        let value = |name: &str| value_of(needed, parameters, Place::Header, name);
        let header = match self.header() {
            Some(Header::Text { text, .. }) => Some(filled(text, value)),
            Some(
                Header::Image
                | Header::Video
                | Header::Document
                | Header::Location
                | Header::Other(_),
            )
            | None => None,
        };
        if let Some(header) = &header {
            check_length(header, HEADER_CHARACTERS_MAX, "header")?;
        }
        let buttons = self.buttons().iter().map(|button| button.text.clone()).collect();
        Ok(Shown { header, footer: self.footer().map(str::to_owned), buttons })
    }
}

fn value_of<'p>(
    needed: &[Needed],
    parameters: &'p [Parameter],
    place: Place,
    variable: &str,
) -> Option<&'p str> {
    let is_it =
        |needed: &Needed| needed.place == place && needed.variable.as_deref() == Some(variable);
    let found = needed.iter().position(is_it)?;
    match &parameters.get(found)?.value {
        Value::Text(text) => Some(text),
        Value::File(_)
        | Value::Payload(_)
        | Value::Code(_)
        | Value::FormToken(_)
        | Value::Location { .. } => None,
    }
}

fn checked_text<'g>(one: &'g Given, what: &str, max: usize) -> Result<&'g str, String> {
    let text = one.text.as_deref().unwrap_or_default().trim();
    if text.is_empty() {
        return Err(format!("Fill in {what}."));
    }
    if text.contains(['\n', '\r', '\t']) {
        return Err(format!("WhatsApp takes no line breaks and no tabs in {what}."));
    }
    if text.contains(&" ".repeat(SPACES_IN_A_ROW_MAX + 1)) {
        return Err(format!(
            "WhatsApp takes no more than {SPACES_IN_A_ROW_MAX} spaces in a row in {what}."
        ));
    }
    let length = text.chars().count();
    if length > max {
        return Err(format!("{max} characters are the most for {what}; there are {length}."));
    }
    Ok(text)
}

fn checked_payload(one: &Given) -> Result<String, String> {
    let payload = one.text.as_deref().unwrap_or_default();
    let length = payload.chars().count();
    if (1..=PAYLOAD_CHARACTERS_MAX).contains(&length) {
        return Ok(payload.to_owned());
    }
    Err(format!("A button answers with 1 to {PAYLOAD_CHARACTERS_MAX} characters."))
}

fn check_length(text: &str, max: usize, what: &str) -> Result<(), Refused> {
    let length = text.chars().count();
    if length <= max {
        return Ok(());
    }
    let reason =
        format!("With these values the {what} has {length} characters; {max} are the most.");
    Err(Refused { field: ALL.to_owned(), reason })
}

/// What is taken instead, if this is not.
fn is_taken(kind: Kind, mime: &str) -> Result<(), &'static str> {
    let (is_taken, takes) = match kind {
        Kind::Image => (["image/jpeg", "image/png"].contains(&mime), "JPG and PNG"),
        Kind::Video => (mime == "video/mp4", "MP4"),
        Kind::Document => (
            !["image/", "video/", "audio/"].iter().any(|other| mime.starts_with(other)),
            "documents",
        ),
        Kind::Text | Kind::Location | Kind::Code => (false, "no file"),
    };
    if is_taken { Ok(()) } else { Err(takes) }
}

/// `52.5163, 13.3777, Brandenburg Gate, Pariser Platz, Berlin`
fn location(text: &str) -> Option<Value> {
    let mut parts = text.splitn(4, ',').map(str::trim);
    let mut degrees = |most: f64| {
        let degrees: f64 = parts.next()?.parse().ok()?;
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    let (latitude, longitude) = (degrees(90.0)?, degrees(180.0)?);
    let mut words = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
    let (name, address) = (words()?, words()?);
    Some(Value::Location { latitude, longitude, name: Some(name), address: Some(address) })
}
