//! What can be tapped under a message: quick replies and buttons.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::refused;
use crate::simulator::control::json::{ok, refuse};
use crate::simulator::messenger::customer::{self, Refused, Writing};
use crate::simulator::messenger::message::Message;
use crate::simulator::platform::Platform;

/// What a person has in the profile, for quick replies that ask for it.
const EMAIL: &str = "customer@example.com";
const PHONE_NUMBER: &str = "+16505550123";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tap {
    message: String,
    /// Which quick reply, from 0.
    quick_reply: Option<usize>,
    /// Which button, from 0.
    button: Option<usize>,
    /// Of which card, from 0.
    #[serde(default)]
    card: usize,
    /// Instead of the address or number in the person's profile.
    value: Option<String>,
}

/// What a tap leads to.
enum Effect {
    Writes(Writing),
    PostsBack {
        title: String,
        payload: String,
    },
    Links(&'static str),
    /// A browser or the dialler opens: the Page hears nothing.
    Opens(String),
}

#[handler]
pub fn touch(
    Data(platform): Data<&Arc<Platform>>,
    Path(psid): Path<String>,
    Json(tap): Json<Tap>,
) -> poem::Result<Response> {
    let effect = {
        let world = platform.world();
        let thread = world.messenger.thread(&psid).ok_or_else(|| refused(Refused::NoSuchPerson))?;
        let message = thread.message(&tap.message);
        let message = message.ok_or_else(|| refused(Refused::NoSuchMessage))?;
        effect_of(message, &tap)
    };
    let nothing = || refuse(StatusCode::NOT_FOUND, "there is nothing to tap");
    let body = match effect.ok_or_else(nothing)? {
        Effect::Writes(writing) => {
            json!({"id": customer::write(platform, &psid, writing).map_err(refused)?})
        }
        Effect::PostsBack { title, payload } => {
            let mid = customer::post_back(platform, &psid, &title, &payload, Map::new());
            json!({"id": mid.map_err(refused)?})
        }
        Effect::Links(status) => {
            let mut linking = json!({"status": status});
            if status == "linked" {
                linking["authorization_code"] = "simulated-authorization-code".into();
            }
            let body = json!({"account_linking": linking});
            let field = "messaging_account_linking";
            customer::tell(platform, &psid, field, body, false).map_err(refused)?;
            json!({})
        }
        Effect::Opens(address) => json!({"opens": address}),
    };
    Ok(ok(&body))
}

fn effect_of(message: &Message, tap: &Tap) -> Option<Effect> {
    if let Some(index) = tap.quick_reply {
        return Some(Effect::Writes(quick_reply(message.quick_replies.get(index)?, tap)));
    }
    let template = message.attachments.iter().find(|attachment| attachment.kind == "template")?;
    let holder = match template.payload.get("elements") {
        Some(cards) => cards.get(tap.card)?,
        None => &template.payload,
    };
    let Some(index) = tap.button else {
        let address = holder.get("default_action")?.get("url")?.as_str()?;
        return Some(Effect::Opens(address.to_owned()));
    };
    let button = holder.get("buttons")?.get(index)?;
    let word = |name: &str| button.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(match button.get("type")?.as_str()? {
        "postback" => Effect::PostsBack { title: word("title"), payload: word("payload") },
        "phone_number" => Effect::Opens(format!("tel:{}", word("payload"))),
        "account_link" => Effect::Links("linked"),
        "account_unlink" => Effect::Links("unlinked"),
        _ => Effect::Opens(word("url")),
    })
}

fn quick_reply(reply: &Value, tap: &Tap) -> Writing {
    let word = |name: &str| match &reply[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let own = |usual: &str| tap.value.clone().unwrap_or_else(|| usual.to_owned());
    let (text, payload) = match word("content_type").as_str() {
        "user_email" => (own(EMAIL), own(EMAIL)),
        "user_phone_number" => (own(PHONE_NUMBER), own(PHONE_NUMBER)),
        _ => (word("title"), word("payload")),
    };
    Writing { text: Some(text), quick_reply: Some(payload), ..Writing::default() }
}
