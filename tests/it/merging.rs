//! Two contacts who are one person.

use crate::desk::*;
use deskbell::domain::contact::IdentityKind;
use deskbell::domain::conversation::{Cause, Conversation, State};
use deskbell::domain::inbox::Inbox;
use deskbell::domain::{ContactId, InboxId};
use deskbell::store;
use serde_json::{Value, json};

fn contact_of(agent: &Agent, conversation: u64) -> u64 {
    number(&agent.sees(conversation)["contact"]["id"])
}

fn contact(agent: &Agent, id: u64) -> Value {
    agent.get(&format!("/contacts/{id}")).is(200)
}

fn tries_to_merge(agent: &Agent, into: u64, from: u64) -> Answer {
    agent.post(&format!("/contacts/{into}/merges"), json!({"contact_id": from}))
}

/// Gives the merge's number.
#[track_caller]
fn merges(agent: &Agent, into: u64, from: u64) -> u64 {
    let merged = tries_to_merge(agent, into, from).is(201);
    let list = merged["merged"].as_array().expect("a list");
    number(&list.last().expect("a merge")["merge_id"])
}

fn unmerges(agent: &Agent, into: u64, merge: u64) -> Answer {
    agent.delete(&format!("/contacts/{into}/merges/{merge}"))
}

/// All that can be seen of some contacts.
fn all_of(agent: &Agent, contacts: &[u64]) -> Vec<Value> {
    let of = |id: &u64| {
        json!({
            "contact": contact(agent, *id),
            "conversations": agent.lists(&format!("contact={id}")),
            "history": agent.get(&format!("/contacts/{id}/history")).is(200),
        })
    };
    contacts.iter().map(of).collect()
}

fn with_attributes(desk: &Desk) {
    for key in ["city", "tier", "plan"] {
        let body = json!({"key": key, "name": key, "kind": "text"});
        desk.admin.post("/attributes", body).is(201);
    }
}

fn sets(agent: &Agent, contact: u64, values: Value) {
    agent.patch(&format!("/contacts/{contact}"), json!({"attributes": values})).is(200);
}

#[test]
fn a_merge_moves_everything_and_taking_it_back_restores_it_exactly() {
    let desk = Desk::open();
    with_attributes(&desk);
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let old = joseph.writes("The old number");
    ann.resolves(old, "done");
    let ours = joe.writes("The new number");
    let theirs = joseph.writes("The old number again");
    let (a, b) = (contact_of(&ann, ours), contact_of(&ann, theirs));
    sets(&ann, a, json!({"city": "Oslo", "tier": "Gold"}));
    sets(&ann, b, json!({"city": "Bergen", "plan": "Basic"}));
    ann.post(&format!("/contacts/{b}/notes"), json!({"text": "Likes tea"})).is(201);
    let before = all_of(&ann, &[a, b]);

    let merge = merges(&ann, a, b);
    let merged = contact(&ann, a);
    assert_eq!(merged["merged"][0]["contact_id"], b);
    assert_eq!(merged["merged"][0]["name"], "Joseph");
    assert_eq!(
        merged["attributes"],
        json!({"city": "Oslo", "tier": "Gold", "plan": "Basic"}),
        "the gaps are filled"
    );
    assert_eq!(merged["notes"][0]["text"], "Likes tea");
    assert_eq!(merged["conversation_count"], 3);
    let values = merged["identities"].as_array().expect("identities").iter();
    let values: Vec<&str> = values.filter_map(|i| i["value"].as_str()).collect();
    assert!(values.contains(&&*joe.wa_id) && values.contains(&&*joseph.wa_id), "{values:?}");
    let gone = contact(&ann, b);
    assert_eq!((&gone["merged_into"], &gone["conversation_count"]), (&json!(a), &json!(0)));
    assert_eq!(ann.sees(theirs)["contact"]["name"], "Joe");
    assert_eq!(ann.lists(&format!("contact={a}")).len(), 3);
    assert_eq!(items(&ann.get("/contacts").is(200)).len(), 1, "one person, listed once");

    unmerges(&ann, a, merge).is(200);
    assert_eq!(all_of(&ann, &[a, b]), before);
    unmerges(&ann, a, merge).refuses(404, "not_found");
    assert_eq!(joe.writes("Still me"), ours);
    assert_eq!(joseph.writes("Still me"), theirs);
}

