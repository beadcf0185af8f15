//! Finding again what was written.

use crate::desk::*;
use serde_json::{Value, json};

fn marked(hit: &Value) -> Vec<String> {
    let pieces = hit["snippet"].as_array().expect("pieces").iter();
    let marked = pieces.filter(|piece| piece["mark"] == true);
    marked.map(|piece| piece["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn finds(agent: &Agent, words: &str, kind: &str) -> Value {
    eventually(&format!("“{words}” is found as {kind}"), || {
        items(&agent.searches(words)).into_iter().find(|hit| hit["kind"] == kind)
    })
}

#[test]
fn messages_notes_conversations_and_contacts_are_found_and_what_matched_is_marked() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe Quimby");
    let c = joe.writes("Where is my Übergrößenpaket?");
    ann.accepts(c);
    ann.replies(c, "The zeppelin brings it.");
    ann.notes(c, "He likes marzipan.");

    let message = finds(&ann, "ubergrossenp", "message");
    assert_eq!(marked(&message), ["Übergrößenpaket"], "folded, and as it is being typed");
    assert_eq!(message["conversation"]["id"], c);
    assert_eq!(message["entry_id"], ann.timeline(c)[1]["id"]);
    assert_eq!(marked(&finds(&ann, "zeppelin", "message")), ["zeppelin"]);
    assert_eq!(marked(&finds(&ann, "marzipan", "note")), ["marzipan"]);
    assert_eq!(finds(&ann, "quimby", "contact")["contact"]["name"], "Joe Quimby");
    assert_eq!(finds(&ann, &format!("#{c}"), "conversation")["conversation"]["id"], c);
    let digits = joe.wa_id.clone();
    let spaced = format!("+{} {} {}", &digits[..1], &digits[1..4], &digits[4..]);
    assert_eq!(finds(&ann, &spaced, "contact")["contact"]["name"], "Joe Quimby");
    assert_eq!(ann.searches("nowhere to be found at all")["total"], 0);
}

#[test]
fn results_come_page_by_page_each_once() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    for n in 0..23 {
        joe.posts(&format!("A wombat, number {n}"));
    }
    until("all are found", || desk.admin.searches("wombat")["total"] == 23);
    let mut seen: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = desk.admin.get(&format!("/search?q=wombat&limit=5{cursor}")).is(200);
        let hits = items(&page);
        assert!(hits.len() <= 5);
        seen.extend(hits.iter().map(|hit| hit["entry_id"].clone()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&{}", query(&[("cursor", next)])),
            None => break,
        }
    }
    let different: std::collections::BTreeSet<u64> = seen.iter().map(number).collect();
    assert_eq!((seen.len(), different.len()), (23, 23));
}

#[test]
fn a_lost_index_fills_itself_again() {
    let mut desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my zeppelin?");
    desk.admin.notes(c, "He likes marzipan.");
    finds(&desk.admin, "marzipan", "note");
    desk.stops();
    std::fs::remove_dir_all(desk.data().join("index")).expect("the index goes");
    desk.starts_again();
    assert_eq!(marked(&finds(&desk.admin, "zeppelin", "message")), ["zeppelin"]);
    finds(&desk.admin, "marzipan", "note");
    finds(&desk.admin, "joe", "contact");
    assert_eq!(desk.admin.searches("zeppelin")["total"], 1, "once");
}

#[test]
fn a_question_may_contain_anything() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    whatsapp.customer("Joe").writes("Where is my order?");
    finds(&desk.admin, "order", "message");
    let long = "a ".repeat(300);
    for words in ["", " ", "\"", "*", "order AND", "+-(){}[]^~?:\\/", "text:order", "#", "+", &long]
    {
        let found = desk.admin.searches(words);
        assert!(found["items"].is_array(), "{words}: {found}");
    }
    let tag = desk.admin.post("/tags", json!({"name": "order"})).is(201);
    assert!(tag["id"].is_number());
}

#[test]
fn terms_between_the_words_narrow_down_where_they_are_looked_for() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann Lee"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let mine = whatsapp.customer("Joe").writes("A wombat for me");
    let his = whatsapp.customer("Zoe").writes("A wombat for him");
    ann.accepts(mine);
    ben.accepts(his);
    let tag = number(&desk.admin.post("/tags", json!({"name": "Refund"})).is(201)["id"]);
    desk.admin.put(&format!("/conversations/{mine}/tags/{tag}"), json!({})).is(200);
    ann.notes(mine, "The wombat is on its way.");
    until("all is found", || desk.admin.searches("wombat")["total"] == 3);
    let found = |text: &str| desk.admin.searches(text)["total"].clone();
    for (text, total) in [
        ("tag:refund wombat", 2),
        ("wombat tag:ref", 2),
        ("agent:\"Ann Lee\" wombat", 2),
        ("agent:ben wombat", 1),
        ("agent:ben tag:refund wombat", 0),
        ("in:notes wombat", 1),
        ("is:open wombat", 3),
        ("is:resolved wombat", 0),
        ("channel:whatsapp wombat", 3),
        ("channel:email wombat", 0),
        ("after:2020-01-01 wombat", 3),
        ("before:2020-01-01 wombat", 0),
        ("tag:refund", 1),
        ("is:open", 2),
    ] {
        assert_eq!(found(text), total, "{text}");
    }
    assert_eq!(ann.searches("agent:me wombat")["total"], 2);
    // Terms alone are found in the lists, page by page, the newest activity first.
    let path = |cursor: &str| format!("/search?q=is:open&limit=1{cursor}");
    let page = desk.admin.get(&path("")).is(200);
    let cursor = page["next_cursor"].as_str().expect("there is more").to_owned();
    let last =
        desk.admin.get(&path(&format!("&{}", query(&[("cursor", cursor.as_str())])))).is(200);
    let ids = [&page, &last].map(|page| page["items"][0]["conversation"]["id"].clone());
    assert!(ids.contains(&json!(mine)) && ids.contains(&json!(his)), "each once: {ids:?}");
    assert_eq!((&last["next_cursor"], &last["total"]), (&Value::Null, &json!(2)));
    assert_eq!(found("in:contacts"), 2);
    for none in ["in:contacts tag:refund", "in:contacts is:open joe"] {
        assert_eq!(found(none), 0, "{none}: a contact is in no state and has no tag");
    }
    assert_eq!(marked(&finds(&ann, "tag:refund womb", "message")), ["wombat"]);
    let both = desk.admin.searches("tag:refund tag:refnd wombat");
    assert_eq!((&both["total"], &both["unknown_terms"]), (&json!(2), &json!(["tag:refnd"])));
    let odd = desk.admin.searches("tag:refnd wombat");
    assert_eq!((&odd["total"], &odd["unknown_terms"]), (&json!(3), &json!(["tag:refnd"])));
    let twice = desk.admin.searches("tag:refund tag:refnd wombat");
    assert_eq!((&twice["total"], &twice["unknown_terms"]), (&json!(2), &json!(["tag:refnd"])));
}
