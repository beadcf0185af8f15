//! Events tested against a reload: whatever a browser would fetch anew after an act was announced,
//! in exactly that form, and nothing else was.

use crate::desk::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything that an agent's browser may hold, by kind and id.
type Everything = BTreeMap<(String, u64), Value>;

fn everything(agent: &Agent) -> Everything {
    let mut all = Everything::new();
    let lists = ["contact", "agent", "queue", "inbox", "tag", "label", "canned_message"];
    for kind in lists {
        let path = match kind {
            "queue" => "/queues".to_owned(),
            "inbox" => "/inboxes".to_owned(),
            "canned_message" => "/canned-messages".to_owned(),
            kind => format!("/{kind}s"),
        };
        for mut item in items(&agent.get(&path).is(200)) {
            // When an inbox last heard something changes with every message: no event is made of it.
            item.as_object_mut().expect("an object").remove("last_inbound_at");
            all.insert((kind.to_owned(), number(&item["id"])), item);
        }
    }
    for conversation in agent.lists("") {
        let id = number(&conversation["id"]);
        assert_eq!(conversation, agent.sees(id), "lists and single answers agree");
        for entry in agent.timeline(id) {
            all.insert(("entry".to_owned(), number(&entry["id"])), entry);
        }
        all.insert(("conversation".to_owned(), id), conversation);
    }
    for notice in items(&agent.get("/me/notices?limit=100").is(200)) {
        all.insert(("notice".to_owned(), number(&notice["id"])), notice);
    }
    all
}

/// Whatever was told before and is not among what is said to be unseen is seen from now on.
fn see(told: &Everything, announced: &mut Everything, event: &Value) {
    let unseen = event["data"]["unseen_ids"].as_array().expect("a list");
    let now = told.iter().filter(|((kind, id), notice)| {
        kind == "notice" && notice["is_seen"] == false && !unseen.contains(&json!(id))
    });
    for (thing, notice) in now {
        let mut notice = notice.clone();
        notice["is_seen"] = json!(true);
        announced.insert(thing.clone(), notice);
    }
}

/// Does something, and compares what it changed with what was announced meanwhile.
#[track_caller]
fn is_announced<T>(desk: &Desk, agent: &Agent, act: impl FnOnce() -> T) -> T {
    let before = everything(agent);
    let mut live = Live::connects(&desk.http, agent, None);
    let result = act();
    let newest = desk.newest_change();
    let after = everything(agent);
    assert_eq!(desk.newest_change(), newest, "nothing more was under way");
    let mut announced = Everything::new();
    for event in if newest > live.hello { live.up_to(newest) } else { Vec::new() } {
        let (kind, id) = about(&event);
        if kind == "notices_seen" {
            see(&before, &mut announced, &event);
        }
        if let Some(kind) = kind.strip_suffix("_changed").filter(|kind| *kind != "read_mark") {
            let mut data = event["data"].clone();
            data.as_object_mut().expect("an object").remove("last_inbound_at");
            announced.insert((kind.to_owned(), id), data);
        }
    }
    let changed: Everything =
        after.into_iter().filter(|(thing, now)| before.get(thing) != Some(now)).collect();
    assert!(!changed.is_empty(), "it changed something");
    let things = |all: &Everything| all.keys().cloned().collect::<Vec<_>>();
    let unneeded: Vec<_> =
        announced.iter().filter(|(thing, now)| before.get(*thing) == Some(now)).collect();
    assert!(unneeded.is_empty(), "announced, but as it was: {unneeded:#?}");
    assert_eq!(things(&announced), things(&changed));
    assert_eq!(announced, changed);
    result
}

#[test]
fn whatever_an_act_changes_is_announced_as_a_reload_shows_it() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    whatsapp.turns(json!({"sent_after_ms": 3_600_000}));
    // Of an inbox's first message ever more is told than of any other.
    whatsapp.customer("Eve").writes("Are you open?");
    let joe = whatsapp.customer("Joe");
    let c = is_announced(&desk, &ben, || joe.writes("Where is my order?"));
    is_announced(&desk, &ben, || ann.accepts(c));
    is_announced(&desk, &ann, || joe.writes("Hello?"));
    is_announced(&desk, &ann, || {
        let entry = ann.replies(c, "On its way.");
        until("it is sent", || ann.entry(c, &entry["id"])["delivery"]["status"] == "sent");
    });
    is_announced(&desk, &ben, || ann.notes(c, "He is in a hurry."));
    let tag = is_announced(&desk, &ben, || ann.post("/tags", json!({"name": "Hurry"})).is(201));
    let path = format!("/conversations/{c}/tags/{}", tag["id"]);
    is_announced(&desk, &ben, || ann.put(&path, json!({})).is(200));
    is_announced(&desk, &ann, || ann.transfers_to(c, &ben));
    let mention = json!({"text": "@Ben look", "mentions": [ben.id]});
    let notes = format!("/conversations/{c}/notes");
    is_announced(&desk, &ben, || ann.post(&notes, mention).is(201));
    let seen = json!({"up_to": 2});
    is_announced(&desk, &ben, || ben.put("/me/notices/seen", seen).is(204));
    is_announced(&desk, &ann, || ben.transfers_to_queue(c, 1));
    is_announced(&desk, &ben, || ben.accepts(c));
    is_announced(&desk, &ann, || ben.resolves(c, "parcel found"));
    is_announced(&desk, &ann, || ben.takes_back_the_resolution(c).is(200));
    is_announced(&desk, &ann, || ben.resolves(c, "really"));
    is_announced(&desk, &ann, || joe.writes("It came broken."));
    let away = json!({"availability": "away"});
    is_announced(&desk, &ben, || ann.asks("PATCH", "/me", Some(&away), None).is(200));
    let inbox = json!({"name": "Another name"});
    let admin = &desk.admin;
    is_announced(&desk, &ben, || admin.asks("PATCH", "/inboxes/1", Some(&inbox), None).is(200));
    is_announced(&desk, admin, || admin.post("/queues", json!({"name": "Sales"})).is(201));
    is_announced(&desk, admin, || {
        let body = json!({"name": "Eve", "email": "eve@example.com", "password": PASSWORD, "queue_ids": [1]});
        admin.post("/agents", body).is(201)
    });
}

#[test]
fn what_time_does_is_announced_too() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Anybody there?");
    let start = desk.newest_change();
    desk.waits(hours(24));
    let events = items(&desk.admin.get(&format!("/events?after={start}&limit=100")).is(200));
    let told = events.iter().find(|event| about(event) == ("conversation_changed".to_owned(), c));
    assert_eq!(told.expect("it was told")["data"], desk.admin.sees(c));
    assert!(events.iter().any(|event| about(event).0 == "queue_changed"), "{events:?}");
    let lines = |event: &&Value| event["data"]["activity"]["type"] == "abandoned";
    assert_eq!(events.iter().filter(lines).count(), 1);
}
