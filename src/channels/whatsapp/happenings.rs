//! What happens to messages and people after they are known: edits and deletions, other numbers and
//! user ids, messages from the phone that a number is shared with.

use super::webhook::{said, unreadable};
use super::{content, sender};
use crate::channels::json;
use crate::channels::received::{Echo, Renamed, Sender, What};
use crate::domain::Timestamp;
use serde_json::Value;

/// What the platform has called a new number, over the years.
const NUMBER_CHANGED: [&str; 2] = ["user_changed_number", "customer_changed_number"];
const USER_ID_CHANGED: &str = "user_changed_user_id";

/// `Err`: it does not say what it changes, and gives the sender back.
pub fn revision(
    kind: &str,
    message: &Value,
    sender: Sender,
    received_at: Timestamp,
) -> Result<What, Sender> {
    let part = message.get(kind).unwrap_or(&Value::Null);
    let Some(target) = json::text(part, "original_message_id") else { return Err(sender) };
    let (provider_id, at) = (json::text(message, "id"), time(message, received_at));
    Ok(match kind {
        "revoke" => What::Deleted { provider_id, target, sender, at },
        _ => What::Edited { provider_id, target, text: new_text(part), number: None, sender, at },
    })
}

fn time(message: &Value, received_at: Timestamp) -> Timestamp {
    json::time(message, "timestamp").unwrap_or(received_at)
}

/// What it says now: a text, or what stands under a file. Nothing may stand there any more.
fn new_text(part: &Value) -> String {
    let message = part.get("message").unwrap_or(&Value::Null);
    let kind = json::text(message, "type").unwrap_or_else(|| content::guess_kind(message));
    content::read(&kind, message).text().unwrap_or_default().to_owned()
}

/// `Err`: it is another happening, and gives the sender back.
pub fn renamed(message: &Value, sender: Sender, received_at: Timestamp) -> Result<What, Sender> {
    let system = message.get("system").unwrap_or(&Value::Null);
    let kind = json::text(system, "type").unwrap_or_default();
    let body = json::text(system, "body").unwrap_or_default();
    let user_id = json::text(system, "user_id");
    let (before, after) = if NUMBER_CHANGED.contains(&kind.as_str()) {
        let number = json::text(system, "wa_id").or_else(|| json::text(system, "new_wa_id"));
        (sender.clone(), Sender { wa_id: number, user_id, ..Sender::default() })
    } else if kind == USER_ID_CHANGED {
        // The old one may stand in the sentence for people alone.
        let old = sender.user_id.clone().filter(|old| Some(old) != user_id.as_ref());
        let old = old.or_else(|| user_ids_in(&body).find(|old| Some(old) != user_id.as_ref()));
        (Sender { user_id: old, ..sender.clone() }, Sender { user_id, ..Sender::default() })
    } else {
        return Err(sender);
    };
    if !before.is_known() || !after.is_known() {
        return Err(sender);
    }
    Ok(What::Renamed(Renamed {
        provider_id: json::text(message, "id"),
        at: time(message, received_at),
        kind,
        before,
        after,
    }))
}

fn user_ids_in(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split_whitespace().map(|word| word.trim_end_matches(['.', ',']));
    words.filter(|word| sender::is_user_id(word)).map(str::to_owned)
}

/// The field that tells of new user ids, whose list may stand under its own name.
pub fn user_ids(value: &Value, received_at: Timestamp) -> Vec<What> {
    let listed = json::list(value, "user_id_update");
    let updates = if listed.is_empty() { std::slice::from_ref(value) } else { listed };
    let read = |update: &Value| {
        let ids = update.get("user_id").unwrap_or(&Value::Null);
        let (before, after) = (json::text(ids, "previous"), json::text(ids, "current"));
        let (wa_id, _) = sender::ids(update, "wa_id", "user_id");
        let after = Sender { user_id: after, ..Sender::default() };
        let before = Sender { wa_id, user_id: before, ..Sender::default() };
        if !after.is_known() || !before.is_known() {
            return unreadable("a changed user id is not told");
        }
        What::Renamed(Renamed {
            provider_id: None,
            at: time(update, received_at),
            kind: USER_ID_CHANGED.to_owned(),
            before,
            after,
        })
    };
    updates.iter().map(read).collect()
}

