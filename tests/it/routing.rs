//! Work finds its way to people: at once, fairly, and never beyond what was agreed.

use crate::desk::*;
use serde_json::json;

#[test]
fn a_new_conversation_goes_at_once_to_the_least_busy_and_says_why() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    let away = colleague(&desk, "Cleo", 8);
    becomes(&away, "away");
    let queue =
        line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben, &away]);
    let whatsapp = desk.whatsapp();
    let given: Vec<Option<u64>> = (0..4)
        .map(|n| holder(&desk, whatsapp.customer(&format!("Joe {n}")).writes("Hello?")))
        .collect();
    assert_eq!(given, [ann.id, ben.id, ann.id, ben.id].map(Some));
    let line = assignment(&desk, ann.lists_ids("agent=me")[0]);
    assert_eq!((&line["reason"], &line["of"]), (&json!("least_busy"), &json!(2)));
    assert_eq!(line["online"], 2);
    assert_eq!((&line["queue_id"], &line["queue_name"]), (&json!(queue), &json!("Billing")));
    assert_eq!(desk.admin.get(&format!("/queues/{queue}")).is(200)["online"], 2);
}

#[test]
fn who_is_online_without_room_is_counted_among_those_who_are_there() {
    let desk = Desk::open();
    let (ann, ben, cleo) =
        (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 1), colleague(&desk, "Cleo", 8));
    let team = [&ann, &ben, &cleo];
    let queue = line(&desk, json!({"name": "Billing", "strategy": "round_robin"}), &team);
    let whatsapp = desk.whatsapp();
    let given: Vec<u64> =
        (0..4).map(|n| whatsapp.customer(&format!("Joe {n}")).writes("Hello?")).collect();
    let counts = |c: u64| {
        let line = assignment(&desk, c);
        (line["of"].clone(), line["online"].clone())
    };
    assert_eq!(counts(given[1]), (json!(3), json!(3)));
    assert_eq!(holder(&desk, given[1]), Some(ben.id));
    assert_eq!(counts(given[3]), (json!(2), json!(3)), "Ben is there, and full");
    let path = format!("/queues/{queue}");
    desk.admin.patch(&path, json!({"strategy": "least_busy"})).is(200);
    becomes(&cleo, "busy");
    assert_eq!(counts(whatsapp.customer("Kim").writes("Hello?")), (json!(1), json!(2)));
}

#[test]
fn in_turn_goes_round_however_busy() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    line(&desk, json!({"name": "Billing", "strategy": "round_robin"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    let first = whatsapp.customer("Joe").writes("One");
    ann.replies(first, "Done.");
    let second = whatsapp.customer("Kim").writes("Two");
    let third = whatsapp.customer("Lea").writes("Three");
    let given = [first, second, third].map(|c| holder(&desk, c));
    assert_eq!(given, [ann.id, ben.id, ann.id].map(Some), "the next is the one after, busy or not");
    assert_eq!(assignment(&desk, second)["reason"], "round_robin");
}

#[test]
fn whoever_comes_online_is_given_what_waited_longest_as_far_as_it_fits() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 2);
    becomes(&ann, "away");
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let waiting: Vec<u64> = (0..4)
        .map(|n| {
            let c = whatsapp.customer(&format!("Joe {n}")).writes("Hello?");
            desk.moves_the_clock(seconds(1));
            c
        })
        .collect();
    assert_eq!(desk.admin.get(&format!("/queues/{queue}")).is(200)["waiting"], 4);
    becomes(&ann, "online");
    let given: Vec<bool> = waiting.iter().map(|c| holder(&desk, *c).is_some()).collect();
    assert_eq!(given, [true, true, false, false], "never more than agreed");
    ann.replies(waiting[0], "Here you are.");
    assert_eq!(holder(&desk, waiting[2]), Some(ann.id), "an answer makes room for the next");
    ann.resolves(waiting[1], "done");
    assert_eq!(holder(&desk, waiting[3]), Some(ann.id), "and so does an end");
    assert_eq!(ann.get("/me").is(200)["load"]["active"], 2);
}

#[test]
fn a_queue_of_higher_priority_goes_first() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 1);
    becomes(&ann, "busy");
    let whatsapp = desk.whatsapp();
    line(&desk, json!({"name": "Low", "strategy": "least_busy"}), &[&ann]);
    let early = whatsapp.customer("Joe").writes("First");
    desk.moves_the_clock(seconds(5));
    line(&desk, json!({"name": "High", "strategy": "least_busy", "priority": 5}), &[&ann]);
    let urgent = whatsapp.customer("Kim").writes("Second");
    becomes(&ann, "online");
    assert_eq!((holder(&desk, urgent), holder(&desk, early)), (Some(ann.id), None));
}

#[test]
fn a_returning_customer_is_given_to_whoever_had_him() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("One");
    let has = if holder(&desk, first) == Some(ann.id) { &ann } else { &ben };
    for n in 0..3 {
        whatsapp.customer(&format!("Kim {n}")).writes("Keeps the others busy");
    }
    has.resolves(first, "done");
    let extra = whatsapp.customer("Lea").writes("Takes the room");
    let second = joe.writes("Two");
    assert_eq!(holder(&desk, second), Some(has.id));
    assert_eq!(assignment(&desk, second)["reason"], "sticky");
    desk.admin.patch(&format!("/queues/{queue}"), json!({"sticky": false})).is(200);
    has.resolves(second, "done");
    desk.admin.resolves(extra, "done");
    let third = joe.writes("Three");
    assert_eq!(assignment(&desk, third)["reason"], "least_busy");
}

