//! Events as they stand: whatever Meta may tell, also what nobody can do on a phone.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use reqwest::Url;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refused;
use crate::simulator::control::json::{answer, ok, refuse};
use crate::simulator::messenger::customer::Refused;
use crate::simulator::platform::Platform;
use crate::simulator::webhook::{self, PageEvent};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// What the event is called, and what is in it. Who, whom and when are added; null leaves one out.
    event: Map<String, Value>,
    /// As an app hears it that does not answer in the conversation.
    standby: Option<bool>,
    /// Whether the business may answer for a day from now on.
    #[serde(default)]
    opens_window: bool,
}

/// By what an app subscribes to an event.
const FIELDS: [(&str, &str); 15] = [
    ("postback", "messaging_postbacks"),
    ("delivery", "message_deliveries"),
    ("read", "message_reads"),
    ("reaction", "message_reactions"),
    ("message_edit", "message_edits"),
    ("referral", "messaging_referrals"),
    ("optin", "messaging_optins"),
    ("account_linking", "messaging_account_linking"),
    ("pass_thread_control", "messaging_handovers"),
    ("take_thread_control", "messaging_handovers"),
    ("request_thread_control", "messaging_handovers"),
    ("app_roles", "messaging_handovers"),
    ("policy_enforcement", "messaging_policy_enforcement"),
    ("policy-enforcement", "messaging_policy_enforcement"),
    ("messaging_feedback", "messaging_feedback"),
];

#[handler]
pub fn of_person(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(raw): Json<Raw>,
) -> poem::Result<Response> {
    let now_ms = platform.clock.now_ms();
    let event = {
        let mut world = platform.world();
        let thread = world.messenger.thread_mut(&psid);
        let thread = thread.ok_or_else(|| refused(Refused::NoSuchPerson))?;
        if raw.opens_window {
            thread.acts(now_ms);
        }
        let field = field_of(&raw.event);
        PageEvent::of_thread(&world, &psid, field, raw.event.into(), now_ms)
    };
    let event = event.ok_or_else(|| refused(Refused::NoSuchPerson))?;
    send(platform, event, raw.standby)
}

/// Of the Page as a whole: roles of apps, warnings about its policy.
#[handler]
pub fn of_page(
    Data(platform): Data<&Arc<Platform>>,
    Path(page_id): Path<String>,
    Json(raw): Json<Raw>,
) -> poem::Result<Response> {
    let now_ms = platform.clock.now_ms();
    let field = field_of(&raw.event);
    let event = PageEvent::of_page(&platform.world(), &page_id, field, raw.event.into(), now_ms);
    send(platform, event.ok_or_else(no_such_page)?, raw.standby)
}

/// Asks the desk for the challenge, as Meta does when the callback is set.
#[handler]
pub async fn verify(
    Data(platform): Data<&Arc<Platform>>,
    Path(page_id): Path<String>,
) -> poem::Result<Response> {
    let page = platform.world().messenger.page(&page_id).map(|state| state.page.clone());
    let page = page.ok_or_else(no_such_page)?;
    let url = Url::parse(&page.callback);
    let url = url.map_err(|error| refuse(StatusCode::CONFLICT, error.to_string()))?;
    Ok(ok(&webhook::verify(platform, url, &page.verify_token).await))
}

fn send(platform: &Platform, event: PageEvent, standby: Option<bool>) -> poem::Result<Response> {
    let is_standby = standby.unwrap_or(event.is_standby);
    if !webhook::enqueue_event(platform, PageEvent { is_standby, ..event }) {
        return Err(refused(Refused::TooManyWaiting));
    }
    Ok(answer(StatusCode::CREATED, &json!({})))
}

fn field_of(event: &Map<String, Value>) -> &'static str {
    let is_echo = event.get("message").is_some_and(|message| message["is_echo"] == true);
    if is_echo {
        return "message_echoes";
    }
    let known = FIELDS.iter().find(|(name, _)| event.contains_key(*name));
    // What nobody knows comes to everybody.
    known.map_or("messages", |(_, field)| field)
}

fn no_such_page() -> poem::Error {
    refuse(StatusCode::NOT_FOUND, "there is no such page")
}
