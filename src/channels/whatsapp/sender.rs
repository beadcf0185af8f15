//! Who wrote, read from WhatsApp's JSON.

use crate::channels::json;
use crate::channels::received::Sender;
use crate::domain::contact::clean_name;
use serde_json::Value;

/// Reads who sent `message`, with what the `contacts` beside it tell of the same person.
pub fn of(message: &Value, contacts: &[Value]) -> Sender {
    let from = json::text(message, "from");
    let from_user_id = json::text(message, "from_user_id");
    let person = contacts.iter().find_map(|contact| {
        let person = known_as(contact);
        let is_same = agree(&from, &person.wa_id)
            .or(agree(&from_user_id, &person.user_id))
            // Nothing to compare: a lone contact can only be the sender.
            .unwrap_or(contacts.len() == 1);
        is_same.then_some(person)
    });
    let person = person.unwrap_or_default();
    Sender {
        wa_id: from.or(person.wa_id),
        user_id: from_user_id.or(person.user_id),
        page_scoped_id: None,
        name: person.name,
        username: person.username,
    }
}

/// Reads the ids of `contact` itself.
pub fn known_as(contact: &Value) -> Sender {
    let profile = contact.get("profile").unwrap_or(&Value::Null);
    let cleaned = |text: String| Some(clean_name(&text)).filter(|text| !text.is_empty());
    Sender {
        wa_id: json::text(contact, "wa_id"),
        user_id: json::text(contact, "user_id"),
        page_scoped_id: None,
        name: json::text(profile, "name").and_then(cleaned),
        username: json::text(profile, "username")
            .and_then(|username| cleaned(username.trim_start_matches('@').to_owned())),
    }
}

/// Whether both are the same; `None` if one of them is missing.
fn agree(one: &Option<String>, other: &Option<String>) -> Option<bool> {
    Some(one.as_ref()? == other.as_ref()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(message: Value, contacts: Value, expected: [Option<&str>; 4]) {
        let sender = of(&message, contacts.as_array().unwrap());
        let found = [&sender.wa_id, &sender.user_id, &sender.name, &sender.username];
        assert_eq!(found.map(|part| part.as_deref()), expected, "{message} {contacts}");
    }

    #[test]
    fn the_contact_beside_a_message_completes_its_sender() {
        let ana = json!({"profile": {"name": "Ana", "username": "@ana"}, "wa_id": "1", "user_id": "US.1"});
        let bob = json!({"profile": {"name": "Bob"}, "wa_id": "2"});
        check(json!({"from": "2"}), json!([ana, bob]), [Some("2"), None, Some("Bob"), None]);
        check(
            json!({"from": "1"}),
            json!([bob, ana]),
            [Some("1"), Some("US.1"), Some("Ana"), Some("ana")],
        );
        check(
            json!({"from_user_id": "US.1"}),
            json!([ana]),
            [Some("1"), Some("US.1"), Some("Ana"), Some("ana")],
        );
        check(json!({"from": "3"}), json!([bob]), [Some("3"), None, None, None]);
    }

    #[test]
    fn what_is_missing_stays_missing() {
        check(json!({"from": "3"}), json!([]), [Some("3"), None, None, None]);
        check(
            json!({}),
            json!([{"wa_id": 4, "profile": {"name": " \u{202e} "}}]),
            [Some("4"), None, None, None],
        );
        check(json!({}), json!([{"wa_id": "4"}, {"wa_id": "5"}]), [None; 4]);
        check(json!({"from": {"x": 1}}), json!(["junk"]), [None; 4]);
    }
}
