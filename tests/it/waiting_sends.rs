//! What waits to be sent while contacts are merged and parted: it reaches whom it was written to, in
//! the order in which it was written, or nobody.

use crate::desk::*;
use serde_json::{Value, json};

fn contact_of(agent: &Agent, conversation: u64) -> u64 {
    number(&agent.sees(conversation)["contact"]["id"])
}

/// Gives the merge's number.
#[track_caller]
fn merges(agent: &Agent, into: u64, from: u64) -> u64 {
    let path = format!("/contacts/{into}/merges");
    let merged = agent.post(&path, json!({"contact_id": from})).is(201);
    number(&merged["merged"].as_array().expect("a list").last().expect("a merge")["merge_id"])
}

fn unmerges(agent: &Agent, into: u64, merge: u64) {
    agent.delete(&format!("/contacts/{into}/merges/{merge}")).is(200);
}

fn delivery(agent: &Agent, conversation: u64, entry: &Value) -> Value {
    agent.entry(conversation, &entry["id"])["delivery"].clone()
}

/// From here on nothing is sent.
fn stops(desk: &Desk) {
    desk.whatsapp().breaks(json!([{"kind": "token_expired"}]));
}

fn goes_on(desk: &Desk) {
    until("the inbox stopped", || desk.admin.get("/inboxes/1").is(200)["status"] == "stopped");
    desk.whatsapp().breaks(json!([]));
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.patch("/inboxes/1", token).is(200);
}

#[test]
fn what_was_written_to_one_number_goes_to_no_other_after_an_unmerge() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let c = joe.writes("From the new number");
    let old = joseph.writes("From the old one");
    let (a, b) = (contact_of(&ann, c), contact_of(&ann, old));
    ann.resolves(old, "the same person");
    desk.moves_the_clock(minutes(1));
    let merge = merges(&ann, a, b);
    ann.accepts(c);
    assert_eq!(joseph.writes("It is me"), c);
    stops(&desk);
    let entry = ann.replies(c, "For the old number");
    until("the inbox stopped", || desk.admin.get("/inboxes/1").is(200)["status"] == "stopped");
    unmerges(&ann, a, merge);
    goes_on(&desk);
    until("it is given up", || delivery(&ann, c, &entry)["status"] == "failed");
    let why = "The address that this was written to is no longer this contact's: nothing was sent.";
    assert_eq!(delivery(&ann, c, &entry)["reason"], why);
    ann.replies(c, "For the new number");
    joe.receives("For the new number");
    assert_eq!(joe.has_received(), ["For the new number"]);
    assert_eq!(joseph.has_received(), [""; 0]);
}

#[test]
fn what_waits_over_a_merge_and_an_unmerge_reaches_its_number() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let (ours, theirs) = (joe.writes("One"), joseph.writes("Two"));
    let (a, b) = (contact_of(&ann, ours), contact_of(&ann, theirs));
    ann.accepts(theirs);
    stops(&desk);
    ann.replies(theirs, "Before the merge");
    let merge = merges(&ann, a, b);
    ann.replies(theirs, "After the merge");
    unmerges(&ann, a, merge);
    ann.replies(theirs, "After the unmerge");
    goes_on(&desk);
    joseph.receives("After the unmerge");
    assert_eq!(joseph.has_received(), ["Before the merge", "After the merge", "After the unmerge"]);
    assert_eq!(joe.has_received(), [""; 0]);
}

#[test]
fn a_merge_lets_nothing_overtake_what_was_written_before_it() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let (ours, theirs) = (joe.writes("One"), joseph.writes("Two"));
    ann.accepts(theirs);
    whatsapp.breaks(json!([{"kind": "server_error", "count": 1}]));
    ann.replies(theirs, "First");
    until("it was tried", || whatsapp.requests().len() == 1);
    merges(&ann, contact_of(&ann, ours), contact_of(&ann, theirs));
    ann.replies(theirs, "Second");
    until("both arrive", || {
        desk.moves_the_clock(seconds(2));
        joseph.has_received().len() >= 2
    });
    assert_eq!(joseph.has_received(), ["First", "Second"]);
}
