//! Who somebody is: what comes together belongs together, and names that we made up give way.

use crate::desk::*;
use serde_json::{Value, json};

const JOE: &str = "447700900102";
const USER_ID: &str = "GB.1349120865530274";

/// A text of somebody who shows what is named here.
fn says(desk: &Desk, id: &str, who: Value, name: &str) -> u64 {
    let (wa_id, user_id) = (who["wa_id"].clone(), who["user_id"].clone());
    let at = (desk.now().0 / 1_000).to_string();
    let mut message = json!({"id": id, "timestamp": at, "type": "text", "text": {"body": "Hello"}});
    let mut contact = json!({"profile": {"name": name}});
    if wa_id.is_string() {
        (message["from"], contact["wa_id"]) = (wa_id.clone(), wa_id);
    }
    if user_id.is_string() {
        (message["from_user_id"], contact["user_id"]) = (user_id.clone(), user_id);
    }
    let value = json!({"contacts": [contact], "messages": [message]});
    desk.whatsapp().delivers(&envelope(value)).is(200);
    desk.whatsapp().is_read_in();
    desk.whatsapp().conversation_with(id)
}

/// A change in a field other than that of messages, that happened at this time.
fn tells(desk: &Desk, field: &str, value: Value, at_seconds: i64) {
    let mut body = envelope(value);
    body["entry"][0]["changes"][0]["field"] = json!(field);
    body["entry"][0]["time"] = json!(at_seconds);
    desk.whatsapp().delivers(&body).is(200);
    desk.whatsapp().is_read_in();
}

fn is_called(desk: &Desk, conversation: u64) -> String {
    let name = desk.admin.sees(conversation)["contact"]["name"].clone();
    name.as_str().expect("a name").to_owned()
}

#[test]
fn ids_of_two_contacts_that_come_together_are_told_once() {
    let desk = Desk::open();
    let by_number = says(&desk, "wamid.1", json!({"wa_id": JOE}), "Joe");
    let by_user_id = says(&desk, "wamid.2", json!({"user_id": USER_ID}), "Joe");
    let other = desk.admin.sees(by_user_id)["contact"]["id"].clone();
    assert_ne!(desk.admin.sees(by_number)["contact"]["id"], other);
    desk.moves_the_clock(hours(2));
    for id in ["wamid.3", "wamid.4"] {
        let both = json!({"wa_id": JOE, "user_id": USER_ID});
        assert_eq!(says(&desk, id, both, "Joe"), by_number);
    }
    let lines = desk.admin.timeline(by_number).into_iter().map(|entry| entry["activity"].clone());
    let told: Vec<Value> = lines.filter(|line| line["type"] == "identity_changed").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["to"], &told[0]["contact_id"]), (&json!(USER_ID), &other));
    let closes = |c: u64| desk.admin.sees(c)["window_closes_at"].clone();
    assert_eq!(closes(by_user_id), closes(by_number), "we may write to both");
}

#[test]
fn a_name_that_we_made_up_gives_way_and_a_colleagues_stays() {
    let desk = Desk::open();
    let at = desk.now().0 / 1_000;
    let echo = |to: &str, id: &str| json!({"to": to, "id": id, "timestamp": at.to_string(), "type": "text", "text": {"body": "hi"}});
    tells(&desk, "smb_message_echoes", json!({"message_echoes": [echo(JOE, "wamid.E1")]}), at);
    let c = desk.whatsapp().conversation_with("wamid.E1");
    assert_eq!(is_called(&desk, c), format!("+{JOE}"));
    says(&desk, "wamid.1", json!({"wa_id": JOE}), "Joe");
    assert_eq!(is_called(&desk, c), "Joe");
    let path = format!("/contacts/{}", desk.admin.sees(c)["contact"]["id"]);
    desk.admin.patch(&path, json!({"name": "Joseph Smith"})).is(200);
    says(&desk, "wamid.2", json!({"wa_id": JOE}), "Joe");
    assert_eq!(is_called(&desk, c), "Joseph Smith");
    let kim = "447700900555";
    let contacts = json!([{"wa_id": kim, "profile": {"name": "Kim"}}]);
    let value = json!({"contacts": contacts, "message_echoes": [echo(kim, "wamid.E2")]});
    tells(&desk, "smb_message_echoes", value, at);
    assert_eq!(is_called(&desk, desk.whatsapp().conversation_with("wamid.E2")), "Kim");
}

#[test]
fn a_ban_that_is_told_late_or_twice_stops_nothing_again() {
    let desk = Desk::open();
    let began = desk.now().0 / 1_000 - 600;
    let ban =
        |state: &str| json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}});
    let status = || desk.admin.get("/inboxes/1").is(200)["status"].clone();
    tells(&desk, "account_update", ban("DISABLE"), began);
    assert_eq!(status(), "stopped");
    tells(&desk, "account_update", ban("REINSTATE"), began + 60);
    assert_eq!(status(), "ok");
    tells(&desk, "account_update", ban("DISABLE"), began);
    assert_eq!(status(), "ok", "it is what was told before");
    tells(&desk, "account_update", ban("DISABLE"), began + 120);
    assert_eq!(status(), "stopped", "a new one stops it");
    let warnings = desk.admin.get("/inboxes/1").is(200)["warnings"].clone();
    for warning in warnings.as_array().expect("a list") {
        let path = format!("/inboxes/1/warnings/{}", warning["id"]);
        assert_eq!(desk.admin.delete(&path).status, 204);
    }
    tells(&desk, "account_update", ban("REINSTATE"), began + 180);
    assert_eq!(status(), "ok", "whether or not somebody has read the banner and put it away");
}

#[test]
fn what_is_said_in_a_group_is_shown_and_nobody_is_given_it() {
    let desk = Desk::open();
    let c = says(&desk, "wamid.1", json!({"wa_id": JOE}), "Joe");
    let window = desk.admin.sees(c)["window_closes_at"].clone();
    desk.admin.resolves(c, "done");
    desk.moves_the_clock(hours(25));
    desk.admin.signs_in_again();
    let mut message = text("wamid.2", JOE, "Hi all", desk.now().0 / 1_000);
    message["group_id"] = json!("Y2FwaV9ncm91cA");
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    desk.whatsapp().is_read_in();
    assert_eq!(desk.admin.lists_ids(""), [c], "it is no message to us");
    let seen = desk.admin.sees(c);
    assert_eq!((&seen["state"], &seen["window_closes_at"]), (&json!("resolved"), &window));
    let entry = desk.admin.timeline(c).pop().expect("an entry");
    assert_eq!(
        (&entry["text"], &entry["content"]["type"]),
        (&json!("Hi all"), &json!("group_message"))
    );
    assert_eq!(entry["content"]["supported"], false);
}
