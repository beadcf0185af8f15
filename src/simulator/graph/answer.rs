//! Faults around a call, and its record.

use poem::http::StatusCode;
use poem::{Request, Response};
use serde_json::Value;

use super::call::{Call, Unread};
use super::error::GraphError;
use super::{messenger, route};
use crate::simulator::faults::{self, Fault, FaultKind, Stage};
use crate::simulator::platform::{Change, Platform};
use crate::simulator::{identifier, log, world};

const RECORDED_BYTES_MAX: usize = 4 * 1024;
const HTML_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Sorry, something went wrong</title></head>\
    <body><h1>Sorry, something went wrong.</h1><p>We're working on it.</p></body></html>\n";

pub struct Reply {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
    pub verdict: String,
}

pub async fn answer(platform: &Platform, request: Request) -> Response {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(unread) => return give_up(platform, &unread),
    };
    let kind = call.for_faults();
    let strike = |stage| platform.world().faults.strike(stage, kind);
    let before = strike(Stage::Before);
    let mut reply = match &before {
        Some(fault) => fail_before(platform, fault, &call),
        None => match route::serve(platform, &call).await {
            Ok(done) => json_reply(200, &done.body, done.verdict),
            Err(error) => refused(platform, &error),
        },
    };
    let after = if reply.status == 200 { strike(Stage::After) } else { None };
    if let Some(fault) = &after {
        reply = fail_after(platform, fault, &call, reply);
    }
    let pause = strike(Stage::Pause);
    record(platform, &call, &reply);
    if before.is_some() || after.is_some() || pause.is_some() {
        // Their counts went down.
        platform.announce(Change::State);
    }
    if let Some(fault) = pause {
        fault.wait().await;
    }
    respond(reply)
}

/// A call that cannot be read is refused, and stands in the record like any other.
pub fn give_up(platform: &Platform, unread: &Unread) -> Response {
    let reply = refused(platform, &unread.error);
    record(platform, &unread.call, &reply);
    respond(reply)
}

fn fail_before(platform: &Platform, fault: &Fault, call: &Call) -> Reply {
    let throttle_status = platform.world().knobs.throttle_status;
    let is_ours = !matches!(fault.kind, FaultKind::HtmlPage | FaultKind::ConnectionLost);
    if is_ours && messenger::page_of(platform, call).is_some() {
        let error = messenger::fault_before(fault, throttle_status);
        return with_fault(refused(platform, &error));
    }
    let error = match fault.kind {
        FaultKind::HtmlPage => return html_page(),
        FaultKind::TokenExpired => GraphError::token_dead(fault.subcode),
        FaultKind::RateLimited => match call.for_faults() {
            faults::Call::Send | faults::Call::Upload => GraphError::rate_limited(throttle_status),
            faults::Call::Templates
            | faults::Call::Other
            | faults::Call::Download
            | faults::Call::PublicDownload => GraphError::too_many_calls(throttle_status),
        },
        FaultKind::AccountLocked => GraphError::account_locked(),
        FaultKind::PolicyBlocked => GraphError::policy_blocked(),
        FaultKind::Unavailable => GraphError::unavailable(),
        FaultKind::ConnectionLost => {
            cut(platform, call);
            GraphError::went_wrong()
        }
        FaultKind::ServerError
        | FaultKind::ErrorAfterAccepting
        | FaultKind::DroppedConnection
        | FaultKind::TruncatedJson
        | FaultKind::SlowAnswer
        | FaultKind::DownloadFails
        | FaultKind::DownloadNotFound
        | FaultKind::DownloadTruncated
        | FaultKind::DownloadWrongBytes
        | FaultKind::DownloadSlow => GraphError::went_wrong(),
    };
    with_fault(refused(platform, &error))
}

fn fail_after(platform: &Platform, fault: &Fault, call: &Call, reply: Reply) -> Reply {
    let verdict = reply.verdict.clone();
    let is_page = messenger::page_of(platform, call).is_some();
    let mut broken = match fault.kind {
        FaultKind::ErrorAfterAccepting if is_page => refused(platform, &messenger::fault_after()),
        FaultKind::TruncatedJson => {
            let mut half = reply;
            half.body.truncate(half.body.len() / 2);
            half
        }
        FaultKind::DroppedConnection => {
            cut(platform, call);
            reply
        }
        FaultKind::ErrorAfterAccepting
        | FaultKind::ServerError
        | FaultKind::HtmlPage
        | FaultKind::TokenExpired
        | FaultKind::RateLimited
        | FaultKind::AccountLocked
        | FaultKind::PolicyBlocked
        | FaultKind::Unavailable
        | FaultKind::ConnectionLost
        | FaultKind::SlowAnswer
        | FaultKind::DownloadFails
        | FaultKind::DownloadNotFound
        | FaultKind::DownloadTruncated
        | FaultKind::DownloadWrongBytes
        | FaultKind::DownloadSlow => refused(platform, &GraphError::unknown_failure()),
    };
    broken.verdict = format!("{verdict}, but the answer was spoilt");
    broken
}

/// The answer does not arrive.
fn cut(platform: &Platform, call: &Call) {
    if let Some(caller) = &call.caller {
        platform.connections.cut(caller);
    }
}

fn with_fault(reply: Reply) -> Reply {
    Reply { verdict: format!("fault: {}", reply.verdict), ..reply }
}

fn html_page() -> Reply {
    Reply {
        status: 502,
        content_type: "text/html; charset=utf-8".to_owned(),
        body: HTML_PAGE.as_bytes().to_vec(),
        verdict: "fault: a page of HTML".to_owned(),
    }
}

pub fn refused(platform: &Platform, error: &GraphError) -> Reply {
    let trace_id = identifier::trace_id(&mut platform.world().random);
    json_reply(error.status, &error.body(&trace_id), error.verdict())
}

fn json_reply(status: u16, body: &Value, verdict: String) -> Reply {
    Reply {
        status,
        content_type: "application/json; charset=UTF-8".to_owned(),
        body: body.to_string().into_bytes(),
        verdict,
    }
}

pub fn record(platform: &Platform, call: &Call, reply: &Reply) {
    platform.world().requests.add(world::Request {
        at_ms: platform.clock.now_ms(),
        method: call.method.to_string(),
        path: call.path.clone(),
        status: reply.status,
        verdict: reply.verdict.clone(),
        body: log::excerpt(&call.body, RECORDED_BYTES_MAX),
    });
    platform.announce(Change::Requests);
}

pub fn respond(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::builder().status(status).content_type(&reply.content_type).body(reply.body)
}
