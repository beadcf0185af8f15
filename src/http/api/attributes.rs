//! Custom attributes of contacts.

use super::Group;
use super::response::{Created, Done};
use crate::actions::Error;
use crate::actions::attributes::{self as acts, AttributeChange as Change, NewAttribute as New};
use crate::domain::AttributeId;
use crate::domain::attribute::{self as domain, Kind, Value};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi, Union};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// List all attributes that contacts may have.
    #[oai(path = "/attributes", method = "get", operation_id = "list_attributes")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Attributes>, ApiError> {
        let attributes = edge.app.store.view()?.all::<domain::Attribute>()?;
        let items = attributes.into_iter().map(Attribute::from).collect();
        Ok(Json(Attributes { items, next_cursor: None }))
    }

    /// Make an attribute.
    #[oai(path = "/attributes", method = "post", operation_id = "create_attribute")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewAttribute>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Attribute>, ApiError> {
        let request = session.request("create_attribute", "", &body.0, key)?;
        let NewAttribute { key, name, kind, options } = body.0;
        let kind = read_kind(&kind, options)?;
        let made = acts::create(&edge.app, request, New { key, name, kind }).await?;
        Ok(Created::new(made.into()))
    }

    /// Change an attribute's name, or the options of a list. Key and kind stay.
    #[oai(path = "/attributes/:id", method = "patch", operation_id = "change_attribute")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<AttributeChange>,
    ) -> Result<Json<Attribute>, ApiError> {
        let change = Change { name: body.0.name, options: body.0.options };
        let request = session.repeatable();
        let changed = acts::change(&edge.app, request, AttributeId(id.0), change).await?;
        Ok(Json(changed.into()))
    }

    /// Remove an attribute. Contacts keep their values, which are shown no more.
    #[oai(path = "/attributes/:id", method = "delete", operation_id = "remove_attribute")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), AttributeId(id.0)).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
pub struct Attributes {
    pub items: Vec<Attribute>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Attribute {
    pub id: u64,
    /// What variables (`{{attr.KEY}}`), columns and programs call it; never changes.
    pub key: String,
    pub name: String,
    /// `text`, `number`, `date`, `yes_no`, `link` or `list`.
    pub kind: String,
    /// Of a list.
    pub options: Vec<String>,
}

#[derive(Debug, Object)]
pub struct NewAttribute {
    /// 1 to 40 small letters, digits and `_`.
    pub key: String,
    /// 1 to 100 characters.
    pub name: String,
    /// `text`, `number`, `date`, `yes_no`, `link` or `list`.
    pub kind: String,
    /// Of a list: 1 to 100 different ones of 1 to 100 characters.
    pub options: Option<Vec<String>>,
}

#[derive(Debug, Object)]
pub struct AttributeChange {
    /// 1 to 100 characters.
    pub name: Option<String>,
    /// Of a list: 1 to 100 different ones of 1 to 100 characters.
    pub options: Option<Vec<String>>,
}

/// A text, a number, or true or false, by the attribute's kind; a date is `2026-05-03`.
#[derive(Clone, Debug, Union)]
pub enum AttributeValue {
    YesNo(bool),
    Number(f64),
    Text(String),
}

impl From<AttributeValue> for Value {
    fn from(value: AttributeValue) -> Value {
        match value {
            AttributeValue::YesNo(yes) => Value::YesNo(yes),
            AttributeValue::Number(number) => Value::Number(number),
            AttributeValue::Text(text) => Value::Text(text),
        }
    }
}

impl From<Value> for AttributeValue {
    fn from(value: Value) -> AttributeValue {
        match value {
            Value::YesNo(yes) => AttributeValue::YesNo(yes),
            Value::Number(number) => AttributeValue::Number(number),
            Value::Text(text) => AttributeValue::Text(text),
        }
    }
}

fn read_kind(kind: &str, options: Option<Vec<String>>) -> Result<Kind, Error> {
    if kind != "list" && options.as_ref().is_some_and(|options| !options.is_empty()) {
        return Err(Error::invalid("options", "Only a list has options."));
    }
    match kind {
        "text" => Ok(Kind::Text),
        "number" => Ok(Kind::Number),
        "date" => Ok(Kind::Date),
        "yes_no" => Ok(Kind::YesNo),
        "link" => Ok(Kind::Link),
        "list" => Ok(Kind::List { options: options.unwrap_or_default() }),
        _ => Err(Error::invalid("kind", format!("There is no kind “{kind}” of attribute."))),
    }
}

impl From<domain::Attribute> for Attribute {
    fn from(attribute: domain::Attribute) -> Attribute {
        Attribute {
            id: attribute.id.0,
            key: attribute.key,
            name: attribute.name,
            kind: attribute.kind.as_str().to_owned(),
            options: match attribute.kind {
                Kind::List { options } => options,
                Kind::Text | Kind::Number | Kind::Date | Kind::YesNo | Kind::Link => Vec::new(),
            },
        }
    }
}
