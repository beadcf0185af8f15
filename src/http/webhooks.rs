//! Where providers call. A delivery is stored before it is answered, and read afterwards.

use super::Edge;
use super::error::{self, ApiError, Problem};
use crate::actions::{deliveries, inboxes};
use crate::channels::whatsapp::signature;
use crate::domain::channel::Channel;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Body, IntoResponse, Request, Response, handler};
use serde::Deserialize;
use std::sync::Arc;

/// Meta sends up to 3 MB; a little more does no harm.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

#[derive(Deserialize)]
pub struct Challenge {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.verify_token", default)]
    verify_token: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
}

/// Meta asks whether this address is ours: the challenge comes back as it is, as text.
#[handler]
pub fn verify(
    edge: Data<&Arc<Edge>>,
    Query(asked): Query<Challenge>,
) -> Result<Response, ApiError> {
    let is_known =
        asked.mode == "subscribe" && inboxes::is_verify_token(&edge.app, &asked.verify_token)?;
    if !is_known {
        return Ok(error::response(&Problem::new(
            StatusCode::FORBIDDEN,
            "wrong_verify_token",
            "No inbox here has this verify token.",
        )));
    }
    Ok(asked.challenge.with_content_type("text/plain").into_response())
}

#[handler]
pub async fn receive_whatsapp(
    edge: Data<&Arc<Edge>>,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    receive(&edge, Channel::Whatsapp, request, body).await
}

#[handler]
pub async fn receive_messenger(
    edge: Data<&Arc<Edge>>,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    receive(&edge, Channel::Messenger, request, body).await
}

async fn receive(
    edge: &Edge,
    channel: Channel,
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let bytes = body.into_bytes_limit(BODY_BYTES_MAX).await?;
    let header = request.header(signature::HEADER);
    let accepted = deliveries::accept(&edge.app, channel, header, bytes.to_vec()).await;
    match accepted.map_err(ApiError::from)? {
        Some(_) => Ok(StatusCode::OK.into_response()),
        None => Ok(error::response(&Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_signature",
            "The signature does not prove that this comes from an app that is connected here.",
        ))),
    }
}
