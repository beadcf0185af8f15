//! Files by their ids: `GET` and `DELETE /{media_id}`, and the signed addresses of their bytes.

use std::io::Cursor;

use poem::http::{StatusCode, header};
use poem::{Body, Request, Response};
use serde_json::json;

use super::access::token_of;
use super::answer::{Reply, give_up, record, refused, respond};
use super::call::Call;
use super::error::GraphError;
use super::route::Done;
use super::upload::kind_of;
use crate::simulator::faults::{self, Fault, FaultKind, Stage};
use crate::simulator::media::{Files, Media};
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::tokens::{MESSAGING, Token};
use crate::simulator::webhook::signature;

/// The first part of the addresses of bytes.
pub const FILES: &str = "whatsapp_business";
/// How long an address leads to its bytes.
const ADDRESS_SECONDS: i64 = 5 * 60;

pub fn describe(
    platform: &Platform,
    id: &str,
    token: &Token,
    call: &Call,
) -> Result<Done, GraphError> {
    let file = own(platform, id, token, call, "get")?;
    let size = file.bytes.len();
    let as_text = platform.world().knobs.file_size_as_text;
    let body = json!({
        "messaging_product": "whatsapp",
        "url": address(platform, &file.id),
        "mime_type": file.mime,
        "sha256": file.hash_in_hex(),
        "file_size": if as_text { json!(size.to_string()) } else { json!(size) },
        "id": file.id,
    });
    Ok(Done { body, verdict: "told where the file is".to_owned() })
}

pub fn delete(
    platform: &Platform,
    id: &str,
    token: &Token,
    call: &Call,
) -> Result<Done, GraphError> {
    let file = own(platform, id, token, call, "delete")?;
    platform.world().files.end(&file.id);
    Ok(Done { body: json!({"success": true}), verdict: "deleted the file".to_owned() })
}

/// The signed address of a file's bytes, from now on for five minutes.
pub fn address(platform: &Platform, id: &str) -> String {
    let expires = platform.clock.now_seconds() + ADDRESS_SECONDS;
    let signed = signed(platform, id, expires);
    format!(
        "{}/{FILES}/attachments/?mid={id}&ext={expires}&hash={signed}",
        platform.settings.own_url
    )
}

/// The bytes, for whoever has the address and a token.
pub async fn download(platform: &Platform, request: Request) -> Response {
    download_as(platform, request, faults::Call::Download, serve).await
}

/// What `serve` gives, and what faults make of it.
pub async fn download_as(
    platform: &Platform,
    request: Request,
    kind: faults::Call,
    serve: fn(&Platform, &Call) -> Reply,
) -> Response {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(unread) => return give_up(platform, &unread),
    };
    let strike = |stage| platform.world().faults.strike(stage, kind);
    let before = strike(Stage::Before);
    let mut reply = match &before {
        Some(fault) => fail_before(platform, fault),
        None => serve(platform, &call),
    };
    let whole_bytes = reply.body.len();
    let after = if reply.status == 200 { strike(Stage::After) } else { None };
    if let Some(fault) = &after {
        spoil(&mut reply, fault);
    }
    let pause = strike(Stage::Pause);
    record(platform, &call, &reply);
    if before.is_some() || after.is_some() || pause.is_some() {
        platform.announce(Change::State);
    }
    if let Some(fault) = pause {
        fault.wait().await;
    }
    if reply.body.len() < whole_bytes { broken_off(reply, whole_bytes) } else { respond(reply) }
}

/// The whole length is announced, and the connection ends before all of it has come.
fn broken_off(reply: Reply, whole_bytes: usize) -> Response {
    Response::builder()
        .content_type(&reply.content_type)
        .header(header::CONTENT_LENGTH, whole_bytes)
        .body(Body::from_async_read(Cursor::new(reply.body)))
}

