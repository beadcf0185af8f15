//! What WhatsApp tells of the account itself, in sentences for admins.

use crate::channels::json;
use crate::channels::received::{AccountNews, Effect};
use crate::domain::Timestamp;
use serde_json::Value;

/// How much of Meta's own words is quoted.
const QUOTED_CHARACTERS_MAX: usize = 300;

/// `None`: nothing that an admin needs to know.
pub fn read(
    field: &str,
    value: &Value,
    business: Option<&str>,
    at: Timestamp,
) -> Option<AccountNews> {
    let (kind, text, effect) = match field {
        "account_update" => account(value)?,
        "account_alerts" => alert(value),
        "account_review_update" => review(value)?,
        "phone_number_quality_update" => quality(value),
        "phone_number_name_update" => name(value)?,
        "business_capability_update" => capability(value),
        "security" => security(value),
        _ => return None,
    };
    let business = business.map(str::to_owned);
    Some(AccountNews { business, kind, text, effect, at })
}

type News = (String, String, Effect);

fn warns(kind: &str, text: String) -> News {
    (kind.to_owned(), text, Effect::Warns)
}

fn account(value: &Value) -> Option<News> {
    let event = json::text(value, "event")?;
    let sentence = match event.as_str() {
        "DISABLED_UPDATE" => return Some(ban(value)),
        "ACCOUNT_DELETED" => {
            let text = "The WhatsApp business account was deleted: nothing can be sent.".to_owned();
            return Some((event, text, Effect::Stops));
        }
        "ACCOUNT_RESTRICTION" => restriction(value),
        "ACCOUNT_VIOLATION" => {
            let info = value.get("violation_info").unwrap_or(&Value::Null);
            let kind = json::text(info, "violation_type").unwrap_or_default();
            format!("Meta reports a violation of its policies by this account: {}.", quoted(&kind))
        }
        "ACCOUNT_OFFBOARDED" => {
            "The number has left the Cloud API: connect it again to go on.".to_owned()
        }
        "ACCOUNT_RECONNECTED" => "The number is connected to the Cloud API again.".to_owned(),
        "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" => {
            "The app was taken off the WhatsApp business account: an admin must connect it again."
                .to_owned()
        }
        _ => return None,
    };
    Some(warns(&event, sentence))
}

fn ban(value: &Value) -> News {
    let info = value.get("ban_info").unwrap_or(&Value::Null);
    let date = json::text(info, "waba_ban_date");
    let on = date.map(|date| format!(" on {}", quoted(&date))).unwrap_or_default();
    let (text, effect) = match json::text(info, "waba_ban_state").as_deref() {
        Some("SCHEDULE_FOR_DISABLE") => (
            format!("Meta will disable this account{on}: look into Meta's Business Support."),
            Effect::Warns,
        ),
        Some("REINSTATE") => (format!("Meta has let this account go on{on}."), Effect::GoesOn),
        Some(_) | None => (
            format!(
                "Meta has disabled this account{on}: nothing can be sent. Ask Meta's Business Support for a review."
            ),
            Effect::Stops,
        ),
    };
    ("DISABLED_UPDATE".to_owned(), text, effect)
}

fn restriction(value: &Value) -> String {
    let kinds = json::list(value, "restriction_info").iter();
    let told = kinds.filter_map(|info| json::text(info, "restriction_type")).map(|kind| match kind
        .as_str()
    {
        "RESTRICTED_BIZ_INITIATED_MESSAGING" => "no conversations can be begun by us".to_owned(),
        "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" => "customers cannot be answered".to_owned(),
        "RESTRICTED_ADD_PHONE_NUMBER_ACTION" => "no numbers can be added".to_owned(),
        other => quoted(other),
    });
    let told = told.collect::<Vec<_>>().join("; ");
    match told.is_empty() {
        true => "Meta has restricted this account.".to_owned(),
        false => format!("Meta has restricted this account: {told}."),
    }
}

fn alert(value: &Value) -> News {
    let info = value.get("alert_info").unwrap_or(value);
    let text = |key: &str| json::text(info, key).or_else(|| json::text(value, key));
    let kind = text("alert_type").unwrap_or_else(|| "account_alert".to_owned());
    let told = text("alert_description").unwrap_or_else(|| kind.clone());
    warns(&kind, format!("Meta's alert for this account: {}.", quoted(&told)))
}

fn review(value: &Value) -> Option<News> {
    let decision = json::text(value, "decision")?;
    let text = match decision.as_str() {
        "APPROVED" => "Meta has reviewed this account and approved it.".to_owned(),
        "REJECTED" => {
            "Meta has reviewed this account and rejected it: ask for another review in Meta's Business Support."
                .to_owned()
        }
        other => format!("Meta's review of this account: {}.", quoted(other)),
    };
    Some(warns("account_review_update", text))
}

fn quality(value: &Value) -> News {
    let number = number(value);
    let event = json::text(value, "event").unwrap_or_default();
    let what = match event.as_str() {
        "FLAGGED" => format!("Customers have blocked or reported {number}: its quality is low."),
        "UNFLAGGED" => format!("The quality of {number} is good again."),
        "DOWNGRADE" => format!("Meta has lowered how many customers {number} may write to first."),
        "UPGRADE" => format!("Meta has raised how many customers {number} may write to first."),
        "THROUGHPUT_UPGRADE" => format!("{number} may send faster from now on."),
        other => format!("Meta tells of the quality of {number}: {}.", quoted(other)),
    };
    let limit = json::text(value, "current_limit");
    let limit = limit.map(|limit| format!(" Its limit is now {}.", quoted(&limit)));
    warns("phone_number_quality_update", what + limit.as_deref().unwrap_or_default())
}

