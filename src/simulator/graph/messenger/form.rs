//! A request as JSON, or as a form whose parts are JSON and perhaps a file.

use poem::web::Multipart;
use poem::{FromRequest, Request};
use serde_json::{Map, Value};

use crate::simulator::graph::call::Call;
use crate::simulator::graph::error::GraphError;

const FILE_PART: &str = "filedata";
/// Parts of a form that are JSON; the others are words.
const JSON_PARTS: [&str; 4] = ["recipient", "message", "payload", "reply_to"];

pub struct FilePart {
    pub name: String,
    pub mime: String,
    pub bytes: Vec<u8>,
}

pub async fn read(call: &Call) -> Result<(Value, Option<FilePart>), GraphError> {
    let content_type = call.content_type.as_deref().unwrap_or_default();
    if !content_type.to_ascii_lowercase().starts_with("multipart/form-data") {
        return call.json().map(|body| (body, None));
    }
    let unreadable = |error: &dyn std::fmt::Display| {
        GraphError::parameter(format!("The form cannot be read: {error}"))
    };
    let request = Request::builder().content_type(content_type).body(call.body.clone());
    let (request, mut body) = request.split();
    let parts = Multipart::from_request(&request, &mut body).await;
    let mut parts = parts.map_err(|error| unreadable(&error))?;
    let (mut fields, mut file) = (Map::new(), None);
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let (file_name, mime) =
            (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
        let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
        if name == FILE_PART {
            file = Some(FilePart {
                name: file_name.unwrap_or_else(|| "file".to_owned()),
                mime: mime.unwrap_or_else(|| "application/octet-stream".to_owned()),
                bytes,
            });
            continue;
        }
        fields.insert(name.clone(), value_of(&name, &bytes)?);
    }
    Ok((fields.into(), file))
}

fn value_of(name: &str, bytes: &[u8]) -> Result<Value, GraphError> {
    if !JSON_PARTS.contains(&name) {
        return Ok(String::from_utf8_lossy(bytes).into_owned().into());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| GraphError::parameter(format!("Param {name} is not valid JSON: {error}")))
}
