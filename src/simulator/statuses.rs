//! What is reported of a message on its way, in Meta's form.

use serde_json::{Value, json};

use super::codes::Code;
use super::identifier;
use super::phone::{Message, Phone};
use super::webhook::Update;
use super::world::contact;

const ERROR_PAGE: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";
/// From this version on, the conversation is told in free entry points only.
const WITHOUT_CONVERSATION_FROM: u32 = 24;
const CONVERSATION_SECONDS: i64 = 86_400;

/// Whose phone it is, for the business with this id.
#[derive(Clone, Copy)]
pub struct Known<'phone> {
    pub phone: &'phone Phone,
    pub waba_id: &'phone str,
}

/// How far the message has come on this phone.
pub fn update(known: Known<'_>, message: &Message, status: &str, now_seconds: i64) -> Update {
    let mut body = body(message, status, now_seconds);
    name_recipient(&mut body, known);
    if status != "played" {
        body["pricing"] = pricing(message);
    }
    if message.version < WITHOUT_CONVERSATION_FROM {
        body["conversation"] = conversation(known, message, status, now_seconds);
    }
    Update::status(&message.account, Some(contact(known.phone, known.waba_id)), body)
}

/// It will not arrive on this phone.
pub fn failure(known: Known<'_>, message: &Message, code: Code, now_seconds: i64) -> Update {
    let mut body = body(message, "failed", now_seconds);
    name_recipient(&mut body, known);
    failed(message, body, code)
}

/// It goes to nobody's phone. The recipient is as the business wrote it.
pub fn unreachable(message: &Message, recipient: &str, code: Code, now_seconds: i64) -> Update {
    let mut body = body(message, "failed", now_seconds);
    if identifier::is_user_id(recipient) {
        body["recipient_user_id"] = recipient.into();
    } else {
        body["recipient_id"] = recipient.into();
    }
    failed(message, body, code)
}

fn failed(message: &Message, mut body: Value, code: Code) -> Update {
    body["errors"] = json!([{
        "code": code.code,
        "title": code.title,
        "message": code.title,
        "error_data": {"details": code.details},
        "href": ERROR_PAGE,
    }]);
    Update::status(&message.account, None, body)
}

fn body(message: &Message, status: &str, now_seconds: i64) -> Value {
    let mut body = json!({
        "id": message.id,
        "status": status,
        "timestamp": now_seconds.to_string(),
    });
    if let Some(data) = &message.callback_data {
        body["biz_opaque_callback_data"] = data.as_str().into();
    }
    body
}

/// Whoever shows no number is known by the user id alone.
fn name_recipient(body: &mut Value, Known { phone, waba_id }: Known<'_>) {
    if !phone.hides_number {
        body["recipient_id"] = phone.wa_id.as_str().into();
    }
    body["recipient_user_id"] = phone.user_id(waba_id).into();
}

/// Free within the window, templates by their category.
fn pricing(message: &Message) -> Value {
    match &message.category {
        Some(category) => json!({
            "billable": true,
            "pricing_model": "PMP",
            "type": "regular",
            "category": category.to_lowercase(),
        }),
        None => json!({
            "billable": false,
            "pricing_model": "PMP",
            "type": "free_customer_service",
            "category": "service",
        }),
    }
}

fn conversation(
    Known { phone, waba_id }: Known<'_>,
    message: &Message,
    status: &str,
    now_seconds: i64,
) -> Value {
    let origin = message.category.as_deref().unwrap_or("service").to_lowercase();
    let id = phone.user_id(waba_id).replace('.', "").to_lowercase();
    let mut conversation = json!({"id": id, "origin": {"type": origin}});
    if status == "sent" {
        let ends = now_seconds + CONVERSATION_SECONDS;
        conversation["expiration_timestamp"] = ends.to_string().into();
    }
    conversation
}
