//! People who write: what is known and noted about them, and finding them.

use crate::desk::*;
use serde_json::{Value, json};

fn makes(agent: &Agent, body: Value) -> u64 {
    number(&agent.post("/contacts", body).is(201)["id"])
}

fn names(page: &Value) -> Vec<String> {
    items(page).iter().map(|contact| contact["name"].as_str().unwrap_or_default().into()).collect()
}

#[test]
fn a_contact_made_by_hand_is_who_writes_from_that_number() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let spaced = format!("+{} {}", &joe.wa_id[..3], &joe.wa_id[3..]);
    let body = json!({"name": "Joseph Quimby", "phone": spaced, "email": "Joe@Example.com"});
    let made = ann.post("/contacts", body).is(201);
    assert_eq!(made["phone"], format!("+{}", joe.wa_id));
    assert_eq!(made["email"], "joe@example.com");
    assert_eq!(made["conversation_count"], 0);
    let identity = json!({"inbox_id": null, "kind": "phone", "value": joe.wa_id, "marketing_stopped_at": null, "undeliverable": null});
    assert_eq!(made["identities"][0], identity);

    let c = joe.writes("Hello");
    let person = ann.sees(c)["contact"].clone();
    assert_eq!((&person["id"], &person["name"]), (&made["id"], &json!("Joseph Quimby")));
    let known = ann.get(&format!("/contacts/{}", made["id"])).is(200);
    assert_eq!(known["conversation_count"], 1);
    assert_eq!(known["identities"].as_array().map(Vec::len), Some(4));
    ann.accepts(c);
    ann.replies(c, "Hello Joseph");
    joe.receives("Hello Joseph");
}

#[test]
fn a_phone_number_and_an_address_lead_to_one_contact() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    joe.writes("Hello");
    let ann = desk.agent("Ann");
    let phone = format!("+{}", joe.wa_id);
    let taken = ann.post("/contacts", json!({"name": "Another", "phone": phone}));
    let why = taken.refuses(409, "contact_exists");
    assert!(why.starts_with("Joe has this phone number already"), "{why}");
    makes(&ann, json!({"name": "Kim", "email": "kim@example.com"}));
    let body = json!({"name": "Kim 2", "email": "KIM@example.com"});
    ann.post("/contacts", body).refuses(409, "contact_exists");
    for body in [
        json!({"name": " "}),
        json!({"name": "x".repeat(201)}),
        json!({"name": "Lu", "phone": "07700 900123"}),
        json!({"name": "Lu", "email": "lu"}),
        json!({"name": "Lu", "attributes": {"nothing": 1}}),
    ] {
        ann.post("/contacts", body).refuses(422, "invalid");
    }
    assert_eq!(names(&ann.get("/contacts").is(200)), ["Joe", "Kim"]);
}

