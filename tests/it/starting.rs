//! Agents who write first.

use crate::desk::*;
use serde_json::{Value, json};

#[test]
fn an_agent_begins_a_conversation_and_the_customer_gets_it() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    ann.accepts(first);
    ann.resolves(first, "done");
    let contact = number(&ann.sees(first)["contact"]["id"]);
    desk.moves_the_clock(minutes(5));

    let body =
        json!({"inbox_id": 1, "contact_id": contact, "text": "It has come.", "subject": "Order"});
    let begun = ann.asks("POST", "/conversations", Some(&body), Some("start")).is(201);
    let again = ann.asks("POST", "/conversations", Some(&body), Some("start")).is(201);
    assert_eq!(again["id"], begun["id"], "once");
    assert_eq!((&begun["state"], &begun["agent_id"]), (&json!("pending"), &json!(ann.id)));
    assert_eq!((&begun["previous_id"], &begun["subject"]), (&json!(first), &json!("Order")));
    assert!(begun["waiting_since"].is_null());
    let id = number(&begun["id"]);
    assert_eq!(ann.sees(first)["next_id"], id);
    joe.receives("It has come.");
    let mut lines = ann.timeline(id).into_iter().rev();
    let created = lines.find(|line| line["activity"]["type"] == "created").expect("a line");
    assert_eq!(created["activity"]["agent_name"], "Ann");

    assert_eq!(joe.writes("Thanks"), id, "the answer comes to it");
    assert_eq!(ann.sees(id)["state"], "active");
    let refused = ann.post("/conversations", body);
    let why = refused.refuses(409, "has_open");
    assert_eq!(why, format!("#{id} with Joe is open already: go on there."));
    assert_eq!(refused.json["conversation_id"], id);
}

#[test]
fn a_chat_begins_with_the_files_that_an_answer_could_have_and_a_template_with_none() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    ann.accepts(first);
    ann.resolves(first, "done");
    let png = ann.uploads("slip.png", b"\x89PNG\r\n\x1a\nthe rest of a picture")["id"].clone();
    let gif = ann.uploads("slip.gif", b"GIF89a")["id"].clone();
    let starts = |text: &str, id: &Value, template: Option<Value>| {
        let mut body = json!({"inbox_id": 1, "to": joe.wa_id, "attachment_ids": [id]});
        (body["text"], body["template"]) = (json!(text), json!(template));
        ann.post("/conversations", body)
    };
    let template = json!({"name": "hello_world", "language": "en_US"});
    let why = starts("", &png, Some(template));
    assert_eq!(why.json["field"], "attachment_ids");
    assert!(why.refuses(422, "invalid").contains("a template"), "{}", why.text);
    let why = starts("Look", &gif, None);
    assert!(why.refuses(422, "invalid").starts_with("WhatsApp takes no GIF"), "{}", why.text);
    let begun = starts("Look", &png, None).is(201);
    assert_eq!(begun["preview"]["text"], "Look");
    until("the picture is there", || {
        joe.phone()
            .iter()
            .any(|shown| shown["type"] == "image" && shown["content"]["caption"] == "Look")
    });
}

#[test]
fn a_number_is_whoever_has_it() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    desk.admin.resolves(first, "done");
    let body = json!({"inbox_id": 1, "to": format!("+{}", joe.wa_id), "text": "It has come."});
    let begun = ann.post("/conversations", body).is(201);
    assert_eq!(begun["contact"]["id"], desk.admin.sees(first)["contact"]["id"]);
    joe.receives("It has come.");
}

