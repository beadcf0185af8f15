//! Who has a conversation.

use crate::desk::*;
use serde_json::json;

#[test]
fn of_fifty_agents_who_accept_at_once_one_wins_and_the_others_are_told_who() {
    let desk = Desk::open();
    let agents: Vec<Agent> = (0..50).map(|n| desk.agent(&format!("Agent {n}"))).collect();
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    let answers: Vec<(&Agent, Answer)> = std::thread::scope(|scope| {
        let trying =
            agents.iter().map(|agent| scope.spawn(move || (agent, agent.tries_to_accept(c))));
        let trying: Vec<_> = trying.collect();
        trying.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    let winners: Vec<&Agent> = answers
        .iter()
        .filter(|(_, answer)| answer.status == 201)
        .map(|(agent, _)| *agent)
        .collect();
    let [winner] = winners[..] else { panic!("{} agents won", winners.len()) };
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status != 201) {
        let why = answer.refuses(409, "already_assigned");
        assert_eq!(why, format!("{} has already accepted this conversation.", winner.name));
    }
    assert_eq!(desk.admin.sees(c)["agent_id"], winner.id);
    assert_eq!(desk.admin.reads(c).len(), 3, "one line says who accepted");
}

#[test]
fn only_the_agent_who_has_it_may_reply() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.tries_to_reply(c, "Hello").refuses(409, "not_accepted");
    ann.accepts(c);
    ann.tries_to_accept(c).refuses(409, "already_yours");
    ben.tries_to_reply(c, "Hello").refuses(409, "not_yours");
    ann.resolves(c, "done");
    ann.tries_to_reply(c, "Hello").refuses(409, "closed");
    ann.tries_to_resolve(c).refuses(409, "closed");
    assert_eq!(joe.has_received(), [""; 0]);
}

#[test]
fn a_transfer_to_a_colleague_carries_the_note_and_the_turn() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.tries_to_transfer(c, json!({"agent_id": ben.id})).refuses(409, "not_accepted");
    ann.accepts(c);
    let waiting_since = ann.sees(c)["waiting_since"].clone();
    let moved = ann.transfers_to(c, &ben);
    assert_eq!((&moved["agent_id"], &moved["waiting_since"]), (&json!(ben.id), &waiting_since));
    assert_eq!(moved["state"], "active");
    let line = desk.admin.timeline(c).pop().expect("a line");
    assert_eq!(line["activity"]["type"], "transferred_to_agent");
    assert_eq!(line["activity"]["note"], "yours");
    assert_eq!(line["activity"]["agent_name"], "Ben");
    ann.tries_to_transfer(c, json!({"agent_id": ben.id})).refuses(409, "already_assigned");
    ann.tries_to_transfer(c, json!({})).refuses(422, "invalid");
    ann.tries_to_transfer(c, json!({"agent_id": 1, "queue_id": 1})).refuses(422, "invalid");
    ann.tries_to_transfer(c, json!({"agent_id": 999})).refuses(404, "not_found");
    ben.replies(c, "I have it.");
}

#[test]
fn a_transfer_to_a_queue_keeps_the_waiting_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let sales = desk.queue("Sales");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("A quote, please.");
    let since = ann.sees(c)["waiting_since"].clone();
    ann.accepts(c);
    desk.moves_the_clock(minutes(5));
    let moved = ann.transfers_to_queue(c, sales);
    assert_eq!((&moved["state"], &moved["queue_id"]), (&json!("queued"), &json!(sales)));
    assert!(moved["agent_id"].is_null());
    assert_eq!(moved["waiting_since"], since);
}

#[test]
fn more_than_agreed_is_taken_only_on_purpose() {
    let desk = Desk::open();
    let body = json!({
        "name": "Ann", "email": "ann@example.com", "password": PASSWORD, "queue_ids": [1], "capacity": 1,
    });
    desk.admin.post("/agents", body).is(201);
    let ann = Agent::signs_in(&desk.http, "ann@example.com");
    let whatsapp = desk.whatsapp();
    let first = whatsapp.customer("Joe").writes("One");
    let second = whatsapp.customer("Kim").writes("Two");
    ann.accepts(first);
    let why = ann.tries_to_accept(second).refuses(409, "over_capacity");
    assert!(why.contains("1 of 1"), "{why}");
    let path = format!("/conversations/{second}/assignment");
    ann.post(&path, json!({"agent": "me", "over_capacity": true})).is(201);
    let me = ann.get("/me").is(200);
    assert_eq!(me["load"], json!({"active": 2, "pending": 0, "snoozed": 0}));
}

#[test]
fn only_supervisors_give_work_to_others() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    let sue = desk.agent_in("Sue", "supervisor", &[]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    let path = format!("/conversations/{c}/assignment");
    ann.post(&path, json!({"agent": ben.id})).refuses(403, "forbidden");
    let given = sue.post(&path, json!({"agent": ben.id})).is(201);
    assert_eq!(given["agent_id"], ben.id);
    assert_eq!(ben.reads(c).last().map(String::as_str), Some("Sue assigned"));
}
