//! Tags: what conversations were about.

use super::Group;
use super::response::Created;
use crate::actions::catalogue;
use crate::domain::tag as domain;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Catalogue")]
impl Api {
    /// List all tags.
    #[oai(path = "/tags", method = "get", operation_id = "list_tags")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Tags>, ApiError> {
        let tags = edge.app.store.view()?.all::<domain::Tag>()?;
        Ok(Json(Tags { items: tags.into_iter().map(Tag::from).collect(), next_cursor: None }))
    }

    /// Make a tag; one of the same name is given back instead.
    #[oai(path = "/tags", method = "post", operation_id = "create_tag")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewTag>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Tag>, ApiError> {
        let request = session.request("create_tag", "", &body.0, key)?;
        let tag = catalogue::tag(&edge.app, request, body.0.name).await?;
        Ok(Created::new(Tag::from(tag)))
    }
}

#[derive(Debug, Object)]
pub struct Tags {
    pub items: Vec<Tag>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Tag {
    pub id: u64,
    pub name: String,
    /// Chosen for everybody; otherwise an agent made it on the spot.
    pub predefined: bool,
}

#[derive(Debug, Object)]
pub struct NewTag {
    /// 1 to 50 characters.
    pub name: String,
}

impl From<domain::Tag> for Tag {
    fn from(tag: domain::Tag) -> Tag {
        Tag { id: tag.id.0, name: tag.name, predefined: tag.is_predefined }
    }
}
