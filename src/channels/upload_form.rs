//! A file in a form, as both of Meta's channels take it.

use super::graph::Answer;
use super::{Retry, Scope, SendError, json};
use futures_util::{StreamExt, stream};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, RequestBuilder};
use std::future::ready;
use std::time::Duration;
use tokio_util::io::ReaderStream;

/// From the first byte to the end of the answer; a film takes its time.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
const PIECE_BYTES: usize = 64 * 1024;

/// A file as it lies on the disk.
#[derive(Debug)]
pub struct File<'a> {
    pub name: &'a str,
    /// By the file's content: Meta compares the two.
    pub mime: &'a str,
    /// SHA-256 of the content, in hex.
    pub hash: &'a str,
    /// How many bytes the content has.
    pub bytes: u64,
    /// From its first byte on.
    pub content: tokio::fs::File,
}

/// Puts the form into the request: the fields, then the file in the field `field` under a name that
/// cannot end its header. Of the file only pieces are in memory.
pub fn put(
    request: RequestBuilder,
    fields: &[(&str, &str)],
    (field, name): (&str, &str),
    file: File<'_>,
) -> RequestBuilder {
    let boundary = boundary(file.hash);
    let (head, tail) = around(fields, (field, name), file.mime, &boundary);
    let length = (head.len() + tail.len()) as u64 + file.bytes;
    let whole = |part: String| stream::once(ready(Ok(part.into())));
    let content = ReaderStream::with_capacity(file.content, PIECE_BYTES);
    let body = whole(head).chain(content).chain(whole(tail));
    request
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
        .header(CONTENT_LENGTH, length)
        .body(Body::wrap_stream(body))
        .timeout(ANSWER_TIMEOUT)
}

/// Whether an answer to an upload is Meta's own. Where its edge has nothing behind it, the file is
/// nowhere yet, and waits for as long as that lasts.
pub fn heard(answer: &Answer, name: &str) -> Result<(), SendError> {
    let is_metas = json::parse(&answer.body).is_ok_and(|body| body["error"].is_object());
    if answer.status.is_server_error() && !is_metas {
        let reason = format!("{name} can't be reached: its edge answered {}.", answer.status);
        return Err(SendError::Unreachable { reason, scope: Scope::Contact });
    }
    Ok(())
}

/// A file that is at Meta reaches nobody by itself: where the answer was lost, it is uploaded again.
pub fn may_be_repeated(error: SendError) -> SendError {
    match error {
        SendError::Unknown { reason } => {
            SendError::Temporary { reason, retry: Retry::SURE, scope: Scope::Contact }
        }
        SendError::Temporary { reason, retry: Retry::Counted { least_ms, in_doubt: _ }, scope } => {
            let retry = Retry::Counted { least_ms, in_doubt: false };
            SendError::Temporary { reason, retry, scope }
        }
        error @ (SendError::Permanent { .. }
        | SendError::Temporary { retry: Retry::After { .. }, .. }
        | SendError::Unreachable { .. }
        | SendError::Stopped { .. }) => error,
    }
}

/// No file holds its own hash, so nothing in it looks like the end of its part.
fn boundary(hash: &str) -> String {
    format!("deskbell-{hash}")
}

/// What stands before a file, and what behind it.
fn around(
    fields: &[(&str, &str)],
    (field, name): (&str, &str),
    mime: &str,
    boundary: &str,
) -> (String, String) {
    let mut head = String::new();
    for (name, value) in fields {
        head.push_str(&format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    head.push_str(&format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{}\"\r\n\
         content-type: {mime}\r\n\r\n",
        safe(name),
    ));
    (head, format!("\r\n--{boundary}--\r\n"))
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
        let fields = [("kind", "picture"), ("more", "{}")];
        let named = ("file", "a\"b\r\né.png");
        let (head, tail) = around(&fields, named, "image/png", &boundary("00ff"));
        let text = format!("{head}PNG\r\n--x{tail}");
        assert_eq!(text.matches("--deskbell-00ff\r\n").count(), 3);
        assert!(text.ends_with("--x\r\n--deskbell-00ff--\r\n"));
        assert!(text.contains("name=\"kind\"\r\n\r\npicture\r\n"));
        assert!(text.contains("name=\"file\"; filename=\"a_b__é.png\"\r\ncontent-type: image/png"));
    }
}
