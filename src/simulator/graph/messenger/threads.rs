//! What was said with whom, and which app answers there.

use serde_json::{Value, json};

use super::error;
use crate::simulator::graph::call::Call;
use crate::simulator::graph::error::GraphError;
use crate::simulator::graph::route::Done;
use crate::simulator::messenger::message::Message;
use crate::simulator::messenger::{Page, Person, Weight};
use crate::simulator::phone::Side;
use crate::simulator::platform::{Change, Platform};

const MESSAGES_SHOWN: usize = 25;
const CONVERSATIONS_SHOWN: usize = 25;

/// The newest first, as Meta gives them.
pub fn conversations(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    let asked = call.param("user_id").map(str::to_owned);
    let now_ms = platform.clock.now_ms();
    let mut world = platform.world();
    if !world.messenger.rates.spend(&page.page_id, Weight::Conversations, now_ms) {
        return Err(error::rate_limited(world.knobs.throttle_status));
    }
    let mut found = Vec::new();
    for person in &world.messenger.people {
        let threads = person.threads.iter().filter(|thread| thread.page_id == page.page_id);
        for thread in threads {
            let is_asked = asked.as_ref().is_none_or(|psid| *psid == thread.psid);
            if is_asked && thread.shown().next().is_some() && found.len() < CONVERSATIONS_SHOWN {
                let messages: Vec<Value> = thread
                    .shown()
                    .rev()
                    .take(MESSAGES_SHOWN)
                    .map(|message| message_of(page, person, &thread.psid, message))
                    .collect();
                found.push(json!({
                    "id": format!("t_{}", thread.psid),
                    "participants": {"data": [
                        {"name": person.name, "email": format!("{}@facebook.com", thread.psid), "id": thread.psid},
                        {"name": page.name, "email": format!("{}@facebook.com", page.page_id), "id": page.page_id},
                    ]},
                    "messages": {"data": messages},
                }));
            }
        }
    }
    let verdict = format!("listed {} conversations", found.len());
    Ok(Done { body: json!({"data": found}), verdict })
}

fn message_of(page: &Page, person: &Person, psid: &str, message: &Message) -> Value {
    let (name, id) = match message.from {
        Side::Customer => (&person.name, psid),
        Side::Business => (&page.name, page.page_id.as_str()),
    };
    json!({
        "id": message.id,
        "message": message.text.as_deref().unwrap_or_default(),
        "from": {"name": name, "email": format!("{id}@facebook.com"), "id": id},
        "created_time": written(message.at_ms),
    })
}

/// As Meta writes a moment: 2026-11-22T10:00:00+0000.
fn written(at_ms: i64) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%S%z").to_string()
}

pub fn owner(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    let psid = call
        .param("recipient")
        .map(str::to_owned)
        .ok_or_else(|| GraphError::required("recipient"))?;
    let world = platform.world();
    let thread = world.messenger.thread(&psid).filter(|thread| thread.page_id == page.page_id);
    let thread = thread.ok_or_else(error::no_matching_user)?;
    let app_id = thread.owner.as_deref().unwrap_or(&page.app_id);
    let body = json!({"data": [{"thread_owner": {"app_id": app_id}}]});
    Ok(Done { body, verdict: format!("{app_id} answers there") })
}

/// `pass_thread_control`, `take_thread_control` or `request_thread_control`.
pub fn control(
    platform: &Platform,
    page: &Page,
    call: &Call,
    what: &str,
) -> Result<Done, GraphError> {
    let body = call.json()?;
    let psid = body["recipient"]["id"].as_str().unwrap_or_default().to_owned();
    let target = match &body["target_app_id"] {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let mut world = platform.world();
    let thread = world.messenger.thread_mut(&psid).filter(|thread| thread.page_id == page.page_id);
    let thread = thread.ok_or_else(error::no_matching_user)?;
    let verdict = match what {
        "pass_thread_control" => {
            let target = target.ok_or_else(|| GraphError::required("target_app_id"))?;
            if thread.owner.is_some() {
                return Err(error::other_app_in_control());
            }
            let verdict = format!("passed the conversation to {target}");
            thread.owner = Some(target).filter(|target| *target != page.app_id);
            verdict
        }
        "take_thread_control" => {
            thread.owner = None;
            "took the conversation back".to_owned()
        }
        _ => "asked for the conversation".to_owned(),
    };
    drop(world);
    platform.announce(Change::State);
    Ok(Done { body: json!({"success": true}), verdict })
}
