//! Tags: what conversations were about.

use super::Group;
use super::response::{Created, Done};
use crate::actions::{Error, tags as acts};
use crate::domain::TagId;
use crate::domain::permission::{Act, Actor};
use crate::domain::tag as domain;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
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
        session: SignedIn,
    ) -> Result<Json<Tags>, ApiError> {
        let view = edge.app.store.view()?;
        let tags = acts::list(&view)?.into_iter();
        let actor = session.actor();
        let items = tags.map(|tag| Tag::render(&view, &actor, tag)).collect::<Result<_, _>>()?;
        Ok(Json(Tags { items, next_cursor: None }))
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
        let NewTag { name, predefined } = body.0;
        let tag = acts::create(&edge.app, request, name, predefined.unwrap_or_default()).await?;
        Ok(Created::new(Tag::render(&edge.app.store.view()?, &session.actor(), tag)?))
    }

    /// Rename a tag, or say whether it is there for everybody (supervisors).
    #[oai(path = "/tags/:id", method = "patch", operation_id = "update_tag")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<TagChange>,
    ) -> Result<Json<Tag>, ApiError> {
        let TagChange { name, predefined } = body.0;
        let change = acts::Change { name, is_predefined: predefined };
        let tag = acts::change(&edge.app, session.repeatable(), TagId(id.0), change).await?;
        Ok(Json(Tag::render(&edge.app.store.view()?, &session.actor(), tag)?))
    }

    /// Remove a tag that no conversation bears (supervisors); refused with `in_use` otherwise.
    #[oai(path = "/tags/:id", method = "delete", operation_id = "delete_tag")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), TagId(id.0)).await?;
        Ok(Done::Done)
    }

    /// Give all conversations that bear this tag another one instead, and remove it (supervisors).
    /// Answers the other one when that is done, and goes on even if you do not wait.
    #[oai(path = "/tags/:id/merges", method = "post", operation_id = "merge_tag")]
    async fn merge(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewTagMerge>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<Tag>, ApiError> {
        let request = session.request("merge_tag", id.0, &body.0, key)?;
        let tag = acts::merge(&edge.app, request, TagId(id.0), TagId(body.0.into)).await?;
        Ok(Json(Tag::render(&edge.app.store.view()?, &session.actor(), tag)?))
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
    /// How many conversations bear it, open or ended, for supervisors; null for others, in events
    /// and where a conversation names its tags.
    pub conversation_count: Option<u64>,
}

#[derive(Debug, Object)]
pub struct NewTag {
    /// 1 to 50 characters.
    pub name: String,
    /// There for everybody to choose (supervisors only); no unless said.
    pub predefined: Option<bool>,
}

/// What is absent stays as it is.
#[derive(Debug, Object)]
pub struct TagChange {
    /// 1 to 50 characters; refused with `name_taken` if another tag has it.
    pub name: Option<String>,
    pub predefined: Option<bool>,
}

#[derive(Debug, Object)]
pub struct NewTagMerge {
    /// The id of the tag that stays.
    pub into: u64,
}

impl From<domain::Tag> for Tag {
    fn from(tag: domain::Tag) -> Tag {
        let (id, name, predefined) = (tag.id.0, tag.name, tag.is_predefined);
        Tag { id, name, predefined, conversation_count: None }
    }
}

impl Tag {
    /// What one may not see is not even counted.
    fn render(view: &View, actor: &Actor, tag: domain::Tag) -> Result<Tag, Error> {
        let sees_all = actor.may(Act::ManageCatalogue);
        let conversation_count = sees_all.then(|| view.tagged(tag.id)).transpose()?;
        Ok(Tag { conversation_count, ..Tag::from(tag) })
    }
}
