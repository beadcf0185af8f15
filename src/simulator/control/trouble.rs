//! Knobs, faults and the clock: what makes life hard for the desk.

use std::sync::Arc;
use std::time::Duration;

use poem::http::StatusCode;
use poem::web::{Data, Json, RemoteAddr};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::{ok, refuse};
use crate::simulator::faults::{Fault, Faults};
use crate::simulator::knobs::Knobs;
use crate::simulator::platform::{Change, Platform};

/// Ten years.
const ADVANCE_SECONDS_MAX: f64 = 10.0 * 366.0 * 86_400.0;
const OUTAGE_MS_MAX: u64 = 120_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultList {
    faults: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    milliseconds: u64,
}

#[handler]
pub fn turn_knobs(
    Data(platform): Data<&Arc<Platform>>,
    Json(changes): Json<Value>,
) -> poem::Result<Response> {
    let knobs = {
        let mut world = platform.world();
        let turned = world.knobs.turned(changes);
        world.knobs = turned.map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
        world.knobs.clone()
    };
    platform.announce(Change::State);
    Ok(ok(&knobs))
}

/// All knobs as they were at the start.
#[handler]
pub fn turn_knobs_back(Data(platform): Data<&Arc<Platform>>) -> Response {
    let knobs = Knobs::default();
    platform.world().knobs = knobs.clone();
    platform.announce(Change::State);
    ok(&knobs)
}

#[handler]
pub fn set_faults(
    Data(platform): Data<&Arc<Platform>>,
    Json(list): Json<FaultList>,
) -> poem::Result<Response> {
    let faults = Faults::from_list(list.faults);
    let faults = faults.map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
    let body = json!({"faults": faults.list()});
    platform.world().faults = faults;
    platform.announce(Change::State);
    Ok(ok(&body))
}

#[handler]
pub fn advance_clock(
    Data(platform): Data<&Arc<Platform>>,
    Json(advance): Json<Advance>,
) -> poem::Result<Response> {
    if !(0.0..=ADVANCE_SECONDS_MAX).contains(&advance.advance_seconds) {
        let message = format!("advance_seconds must be 0 to {ADVANCE_SECONDS_MAX}");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    platform.advance_clock(Duration::from_secs_f64(advance.advance_seconds));
    Ok(ok(&json!({"now_ms": platform.clock.now_ms(), "advanced_ms": platform.clock.advanced_ms()})))
}

/// Nobody can connect for a while, not even to this API; who asked keeps the connection.
#[handler]
pub async fn go_away(
    Data(platform): Data<&Arc<Platform>>,
    asked_by: &RemoteAddr,
    Json(Outage { milliseconds }): Json<Outage>,
) -> poem::Result<Response> {
    if !(1..=OUTAGE_MS_MAX).contains(&milliseconds) {
        let message = format!("milliseconds must be 1 to {OUTAGE_MS_MAX}");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    if platform.connections.are_refused() {
        return Err(refuse(StatusCode::CONFLICT, "connections are refused already"));
    }
    platform.connections.refuse(asked_by.as_socket_addr()).await;
    let (connections, stopping) = (platform.connections.clone(), platform.stopping.clone());
    tokio::spawn(stopping.run_until_cancelled_owned(async move {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        connections.welcome().await;
    }));
    Ok(ok(&json!({"milliseconds": milliseconds})))
}
