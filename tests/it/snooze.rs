//! Conversations that are put aside.

use crate::desk::*;
use serde_json::{Value, json};

/// Ann has a conversation with Joe; he waits for her.
fn talk(desk: &Desk) -> (Agent, u64) {
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    (ann, c)
}

fn load(ann: &Agent) -> (u64, u64, u64) {
    let load = ann.get("/me").is(200)["load"].clone();
    (number(&load["active"]), number(&load["pending"]), number(&load["snoozed"]))
}

#[test]
fn a_snooze_ends_at_its_time_and_costs_no_capacity_meanwhile() {
    let desk = Desk::open();
    let (ann, c) = talk(&desk);
    let until = desk.now().plus_ms(hours(1).0);
    let aside = ann.snoozes(c, until);
    assert_eq!(
        (&aside["snoozed"], &aside["snoozed_until"]),
        (&json!(true), &json!(until.to_rfc3339()))
    );
    assert_eq!(aside["state"], "active");
    assert_eq!(load(&ann), (0, 0, 1));
    desk.waits(seconds(3_599));
    assert_eq!(ann.sees(c)["snoozed"], true);
    desk.waits(seconds(1));
    let back = ann.sees(c);
    assert_eq!((&back["snoozed"], &back["state"]), (&json!(false), &json!("active")));
    assert_eq!(load(&ann), (1, 0, 0));
    assert_eq!(ann.reads(c)[2..], ["Ann accepted", "Ann snoozed", "Deskbell woken"]);
}

#[test]
fn the_customers_next_message_ends_a_snooze() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "I will look.");
    let aside = ann.tries_to_snooze(c, Value::Null).is(200);
    assert_eq!((&aside["snoozed"], &aside["snoozed_until"]), (&json!(true), &Value::Null));
    assert_eq!(joe.writes("Thank you"), c);
    let back = ann.sees(c);
    assert_eq!((&back["snoozed"], &back["state"]), (&json!(false), &json!("active")));
    let lines = ann.reads(c);
    assert_eq!(lines[lines.len() - 2..], ["Joe woken", "Joe: Thank you"]);
}

#[test]
fn an_answer_leaves_it_aside_and_silence_does_not_end_it() {
    let desk = Desk::open();
    let (ann, c) = talk(&desk);
    ann.tries_to_snooze(c, Value::Null).is(200);
    ann.replies(c, "Tomorrow I know more.");
    assert_eq!(ann.sees(c)["snoozed"], true);
    desk.waits(hours(24 * 30));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    desk.admin.wakes(c);
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "pending", "silence counts from its end");
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity");
}

#[test]
fn whoever_gets_it_sees_it_and_a_resolution_ends_it_too() {
    let desk = Desk::open();
    let (ann, c) = talk(&desk);
    let ben = desk.agent("Ben");
    ann.tries_to_snooze(c, Value::Null).is(200);
    ann.transfers_to(c, &ben);
    assert_eq!(ben.sees(c)["snoozed"], false);
    let until = desk.now().plus_ms(hours(1).0);
    ben.snoozes(c, until);
    ben.resolves(c, "done");
    assert_eq!(ben.sees(c)["snoozed"], false);
    let back = ben.takes_back_the_resolution(c).is(200);
    assert_eq!(back["snoozed_until"], until.to_rfc3339(), "all is as before");
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["snoozed"], false);
}

#[test]
fn lists_tell_what_is_put_aside() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let talks: Vec<u64> =
        ["Joe", "Kim", "Lee"].iter().map(|name| whatsapp.customer(name).writes("Hello")).collect();
    for c in &talks {
        ann.accepts(*c);
    }
    ann.replies(talks[1], "Hi");
    ann.tries_to_snooze(talks[0], Value::Null).is(200);
    ann.tries_to_snooze(talks[1], Value::Null).is(200);
    let mut aside = ann.lists_ids("agent=me&snoozed=true");
    aside.sort();
    assert_eq!(aside, talks[..2]);
    assert_eq!(ann.lists_ids("agent=me&snoozed=false"), talks[2..]);
    assert_eq!(ann.lists_ids("snoozed=false&state=open"), talks[2..]);
    let page = ann.get("/conversations?agent=me&snoozed=true&state=active").is(200);
    assert_eq!(page["total"], 1, "a counter knows it");
    ann.wakes(talks[0]);
    assert_eq!(ann.lists_ids("agent=me&snoozed=true"), talks[1..2]);
}

#[test]
fn what_cannot_be_put_aside_is_refused_with_the_reason() {
    let desk = Desk::open();
    let (ann, c) = talk(&desk);
    let whatsapp = desk.whatsapp();
    let waiting = whatsapp.customer("Kim").writes("Hello");
    ann.tries_to_snooze(waiting, Value::Null).refuses(409, "not_accepted");
    let at = |ms: i64| json!(desk.now().plus_ms(ms).to_rfc3339());
    for until in [at(0), at(-1), at(hours(24 * 366).0), json!("tomorrow")] {
        ann.tries_to_snooze(c, until).refuses(422, "invalid");
    }
    ann.resolves(c, "done");
    ann.tries_to_snooze(c, Value::Null).refuses(409, "closed");
    let lines = ann.reads(c).len();
    assert_eq!(ann.wakes(c)["state"], "resolved");
    assert_eq!(ann.reads(c).len(), lines, "what is not put aside is left as it is");
}
