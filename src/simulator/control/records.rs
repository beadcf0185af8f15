//! What came in over the Graph API, and what went out to the desk.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::{ok, refuse};
use crate::simulator::log::Numbered;
use crate::simulator::platform::Platform;
use crate::simulator::webhook::{self, Target, encode, signature::Signature};
use crate::simulator::world::{Delivery, Request};

const RAW_BYTES_MAX: usize = 3_000_000;

#[derive(Deserialize)]
struct After {
    /// Only those with a greater number.
    #[serde(default)]
    after: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// A text is sent byte for byte, anything else as Meta would write it.
    body: Value,
    #[serde(default)]
    signature: Signed,
    /// To the app of this Page instead of WhatsApp's.
    page_id: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Signed {
    #[default]
    Valid,
    Wrong,
    None,
}

#[handler]
pub fn requests(
    Data(platform): Data<&Arc<Platform>>,
    Query(After { after }): Query<After>,
) -> Response {
    let world = platform.world();
    let requests: Vec<&Numbered<Request>> = world.requests.after(after).collect();
    ok(&json!({"requests": requests}))
}

#[handler]
pub fn webhooks(
    Data(platform): Data<&Arc<Platform>>,
    Query(After { after }): Query<After>,
) -> Response {
    let waiting = platform.outgoing.len();
    let world = platform.world();
    let deliveries: Vec<&Numbered<Delivery>> = world.deliveries.after(after).collect();
    ok(&json!({"waiting": waiting, "webhooks": deliveries}))
}

/// Sent once, at once, and not recorded among the simulator's own.
#[handler]
pub async fn send_raw(
    Data(platform): Data<&Arc<Platform>>,
    Json(raw): Json<Raw>,
) -> poem::Result<Response> {
    let bytes = match raw.body {
        Value::String(text) => text.into_bytes(),
        other => encode::escaped(&other),
    };
    if bytes.len() > RAW_BYTES_MAX {
        return Err(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("body must be at most {RAW_BYTES_MAX} bytes"),
        ));
    }
    let signature = match raw.signature {
        Signed::Valid => Signature::Valid,
        Signed::Wrong => Signature::Wrong,
        Signed::None => Signature::Absent,
    };
    let target = match raw.page_id {
        Some(page_id) => {
            let world = platform.world();
            let page = world.messenger.page(&page_id).map(|state| state.page.app_id.clone());
            Target::App(page.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no such page"))?)
        }
        None => Target::WhatsApp(None),
    };
    let outcome = webhook::post(platform, &target, bytes, signature).await;
    Ok(ok(&json!({"accepted": outcome.accepted, "outcome": outcome.words})))
}

/// An old notification once more, byte for byte, with its signature.
#[handler]
pub async fn replay(
    Data(platform): Data<&Arc<Platform>>,
    Path(number): Path<u64>,
) -> poem::Result<Response> {
    let (bytes, target) = {
        let world = platform.world();
        let mut later = world.deliveries.after(number.saturating_sub(1));
        let found = later.next().filter(|delivery| delivery.number == number);
        let found = found.ok_or_else(|| {
            refuse(StatusCode::NOT_FOUND, "there is no such notification any more")
        })?;
        (found.entry.bytes.clone(), found.entry.target.clone())
    };
    let bytes = bytes
        .ok_or_else(|| refuse(StatusCode::CONFLICT, "the notification was too large to be kept"))?;
    let outcome = webhook::post(platform, &target, bytes, Signature::Valid).await;
    Ok(ok(&json!({"accepted": outcome.accepted, "outcome": outcome.words})))
}

#[handler]
pub async fn verify(Data(platform): Data<&Arc<Platform>>) -> Response {
    let (url, token) = (platform.settings.webhook_url.clone(), &platform.settings.verify_token);
    ok(&webhook::verify(platform, url, token).await)
}
