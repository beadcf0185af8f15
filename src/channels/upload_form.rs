//! A file in a form, as both of Meta's channels take it.

use super::{Scope, SendError};
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use std::time::Duration;

/// From the first byte to the end of the answer; a film takes its time.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// What stands around a file, at the most.
const AROUND_BYTES: usize = 1024;

#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    /// By the file's content: Meta compares the two.
    pub mime: &'a str,
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes, in hex.
    pub hash: &'a str,
}

/// Puts the form into the request: the fields, then the file in the field `field` under a name that
/// cannot end its header.
pub fn put(
    request: RequestBuilder,
    fields: &[(&str, &str)],
    (field, name): (&str, &str),
    file: &File<'_>,
) -> RequestBuilder {
    let boundary = boundary(file);
    request
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
        .body(write(fields, (field, name), file, &boundary))
        .timeout(ANSWER_TIMEOUT)
}

/// A file that is at Meta reaches nobody by itself: where the answer was lost, it is uploaded again.
pub fn may_be_repeated(error: SendError) -> SendError {
    match error {
        SendError::Unknown { reason } => {
            SendError::Temporary { reason, retry_after_ms: None, scope: Scope::Contact }
        }
        error @ (SendError::Permanent { .. }
        | SendError::Temporary { .. }
        | SendError::Unreachable { .. }
        | SendError::Stopped { .. }) => error,
    }
}

/// No file holds its own hash, so nothing in it looks like the end of its part.
fn boundary(file: &File<'_>) -> String {
    format!("deskbell-{}", file.hash)
}

fn write(
    fields: &[(&str, &str)],
    (field, name): (&str, &str),
    file: &File<'_>,
    boundary: &str,
) -> Vec<u8> {
    let mut form = Vec::with_capacity(file.bytes.len() + AROUND_BYTES);
    for (name, value) in fields {
        let part = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        form.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{}\"\r\n\
         content-type: {}\r\n\r\n",
        safe(name),
        file.mime
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(file.bytes);
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    form
}

fn safe(name: &str) -> String {
    let is_unsafe = |c: char| c.is_control() || matches!(c, '"' | '\\' | '/');
    name.chars().map(|c| if is_unsafe(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_its_fields_the_file_and_an_end() {
        let file =
            File { name: "unused", mime: "image/png", bytes: b"\x89PNG\r\n--x", hash: "00ff" };
        let fields = [("kind", "picture"), ("more", "{}")];
        let form = write(&fields, ("file", "a\"b\r\né.png"), &file, &boundary(&file));
        let text = String::from_utf8_lossy(&form);
        assert_eq!(text.matches("--deskbell-00ff\r\n").count(), 3);
        assert!(text.ends_with("--x\r\n--deskbell-00ff--\r\n"));
        assert!(text.contains("name=\"kind\"\r\n\r\npicture\r\n"));
        assert!(text.contains("name=\"file\"; filename=\"a_b__é.png\"\r\ncontent-type: image/png"));
    }
}
