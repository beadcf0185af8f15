//! What did not get through is sent again, and only that; what may have, only if somebody says so.

use crate::desk::*;
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest of a picture";
const PDF: &[u8] = b"%PDF-1.7 the rest of a document";

fn resends(agent: &Agent, conversation: u64, entry: &Value, body: Value) -> Answer {
    agent.post(&format!("/conversations/{conversation}/timeline/{}/resends", entry["id"]), body)
}

fn is(agent: &Agent, conversation: u64, entry: &Value, status: &str) {
    until(status, || agent.entry(conversation, &entry["id"])["delivery"]["status"] == status);
}

#[test]
fn a_failed_message_is_sent_again_as_a_new_one_that_knows_the_old() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    whatsapp.turns(json!({"fail_after_sent_rate": 1.0}));
    let entry = ann.replies(c, "On its way.");
    assert_eq!(ann.sees(c)["last_message_failed"], false);
    let before = desk.newest_change();
    is(&ann, c, &entry, "failed");
    assert_eq!(ann.entry(c, &entry["id"])["delivery"]["code"], 131_026);
    let told = desk.admin.get(&format!("/events?after={before}&limit=100")).is(200);
    let says = |event: &&Value| event["data"]["last_message_failed"] == true;
    let told = items(&told).iter().filter(says).count();
    assert_eq!(told, 1, "lists hear of it when the report comes");
    assert_eq!(ann.sees(c)["last_message_failed"], true);
    whatsapp.turns(json!({"fail_after_sent_rate": 0.0}));
    resends(&ben, c, &entry, json!({})).refuses(409, "not_yours");
    let again = resends(&ann, c, &entry, json!({})).is(201);
    assert_eq!((&again["text"], &again["resend_of"]), (&json!("On its way."), &entry["id"]));
    assert_eq!(ann.entry(c, &entry["id"])["resent_as"], again["id"]);
    is(&ann, c, &again, "delivered");
    assert_eq!(ann.sees(c)["last_message_failed"], false, "it has got through by now");
    assert_eq!(joe.has_received(), ["On its way."]);
    resends(&ann, c, &entry, json!({})).refuses(409, "already_resent");
    resends(&ann, c, &again, json!({})).refuses(409, "not_failed");
    let asked = &ann.timeline(c)[1];
    resends(&ann, c, asked, json!({})).refuses(404, "not_found");
}

#[test]
fn of_several_pieces_only_what_did_not_arrive_goes_out_again() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("May I see it?");
    ann.accepts(c);
    let (png, pdf) = (ann.uploads("a.png", PNG), ann.uploads("a.pdf", PDF));
    whatsapp.breaks(json!([{"kind": "slow_answer", "count": 1, "milliseconds": 3000}]));
    let body = json!({"text": "Look", "attachment_ids": [png["id"], pdf["id"]]});
    let entry = ann.tries_to_send(c, body).is(201);
    until("the first piece is there", || joe.has_received().len() == 1);
    whatsapp.breaks(json!([{"kind": "html_page", "count": 1}]));
    is(&ann, c, &entry, "unknown");
    let parts = ann.entry(c, &entry["id"])["delivery"]["parts"].clone();
    assert_eq!(
        (&parts[0]["status"], &parts[1]["status"]),
        (&json!("delivered"), &json!("unknown"))
    );
    let why = resends(&ann, c, &entry, json!({})).refuses(409, "fate_unknown");
    assert!(why.contains("twice"), "{why}");
    let again = resends(&ann, c, &entry, json!({"accept_doubt": true})).is(201);
    assert_eq!((&again["text"], &again["attachments"][0]["name"]), (&json!(""), &json!("a.pdf")));
    assert_eq!(again["attachments"].as_array().map(Vec::len), Some(1));
    assert_ne!(again["attachments"][0]["id"], pdf["id"], "a record of its own");
    is(&ann, c, &again, "delivered");
    assert_eq!(joe.has_received().len(), 2);
}
