//! Files that customers send, and how phones show files.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Body, Response, handler};
use serde::Deserialize;
use serde_json::json;

use crate::simulator::control::files::no_such_file;
use crate::simulator::control::json::{answer, refuse};
use crate::simulator::messenger::files::File;
use crate::simulator::platform::Platform;

const BYTES_MAX: usize = 30 * 1024 * 1024;

#[derive(Deserialize)]
struct Named {
    name: String,
    mime: String,
}

/// The body is the file.
#[handler]
pub async fn upload(
    Data(platform): Data<&Arc<Platform>>,
    Query(Named { name, mime }): Query<Named>,
    body: Body,
) -> poem::Result<Response> {
    let bytes = body.into_bytes_limit(BYTES_MAX).await.map_err(|_| {
        refuse(StatusCode::PAYLOAD_TOO_LARGE, format!("a file may have {BYTES_MAX} bytes"))
    })?;
    let kind = match mime.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        Some(_) | None => "file",
    };
    let at_ms = platform.clock.now_ms();
    let file = platform.world().messenger.files.add(File {
        id: String::new(),
        page_id: None,
        kind: kind.to_owned(),
        mime,
        name,
        bytes: bytes.to_vec(),
        at_ms,
        is_reusable: false,
    });
    Ok(answer(StatusCode::CREATED, &json!({"id": file.id, "type": kind})))
}

/// As the phone shows it.
#[handler]
pub fn show(
    Data(platform): Data<&Arc<Platform>>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    let (file, is_given_up) = {
        let world = platform.world();
        let files = &world.messenger.files;
        (files.get(&id).cloned(), files.has_given_up(&id))
    };
    let file = file.ok_or_else(|| no_such_file(is_given_up))?;
    Ok(Response::builder()
        .content_type(&file.mime)
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .body(file.bytes))
}
