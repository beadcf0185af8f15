//! One of everything that can be composed: the simulator takes it, the phone shows it, and it is as
//! the collected schemas say, where they are.

#[path = "../../src/simulator/tests/schema.rs"]
mod schema;

use crate::desk::*;
use crate::messenger_phones::{does, with_page};
use serde_json::{Value, json};
use std::path::Path;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";
const PDF: &[u8] = b"%PDF-1.7 the rest of a document";
const FILM: &[u8] = b"\0\0\0\x18ftypmp42 the rest of a film";
const SOUND: &[u8] = b"ID3\x04 the rest of a song";
const VOICE: &[u8] = b"OggS\0\x02............................OpusHead\x01\x01";

/// The collection stands beside the project on some machines.
fn collected(name: &str) -> Option<Value> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/meta/schema");
    let text = std::fs::read_to_string(beside.join(name)).ok()?;
    Some(serde_json::from_str(&text).expect("a schema"))
}

/// The messages that came in, every one of which was taken.
fn taken(desk: &Desk, schema: &str) -> Vec<Value> {
    let schema = collected(schema);
    let mut messages = Vec::new();
    for request in desk.whatsapp().requests() {
        assert_eq!(request["status"], 200, "{request}");
        let word = |name: &str| request[name].as_str().unwrap_or_default();
        if word("method") != "POST" || !word("path").ends_with("/messages") {
            continue;
        }
        let body: Value = serde_json::from_str(word("body")).expect("a body");
        if let Some(schema) = &schema {
            assert_eq!(schema::misfit(schema, &body), None, "{body}");
        }
        if word("verdict").starts_with("accepted as ") {
            messages.push(body);
        }
    }
    messages
}

fn goes_out(agent: &Agent, conversation: u64, body: &Value) {
    let entry = agent.tries_to_send(conversation, body.clone()).is(201);
    let mut delivery = Value::Null;
    until(&format!("it is delivered: {body}"), || {
        delivery = agent.entry(conversation, &entry["id"])["delivery"].clone();
        assert_ne!(delivery["status"], "failed", "{body} {delivery}");
        delivery["status"] == "delivered"
    });
}