#[test]
fn attributes_are_of_a_kind_and_show_while_they_are_known() {
    let desk = Desk::open();
    let (ann, admin) = (desk.agent("Ann"), &desk.admin);
    let attribute = |body: Value| number(&admin.post("/attributes", body).is(201)["id"]);
    let body = json!({"key": "tier", "name": "Tier", "kind": "list", "options": ["Gold", " Tin "]});
    let tier = attribute(body.clone());
    attribute(json!({"key": "since", "name": "Since", "kind": "date"}));
    attribute(json!({"key": "orders", "name": "Orders", "kind": "number"}));
    attribute(json!({"key": "vip", "name": "VIP", "kind": "yes_no"}));
    admin.post("/attributes", body.clone()).refuses(409, "key_taken");
    ann.post("/attributes", body).refuses(403, "forbidden");
    for body in [
        json!({"key": "Tier", "name": "Tier", "kind": "text"}),
        json!({"key": "a", "name": "", "kind": "text"}),
        json!({"key": "a", "name": "A", "kind": "colour"}),
        json!({"key": "a", "name": "A", "kind": "list"}),
        json!({"key": "a", "name": "A", "kind": "list", "options": ["x", "X"]}),
        json!({"key": "a", "name": "A", "kind": "text", "options": ["x"]}),
    ] {
        admin.post("/attributes", body).refuses(422, "invalid");
    }

    let values = json!({"tier": "Tin", "since": "2024-02-29", "orders": 7.5, "vip": true});
    let made = ann.post("/contacts", json!({"name": "Joe", "attributes": values})).is(201);
    assert_eq!(made["attributes"], values);
    let path = format!("/contacts/{}", made["id"]);
    let why = ann.patch(&path, json!({"attributes": {"tier": "Lead"}})).refuses(422, "invalid");
    assert_eq!(why, "“Tier” is one of: Gold, Tin.");
    ann.patch(&path, json!({"attributes": {"orders": "7"}})).refuses(422, "invalid");
    let changed = json!({"name": "Joe Q.", "attributes": {"since": null, "orders": 8}});
    let changed = ann.patch(&path, changed).is(200);
    assert_eq!(changed["name"], "Joe Q.");
    assert_eq!(changed["attributes"], json!({"tier": "Tin", "orders": 8.0, "vip": true}));

    let list = format!("/attributes/{tier}");
    let renamed = admin.patch(&list, json!({"name": "Level", "options": ["Gold"]})).is(200);
    assert_eq!((&renamed["name"], &renamed["options"]), (&json!("Level"), &json!(["Gold"])));
    assert!(ann.get(&path).is(200)["attributes"]["tier"].is_null(), "no option any more");
    admin.patch(&list, json!({"options": ["Gold", "Tin"]})).is(200);
    assert_eq!(ann.get(&path).is(200)["attributes"]["tier"], "Tin", "nothing was lost");
    admin.delete(&list).is(204);
    assert!(ann.get(&path).is(200)["attributes"]["tier"].is_null());
    assert_eq!(items(&ann.get("/attributes").is(200)).len(), 3);
}

#[test]
fn colleagues_note_things_about_people() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let sue = desk.agent_in("Sue", "supervisor", &[]);
    let joe = makes(&ann, json!({"name": "Joe"}));
    let path = format!("/contacts/{joe}/notes");
    let body = json!({"text": " Prefers mornings "});
    let first = ann.asks("POST", &path, Some(&body), Some("once")).is(201);
    assert_eq!(ann.asks("POST", &path, Some(&body), Some("once")).is(201), first);
    let note = &first["notes"][0];
    assert_eq!((&note["text"], &note["by_name"]), (&json!("Prefers mornings"), &json!("Ann")));
    let second = ben.post(&path, json!({"text": "Likes tea"})).is(201);
    assert_eq!(second["notes"].as_array().map(Vec::len), Some(2));
    ann.post(&path, json!({"text": " "})).refuses(422, "invalid");
    let anns = format!("{path}/{}", note["id"]);
    ben.delete(&anns).refuses(403, "forbidden");
    ann.delete(&anns).is(204);
    ann.delete(&anns).refuses(404, "not_found");
    sue.delete(&format!("{path}/{}", second["notes"][1]["id"])).is(204);
    assert_eq!(ann.get(&format!("/contacts/{joe}")).is(200)["notes"], json!([]));
}

#[test]
fn contacts_are_found_by_the_beginning_of_what_is_known_of_them() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    makes(&ann, json!({"name": "Joe Quimby", "phone": "+44 7700 900123"}));
    makes(&ann, json!({"name": "Kim", "email": "kim.lee@example.org"}));
    let finds =
        |words: &str| names(&ann.get(&format!("/contacts?{}", query(&[("q", words)]))).is(200));
    until("both are found", || finds("qui") == ["Joe Quimby"] && finds("kim.l") == ["Kim"]);
    assert_eq!(finds("+44 7700 90"), ["Joe Quimby"]);
    assert_eq!(finds("07700 900123"), ["Joe Quimby"]);
    assert_eq!(finds("nobody"), [""; 0]);
    assert_eq!(finds(" "), ["Joe Quimby", "Kim"], "no words, no search");
    let page = ann.get("/contacts?limit=1").is(200);
    assert_eq!(names(&page), ["Joe Quimby"]);
    let next = page["next_cursor"].as_str().expect("a cursor").to_owned();
    let page = ann.get(&format!("/contacts?limit=1&cursor={next}")).is(200);
    assert_eq!((names(&page), &page["next_cursor"]), (vec!["Kim".to_owned()], &Value::Null));
}

