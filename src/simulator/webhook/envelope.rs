//! Several updates as one notification: entries by business, changes by number and kind.

use serde_json::{Value, json};

use super::update::{Content, Update};
use crate::simulator::world::World;

/// The body for these updates, in their order. Neighbours that belong together share a change.
pub fn pack(world: &World, updates: &[Update]) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    for alike in updates.chunk_by(are_alike) {
        let Some(account) = world.account(&alike[0].account) else { continue };
        let metadata = json!({
            "display_phone_number": account.number.display_phone_number,
            "phone_number_id": account.number.phone_number_id,
        });
        let change = json!({"field": "messages", "value": value_of(alike, metadata)});
        let waba_id = &account.number.waba_id;
        let last = entries.last_mut().filter(|entry| entry["id"] == waba_id.as_str());
        match last.and_then(|entry| entry["changes"].as_array_mut()) {
            Some(changes) => changes.push(change),
            None => entries.push(json!({"id": waba_id, "changes": [change]})),
        }
    }
    let mut body = json!({"object": "whatsapp_business_account", "entry": entries});
    if world.knobs.unknown_fields {
        add_unknown(&mut body);
    }
    body
}

fn are_alike(one: &Update, next: &Update) -> bool {
    let are_messages = |update: &Update| matches!(update.content, Content::Message(_));
    one.account == next.account && are_messages(one) == are_messages(next)
}

fn value_of(alike: &[Update], metadata: Value) -> Value {
    let mut contacts: Vec<&Value> = Vec::new();
    let mut messages = Vec::new();
    let mut statuses = Vec::new();
    for update in alike {
        if let Some(contact) = &update.contact
            && !contacts.contains(&contact)
        {
            contacts.push(contact);
        }
        match &update.content {
            Content::Message(message) => messages.push(message),
            Content::Status(status) => statuses.push(status),
        }
    }
    let mut value = json!({"messaging_product": "whatsapp", "metadata": metadata});
    for (name, list) in [("contacts", contacts), ("messages", messages), ("statuses", statuses)] {
        if !list.is_empty() {
            value[name] = json!(list);
        }
    }
    value
}

/// Puts a field that nobody knows into every object, and a change of an unknown kind into every entry.
fn add_unknown(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for field in fields.values_mut() {
                add_unknown(field);
            }
            if let Some(Value::Array(changes)) = fields.get_mut("changes") {
                changes.push(json!({"field": "deskbell_unknown", "value": {"new": true}}));
            }
            fields.insert("deskbell_unknown".to_owned(), json!({"nested": [1, null]}));
        }
        Value::Array(items) => items.iter_mut().for_each(add_unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::options::{Options, WhatsAppAccount};

    fn world() -> World {
        let account = |number: &str, waba: &str| WhatsAppAccount {
            phone_number_id: number.to_owned(),
            waba_id: waba.to_owned(),
            display_phone_number: "15550000000".to_owned(),
            access_token: "token".to_owned(),
            name: "Shop".to_owned(),
        };
        World::new(&Options {
            listen: ([127, 0, 0, 1], 0).into(),
            webhook_url: String::new(),
            app_secret: String::new(),
            verify_token: String::new(),
            accounts: vec![account("1", "10"), account("2", "10"), account("3", "30")],
            people: Vec::new(),
            seed: 1,
            desk_url: None,
        })
    }

    fn status(account: &str) -> Update {
        Update::status(account, Some(json!({"wa_id": "5"})), json!({"id": account}))
    }

    #[test]
    fn neighbours_share_a_change_and_a_business_shares_an_entry() {
        let updates = [status("1"), status("1"), status("2"), status("3"), status("1")];
        let body = pack(&world(), &updates);
        let changes = |entry: usize| body["entry"][entry]["changes"].as_array().unwrap().len();
        assert_eq!(body["entry"].as_array().unwrap().len(), 3);
        assert_eq!([changes(0), changes(1), changes(2)], [2, 1, 1]);
        let first = &body["entry"][0]["changes"][0]["value"];
        assert_eq!(first["statuses"].as_array().unwrap().len(), 2);
        assert_eq!(first["contacts"].as_array().unwrap().len(), 1);
        assert!(first.get("messages").is_none());
    }

    #[test]
    fn unknown_fields_leave_the_known_ones_in_place() {
        let mut world = world();
        world.knobs.unknown_fields = true;
        let body = pack(&world, &[status("1")]);
        assert_eq!(body["entry"][0]["changes"][0]["value"]["statuses"][0]["id"], "1");
        assert_eq!(body["entry"][0]["changes"][1]["field"], "deskbell_unknown");
        assert!(body["deskbell_unknown"].is_object());
    }
}
