//! Contacts who are not answered.

use crate::desk::*;
use deskbell::domain::InboxId;
use serde_json::{Value, json};

fn contact_of(agent: &Agent, conversation: u64) -> u64 {
    number(&agent.sees(conversation)["contact"]["id"])
}

fn blocks(agent: &Agent, contact: u64) -> Value {
    agent.put(&format!("/contacts/{contact}/block"), json!({})).is(200)
}

fn is_in(desk: &Desk, provider_id: &str) -> u64 {
    eventually("the message is kept", || {
        let view = desk.app().store.view().ok()?;
        let entry = view.entry_by_provider_id(InboxId(1), provider_id).ok()?;
        entry.map(|entry| entry.conversation().0)
    })
}

#[test]
fn blocking_resolves_what_is_open_and_what_comes_later_disturbs_nobody() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Buy my watches");
    ann.accepts(c);
    let contact = contact_of(&ann, c);
    assert!(blocks(&ann, contact)["blocked_at"].is_string());
    let ended = ann.sees(c);
    assert_eq!(ended["state"], "resolved");
    assert_eq!(ended["resolution"]["note"], "Blocked");
    assert_eq!(
        (&ended["resolution"]["by"], &ended["resolution"]["cause"]),
        (&json!(ann.id), &json!("blocked"))
    );
    blocks(&ann, contact);
    assert_eq!(ann.timeline(c).len(), 4, "blocking twice is blocking once");

    let before = (ann.sees(c), ann.get("/me").is(200)["load"].clone());
    assert_eq!(joe.writes("Cheap watches!"), c, "it is kept where it would have gone on");
    let after = ann.sees(c);
    for part in ["state", "waiting_since", "unread", "preview", "last_activity_at", "next_id"] {
        assert_eq!(after[part], before.0[part], "{part}");
    }
    assert_eq!(ann.get("/me").is(200)["load"], before.1);
    assert_eq!(ann.reads(c).last().map(String::as_str), Some("Joe: Cheap watches!"));
    assert_eq!(ann.lists_ids("state=open"), [0; 0]);
    assert_eq!(joe.has_received(), [""; 0]);
}

#[test]
fn what_a_blocked_contact_writes_first_is_kept_in_a_conversation_that_has_ended() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let phone = format!("+{}", joe.wa_id);
    let body = json!({"name": "Joe of the list", "phone": phone});
    let contact = number(&desk.admin.post("/contacts", body).is(201)["id"]);
    blocks(&desk.admin, contact);
    let c = is_in(&desk, &joe.posts("Watches?"));
    let kept = desk.admin.sees(c);
    assert_eq!((&kept["state"], &kept["contact"]["id"]), (&json!("resolved"), &json!(contact)));
    assert_eq!((&kept["unread"], &kept["waiting_since"]), (&json!(0), &Value::Null));
    assert_eq!(
        desk.admin.reads(c),
        ["Deskbell created", "Deskbell resolved", "Joe of the list: Watches?"]
    );
    assert_eq!(is_in(&desk, &joe.posts("Hello?")), c);
    assert_eq!(desk.admin.lists_ids(""), [c]);
}

#[test]
fn the_end_of_a_blocked_contacts_conversation_is_not_taken_back() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Buy my watches");
    let contact = contact_of(&desk.admin, c);
    blocks(&desk.admin, contact);
    let sentence = desk.admin.takes_back_the_resolution(c).refuses(409, "blocked");
    assert!(sentence.starts_with("Joe is blocked"), "{sentence}");
    desk.waits(minutes(2));
    desk.admin.takes_back_the_resolution(c).refuses(409, "blocked");
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
    desk.admin.delete(&format!("/contacts/{contact}/block")).is(200);
    assert_eq!(desk.admin.takes_back_the_resolution(c).is(200)["state"], "active");
}

#[test]
fn an_unblocked_contact_is_heard_again() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Hello");
    let contact = contact_of(&desk.admin, c);
    blocks(&desk.admin, contact);
    let blocked = desk.admin.get("/contacts?blocked=true").is(200);
    assert_eq!(items(&blocked).len(), 1);
    joe.writes("Hello?");
    let unblocked = desk.admin.delete(&format!("/contacts/{contact}/block")).is(200);
    assert!(unblocked["blocked_at"].is_null());
    assert_eq!(items(&desk.admin.get("/contacts?blocked=true").is(200)).len(), 0);
    let next = joe.writes("Am I heard?");
    assert_ne!(next, c);
    let heard = desk.admin.sees(next);
    assert_eq!((&heard["state"], &heard["previous_id"]), (&json!("queued"), &json!(c)));
    assert_eq!(heard["unread"], 1);
}

#[test]
fn nobody_ends_by_blocking_what_he_may_not_see() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sue) = (desk.agent("Ann"), desk.agent_in("Sue", "supervisor", &[]));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("A quote, please");
    let contact = contact_of(&ann, c);
    desk.admin.transfers_to_queue(c, sales);
    let path = format!("/contacts/{contact}/block");
    let why = ann.put(&path, json!({})).refuses(409, "open_elsewhere");
    assert!(why.contains("supervisor"), "{why}");
    assert_eq!(desk.admin.sees(c)["state"], "queued");
    assert!(desk.admin.get(&format!("/contacts/{contact}")).is(200)["blocked_at"].is_null());
    assert!(blocks(&sue, contact)["blocked_at"].is_string(), "supervisors see everything");
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
    assert!(ann.delete(&path).is(200)["blocked_at"].is_null(), "unblocking ends nothing");
    assert!(blocks(&ann, contact)["blocked_at"].is_string(), "nor does it, once all has ended");
}

#[test]
fn who_was_blocked_as_one_person_stays_blocked_as_two() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let (ours, theirs) = (joe.writes("Watches"), joseph.writes("Watches!"));
    let (a, b) = (contact_of(&ann, ours), contact_of(&ann, theirs));
    let body = json!({"contact_id": b});
    let merged = ann.post(&format!("/contacts/{a}/merges"), body).is(201);
    blocks(&ann, a);
    let merge = &merged["merged"][0]["merge_id"];
    ann.delete(&format!("/contacts/{a}/merges/{merge}")).is(200);
    for contact in [a, b] {
        let known = ann.get(&format!("/contacts/{contact}")).is(200);
        assert!(known["blocked_at"].is_string(), "{known}");
    }
    assert_eq!(joseph.writes("Cheap watches"), theirs);
    assert_eq!(ann.lists_ids("state=open"), [0; 0], "what it writes disturbs nobody");
    ann.delete(&format!("/contacts/{b}/block")).is(200);
    assert!(ann.get(&format!("/contacts/{a}")).is(200)["blocked_at"].is_string());
}
