//! Several updates as one notification: entries by business, changes by number and kind.

use serde_json::{Value, json};

use super::update::{Content, Update};
use crate::simulator::knobs::Knobs;
use crate::simulator::world::{Account, World};

/// The body for these updates, in their order. Neighbours that belong together share a change.
pub fn pack(world: &World, updates: &[Update], now_seconds: i64) -> Value {
    let mut entries: Vec<Value> = Vec::new();
    for alike in updates.chunk_by(|one, next| are_alike(&world.knobs, one, next)) {
        let Some(account) = world.account(&alike[0].account) else { continue };
        let field = alike[0].content.field();
        let value = match &alike[0].content {
            Content::Change { value, .. } => value.clone(),
            Content::Message(_) | Content::Status(_) | Content::Echo(_) => {
                value_of(alike, metadata(account))
            }
        };
        let change = json!({"field": field, "value": value});
        let waba_id = &account.number.waba_id;
        // Only messages come without the time.
        let is_timed = field != "messages";
        let shares = |entry: &&mut Value| {
            entry["id"] == waba_id.as_str()
                && entry.get("time").is_some() == is_timed
                && !world.knobs.one_change_each
        };
        match entries.last_mut().filter(shares).and_then(|entry| entry["changes"].as_array_mut()) {
            Some(changes) => changes.push(change),
            None if is_timed => {
                entries.push(json!({"id": waba_id, "time": now_seconds, "changes": [change]}))
            }
            None => entries.push(json!({"id": waba_id, "changes": [change]})),
        }
    }
    let mut body = json!({"object": "whatsapp_business_account", "entry": entries});
    if world.knobs.parent_user_ids {
        add_parents(&mut body);
    }
    if world.knobs.unknown_fields {
        add_unknown(&mut body);
    }
    body
}

fn metadata(account: &Account) -> Value {
    json!({
        "display_phone_number": account.number.display_phone_number,
        "phone_number_id": account.number.phone_number_id,
    })
}

fn are_alike(knobs: &Knobs, one: &Update, next: &Update) -> bool {
    let is_status = |update: &Update| matches!(update.content, Content::Status(_));
    let is_change = matches!(next.content, Content::Change { .. });
    !knobs.one_change_each
        && !is_change
        && one.account == next.account
        && one.content.field() == next.content.field()
        && (knobs.mixed_values || is_status(one) == is_status(next))
}

fn value_of(alike: &[Update], metadata: Value) -> Value {
    let mut contacts: Vec<&Value> = Vec::new();
    let (mut messages, mut statuses, mut echoes) = (Vec::new(), Vec::new(), Vec::new());
    let mut errors: Vec<&Value> = Vec::new();
    for update in alike {
        if let Some(contact) = &update.contact
            && !contacts.contains(&contact)
        {
            contacts.push(contact);
        }
        errors.extend(update.errors.iter().filter_map(Value::as_array).flatten());
        match &update.content {
            Content::Message(message) => messages.push(message),
            Content::Status(status) => statuses.push(status),
            Content::Echo(echo) => echoes.push(echo),
            Content::Change { .. } => {}
        }
    }
    let mut value = json!({"messaging_product": "whatsapp", "metadata": metadata});
    for (name, list) in [
        ("contacts", contacts),
        ("messages", messages),
        ("statuses", statuses),
        ("message_echoes", echoes),
        ("errors", errors),
    ] {
        if !list.is_empty() {
            value[name] = json!(list);
        }
    }
    value
}

/// Puts the parent portfolio's id of a person beside every id of the portfolio's own.
fn add_parents(value: &mut Value) {
    const NAMES: [(&str, &str); 3] = [
        ("user_id", "parent_user_id"),
        ("from_user_id", "from_parent_user_id"),
        ("recipient_user_id", "parent_recipient_user_id"),
    ];
    match value {
        Value::Object(fields) => {
            for (own, parent) in NAMES {
                let id = fields.get(own).and_then(Value::as_str);
                let id = id.map(|id| id.replacen('.', ".ENT.", 1));
                if let Some(id) = id {
                    fields.insert(parent.to_owned(), id.into());
                }
            }
            fields.values_mut().for_each(add_parents);
        }
        Value::Array(items) => items.iter_mut().for_each(add_parents),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts a field that nobody knows into every object, and a change of an unknown kind into every entry.
pub(super) fn add_unknown(value: &mut Value) {
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
    use super::super::update::Written;
    use super::*;
    use crate::simulator::messenger::MessengerOptions;
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
            messenger: MessengerOptions::default(),
            mail: Default::default(),
        })
    }

    fn status(account: &str) -> Update {
        Update::status(account, Some(json!({"wa_id": "5"})), json!({"id": account}))
    }

    #[test]
    fn neighbours_share_a_change_and_a_business_shares_an_entry() {
        let updates = [status("1"), status("1"), status("2"), status("3"), status("1")];
        let body = pack(&world(), &updates, 0);
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
        let body = pack(&world, &[status("1")], 0);
        assert_eq!(body["entry"][0]["changes"][0]["value"]["statuses"][0]["id"], "1");
        assert_eq!(body["entry"][0]["changes"][1]["field"], "deskbell_unknown");
        assert!(body["deskbell_unknown"].is_object());
    }

    #[test]
    fn other_fields_have_their_own_changes_and_the_time() {
        let change = || Update::change("1", "account_update", json!({"event": "X"}));
        let echo = Update::echo("1", json!({"wa_id": "5"}), json!({"id": "e"}));
        let body = pack(&world(), &[status("1"), change(), change(), echo], 7);
        assert_eq!(body["entry"].as_array().unwrap().len(), 2);
        assert!(body["entry"][0].get("time").is_none());
        assert_eq!(body["entry"][1]["time"], 7);
        let changes = body["entry"][1]["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 3);
        assert_eq!(changes[0], json!({"field": "account_update", "value": {"event": "X"}}));
        assert_eq!(changes[2]["field"], "smb_message_echoes");
        assert_eq!(changes[2]["value"]["message_echoes"][0]["id"], "e");
    }

    #[test]
    fn messages_and_statuses_can_share_a_value_or_nothing() {
        let written = Written { wa_id: "5".to_owned(), message_id: "m".to_owned() };
        let message = || Update::message("1", Value::Null, json!({"id": "m"}), written.clone());
        let mut world = world();
        world.knobs.mixed_values = true;
        let body = pack(&world, &[status("1"), message()], 0);
        let value = &body["entry"][0]["changes"][0]["value"];
        assert!(value["messages"].is_array() && value["statuses"].is_array());
        world.knobs.one_change_each = true;
        let body = pack(&world, &[status("1"), message(), message()], 0);
        assert_eq!(body["entry"].as_array().unwrap().len(), 3);
    }
}
