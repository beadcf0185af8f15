//! Custom attributes of contacts: made by an admin, filled in by everybody.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::AttributeId;
use crate::domain::attribute::{Attribute, KEY_CHARACTERS_MAX, Kind, NAME_CHARACTERS_MAX, is_key};
use crate::domain::event::{Configuration, Event};
use crate::domain::permission::Act;
use crate::domain::routing::{Condition, RoutingRule};
use crate::store::Writer;

/// How many attributes a workspace may have.
const NUMBER_MAX: usize = 100;

#[derive(Clone, Debug)]
pub struct NewAttribute {
    pub key: String,
    pub name: String,
    pub kind: Kind,
}

pub async fn create(app: &App, request: Request, new: NewAttribute) -> Result<Attribute, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add(writer, new)?.id.0))?;
        access::record(writer, AttributeId(made), "attribute")
    });
    result.await
}

pub(super) fn add(writer: &mut Writer, new: NewAttribute) -> Result<Attribute, Error> {
    if !is_key(&new.key) {
        let reason = format!(
            "A key has 1 to {KEY_CHARACTERS_MAX} characters: small letters, digits and “_”."
        );
        return Err(Error::invalid("key", reason));
    }
    let all = writer.all::<Attribute>()?;
    if all.iter().any(|attribute| attribute.key == new.key) {
        return Err(Error::conflict("key_taken", "There is an attribute with this key already."));
    }
    if all.len() >= NUMBER_MAX {
        let detail = format!("There are {NUMBER_MAX} attributes already.");
        return Err(Error::conflict("too_many", detail));
    }
    let id = AttributeId(writer.next_id::<Attribute>()?);
    let attribute = Attribute { id, key: new.key, name: new.name, kind: new.kind };
    save(writer, attribute)
}

/// `None` leaves it as it is. The key and the kind never change: what is stored is of that kind.
#[derive(Clone, Debug, Default)]
pub struct AttributeChange {
    pub name: Option<String>,
    pub options: Option<Vec<String>>,
}

pub async fn change(
    app: &App,
    request: Request,
    id: AttributeId,
    change: AttributeChange,
) -> Result<Attribute, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let mut attribute: Attribute = access::record(writer, id, "attribute")?;
        attribute.name = change.name.unwrap_or(attribute.name);
        attribute.kind = match (attribute.kind, change.options) {
            (Kind::List { .. }, Some(options)) => Kind::List { options },
            (kind, None) => kind,
            (Kind::Text | Kind::Number | Kind::Date | Kind::YesNo | Kind::Link, Some(_)) => {
                return Err(Error::invalid("options", "Only a list has options."));
            }
        };
        save(writer, attribute)
    });
    result.await
}

fn save(writer: &mut Writer, attribute: Attribute) -> Result<Attribute, Error> {
    let name = attribute.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    let kind = match attribute.kind {
        Kind::List { options } => Kind::List { options: trimmed(options)? },
        kind @ (Kind::Text | Kind::Number | Kind::Date | Kind::YesNo | Kind::Link) => kind,
    };
    let attribute = Attribute { name, kind, ..attribute };
    writer.save_attribute(&attribute)?;
    writer.announce(Event::Configuration { what: Configuration::Attributes });
    Ok(attribute)
}

fn trimmed(options: Vec<String>) -> Result<Vec<String>, Error> {
    let options: Vec<String> = options.iter().map(|option| option.trim().to_owned()).collect();
    Kind::check_options(&options).map_err(|reason| Error::invalid("options", reason))?;
    Ok(options)
}

/// Removes an attribute. Contacts keep their values, which are shown no more: an attribute with the
/// same key and kind brings them back.
pub async fn remove(app: &App, request: Request, id: AttributeId) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let attribute: Attribute = access::record(writer, id, "attribute")?;
        let rules = writer.all::<RoutingRule>()?;
        if let Some(rule) = rules.iter().find(|rule| asks_for(rule, &attribute.key)) {
            let detail = format!("The routing rule “{}” asks for this attribute.", rule.name);
            return Err(Error::conflict("in_use", detail));
        }
        writer.remove_attribute(id);
        writer.announce(Event::Configuration { what: Configuration::Attributes });
        Ok(())
    });
    result.await
}

fn asks_for(rule: &RoutingRule, asked: &str) -> bool {
    let asks = |condition: &Condition| match condition {
        Condition::Attribute { key, .. } => key == asked,
        Condition::Inbox { .. }
        | Condition::Channel { .. }
        | Condition::Language { .. }
        | Condition::Address { .. }
        | Condition::Subject { .. }
        | Condition::FirstWords { .. } => false,
    };
    rule.conditions.iter().any(asks)
}
