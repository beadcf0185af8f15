//! Who writes at this moment, for programs; browsers say it over their live connection.

use super::Group;
use super::response::Done;
use crate::domain::ConversationId;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::live::Seat;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Say that you are writing. Colleagues see it for six seconds; repeat it while it lasts. If the
    /// conversation is yours and the inbox shows it, so does the customer.
    #[oai(path = "/conversations/:id/typing", method = "post", operation_id = "type_in")]
    async fn type_in(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<TypingBody>,
        /// Taken and not needed: saying it twice is saying it for longer.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Done, ApiError> {
        let actor = session.actor();
        let is_note = body.0.is_note.unwrap_or_default();
        let seat = Seat::Program(actor.agent);
        edge.hub.presence.write(seat, &actor, ConversationId(id.0), is_note)?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
#[oai(rename = "Typing")]
pub struct TypingBody {
    /// What is being written is a note.
    pub is_note: Option<bool>,
}
