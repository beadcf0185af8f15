//! Files on their way to Meta: `POST /{version}/{phone_number_id}/media`. A file that is there reaches
//! nobody by itself; what sends names it.

use super::answer;
use super::send::{Credentials, Endpoint, address, exchange};
use crate::channels::{Scope, SendError};
use reqwest::header::CONTENT_TYPE;
use std::time::Duration;

/// From the first byte to the end of the answer; a film takes its time.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    /// One of Meta's types, by the file's content.
    pub mime: &'a str,
    pub bytes: &'a [u8],
    /// SHA-256 of the bytes, in hex.
    pub hash: &'a str,
}

/// Uploads a file and gives Meta's id of it, which holds for 30 days. A lost answer costs nothing:
/// the file is uploaded again.
pub async fn upload(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    file: &File<'_>,
) -> Result<String, SendError> {
    let url = address(endpoint, credentials, "media")?;
    let boundary = boundary(file);
    let request = client
        .post(url)
        .header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
        .body(form(file, &boundary))
        .timeout(ANSWER_TIMEOUT);
    let result = exchange(request, credentials).await;
    match result.and_then(|answer| answer::read_media(&answer)) {
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
    for (name, value) in [("messaging_product", "whatsapp"), ("type", file.mime)] {
        let part = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        form.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         content-type: {}\r\n\r\n",
        ascii_name(file.name),
        file.mime
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(file.bytes);
    form.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    form
}

/// Meta looks at its ending; what customers see is said when it is sent.
fn ascii_name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_three_parts_and_an_end() {
        let file =
            File { name: "a\"b é.png", mime: "image/png", bytes: b"\x89PNG\r\n--x", hash: "00ff" };
        let form = form(&file, &boundary(&file));
        let text = String::from_utf8_lossy(&form);
        assert_eq!(text.matches("--deskbell-00ff\r\n").count(), 3);
        assert!(text.ends_with("\r\n--deskbell-00ff--\r\n"));
        assert!(text.contains("name=\"type\"\r\n\r\nimage/png\r\n"));
        assert!(text.contains("filename=\"a_b__.png\"\r\n"));
    }
}
