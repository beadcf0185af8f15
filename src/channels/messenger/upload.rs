//! Files on their way to Meta: `POST /{version}/{page_id}/message_attachments`. A file that is there
//! reaches nobody by itself; what sends names it.

use super::send::{Credentials, attachment_type};
use super::{NAME, answer};
use crate::channels::SendError;
use crate::channels::graph::{self, Endpoint};
use crate::channels::upload_form::{self, File};
use serde_json::json;

/// Uploads a file and gives Meta's id of it, which holds for 90 days. A lost answer costs nothing:
/// the file is uploaded again.
pub async fn upload(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    file: File<'_>,
) -> Result<String, SendError> {
    let url = graph::address(endpoint, &[&credentials.page_id, "message_attachments"])?;
    let message = message(file.mime).to_string();
    // The customer sees the file's name, so its letters stay.
    let named = ("filedata", file.name);
    let request = upload_form::put(client.post(url), &[("message", &message)], named, file);
    let result = graph::exchange(request, &credentials.access_token, NAME).await;
    let id = result.and_then(|answer| answer::read_attachment(&answer));
    id.map_err(upload_form::may_be_repeated)
}

fn message(mime: &str) -> serde_json::Value {
    json!({"attachment": {
        "type": attachment_type(mime),
        "payload": { "is_reusable": true },
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_says_what_the_file_is() {
        let expected = json!({"attachment": {"type": "image", "payload": {"is_reusable": true}}});
        assert_eq!(message("image/png"), expected);
    }
}
