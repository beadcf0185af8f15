//! The same act on many conversations.

use crate::desk::*;
use serde_json::{Value, json};

fn acts(agent: &Agent, ids: &[u64], action: Value) -> Vec<(u64, Value)> {
    let body = json!({"ids": ids, "action": action});
    let answer = agent.post("/conversations/bulk", body).is(200);
    items(&answer)
        .iter()
        .map(|item| {
            assert_eq!(item["ok"], item["code"].is_null(), "{item}");
            assert_eq!(item["detail"].is_string(), item["code"].is_string(), "{item}");
            (number(&item["id"]), item["code"].clone())
        })
        .collect()
}

#[test]
fn each_is_done_by_itself_and_refused_by_itself() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let sales = desk.queue("Sales");
    let whatsapp = desk.whatsapp();
    let one = whatsapp.customer("Joe").writes("One");
    let two = whatsapp.customer("Kim").writes("Two");
    let hidden = whatsapp.customer("Lu").writes("Three");
    desk.admin.transfers_to_queue(hidden, sales);
    ann.resolves(two, "done");
    let ids = [one, two, hidden, 999, one];
    let done = acts(&ann, &ids, json!({"type": "resolve", "note": "spam"}));
    assert_eq!(
        done,
        [
            (one, Value::Null),
            (two, json!("closed")),
            (hidden, json!("not_found")),
            (999, json!("not_found")),
        ]
    );
    assert_eq!(ann.sees(one)["resolution"]["note"], "spam");
    assert_eq!(desk.admin.sees(hidden)["state"], "queued");
}

#[test]
fn what_one_may_do_alone_one_may_do_to_many() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let sue = desk.agent_in("Sue", "supervisor", &[]);
    let sales = desk.queue("Sales");
    let whatsapp = desk.whatsapp();
    let one = whatsapp.customer("Joe").writes("One");
    let two = whatsapp.customer("Kim").writes("Two");
    let ids = [one, two];
    let all = |code: Value| vec![(one, code.clone()), (two, code)];
    let done = || all(Value::Null);
    let assign = |to: u64| json!({"type": "assign", "agent_id": to});
    assert_eq!(acts(&ann, &ids, assign(ben.id)), all(json!("forbidden")));
    assert_eq!(acts(&sue, &ids, assign(ben.id)), done());
    assert_eq!(acts(&ann, &ids, assign(ann.id)), all(json!("already_assigned")));
    let transfer = json!({"type": "transfer", "agent_id": ann.id, "note": "yours"});
    assert_eq!(acts(&ben, &ids, transfer), done());
    assert_eq!(ann.sees(two)["agent_id"], ann.id);
    let tag = number(&ann.post("/tags", json!({"name": "Billing"})).is(201)["id"]);
    let label = number(&items(&ann.get("/labels").is(200))[0]["id"]);
    for kind in ["tag", "tag", "label"] {
        let action = json!({"type": kind, "tag_id": tag, "label_id": label});
        assert_eq!(acts(&ann, &ids, action), done());
    }
    assert_eq!(ann.lists_ids(&format!("tag={tag}&label={label}")).len(), 2);
    assert_eq!(acts(&ann, &ids, json!({"type": "untag", "tag_id": tag})), done());
    assert_eq!(acts(&ann, &ids, json!({"type": "unlabel", "label_id": label})), done());
    assert_eq!(ann.lists_ids(&format!("tag={tag}")), [0; 0]);
    assert_eq!(acts(&ann, &ids, json!({"type": "tag", "tag_id": 99})), all(json!("not_found")));
    assert_eq!(acts(&ann, &ids, json!({"type": "read"})), done());
    assert_eq!(ann.lists_ids("unread=true"), [0; 0]);
    assert_eq!(acts(&ann, &ids, json!({"type": "unread"})), done());
    assert_eq!(ann.lists_ids("unread=true").len(), 2);
    assert_eq!(acts(&ann, &ids, json!({"type": "snooze"})), done());
    assert_eq!(ann.lists_ids("snoozed=true").len(), 2);
    assert_eq!(acts(&ann, &ids, json!({"type": "unsnooze"})), done());
    assert_eq!(ann.lists_ids("snoozed=true"), [0; 0]);
    let past = json!({"type": "snooze", "until": "2020-01-01T00:00:00Z"});
    assert_eq!(acts(&ann, &ids, past), all(json!("invalid")));
    let transfer = json!({"type": "transfer", "queue_id": sales});
    assert_eq!(acts(&ann, &ids, transfer), done());
    assert_eq!(acts(&ann, &ids, json!({"type": "read"})), all(json!("not_found")), "out of sight");
}

#[test]
fn a_repeated_request_gives_the_first_answer() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let one = whatsapp.customer("Joe").writes("One");
    let body = json!({"ids": [one, 99], "action": {"type": "resolve", "note": "spam"}});
    let ask = || desk.admin.asks("POST", "/conversations/bulk", Some(&body), Some("k")).is(200);
    let first = ask();
    assert_eq!(first["items"][0]["ok"], true);
    assert_eq!(ask(), first);
    assert_eq!(desk.admin.reads(one).len(), 3, "resolved once");
}

#[test]
fn an_act_that_makes_no_sense_is_refused_as_a_whole() {
    let desk = Desk::open();
    let many: Vec<u64> = (1..=201).collect();
    for body in [
        json!({"ids": [], "action": {"type": "read"}}),
        json!({"ids": many, "action": {"type": "read"}}),
        json!({"ids": [1], "action": {"type": "explode"}}),
        json!({"ids": [1], "action": {"type": "tag"}}),
        json!({"ids": [1], "action": {"type": "assign"}}),
        json!({"ids": [1], "action": {"type": "transfer"}}),
        json!({"ids": [1], "action": {"type": "snooze", "until": "soon"}}),
    ] {
        desk.admin.post("/conversations/bulk", body).refuses(422, "invalid");
    }
}
