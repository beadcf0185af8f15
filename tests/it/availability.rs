//! Who is there, and what follows when somebody is not.

use crate::desk::*;
use serde_json::json;

fn availability(desk: &Desk, agent: &Agent) -> String {
    desk.shows(agent)["availability"].as_str().unwrap_or_default().to_owned()
}

fn gives_back_after(desk: &Desk, seconds: i64) {
    desk.admin.patch("/settings", json!({"gives_back_after_seconds": seconds})).is(200);
}

#[test]
fn who_closes_the_laptop_is_offline_after_a_minute_and_back_as_he_was() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    ben.patch("/me", json!({"availability": "busy"})).is(200);
    for (agent, was) in [(&ann, "online"), (&ben, "busy")] {
        assert_eq!(desk.shows(agent)["is_connected"], true);
        agent.goes_away(&desk);
        desk.waits(seconds(59));
        assert_eq!(availability(&desk, agent), was, "a page that reloads is no absence");
        desk.waits(seconds(1));
        assert_eq!(availability(&desk, agent), "offline");
        agent.opens_the_browser();
        assert_eq!(availability(&desk, agent), was);
    }
}

#[test]
fn a_connection_in_time_ends_the_absence() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    ann.goes_away(&desk);
    desk.waits(seconds(30));
    ann.opens_the_browser();
    desk.waits(hours(1));
    assert_eq!(availability(&desk, &ann), "online");
}

#[test]
fn the_last_of_several_browsers_counts() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    ann.closes_the_browser();
    desk.waits(minutes(5));
    assert_eq!(availability(&desk, &ann), "online");
    elsewhere.goes_away(&desk);
    desk.waits(minutes(1));
    assert_eq!(availability(&desk, &ann), "offline");
}

#[test]
fn signing_out_here_leaves_who_works_there_online() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    ann.delete("/session").is(204);
    assert_eq!(availability(&desk, &ann), "online");
    elsewhere.delete("/session").is(204);
    assert_eq!(availability(&desk, &ann), "offline", "at once");
    elsewhere.signs_in_again();
    assert_eq!(availability(&desk, &ann), "online");
}

#[test]
fn signing_in_without_a_browser_does_not_last() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    ann.delete("/session").is(204);
    until("she is gone", || desk.shows(&ann)["is_connected"] == false);
    sign_in(&desk.http, &ann.email, PASSWORD).is(201);
    let shown = desk.shows(&ann);
    assert_eq!((&shown["availability"], &shown["is_connected"]), (&json!("online"), &json!(false)));
    desk.waits(minutes(1));
    assert_eq!(availability(&desk, &ann), "offline");
    ann.signs_in_again();
    assert_eq!(availability(&desk, &ann), "online");
}

#[test]
fn what_was_chosen_by_hand_is_not_overruled() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    ann.patch("/me", json!({"availability": "offline"})).is(200);
    ann.goes_away(&desk);
    desk.waits(minutes(1));
    ann.opens_the_browser();
    assert_eq!(availability(&desk, &ann), "offline");
    ann.patch("/me", json!({"availability": "online"})).is(200);
    ann.goes_away(&desk);
    desk.waits(minutes(1));
    let set =
        |word| desk.admin.patch(&format!("/agents/{}", ann.id), json!({"availability": word}));
    set("online").is(200);
    desk.waits(minutes(1));
    assert_eq!(availability(&desk, &ann), "offline", "nobody is held online who is not there");
    set("offline").is(200);
    ann.opens_the_browser();
    assert_eq!(availability(&desk, &ann), "offline", "a supervisor said so");
}

#[test]
fn what_waits_for_an_absent_agent_goes_back_to_its_queue_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    gives_back_after(&desk, 30 * 60);
    let whatsapp = desk.whatsapp();
    let (joe, kim) = (whatsapp.customer("Joe"), whatsapp.customer("Kim"));
    let (active, pending) = (joe.writes("Where is my order?"), kim.writes("And mine?"));
    ann.accepts(active);
    ann.accepts(pending);
    ann.replies(pending, "On its way.");
    let waiting_since = desk.admin.sees(active)["waiting_since"].clone();
    ann.goes_away(&desk);
    desk.waits(minutes(29));
    assert_eq!(desk.admin.sees(active)["state"], "active");
    desk.waits(minutes(1));
    let given_back = desk.admin.sees(active);
    assert_eq!((&given_back["state"], &given_back["agent_id"]), (&json!("queued"), &json!(null)));
    assert_eq!(given_back["waiting_since"], waiting_since, "it keeps its place in the queue");
    assert_eq!(desk.admin.reads(active).last().map(String::as_str), Some("Deskbell given_back"));
    assert_eq!(desk.admin.sees(pending)["state"], "pending", "this customer waits for nothing");
    kim.writes("Where exactly?");
    desk.waits(minutes(29));
    assert_eq!(desk.admin.sees(pending)["agent_id"], ann.id);
    desk.waits(minutes(1));
    assert_eq!(desk.admin.sees(pending)["state"], "queued", "now he does, and she is still away");
    let lines = desk.admin.reads(active);
    assert_eq!(lines.iter().filter(|line| line.ends_with("given_back")).count(), 1);
    ann.opens_the_browser();
    assert_eq!(availability(&desk, &ann), "online");
    assert_eq!(ann.accepts(active)["state"], "active");
}

#[test]
fn nothing_goes_back_unless_the_workspace_wants_it() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.goes_away(&desk);
    desk.waits(hours(24 * 3));
    assert_eq!(desk.admin.sees(c)["agent_id"], ann.id);
    gives_back_after(&desk, 30 * 60);
    desk.waits(seconds(0));
    assert_eq!(desk.admin.sees(c)["state"], "queued", "a new setting holds for who is away, too");
}

#[test]
fn a_server_that_starts_again_waits_for_its_agents_and_leaves_no_ghosts() {
    let mut desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    desk.stops();
    desk.moves_the_clock(hours(1));
    desk.starts_again();
    desk.admin.opens_the_browser();
    let shown = desk.shows(&ann);
    assert_eq!((&shown["availability"], &shown["is_connected"]), (&json!("online"), &json!(false)));
    ann.opens_the_browser();
    desk.waits(minutes(1));
    assert_eq!(availability(&desk, &ann), "online");
    assert_eq!(availability(&desk, &ben), "offline");
    assert_eq!(availability(&desk, &desk.admin), "online");
}

#[test]
fn colleagues_hear_who_is_full_and_who_has_gone() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.patch(&format!("/agents/{}", ann.id), json!({"capacity": 1})).is(200);
    let mut live = Live::connects(&desk.http, &desk.admin, None);
    let c = desk.whatsapp().customer("Joe").writes("Where is my order?");
    let of_ann = |event: &serde_json::Value| about(event) == ("agent_changed".to_owned(), ann.id);
    ann.accepts(c);
    assert_eq!(live.hears(of_ann)["data"]["is_full"], true);
    ann.replies(c, "On its way.");
    assert_eq!(live.hears(of_ann)["data"]["is_full"], false, "it frees itself");
    ann.closes_the_browser();
    assert_eq!(live.hears(of_ann)["data"]["is_connected"], false);
    desk.waits(minutes(1));
    assert_eq!(live.hears(of_ann)["data"]["availability"], "offline");
}
