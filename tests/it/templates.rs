//! Templates: fetched from Meta, kept up to date, filled in, sent when nothing else may go out.

use crate::desk::*;
use deskbell::domain::InboxId;
use deskbell::store;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";

fn list(agent: &Agent, query: &str) -> Value {
    agent.get(&format!("/inboxes/1/templates?{query}")).is(200)
}

fn template(agent: &Agent, name: &str, language: &str) -> Value {
    let found = items(&list(agent, "limit=100")).into_iter();
    let mut found = found.filter(|one| one["name"] == name && one["language"] == language);
    found.next().unwrap_or(Value::Null)
}

/// Meta's record of a template.
fn at_meta(desk: &Desk, name: &str) -> String {
    let all = desk.whatsapp().controls("GET", "/templates", Value::Null).is(200);
    let mut all = all["templates"].as_array().expect("a list").iter();
    let found = all.find(|one| one["name"] == name).expect("a template");
    found["id"].as_str().expect("an id").to_owned()
}

fn changes(desk: &Desk, name: &str, change: Value) {
    let path = format!("/templates/{}", at_meta(desk, name));
    desk.whatsapp().controls("PUT", &path, change).is(200);
}

fn reaches(agent: &Agent, conversation: u64, entry: &Value, status: &str) {
    until(status, || agent.entry(conversation, &entry["id"])["delivery"]["status"] == status);
}

#[test]
fn a_new_inbox_lists_its_templates_with_what_must_be_filled_in() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let all = list(&ann, "limit=100");
    assert!(all["synced_at"].is_string() && all["failure"].is_null(), "{all}");
    let order = template(&ann, "order_update", "en_US");
    assert_eq!(order["status"], "approved");
    assert_eq!(order["sendable"], true);
    assert_eq!(order["parameter_format"], "positional");
    let parameters: Vec<_> = order["parameters"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["component"].clone(), one["index"].clone(), one["kind"].clone()))
        .collect();
    let expected = [
        ("header", 0, "image"),
        ("body", 0, "text"),
        ("body", 1, "text"),
        ("body", 2, "text"),
        ("button", 0, "text"),
    ];
    assert_eq!(parameters, expected.map(|(a, b, c)| (json!(a), json!(b), json!(c))));
    let named = template(&ann, "appointment_reminder", "pt_BR");
    assert_eq!(named["parameters"][0]["name"], "first_name");
    assert_eq!(named["parameters"][0]["example"], "Ana");
    let paused = template(&ann, "autumn_sale", "en_US");
    assert_eq!((&paused["status"], &paused["sendable"]), (&json!("paused"), &json!(false)));
    assert!(paused["reason"].as_str().is_some_and(|reason| reason.contains("paused")));
    let rejected = items(&list(&ann, "status=rejected"));
    assert_eq!(rejected.len(), 1);
    let found = items(&list(&ann, "q=APPOINTMENT"));
    assert_eq!(found.len(), 2, "in two languages");
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = list(&ann, &format!("limit=2{cursor}"));
        pages.extend(items(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&{}", query(&[("cursor", next)]));
    }
    assert_eq!(pages, items(&all), "the pages are the whole");
}

#[test]
fn an_approved_template_goes_out_when_nothing_else_may() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    desk.waits(hours(25));
    ann.signs_in_again();
    let c = number(&ann.lists("state=active")[0]["id"]).max(c);
    ann.tries_to_reply(c, "Here").refuses(409, "window_closed");
    let png = ann.uploads("order.png", PNG);
    let template = json!({
        "name": "order_update", "language": "en_US",
        "parameters": [
            {"component": "header", "attachment_id": png["id"]},
            "Joe", {"component": "body", "index": 1, "text": "860198"}, "Friday",
            {"component": "button", "index": 0, "text": "860198"},
        ],
    });
    let entry = ann.tries_to_send(c, json!({ "template": template })).is(201);
    assert_eq!(entry["text"], "Hi Joe, your order 860198 ships on Friday.");
    assert_eq!(entry["rich"]["type"], "template");
    assert_eq!(entry["rich"]["footer"], "Thank you for buying local");
    assert_eq!(entry["rich"]["template"]["buttons"], json!(["Track it", "Talk to us"]));
    assert_eq!(entry["attachments"][0]["name"], "order.png", "the header's picture");
    reaches(&ann, c, &entry, "delivered");
    let phone = joe.phone();
    let shown = phone.iter().rfind(|message| message["from"] == "business").expect("a message");
    assert_eq!(shown["type"], "template");
    let whole = shown["content"].to_string();
    assert!(whole.contains("Hi Joe, your order 860198 ships on Friday."), "{whole}");
    assert!(whole.contains("https://example.com/track/860198"), "{whole}");
}

