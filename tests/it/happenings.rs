//! What customers send besides words, and what happens to it afterwards: every kind of WhatsApp's,
//! edits, deletions, quotes, other numbers, the phone that a number is shared with, the account.

use crate::desk::*;
use serde_json::{Value, json};

const JOE: &str = "447700900102";

fn at(desk: &Desk) -> String {
    (desk.now().0 / 1_000).to_string()
}

/// One message of Joe's, with what else belongs to it.
fn message(desk: &Desk, id: &str, kind: &str, part: Value, more: Value) -> Value {
    let mut message =
        json!({"from": JOE, "id": id, "timestamp": at(desk), "type": kind, kind: part});
    let more = more.as_object().cloned().unwrap_or_default();
    message.as_object_mut().expect("an object").extend(more);
    message
}

fn delivers(desk: &Desk, messages: &[Value]) {
    let contacts = json!([{"wa_id": JOE, "profile": {"name": "Joe"}}]);
    let value = json!({"contacts": contacts, "messages": messages});
    desk.whatsapp().delivers(&envelope(value)).is(200);
    desk.whatsapp().is_read_in();
}

fn says(desk: &Desk, id: &str, words: &str) -> u64 {
    delivers(desk, &[message(desk, id, "text", json!({"body": words}), json!({}))]);
    desk.whatsapp().conversation_with(id)
}

/// A change in a field other than that of messages.
fn tells(desk: &Desk, field: &str, value: Value) {
    let mut body = envelope(value);
    body["entry"][0]["changes"][0]["field"] = json!(field);
    desk.whatsapp().delivers(&body).is(200);
    desk.whatsapp().is_read_in();
}

fn messages(desk: &Desk, conversation: u64) -> Vec<Value> {
    let entries = desk.admin.timeline(conversation).into_iter();
    entries.filter(|entry| entry["kind"] == "message").collect()
}

fn lines(desk: &Desk, conversation: u64) -> Vec<Value> {
    let entries = desk.admin.timeline(conversation).into_iter();
    let lines = entries.filter(|entry| entry["kind"] == "activity");
    lines.map(|entry| entry["activity"].clone()).filter(|line| line["type"] != "created").collect()
}

