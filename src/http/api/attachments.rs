//! Files that go with messages.

use super::Group;
use super::response::Created;
use crate::actions::{Error, attachments as acts};
use crate::domain::AttachmentId;
use crate::domain::attachment as domain;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Response};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, Multipart, Object, OpenApi};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Whoever opens a file by itself gets a page that can do nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// A file never changes; who may see it may, so only the browser itself keeps it, and not for long.
const CACHE: &str = "private, max-age=3600";

pub struct Api;

#[OpenApi(tag = "Group::Catalogue")]
impl Api {
    /// Upload a file for a message or a canned message: as the field `file` of a form, or as the
    /// body with `?name=`. What is not used within a day is removed.
    #[oai(path = "/attachments", method = "post", operation_id = "upload_attachment")]
    async fn upload(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// What the file is called, if the body is the file itself.
        name: Query<Option<String>>,
        body: FileBody,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Attachment>, ApiError> {
        let (name, bytes) = body.read(name.0).await?;
        let hash = hex::encode(Sha256::digest(&bytes));
        let request = session.request("upload_attachment", hash, &name, key)?;
        let attachment = acts::upload(&edge.app, request, name, bytes).await?;
        Ok(Created::new(Attachment::from(attachment)))
    }

    /// The file itself, for who may see what carries it. Pictures, sound and films are shown in
    /// place, anything else is saved.
    #[oai(path = "/attachments/:id/:name", method = "get", operation_id = "get_attachment")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// For people: the number decides.
        #[oai(name = "name")]
        _name: Path<String>,
    ) -> Result<Response<Binary<Vec<u8>>>, ApiError> {
        let (attachment, bytes) =
            acts::read(&edge.app, &session.actor(), AttachmentId(id.0)).await?;
        let disposition = disposition(&attachment);
        Ok(Response::new(Binary(bytes))
            .header("content-type", attachment.mime)
            .header("content-disposition", disposition)
            .header("content-security-policy", POLICY)
            .header("cache-control", CACHE))
    }
}

#[derive(ApiRequest)]
enum FileBody {
    Form(FileForm),
    Bytes(Binary<Vec<u8>>),
}

#[derive(Multipart)]
struct FileForm {
    file: Upload,
}

impl FileBody {
    /// The file's name and its bytes.
    async fn read(self, name: Option<String>) -> Result<(String, Vec<u8>), Error> {
        match self {
            FileBody::Form(form) => {
                let name = name.or_else(|| form.file.file_name().map(str::to_owned));
                Ok((name.unwrap_or_default(), form.file.into_vec().await?))
            }
            FileBody::Bytes(Binary(bytes)) => match name {
                Some(name) => Ok((name, bytes)),
                None => Err(Error::invalid("name", "Say what the file is called: ?name=…")),
            },
        }
    }
}

/// A file that belongs to a message or a canned message.
#[derive(Clone, Debug, Object)]
pub struct Attachment {
    pub id: u64,
    pub name: String,
    /// By its content.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// Where the file itself is, from the root of this server.
    pub url: String,
}

impl From<domain::Attachment> for Attachment {
    fn from(attachment: domain::Attachment) -> Attachment {
        let domain::Attachment { id, name, mime, bytes, .. } = attachment;
        let url = format!("/api/v1/attachments/{id}/{}", percent_encoded(&name));
        Attachment { id: id.0, name, mime, size: bytes, url }
    }
}

impl Attachment {
    pub fn render_all(view: &View, ids: &[AttachmentId]) -> Result<Vec<Attachment>, Error> {
        let found = ids.iter().map(|id| view.find::<domain::Attachment>(*id));
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().map(Attachment::from).collect())
    }
}

fn disposition(attachment: &domain::Attachment) -> String {
    let is_shown =
        ["image/", "audio/", "video/"].iter().any(|kind| attachment.mime.starts_with(kind));
    let way = if is_shown { "inline" } else { "attachment" };
    format!("{way}; filename*=UTF-8''{}", percent_encoded(&attachment.name))
}

/// For one segment of an address, and for `filename*` (RFC 8187).
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