#[test]
fn who_writes_from_either_number_is_answered_there() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let first = joe.writes("From the new number");
    let (a, b) = (contact_of(&ann, first), contact_of(&ann, joseph.writes("From the old one")));
    ann.resolves(ann.lists_ids(&format!("contact={b}"))[0], "done");
    merges(&ann, a, b);
    ann.accepts(first);
    assert_eq!(joseph.writes("It is me"), first, "the open conversation goes on");
    ann.replies(first, "To the old number");
    joseph.receives("To the old number");
    assert_eq!(joe.has_received(), [""; 0]);
    joe.writes("And me again");
    ann.replies(first, "To the new number");
    joe.receives("To the new number");
    assert_eq!(joseph.has_received(), ["To the old number"]);
}

#[test]
fn each_number_has_a_window_of_its_own() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let ours = joe.writes("Hello");
    ann.accepts(ours);
    desk.waits(hours(20));
    ann.signs_in_again();
    let theirs = joseph.writes("Hello from the other one");
    merges(&ann, contact_of(&ann, ours), contact_of(&ann, theirs));
    desk.waits(hours(5));
    ann.signs_in_again();
    ann.tries_to_reply(ours, "Too late").refuses(409, "window_closed");
    ann.accepts(theirs);
    ann.replies(theirs, "In time");
    joseph.receives("In time");
}

#[test]
fn two_open_conversations_stay_two_and_each_goes_on_with_its_number() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let ours = joe.writes("One");
    let theirs = joseph.writes("Two");
    merges(&ann, contact_of(&ann, ours), contact_of(&ann, theirs));
    assert_eq!((joe.writes("One more"), joseph.writes("Two more")), (ours, theirs));
    ann.resolves(theirs, "done");
    assert_eq!(joseph.writes("Three"), ours, "an open one goes on before a new one begins");
    ann.resolves(ours, "done");
    let next = joe.writes("Four");
    assert_eq!(ann.sees(next)["previous_id"], theirs, "after the newest");
}

#[test]
fn what_came_since_the_merge_stays_with_whom_its_identity_belongs_to() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (joe, joseph) = (whatsapp.customer("Joe"), whatsapp.customer("Joseph"));
    let first = joe.writes("One");
    ann.resolves(first, "done");
    let second = joseph.writes("Two");
    ann.resolves(second, "done");
    let (a, b) = (contact_of(&ann, first), contact_of(&ann, second));
    let merge = merges(&ann, a, b);
    desk.moves_the_clock(minutes(1));
    let third = joe.writes("Three");
    ann.resolves(third, "done");
    let fourth = joseph.writes("Four");
    assert_eq!(ann.sees(third)["previous_id"], second);
    assert_eq!(ann.sees(fourth)["previous_id"], third);
    assert_eq!(contact_of(&ann, fourth), a);

    unmerges(&ann, a, merge).is(200);
    let of = |id: u64| ann.lists_ids(&format!("contact={id}"));
    assert_eq!((of(a), of(b)), (vec![third, first], vec![fourth, second]));
    let links = |id: u64| {
        let seen = ann.sees(id);
        (seen["previous_id"].as_u64(), seen["next_id"].as_u64())
    };
    assert_eq!((links(first), links(third)), ((None, Some(third)), (Some(first), None)));
    assert_eq!((links(second), links(fourth)), ((None, Some(fourth)), (Some(second), None)));
    assert_eq!(joseph.writes("Five"), fourth);
    let sixth = joe.writes("Six");
    assert_eq!(links(sixth), (Some(third), None));
    assert_eq!(contact_of(&ann, sixth), a);
}