/// A message that was written on the phone: its `to` is the customer, or else the lone contact
/// beside it.
pub fn echo(echo: &Value, contacts: &[Value], received_at: Timestamp) -> What {
    let (wa_id, user_id) = sender::ids(echo, "to", "to_user_id");
    let names_nobody = wa_id.is_none() && user_id.is_none();
    let known = contacts.iter().map(sender::known_as).find(|known| {
        let is_same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        is_same(&known.wa_id, &wa_id)
            || is_same(&known.user_id, &user_id)
            || (names_nobody && contacts.len() == 1)
    });
    let known = known.unwrap_or_default();
    let customer =
        Sender { wa_id: wa_id.or(known.wa_id), user_id: user_id.or(known.user_id), ..known };
    if !customer.is_known() {
        return unreadable("a message from the phone names nobody to whom it went");
    }
    let kind = json::text(echo, "type").unwrap_or_else(|| content::guess_kind(echo));
    if kind == "edit" || kind == "revoke" {
        return revision(&kind, echo, customer, received_at)
            .unwrap_or_else(|_| unreadable("a change names no message"));
    }
    match json::text(echo, "id") {
        Some(id) => {
            let said = said(&kind, echo, id, customer, received_at);
            What::Echo(Echo {
                provider_id: said.provider_id,
                to: said.sender,
                sent_at: said.sent_at,
                content: said.content,
                reply_to: said.reply_to,
                app: None,
                callback: None,
            })
        }
        None => unreadable("a message from the phone has no id"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const AT: Timestamp = Timestamp(5);

    fn known(wa_id: Option<&str>, user_id: Option<&str>) -> Sender {
        Sender {
            wa_id: wa_id.map(str::to_owned),
            user_id: user_id.map(str::to_owned),
            ..Sender::default()
        }
    }

    #[test]
    fn an_edit_says_what_the_message_says_now() {
        for (message, expected) in [
            (json!({"type": "text", "text": {"body": "new"}}), "new"),
            (json!({"type": "image", "image": {"id": "1", "caption": "under it"}}), "under it"),
            (json!({"type": "image", "image": {"id": "1"}}), ""),
            (json!({"text": {"body": "typeless"}}), "typeless"),
        ] {
            let edit = json!({"id": "w", "edit": {"original_message_id": "o", "message": message}});
            let found = revision("edit", &edit, Sender::default(), AT).unwrap();
            let What::Edited { target, text, at, .. } = found else { panic!("{found:?}") };
            assert_eq!((target.as_str(), text.as_str(), at), ("o", expected, AT));
        }
        assert!(revision("revoke", &json!({"revoke": {}}), Sender::default(), AT).is_err());
    }

    #[test]
    fn a_new_number_or_user_id_is_tied_to_the_old_one() {
        let check = |system: Value, from: Sender, expected: Option<(Sender, Sender)>| {
            let found = renamed(&json!({"id": "w", "system": system}), from, AT).ok();
            let found = found.map(|what| match what {
                What::Renamed(renamed) => (renamed.before, renamed.after),
                other => panic!("{other:?}"),
            });
            assert_eq!(found, expected);
        };
        let old = known(Some("1"), None);
        for (kind, key) in
            [("user_changed_number", "wa_id"), ("customer_changed_number", "new_wa_id")]
        {
            let system = json!({"type": kind, key: "2", "body": "A changed from 1 to 2"});
            check(system, old.clone(), Some((old.clone(), known(Some("2"), None))));
        }
        let body = "User Sheena Nelson changed from US.10 to US.13.";
        let system = json!({"type": USER_ID_CHANGED, "user_id": "US.13", "body": body});
        let expected = (known(None, Some("US.10")), known(None, Some("US.13")));
        check(system.clone(), Sender::default(), Some(expected.clone()));
        check(system, known(None, Some("US.10")), Some(expected));
        check(json!({"type": USER_ID_CHANGED, "user_id": "US.13"}), Sender::default(), None);
        check(json!({"type": "customer_identity_changed"}), old, None);
    }

    #[test]
    fn the_field_of_user_ids_is_read_listed_or_not() {
        let update = json!({"wa_id": "1", "user_id": {"previous": "US.1", "current": "US.2"}});
        for value in [update.clone(), json!({"user_id_update": [update]})] {
            let [What::Renamed(found)] = &user_ids(&value, AT)[..] else { panic!() };
            assert_eq!(found.before, known(Some("1"), Some("US.1")));
            assert_eq!(found.after, known(None, Some("US.2")));
        }
        assert!(matches!(user_ids(&json!({}), AT)[..], [What::Unreadable { .. }]));
    }

    #[test]
    fn what_the_phone_sent_is_tied_to_whom_it_went() {
        let text =
            json!({"from": "9", "to": "1", "id": "w", "type": "text", "text": {"body": "hi"}});
        let contacts = [json!({"wa_id": "1", "profile": {"name": "Ana"}})];
        let What::Echo(found) = echo(&text, &contacts, AT) else { panic!() };
        assert_eq!(found.to.name.as_deref(), Some("Ana"));
        assert_eq!(found.content.text(), Some("hi"));
        let addressed = json!({"to": "+1", "id": "w", "type": "text", "text": {"body": "hi"}});
        let unaddressed = json!({"from": "1", "id": "w", "type": "text", "text": {"body": "hi"}});
        for told in [addressed, unaddressed] {
            let What::Echo(found) = echo(&told, &contacts, AT) else { panic!("{told}") };
            assert_eq!(found.to, Sender { name: Some("Ana".into()), ..known(Some("1"), None) });
        }
        let revoke = json!({"to": "1", "type": "revoke", "revoke": {"original_message_id": "o"}});
        assert!(matches!(echo(&revoke, &[], AT), What::Deleted { .. }));
        for broken in
            [json!({}), json!({"to": "1", "type": "text"}), json!({"to": "1", "type": "edit"})]
        {
            assert!(matches!(echo(&broken, &[], AT), What::Unreadable { .. }), "{broken}");
        }
    }
}