#[test]
fn a_template_is_the_way_to_somebody_who_never_wrote() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let customer = whatsapp.customer("Kim");
    let kim = &customer.wa_id;
    let start =
        |template: Value| json!({"inbox_id": 1, "to": format!("+{kim}"), "template": template});
    let named = |name: &str, value: &str| json!({"component": "body", "name": name, "text": value});
    let template = json!({
        "name": "appointment_reminder", "language": "en_US",
        "parameters": [named("time", "10:30"), named("day", "Monday"), named("first_name", "Kim")],
    });
    let begun = ann.post("/conversations", start(template)).is(201);
    let c = number(&begun["id"]);
    assert_eq!(begun["state"], "pending");
    let text = "Hi Kim, we expect you on Monday at 10:30. Can you come?";
    assert_eq!(begun["preview"]["text"], text);
    let entry = ann.timeline(c).pop().expect("an entry");
    assert_eq!(entry["text"], text);
    reaches(&ann, c, &entry, "delivered");
    let window = || {
        let seen = ann.sees(c);
        (seen["has_written"].clone(), seen["window_closes_at"].is_string())
    };
    assert_eq!(window(), (json!(false), false), "there has been no time to answer in yet");
    assert_eq!(ann.lists_ids("sort=window&state=open"), Vec::<u64>::new());
    ann.tries_to_send(c, json!({"text": "Hello?"})).refuses(409, "template_needed");
    assert_eq!(customer.writes("Yes"), c);
    assert_eq!(window(), (json!(true), true));
    assert_eq!(ann.lists_ids("sort=window&state=open"), [c]);
    let missing = json!({"name": "appointment_reminder", "language": "en_US", "parameters": []});
    let other = json!({"inbox_id": 1, "to": "+44 7700 900999", "template": missing});
    let refused = ann.post("/conversations", other);
    assert_eq!(refused.json["field"], "template.parameters.0");
    refused.refuses(422, "invalid");
    assert!(ann.get("/contacts").is(200)["items"].as_array().is_some_and(|all| all.len() == 1));
}

#[test]
fn what_does_not_fit_a_template_is_refused_by_its_field() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    ann.accepts(c);
    let pdf = ann.uploads("a.pdf", b"%PDF-1.7 the rest of a document");
    let template = |name: &str, parameters: Value| {
        json!({"template": {
            "name": name, "language": "en_US", "parameters": parameters,
        }})
    };
    let sends = |body: Value| ann.tries_to_send(c, body);
    for (body, field) in [
        (template("no_such", json!([])), "template.name"),
        (template("order_update", json!([])), "template.parameters.0"),
        (template("hello_world", json!(["extra"])), "template.parameters.0"),
        (template("delivery_feedback", json!(["body?"])), "template.parameters.0"),
        (
            template("delivery_feedback", json!([{"component": "header", "text": "a\nb"}])),
            "template.parameters.0",
        ),
        (
            template("order_update", json!([{"component": "header", "attachment_id": pdf["id"]}])),
            "template.parameters.0",
        ),
        (
            template("order_update", json!([{"component": "header", "attachment_id": 999}])),
            "template.parameters.0",
        ),
        (
            template("hello_world", json!([{"component": "feet", "text": "x"}])),
            "template.parameters.0.component",
        ),
    ] {
        let refused = sends(body.clone());
        assert_eq!(refused.json["field"], field, "{body} {}", refused.text);
        refused.refuses(422, "invalid");
    }
    sends(template("autumn_sale", json!(["Sunday", "Joe"]))).refuses(409, "template_unusable");
    let mut worded = template("hello_world", json!([]));
    worded["text"] = json!("And this");
    assert_eq!(sends(worded).json["field"], "text");
    let mut with_file = template("hello_world", json!([]));
    with_file["attachment_ids"] = json!([pdf["id"]]);
    assert_eq!(sends(with_file).json["field"], "attachment_ids");
    assert_eq!(ann.timeline(c).len(), 3, "nothing of it was written down");
}