fn name(value: &Value) -> Option<News> {
    let decision = json::text(value, "decision")?;
    let name = json::text(value, "requested_verified_name").unwrap_or_default();
    let (number, name) = (number(value), quoted(&name));
    let why = json::text(value, "rejection_reason").filter(|reason| reason != "NONE");
    let why = why.map(|reason| format!(" Meta's reason: {}.", quoted(&reason))).unwrap_or_default();
    let text = match decision.as_str() {
        "APPROVED" => format!("Meta shows {number} as “{name}” from now on."),
        "REJECTED" => format!("Meta has rejected the name “{name}” for {number}.{why}"),
        other => {
            format!("Meta's decision on the name “{name}” for {number}: {}.{why}", quoted(other))
        }
    };
    Some(warns("phone_number_name_update", text))
}

fn capability(value: &Value) -> News {
    let limits = [
        ("max_daily_conversation_per_phone", "customers a day that a number may write to first"),
        (
            "max_daily_conversations_per_business",
            "customers a day that the business may write to first",
        ),
        ("max_phone_numbers_per_business", "numbers"),
        ("max_phone_numbers_per_waba", "numbers of this account"),
    ];
    let told = limits
        .iter()
        .filter_map(|(key, what)| Some(format!("{} {what}", quoted(&json::text(value, key)?))));
    let told = told.collect::<Vec<_>>().join(", ");
    let text = match told.is_empty() {
        true => "Meta has changed this account's limits.".to_owned(),
        false => format!("Meta has changed this account's limits: {told}."),
    };
    warns("business_capability_update", text)
}

fn security(value: &Value) -> News {
    let number = number(value);
    let event = json::text(value, "event").unwrap_or_default();
    let text = match event.as_str() {
        "PIN_CHANGED" => format!("The PIN of {number} was changed at Meta."),
        "PIN_RESET_REQUEST" => format!("Somebody asked Meta to reset the PIN of {number}."),
        "PIN_RESET_SUCCESS" => format!("The PIN of {number} was reset at Meta."),
        other => format!("Meta tells of the security of {number}: {}.", quoted(other)),
    };
    warns("security", text)
}

fn number(value: &Value) -> String {
    match json::text(value, "display_phone_number") {
        Some(number) => format!("+{}", quoted(number.trim_start_matches('+'))),
        None => "a number".to_owned(),
    }
}

/// Meta's words, bounded, on one line, without a full stop of their own.
fn quoted(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.trim_end_matches('.').chars().take(QUOTED_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(field: &str, value: Value, words: &str, effect: Effect) {
        let news = read(field, &value, Some("7"), Timestamp(5))
            .unwrap_or_else(|| panic!("{field} {value}"));
        assert!(news.text.contains(words) && news.text.ends_with('.'), "{}", news.text);
        assert_eq!((news.effect, news.business.as_deref()), (effect, Some("7")), "{value}");
    }

    #[test]
    fn a_ban_stops_and_its_end_lets_go_on() {
        let ban = |state: &str| json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state, "waba_ban_date": "31 May"}});
        check(
            "account_update",
            ban("SCHEDULE_FOR_DISABLE"),
            "will disable this account on 31 May",
            Effect::Warns,
        );
        check("account_update", ban("DISABLE"), "has disabled", Effect::Stops);
        check("account_update", ban("REINSTATE"), "go on", Effect::GoesOn);
        check("account_update", json!({"event": "DISABLED_UPDATE"}), "has disabled", Effect::Stops);
        check("account_update", json!({"event": "ACCOUNT_DELETED"}), "deleted", Effect::Stops);
    }

    #[test]
    fn news_are_plain_sentences() {
        let restricted = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
            {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}, {"restriction_type": "NEW_ONE"}, 7]});
        check(
            "account_update",
            restricted,
            "no conversations can be begun by us; NEW_ONE",
            Effect::Warns,
        );
        let violation =
            json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}});
        check("account_update", violation, "ADULT", Effect::Warns);
        check("account_update", json!({"event": "PARTNER_REMOVED"}), "taken off", Effect::Warns);
        check("account_review_update", json!({"decision": "REJECTED"}), "rejected", Effect::Warns);
        let flagged = json!({"display_phone_number": "1650", "event": "FLAGGED", "current_limit": "TIER_10K"});
        check(
            "phone_number_quality_update",
            flagged,
            "+1650: its quality is low. Its limit is now TIER_10K",
            Effect::Warns,
        );
        let name = json!({"display_phone_number": "1650", "decision": "REJECTED", "requested_verified_name": "Shop", "rejection_reason": "NAME_EMPTY"});
        check("phone_number_name_update", name, "reason: NAME_EMPTY", Effect::Warns);
        check(
            "business_capability_update",
            json!({"max_phone_numbers_per_business": 25}),
            "25 numbers",
            Effect::Warns,
        );
        check(
            "security",
            json!({"event": "PIN_CHANGED", "display_phone_number": "1650"}),
            "The PIN of +1650",
            Effect::Warns,
        );
        check(
            "account_alerts",
            json!({"alert_info": {"alert_type": "OBA", "alert_description": "Look here."}}),
            "Look here",
            Effect::Warns,
        );
    }

    #[test]
    fn what_concerns_nobody_is_left_out() {
        for event in ["PARTNER_ADDED", "AD_ACCOUNT_LINKED", "VOLUME_BASED_PRICING_TIER_UPDATE"] {
            assert!(
                read("account_update", &json!({"event": event}), None, Timestamp(5)).is_none(),
                "{event}"
            );
        }
        assert!(read("flows", &json!({"event": "X"}), None, Timestamp(5)).is_none());
        assert!(read("account_update", &json!({}), None, Timestamp(5)).is_none());
    }
}
