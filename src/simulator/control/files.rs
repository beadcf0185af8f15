//! Files that customers send, and files as the phones show them.

use std::sync::Arc;

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::{Data, Path, Query};
use poem::{Body, Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::{ok, refuse};
use super::people;
use crate::simulator::customer::{self, FILE_BYTES_MAX, FileKind, FileWriting};
use crate::simulator::platform::Platform;
use crate::simulator::samples::{SAMPLES, sample};
use crate::simulator::sniff;

const CAPTION_CHARACTERS_MAX: usize = 1024;
const FILENAME_CHARACTERS_MAX: usize = 240;
const UNKNOWN_TYPE: &str = "application/octet-stream";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    /// The kind of message; that of the sample if there is one.
    kind: Option<FileKind>,
    sample: Option<String>,
    filename: Option<String>,
    caption: Option<String>,
    account: Option<String>,
    reply_to: Option<String>,
}

/// The body is the file, its content type the file's; with a sample there is no body.
#[handler]
pub async fn send(
    Data(platform): Data<&Arc<Platform>>,
    Path(wa_id): Path<String>,
    Query(sent): Query<Sent>,
    headers: &HeaderMap,
    body: Body,
) -> poem::Result<Response> {
    for (name, text, most) in [
        ("caption", &sent.caption, CAPTION_CHARACTERS_MAX),
        ("filename", &sent.filename, FILENAME_CHARACTERS_MAX),
    ] {
        if text.as_ref().is_some_and(|text| text.chars().count() > most) {
            let message = format!("{name} must have at most {most} characters");
            return Err(refuse(StatusCode::BAD_REQUEST, message));
        }
    }
    let file = match sent.sample.as_deref() {
        Some(name) => of_sample(wa_id, sent.kind, name)?,
        None => of_body(wa_id, sent.kind, headers, body).await?,
    };
    let file = FileWriting {
        account: sent.account,
        reply_to: sent.reply_to,
        caption: sent.caption,
        filename: sent.filename.or(file.filename),
        ..file
    };
    people::written(customer::send_file(platform, file))
}

#[handler]
pub fn samples() -> Response {
    let list: Vec<Value> = SAMPLES
        .iter()
        .map(|sample| {
            json!({
                "name": sample.name,
                "kind": sample.kind,
                "mime_type": sample.mime,
                "filename": sample.filename,
                "bytes": sample.bytes.len(),
            })
        })
        .collect();
    ok(&json!({"samples": list}))
}

/// A file that either side sent, as the phone shows it.
#[handler]
pub fn show(
    Data(platform): Data<&Arc<Platform>>,
    Path(id): Path<String>,
) -> poem::Result<Response> {
    let (found, is_given_up) = {
        let world = platform.world();
        (world.files.find(&id).cloned(), world.files.has_given_up(&id))
    };
    let file = found.ok_or_else(|| no_such_file(is_given_up))?;
    Ok(Response::builder()
        .content_type(&file.mime)
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .body(file.bytes.to_vec()))
}

/// The bytes are over: nobody can fetch the file any longer.
#[handler]
pub fn end(Data(platform): Data<&Arc<Platform>>, Path(id): Path<String>) -> poem::Result<Response> {
    let mut world = platform.world();
    if world.files.find(&id).is_none() {
        return Err(no_such_file(world.files.has_given_up(&id)));
    }
    world.files.end(&id);
    Ok(ok(&json!({"ended": true})))
}

/// What was here once is told apart from what never was.
pub fn no_such_file(is_given_up: bool) -> poem::Error {
    match is_given_up {
        true => refuse(StatusCode::GONE, "the simulator has given this file up for newer ones"),
        false => refuse(StatusCode::NOT_FOUND, "there is no such file"),
    }
}

fn of_sample(wa_id: String, kind: Option<FileKind>, name: &str) -> poem::Result<FileWriting> {
    let sample = sample(name)
        .ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no sample of this name"))?;
    let own_kind: FileKind = serde_json::from_value(Value::from(sample.kind))
        .map_err(|error| refuse(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(FileWriting {
        wa_id,
        account: None,
        reply_to: None,
        kind: kind.unwrap_or(own_kind),
        mime: sample.mime.to_owned(),
        filename: Some(sample.filename.to_owned()),
        caption: None,
        bytes: sample.bytes.to_vec(),
    })
}

async fn of_body(
    wa_id: String,
    kind: Option<FileKind>,
    headers: &HeaderMap,
    body: Body,
) -> poem::Result<FileWriting> {
    let kind = kind.ok_or_else(|| refuse(StatusCode::BAD_REQUEST, "kind is needed"))?;
    let bytes = body.into_bytes_limit(FILE_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| {
        let message = format!("a file must have at most {FILE_BYTES_MAX} bytes");
        refuse(StatusCode::PAYLOAD_TOO_LARGE, message)
    })?;
    if bytes.is_empty() {
        return Err(refuse(StatusCode::BAD_REQUEST, "the body must be the file"));
    }
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let declared = declared.filter(|mime| !mime.is_empty()).map(str::to_owned);
    let mime =
        declared.unwrap_or_else(|| sniff::mime_of(&bytes).unwrap_or(UNKNOWN_TYPE).to_owned());
    Ok(FileWriting {
        wa_id,
        account: None,
        reply_to: None,
        kind,
        mime,
        filename: None,
        caption: None,
        bytes: bytes.to_vec(),
    })
}