fn serve(platform: &Platform, call: &Call) -> Reply {
    let token = match token_of(platform, call) {
        Ok(token) if token.may(MESSAGING) => token,
        Ok(_) => return refused(platform, &GraphError::action_not_permitted()),
        Err(error) => return refused(platform, &error),
    };
    let now_ms = platform.clock.now_ms();
    let id = call.param("mid").unwrap_or_default();
    let expires: i64 = call.param("ext").and_then(|text| text.parse().ok()).unwrap_or_default();
    let is_genuine = call.param("hash") == Some(signed(platform, id, expires).as_str());
    if !is_genuine || now_ms / 1000 >= expires {
        return not_found("refused: the address is forged or over");
    }
    let world = platform.world();
    let file = world.files.alive(id, now_ms).filter(|file| {
        world.account(&file.account).is_some_and(|account| token.reaches(&account.number.waba_id))
    });
    match file {
        Some(file) => Reply {
            status: 200,
            content_type: file.mime.clone(),
            body: file.bytes.to_vec(),
            verdict: format!("gave {} bytes", file.bytes.len()),
        },
        None => not_found("refused: there is no such file"),
    }
}

fn fail_before(platform: &Platform, fault: &Fault) -> Reply {
    if fault.kind == FaultKind::TokenExpired {
        return refused(platform, &GraphError::token_expired());
    }
    if fault.kind == FaultKind::AccountLocked {
        return refused(platform, &GraphError::account_locked());
    }
    if fault.kind == FaultKind::DownloadNotFound {
        return not_found("fault: the address is over");
    }
    Reply {
        status: 500,
        content_type: "text/html; charset=utf-8".to_owned(),
        body: b"<html><body>Sorry, something went wrong.</body></html>".to_vec(),
        verdict: "fault: no file".to_owned(),
    }
}

fn spoil(reply: &mut Reply, fault: &Fault) {
    if fault.kind == FaultKind::DownloadTruncated {
        reply.body.truncate(reply.body.len() / 2);
    } else if let Some(last) = reply.body.last_mut() {
        *last = last.wrapping_add(1);
    }
    reply.verdict = format!("{}, but they were spoilt", reply.verdict);
}

fn not_found(verdict: &str) -> Reply {
    Reply {
        status: StatusCode::NOT_FOUND.as_u16(),
        content_type: "text/plain".to_owned(),
        body: b"URL signature expired".to_vec(),
        verdict: verdict.to_owned(),
    }
}

fn own(
    platform: &Platform,
    id: &str,
    token: &Token,
    call: &Call,
    verb: &str,
) -> Result<Media, GraphError> {
    let world = platform.world();
    let file = world.files.alive(id, platform.clock.now_ms());
    let file = file.ok_or_else(|| GraphError::unknown_object(verb, id))?;
    let account = world.account(&file.account);
    if !account.is_some_and(|account| token.reaches(&account.number.waba_id)) {
        return Err(GraphError::unknown_object(verb, id));
    }
    if call.param("phone_number_id").is_some_and(|number| number != file.account) {
        return Err(GraphError::parameter("Param phone_number_id is not the number of this file."));
    }
    if !token.may(MESSAGING) {
        return Err(GraphError::action_not_permitted());
    }
    Ok(file.clone())
}

fn signed(platform: &Platform, id: &str, expires: i64) -> String {
    let key = format!("files of {}", platform.settings.app_secret);
    signature::code_in_hex(&key, format!("{id} {expires}").as_bytes())
}

/// The file that a message names, if it can be sent as that.
pub fn named<'files>(
    files: &'files Files,
    number: &WhatsAppAccount,
    id: &str,
    kind: &str,
    now_ms: i64,
) -> Result<&'files Media, GraphError> {
    let file = files.alive(id, now_ms).filter(|file| file.account == number.phone_number_id);
    let file = file.ok_or_else(|| GraphError::unknown_object("get", id))?;
    match kind_of(&file.mime) {
        Some(own) if own != kind && kind != "document" => Err(GraphError::media(format!(
            "A file of type {} cannot be sent as {kind}.",
            file.mime
        ))),
        Some(_) | None => Ok(file),
    }
}
