//! Files that the desk uploads: `POST /{number}/media`, checked as Meta checks them.

use poem::web::Multipart;
use poem::{FromRequest, Request};
use serde_json::json;

use super::call::Call;
use super::error::GraphError;
use super::route::Done;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::Platform;
use crate::simulator::world::Media;

const MEGABYTE: usize = 1024 * 1024;
/// How Meta's types are grouped: what they may be, and how large.
const KINDS: [(&str, &[&str], usize); 4] = [
    ("image", &["image/jpeg", "image/png"], 5 * MEGABYTE),
    ("video", &["video/mp4", "video/3gpp"], 16 * MEGABYTE),
    ("audio", &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], 16 * MEGABYTE),
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
        100 * MEGABYTE,
    ),
];

/// The kind of message that a file of this type can be sent as.
pub fn kind_of(mime: &str) -> Option<&'static str> {
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
    let kind = KINDS.iter().find(|(_, mimes, _)| mimes.contains(&mime.as_str()));
    let (_, _, bytes_max) = kind.ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().flat_map(|(_, mimes, _)| mimes.iter().copied()).collect();
        GraphError::parameter(format!(
            "Param file must be a file with one of the following types: {}. Received file of type '{mime}'.",
            known.join(", ")
        ))
    })?;
    if bytes.is_empty() || bytes.len() > *bytes_max {
        return Err(GraphError::media("Media upload error: the file is empty or too large."));
    }
    let size = bytes.len();
    let id = platform.world().add_media(number.phone_number_id.clone(), mime, bytes);
    Ok(Done { body: json!({"id": id}), verdict: format!("took a file of {size} bytes as {id}") })
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

/// The file that a message names, if it can be sent as that.
pub fn named(
    files: &[Media],
    number: &WhatsAppAccount,
    id: &str,
    kind: &str,
) -> Result<String, GraphError> {
    let file = files.iter().find(|file| file.id == id && file.account == number.phone_number_id);
    let file = file.ok_or_else(|| GraphError::unknown_object("get", id))?;
    match kind_of(&file.mime) {
        Some(own) if own == kind || kind == "document" => Ok(file.mime.clone()),
        Some(_) | None => Err(GraphError::media(format!(
            "A file of type {} cannot be sent as {kind}.",
            file.mime
        ))),
    }
}
