//! The knobs of the Messenger side.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{Response, handler};
use serde_json::Value;

use crate::simulator::control::json::{ok, refuse};
use crate::simulator::messenger::knobs::Knobs;
use crate::simulator::platform::{Change, Platform};

#[handler]
pub fn turn(
    Data(platform): Data<&Arc<Platform>>,
    Json(changes): Json<Value>,
) -> poem::Result<Response> {
    let knobs = {
        let mut world = platform.world();
        let turned = world.messenger.knobs.turned(changes);
        world.messenger.knobs =
            turned.map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
        world.messenger.knobs.clone()
    };
    platform.announce(Change::State);
    Ok(ok(&knobs))
}

/// All knobs as they were at the start.
#[handler]
pub fn turn_back(Data(platform): Data<&Arc<Platform>>) -> Response {
    let knobs = Knobs::default();
    platform.world().messenger.knobs = knobs.clone();
    platform.announce(Change::State);
    ok(&knobs)
}
