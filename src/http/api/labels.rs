//! Labels: what must happen next.

use super::Group;
use super::response::{Created, Done};
use crate::actions::{Error, labels as acts};
use crate::domain::LabelId;
use crate::domain::label::{self as domain, Colour};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Catalogue")]
impl Api {
    /// List all labels.
    #[oai(path = "/labels", method = "get", operation_id = "list_labels")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Labels>, ApiError> {
        let labels = acts::list(&edge.app.store.view()?)?;
        let items = labels.into_iter().map(Label::from).collect();
        Ok(Json(Labels { items, next_cursor: None }))
    }

    /// Make a label (supervisors).
    #[oai(path = "/labels", method = "post", operation_id = "create_label")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewLabel>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Label>, ApiError> {
        let request = session.request("create_label", "", &body.0, key)?;
        let NewLabel { name, colour } = body.0;
        let label = acts::create(&edge.app, request, name, read_colour(&colour)?).await?;
        Ok(Created::new(Label::from(label)))
    }

    /// Rename or recolour a label (supervisors).
    #[oai(path = "/labels/:id", method = "patch", operation_id = "update_label")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<LabelChange>,
    ) -> Result<Json<Label>, ApiError> {
        let LabelChange { name, colour } = body.0;
        let colour = colour.as_deref().map(read_colour).transpose()?;
        let change = acts::Change { name, colour };
        let label = acts::change(&edge.app, session.repeatable(), LabelId(id.0), change).await?;
        Ok(Json(Label::from(label)))
    }

    /// Remove a label, and take it off all conversations (supervisors).
    #[oai(path = "/labels/:id", method = "delete", operation_id = "delete_label")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), LabelId(id.0)).await?;
        Ok(Done::Done)
    }
}

fn read_colour(colour: &str) -> Result<Colour, Error> {
    let known = Colour::ALL.into_iter().find(|known| known.as_str() == colour);
    known.ok_or_else(|| {
        let names = Colour::ALL.map(Colour::as_str).join(", ");
        Error::invalid("colour", format!("A colour is one of {names}."))
    })
}

#[derive(Debug, Object)]
pub struct Labels {
    pub items: Vec<Label>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Label {
    pub id: u64,
    pub name: String,
    /// `red`, `amber`, `green`, `teal`, `blue`, `violet` or `grey`.
    pub colour: String,
}

#[derive(Debug, Object)]
pub struct NewLabel {
    /// 1 to 50 characters.
    pub name: String,
    /// `red`, `amber`, `green`, `teal`, `blue`, `violet` or `grey`.
    pub colour: String,
}

/// What is absent stays as it is.
#[derive(Debug, Object)]
pub struct LabelChange {
    /// 1 to 50 characters; refused with `name_taken` if another label has it.
    pub name: Option<String>,
    /// `red`, `amber`, `green`, `teal`, `blue`, `violet` or `grey`.
    pub colour: Option<String>,
}

impl From<domain::Label> for Label {
    fn from(label: domain::Label) -> Label {
        Label { id: label.id.0, name: label.name, colour: label.colour.as_str().to_owned() }
    }
}
