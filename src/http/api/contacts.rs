//! People who write.

use super::{Group, page};
use crate::actions::access;
use crate::domain::ContactId;
use crate::domain::contact as domain;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// List contacts, oldest first.
    #[oai(path = "/contacts", method = "get", operation_id = "list_contacts")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Contacts>, ApiError> {
        let after = page::number(&cursor, "cursor")?.unwrap_or_default();
        let limit = page::limit(limit)?;
        let mut contacts: Vec<domain::Contact> = edge.app.store.view()?.some(after, limit + 1)?;
        let has_more = contacts.len() > limit;
        contacts.truncate(limit);
        let last = contacts.last().map(|contact| contact.id.to_string());
        Ok(Json(Contacts {
            items: contacts.into_iter().map(Contact::from).collect(),
            next_cursor: last.filter(|_| has_more),
        }))
    }

    /// Get one contact.
    #[oai(path = "/contacts/:id", method = "get", operation_id = "get_contact")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Contact>, ApiError> {
        let view = edge.app.store.view()?;
        let contact: domain::Contact = access::record(&view, ContactId(id.0), "contact")?;
        Ok(Json(Contact::from(contact)))
    }
}

#[derive(Debug, Object)]
pub struct Contacts {
    pub items: Vec<Contact>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Contact {
    pub id: u64,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub username: Option<String>,
    pub identities: Vec<Identity>,
    pub created_at: String,
}

/// What a provider knows the contact by.
#[derive(Clone, Debug, Object)]
pub struct Identity {
    pub inbox_id: u64,
    /// `whatsapp_id`, `whatsapp_user_id`, `email` or `page_scoped_id`.
    pub kind: String,
    pub value: String,
}

impl From<domain::Contact> for Contact {
    fn from(contact: domain::Contact) -> Contact {
        Contact {
            id: contact.id.0,
            phone: contact.phone(),
            email: contact.email().map(str::to_owned),
            name: contact.name,
            username: contact.username,
            created_at: contact.created_at.to_rfc3339(),
            identities: contact.identities.into_iter().map(Identity::from).collect(),
        }
    }
}

impl From<domain::Identity> for Identity {
    fn from(identity: domain::Identity) -> Identity {
        Identity {
            inbox_id: identity.inbox.0,
            kind: identity.kind.as_str().to_owned(),
            value: identity.value,
        }
    }
}
