//! Canned messages: everybody's and one's own.

use crate::desk::*;
use serde_json::{Value, json};

fn body(shortcut: &str, personal: bool) -> Value {
    json!({
        "shortcut": shortcut,
        "title": format!("About {shortcut}"),
        "category": "Everyday",
        "text": "Hi {{first_name|there}}, your number is {{phone}}.",
        "personal": personal,
    })
}

fn shortcuts(agent: &Agent) -> Vec<String> {
    let all = items(&agent.get("/canned-messages").is(200));
    all.iter().map(|m| m["shortcut"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_personal_one_is_seen_by_its_owner_alone() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let (mut of_ann, mut of_ben) =
        (Live::connects(&desk.http, &ann, None), Live::connects(&desk.http, &ben, None));
    let mine = ann.asks("POST", "/canned-messages", Some(&body("/Mine", true)), Some("k")).is(201);
    let again = ann.asks("POST", "/canned-messages", Some(&body("/Mine", true)), Some("k")).is(201);
    assert_eq!(mine, again);
    assert_eq!((&mine["shortcut"], number(&mine["owner_id"])), (&json!("mine"), ann.id));
    assert_eq!(of_ann.next()["data"], mine);
    let path = format!("/canned-messages/{}", mine["id"]);
    for who in [&ben, &desk.admin] {
        assert!(shortcuts(who).is_empty());
        who.patch(&path, json!({"title": "Ours"})).refuses(404, "not_found");
        who.delete(&path).refuses(404, "not_found");
        who.get(&format!("{path}/preview?conversation=1")).refuses(404, "not_found");
        let events = who.get("/events?after=0&limit=100").is(200).to_string();
        assert!(!events.contains("About"), "{events}");
    }
    ben.post("/canned-messages", body("mine", true)).is(201);
    let heard = of_ben.up_to(desk.newest_change());
    assert_eq!(heard.len(), 1, "only his own: {heard:?}");
    assert_eq!(shortcuts(&ann), ["mine"]);
}

#[test]
fn supervisors_keep_what_everybody_has() {
    let desk = Desk::open();
    let (ann, eve) = (desk.agent("Ann"), desk.agent_in("Eve", "supervisor", &[1]));
    ann.post("/canned-messages", body("hello", false)).refuses(403, "forbidden");
    let shared = eve.post("/canned-messages", body("hello", false)).is(201);
    assert_eq!(shared["owner_id"], Value::Null);
    assert_eq!(shortcuts(&ann), ["hello"]);
    let path = format!("/canned-messages/{}", shared["id"]);
    ann.patch(&path, json!({"title": "Mine"})).refuses(403, "forbidden");
    ann.delete(&path).refuses(403, "forbidden");
    ann.patch(&path, json!({"personal": true})).refuses(403, "forbidden");
    let changed = eve.patch(&path, json!({"category": "", "text": "Hello."})).is(200);
    assert_eq!((&changed["category"], &changed["text"]), (&json!(""), &json!("Hello.")));
    assert_eq!(changed["title"], shared["title"], "what is absent stays");
    let own = ann.post("/canned-messages", body("bye", true)).is(201);
    let own = format!("/canned-messages/{}", own["id"]);
    ann.patch(&own, json!({"personal": false})).refuses(403, "forbidden");
    assert_eq!(eve.delete(&path).status, 204);
    assert_eq!(shortcuts(&ann), ["bye"]);
    assert_eq!(ann.delete(&own).status, 204);
}

#[test]
fn what_becomes_personal_is_gone_for_the_others() {
    let desk = Desk::open();
    let (ann, eve) = (desk.agent("Ann"), desk.agent_in("Eve", "supervisor", &[1]));
    let shared = eve.post("/canned-messages", body("hello", false)).is(201);
    let path = format!("/canned-messages/{}", shared["id"]);
    let (mut of_ann, mut of_eve) =
        (Live::connects(&desk.http, &ann, None), Live::connects(&desk.http, &eve, None));
    eve.patch(&path, json!({"personal": true})).is(200);
    assert_eq!(of_ann.next()["data"], json!({"what": "canned_message", "id": shared["id"]}));
    assert_eq!(about(&of_eve.next()).0, "removed");
    assert_eq!(about(&of_eve.next()).0, "canned_message_changed");
    assert!(shortcuts(&ann).is_empty());
    assert_eq!(shortcuts(&eve), ["hello"]);
}

#[test]
fn a_shortcut_is_one_word_and_leads_to_one_text() {
    let desk = Desk::open();
    let (ann, eve) = (desk.agent("Ann"), desk.agent_in("Eve", "supervisor", &[1]));
    eve.post("/canned-messages", body("hello", false)).is(201);
    let sentence = ann.post("/canned-messages", body("HELLO", true)).refuses(409, "shortcut_taken");
    assert!(sentence.contains("About hello"), "{sentence}");
    let mine = ann.post("/canned-messages", body("mine", true)).is(201);
    let path = format!("/canned-messages/{}", mine["id"]);
    ann.patch(&path, json!({"shortcut": "hello"})).refuses(409, "shortcut_taken");
    ann.patch(&path, json!({"shortcut": "/mine"})).is(200);
    for (field, value) in [
        ("shortcut", json!("two words")),
        ("shortcut", json!("/")),
        ("shortcut", json!("x".repeat(41))),
        ("title", json!(" ")),
        ("title", json!("x".repeat(101))),
        ("category", json!("x".repeat(51))),
        ("text", json!("")),
        ("text", json!("x".repeat(4097))),
        ("attachment_ids", json!([77])),
    ] {
        let mut change = json!({});
        change[field] = value;
        let answer = ann.patch(&path, change);
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "{}", answer.text);
    }
}

#[test]
fn a_preview_is_filled_in_and_names_what_is_missing() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe {{email}} Doe");
    let c = joe.writes("Hello");
    let mut message = body("hello", true);
    message["text"] = json!(
        "{{first_name}} {{last_name}}: {{name}}, {{phone}}, #{{conversation_number}}, {{queue}}, \
         {{agent_name}}, {{email}}, {{attr.plan|no plan}}, {{nonsense}}"
    );
    let id = ann.post("/canned-messages", message).is(201)["id"].clone();
    let preview = ann.get(&format!("/canned-messages/{id}/preview?conversation={c}")).is(200);
    let expected = format!(
        "Joe Doe: Joe {{{{email}}}} Doe, +{}, #{c}, Support, Ann, {{{{email}}}}, no plan, {{{{nonsense}}}}",
        joe.wa_id
    );
    assert_eq!(preview["text"], expected);
    assert_eq!(
        (&preview["missing"], &preview["unknown"]),
        (&json!(["email"]), &json!(["nonsense"]))
    );
    let segments = preview["segments"].as_array().expect("parts");
    assert_eq!(segments[0], json!({"text": "Joe", "is_value": true, "is_missing": false}));
    let last = &segments[segments.len() - 1];
    assert_eq!(*last, json!({"text": "{{nonsense}}", "is_value": false, "is_missing": true}));
    let sales = desk.queue("Sales");
    let sam = desk.agent_in("Sam", "agent", &[sales]);
    let own = sam.post("/canned-messages", body("hello", true)).is(201)["id"].clone();
    let unseen = sam.get(&format!("/canned-messages/{own}/preview?conversation={c}"));
    unseen.refuses(404, "not_found");
    ann.accepts(c);
    let entry = ann.replies(c, "Braces are text: {{first_name}}");
    assert_eq!(entry["text"], "Braces are text: {{first_name}}", "the server takes any words");
}
