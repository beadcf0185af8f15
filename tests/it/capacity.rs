//! How many conversations an agent holds at once, and who may go beyond what was agreed.

use crate::desk::*;
use serde_json::json;

/// Somebody of the first queue, beside the admin, with room for one.
fn with_room_for_one(desk: &Desk) -> Agent {
    let ann = colleague(desk, "Ann", 1);
    desk.admin.patch("/queues/1", json!({"member_ids": [1, ann.id]})).is(200);
    ann
}

#[test]
fn the_workspace_may_refuse_more_than_agreed() {
    let desk = Desk::open();
    desk.admin.sets(json!({"refuses_over_capacity": true}));
    let ann = with_room_for_one(&desk);
    let whatsapp = desk.whatsapp();
    let (first, second) =
        (whatsapp.customer("Joe").writes("One"), whatsapp.customer("Kim").writes("Two"));
    ann.accepts(first);
    let path = format!("/conversations/{second}/assignment");
    let why =
        ann.post(&path, json!({"agent": "me", "over_capacity": true})).refuses(409, "at_capacity");
    assert!(why.contains("1 of 1"), "{why}");
    desk.admin.sets(json!({"refuses_over_capacity": false}));
    ann.post(&path, json!({"agent": "me", "over_capacity": true})).is(201);
}

#[test]
fn nobody_takes_more_than_the_workspace_allows_by_transferring_to_himself() {
    let desk = Desk::open();
    desk.admin.sets(json!({"refuses_over_capacity": true}));
    let ann = with_room_for_one(&desk);
    let whatsapp = desk.whatsapp();
    let [mine, theirs] = ["Joe", "Kim"].map(|name| whatsapp.customer(name).writes("Hello?"));
    ann.accepts(mine);
    desk.admin.accepts(theirs);
    let body = json!({"agent_id": ann.id, "over_capacity": true});
    ann.tries_to_transfer(theirs, body.clone()).refuses(409, "at_capacity");
    desk.admin.tries_to_transfer(theirs, body).is(201);
    assert_eq!(holder(&desk, theirs), Some(ann.id), "somebody else gives it on purpose");
    ann.resolves(mine, "");
    ann.transfers_to_queue(theirs, 1);
    desk.admin.accepts(theirs);
    ann.tries_to_transfer(theirs, json!({"agent_id": ann.id})).is(201);
}

#[test]
fn who_takes_up_again_what_has_ended_is_asked_as_who_accepts_is() {
    let desk = Desk::open();
    let ann = with_room_for_one(&desk);
    let whatsapp = desk.whatsapp();
    let [ended, now] = ["Joe", "Kim"].map(|name| whatsapp.customer(name).writes("Hello?"));
    ann.accepts(ended);
    ann.resolves(ended, "");
    ann.accepts(now);
    desk.moves_the_clock(minutes(2));
    let why = ann.takes_back_the_resolution(ended).refuses(409, "over_capacity");
    assert!(why.contains("1 of 1") && why.ends_with("take one more?"), "{why}");
    assert_eq!(ann.sees(ended)["state"], "resolved");
    let on_purpose = format!("/conversations/{ended}/resolution?over_capacity=true");
    desk.admin.sets(json!({"refuses_over_capacity": true}));
    ann.delete(&on_purpose).refuses(409, "at_capacity");
    desk.admin.sets(json!({"refuses_over_capacity": false}));
    assert_eq!(ann.delete(&on_purpose).is(200)["agent_id"], ann.id);
}

#[test]
fn what_is_undone_within_a_minute_is_as_before_however_full_one_is_by_then() {
    let desk = Desk::open();
    desk.admin.sets(json!({"refuses_over_capacity": true}));
    let ann = with_room_for_one(&desk);
    let whatsapp = desk.whatsapp();
    let [ended, now] = ["Joe", "Kim"].map(|name| whatsapp.customer(name).writes("Hello?"));
    ann.accepts(ended);
    ann.resolves(ended, "by mistake");
    ann.accepts(now);
    assert_eq!(ann.takes_back_the_resolution(ended).is(200)["agent_id"], ann.id);
}

#[test]
fn a_transfer_beyond_what_was_agreed_is_made_on_purpose() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 1), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let full = whatsapp.customer("Kim").writes("Hello?");
    ben.accepts(full);
    ben.transfers_to(full, &ann);
    let c = whatsapp.customer("Joe").writes("Hello?");
    ben.accepts(c);
    let mut body = json!({"agent_id": ann.id, "note": "He is angry."});
    ben.tries_to_transfer(c, body.clone()).refuses(409, "over_capacity");
    assert_eq!(holder(&desk, c), Some(ben.id));
    body["over_capacity"] = json!(true);
    ben.tries_to_transfer(c, body).is(201);
    let told = ann.timeline(c).pop().expect("a line");
    assert_eq!(told["activity"]["note"], "He is angry.");
}

#[test]
fn who_may_hold_more_is_given_what_waits_at_once() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 1);
    line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let given: Vec<u64> =
        (0..4).map(|n| whatsapp.customer(&format!("Joe {n}")).writes("Hello?")).collect();
    let has = || given.iter().filter(|c| holder(&desk, **c) == Some(ann.id)).count();
    assert_eq!(has(), 1);
    let path = format!("/agents/{}", ann.id);
    desk.admin.patch(&path, json!({"capacity": 3})).is(200);
    assert_eq!(has(), 3);
    becomes(&ann, "away");
    desk.admin.patch(&path, json!({"capacity": 8})).is(200);
    assert_eq!(has(), 3, "only who is online is given work");
}

#[test]
fn a_capacity_has_its_limits() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let path = format!("/agents/{}", ann.id);
    for capacity in [0, 1_001] {
        let why = desk.admin.patch(&path, json!({"capacity": capacity})).refuses(422, "invalid");
        assert_eq!(why, "A capacity is between 1 and 1000.");
    }
    for capacity in [1, 1_000] {
        let changed = desk.admin.patch(&path, json!({"capacity": capacity})).is(200);
        assert_eq!(changed["capacity"], capacity);
    }
}
