//! What happens to the business's accounts, and what it writes in its own phone app.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::{ok, refuse};
use super::people::{self, refused};
use crate::simulator::business_app::{self, Writes};
use crate::simulator::customer::account_of;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::webhook::{self, Update};
use crate::simulator::world::{Account, Quality};

const FIELD_CHARACTERS_MAX: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    to: String,
    writes: Writes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    field: String,
    value: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    quality: Option<Quality>,
    messaging_limit: Option<String>,
    registered: Option<bool>,
}

#[handler]
pub fn write(
    Data(platform): Data<&Arc<Platform>>,
    Path(account): Path<String>,
    Json(written): Json<Written>,
) -> poem::Result<Response> {
    people::written(business_app::write(platform, &account, &written.to, written.writes))
}

/// Any field of a notification with any value.
#[handler]
pub fn report(
    Data(platform): Data<&Arc<Platform>>,
    Path(account): Path<String>,
    Json(event): Json<Event>,
) -> poem::Result<Response> {
    if event.field.is_empty() || event.field.chars().count() > FIELD_CHARACTERS_MAX {
        let message = format!("field must have 1 to {FIELD_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    account_of(&platform.world(), Some(&account)).map_err(refused)?;
    webhook::enqueue(platform, Update::change(&account, &event.field, event.value));
    Ok(ok(&json!({"reported": event.field})))
}

/// Another quality or limit is told to the desk.
#[handler]
pub fn change(
    Data(platform): Data<&Arc<Platform>>,
    Path(id): Path<String>,
    Json(changes): Json<Changes>,
) -> poem::Result<Response> {
    let (update, body) = {
        let mut world = platform.world();
        account_of(&world, Some(&id)).map_err(refused)?;
        let account =
            world.accounts.iter_mut().find(|account| account.number.phone_number_id == id);
        let account =
            account.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no such account"))?;
        let event = apply(account, changes);
        let value = json!({
            "display_phone_number": account.number.display_phone_number,
            "event": event,
            "current_limit": account.messaging_limit,
        });
        let update = event.map(|_| Update::change(&id, "phone_number_quality_update", value));
        (update, json!(account))
    };
    if let Some(update) = update {
        webhook::enqueue(platform, update);
    }
    platform.announce(Change::State);
    Ok(ok(&body))
}

/// The event that the desk is told of.
fn apply(account: &mut Account, changes: Changes) -> Option<&'static str> {
    account.registered = changes.registered.unwrap_or(account.registered);
    let mut event = None;
    if let Some(limit) = changes.messaging_limit {
        event = Some("UPGRADE").filter(|_| limit != account.messaging_limit);
        account.messaging_limit = limit;
    }
    if let Some(quality) = changes.quality.filter(|quality| *quality != account.quality) {
        account.quality = quality;
        event = Some(if quality == Quality::Red { "FLAGGED" } else { "UNFLAGGED" });
    }
    event
}
