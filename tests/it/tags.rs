//! Tags: renamed, merged, removed.

use crate::desk::*;
use deskbell::domain::TagId;
use deskbell::domain::tag::Tag;
use serde_json::{Value, json};

fn tag(agent: &Agent, name: &str) -> u64 {
    number(&agent.post("/tags", json!({"name": name})).is(201)["id"])
}

fn put_on(agent: &Agent, conversation: u64, tag: u64) {
    agent.put(&format!("/conversations/{conversation}/tags/{tag}"), json!({})).is(200);
}

/// Name and number of bearers of every tag.
fn tags(agent: &Agent) -> Vec<(String, u64)> {
    let all = items(&agent.get("/tags").is(200));
    let name = |tag: &Value| tag["name"].as_str().unwrap_or_default().to_owned();
    all.iter().map(|tag| (name(tag), number(&tag["conversation_count"]))).collect()
}

fn tags_of(agent: &Agent, conversation: u64) -> Vec<u64> {
    let conversation = agent.sees(conversation);
    conversation["tags"].as_array().expect("tags").iter().map(|tag| number(&tag["id"])).collect()
}

/// So many customers write at once.
fn conversations(desk: &Desk, count: u64) -> Vec<u64> {
    let at = desk.now().0 / 1000;
    let id = |number: u64| format!("wamid.many.{number}");
    let messages: Vec<Value> = (0..count)
        .map(|number| text(&id(number), &(447_700_900_000 + number).to_string(), "Hello", at))
        .collect();
    desk.whatsapp().delivers(&envelope(json!({"messages": messages}))).is(200);
    (0..count).map(|number| desk.whatsapp().conversation_with(&id(number))).collect()
}

#[test]
fn supervisors_rename_tags_and_no_two_have_one_name() {
    let desk = Desk::open();
    let (ann, eve) = (desk.agent("Ann"), desk.agent_in("Eve", "supervisor", &[1]));
    let (billing, refund) = (tag(&ann, "Billing"), tag(&ann, "Refund"));
    let path = format!("/tags/{billing}");
    ann.patch(&path, json!({"name": "Money"})).refuses(403, "forbidden");
    ann.post("/tags", json!({"name": "Shop", "predefined": true})).refuses(403, "forbidden");
    let sentence = eve.patch(&path, json!({"name": " refund "})).refuses(409, "name_taken");
    assert!(sentence.contains("Refund"), "{sentence}");
    let renamed = eve.patch(&path, json!({"name": "billing", "predefined": true})).is(200);
    assert_eq!((&renamed["name"], &renamed["predefined"]), (&json!("billing"), &json!(true)));
    assert_eq!(eve.patch(&path, json!({})).is(200), renamed);
    eve.patch(&path, json!({"name": ""})).refuses(422, "invalid");
    eve.patch("/tags/999", json!({"name": "x"})).refuses(404, "not_found");
    assert_eq!(tags(&eve), [("billing".to_owned(), 0), ("Refund".to_owned(), 0)]);
    let shown = items(&ann.get("/tags").is(200));
    assert!(shown[0]["conversation_count"].is_null(), "what one may not see is not counted");
    assert_ne!(billing, refund);
}

#[test]
fn a_tag_counts_its_conversations_and_can_be_removed_once_unused() {
    let desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let billing = tag(&eve, "Billing");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    eve.accepts(c);
    put_on(&eve, c, billing);
    eve.resolves(c, "done");
    assert_eq!(tags(&eve), [("Billing".to_owned(), 1)], "an ended one counts too");
    let path = format!("/tags/{billing}");
    desk.agent("Ann").delete(&path).refuses(403, "forbidden");
    let sentence = eve.delete(&path).refuses(409, "in_use");
    assert!(sentence.starts_with("1 conversation has"), "{sentence}");
    eve.delete(&format!("/conversations/{c}/tags/{billing}")).is(200);
    let mut live = Live::connects(&desk.http, &eve, None);
    assert_eq!(eve.delete(&path).status, 204);
    let removed = live.next();
    assert_eq!(removed["data"], json!({"what": "tag", "id": billing}), "{removed}");
    eve.delete(&path).refuses(404, "not_found");
    assert!(tags(&eve).is_empty());
}

#[test]
fn merging_gives_every_conversation_the_other_tag() {
    let desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let (old, new) = (tag(&eve, "Bill"), tag(&eve, "Billing"));
    // More than one slice, some ended, one with both.
    let all = conversations(&desk, 70);
    for (place, conversation) in all.iter().enumerate() {
        put_on(&eve, *conversation, old);
        if place % 10 == 0 {
            eve.resolves(*conversation, "done");
        }
    }
    put_on(&eve, all[1], new);
    let path = format!("/tags/{old}/merges");
    desk.agent("Ann").post(&path, json!({"into": new})).refuses(403, "forbidden");
    eve.post(&path, json!({"into": old})).refuses(422, "invalid");
    eve.post(&path, json!({"into": 999})).refuses(422, "invalid");
    let merged = eve.asks("POST", &path, Some(&json!({"into": new})), Some("once")).is(200);
    assert_eq!((number(&merged["id"]), number(&merged["conversation_count"])), (new, 70));
    assert_eq!(tags(&eve), [("Billing".to_owned(), 70)]);
    for conversation in &all {
        assert_eq!(tags_of(&eve, *conversation), [new]);
    }
    assert_eq!(eve.lists_ids(&format!("tag={new}&limit=100&state=resolved")).len(), 7);
    let again = eve.asks("POST", &path, Some(&json!({"into": new})), Some("once")).is(200);
    assert_eq!(again, merged, "repeating it is harmless");
    eve.post(&path, json!({"into": new})).refuses(404, "not_found");
}

#[test]
fn a_merge_that_was_broken_off_goes_on_at_the_next_start() {
    let mut desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let (old, new) = (tag(&eve, "Bill"), tag(&eve, "Billing"));
    let all = conversations(&desk, 3);
    put_on(&eve, all[0], old);
    put_on(&eve, all[1], old);
    let marked = desk.app().store.write_blocking(move |writer| {
        let tag = writer.find::<Tag>(TagId(old))?.expect("the tag");
        writer.save_tag(&Tag { merging_into: Some(TagId(new)), ..tag })
    });
    marked.expect("marked as the request would, and no more");
    assert_eq!(tags(&eve), [("Billing".to_owned(), 0)], "what is leaving cannot be chosen");
    put_on(&eve, all[2], old);
    assert_eq!(tags_of(&eve, all[2]), [new], "who still puts it on gets the other");
    eve.delete(&format!("/tags/{new}")).refuses(409, "merging");
    eve.post(&format!("/tags/{new}/merges"), json!({"into": old})).refuses(422, "invalid");
    desk.restarts();
    until("the merge is over", || tags(&eve) == [("Billing".to_owned(), 3)]);
    assert_eq!(tags_of(&eve, all[0]), [new]);
    let view = desk.app().store.view().expect("a view");
    assert!(view.find::<Tag>(TagId(old)).expect("readable").is_none());
}
