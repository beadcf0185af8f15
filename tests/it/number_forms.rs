//! Numbers with two forms: WhatsApp delivers to one of them, whichever was written to.

use crate::desk::*;
use serde_json::{Value, json};

/// As people write them, and as WhatsApp knows them.
const NUMBERS: [(&str, &str); 3] = [
    ("5511987654321", "551187654321"),
    ("525512345678", "5215512345678"),
    ("541123456789", "5491123456789"),
];

/// The forms that WhatsApp knows a contact by, the one that answers go to first.
fn forms(desk: &Desk, contact: &Value) -> Vec<String> {
    let contact = desk.admin.get(&format!("/contacts/{contact}")).is(200);
    let identities = contact["identities"].as_array().expect("a list").clone();
    let of_whatsapp = identities.into_iter().filter(|one| one["kind"] == "whatsapp_id");
    of_whatsapp.map(|one| one["value"].as_str().unwrap_or_default().to_owned()).collect()
}

fn contacts(desk: &Desk) -> usize {
    items(&desk.admin.get("/contacts").is(200)).len()
}

/// Writes first with a template, to the form that people use. Gives the conversation.
fn begins(desk: &Desk, dialled: &str) -> Value {
    let template = json!({"name": "hello_world", "language": "en_US", "parameters": []});
    let body = json!({"inbox_id": 1, "to": format!("+{dialled}"), "template": template});
    let begun = desk.admin.post("/conversations", body).is(201);
    // What WhatsApp tells must do without it.
    let contact = &begun["contact"]["id"];
    desk.admin.delete(&format!("/contacts/{contact}/identities/phone/{dialled}")).is(200);
    begun
}

/// The numbers that were written to, in their order.
fn dialled(whatsapp: &Whatsapp<'_>) -> Vec<String> {
    let bodies = whatsapp.requests().into_iter().filter_map(|request| {
        serde_json::from_str::<Value>(request["body"].as_str().unwrap_or_default()).ok()
    });
    let sends = bodies.filter(|body| body["type"].is_string());
    sends.map(|body| body["to"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_form_that_was_reached_is_kept_and_leads_to_the_same_contact() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    for (written, known) in NUMBERS {
        let ana = whatsapp.customer_at("Ana", known);
        let begun = begins(&desk, written);
        let (c, contact) = (number(&begun["id"]), &begun["contact"]["id"]);
        until("WhatsApp told its form", || forms(&desk, contact) == [known, written]);
        let first = dialled(&whatsapp).pop();
        assert_eq!(first, Some(format!("+{written}")), "a told number goes out with a plus");
        let before = contacts(&desk);
        assert_eq!(ana.writes("Yes, please"), c, "the answer comes to the conversation");
        assert_eq!((contacts(&desk), forms(&desk, contact).len()), (before, 2));
        desk.admin.replies(c, "Here it is");
        ana.receives("Here it is");
        let last = dialled(&whatsapp).pop();
        assert_eq!(last.as_deref(), Some(known), "answers go to the number as it was delivered");
        let entry = desk.admin.timeline(c).into_iter().rfind(|e| e["text"] == "Here it is");
        let entry = entry.expect("the reply");
        until("its reports find it", || {
            desk.admin.entry(c, &entry["id"])["delivery"]["status"] == "delivered"
        });
    }
}

#[test]
fn who_answers_before_whatsapp_does_is_known_by_the_other_form() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (written, known) = NUMBERS[0];
    let ana = whatsapp.customer_at("Ana", known);
    whatsapp.breaks(json!([{"kind": "token_expired", "count": 1}]));
    let begun = begins(&desk, written);
    until("nothing goes out", || desk.admin.get("/inboxes/1").is(200)["status"] == "stopped");
    let (c, contact) = (number(&begun["id"]), &begun["contact"]["id"]);
    assert_eq!(forms(&desk, contact), [written]);
    assert_eq!(ana.writes("Hello?"), c);
    assert_eq!(forms(&desk, contact).len(), 2);
    desk.admin.replies(c, "We have just written");
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.patch("/inboxes/1", token).is(200);
    ana.receives("We have just written");
    assert_eq!(dialled(&whatsapp)[1..], [written, known], "in their order, whatever the form");
}

#[test]
fn a_form_that_somebody_else_writes_from_is_not_taken_away() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let (written, known) = NUMBERS[0];
    let begun = begins(&desk, written);
    let contact = &begun["contact"]["id"];
    until("it is with WhatsApp", || !dialled(&whatsapp).is_empty());
    let ana = whatsapp.customer_at("Ana", known);
    assert_eq!(ana.writes("Hello"), number(&begun["id"]), "one number is one person");
    assert_eq!(forms(&desk, contact).len(), 2);
    let bea = whatsapp.customer_at("Bea", "16505550999");
    let other = bea.writes("Hello");
    let other = desk.admin.sees(other)["contact"]["id"].clone();
    assert_ne!(&other, contact);
    assert_eq!(forms(&desk, &other), ["16505550999"]);
}
