//! Buttons and lists go out, and what the customer taps comes back.

use crate::desk::*;
use serde_json::{Value, json};

fn last(customer: &Customer<'_>) -> Value {
    let from_business = customer.phone().into_iter().rfind(|m| m["from"] == "business");
    from_business.expect("a message")
}

fn is_there(agent: &Agent, conversation: u64, entry: &Value) {
    until("it is delivered", || {
        agent.entry(conversation, &entry["id"])["delivery"]["status"] == "delivered"
    });
}

#[test]
fn buttons_and_lists_go_out_and_the_entry_shows_them() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let joe_is = desk.whatsapp();
    let joe = joe_is.customer("Joe");
    let c = joe.writes("Hello");
    ann.accepts(c);
    let body = json!({
        "text": "Did it arrive?", "header": "Your order", "footer": "Shop",
        "buttons": [{"type": "reply", "title": "Yes", "payload": "yes"}, {"type": "reply", "title": "No"}],
    });
    let entry = ann.tries_to_send(c, body).is(201);
    assert_eq!(entry["rich"]["type"], "buttons");
    assert_eq!(entry["rich"]["buttons"][1]["payload"], "No", "without one, the title");
    is_there(&ann, c, &entry);
    let shown = last(&joe);
    assert_eq!(shown["type"], "interactive");
    assert!(shown["content"].to_string().contains("Did it arrive?"), "{shown}");
    let body = json!({
        "text": "Choose", "list": {"button": "Options", "sections": [
            {"title": "A", "rows": [{"id": "1", "title": "One", "description": "d"}]},
            {"title": "B", "rows": [{"title": "Two"}]},
        ]},
    });
    let entry = ann.tries_to_send(c, body).is(201);
    assert_eq!(entry["rich"]["list"]["sections"][1]["rows"][0]["id"], "Two");
    is_there(&ann, c, &entry);
    let page = json!({"text": "See", "buttons": [
        {"type": "url", "title": "Open", "url": "https://example.com"},
    ]});
    let entry = ann.tries_to_send(c, page).is(201);
    is_there(&ann, c, &entry);
}

#[test]
fn what_whatsapp_does_not_take_is_refused_by_its_field() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    ann.accepts(c);
    let reply = |title: &str| json!({"type": "reply", "title": title});
    let before = ann.timeline(c).len();
    for (body, field) in [
        (
            json!({"text": "t", "buttons": [reply("A"), reply("B"), reply("C"), reply("D")]}),
            "buttons",
        ),
        (json!({"text": "t", "buttons": [reply("A"), reply(&"x".repeat(21))]}), "buttons.1.title"),
        (json!({"text": "t", "buttons": [{"type": "spin", "title": "A"}]}), "buttons.0.type"),
        (json!({"text": "", "buttons": [reply("A")]}), "text"),
        (json!({"text": "t", "header": "h"}), "header"),
        (json!({"text": "t", "quick_replies": [{"title": "A"}]}), "quick_replies"),
        (json!({"cards": [{"title": "A", "subtitle": "b"}]}), "cards"),
        (json!({"text": "t", "list": {"button": "O", "sections": []}}), "list.sections"),
        (
            json!({"text": "t", "buttons": [reply("A")], "list": {"button": "O", "sections": []}}),
            "template",
        ),
    ] {
        let refused = ann.tries_to_send(c, body.clone());
        assert_eq!(refused.json["field"], field, "{body} {}", refused.text);
        refused.refuses(422, "invalid");
    }
    assert_eq!(ann.timeline(c).len(), before, "nothing of it was written down");
}
