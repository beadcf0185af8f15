//! The knobs of the mail side.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{Response, handler};
use serde_json::Value;

use crate::simulator::control::json::{ok, refuse};
use crate::simulator::mail::knobs::Knobs;
use crate::simulator::platform::{Change, Platform};

#[handler]
pub fn turn(
    Data(platform): Data<&Arc<Platform>>,
    Json(changes): Json<Value>,
) -> poem::Result<Response> {
    let knobs = {
        let mut world = platform.world();
        let turned = world.mail.knobs.turned(changes);
        world.mail.knobs = turned.map_err(|message| refuse(StatusCode::BAD_REQUEST, message))?;
        world.mail.knobs.clone()
    };
    platform.announce(Change::State);
    platform.mail_news.send_modify(|news| *news += 1);
    Ok(ok(&knobs))
}

/// All knobs as they were at the start.
#[handler]
pub fn turn_back(Data(platform): Data<&Arc<Platform>>) -> Response {
    let knobs = Knobs::default();
    platform.world().mail.knobs = knobs.clone();
    platform.announce(Change::State);
    platform.mail_news.send_modify(|news| *news += 1);
    ok(&knobs)
}
