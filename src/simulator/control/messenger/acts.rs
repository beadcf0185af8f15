//! What people do beside writing, and what others do in their conversations.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::people::{NewAttachment, attachments};
use super::refused;
use crate::simulator::control::json::{answer, ok, refuse};
use crate::simulator::messenger::customer::{self, Refused};
use crate::simulator::messenger::event::{app_number, reaction_emoji};
use crate::simulator::messenger::message::Message;
use crate::simulator::messenger::{PAGE_INBOX_APP, identifier, journey};
use crate::simulator::phone::Side;
use crate::simulator::platform::{Change, Platform};

const TEXT_CHARACTERS_MAX: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changed {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reaction {
    /// An emoji, or one of Meta's words such as love.
    emoji: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Postback {
    #[serde(default = "get_started")]
    title: String,
    #[serde(default = "get_started_payload")]
    payload: String,
    #[serde(default)]
    more: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    text: Option<String>,
    #[serde(default)]
    attachments: Vec<NewAttachment>,
    /// The Page's own inbox if none is given; null for an echo that names none.
    #[serde(default, deserialize_with = "given")]
    app_id: Option<Option<String>>,
    metadata: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Owner {
    /// The app that answers from now on; null for the Page's own app.
    app_id: Option<String>,
    metadata: Option<String>,
}

#[handler]
pub fn edit(
    Data(platform): Data<&Arc<Platform>>,
    Path((psid, mid)): Path<(String, String)>,
    Json(Changed { text }): Json<Changed>,
) -> poem::Result<Response> {
    if !(1..=TEXT_CHARACTERS_MAX).contains(&text.chars().count()) {
        let message = format!("text must have 1 to {TEXT_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let edits = customer::edit(platform, &psid, &mid, &text).map_err(refused)?;
    Ok(ok(&json!({"edits": edits})))
}

#[handler]
pub fn delete(
    Data(platform): Data<&Arc<Platform>>,
    Path((psid, mid)): Path<(String, String)>,
) -> poem::Result<Response> {
    customer::delete(platform, &psid, &mid).map_err(refused)?;
    Ok(ok(&json!({})))
}

#[handler]
pub fn react(
    Data(platform): Data<&Arc<Platform>>,
    Path((psid, mid)): Path<(String, String)>,
    Json(Reaction { emoji }): Json<Reaction>,
) -> poem::Result<Response> {
    if emoji.is_empty() {
        return Err(refuse(StatusCode::BAD_REQUEST, "emoji must not be empty"));
    }
    let emoji = reaction_emoji(&emoji).to_owned();
    customer::react(platform, &psid, &mid, Some(emoji)).map_err(refused)?;
    Ok(ok(&json!({})))
}

#[handler]
pub fn unreact(
    Data(platform): Data<&Arc<Platform>>,
    Path((psid, mid)): Path<(String, String)>,
) -> poem::Result<Response> {
    customer::react(platform, &psid, &mid, None).map_err(refused)?;
    Ok(ok(&json!({})))
}

#[handler]
pub fn post_back(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(body): Json<Postback>,
) -> poem::Result<Response> {
    let Postback { title, payload, more } = body;
    let mid = customer::post_back(platform, &psid, &title, &payload, more).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({"id": mid})))
}

/// A click on an m.me link or an ad in a conversation that exists.
#[handler]
pub fn refer(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(given): Json<Map<String, Value>>,
) -> poem::Result<Response> {
    let mut referral = Map::new();
    referral.insert("source".to_owned(), "SHORTLINK".into());
    referral.insert("type".to_owned(), "OPEN_THREAD".into());
    referral.extend(given);
    referral.retain(|_, value| !value.is_null());
    let mut body = json!({"referral": referral});
    if platform.world().messenger.knobs.seconds_in_referrals {
        body["timestamp"] = platform.clock.now_seconds().into();
    }
    customer::tell(platform, &psid, "messaging_referrals", body, true).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({})))
}

/// A plugin or a button to get messages; with `user_ref` the person is called by that first.
#[handler]
pub fn opt_in(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(optin): Json<Map<String, Value>>,
) -> poem::Result<Response> {
    let mut body = json!({"optin": optin});
    if let Some(reference) = optin.get("user_ref").and_then(Value::as_str) {
        body["sender"] = json!({"user_ref": reference});
        let mut world = platform.world();
        let thread = world.messenger.thread_mut(&psid);
        let thread = thread.ok_or_else(|| refused(Refused::NoSuchPerson))?;
        if !thread.user_refs.iter().any(|known| known == reference) {
            thread.user_refs.push(reference.to_owned());
        }
    }
    customer::tell(platform, &psid, "messaging_optins", body, true).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({})))
}

#[handler]
pub fn link_account(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(linking): Json<Map<String, Value>>,
) -> poem::Result<Response> {
    let body = json!({"account_linking": linking});
    customer::tell(platform, &psid, "messaging_account_linking", body, false).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({})))
}

/// Somebody answers in the Page's inbox, or another app does.
#[handler]
pub fn write_elsewhere(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(body): Json<Elsewhere>,
) -> poem::Result<Response> {
    let attachments = attachments(platform, body.attachments)?;
    if body.text.is_none() && attachments.is_empty() {
        return Err(refuse(StatusCode::BAD_REQUEST, "text or attachments is needed"));
    }
    let app_id = body.app_id.unwrap_or_else(|| Some(PAGE_INBOX_APP.to_owned()));
    let now_ms = platform.clock.now_ms();
    let message = {
        let mut world = platform.world();
        let mid = identifier::message_id(now_ms, &mut world.random);
        let thread = world.messenger.thread_mut(&psid);
        let thread = thread.ok_or_else(|| refused(Refused::NoSuchPerson))?;
        let message = Message {
            text: body.text,
            attachments,
            metadata: body.metadata,
            app_id: app_id.clone(),
            ..Message::new(mid, Side::Business, thread.next_ms(now_ms))
        };
        thread.expect(message.clone());
        message
    };
    journey::begin_elsewhere(platform, &psid, &message, app_id.is_some());
    Ok(answer(StatusCode::CREATED, &json!({"id": message.id})))
}

/// Another app takes the conversation, or gives it back.
#[handler]
pub fn set_owner(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(Owner { app_id, metadata }): Json<Owner>,
) -> poem::Result<Response> {
    let (before, own) = {
        let mut world = platform.world();
        let messenger = &mut world.messenger;
        let thread = messenger.thread_mut(&psid).ok_or_else(|| refused(Refused::NoSuchPerson))?;
        let before = std::mem::replace(&mut thread.owner, app_id.clone());
        let page_id = thread.page_id.clone();
        let own = messenger.page(&page_id).map(|state| state.page.app_id.clone());
        (before, own.unwrap_or_default())
    };
    platform.announce(Change::State);
    if before == app_id {
        return Ok(ok(&json!({"owner": app_id})));
    }
    let name = if app_id.is_some() { "take_thread_control" } else { "pass_thread_control" };
    let mut change = json!({
        "previous_owner_app_id": app_number(before.as_ref().unwrap_or(&own)),
        "new_owner_app_id": app_number(app_id.as_ref().unwrap_or(&own)),
    });
    if let Some(metadata) = metadata {
        change["metadata"] = metadata.into();
    }
    let body = json!({name: change});
    customer::tell(platform, &psid, "messaging_handovers", body, false).map_err(refused)?;
    Ok(ok(&json!({"owner": app_id})))
}

fn get_started() -> String {
    "Get Started".to_owned()
}

fn get_started_payload() -> String {
    "GET_STARTED".to_owned()
}

fn given<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}
