//! Contacts as a list in a file.

use super::Group;
use crate::actions::contact_lists::{self as acts, Export};
use crate::app::App;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use futures_util::stream;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::Header;
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiRequest, ApiResponse, Object, OpenApi};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Contacts")]
impl Api {
    /// Export all contacts as a list. Cells that a spreadsheet would take for formulas begin with an
    /// apostrophe.
    #[oai(path = "/contacts/export", method = "get", operation_id = "export_contacts")]
    async fn export(&self, edge: Data<&Arc<Edge>>, session: SignedIn) -> Result<CsvFile, ApiError> {
        let export = Export::begin(&edge.app.store.view()?, &session.actor())?;
        let pieces = stream::try_unfold((edge.app.clone(), export), next_piece);
        let name = "attachment; filename=\"contacts.csv\"".to_owned();
        Ok(CsvFile::File(Binary(Body::from_bytes_stream(pieces)), name))
    }

    /// Import a list of contacts: columns `name`, `phone`, `email`, `attr.KEY`. Who is known by phone
    /// number, else by e-mail address, is changed; others are made. A list has at most 5 MiB and
    /// 10 000 rows.
    #[oai(path = "/contacts/import", method = "post", operation_id = "import_contacts")]
    async fn import(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: CsvBody,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<Imported>, ApiError> {
        let CsvBody::List(Binary(bytes)) = body;
        let digest = hex::encode(Sha256::digest(&bytes));
        let request = session.request("import_contacts", "", &digest, key)?;
        Ok(Json(acts::import(&edge.app, request, bytes).await?.into()))
    }
}

/// Reads one piece off the runtime's threads, each from a view of its own.
async fn next_piece(
    (app, mut export): (App, Export),
) -> std::io::Result<Option<(Vec<u8>, (App, Export))>> {
    let read = tokio::task::spawn_blocking(move || {
        let piece = app.store.view().map_err(Into::into).and_then(|view| export.piece(&view));
        piece.map(|piece| piece.map(|piece| (piece, (app, export))))
    });
    match read.await {
        Ok(Ok(piece)) => Ok(piece),
        Ok(Err(error)) => {
            tracing::warn!(%error, "an export ended early");
            Err(std::io::Error::other(error))
        }
        Err(error) => Err(std::io::Error::other(error)),
    }
}

#[derive(ApiResponse)]
pub enum CsvFile {
    /// The list, in UTF-8.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    File(
        Binary<Body>,
        /** A file of this name. */
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[derive(ApiRequest)]
pub enum CsvBody {
    /// At most 5 MiB and 10 000 rows, in UTF-8.
    #[oai(content_type = "text/csv")]
    List(Binary<Vec<u8>>),
}

#[derive(Debug, Object)]
#[oai(rename = "ImportResult")]
pub struct Imported {
    pub created: u64,
    pub updated: u64,
    /// Rows that say what is known already.
    pub unchanged: u64,
    /// The first thousand rows that could not be used.
    pub skipped: Vec<SkippedRow>,
    pub skipped_total: u64,
}

#[derive(Debug, Object)]
pub struct SkippedRow {
    /// In the file, from 1.
    pub line: u64,
    pub reason: String,
}

impl From<acts::Imported> for Imported {
    fn from(imported: acts::Imported) -> Imported {
        let skipped = imported.skipped.into_iter();
        let skipped = skipped.map(|row| SkippedRow { line: row.line, reason: row.reason });
        Imported {
            created: imported.created,
            updated: imported.updated,
            unchanged: imported.unchanged,
            skipped: skipped.collect(),
            skipped_total: imported.skipped_total,
        }
    }
}