#[test]
fn what_is_handed_back_goes_to_somebody_else_and_keeps_its_waiting_time() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 1), colleague(&desk, "Ben", 1));
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello?");
    let since = desk.admin.sees(c)["waiting_since"].clone();
    desk.moves_the_clock(seconds(3));
    let has = if holder(&desk, c) == Some(ann.id) { &ann } else { &ben };
    let other = if has.id == ann.id { &ben } else { &ann };
    let moved = has.transfers_to_queue(c, queue);
    assert_eq!((moved["agent_id"].as_u64(), &moved["waiting_since"]), (Some(other.id), &since));
    let back = other.transfers_to_queue(c, queue);
    assert_eq!(back["agent_id"].as_u64(), Some(has.id));
    becomes(other, "away");
    let waits = has.transfers_to_queue(c, queue);
    assert!(waits["agent_id"].is_null(), "not back to the same hands in the same breath");
    assert_eq!((&waits["state"], &waits["waiting_since"]), (&json!("queued"), &since));
    becomes(other, "online");
    assert_eq!(holder(&desk, c), Some(other.id));
}

#[test]
fn a_queue_that_gets_members_or_a_strategy_gives_out_in_fair_shares() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    let queue = line(&desk, json!({"name": "Billing"}), &[]);
    let whatsapp = desk.whatsapp();
    let waiting: Vec<u64> =
        (0..4).map(|n| whatsapp.customer(&format!("Joe {n}")).writes("Hello?")).collect();
    let path = format!("/queues/{queue}");
    desk.admin.patch(&path, json!({"strategy": "least_busy"})).is(200);
    let both = json!({"member_ids": [ann.id, ben.id]});
    assert_eq!(desk.admin.patch(&path, both).is(200)["waiting"], 0);
    let load = |agent: &Agent| agent.get("/me").is(200)["load"]["active"].clone();
    assert_eq!((load(&ann), load(&ben)), (json!(2), json!(2)));
    assert!(waiting.iter().all(|c| holder(&desk, *c).is_some()));
}

#[test]
fn a_resolution_taken_back_to_a_queue_is_given_out() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 8);
    becomes(&ann, "away");
    line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Hello?");
    desk.admin.resolves(c, "spam");
    becomes(&ann, "online");
    desk.admin.takes_back_the_resolution(c).is(200);
    assert_eq!(holder(&desk, c), Some(ann.id));
}

#[test]
fn queues_are_changed_and_removed_when_nothing_needs_them() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let body = json!({"name": "Sales", "warning_seconds": 600, "replies": {"welcome": "Hi!"}});
    let sales = number(&desk.admin.post("/queues", body).is(201)["id"]);
    let path = format!("/queues/{sales}");
    let changed = desk.admin.patch(
        &path,
        json!({"name": "Quotes", "warning_seconds": null, "replies": {"off_hours": "Later."}}),
    );
    let changed = changed.is(200);
    assert_eq!((&changed["name"], &changed["warning_seconds"]), (&json!("Quotes"), &json!(null)));
    assert_eq!(changed["replies"]["welcome"], "Hi!");
    assert_eq!(changed["replies"]["off_hours"], "Later.");
    assert_eq!(changed["is_open"], true);
    ann.patch(&path, json!({"priority": 3})).refuses(403, "forbidden");
    desk.admin.patch(&path, json!({"name": "support"})).refuses(409, "name_taken");
    desk.admin.patch(&path, json!({"hours_id": 9})).refuses(404, "not_found");
    desk.admin.patch(&path, json!({"strategy": "chance"})).refuses(422, "invalid");
    let why = desk.admin.patch(&path, json!({"priority": 1001})).refuses(422, "invalid");
    assert_eq!(why, "A priority is between 0 and 1000.");
    let body = json!({"name": "Urgent", "priority": 1001});
    desk.admin.post("/queues", body).refuses(422, "invalid");
    assert_eq!(desk.admin.patch(&path, json!({"priority": 1000})).is(200)["priority"], 1000);
    desk.admin.patch(&path, json!({"inactivity_seconds": 5})).refuses(422, "invalid");

    let c = desk.whatsapp().customer("Joe").writes("Hello?");
    desk.admin.transfers_to_queue(c, sales);
    let why = desk.admin.delete(&path).refuses(409, "in_use");
    assert!(why.starts_with("1 open"), "{why}");
    desk.admin.transfers_to_queue(c, 1);
    let rule = json!({
        "name": "Quotes", "queue_id": sales,
        "conditions": [{"kind": "first_words", "values": ["quote"]}],
    });
    let rule = number(&desk.admin.post("/routing-rules", rule).is(201)["id"]);
    desk.admin.delete(&path).refuses(409, "in_use");
    desk.admin.delete(&format!("/routing-rules/{rule}")).is(204);
    desk.admin.delete(&path).is(204);
    desk.admin.get(&path).refuses(404, "not_found");
    assert_eq!(desk.admin.get("/me").is(200)["queue_ids"], json!([1]));
    desk.admin.delete("/queues/1").refuses(409, "in_use");
}

#[test]
fn a_conversation_taken_up_again_after_its_queue_is_gone_goes_on_in_its_inbox_s() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let c = desk.whatsapp().customer("Joe").writes("Hello?");
    desk.admin.transfers_to_queue(c, sales);
    desk.admin.resolves(c, "done");
    desk.admin.delete(&format!("/queues/{sales}")).is(204);
    let back = desk.admin.takes_back_the_resolution(c).is(200);
    assert_eq!((&back["state"], &back["queue_id"]), (&json!("queued"), &json!(1)));
}
