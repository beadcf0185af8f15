//! Files that came with messages.

use super::Group;
use super::entry::Entry;
use crate::actions::downloads as acts;
use crate::domain::{ConversationId, EntryId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// Fetch a file once more that did not come (`state` is `failed` and `may_retry` is true). One that
    /// is here or on its way stays as it is; one that the provider no longer keeps is refused with
    /// `file_gone`.
    #[oai(
        path = "/conversations/:id/timeline/:entry_id/files/:place/retries",
        method = "post",
        operation_id = "retry_file"
    )]
    async fn retry(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
        /// Which of the message's files, from 0.
        place: Path<u32>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<Entry>, ApiError> {
        let what = format!("{}/{}/{}", id.0, entry_id.0, place.0);
        let request = session.request("retry_file", what, &String::new(), key)?;
        let (conversation, entry) = (ConversationId(id.0), EntryId(entry_id.0));
        let entry = acts::retry(&edge.app, request, conversation, entry, place.0).await?;
        Ok(Json(Entry::render(&edge.app.store.view()?, entry)?))
    }
}
