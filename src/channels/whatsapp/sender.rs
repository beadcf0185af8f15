//! Who wrote, read from WhatsApp's JSON.

use crate::channels::json;
use crate::channels::received::Sender;
use crate::domain::contact::clean_name;
use crate::domain::phone_variants;
use serde_json::Value;

const USER_ID_LETTERS_MAX: usize = 140;

/// Reads who sent `message`, with what the `contacts` beside it tell of the same person.
pub fn of(message: &Value, contacts: &[Value]) -> Sender {
    let (from, from_user_id) = ids(message, "from", "from_user_id");
    let person = contacts.iter().find_map(|contact| {
        let person = known_as(contact);
        let is_same = is_one_number(&from, &person.wa_id)
            .or(agree(&from_user_id, &person.user_id))
            // Nothing to compare: a lone contact can only be the sender.
            .unwrap_or(contacts.len() == 1);
        is_same.then_some(person)
    });
    let person = person.unwrap_or_default();
    Sender {
        wa_id: from.or(person.wa_id),
        user_id: from_user_id.or(person.user_id),
        name: person.name,
        username: person.username,
        ..Sender::default()
    }
}

/// Reads the ids of `contact` itself.
pub fn known_as(contact: &Value) -> Sender {
    let profile = contact.get("profile").unwrap_or(&Value::Null);
    let cleaned = |text: String| Some(clean_name(&text)).filter(|text| !text.is_empty());
    let (wa_id, user_id) = ids(contact, "wa_id", "user_id");
    Sender {
        wa_id,
        user_id,
        name: json::text(profile, "name").and_then(cleaned),
        username: json::text(profile, "username")
            .and_then(|username| cleaned(username.trim_start_matches('@').to_owned())),
        ..Sender::default()
    }
}

/// A number and a user id. Somebody without a number may have the user id in its place.
pub fn ids(value: &Value, number: &str, user_id: &str) -> (Option<String>, Option<String>) {
    let told = json::text(value, user_id);
    match json::text(value, number) {
        Some(id) if is_user_id(&id) => (None, told.or(Some(id))),
        number => (number.map(plain_number), told),
    }
}

/// `US.1349…`, `US.ENT.1181…`.
pub fn is_user_id(word: &str) -> bool {
    let Some((country, rest)) = word.split_once('.') else { return false };
    country.len() == 2
        && country.bytes().all(|letter| letter.is_ascii_uppercase())
        && (1..=USER_ID_LETTERS_MAX).contains(&rest.len())
        && rest.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'.')
}

/// `+49 151 123`: only its digits tell numbers apart.
fn plain_number(number: String) -> String {
    let is_written_out = number.bytes().any(|letter| letter.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')'));
    match is_written_out {
        true => number.chars().filter(char::is_ascii_digit).collect(),
        false => number,
    }
}

/// The same, and also if one is written in another of the forms that a number has.
fn is_one_number(one: &Option<String>, other: &Option<String>) -> Option<bool> {
    let (one, other) = (one.as_ref()?, other.as_ref()?);
    Some(one == other || phone_variants::of(one).as_ref() == Some(other))
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
        let bia = json!({"profile": {"name": "Bia"}, "wa_id": "551187654321"});
        let from = json!({"from": "5511987654321"});
        check(from, json!([bob, bia]), [Some("5511987654321"), None, Some("Bia"), None]);
    }

    #[test]
    fn a_number_may_be_written_out_and_a_user_id_may_stand_in_its_place() {
        check(
            json!({"from": "DE.77", "from_user_id": "DE.77"}),
            json!([{"wa_id": "DE.77", "user_id": "DE.77", "profile": {"name": "Ida"}}]),
            [None, Some("DE.77"), Some("Ida"), None],
        );
        check(json!({"from": "DE.78"}), json!([]), [None, Some("DE.78"), None, None]);
        check(
            json!({"from": "+49 (151) 12-3"}),
            json!([{"wa_id": "49151123", "profile": {"name": "Ida"}}, {"wa_id": "4"}]),
            [Some("49151123"), None, Some("Ida"), None],
        );
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