#[test]
fn cards_baskets_forms_and_taps_are_shown_as_what_they_are() {
    let desk = Desk::open();
    let cards = json!([{"name": {"formatted_name": "Bia Lima"}, "org": {"company": "Roasters"},
        "phones": [{"phone": "+55 11 5555", "type": "WORK"}], "emails": [{"email": "bia@example.com"}]}]);
    let basket = json!({"catalog_id": "7", "text": "gift wrapped", "product_items": [
        {"product_retailer_id": "beans-1kg", "quantity": 2, "item_price": 19.5, "currency": "EUR"}]});
    let form = json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent",
        "response_json": "{\"rating\":\"splendid\",\"flow_token\":\"t\"}"}});
    let list = json!({"type": "list_reply", "list_reply": {"id": "row-2", "title": "Tomorrow"}});
    let call =
        json!({"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}});
    let none = json!({});
    delivers(
        &desk,
        &[
            message(&desk, "wamid.1", "contacts", cards, none.clone()),
            message(&desk, "wamid.2", "order", basket, none.clone()),
            message(&desk, "wamid.3", "interactive", form, none.clone()),
            message(&desk, "wamid.4", "interactive", list, none.clone()),
            message(
                &desk,
                "wamid.5",
                "button",
                json!({"text": "Stop", "payload": "STOP"}),
                none.clone(),
            ),
            message(&desk, "wamid.6", "interactive", call, none.clone()),
            message(&desk, "wamid.7", "hologram", json!({"title": "new"}), none),
        ],
    );
    let conversation = desk.whatsapp().conversation_with("wamid.7");
    let found = messages(&desk, conversation);
    let content = |place: usize| found[place]["content"].clone();
    assert_eq!(
        content(0)["people"][0]["phones"][0],
        json!({"number": "+55 11 5555", "type": "WORK"})
    );
    assert_eq!(content(0)["people"][0]["organisation"], "Roasters");
    assert_eq!(content(1)["order"]["items"][0]["price"], "19.5");
    assert_eq!(
        (&found[1]["text"], &content(1)["order"]["catalog"]),
        (&json!("gift wrapped"), &json!("7"))
    );
    assert_eq!(content(2)["form"]["answers"], json!([{"key": "rating", "value": "splendid"}]));
    assert_eq!((&content(3)["type"], &content(3)["payload"]), (&json!("choice"), &json!("row-2")));
    assert_eq!((&found[4]["text"], &content(4)["payload"]), (&json!("Stop"), &json!("STOP")));
    assert_eq!(content(5)["form"]["answers"][0]["value"], "accept");
    assert_eq!(
        (&content(6)["type"], &content(6)["supported"]),
        (&json!("hologram"), &json!(false))
    );
    for words in ["Roasters", "bia@example.com", "beans-1kg", "splendid", "Lima"] {
        until(words, || !items(&desk.admin.searches(words)).is_empty());
    }
    let path = format!("/conversations/{conversation}/timeline/{}/raw", found[6]["id"]);
    let raw = desk.admin.get(&path).is(200);
    assert!(raw["body"].as_str().is_some_and(|body| body.contains("hologram")), "{raw}");
    desk.agent("Ann").get(&path).refuses(403, "forbidden");
}

#[test]
fn a_message_says_where_it_comes_from() {
    let desk = Desk::open();
    let words = json!({"body": "hi"});
    let ad = json!({"referral": {"source_url": "https://fb.me/x", "source_type": "ad", "source_id": "120", "headline": "Beans"}});
    let product =
        json!({"context": {"referred_product": {"catalog_id": "7", "product_retailer_id": "b1"}}});
    delivers(
        &desk,
        &[
            message(
                &desk,
                "wamid.1",
                "text",
                words.clone(),
                json!({"context": {"forwarded": true}}),
            ),
            message(
                &desk,
                "wamid.2",
                "text",
                words.clone(),
                json!({"context": {"frequently_forwarded": true}}),
            ),
            message(&desk, "wamid.3", "text", words.clone(), ad),
            message(&desk, "wamid.4", "text", words, product),
        ],
    );
    let found = messages(&desk, desk.whatsapp().conversation_with("wamid.4"));
    assert_eq!((&found[0]["forwarded"], &found[1]["forwarded"]), (&json!("once"), &json!("often")));
    assert_eq!(
        (&found[2]["referral"]["ad"], &found[2]["referral"]["headline"]),
        (&json!("120"), &json!("Beans"))
    );
    assert_eq!(found[3]["product"], json!({"catalog": "7", "id": "b1"}));
}

fn edit(desk: &Desk, id: &str, target: &str, words: &str) -> Value {
    let new = json!({"type": "text", "text": {"body": words}});
    message(desk, id, "edit", json!({"original_message_id": target, "message": new}), json!({}))
}

fn revoke(desk: &Desk, id: &str, target: &str) -> Value {
    message(desk, id, "revoke", json!({"original_message_id": target}), json!({}))
}

#[test]
fn an_edited_message_says_what_is_new_and_keeps_what_it_was() {
    let desk = Desk::open();
    let conversation = says(&desk, "wamid.1", "Two bags plaese");
    desk.admin.accepts(conversation);
    delivers(&desk, &[edit(&desk, "wamid.2", "wamid.1", "Three sacks please")]);
    let entry = messages(&desk, conversation).pop().expect("a message");
    assert_eq!(entry["text"], "Three sacks please");
    assert_eq!(entry["versions"][0]["text"], "Two bags plaese");
    let row = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    assert_eq!(row["preview"]["text"], "Three sacks please");
    until("it is found by what it says now", || !items(&desk.admin.searches("sacks")).is_empty());
    delivers(&desk, &[edit(&desk, "wamid.2", "wamid.1", "Three sacks please")]);
    assert_eq!(messages(&desk, conversation)[0]["versions"].as_array().map(Vec::len), Some(1));
    delivers(&desk, &[revoke(&desk, "wamid.3", "wamid.1")]);
    let entry = messages(&desk, conversation).pop().expect("a message");
    assert!(entry["deleted_at"].is_string() && entry["text"] == "Three sacks please", "{entry}");
    let row = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    assert_eq!(row["preview"]["kind"], "deleted");
    let lines = lines(&desk, conversation);
    assert!(lines.iter().all(|line| line["type"] == "accepted"), "nothing more is said: {lines:?}");
}

#[test]
fn what_comes_before_its_message_is_made_good_when_that_comes() {
    let desk = Desk::open();
    says(&desk, "wamid.0", "first");
    let reaction = json!({"message_id": "wamid.1", "emoji": "🎉"});
    let quoting = json!({"context": {"id": "wamid.1", "from": JOE}});
    delivers(
        &desk,
        &[
            message(&desk, "wamid.2", "reaction", reaction, json!({})),
            edit(&desk, "wamid.3", "wamid.1", "second, corrected"),
            message(&desk, "wamid.4", "text", json!({"body": "about that"}), quoting),
        ],
    );
    let conversation = says(&desk, "wamid.1", "second");
    let found = messages(&desk, conversation);
    let second =
        found.iter().find(|entry| entry["text"] == "second, corrected").expect("corrected");
    assert_eq!(second["reactions"][0]["emoji"], "🎉");
    let quoting = found.iter().find(|entry| entry["text"] == "about that").expect("the quote");
    assert_eq!(quoting["reply_to"], second["id"]);
    let told: Vec<_> = lines(&desk, conversation).iter().map(|line| line["what"].clone()).collect();
    assert_eq!(told, [json!("reaction"), json!("edit")], "nobody knew of what");
}

#[test]
fn only_who_says_something_begins_a_conversation() {
    let desk = Desk::open();
    let reaction = json!({"message_id": "wamid.9", "emoji": "🎉"});
    delivers(
        &desk,
        &[
            message(&desk, "wamid.1", "request_welcome", Value::Null, json!({})),
            message(&desk, "wamid.2", "reaction", reaction.clone(), json!({})),
            edit(&desk, "wamid.3", "wamid.9", "x"),
            revoke(&desk, "wamid.4", "wamid.9"),
        ],
    );
    assert!(desk.admin.lists("").is_empty());
    let conversation = says(&desk, "wamid.5", "hello");
    desk.waits(hours(20));
    let before = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    delivers(&desk, &[message(&desk, "wamid.6", "reaction", reaction, json!({}))]);
    let after = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    assert!(after["window_closes_at"].as_str() > before["window_closes_at"].as_str(), "{after}");
}

fn system(desk: &Desk, id: &str, system: Value) -> Value {
    json!({"from": JOE, "id": id, "timestamp": at(desk), "type": "system", "system": system})
}

#[test]
fn a_customer_with_a_new_number_stays_one_contact() {
    let desk = Desk::open();
    let conversation = says(&desk, "wamid.1", "hello");
    let new = "447700900777";
    let changed = json!({"type": "user_changed_number", "wa_id": new, "body": "Joe changed"});
    delivers(&desk, &[system(&desk, "wamid.2", changed.clone())]);
    delivers(&desk, &[system(&desk, "wamid.2", changed)]);
    let told = lines(&desk, conversation);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        (&told[0]["type"], &told[0]["from"]),
        (&json!("identity_changed"), &json!("+447700900102"))
    );
    assert_eq!((&told[0]["to"], &told[0]["contact_id"]), (&json!("+447700900777"), &Value::Null));
    let message = text("wamid.3", new, "it is me", desk.now().0 / 1_000);
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    assert_eq!(desk.whatsapp().conversation_with("wamid.3"), conversation);
    let contacts = items(&desk.admin.get("/contacts").is(200));
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    assert_eq!(contacts[0]["phone"], "+447700900777");
}

