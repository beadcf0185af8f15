//! Labels: made, renamed, recoloured, removed.

use super::access;
use super::catalogue::{checked_name, is_same_name};
use super::error::Error;
use super::once::{Request, once};
use super::withdrawals;
use crate::app::App;
use crate::domain::LabelId;
use crate::domain::event::{Event, Removed};
use crate::domain::label::{Colour, Label};
use crate::domain::permission::Act;
use crate::store::{View, Writer};

/// How many labels a workspace may have: more than these nobody keeps apart.
pub const LABELS_MAX: usize = 100;

/// The labels that can be used; what is being taken off everywhere is not among them.
pub fn list(view: &View) -> Result<Vec<Label>, Error> {
    Ok(view.all::<Label>()?.into_iter().filter(|label| !label.is_leaving).collect())
}

/// A label that can be used.
pub fn usable(view: &View, id: LabelId) -> Result<Label, Error> {
    let label: Label = access::record(view, id, "label")?;
    if label.is_leaving { Err(Error::NotFound("label")) } else { Ok(label) }
}

pub async fn create(
    app: &App,
    request: Request,
    name: String,
    colour: Colour,
) -> Result<Label, Error> {
    let result = app.store.write(move |writer| {
        access::require(&request.actor, Act::ManageCatalogue)?;
        let made = once(writer, &request, |writer| Ok(add(writer, &name, colour)?.id.0))?;
        access::record(writer, LabelId(made), "label")
    });
    result.await
}

pub(super) fn add(writer: &mut Writer, name: &str, colour: Colour) -> Result<Label, Error> {
    let name = free_name(writer, None, name)?;
    if list(writer)?.len() >= LABELS_MAX {
        let detail = format!("There are {LABELS_MAX} labels already: remove one first.");
        return Err(Error::conflict("too_many", detail));
    }
    let id = LabelId(writer.next_id::<Label>()?);
    let label = Label { id, name, colour, is_leaving: false };
    writer.save_label(&label)?;
    writer.announce(Event::Label { id });
    Ok(label)
}

fn free_name(view: &View, own: Option<LabelId>, name: &str) -> Result<String, Error> {
    let name = checked_name(name)?;
    let mut others = list(view)?.into_iter().filter(|label| Some(label.id) != own);
    match others.find(|label| is_same_name(&label.name, &name)) {
        Some(other) => {
            let detail = format!("There is a label “{}” already.", other.name);
            Err(Error::conflict("name_taken", detail))
        }
        None => Ok(name),
    }
}

/// What becomes different; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub colour: Option<Colour>,
}

pub async fn change(
    app: &App,
    request: Request,
    id: LabelId,
    change: Change,
) -> Result<Label, Error> {
    let result = app.store.write(move |writer| {
        access::require(&request.actor, Act::ManageCatalogue)?;
        let mut label = usable(writer, id)?;
        if let Some(name) = change.name {
            label.name = free_name(writer, Some(id), &name)?;
        }
        label.colour = change.colour.unwrap_or(label.colour);
        writer.save_label(&label)?;
        writer.announce(Event::Label { id });
        Ok(label)
    });
    result.await
}

/// Takes a label off everything and removes it. If this ends halfway, the rest is done at the next
/// start; nobody can put it on meanwhile.
pub async fn remove(app: &App, request: Request, id: LabelId) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        access::require(&request.actor, Act::ManageCatalogue)?;
        let label = Label { is_leaving: true, ..usable(writer, id)? };
        writer.save_label(&label)?;
        writer.announce(Event::Removed { what: Removed::Label, id: id.0 });
        Ok(())
    });
    result.await?;
    withdrawals::finish_now(app).await
}
