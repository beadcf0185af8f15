//! Business numbers and subscriptions: what health checks ask for.

use poem::http::Method;
use serde_json::{Map, Value, json};

use super::access::{number_to_manage, numbers_of};
use super::error::GraphError;
use super::route::{Done, verb};
use crate::simulator::options::WhatsAppAccount;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::tokens::Token;

const DEFAULT_FIELDS: &str =
    "verified_name,display_phone_number,quality_rating,code_verification_status";

pub fn describe(
    platform: &Platform,
    id: &str,
    token: &Token,
    fields: Option<&str>,
) -> Result<Done, GraphError> {
    let number = number_to_manage(platform, id, token, "get")?;
    let fields = fields.filter(|fields| !fields.is_empty()).unwrap_or(DEFAULT_FIELDS);
    let mut body = Map::new();
    for field in fields.split(',').map(str::trim) {
        body.insert(field.to_owned(), value_of(&number, field)?);
    }
    body.insert("id".to_owned(), number.phone_number_id.into());
    Ok(Done { body: body.into(), verdict: "described the number".to_owned() })
}

pub fn list_numbers(platform: &Platform, waba_id: &str, token: &Token) -> Result<Done, GraphError> {
    let numbers: Vec<Value> = numbers_of(platform, waba_id, token, "get")?
        .iter()
        .map(|number| {
            json!({
                "verified_name": number.name,
                "display_phone_number": number.display_phone_number,
                "quality_rating": "GREEN",
                "id": number.phone_number_id,
            })
        })
        .collect();
    let body =
        json!({"data": numbers, "paging": {"cursors": {"before": "MAZDZD", "after": "MAZDZD"}}});
    Ok(Done { body, verdict: "listed the numbers".to_owned() })
}

pub fn subscription(
    platform: &Platform,
    waba_id: &str,
    token: &Token,
    method: &Method,
) -> Result<Done, GraphError> {
    numbers_of(platform, waba_id, token, &verb(method))?;
    if method == Method::GET {
        let app = json!({"whatsapp_business_api_data": {
            "id": "1000000000000001",
            "name": "Deskbell",
            "link": "https://example.com/",
        }});
        let apps = if platform.world().is_subscribed(waba_id) { vec![app] } else { Vec::new() };
        return Ok(Done {
            body: json!({"data": apps}),
            verdict: "listed the subscribed apps".to_owned(),
        });
    }
    let subscribed = method == Method::POST;
    for account in &mut platform.world().accounts {
        if account.number.waba_id == waba_id {
            account.subscribed = subscribed;
        }
    }
    platform.announce(Change::State);
    let verdict = if subscribed { "subscribed the app" } else { "unsubscribed the app" };
    Ok(Done { body: json!({"success": true}), verdict: verdict.to_owned() })
}

fn value_of(number: &WhatsAppAccount, field: &str) -> Result<Value, GraphError> {
    let value = match field {
        "id" => json!(number.phone_number_id),
        "verified_name" => json!(number.name),
        "display_phone_number" => json!(number.display_phone_number),
        "quality_rating" => json!("GREEN"),
        "code_verification_status" => json!("VERIFIED"),
        "name_status" => json!("APPROVED"),
        "platform_type" => json!("CLOUD_API"),
        "status" => json!("CONNECTED"),
        "throughput" => json!({"level": "STANDARD"}),
        "whatsapp_business_manager_messaging_limit" => json!("TIER_250"),
        unknown => {
            return Err(GraphError::parameter(format!(
                "Tried accessing nonexisting field ({unknown}) on node type (WhatsAppBusinessPhoneNumber)"
            )));
        }
    };
    Ok(value)
}
