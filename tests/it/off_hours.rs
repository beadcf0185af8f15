//! What customers are told while a queue is closed.

use crate::automatic_replies::{all_replies, opens};
use crate::desk::*;
use chrono_tz::Tz;
use deskbell::domain::report::day_of;
use serde_json::{Value, json};

/// Open two hours from now, for an hour.
fn closes(desk: &Desk) -> u64 {
    let kept = opens(desk, hours(2), hours(1));
    desk.queue_says(1, all_replies());
    desk.keeps_hours(1, kept);
    kept
}

fn is(agent: &Agent, availability: &str) {
    agent.patch("/me", json!({"availability": availability})).is(200);
}

#[test]
fn each_closed_period_has_its_reply_unless_the_agent_is_there_or_has_answered_in_it() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    joe.receives("On its way.");
    closes(&desk);
    is(&ann, "away");
    joe.writes("Thanks");
    assert_eq!(joe.has_received(), ["On its way."], "she has answered since it closed");
    // The next evening.
    desk.waits(hours(20));
    ann.signs_in_again();
    is(&ann, "busy");
    joe.writes("And the bill?");
    assert_eq!(joe.has_received(), ["On its way."], "who takes nothing new is there all the same");
    is(&ann, "away");
    joe.writes("Anybody?");
    joe.receives("We are closed.");
    // The evening after that she answers from home.
    desk.waits(hours(23));
    ann.signs_in_again();
    is(&ann, "away");
    ann.replies(c, "Here it is.");
    joe.receives("Here it is.");
    joe.writes("Thanks again");
    assert_eq!(joe.has_received().len(), 3, "an agent is answering");
    // And the one after that nobody does.
    desk.waits(hours(23));
    ann.signs_in_again();
    is(&ann, "online");
    joe.writes("One more thing");
    assert_eq!(joe.has_received().len(), 3, "its agent is there");
    is(&ann, "offline");
    joe.writes("Hello?");
    until("each evening has its own", || joe.has_received().len() == 4);
}

#[test]
fn one_evening_is_one_evening_also_if_its_beginning_is_moved() {
    let desk = Desk::open();
    let kept = closes(&desk);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    joe.writes("Where is my order?");
    joe.receives("We are closed.");
    // Closing time is moved by a quarter of an hour: the period begins at another moment.
    let week = desk.admin.get(&format!("/hours/{kept}")).is(200)["week"].clone();
    let earlier = opens(&desk, minutes(-90), minutes(60));
    let mut both = desk.admin.get(&format!("/hours/{earlier}")).is(200)["week"].clone();
    for (day, openings) in both.as_array_mut().expect("days").iter_mut().enumerate() {
        openings
            .as_array_mut()
            .expect("openings")
            .extend(week[day].as_array().cloned().unwrap_or_default());
    }
    desk.admin.patch(&format!("/hours/{kept}"), json!({"week": both})).is(200);
    joe.writes("Hello?");
    assert_eq!(joe.has_received(), ["We are closed."]);
    desk.waits(hours(4));
    joe.writes("Anybody?");
    until("it has been open since", || joe.has_received().len() == 2);
}

#[test]
fn what_could_not_be_said_does_not_count_as_said() {
    let desk = Desk::open();
    closes(&desk);
    desk.queue_says(1, json!({"off_hours": "{{nothing}}"}));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    assert_eq!(desk.admin.reads(c).len(), 2, "nothing is left of it");
    desk.queue_says(1, json!({"off_hours": "We are closed."}));
    joe.writes("Hello?");
    joe.receives("We are closed.");
    joe.writes("Anybody?");
    assert_eq!(joe.has_received(), ["We are closed."]);
}

#[test]
fn a_holiday_is_a_day_of_the_workspaces_zone() {
    let desk = Desk::open();
    // At 20:00 in London it is the next day in Kathmandu.
    let past = desk.now().0.rem_euclid(hours(24).0);
    desk.moves_the_clock(Span(hours(24 + 20).0 - past));
    desk.admin.signs_in_again();
    desk.queue_says(1, json!({"off_hours": "We have a holiday."}));
    let open = json!([{"from": "00:00", "to": "24:00"}]);
    let body = json!({"name": "Always", "week": vec![open; 7]});
    let kept = number(&desk.admin.post("/hours", body).is(201)["id"]);
    desk.keeps_hours(1, kept);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let holiday = |zone: Tz| {
        let date = day_of(desk.now(), zone).to_string();
        let holidays = json!([{"date": date, "name": "A day", "openings": []}]);
        desk.admin.patch(&format!("/hours/{kept}"), json!({"holidays": holidays})).is(200);
    };
    let said = || joe.has_received();
    desk.admin.sets(json!({"time_zone": "Asia/Kathmandu"}));
    holiday(Tz::UTC);
    let c = joe.writes("Where is my order?");
    assert_eq!(desk.admin.reads(c).len(), 2, "that day is over there");
    holiday(Tz::Asia__Kathmandu);
    joe.writes("Hello?");
    joe.receives("We have a holiday.");
    desk.waits(hours(5));
    joe.writes("Anybody?");
    assert_eq!(said(), ["We have a holiday."]);
    let queue = desk.admin.get("/queues/1").is(200);
    assert_eq!((&queue["is_open"], queue["opens_at"].is_string()), (&Value::Bool(false), true));
}
