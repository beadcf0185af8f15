//! Labels: what must happen next.

use super::Group;
use crate::domain::label::{self as domain, Colour};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
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
        let labels = edge.app.store.view()?.all::<domain::Label>()?;
        let items = labels.into_iter().map(Label::from).collect();
        Ok(Json(Labels { items, next_cursor: None }))
    }
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

impl From<domain::Label> for Label {
    fn from(label: domain::Label) -> Label {
        let colour = match label.colour {
            Colour::Red => "red",
            Colour::Amber => "amber",
            Colour::Green => "green",
            Colour::Teal => "teal",
            Colour::Blue => "blue",
            Colour::Violet => "violet",
            Colour::Grey => "grey",
        };
        Label { id: label.id.0, name: label.name, colour: colour.to_owned() }
    }
}
