//! What providers sent and we could not use.

use super::{Group, page};
use crate::actions::deliveries as acts;
use crate::domain::{ConversationId, DeliveryId, EntryId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::{self, Outcome, UNREADABLE_BODY_BYTES_MAX};
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Inboxes")]
impl Api {
    /// List deliveries that could not be used, in whole or in part, newest first (admins).
    #[oai(
        path = "/deliveries/unreadable",
        method = "get",
        operation_id = "list_unreadable_deliveries"
    )]
    async fn unreadable(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Deliveries>, ApiError> {
        let before = page::number(&cursor, "cursor")?.map(DeliveryId);
        let limit = page::limit(limit)?;
        let mut found = acts::unreadable(&edge.app, &session.actor(), before, limit + 1)?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|(delivery, _)| delivery.id.to_string());
        let items = found.into_iter().map(|(delivery, body)| Delivery::render(delivery, &body));
        Ok(Json(Deliveries { items: items.collect(), next_cursor: last.filter(|_| has_more) }))
    }

    /// Get the delivery that brought a message, as it came, while it is kept: seven days (admins).
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/raw",
        method = "get",
        operation_id = "get_raw_delivery"
    )]
    async fn raw(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
    ) -> Result<Json<Delivery>, ApiError> {
        let (conversation, entry) = (ConversationId(id.0), EntryId(entry_id.0));
        let (delivery, body) = acts::of_message(&edge.app, &session.actor(), conversation, entry)?;
        Ok(Json(Delivery::render(delivery, &body)))
    }
}

impl Delivery {
    fn render(delivery: store::Delivery, body: &[u8]) -> Delivery {
        let reason = match delivery.outcome {
            Outcome::Unreadable { reason } => reason,
            Outcome::Waiting | Outcome::Done => String::new(),
        };
        let shown = body.get(..UNREADABLE_BODY_BYTES_MAX).unwrap_or(body);
        Delivery {
            id: delivery.id.0,
            channel: delivery.channel.as_str().to_owned(),
            received_at: delivery.received_at.to_rfc3339(),
            reason,
            size: body.len() as u64,
            body: String::from_utf8_lossy(shown).into_owned(),
        }
    }
}

#[derive(Debug, Object)]
#[oai(rename = "RawDeliveries")]
pub struct Deliveries {
    pub items: Vec<Delivery>,
    pub next_cursor: Option<String>,
}

/// What a provider sent, as it came.
#[derive(Debug, Object)]
#[oai(rename = "RawDelivery")]
pub struct Delivery {
    pub id: u64,
    pub channel: String,
    pub received_at: String,
    /// Why it, or a part of it, could not be used; empty: it could.
    pub reason: String,
    /// Bytes.
    pub size: u64,
    /// As it came, of a large one the first 64 KiB; empty once it is no longer kept, which is after seven days.
    pub body: String,
}
