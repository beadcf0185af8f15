//! What lies in the business's mailboxes, and mails of whatever form that come into one.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Body, Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::simulator::control::json::{answer, ok, refuse};
use crate::simulator::mail::delivery::{self, Posted};
use crate::simulator::mail::reading;
use crate::simulator::platform::Platform;

const MAIL_BYTES_MAX: usize = 40 * 1024 * 1024;

#[derive(Deserialize)]
struct From {
    #[serde(default)]
    from: String,
}

#[handler]
pub fn show(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
) -> poem::Result<Response> {
    let world = platform.world();
    let mailbox = world.mail.mailbox(&address).ok_or_else(no_such_mailbox)?;
    let folders = mailbox.folders.iter().map(|folder| {
        let mails = folder.mails().map(|mail| {
            let head = reading::head(&mail.raw);
            json!({
                "uid": mail.uid,
                "at_ms": mail.at_ms,
                "flags": mail.flags,
                "message_id": head.message_id,
                "from": head.from,
                "to": head.to,
                "subject": head.subject,
            })
        });
        (folder.name.to_owned(), Value::Array(mails.collect()))
    });
    let folders: serde_json::Map<String, Value> = folders.collect();
    Ok(ok(&json!({"folders": folders})))
}

/// The body is the mail; without a sender nothing can be sent back.
#[handler]
pub async fn put_raw(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
    Query(From { from }): Query<From>,
    body: Body,
) -> poem::Result<Response> {
    if platform.world().mail.mailbox(&address).is_none() {
        return Err(no_such_mailbox());
    }
    let raw = body.into_bytes_limit(MAIL_BYTES_MAX).await.map_err(|_| {
        refuse(StatusCode::PAYLOAD_TOO_LARGE, format!("a mail may have {MAIL_BYTES_MAX} bytes"))
    })?;
    if from.contains(|letter: char| letter.is_control()) {
        return Err(refuse(StatusCode::BAD_REQUEST, "from must be an e-mail address"));
    }
    delivery::post(platform, Posted { from, to: address, raw: raw.to_vec() });
    Ok(answer(StatusCode::CREATED, &json!({})))
}

fn no_such_mailbox() -> poem::Error {
    refuse(StatusCode::NOT_FOUND, "there is no such mailbox")
}
