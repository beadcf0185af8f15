//! Files that go with messages.

use super::Group;
use super::ranges;
use super::response::Created;
use crate::actions::Error;
use crate::actions::attachments::{self as acts, Uploaded};
use crate::app::App;
use crate::domain::AttachmentId;
use crate::domain::attachment as domain;
use crate::domain::content::FileKind;
use crate::domain::sniff;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::Body;
use poem::http::StatusCode;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Response};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, Multipart, Object, OpenApi};
use std::pin::pin;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

/// Whoever opens a file by itself gets a page that can do nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// A file never changes; who may see it may, so only the browser itself keeps it, and not for long.
const CACHE: &str = "private, max-age=3600";
const PIECE_BYTES: usize = 64 * 1024;

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
        let (name, whole) = body.read(&edge.app, name.0).await?;
        let hash = whole.hash();
        let request = session.request("upload_attachment", hash, &name, key)?;
        let attachment = acts::upload(&edge.app, request, name, whole).await?;
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
        /// `bytes=0-999`: only these, as players ask for.
        #[oai(name = "Range")]
        range: Header<Option<String>>,
        /// The ETag that the parts at hand have: of another file the whole is given.
        #[oai(name = "If-Range")]
        if_range: Header<Option<String>>,
    ) -> Result<Response<Binary<Body>>, ApiError> {
        let found = acts::visible(&edge.app.store.view()?, &session.actor(), AttachmentId(id.0))?;
        let tag = format!("\"{}\"", found.hash);
        let asked = range.0.filter(|_| if_range.0.is_none_or(|known| known == tag));
        let wanted = match asked.and_then(|range| ranges::read(&range, found.bytes)) {
            Some(Err(ranges::Outside)) => {
                return Ok(Response::new(Binary(Body::empty()))
                    .status(StatusCode::RANGE_NOT_SATISFIABLE)
                    .header("content-range", format!("bytes */{}", found.bytes)));
            }
            Some(Ok(part)) => Some(part),
            None => None,
        };
        let (start, length) = wanted.map_or((0, found.bytes), |part| (part.start, part.length()));
        let file = acts::open(&edge.app, &found, start).await?;
        let body = Body::from_async_read(tokio::fs::File::from_std(file).take(length));
        let response = Response::new(Binary(body))
            .header("content-type", found.mime.as_str())
            .header("content-length", length)
            .header("content-disposition", disposition(&found))
            .header("content-security-policy", POLICY)
            .header("cache-control", CACHE)
            .header("accept-ranges", "bytes")
            .header("etag", tag);
        Ok(match wanted {
            Some(part) => response
                .status(StatusCode::PARTIAL_CONTENT)
                .header("content-range", part.content_range(found.bytes)),
            None => response,
        })
    }
}

#[derive(ApiRequest)]
enum FileBody {
    Form(FileForm),
    Bytes(Binary<Body>),
}

#[derive(Multipart)]
struct FileForm {
    file: Upload,
}

impl FileBody {
    /// The file's name, and the file as it has come to lie on the disk.
    async fn read(self, app: &App, name: Option<String>) -> Result<(String, Uploaded), Error> {
        match self {
            FileBody::Form(form) => {
                let name = name.or_else(|| form.file.file_name().map(str::to_owned));
                let pieces = ReaderStream::with_capacity(form.file.into_file(), PIECE_BYTES);
                Ok((name.unwrap_or_default(), acts::receive(app, pieces).await?))
            }
            FileBody::Bytes(Binary(body)) => match name {
                Some(name) => Ok((name, acts::receive(app, pin!(body.into_bytes_stream())).await?)),
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
    /// `image`, `video`, `audio` or `document`.
    pub kind: String,
    /// In pixels; null: not known.
    pub width: Option<u32>,
    /// In pixels; null: not known.
    pub height: Option<u32>,
}

impl From<domain::Attachment> for Attachment {
    fn from(attachment: domain::Attachment) -> Attachment {
        let domain::Attachment { id, name, mime, bytes, width, height, .. } = attachment;
        let url = format!("/api/v1/attachments/{id}/{}", percent_encoded(&name));
        let kind = FileKind::of(&mime).as_str().to_owned();
        Attachment { id: id.0, name, mime, size: bytes, url, kind, width, height }
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
    let way = if sniff::is_shown(&attachment.mime) { "inline" } else { "attachment" };
    format!("{way}; filename*=UTF-8''{}", percent_encoded(&attachment.name))
}

/// For one segment of an address, and for `filename*` (RFC 8187).
pub fn percent_encoded(text: &str) -> String {
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