/// What the phone shows of ours, by its kind.
fn shown(customer: &Customer<'_>) -> Vec<String> {
    let ours = customer.phone().into_iter().filter(|message| message["from"] == "business");
    ours.map(|message| message["type"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Meta approves of more templates: one for every kind of header, and one with a code to copy.
fn has_more_templates(desk: &Desk, agent: &Agent) {
    for format in ["DOCUMENT", "VIDEO", "LOCATION"] {
        let template = json!({
            "name": format!("with_{}", format.to_lowercase()), "language": "en_US",
            "category": "UTILITY", "components": [
                {"type": "HEADER", "format": format, "example": {"header_handle": ["4::abc"]}},
                {"type": "BODY", "text": "Here it is."},
            ],
        });
        desk.tells_graph(&format!("/v25.0/{WABA_ID}/message_templates"), &template).is(200);
    }
    let known = desk.whatsapp().controls("GET", "/templates", Value::Null).is(200);
    for template in known["templates"].as_array().expect("a list") {
        let name = template["name"].as_str().unwrap_or_default();
        if name.starts_with("with_") || name == "autumn_sale" {
            let path = format!("/templates/{}", template["id"].as_str().expect("an id"));
            desk.whatsapp().controls("PUT", &path, json!({"status": "APPROVED"})).is(200);
        }
    }
    desk.moves_the_clock(minutes(2));
    assert_eq!(agent.post("/inboxes/1/template-syncs", json!({})).status, 202);
    until("they are approved", || {
        let listed = agent.get("/inboxes/1/templates?limit=100").is(200);
        let listed = items(&listed).into_iter().filter(|one| {
            let name = one["name"].as_str().unwrap_or_default();
            one["sendable"] == true && (name.starts_with("with_") || name == "autumn_sale")
        });
        listed.count() == 4
    });
}

fn template(name: &str, parameters: Value) -> Value {
    json!({"template": {"name": name, "language": "en_US", "parameters": parameters}})
}

/// A body of a request, and what it becomes on the phone, part by part.
type Sent = (Value, &'static [&'static str]);

fn words_and_files(ann: &Agent, asked: &Value) -> Vec<Sent> {
    let (png, pdf) =
        (ann.uploads("a.png", PNG)["id"].clone(), ann.uploads("a.pdf", PDF)["id"].clone());
    let (film, sound) =
        (ann.uploads("a.mp4", FILM)["id"].clone(), ann.uploads("a.mp3", SOUND)["id"].clone());
    let voice = ann.uploads("voice.ogg", VOICE)["id"].clone();
    let with = |text: &str, ids: &[&Value]| json!({"text": text, "attachment_ids": ids});
    vec![
        (json!({"text": "This."}), &["text"]),
        (json!({"text": "And this.", "reply_to": asked["id"]}), &["text"]),
        (with("A picture", &[&png]), &["image"]),
        (with("A list", &[&pdf]), &["document"]),
        (with("A film", &[&film]), &["video"]),
        (with("A song", &[&sound]), &["text", "audio"]),
        (with("", &[&voice]), &["audio"]),
        (with(&"x".repeat(1025), &[&png]), &["text", "image"]),
        (with("Both", &[&png, &pdf]), &["image", "document"]),
    ]
}

fn offers() -> Vec<Sent> {
    let reply = |title: &str| json!({"type": "reply", "title": title});
    vec![
        (
            json!({
                "text": "Which?", "header": "Colours", "footer": "Shop",
                "buttons": [reply("Red"), reply("Blue"), reply("Green")],
            }),
            &["interactive"],
        ),
        (
            json!({"text": "See", "buttons": [
                {"type": "url", "title": "Open", "url": "https://example.com"},
            ]}),
            &["interactive"],
        ),
        (
            json!({"text": "Choose", "list": {"button": "Options", "sections": [
                {"title": "A", "rows": [{"id": "1", "title": "One", "description": "d"}]},
                {"title": "B", "rows": [{"title": "Two"}]},
            ]}}),
            &["interactive"],
        ),
    ]
}

fn templates(ann: &Agent) -> Vec<Sent> {
    let (png, pdf) =
        (ann.uploads("a.png", PNG)["id"].clone(), ann.uploads("a.pdf", PDF)["id"].clone());
    let film = ann.uploads("a.mp4", FILM)["id"].clone();
    let named = |name: &str, value: &str| json!({"component": "body", "name": name, "text": value});
    let header = |id: &Value| json!([{"component": "header", "attachment_id": id}]);
    let place = "37.48, -122.14, Shop, 1 High Street";
    vec![
        (template("hello_world", json!([])), &["template"]),
        (
            template(
                "order_update",
                json!([
                    {"component": "header", "attachment_id": png}, "Joe", "860198", "Friday",
                    {"component": "button", "index": 0, "text": "860198"},
                ]),
            ),
            &["template"],
        ),
        (
            template(
                "appointment_reminder",
                json!([named("time", "10:30"), named("day", "Monday"), named("first_name", "Joe")]),
            ),
            &["template"],
        ),
        (
            template("delivery_feedback", json!([{"component": "header", "text": "860198"}])),
            &["template"],
        ),
        (template("with_document", header(&pdf)), &["template"]),
        (template("with_video", header(&film)), &["template"]),
        (template("with_location", json!([{"component": "header", "text": place}])), &["template"]),
        (
            template(
                "autumn_sale",
                json!(["Sunday", "Joe", {"component": "button", "index": 0, "text": "AUTUMN20"}]),
            ),
            &["template"],
        ),
    ]
}

#[test]
fn whatsapp_takes_and_shows_everything_that_can_be_composed() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    has_more_templates(&desk, &ann);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("What do you have?");
    ann.accepts(c);
    let asked = ann.timeline(c).into_iter().find(|one| one["kind"] == "message").expect("it");
    let everything = [words_and_files(&ann, &asked), offers(), templates(&ann)].concat();
    let mut expected: Vec<&str> = Vec::new();
    for (body, kinds) in &everything {
        goes_out(&ann, c, body);
        expected.extend(*kinds);
        assert_eq!(shown(&joe), expected, "{body}");
    }
    let path = format!("/conversations/{c}/timeline/{}/reaction", asked["id"]);
    ann.put(&path, json!({"emoji": "👍"})).is(200);
    let phone = || json!(joe.phone()).to_string();
    until("the reaction is on the phone", || phone().contains("👍"));
    let messages = taken(&desk, "wa-messages-request.schema.json");
    assert_eq!(messages.len(), expected.len() + 1, "each part once, and the reaction");
    assert!(messages[1]["context"]["message_id"].is_string(), "{}", messages[1]);
    for words in ["https://example.com/track/860198", "AUTUMN20", "1 High Street"] {
        assert!(phone().contains(words), "{words}");
    }
}

#[test]
fn messenger_takes_and_shows_everything_that_can_be_composed() {
    let (desk, peter) = with_page();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 30 * 86_400, "abandonment_seconds": 30 * 86_400}));
    does(&desk, &peter, "POST", "messages", json!({"text": "What do you have?"})).is(201);
    let found = eventually("the conversation is there", || desk.admin.lists("").pop());
    let c = number(&found["id"]);
    ann.accepts(c);
    let asked = ann.timeline(c).into_iter().find(|one| one["kind"] == "message").expect("it");
    let (png, pdf) =
        (ann.uploads("a.png", PNG)["id"].clone(), ann.uploads("a.pdf", PDF)["id"].clone());
    let sound = ann.uploads("a.mp3", SOUND)["id"].clone();
    let long = ["word"; 500].join(" ");
    let buttons = json!([
        {"type": "reply", "title": "Red", "payload": "red"},
        {"type": "url", "title": "Open", "url": "https://example.com"},
        {"type": "phone", "title": "Call", "phone": "+15550100001"},
    ]);
    let card = json!({
        "title": "A chair", "subtitle": "Of oak", "url": "https://example.com/chair",
        "image_url": "https://example.com/chair.png", "buttons": buttons,
    });
    let everything: [(Value, usize); 9] = [
        (json!({"text": "This."}), 1),
        (json!({"text": "And this.", "reply_to": asked["id"]}), 1),
        (json!({"text": long}), 2),
        (json!({"text": "A picture", "attachment_ids": [png]}), 2),
        (json!({"attachment_ids": [pdf, sound]}), 2),
        (
            json!({"text": "Which?", "quick_replies": [
                {"title": "Blue", "payload": "blue"}, {"type": "email"}, {"type": "phone"},
            ]}),
            1,
        ),
        (json!({"text": "Choose", "buttons": buttons}), 1),
        (json!({"cards": [card, {"title": "A table", "subtitle": "Of ash"}]}), 1),
        (json!({"text": "Late, but a person."}), 1),
    ];
    let phone = || does(&desk, &peter, "GET", "messages", Value::Null).is(200)["messages"].clone();
    let mut expected = 1;
    for (place, (body, pieces)) in everything.iter().enumerate() {
        if place == everything.len() - 1 {
            desk.admin.patch("/inboxes/2", json!({"options": {"human_agent": true}})).is(200);
            desk.waits(hours(25));
            ann.signs_in_again();
        }
        goes_out(&ann, c, body);
        expected += pieces;
        assert_eq!(phone().as_array().map(Vec::len), Some(expected), "{body}");
    }
    let messages = taken(&desk, "messenger-send-request.schema.json");
    assert_eq!(messages.len(), expected - 1, "each piece once");
    assert!(messages[1]["reply_to"]["mid"].is_string(), "{}", messages[1]);
    assert_eq!(messages.last().map(|last| &last["tag"]), Some(&json!("HUMAN_AGENT")));
    let shown = phone().to_string();
    for words in ["And this.", "Blue", "Choose", "A chair", "A table", "Late, but a person."] {
        assert!(shown.contains(words), "{words}");
    }
}
