//! Mails as a program shows them.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};
use serde_json::{Value, json};

use super::{listed, refused};
use crate::simulator::control::json::{ok, refuse};
use crate::simulator::mail::customer::Refused;
use crate::simulator::mail::reading::{self, File};
use crate::simulator::platform::Platform;

/// What strangers write runs nothing, and asks nobody for anything: pictures
/// that lie elsewhere stay away. The page around it may measure it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; \
    sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// Mails are written for white paper, and for programs that choose a letter.
const PAPER: &str = "<!doctype html><meta charset=\"utf-8\"><style>\
    body{margin:12px;background:#fff;color:#222;font:15px/1.5 system-ui,sans-serif;\
    overflow-wrap:anywhere}img{max-width:100%}table{max-width:100%}</style>";

#[handler]
pub fn list(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
) -> poem::Result<Response> {
    let world = platform.world();
    let person = world.mail.person(&address).ok_or_else(|| refused(Refused::NoSuchPerson))?;
    let mails: Vec<Value> = person.mails().map(listed).collect();
    Ok(ok(&json!({"mails": mails, "given_up": person.given_up})))
}

#[handler]
pub fn show(
    Data(platform): Data<&Arc<Platform>>,
    Path((address, id)): Path<(String, u64)>,
) -> poem::Result<Response> {
    let (mut shown, raw) = {
        let world = platform.world();
        let person = world.mail.person(&address).ok_or_else(|| refused(Refused::NoSuchPerson))?;
        let mail = person.mail(id).ok_or_else(|| refused(Refused::NoSuchMail))?;
        (listed(mail), mail.raw.clone())
    };
    let body = reading::body(&raw);
    shown["text"] = body.text.into();
    shown["has_html"] = body.html.is_some().into();
    shown["attachments"] = body.files.iter().map(named).collect();
    Ok(ok(&shown))
}

fn named(file: &File) -> Value {
    json!({
        "name": file.name,
        "mime": file.mime,
        "size": file.bytes.len(),
        "content_id": file.content_id,
    })
}

/// For a frame that can do nothing.
#[handler]
pub fn show_html(
    Data(platform): Data<&Arc<Platform>>,
    Path((address, id)): Path<(String, u64)>,
) -> poem::Result<Response> {
    let body = reading::body(&raw_of(platform, &address, id)?);
    let Some(mut html) = body.html else {
        return Err(refuse(StatusCode::NOT_FOUND, "the mail has no HTML"));
    };
    for (number, file) in body.files.iter().enumerate() {
        if let Some(content_id) = &file.content_id {
            html = html.replace(&format!("cid:{content_id}"), &format!("files/{number}"));
        }
    }
    Ok(Response::builder()
        .content_type("text/html; charset=utf-8")
        .header("content-security-policy", CONTENT_SECURITY_POLICY)
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .body(format!("{PAPER}{html}")))
}

#[handler]
pub fn show_raw(
    Data(platform): Data<&Arc<Platform>>,
    Path((address, id)): Path<(String, u64)>,
) -> poem::Result<Response> {
    let raw = raw_of(platform, &address, id)?;
    Ok(raw.to_vec().with_content_type("message/rfc822").into_response())
}

#[handler]
pub fn show_file(
    Data(platform): Data<&Arc<Platform>>,
    Path((address, id, number)): Path<(String, u64, usize)>,
) -> poem::Result<Response> {
    let body = reading::body(&raw_of(platform, &address, id)?);
    let file = body.files.into_iter().nth(number);
    let file = file.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no such file"))?;
    Ok(Response::builder()
        .content_type(&file.mime)
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .body(file.bytes))
}

fn raw_of(platform: &Platform, address: &str, id: u64) -> poem::Result<Arc<[u8]>> {
    let world = platform.world();
    let person = world.mail.person(address).ok_or_else(|| refused(Refused::NoSuchPerson))?;
    Ok(person.mail(id).ok_or_else(|| refused(Refused::NoSuchMail))?.raw.clone())
}
