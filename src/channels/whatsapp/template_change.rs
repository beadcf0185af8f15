//! What webhooks tell of templates. Such a change names a business account and no number.

use super::templates::read_reason;
use crate::channels::json;
use crate::channels::received::{TemplateChange, TemplateNews, What};
use crate::domain::template::Status;
use serde_json::Value;

/// `entry[].id` of Meta's trial deliveries, which is nobody's.
const NOBODY: &str = "0";

/// `None`: the change is about something else.
pub fn read(waba_id: Option<&str>, change: &Value) -> Option<What> {
    let field = json::text(change, "field")?;
    let value = change.get("value").unwrap_or(&Value::Null);
    let news = match field.as_str() {
        "message_template_status_update" => status(value),
        "message_template_quality_update" => {
            word(value, "new_quality_score").map(TemplateNews::Quality)
        }
        "template_category_update" => word(value, "new_category").map(TemplateNews::Category),
        "message_template_components_update" => Some(TemplateNews::Components),
        _ => return None,
    };
    let name = json::text(value, "message_template_name");
    let language = json::text(value, "message_template_language");
    let (Some(name), Some(language), Some(news)) = (name, language, news) else {
        let reason = format!("“{field}” does not say what became of which template");
        return Some(What::Unreadable { reason });
    };
    let waba_id = waba_id.filter(|id| *id != NOBODY).map(str::to_owned);
    Some(What::Template(TemplateChange { waba_id, name, language, news }))
}

fn status(value: &Value) -> Option<TemplateNews> {
    let event = json::text(value, "event")?;
    let status = match event.as_str() {
        // Customers dislike it; it can be sent until it is paused.
        "FLAGGED" => None,
        "REINSTATED" => Some(Status::Approved),
        word => Some(Status::parse(word)),
    };
    let told = read_reason(value, "reason");
    let rejection = value.get("rejection_info").and_then(|info| read_reason(info, "reason"));
    let other = value.get("other_info").and_then(|info| read_reason(info, "description"));
    Some(TemplateNews::Status { status, reason: rejection.or(other).or(told) })
}

fn word(value: &Value, key: &str) -> Option<String> {
    json::text(value, key).map(|word| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn news(field: &str, more: Value) -> Option<TemplateNews> {
        let mut value = json!({
            "message_template_id": 1689556908129835_u64,
            "message_template_name": "abandoned_cart",
            "message_template_language": "en",
        });
        let more = more.as_object().expect("an object").clone();
        value.as_object_mut().expect("an object").extend(more);
        match read(Some("1022"), &json!({"field": field, "value": value}))? {
            What::Template(change) => {
                assert_eq!(
                    (change.name.as_str(), change.language.as_str()),
                    ("abandoned_cart", "en")
                );
                assert_eq!(change.waba_id.as_deref(), Some("1022"));
                Some(change.news)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_became_of_a_template_is_told_by_its_event() {
        let told = |event: &str, more: Value| {
            let mut body = json!({"event": event, "reason": "NONE"});
            body.as_object_mut()
                .expect("an object")
                .extend(more.as_object().cloned().unwrap_or_default());
            news("message_template_status_update", body)
        };
        for (event, status) in [
            ("APPROVED", Some(Status::Approved)),
            ("PAUSED", Some(Status::Paused)),
            ("DISABLED", Some(Status::Disabled)),
            ("DELETED", Some(Status::Deleted)),
            ("REINSTATED", Some(Status::Approved)),
            ("FLAGGED", None),
            ("LOCKED", Some(Status::Other("locked".into()))),
        ] {
            let expected = TemplateNews::Status { status, reason: None };
            assert_eq!(told(event, json!({})), Some(expected), "{event}");
        }
        let rejected = told(
            "REJECTED",
            json!({
                "reason": "INVALID_FORMAT", "rejection_info": {"reason": "Too many emoji."},
            }),
        );
        let reason = Some("Too many emoji.".to_owned());
        assert_eq!(rejected, Some(TemplateNews::Status { status: Some(Status::Rejected), reason }));
    }

    #[test]
    fn quality_category_and_text_are_told_too() {
        let quality = json!({"previous_quality_score": "GREEN", "new_quality_score": "YELLOW"});
        let quality = news("message_template_quality_update", quality);
        assert_eq!(quality, Some(TemplateNews::Quality("yellow".into())));
        let category = json!({"previous_category": "UTILITY", "new_category": "MARKETING"});
        let category = news("template_category_update", category);
        assert_eq!(category, Some(TemplateNews::Category("marketing".into())));
        let text = news("message_template_components_update", json!({}));
        assert_eq!(text, Some(TemplateNews::Components));
        assert_eq!(news("messages", json!({})), None);
        let nameless = json!({"field": "template_category_update", "value": {"new_category": "X"}});
        assert!(matches!(read(None, &nameless), Some(What::Unreadable { .. })));
    }
}
