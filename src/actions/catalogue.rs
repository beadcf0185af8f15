//! Small shared lists: tags, labels, canned messages.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::canned_message::CannedMessage;
use crate::domain::event::Event;
use crate::domain::label::{self, Colour, Label};
use crate::domain::tag::Tag;
use crate::domain::{CannedMessageId, LabelId, TagId};
use crate::store::Writer;

const NAME_CHARACTERS_MAX: usize = 50;
const NUMBER_MAX: usize = 2_000;

/// Makes a tag, or gives the one of that name: agents make them on the spot.
pub async fn tag(app: &App, request: Request, name: String) -> Result<Tag, Error> {
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add_tag(writer, &name)?.id.0))?;
        access::record(writer, TagId(made), "tag")
    });
    result.await
}

pub(super) fn add_tag(writer: &mut Writer, name: &str) -> Result<Tag, Error> {
    let name = checked(name)?;
    let tags = writer.all::<Tag>()?;
    let known = tags.iter().find(|tag| tag.name.to_lowercase() == name.to_lowercase());
    if let Some(known) = known {
        return Ok(known.clone());
    }
    if tags.len() >= NUMBER_MAX {
        let detail = format!("There are {NUMBER_MAX} tags already: use one of them.");
        return Err(Error::conflict("too_many", detail));
    }
    let tag =
        Tag { id: TagId(writer.next_id::<Tag>()?), name, is_predefined: false, merging_into: None };
    writer.save_tag(&tag)?;
    writer.announce(Event::Tag { id: tag.id });
    Ok(tag)
}

fn checked(name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    Ok(name.to_owned())
}

pub(super) fn add_label(writer: &mut Writer, name: &str, colour: Colour) -> Result<Label, Error> {
    let label = Label { id: LabelId(writer.next_id::<Label>()?), name: checked(name)?, colour };
    writer.save_label(&label)?;
    writer.announce(Event::Label { id: label.id });
    Ok(label)
}

/// Gives a new workspace what comes with the product.
pub fn add_built_in(app: &App) -> Result<(), Error> {
    app.store.write_blocking(|writer| -> Result<(), Error> {
        if writer.all::<Label>()?.is_empty() {
            for (name, colour) in label::BUILT_IN {
                add_label(writer, name, colour)?;
            }
        }
        Ok(())
    })
}

pub(super) fn add_canned_message(writer: &mut Writer, message: CannedMessage) -> Result<(), Error> {
    let id = CannedMessageId(writer.next_id::<CannedMessage>()?);
    writer.save_canned_message(&CannedMessage { id, ..message })?;
    writer.announce(Event::CannedMessage { id });
    Ok(())
}
