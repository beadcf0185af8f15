//! Everything at a glance, as the phone page needs it.

use std::collections::BTreeMap;
use std::sync::Arc;

use poem::web::Data;
use poem::{Response, handler};
use serde_json::{Value, json};

use super::json;
use crate::simulator::knobs::Knobs;
use crate::simulator::phone::Phone;
use crate::simulator::platform::Platform;
use crate::simulator::world::World;

#[handler]
pub fn show(Data(platform): Data<&Arc<Platform>>) -> Response {
    let now_ms = platform.clock.now_ms();
    let waiting = platform.outgoing.len();
    let world = platform.world();
    json::ok(&json!({
        "now_ms": now_ms,
        "advanced_ms": platform.clock.advanced_ms(),
        "desk_url": platform.settings.desk_url,
        "webhook_url": platform.settings.webhook_url.as_str(),
        "waiting_notifications": waiting,
        "accounts": world.accounts,
        "people": world.people.iter().map(|phone| summary(&world, phone, now_ms)).collect::<Vec<_>>(),
        "knobs": world.knobs,
        "default_knobs": Knobs::default(),
        "faults": world.faults.list(),
        "messenger": super::messenger::state(&world, now_ms),
        "mail": super::mail::state(&world),
    }))
}

pub fn summary(world: &World, phone: &Phone, now_ms: i64) -> Value {
    let businesses = world.businesses();
    let ids = businesses.iter().map(|waba_id| ((*waba_id).to_owned(), phone.user_id(waba_id)));
    json!({
        "name": phone.name,
        "wa_id": phone.wa_id,
        "user_id": businesses.first().map(|waba_id| phone.user_id(waba_id)),
        "user_ids": ids.collect::<BTreeMap<String, String>>(),
        "username": phone.username,
        "hides_number": phone.hides_number,
        "tells_reading": phone.tells_reading,
        "blocks_business": phone.blocks_business,
        "refuses_marketing": phone.refuses_marketing,
        "online": phone.online,
        "unread": phone.unread(),
        "typing_until_ms": phone.typing_until_ms(now_ms),
        "last": phone.shown().next_back(),
    })
}