#[test]
fn a_number_of_somebody_who_has_several_is_that_one() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (private, work) = (whatsapp.customer("Joe"), whatsapp.customer("Joe Miller"));
    let (one, other) = (private.writes("Hello"), work.writes("Hello"));
    let contact = |conversation| number(&desk.admin.sees(conversation)["contact"]["id"]);
    let (joe, same) = (contact(one), contact(other));
    desk.admin.resolves(one, "done");
    desk.admin.resolves(other, "done");
    desk.admin.post(&format!("/contacts/{joe}/merges"), json!({"contact_id": same})).is(201);
    let starts = |to: &str, text: &str| {
        let body = json!({"inbox_id": 1, "to": to, "text": text});
        desk.admin.post("/conversations", body)
    };
    for (customer, text) in [(&work, "To work."), (&private, "To you alone.")] {
        let begun = starts(&customer.wa_id, text).is(201);
        assert_eq!(begun["contact"]["id"], joe);
        customer.receives(text);
        desk.admin.resolves(number(&begun["id"]), "done");
    }
    assert_eq!((private.has_received().len(), work.has_received().len()), (1, 1));
    // One that was only told has never written: nothing but a template goes there.
    let told = json!({"kind": "phone", "value": "+44 7700 900888"});
    desk.admin.post(&format!("/contacts/{joe}/identities"), told).is(201);
    starts("+44 7700 900888", "To the third.").refuses(409, "template_needed");
}

#[test]
fn what_begins_silently_ends_silently() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    desk.admin.resolves(joe.writes("Hello"), "done");
    let body = json!({"inbox_id": 1, "to": joe.wa_id, "text": "It has come."});
    let begun = number(&desk.admin.post("/conversations", body).is(201)["id"]);
    desk.waits(hours(25));
    let ended = desk.admin.sees(begun);
    assert_eq!(ended["state"], "resolved");
    assert_eq!(ended["resolution"]["cause"], "inactivity");
}

#[test]
fn what_cannot_be_sent_is_not_begun() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    ann.accepts(c);
    ann.resolves(c, "done");
    let joe_id = number(&ann.sees(c)["contact"]["id"]);
    let before = items(&ann.get("/contacts").is(200)).len();
    let starts = |body| ann.post("/conversations", body);
    starts(json!({"inbox_id": 1, "to": "+44 7700 900999", "text": "Hello"}))
        .refuses(409, "template_needed");
    assert_eq!(items(&ann.get("/contacts").is(200)).len(), before, "nobody was made");
    starts(json!({"inbox_id": 1, "to": "07700", "text": "Hello"})).refuses(422, "invalid");
    starts(json!({"inbox_id": 1, "text": "Hello"})).refuses(422, "invalid");
    starts(json!({"inbox_id": 1, "contact_id": joe_id, "text": " "})).refuses(422, "invalid");
    starts(json!({"inbox_id": 9, "contact_id": joe_id, "text": "Hi"})).refuses(404, "not_found");
    starts(json!({"inbox_id": 1, "contact_id": 99, "text": "Hi"})).refuses(404, "not_found");
    let kim = json!({"name": "Kim", "email": "kim@example.com"});
    let kim = number(&ann.post("/contacts", kim).is(201)["id"]);
    starts(json!({"inbox_id": 1, "contact_id": kim, "text": "Hi"})).refuses(409, "no_address");
    ann.put(&format!("/contacts/{joe_id}/block"), json!({})).is(200);
    starts(json!({"inbox_id": 1, "contact_id": joe_id, "text": "Hi"})).refuses(409, "blocked");
    ann.delete(&format!("/contacts/{joe_id}/block")).is(200);
    desk.waits(hours(25));
    ann.signs_in_again();
    let late =
        ann.post("/conversations", json!({"inbox_id": 1, "contact_id": joe_id, "text": "Hi"}));
    late.refuses(409, "window_closed");
    assert_eq!(joe.has_received(), [""; 0]);
}

#[test]
fn who_answers_an_agent_is_not_greeted_by_a_machine() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Where is my order?");
    ann.accepts(first);
    ann.resolves(first, "done");
    desk.queue_says(1, json!({"welcome": "Welcome!", "acknowledgement": "We have it."}));
    let contact = number(&ann.sees(first)["contact"]["id"]);
    let body = json!({"inbox_id": 1, "contact_id": contact, "text": "It has come."});
    let id = number(&ann.post("/conversations", body).is(201)["id"]);
    assert_eq!(joe.writes("Thanks"), id);
    let said = desk.admin.reads(id).join("\n");
    assert!(!said.contains("Welcome!") && !said.contains("We have it."), "{said}");
}