#[test]
fn chains_come_apart_in_the_order_in_which_they_were_made() {
    let desk = Desk::open();
    with_attributes(&desk);
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let people = ["A", "B", "C", "D"].map(|name| whatsapp.customer(name));
    let conversations = people.each_ref().map(|person| person.writes("Hello"));
    let [a, b, c, d] = conversations.map(|conversation| contact_of(&ann, conversation));
    sets(&ann, b, json!({"city": "Bergen"}));
    sets(&ann, c, json!({"city": "Oslo", "tier": "Gold"}));
    sets(&ann, d, json!({"city": "Paris"}));
    let separate = all_of(&ann, &[a, b, c, d]);
    let c_into_b = merges(&ann, b, c);
    let before = all_of(&ann, &[a, b, c, d]);
    let b_into_a = merges(&ann, a, b);
    assert_eq!(contact(&ann, a)["conversation_count"], 3);
    assert_eq!(contact_of(&ann, people[2].writes("It is C")), a);
    assert_eq!(contact(&ann, a)["attributes"], json!({"city": "Bergen", "tier": "Gold"}));
    let why = unmerges(&ann, b, c_into_b).refuses(409, "merged");
    assert_eq!(why, format!("“B” was merged into “A” (contact {a})."));
    unmerges(&ann, a, c_into_b).refuses(404, "not_found");
    let d_into_a = merges(&ann, a, d);
    unmerges(&ann, a, b_into_a).is(200);
    assert_eq!(contact(&ann, a)["attributes"], json!({"city": "Paris"}), "now D fills the gap");
    unmerges(&ann, a, d_into_a).is(200);
    assert_eq!(contact_of(&ann, people[2].writes("C again")), b);
    let quiet =
        |all: &[Value]| -> Vec<Value> { all.iter().map(|of| of["contact"].clone()).collect() };
    assert_eq!(quiet(&all_of(&ann, &[a, b, c, d])), quiet(&before));
    unmerges(&ann, b, c_into_b).is(200);
    assert_eq!(quiet(&all_of(&ann, &[a, b, c, d])), quiet(&separate));
    assert_eq!(contact_of(&ann, people[2].writes("Myself")), c);
}

#[test]
fn what_is_no_merge_is_refused_in_plain_words() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let make = |name: &str| number(&ann.post("/contacts", json!({"name": name})).is(201)["id"]);
    let [a, b, c] = ["Ana", "Bob", "Kim"].map(make);
    let why = tries_to_merge(&ann, a, a).refuses(409, "same_contact");
    assert_eq!(why, "A contact cannot be merged into itself.");
    tries_to_merge(&ann, a, 99).refuses(404, "not_found");
    tries_to_merge(&ann, 99, a).refuses(404, "not_found");
    merges(&ann, a, b);
    let why = tries_to_merge(&ann, c, b).refuses(409, "merged");
    assert_eq!(why, format!("“Bob” was merged into “Ana” (contact {a})."));
    tries_to_merge(&ann, b, c).refuses(409, "merged");
    ann.patch(&format!("/contacts/{b}"), json!({"name": "Bobby"})).refuses(409, "merged");
    ann.put(&format!("/contacts/{c}/block"), json!({})).is(200);
    let why = tries_to_merge(&ann, a, c).refuses(409, "blocked");
    assert_eq!(why, "“Kim” is blocked: unblock it first.");
    tries_to_merge(&ann, c, a).refuses(409, "blocked");
    let path = format!("/contacts/{a}/merges");
    let body = json!({"contact_id": c});
    ann.delete(&format!("/contacts/{c}/block")).is(200);
    let first = ann.asks("POST", &path, Some(&body), Some("k")).is(201);
    assert_eq!(ann.asks("POST", &path, Some(&body), Some("k")).is(201), first);
}

#[test]
fn search_follows() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let ours = whatsapp.customer("Quimby").writes("One");
    let theirs = whatsapp.customer("Zeppelin").writes("A marzipan please");
    let (a, b) = (contact_of(&ann, ours), contact_of(&ann, theirs));
    let found = |words: &str| -> Vec<u64> {
        let page = ann.get(&format!("/contacts?q={words}")).is(200);
        items(&page).iter().map(|contact| number(&contact["id"])).collect()
    };
    until("both are found", || found("quimby") == [a] && found("zeppelin") == [b]);
    let merge = merges(&ann, a, b);
    until("by the other name too", || found("quimby") == [a] && found("zeppelin") == [a]);
    let message = items(&ann.searches("marzipan")).remove(0);
    assert_eq!(message["contact"]["name"], "Quimby");
    unmerges(&ann, a, merge).is(200);
    until("each by its own", || found("quimby") == [a] && found("zeppelin") == [b]);
}

