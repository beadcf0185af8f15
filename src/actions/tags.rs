//! Tags: made on the spot or beforehand, renamed, merged, removed.

use super::access;
use super::catalogue::{checked_name, is_same_name};
use super::error::Error;
use super::once::{Request, once};
use super::withdrawals;
use crate::app::App;
use crate::domain::TagId;
use crate::domain::event::{Event, Removed};
use crate::domain::permission::Act;
use crate::domain::tag::Tag;
use crate::store::{View, Writer};

/// How many tags a workspace may have.
pub const TAGS_MAX: usize = 2_000;

/// The tags that can be used; what is on its way into another one is not among them.
pub fn list(view: &View) -> Result<Vec<Tag>, Error> {
    let tags = view.all::<Tag>()?.into_iter();
    Ok(tags.filter(|tag| tag.merging_into.is_none()).collect())
}

/// Makes a tag, or gives the one of that name: agents make them on the spot.
pub async fn create(
    app: &App,
    request: Request,
    name: String,
    is_predefined: bool,
) -> Result<Tag, Error> {
    let result = app.store.write(move |writer| {
        if is_predefined {
            access::require(&request.actor, Act::ManageCatalogue)?;
        }
        let made = once(writer, &request, |writer| Ok(add(writer, &name, is_predefined)?.id.0))?;
        access::record(writer, TagId(made), "tag")
    });
    result.await
}

pub(super) fn add(writer: &mut Writer, name: &str, is_predefined: bool) -> Result<Tag, Error> {
    let name = checked_name(name)?;
    let tags = list(writer)?;
    if let Some(known) = tags.iter().find(|tag| is_same_name(&tag.name, &name)) {
        return Ok(known.clone());
    }
    if tags.len() >= TAGS_MAX {
        let detail = format!("There are {TAGS_MAX} tags already: use one of them.");
        return Err(Error::conflict("too_many", detail));
    }
    let id = TagId(writer.next_id::<Tag>()?);
    let tag = Tag { id, name, is_predefined, merging_into: None };
    writer.save_tag(&tag)?;
    writer.announce(Event::Tag { id });
    Ok(tag)
}

/// What becomes different; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub is_predefined: Option<bool>,
}

pub async fn change(app: &App, request: Request, id: TagId, change: Change) -> Result<Tag, Error> {
    let result = app.store.write(move |writer| {
        access::require(&request.actor, Act::ManageCatalogue)?;
        let mut tag = usable(writer, id)?;
        if let Some(name) = change.name {
            tag.name = free_name(writer, id, &name)?;
        }
        tag.is_predefined = change.is_predefined.unwrap_or(tag.is_predefined);
        writer.save_tag(&tag)?;
        writer.announce(Event::Tag { id });
        Ok(tag)
    });
    result.await
}

fn free_name(view: &View, id: TagId, name: &str) -> Result<String, Error> {
    let name = checked_name(name)?;
    let other = list(view)?.into_iter().find(|tag| tag.id != id && is_same_name(&tag.name, &name));
    match other {
        Some(other) => {
            let detail = format!("There is a tag “{}” already: merge them instead.", other.name);
            Err(Error::conflict("name_taken", detail))
        }
        None => Ok(name),
    }
}

/// Removes a tag that no conversation bears.
pub async fn remove(app: &App, request: Request, id: TagId) -> Result<(), Error> {
    let result = app.store.write(move |writer| {
        access::require(&request.actor, Act::ManageCatalogue)?;
        let tag = usable(writer, id)?;
        check_not_joined(writer, &tag)?;
        let count = writer.tagged(id)?;
        if count > 0 {
            let conversations = if count == 1 { "conversation has" } else { "conversations have" };
            let detail = format!(
                "{count} {conversations} the tag “{}”: merge it into another one instead.",
                tag.name
            );
            return Err(Error::conflict("in_use", detail));
        }
        writer.remove_tag(id);
        writer.announce(Event::Removed { what: Removed::Tag, id: id.0 });
        Ok(())
    });
    result.await
}

/// Gives everything that bears `from` the tag `into` instead, and removes `from`. Answers `into`
/// once that is done; if this ends halfway, the rest is done at the next start.
pub async fn merge(app: &App, request: Request, from: TagId, into: TagId) -> Result<Tag, Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        access::require(&request.actor, Act::ManageCatalogue)?;
        once(writer, &request, |writer| mark_merging(writer, from, into)).map(|_| ())
    });
    result.await?;
    withdrawals::finish_now(app).await?;
    access::record(&app.store.view()?, into, "tag")
}

fn mark_merging(writer: &mut Writer, from: TagId, into: TagId) -> Result<u64, Error> {
    let mut tag = usable(writer, from)?;
    if from == into {
        return Err(Error::invalid("into", "A tag is merged into another one, not into itself."));
    }
    let target = usable(writer, into)
        .map_err(|_| Error::invalid("into", "There is no such tag to merge into."))?;
    check_not_joined(writer, &tag)?;
    tag.merging_into = Some(target.id);
    writer.save_tag(&tag)?;
    writer.announce(Event::Removed { what: Removed::Tag, id: from.0 });
    Ok(into.0)
}

/// While another tag is on its way into this one, this one stays.
fn check_not_joined(view: &View, tag: &Tag) -> Result<(), Error> {
    let joining = view.all::<Tag>()?.into_iter().find(|other| other.merging_into == Some(tag.id));
    match joining {
        Some(other) => {
            let detail = format!(
                "“{}” is being merged into “{}” at the moment: try again soon.",
                other.name, tag.name
            );
            Err(Error::conflict("merging", detail))
        }
        None => Ok(()),
    }
}

fn usable(view: &View, id: TagId) -> Result<Tag, Error> {
    let tag: Tag = access::record(view, id, "tag")?;
    if tag.merging_into.is_some() { Err(Error::NotFound("tag")) } else { Ok(tag) }
}

/// The tag that a conversation gets when this one is put on: while it merges, the other.
pub(super) fn to_put_on(view: &View, id: TagId) -> Result<TagId, Error> {
    let tag: Tag = access::record(view, id, "tag")?;
    Ok(tag.merging_into.unwrap_or(id))
}
