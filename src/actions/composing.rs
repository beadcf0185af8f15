//! What a message is to be beyond its words and files, made and checked before it is written down.

use super::attachments;
use super::error::Error;
use super::messages::check_text;
use super::templates;
use crate::domain::AttachmentId;
use crate::domain::InboxId;
use crate::domain::attachment::Use;
use crate::domain::channel::Channel;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Actor;
use crate::domain::rich::{Rich, Value};
use crate::domain::rich_rules;
use crate::domain::template::{Given, GivenFile, Part};
use crate::store::{View, Writer};

/// More values no template takes.
const VALUES_MAX: usize = 100;

/// What somebody wants to send beyond words and files.
#[derive(Clone, Debug)]
pub enum Wanted {
    Template(WantedTemplate),
    /// Anything but a template.
    Rich(Rich),
}

#[derive(Clone, Debug)]
pub struct WantedTemplate {
    pub name: String,
    pub language: String,
    pub values: Vec<WantedValue>,
}

#[derive(Clone, Debug)]
pub struct WantedValue {
    pub component: Part,
    pub index: Option<u8>,
    pub name: Option<String>,
    pub text: Option<String>,
    pub attachment: Option<AttachmentId>,
}

/// A message as it can go out.
#[derive(Clone, Debug)]
pub struct Composed {
    pub text: String,
    pub rich: Option<Rich>,
}

impl Composed {
    pub fn is_template(&self) -> bool {
        matches!(self.rich, Some(Rich::Template(_)))
    }

    /// The words that stand for it in lists, and what it is.
    pub fn shown(&self) -> (&str, &'static str) {
        match &self.rich {
            Some(Rich::Cards { cards }) => {
                (cards.first().map_or("", |card| card.title.as_str()), "cards")
            }
            Some(_) | None => (&self.text, "text"),
        }
    }
}

/// Where a message is to go.
#[derive(Clone, Copy, Debug)]
pub struct Destination {
    pub inbox: InboxId,
    pub channel: Channel,
}

/// Makes what is wanted of `text`, or says which field is in the way.
pub(super) fn compose(
    view: &View,
    actor: &Actor,
    to: Destination,
    text: &str,
    wanted: Option<&Wanted>,
    has_files: bool,
) -> Result<Composed, Error> {
    let Some(wanted) = wanted else {
        if !has_files || !text.is_empty() {
            check_text(text, to.channel.text_max(), "A message")?;
        }
        return Ok(Composed { text: text.to_owned(), rich: None });
    };
    if has_files {
        let reason = "A message with a template, buttons, a list, quick replies or cards carries no other files.";
        return Err(Error::invalid("attachment_ids", reason));
    }
    match wanted {
        Wanted::Template(template) => fill(view, actor, to, text, template),
        Wanted::Rich(rich) => {
            let refused =
                |refused: rich_rules::Refused| Error::invalid(refused.field, refused.reason);
            rich_rules::check(to.channel, text, rich).map_err(refused)?;
            Ok(Composed { text: text.to_owned(), rich: Some(rich.clone()) })
        }
    }
}

fn fill(
    view: &View,
    actor: &Actor,
    to: Destination,
    text: &str,
    wanted: &WantedTemplate,
) -> Result<Composed, Error> {
    if to.channel != Channel::Whatsapp {
        let reason = format!("{} has no templates.", to.channel.name());
        return Err(Error::invalid("template", reason));
    }
    if !text.is_empty() {
        return Err(Error::invalid("text", "A template brings its own text: leave this empty."));
    }
    if wanted.values.len() > VALUES_MAX {
        let reason = format!("No template takes more than {VALUES_MAX} values.");
        return Err(Error::invalid("template.parameters", reason));
    }
    let inbox: Option<Inbox> = view.find(to.inbox)?;
    let template = templates::sendable(view, to.inbox, &wanted.name, &wanted.language)?;
    let given = wanted.values.iter().enumerate();
    let given =
        given.map(|(place, value)| given_value(view, actor, inbox.as_ref(), (place, value)));
    let given = given.collect::<Result<Vec<_>, _>>()?;
    let filled = template.fill(&given);
    let filled = filled.map_err(|refused| Error::invalid(refused.field, refused.reason))?;
    Ok(Composed { text: filled.text, rich: Some(Rich::Template(filled.template)) })
}

fn given_value(
    view: &View,
    actor: &Actor,
    inbox: Option<&Inbox>,
    (place, value): (usize, &WantedValue),
) -> Result<Given, Error> {
    let file = value.attachment.map(|id| {
        let field = || format!("template.parameters.{place}");
        let missing = |_| Error::invalid(field(), format!("There is no attachment {id}."));
        let found = attachments::visible(view, actor, id).map_err(missing)?;
        attachments::check(inbox, &found, field())?;
        Ok::<_, Error>(GivenFile { id, mime: found.mime })
    });
    Ok(Given {
        component: value.component,
        index: value.index,
        name: value.name.clone(),
        text: value.text.clone(),
        file: file.transpose()?,
    })
}

/// Ties the file above a template's text to the message that carries it.
pub(super) fn take_into_use(
    writer: &mut Writer,
    actor: &Actor,
    rich: &mut Rich,
    used_by: Use,
) -> Result<(), Error> {
    let Rich::Template(template) = rich else { return Ok(()) };
    for parameter in &mut template.parameters {
        if let Value::File(id) = &mut parameter.value {
            let taken = attachments::take_into_use(writer, actor, &[*id], used_by)?;
            *id = taken.first().copied().unwrap_or(*id);
        }
    }
    Ok(())
}