#[test]
fn the_history_shows_what_one_may_see_newest_first() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let sales = desk.queue("Sales");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("One");
    ann.accepts(first);
    ann.replies(first, "Done");
    ann.resolves(first, "done");
    desk.moves_the_clock(minutes(5));
    let second = joe.writes("Two");
    let contact = number(&ann.sees(second)["contact"]["id"]);
    let history =
        |agent: &Agent| items(&agent.get(&format!("/contacts/{contact}/history")).is(200));
    let ids =
        |agent: &Agent| -> Vec<u64> { history(agent).iter().map(|c| number(&c["id"])).collect() };
    assert_eq!(ids(&ann), [second, first]);
    let past = &history(&ann)[1];
    assert_eq!((&past["state"], &past["agent_name"]), (&json!("resolved"), &json!("Ann")));
    assert!(past["ended_at"].is_string());
    assert_eq!(past["preview"]["text"], "Done");
    ann.transfers_to_queue(second, sales);
    assert_eq!(ids(&ann), [first], "it has left Ann's queues");
    assert_eq!(ids(&desk.admin), [second, first]);
    ann.get("/contacts/999/history").refuses(404, "not_found");
}

#[test]
fn a_number_or_an_address_is_added_mended_and_removed() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let joes = number(&ann.sees(joe.writes("Hello"))["contact"]["id"]);
    let path = format!("/contacts/{joes}/identities");
    let told = |kind: &str, value: &str| json!({"kind": kind, "value": value});
    let known = ann.post(&path, told("phone", "+44 7700 900555")).is(201);
    let identity = json!({"inbox_id": null, "kind": "phone", "value": "447700900555", "marketing_stopped_at": null, "undeliverable": null});
    assert!(known["identities"].as_array().is_some_and(|all| all.contains(&identity)), "{known}");
    assert_eq!(ann.post(&path, told("phone", "0044 7700 900555")).is(201), known, "once is enough");
    assert_eq!(
        ann.post(&path, told("email", "Joe@Example.com")).is(201)["email"],
        "joe@example.com"
    );
    ann.post(&path, told("phone", "07700 900555")).refuses(422, "invalid");
    ann.post(&path, told("fax", "+44 7700 900555")).refuses(422, "invalid");

    let other = makes(&ann, json!({"name": "Lu"}));
    let theirs = format!("/contacts/{other}/identities");
    let why = ann.post(&theirs, told("phone", "+447700900555")).refuses(409, "contact_exists");
    assert_eq!(why, format!("Joe has this phone number already (contact {joes})."));
    let why = ann.post(&theirs, told("email", "joe@example.com")).refuses(409, "contact_exists");
    assert_eq!(why, format!("Joe has this e-mail address already (contact {joes})."));
    ann.post(&theirs, told("phone", &format!("+{}", joe.wa_id))).refuses(409, "contact_exists");
    ann.post(&theirs, told("phone", &format!("+{}", kim.wa_id))).is(201);
    assert_eq!(ann.sees(kim.writes("Hello"))["contact"]["id"], other, "it leads to the contact");

    let why = ann.delete(&format!("{path}/phone/{}", joe.wa_id)).refuses(409, "in_use");
    assert_eq!(why, "“Joe” writes to us with this phone number: it cannot be removed.");
    let removed = ann.delete(&format!("{path}/phone/447700900555")).is(200);
    assert!(!removed["identities"].as_array().is_some_and(|all| all.contains(&identity)));
    ann.delete(&format!("{path}/phone/447700900555")).refuses(404, "not_found");
    ann.delete(&format!("{path}/email/joe%40example.com")).is(200);
    ann.post(&theirs, told("phone", "+447700900555")).is(201);
}

#[test]
fn a_contact_has_so_many_numbers_and_no_more() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let joe = makes(&ann, json!({"name": "Joe"}));
    let path = format!("/contacts/{joe}/identities");
    let adds = |n: usize| {
        ann.post(&path, json!({"kind": "email", "value": format!("joe{n}@example.com")}))
    };
    for n in 0..50 {
        adds(n).is(201);
    }
    adds(50).refuses(409, "too_many");
    assert_eq!(adds(49).status, 201, "what is there is no one more");
}
