//! Files of a Page: uploaded, fetched from an address, or named by the id of an earlier one.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;

use super::checks::{Attached, Source, check_upload};
use super::error;
use super::form::{self, FilePart};
use crate::simulator::graph::call::Call;
use crate::simulator::graph::error::GraphError;
use crate::simulator::graph::route::Done;
use crate::simulator::messenger::Page;
use crate::simulator::messenger::files::File;
use crate::simulator::messenger::message::{Attachment, FileName};
use crate::simulator::platform::Platform;
use crate::simulator::sniff;

const MEGABYTE: usize = 1024 * 1024;
const BYTES_MAX: usize = 25 * MEGABYTE;
/// Of a picture that is given by its address.
const FETCHED_IMAGE_BYTES_MAX: usize = 8 * MEGABYTE;
/// Films may take this many times longer than other files.
const FILM_PATIENCE: f64 = 7.5;

/// `POST /{page_id}/message_attachments`.
pub async fn upload(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    let (body, part) = form::read(call).await?;
    let attached = check_upload(&body, part.is_some())?;
    let attached = Attached { is_reusable: true, ..attached };
    let file = take(platform, page, &attached, part).await?;
    Ok(Done {
        verdict: format!("took a file of {} bytes as {}", file.size, file.id),
        body: json!({"attachment_id": file.id}),
    })
}

/// What the phone shows for it, and the id by which it can be sent again.
pub async fn resolve(
    platform: &Platform,
    page: &Page,
    attached: &Attached,
    part: Option<FilePart>,
) -> Result<(Attachment, Option<String>), GraphError> {
    if let Source::Sticker(id) = &attached.source {
        return Ok((Attachment::plain("sticker", json!({"sticker_id": id})), None));
    }
    let file = match &attached.source {
        Source::Id(id) => known(platform, page, id, Some(&attached.kind))?,
        Source::Url(_) | Source::Form | Source::Sticker(_) => {
            take(platform, page, attached, part).await?
        }
    };
    let again = attached.is_reusable.then(|| file.id.clone());
    let attachment =
        Attachment { file: Some(file), ..Attachment::plain(&attached.kind, json!({})) };
    Ok((attachment, again))
}

/// An uploaded file, if this Page may still send it, as this kind.
pub fn known(
    platform: &Platform,
    page: &Page,
    id: &str,
    kind: Option<&str>,
) -> Result<FileName, GraphError> {
    let now_ms = platform.clock.now_ms();
    let world = platform.world();
    let file = world.messenger.files.reusable(id, &page.page_id, now_ms);
    let file = file.ok_or_else(error::unknown_attachment)?;
    match kind {
        Some(kind) if kind != file.kind => Err(error::upload_failed(&format!(
            "The attachment is of type {}, not {kind}.",
            file.kind
        ))),
        Some(_) | None => Ok(file.called()),
    }
}

async fn take(
    platform: &Platform,
    page: &Page,
    attached: &Attached,
    part: Option<FilePart>,
) -> Result<FileName, GraphError> {
    let part = match (&attached.source, part) {
        (Source::Url(url), _) => fetch(platform, url, &attached.kind).await?,
        (_, Some(part)) => part,
        (_, None) => return Err(GraphError::required("filedata")),
    };
    check_type(&attached.kind, &part)?;
    if part.bytes.is_empty() {
        return Err(error::upload_failed("The file is empty."));
    }
    if part.bytes.len() > BYTES_MAX {
        return Err(error::too_large("A file may have 25 MB."));
    }
    let at_ms = platform.clock.now_ms();
    Ok(platform.world().messenger.files.add(File {
        id: String::new(),
        page_id: Some(page.page_id.clone()),
        kind: attached.kind.clone(),
        mime: part.mime,
        name: part.name,
        bytes: part.bytes,
        at_ms,
        is_reusable: attached.is_reusable,
    }))
}

async fn fetch(platform: &Platform, url: &str, kind: &str) -> Result<FilePart, GraphError> {
    let patience_ms = platform.world().messenger.knobs.fetch_timeout_ms;
    let is_film = kind == "video";
    let patience = Duration::from_millis(patience_ms);
    let patience = if is_film { patience.mul_f64(FILM_PATIENCE) } else { patience };
    let bytes_max = if kind == "image" { FETCHED_IMAGE_BYTES_MAX } else { BYTES_MAX };
    let failed = |error: reqwest::Error| match error.is_timeout() {
        true if is_film => error::film_took_too_long(),
        true => error::fetch_failed("it took too long"),
        false => error::fetch_failed("the address does not answer"),
    };
    let answer = platform.http.get(url).timeout(patience).send().await.map_err(failed)?;
    if answer.status().as_u16() != 200 {
        // Redirects are not followed.
        let message = format!("it answered {}", answer.status().as_u16());
        return Err(error::fetch_failed(&message));
    }
    let mime = answer.headers().get(reqwest::header::CONTENT_TYPE);
    let mime = mime.and_then(|mime| mime.to_str().ok()).unwrap_or("application/octet-stream");
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let name = answer.url().path().rsplit('/').next().filter(|name| !name.is_empty());
    let name = name.unwrap_or("file").to_owned();
    let mut bytes = Vec::new();
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        bytes.extend_from_slice(&piece.map_err(failed)?);
        if bytes.len() > bytes_max {
            let message = format!("A {kind} by url may have {} MB.", bytes_max / MEGABYTE);
            return Err(error::too_large(&message));
        }
    }
    Ok(FilePart { name, mime, bytes })
}

/// The declared type must be of the kind, and the bytes must not be of another type.
fn check_type(kind: &str, part: &FilePart) -> Result<(), GraphError> {
    let prefix = match kind {
        "image" | "sticker" => "image/",
        "audio" => "audio/",
        "video" => "video/",
        _ => "",
    };
    if !part.mime.starts_with(prefix) {
        let message = format!("A file of type {} cannot be sent as {kind}.", part.mime);
        return Err(error::upload_failed(&message));
    }
    match sniff::mime_of(&part.bytes) {
        Some(found) if found.starts_with("image/") && found != part.mime => Err(
            error::upload_failed(&format!("The file is {found}, but declared as {}.", part.mime)),
        ),
        // The same container holds sound alone.
        Some("video/mp4" | "video/webm") if kind == "audio" => Ok(()),
        Some(found) if !found.starts_with(prefix) => {
            Err(error::upload_failed(&format!("The file is {found}, which is no {kind}.")))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(mime: &str, bytes: &[u8]) -> FilePart {
        FilePart { name: "a".to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec() }
    }

    #[test]
    fn a_file_is_what_it_is_declared_as() {
        for (kind, mime, bytes, is_fine) in [
            ("image", "image/png", &b"\x89PNG\r\n\x1a\n..."[..], true),
            ("image", "image/png", b"GIF89a", false),
            ("image", "image/png", b"%PDF-1.7", false),
            ("image", "application/pdf", b"%PDF-1.7", false),
            ("file", "application/pdf", b"%PDF-1.7", true),
            ("file", "image/png", b"\xff\xd8\xff", false),
            ("audio", "audio/mpeg", b"anything", true),
            ("video", "audio/mpeg", b"anything", false),
        ] {
            assert_eq!(check_type(kind, &part(mime, bytes)).is_ok(), is_fine, "{kind} {mime}");
        }
    }
}