#[test]
fn what_meta_tells_of_a_template_holds_at_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let asked = desk.whatsapp().asked_for_templates();
    changes(&desk, "hello_world", json!({"status": "PAUSED", "quality": "RED"}));
    let hello = || template(&ann, "hello_world", "en_US");
    until("it is paused", || hello()["status"] == "paused" && hello()["quality"] == "red");
    assert_eq!(hello()["sendable"], false);
    assert_eq!(desk.whatsapp().asked_for_templates(), asked, "it is fetched a little later");
    desk.moves_the_clock(minutes(2));
    until("all are fetched", || desk.whatsapp().asked_for_templates() > asked);
    desk.has_fetched_templates();
    assert_eq!(hello()["status"], "paused");
}

#[test]
fn a_template_that_meta_pauses_on_the_way_fails_with_the_reason_and_is_no_longer_offered() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    ann.accepts(c);
    whatsapp.turns(json!({"delay_ms": 600_000}));
    changes(&desk, "hello_world", json!({"status": "PAUSED"}));
    let body = json!({"template": {"name": "hello_world", "language": "en_US"}});
    let entry = ann.tries_to_send(c, body.clone()).is(201);
    reaches(&ann, c, &entry, "failed");
    let delivery = ann.entry(c, &entry["id"])["delivery"].clone();
    assert_eq!(delivery["code"], 132_015);
    assert!(delivery["reason"].as_str().is_some_and(|reason| reason.contains("paused")));
    assert_eq!(template(&ann, "hello_world", "en_US")["status"], "paused");
    ann.tries_to_send(c, body).refuses(409, "template_unusable");
}

#[test]
fn it_is_fetched_by_hand_at_most_once_a_minute_and_what_is_gone_vanishes() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let graph = |method: &str, path: &str| desk.asks_graph(method, path);
    graph("DELETE", &format!("/v25.0/{WABA_ID}/message_templates?name=delivery_feedback")).is(200);
    let fetch = || ann.post("/inboxes/1/template-syncs", json!({}));
    assert_eq!(fetch().status, 202);
    let refused = fetch();
    assert!(!refused.header("retry-after").is_empty());
    refused.refuses(429, "too_many_attempts");
    until("it is gone", || template(&ann, "delivery_feedback", "en_US").is_null());
    desk.moves_the_clock(minutes(2));
    assert_eq!(fetch().status, 202);
    ann.get("/inboxes/9/templates").refuses(404, "not_found");
}

#[test]
fn what_was_never_fetched_or_grew_old_is_fetched_at_the_start() {
    let mut desk = Desk::open();
    let forgotten = desk.app().store.write_blocking(|writer| -> Result<(), store::Error> {
        // As an inbox is whose version knew no templates.
        for template in writer.templates(InboxId(1), None, 100)? {
            writer.remove_template(&template);
        }
        writer.remove_template_sync(InboxId(1));
        Ok(())
    });
    forgotten.expect("it is forgotten");
    assert!(items(&list(&desk.admin, "")).is_empty());
    desk.restarts();
    until("they are here", || !items(&list(&desk.admin, "")).is_empty());
    let asked = desk.whatsapp().asked_for_templates();
    desk.restarts();
    desk.whatsapp().customer("Joe").writes("Hello");
    assert_eq!(desk.whatsapp().asked_for_templates(), asked, "a fresh list is left alone");
    desk.moves_the_clock(minutes(61));
    desk.restarts();
    until("an old one is fetched", || desk.whatsapp().asked_for_templates() > asked);
}

#[test]
fn what_cannot_be_fetched_is_said_and_tried_again() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    whatsapp.breaks(json!([{"kind": "token_expired"}]));
    assert_eq!(ann.post("/inboxes/1/template-syncs", json!({})).status, 202);
    until("it failed", || list(&ann, "")["failure"].is_string());
    let page = list(&ann, "limit=100");
    assert!(page["failure"].as_str().is_some_and(|why| why.contains("token")), "{page}");
    assert!(!items(&page).is_empty(), "what was there stays");
    assert_eq!(desk.admin.get("/inboxes/1").is(200)["status"], "ok", "messages still go out");
    whatsapp.breaks(json!([]));
    desk.moves_the_clock(minutes(2));
    until("it went well", || list(&ann, "")["failure"].is_null());
}