#[test]
fn so_much_moves_in_a_merge_and_no_more() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let make = |name: &str| number(&ann.post("/contacts", json!({"name": name})).is(201)["id"]);
    let (few, many) = (make("Few"), make("Many"));
    let fill = |number: u64| {
        let filled = desk.app().store.write_blocking(move |writer| -> Result<(), store::Error> {
            let inbox: Inbox = writer.find(InboxId(1))?.expect("an inbox");
            for _ in 0..number {
                let id = writer.next_conversation_id()?;
                let to = (IdentityKind::WhatsappId, "1".to_owned());
                let state = State::Resolved { cause: Cause::Agent };
                let now = writer.now;
                let past = Conversation::new(id, ContactId(many), &inbox, state, to, now);
                writer.save_conversation(&past)?;
            }
            Ok(())
        });
        filled.expect("stored");
    };
    fill(1_000);
    let merge = merges(&ann, few, many);
    assert_eq!(contact(&ann, few)["conversation_count"], 1_000);
    unmerges(&ann, few, merge).is(200);
    assert_eq!(contact(&ann, few)["conversation_count"], 0);
    fill(1);
    let why = tries_to_merge(&ann, few, many).refuses(409, "too_many");
    assert!(why.starts_with("“Many” has 1001 conversations, and at most 1000 can move"), "{why}");
    merges(&ann, many, few);
}

const SEED: u64 = 20_261_122;

#[test]
fn whatever_is_merged_and_parted_every_conversation_has_one_owner_and_one_place() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let people: Vec<_> = (0..6).map(|n| whatsapp.customer(&format!("Person {n}"))).collect();
    let own: Vec<u64> =
        people.iter().map(|person| contact_of(&desk.admin, person.writes("Hello"))).collect();
    let mut chance = Chance::seeded(SEED);
    for _ in 0..120 {
        let (one, other) = (*chance.one_of(&own), *chance.one_of(&own));
        match chance.below(8) {
            0..=2 => {
                chance.one_of(&people).writes("And another thing");
            }
            3 | 4 => {
                let all = desk.admin.lists_ids("state=open");
                if !all.is_empty() {
                    desk.admin.resolves(*chance.one_of(&all), "done");
                }
            }
            5 | 6 => {
                tries_to_merge(&desk.admin, one, other);
            }
            _ => {
                let merged = contact(&desk.admin, one)["merged"].clone();
                if let Some(merge) = merged[0]["merge_id"].as_u64() {
                    unmerges(&desk.admin, one, merge);
                }
            }
        }
        desk.moves_the_clock(seconds(1));
    }
    every_conversation_has_its_place(&desk, &own);
    // Whatever was merged comes apart, the latest first, and each has what is its own.
    let merge_of = |id: &u64| {
        let merged = contact(&desk.admin, *id)["merged"].clone();
        let last = merged.as_array().and_then(|merged| merged.last().cloned());
        last.map(|last| (*id, number(&last["merge_id"])))
    };
    while let Some((into, merge)) = own.iter().filter_map(merge_of).max_by_key(|merge| merge.1) {
        unmerges(&desk.admin, into, merge).is(200);
    }
    every_conversation_has_its_place(&desk, &own);
    for (person, contact) in people.iter().zip(&own) {
        assert_eq!(contact_of(&desk.admin, person.writes("It is me")), *contact, "seed {SEED}");
    }
    every_conversation_has_its_place(&desk, &own);
}

fn every_conversation_has_its_place(desk: &Desk, contacts: &[u64]) {
    let all = desk.admin.lists("");
    let mut counted = 0;
    for id in contacts {
        let theirs = desk.admin.lists(&format!("contact={id}"));
        assert!(theirs.iter().all(|conversation| conversation["contact"]["id"] == *id));
        let known = contact(&desk.admin, *id);
        assert_eq!(known["conversation_count"], theirs.len(), "seed {SEED}: {known}");
        assert!(known["merged_into"].is_null() || theirs.is_empty(), "seed {SEED}: {known}");
        counted += theirs.len();
    }
    assert_eq!(counted, all.len(), "seed {SEED}");
    for conversation in &all {
        let Some(previous) = conversation["previous_id"].as_u64() else { continue };
        let previous = desk.admin.sees(previous);
        assert_eq!(previous["next_id"], conversation["id"], "seed {SEED}");
        assert_eq!(previous["contact"], conversation["contact"], "seed {SEED}");
    }
}
