//! Phone numbers and e-mail addresses of a contact, as people tell them.

use super::Group;
use super::contacts::Contact;
use super::response::Created;
use crate::actions::Error;
use crate::actions::identities::{self as acts, Told};
use crate::domain::ContactId;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// Add a phone number or an e-mail address to a contact. One that is another contact's is
    /// refused; one that the contact has already stays as it is.
    #[oai(path = "/contacts/:id/identities", method = "post", operation_id = "add_identity")]
    async fn add(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewIdentity>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Contact>, ApiError> {
        let request = session.request("add_identity", id.0, &body.0, key)?;
        let told = told(&body.0.kind, body.0.value)?;
        let contact = acts::add(&edge.app, request, ContactId(id.0), told).await?;
        Ok(Created::new(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Remove a phone number or an e-mail address that people have told. What a provider knows the
    /// contact by stays.
    #[oai(
        path = "/contacts/:id/identities/:kind/:value",
        method = "delete",
        operation_id = "remove_identity"
    )]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// `phone` or `email`.
        kind: Path<String>,
        value: Path<String>,
    ) -> Result<Json<Contact>, ApiError> {
        let (request, told) = (session.repeatable(), told(&kind.0, value.0)?);
        let contact = acts::remove(&edge.app, request, ContactId(id.0), told).await?;
        Ok(Json(Contact::render(&edge.app.store.view()?, contact)?))
    }
}

#[derive(Debug, Object)]
pub struct NewIdentity {
    /// `phone` or `email`.
    pub kind: String,
    /// A phone number with its country's code, in any spelling, or an e-mail address.
    pub value: String,
}

fn told(kind: &str, value: String) -> Result<Told, Error> {
    match kind {
        "phone" => Ok(Told::Phone(value)),
        "email" => Ok(Told::Email(value)),
        _ => Err(Error::invalid("kind", "This is either “phone” or “email”.")),
    }
}
