//! Files that the desk uploads: `POST /{number}/media`, checked as Meta checks them.

use poem::web::Multipart;
use poem::{FromRequest, Request};
use serde_json::json;

use super::call::Call;
use super::error::GraphError;
use super::route::Done;
use crate::simulator::media::{Media, Origin};
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::Platform;
use crate::simulator::sniff;

const KILOBYTE: usize = 1024;
const MEGABYTE: usize = 1024 * KILOBYTE;
const STICKER_BYTES_MAX: usize = 100 * KILOBYTE;
const ANIMATED_BYTES_MAX: usize = 500 * KILOBYTE;
const DOCUMENT_BYTES_MAX: usize = 100 * MEGABYTE;
/// How Meta's types are grouped: what they may be, and how large.
const KINDS: [(&str, &[&str], usize); 5] = [
    ("image", &["image/jpeg", "image/png"], 5 * MEGABYTE),
    ("video", &["video/mp4", "video/3gpp"], 16 * MEGABYTE),
    ("audio", &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], 16 * MEGABYTE),
    ("sticker", &["image/webp"], ANIMATED_BYTES_MAX),
    (
        "document",
        &[
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
        DOCUMENT_BYTES_MAX,
    ),
];

/// The kind of message that a file of this type can be sent as.
pub fn kind_of(mime: &str) -> Option<&'static str> {
    let mime = sniff::essence(mime);
    KINDS.iter().find(|(_, mimes, _)| mimes.contains(&mime)).map(|(kind, _, _)| *kind)
}

pub async fn upload(
    platform: &Platform,
    number: &WhatsAppAccount,
    call: &Call,
) -> Result<Done, GraphError> {
    let form = read(call).await?;
    if form.product.as_deref() != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let (declared, bytes) = form.file.ok_or_else(|| GraphError::required("file"))?;
    let mime = form.mime.or(declared).unwrap_or_default();
    let takes_any = platform.world().knobs.accept_wrong_mime;
    let bytes_max = bytes_max(&mime, &bytes, takes_any)?;
    if bytes.is_empty() || bytes.len() > bytes_max {
        return Err(GraphError::media("Media upload error: the file is empty or too large."));
    }
    let size = bytes.len();
    let now_ms = platform.clock.now_ms();
    let id = {
        let mut world = platform.world();
        let file = world.files.add(&number.phone_number_id, mime, bytes, Origin::Upload, now_ms);
        file.id.clone()
    };
    Ok(Done { body: json!({"id": id}), verdict: format!("took a file of {size} bytes as {id}") })
}

fn bytes_max(mime: &str, bytes: &[u8], takes_any: bool) -> Result<usize, GraphError> {
    let essence = sniff::essence(mime);
    match KINDS.iter().find(|(_, mimes, _)| mimes.contains(&essence)) {
        Some(("sticker", _, _)) if !sniff::is_animated(bytes) => Ok(STICKER_BYTES_MAX),
        Some((_, _, bytes_max)) => Ok(*bytes_max),
        None if takes_any => Ok(DOCUMENT_BYTES_MAX),
        None => {
            let known: Vec<&str> =
                KINDS.iter().flat_map(|(_, mimes, _)| mimes.iter().copied()).collect();
            Err(GraphError::parameter(format!(
                "Param file must be a file with one of the following types: {}. Received file of type '{mime}'.",
                known.join(", ")
            )))
        }
    }
}

#[derive(Default)]
struct Form {
    product: Option<String>,
    mime: Option<String>,
    /// Declared type, bytes.
    file: Option<(Option<String>, Vec<u8>)>,
}

async fn read(call: &Call) -> Result<Form, GraphError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        GraphError::parameter(format!("The form cannot be read: {error}"))
    };
    let content_type = call.content_type.as_deref().unwrap_or_default();
    let request = Request::builder().content_type(content_type).body(call.body.clone());
    let (request, mut body) = request.split();
    let parts = Multipart::from_request(&request, &mut body).await;
    let mut parts = parts.map_err(|error| unreadable(&error))?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let declared = part.content_type().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
        let text = || Some(String::from_utf8_lossy(&bytes).into_owned());
        match name.as_str() {
            "messaging_product" => form.product = text(),
            "type" => form.mime = text(),
            "file" => form.file = Some((declared, bytes)),
            other => {
                return Err(GraphError::parameter(format!(
                    "Unexpected key \"{other}\" in the form."
                )));
            }
        }
    }
    Ok(form)
}

/// Whether Meta will find out, after it took the message, that the file is not what it should be.
pub fn fails_later(file: &Media, kind: &str) -> bool {
    let is_allowed = kind == "document" || kind_of(&file.mime) == Some(kind);
    !is_allowed || kind_of(&file.mime).is_none() || !sniff::fits(&file.mime, &file.bytes)
}
