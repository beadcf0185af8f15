//! A team and its queues, and who has what.

use super::Desk;
use super::agent::{Agent, PASSWORD, number};
use serde_json::{Value, json};

/// A queue with these members alone, into which the inbox leads.
pub fn line(desk: &Desk, body: Value, members: &[&Agent]) -> u64 {
    let mut body = body;
    body["member_ids"] = members.iter().map(|agent| agent.id).collect();
    let queue = number(&desk.admin.post("/queues", body).is(201)["id"]);
    desk.admin.patch("/inboxes/1", json!({"queue_id": queue})).is(200);
    queue
}

/// Somebody of no queue yet, with this capacity; online from now on.
pub fn colleague(desk: &Desk, name: &str, capacity: u32) -> Agent {
    let email = format!("{}@example.com", name.to_lowercase());
    let body = json!({"name": name, "email": email, "password": PASSWORD, "capacity": capacity});
    desk.admin.post("/agents", body).is(201);
    Agent::signs_in(&desk.http, &email)
}

pub fn becomes(agent: &Agent, availability: &str) {
    agent.patch("/me", json!({"availability": availability})).is(200);
}

pub fn holder(desk: &Desk, conversation: u64) -> Option<u64> {
    desk.admin.sees(conversation)["agent_id"].as_u64()
}

pub fn assignment(desk: &Desk, conversation: u64) -> Value {
    let entries = desk.admin.timeline(conversation).into_iter().rev();
    let lines = entries.map(|entry| entry["activity"].clone());
    lines.into_iter().find(|line| line["type"] == "assigned").expect("a line about it")
}
