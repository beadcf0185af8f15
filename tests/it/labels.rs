//! Labels: four come with the product, supervisors make more.

use crate::desk::*;
use deskbell::domain::LabelId;
use deskbell::domain::label::Label;
use serde_json::{Value, json};

fn names(agent: &Agent) -> Vec<String> {
    let all = items(&agent.get("/labels").is(200));
    all.iter().map(|label| label["name"].as_str().unwrap_or_default().to_owned()).collect()
}

const BUILT_IN: [&str; 4] = ["Follow-up Required", "Escalated", "Bug Report", "Feature Request"];

#[test]
fn supervisors_make_rename_and_recolour_labels() {
    let desk = Desk::open();
    let (ann, eve) = (desk.agent("Ann"), desk.agent_in("Eve", "supervisor", &[1]));
    assert_eq!(names(&ann), BUILT_IN);
    let body = json!({"name": "VIP", "colour": "violet"});
    ann.post("/labels", body.clone()).refuses(403, "forbidden");
    let made = eve.asks("POST", "/labels", Some(&body), Some("key")).is(201);
    assert_eq!(eve.asks("POST", "/labels", Some(&body), Some("key")).is(201), made);
    eve.post("/labels", json!({"name": "vip", "colour": "red"})).refuses(409, "name_taken");
    let answer = eve.post("/labels", json!({"name": "X", "colour": "pink"}));
    assert!(answer.refuses(422, "invalid").contains("violet"));
    let path = format!("/labels/{}", made["id"]);
    ann.patch(&path, json!({"colour": "red"})).refuses(403, "forbidden");
    eve.patch(&path, json!({"name": "Escalated"})).refuses(409, "name_taken");
    let mut live = Live::connects(&desk.http, &ann, None);
    let changed = eve.patch(&path, json!({"name": "Very important", "colour": "teal"})).is(200);
    assert_eq!(changed["colour"], "teal");
    assert_eq!(live.next()["data"], changed);
}

#[test]
fn removing_a_label_takes_it_off_everywhere() {
    let desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello");
    let label = items(&eve.get("/labels").is(200))[0]["id"].clone();
    eve.put(&format!("/conversations/{c}/labels/{label}"), json!({})).is(200);
    assert_eq!(eve.lists_ids(&format!("label={label}")), [c]);
    let path = format!("/labels/{label}");
    desk.agent("Ann").delete(&path).refuses(403, "forbidden");
    assert_eq!(eve.delete(&path).status, 204);
    assert_eq!(names(&eve), BUILT_IN[1..]);
    assert_eq!(eve.sees(c)["labels"], json!([]));
    eve.delete(&path).refuses(404, "not_found");
    eve.put(&format!("/conversations/{c}/labels/{label}"), json!({})).refuses(404, "not_found");
}

#[test]
fn a_removal_that_was_broken_off_goes_on_at_the_next_start() {
    let mut desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let c = {
        let whatsapp = desk.whatsapp();
        whatsapp.customer("Joe").writes("Hello")
    };
    eve.put(&format!("/conversations/{c}/labels/1"), json!({})).is(200);
    let marked = desk.app().store.write_blocking(|writer| {
        let label = writer.find::<Label>(LabelId(1))?.expect("the label");
        writer.save_label(&Label { is_leaving: true, ..label })
    });
    marked.expect("marked as the request would, and no more");
    eve.put(&format!("/conversations/{c}/labels/1"), json!({})).refuses(404, "not_found");
    desk.restarts();
    until("the label is off", || eve.sees(c)["labels"] == json!([]));
    assert_eq!(names(&eve), BUILT_IN[1..]);
    assert_ne!(eve.get("/labels").is(200)["items"], Value::Null);
}

#[test]
fn a_timeline_names_tags_and_labels_that_are_no_longer_there() {
    let desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let c = desk.whatsapp().customer("Joe").writes("Hello");
    let tag = |name: &str| number(&eve.post("/tags", json!({"name": name})).is(201)["id"]);
    let (refund, money) = (tag("Refund"), tag("Money"));
    let path = |rest: String| format!("/conversations/{c}/{rest}");
    eve.put(&path(format!("tags/{refund}")), json!({})).is(200);
    eve.put(&path("labels/1".to_owned()), json!({})).is(200);
    eve.delete(&path("labels/1".to_owned())).is(200);
    eve.delete("/labels/1").is(204);
    eve.post(&format!("/tags/{refund}/merges"), json!({"into": money})).is(200);
    eve.delete(&path(format!("tags/{money}"))).is(200);
    eve.patch(&format!("/tags/{money}"), json!({"name": "Payments"})).is(200);
    let told = |event: &Value| {
        let activity = &event["activity"];
        let name = activity["tag"].as_str().or(activity["label"].as_str())?;
        Some(format!("{} {name}", activity["type"].as_str()?))
    };
    let lines: Vec<String> = eve.timeline(c).iter().filter_map(told).collect();
    let label = BUILT_IN[0];
    assert_eq!(
        lines,
        [
            "tagged Refund".to_owned(),
            format!("labelled {label}"),
            format!("unlabelled {label}"),
            "untagged Payments".to_owned(),
        ]
    );
}
