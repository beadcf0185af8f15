//! Customers whom the business blocks: `/{number}/block_users`.

use poem::http::Method;
use serde_json::{Value, json};

use super::checks::fields::{needed_text, objects};
use super::error::GraphError;
use super::route::Done;
use crate::simulator::number;
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::Platform;

const USERS_MAX: usize = 1_000;
const WINDOW_CLOSED: u32 = 131_047;

pub fn list(platform: &Platform, number: &WhatsAppAccount) -> Done {
    let world = platform.world();
    let own = world.blocked.iter().filter(|(account, _)| *account == number.phone_number_id);
    let user = |wa_id: &String| json!({"messaging_product": "whatsapp", "wa_id": wa_id});
    let data: Vec<Value> = own.map(|(_, wa_id)| user(wa_id)).collect();
    Done { body: json!({"data": data}), verdict: "listed the blocked users".to_owned() }
}

/// Blocks them, or takes them off the list again.
pub fn change(
    platform: &Platform,
    number: &WhatsAppAccount,
    method: &Method,
    body: &Value,
) -> Result<Done, GraphError> {
    let fields =
        body.as_object().ok_or_else(|| GraphError::parameter("The body must be a JSON object."))?;
    if fields.get("messaging_product").and_then(Value::as_str) != Some("whatsapp") {
        return Err(GraphError::required("messaging_product"));
    }
    let users = objects(fields, "block_users")?;
    if !(1..=USERS_MAX).contains(&users.len()) {
        return Err(GraphError::value(format!("block_users must have 1 to {USERS_MAX} users.")));
    }
    let blocks = method == Method::POST;
    let now_ms = platform.clock.now_ms();
    let mut world = platform.world();
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for user in users {
        let input = needed_text(user, "user")?;
        let digits = number::digits(input).unwrap_or_default();
        let wa_id = world.reached_by(&digits).map_or(digits, |phone| phone.wa_id.clone());
        let pair = (number.phone_number_id.clone(), wa_id.clone());
        let answer = json!({"input": input, "wa_id": wa_id});
        if !blocks {
            world.blocked.remove(&pair);
            done.push(answer);
        } else if world.is_window_open(&pair.0, &wa_id, now_ms) {
            world.blocked.insert(pair);
            done.push(answer);
        } else {
            failed.push(answer);
        }
    }
    if done.is_empty() {
        let details = "Users can be blocked within 24 hours after they wrote.".to_owned();
        return Err(GraphError::of_code(WINDOW_CLOSED, Some(details)));
    }
    let name = if blocks { "added_users" } else { "removed_users" };
    let mut lists = json!({name: done});
    if !failed.is_empty() {
        lists["failed_users"] = failed.into();
    }
    let body = json!({"messaging_product": "whatsapp", "block_users": lists});
    Ok(Done { body, verdict: "changed who is blocked".to_owned() })
}