#[test]
fn a_new_number_that_somebody_has_is_told_and_nobody_is_merged_in_silence() {
    let desk = Desk::open();
    let conversation = says(&desk, "wamid.1", "hello");
    let other = text("wamid.2", "447700900777", "I am Ben", desk.now().0 / 1_000);
    desk.whatsapp().delivers(&envelope(json!({"messages": [other]}))).is(200);
    desk.whatsapp().conversation_with("wamid.2");
    let changed = json!({"type": "user_changed_number", "wa_id": "447700900777"});
    delivers(&desk, &[system(&desk, "wamid.3", changed)]);
    let told = lines(&desk, conversation);
    assert!(told[0]["contact_id"].is_u64(), "{told:?}");
    assert_eq!(items(&desk.admin.get("/contacts").is(200)).len(), 2);
}

#[test]
fn a_new_user_id_leads_to_the_same_contact() {
    let desk = Desk::open();
    let mut first = text("wamid.1", "", "no phone here", desk.now().0 / 1_000);
    first.as_object_mut().expect("an object").remove("from");
    first["from_user_id"] = json!("US.10");
    let value = json!({"messages": [first], "contacts": [{"user_id": "US.10", "profile": {"name": "Pablo", "username": "@pablo"}}]});
    desk.whatsapp().delivers(&envelope(value)).is(200);
    let conversation = desk.whatsapp().conversation_with("wamid.1");
    tells(
        &desk,
        "user_id_update",
        json!({"user_id_update": [{"user_id": {"previous": "US.10", "current": "US.13"}}]}),
    );
    let again = json!({"from_user_id": "US.13", "id": "wamid.2", "timestamp": at(&desk), "type": "text", "text": {"body": "me"}});
    desk.whatsapp().delivers(&envelope(json!({"messages": [again]}))).is(200);
    assert_eq!(desk.whatsapp().conversation_with("wamid.2"), conversation);
    assert_eq!(lines(&desk, conversation)[0]["to"], "US.13");
}

#[test]
fn one_number_in_two_forms_is_one_contact() {
    let desk = Desk::open();
    let told = json!({"name": "Ana", "phone": "+55 11 98765-4321"});
    let ana = desk.admin.post("/contacts", told).is(201);
    let message = text("wamid.1", "551187654321", "oi", desk.now().0 / 1_000);
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    let conversation = desk.whatsapp().conversation_with("wamid.1");
    let row = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    assert_eq!(row["contact"]["id"], ana["id"]);
    let twin = json!({"name": "Ana again", "phone": "+55 11 8765-4321"});
    desk.admin.post("/contacts", twin).refuses(409, "contact_exists");
}

