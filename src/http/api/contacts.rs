//! People who write.

use super::attributes::AttributeValue;
use super::response::{Created, Done};
use super::{Group, page};
use crate::actions::contacts::{self as acts, NewContact as New, Values};
use crate::actions::{Error, access, blocking, merging};
use crate::domain::attribute::{Attribute, shown};
use crate::domain::contact as domain;
use crate::domain::conversation::StateKind;
use crate::domain::{ContactId, ContactNoteId, MergeId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::search::Cursor;
use crate::store::{Facet, View};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// List contacts, oldest first; with `q`, those that it finds, newest first.
    #[oai(path = "/contacts", method = "get", operation_id = "list_contacts")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        /// Words of a name, a user name or an e-mail address, the last as it is being typed; or a phone
        /// number in any spelling.
        q: Query<Option<String>>,
        /// Only those who are blocked, or only those who are not.
        blocked: Query<Option<bool>>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Contacts>, ApiError> {
        let limit = page::limit(limit)?;
        let words = q.0.filter(|words| !words.trim().is_empty());
        let Some(words) = words else {
            let after = page::number(&cursor, "cursor")?.unwrap_or_default();
            let view = edge.app.store.view()?;
            let (found, next) = acts::list(&view, blocked.0, after, limit)?;
            return Ok(Json(Contacts::render(&view, found, next.map(|next| next.to_string()))?));
        };
        let after = match cursor.0.as_deref() {
            Some(text) => Some(Cursor::parse(text).ok_or_else(|| page::wrong("cursor"))?),
            None => None,
        };
        let (app, blocked) = (edge.app.clone(), blocked.0);
        let searched = tokio::task::spawn_blocking(move || {
            let view = app.store.view()?;
            let (found, next) = acts::find(&app, &view, &words, blocked, after, limit)?;
            Contacts::render(&view, found, next.map(|next| next.to_string()))
        });
        let contacts = searched.await.unwrap_or(Err(Error::Store(crate::store::Error::Panicked)));
        Ok(Json(contacts?))
    }

    /// Get one contact; one that was merged into another says into which.
    #[oai(path = "/contacts/:id", method = "get", operation_id = "get_contact")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Contact>, ApiError> {
        let view = edge.app.store.view()?;
        let contact: domain::Contact = access::record(&view, ContactId(id.0), "contact")?;
        Ok(Json(Contact::render(&view, contact)?))
    }

    /// Make a contact by hand. Who writes from this phone number later is this contact.
    #[oai(path = "/contacts", method = "post", operation_id = "create_contact")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewContact>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Contact>, ApiError> {
        let request = session.request("create_contact", "", &body.0, key)?;
        let NewContact { name, phone, email, attributes } = body.0;
        let attributes = values(attributes);
        let new = New { name, phone, email, attributes };
        let contact = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Change a contact's name or attributes.
    #[oai(path = "/contacts/:id", method = "patch", operation_id = "change_contact")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<ContactChange>,
    ) -> Result<Json<Contact>, ApiError> {
        let ContactChange { name, attributes } = body.0;
        let (request, id) = (session.repeatable(), ContactId(id.0));
        let contact = acts::change(&edge.app, request, id, name, values(attributes)).await?;
        Ok(Json(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Note something about a contact, for colleagues.
    #[oai(path = "/contacts/:id/notes", method = "post", operation_id = "add_contact_note")]
    async fn note(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewContactNote>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Contact>, ApiError> {
        let request = session.request("add_contact_note", id.0, &body.0, key)?;
        let contact = acts::note(&edge.app, request, ContactId(id.0), body.0.text).await?;
        Ok(Created::new(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Remove a note about a contact: your own, or, for supervisors, anybody's.
    #[oai(
        path = "/contacts/:id/notes/:note",
        method = "delete",
        operation_id = "remove_contact_note"
    )]
    async fn remove_note(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        note: Path<u64>,
    ) -> Result<Done, ApiError> {
        let (request, note) = (session.repeatable(), ContactNoteId(note.0));
        acts::remove_note(&edge.app, request, ContactId(id.0), note).await?;
        Ok(Done::Done)
    }

    /// Merge another contact into this one, because they are one person.
    #[oai(path = "/contacts/:id/merges", method = "post", operation_id = "merge_contact")]
    async fn merge(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<NewMerge>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Contact>, ApiError> {
        let request = session.request("merge_contact", id.0, &body.0, key)?;
        let from = ContactId(body.0.contact_id);
        let contact = merging::merge(&edge.app, request, ContactId(id.0), from).await?;
        Ok(Created::new(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Take a merge back.
    #[oai(
        path = "/contacts/:id/merges/:merge",
        method = "delete",
        operation_id = "unmerge_contact"
    )]
    async fn unmerge(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        merge: Path<u64>,
    ) -> Result<Json<Contact>, ApiError> {
        let (request, merge) = (session.repeatable(), MergeId(merge.0));
        let contact = merging::unmerge(&edge.app, request, ContactId(id.0), merge).await?;
        Ok(Json(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Block a contact: what is open is resolved, and what comes is kept without disturbing anybody.
    #[oai(path = "/contacts/:id/block", method = "put", operation_id = "block_contact")]
    async fn block(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Contact>, ApiError> {
        let request = session.repeatable();
        let contact = blocking::set(&edge.app, request, ContactId(id.0), true).await?;
        Ok(Json(Contact::render(&edge.app.store.view()?, contact)?))
    }

    /// Unblock a contact.
    #[oai(path = "/contacts/:id/block", method = "delete", operation_id = "unblock_contact")]
    async fn unblock(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Contact>, ApiError> {
        let request = session.repeatable();
        let contact = blocking::set(&edge.app, request, ContactId(id.0), false).await?;
        Ok(Json(Contact::render(&edge.app.store.view()?, contact)?))
    }
}

#[derive(Debug, Object)]
pub struct Contacts {
    pub items: Vec<Contact>,
    /// Null at the end. With a filter a page may be short and yet not the last.
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
    /// Values by the attributes' keys.
    pub attributes: BTreeMap<String, AttributeValue>,
    /// What colleagues noted, oldest first.
    pub notes: Vec<ContactNote>,
    /// Null: it is not blocked.
    pub blocked_at: Option<String>,
    /// The contact that this one was merged into.
    pub merged_into: Option<u64>,
    /// Who was merged into this one.
    pub merged: Vec<MergedContact>,
    pub created_at: String,
    /// In all inboxes, also those that you may not see.
    pub conversation_count: u64,
}

/// What a provider knows the contact by, or what else leads to it.
#[derive(Clone, Debug, Object)]
pub struct Identity {
    /// Null: of no inbox yet, but told by a colleague or a list.
    pub inbox_id: Option<u64>,
    /// `whatsapp_id`, `whatsapp_user_id`, `email`, `page_scoped_id` or `phone`.
    pub kind: String,
    pub value: String,
    /// Since when the contact wants no marketing messages from this inbox.
    pub marketing_stopped_at: Option<String>,
    /// Of an e-mail address: mails to it come back, and nothing has come from it since.
    pub undeliverable: Option<UndeliverableAddress>,
}

#[derive(Clone, Debug, Object)]
pub struct UndeliverableAddress {
    pub at: String,
    /// Why, in plain words.
    pub reason: String,
}

#[derive(Clone, Debug, Object)]
pub struct ContactNote {
    pub id: u64,
    pub text: String,
    /// The agent who noted it.
    pub by: u64,
    pub by_name: String,
    pub at: String,
}

#[derive(Clone, Debug, Object)]
pub struct MergedContact {
    pub merge_id: u64,
    pub contact_id: u64,
    pub name: String,
    pub at: String,
}

#[derive(Debug, Object)]
pub struct NewContact {
    /// 1 to 200 characters.
    pub name: String,
    /// With the country's code, in any spelling.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Values by the attributes' keys.
    pub attributes: Option<BTreeMap<String, Option<AttributeValue>>>,
}

#[derive(Debug, Object)]
pub struct ContactChange {
    /// 1 to 200 characters.
    pub name: Option<String>,
    /// Values by the attributes' keys; null takes a value away, others stay.
    pub attributes: Option<BTreeMap<String, Option<AttributeValue>>>,
}

#[derive(Debug, Object)]
pub struct NewContactNote {
    /// 1 to 2000 characters.
    pub text: String,
}

#[derive(Debug, Object)]
pub struct NewMerge {
    /// The contact that becomes this one.
    pub contact_id: u64,
}

fn values(given: Option<BTreeMap<String, Option<AttributeValue>>>) -> Values {
    let given = given.unwrap_or_default().into_iter();
    given.map(|(key, value)| (key, value.map(AttributeValue::into))).collect()
}

impl Contacts {
    fn render(
        view: &View,
        contacts: Vec<domain::Contact>,
        next_cursor: Option<String>,
    ) -> Result<Contacts, Error> {
        let attributes: Vec<Attribute> = view.all()?;
        let contacts = contacts.into_iter();
        let items = contacts.map(|contact| Contact::with(view, &attributes, contact));
        Ok(Contacts { items: items.collect::<Result<_, _>>()?, next_cursor })
    }
}

impl Contact {
    pub fn render(view: &View, contact: domain::Contact) -> Result<Contact, Error> {
        Contact::with(view, &view.all::<Attribute>()?, contact)
    }

    fn with(
        view: &View,
        attributes: &[Attribute],
        contact: domain::Contact,
    ) -> Result<Contact, Error> {
        let mut conversation_count = 0;
        for state in StateKind::ALL {
            conversation_count += view.count(Facet::Contact, contact.id.0, state)?;
        }
        let merged = merging::merged(view, &contact)?.into_iter();
        let merged = merged.filter(|merged| merged.merge.into == contact.id);
        let values = shown(attributes, &contact.attributes).into_iter();
        let notes = contact.notes.iter();
        let notes = notes.map(|note| ContactNote::render(view, note)).collect::<Result<_, _>>()?;
        Ok(Contact {
            id: contact.id.0,
            phone: contact.phone(),
            email: contact.email().map(str::to_owned),
            attributes: values.map(|(key, value)| (key, value.into())).collect(),
            notes,
            blocked_at: contact.blocked_at.map(Timestamp::to_rfc3339),
            merged_into: contact.merged_into.map(|id| id.0),
            merged: merged.map(MergedContact::from).collect(),
            name: contact.name,
            username: contact.username,
            created_at: contact.created_at.to_rfc3339(),
            identities: contact.identities.into_iter().map(Identity::from).collect(),
            conversation_count,
        })
    }
}

impl ContactNote {
    fn render(view: &View, note: &domain::ContactNote) -> Result<ContactNote, Error> {
        Ok(ContactNote {
            id: note.id.0,
            text: note.text.clone(),
            by: note.by.0,
            by_name: access::agent_name(view, note.by)?,
            at: note.at.to_rfc3339(),
        })
    }
}

impl From<merging::Merged> for MergedContact {
    fn from(merged: merging::Merged) -> MergedContact {
        MergedContact {
            merge_id: merged.merge.id.0,
            contact_id: merged.contact.id.0,
            name: merged.contact.name,
            at: merged.merge.at.to_rfc3339(),
        }
    }
}

impl From<domain::Identity> for Identity {
    fn from(identity: domain::Identity) -> Identity {
        Identity {
            inbox_id: (identity.inbox != domain::NO_INBOX).then_some(identity.inbox.0),
            kind: identity.kind.as_str().to_owned(),
            value: identity.value,
            marketing_stopped_at: identity.marketing_stopped_at.map(Timestamp::to_rfc3339),
            undeliverable: identity.undeliverable.map(|known| UndeliverableAddress {
                at: known.at.to_rfc3339(),
                reason: known.reason,
            }),
        }
    }
}
