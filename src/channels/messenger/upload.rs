//! Files on their way to Meta: `POST /{version}/{page_id}/message_attachments`. A file that is there
//! reaches nobody by itself; what sends names it.

use super::send::{Credentials, attachment_type};
use super::{NAME, answer};
use crate::channels::graph::{self, Endpoint};
use crate::channels::{Scope, SendError};
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use std::time::Duration;

/// From the first byte to the end of the answer; a film takes its time.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    /// By the file's content: Messenger compares the two.
    pub mime: &'a str,
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes, in hex.
    pub hash: &'a str,
}

/// Uploads a file and gives Meta's id of it, which holds for 90 days. A lost answer costs nothing:
/// the file is uploaded again.
pub async fn upload(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    file: &File<'_>,
) -> Result<String, SendError> {
    let url = graph::address(endpoint, &[&credentials.page_id, "message_attachments"])?;
    let boundary = boundary(file);
    let request = client
        .post(url)
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
        .body(form(file, &boundary))
        .timeout(ANSWER_TIMEOUT);
    let result = graph::exchange(request, &credentials.access_token, NAME).await;
    match result.and_then(|answer| answer::read_attachment(&answer)) {
        Err(SendError::Unknown { reason }) => {
            Err(SendError::Temporary { reason, retry_after_ms: None, scope: Scope::Contact })
        }
        result => result,
    }
}

/// No file holds its own hash, so nothing in it looks like the end of its part.
fn boundary(file: &File<'_>) -> String {
    format!("deskbell-{}", file.hash)
}

fn form(file: &File<'_>, boundary: &str) -> Vec<u8> {
    let mut form = Vec::with_capacity(file.bytes.len() + 1024);
    let message = json!({"attachment": {
        "type": attachment_type(file.mime),
        "payload": { "is_reusable": true },
    }});
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"message\"\r\n\r\n{message}\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"filedata\"; filename=\"{}\"\r\n\
         content-type: {}\r\n\r\n",
        safe_name(file.name),
        file.mime
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(file.bytes);
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    form
}

/// The customer sees this name, so its letters stay; what could end the header does not.
fn safe_name(name: &str) -> String {
    let is_unsafe = |c: char| c.is_control() || matches!(c, '"' | '\\' | '/');
    name.chars().map(|c| if is_unsafe(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_two_parts_and_an_end() {
        let file = File {
            name: "a\"b\r\né.png",
            mime: "image/png",
            bytes: b"\x89PNG\r\n--x",
            hash: "00ff",
        };
        let form = form(&file, &boundary(&file));
        let text = String::from_utf8_lossy(&form);
        assert_eq!(text.matches("--deskbell-00ff\r\n").count(), 2);
        assert!(text.ends_with("\r\n--deskbell-00ff--\r\n"));
        assert!(text.contains("\"type\":\"image\""));
        assert!(text.contains("filename=\"a_b__é.png\"\r\n"));
    }
}