#[test]
fn what_is_written_on_the_phone_is_shown_and_not_sent() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let conversation = says(&desk, "wamid.1", "hello");
    ann.accepts(conversation);
    let echo = |id: &str, kind: &str, part: Value| json!({"from": "15550783881", "to": JOE, "id": id, "timestamp": at(&desk), "type": kind, kind: part});
    let said = echo("wamid.E1", "text", json!({"body": "Anna here, from the shop"}));
    tells(&desk, "smb_message_echoes", json!({"message_echoes": [said.clone()]}));
    tells(&desk, "smb_message_echoes", json!({"message_echoes": [said]}));
    let found = messages(&desk, conversation);
    assert_eq!(found.len(), 2, "{found:?}");
    let shown = &found[1];
    assert_eq!((&shown["direction"], &shown["outside"]), (&json!("outbound"), &json!(true)));
    assert_eq!(
        (&shown["author"]["kind"], &shown["author"]["name"]),
        (&json!("outside"), &json!("WhatsApp phone"))
    );
    assert_eq!(shown["delivery"]["status"], "sent");
    let row = ann.get(&format!("/conversations/{conversation}")).is(200);
    assert_eq!(row["state"], "active", "nobody loses a conversation by it");
    let new = json!({"original_message_id": "wamid.E1", "message": {"type": "text", "text": {"body": "Ann here"}}});
    tells(&desk, "smb_message_echoes", json!({"message_echoes": [echo("wamid.E2", "edit", new)]}));
    assert_eq!(messages(&desk, conversation)[1]["text"], "Ann here");
    let gone = json!({"original_message_id": "wamid.E1"});
    tells(
        &desk,
        "smb_message_echoes",
        json!({"message_echoes": [echo("wamid.E3", "revoke", gone)]}),
    );
    assert!(messages(&desk, conversation)[1]["deleted_at"].is_string());
    let sends = desk.whatsapp().requests();
    assert!(
        sends
            .iter()
            .all(|request| !request["path"].as_str().unwrap_or_default().ends_with("/messages")),
        "{sends:?}"
    );
    tells(&desk, "history", json!({"history": [{"phase": 0}]}));
    assert_eq!(
        items(&desk.admin.get("/deliveries/unreadable").is(200)).len(),
        0,
        "dropped in silence"
    );
}

#[test]
fn what_is_written_on_the_phone_to_somebody_new_is_kept_as_ended() {
    let desk = Desk::open();
    let said = json!({"to": "447700900555", "id": "wamid.E1", "timestamp": at(&desk), "type": "text", "text": {"body": "hi"}});
    tells(&desk, "smb_message_echoes", json!({"message_echoes": [said]}));
    let conversation = desk.whatsapp().conversation_with("wamid.E1");
    let row = desk.admin.get(&format!("/conversations/{conversation}")).is(200);
    assert_eq!(row["state"], "resolved");
}

fn inbox(desk: &Desk) -> Value {
    desk.admin.get("/inboxes/1").is(200)
}

#[test]
fn a_ban_stops_the_inbox_and_its_end_lets_it_go_on() {
    let desk = Desk::open();
    let ban =
        |state: &str| json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}});
    tells(&desk, "account_update", ban("SCHEDULE_FOR_DISABLE"));
    assert_eq!(inbox(&desk)["status"], "ok");
    tells(&desk, "account_update", ban("DISABLE"));
    assert_eq!(inbox(&desk)["status"], "stopped");
    tells(&desk, "account_update", ban("REINSTATE"));
    assert_eq!(inbox(&desk)["status"], "ok");
    let warnings = inbox(&desk)["warnings"].as_array().expect("a list").clone();
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    let path = format!("/inboxes/1/warnings/{}", warnings[0]["id"]);
    let ann = desk.agent("Ann");
    ann.delete(&path).refuses(403, "forbidden");
    assert_eq!(desk.admin.delete(&path).status, 204);
    assert_eq!(desk.admin.delete(&path).status, 204);
    assert_eq!(inbox(&desk)["warnings"].as_array().map(Vec::len), Some(2));
}

#[test]
fn news_of_another_account_are_listed_and_warn_nobody() {
    let desk = Desk::open();
    let mut body = envelope(json!({"event": "ACCOUNT_VIOLATION"}));
    body["entry"][0]["changes"][0]["field"] = json!("account_update");
    body["entry"][0]["id"] = json!("999");
    desk.whatsapp().delivers(&body).is(200);
    desk.whatsapp().is_read_in();
    assert_eq!(inbox(&desk)["warnings"], json!([]));
    assert_eq!(items(&desk.admin.get("/deliveries/unreadable").is(200)).len(), 1);
}
