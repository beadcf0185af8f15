//! Sending again what did not get through, and telling that something did.

use super::Group;
use super::entry::Entry;
use super::response::Created;
use crate::actions::Error;
use crate::actions::resending as acts;
use crate::domain::{ConversationId, EntryId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Send again what of a message did not get through, as a new message. What was delivered is
    /// not in it. A mail whose fate is unknown goes out as the very same bytes, with its id.
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/resends",
        method = "post",
        operation_id = "resend_message"
    )]
    async fn resend(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
        body: Json<Resend>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Entry>, ApiError> {
        let request = session.request("resend_message", entry_id.0, &body.0, key)?;
        let accepts_doubt = body.0.accept_doubt.unwrap_or_default();
        let (id, entry) = (ConversationId(id.0), EntryId(entry_id.0));
        let made = acts::resend(&edge.app, request, id, entry, accepts_doubt).await?;
        Ok(Created::new(Entry::render(&edge.app.store.view()?, made)?))
    }

    /// Mark a message of which nobody knew whether it went out as sent. Doing it twice is harmless.
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/delivery",
        method = "put",
        operation_id = "mark_message_as_sent"
    )]
    async fn mark_as_sent(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
        body: Json<KnownDelivery>,
    ) -> Result<Json<Entry>, ApiError> {
        if body.0.status != "sent" {
            return Err(Error::invalid("status", "Only “sent” can be told.").into());
        }
        let (id, entry) = (ConversationId(id.0), EntryId(entry_id.0));
        let entry = acts::mark_as_sent(&edge.app, session.actor(), id, entry).await?;
        Ok(Json(Entry::render(&edge.app.store.view()?, entry)?))
    }
}

/// What somebody knows of a message.
#[derive(Debug, Object)]
pub struct KnownDelivery {
    /// `sent`
    pub status: String,
}

#[derive(Debug, Object)]
pub struct Resend {
    /// Send it also if nobody knows whether the customer has it: it may come twice. Without this it
    /// is refused with `fate_unknown`.
    pub accept_doubt: Option<bool>,
}
