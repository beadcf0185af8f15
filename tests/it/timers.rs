//! What happens because nothing happened.

use crate::desk::*;
use serde_json::json;

#[test]
fn a_customer_who_waits_a_day_for_nothing_has_left() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Anybody there?");
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "queued");
    joe.writes("Hello?");
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "queued", "every message starts the time anew");
    desk.waits(hours(1));
    let left = desk.admin.sees(c);
    assert_eq!(left["state"], "abandoned");
    assert_eq!(left["resolution"]["cause"], "abandoned");
    assert!(left["waiting_since"].is_null(), "nobody waits any more");
    desk.admin.tries_to_accept(c).refuses(409, "closed");
    desk.admin.takes_back_the_resolution(c).refuses(409, "not_resolved");
}

#[test]
fn a_customer_who_says_nothing_for_a_day_after_our_answer_needs_nothing_more() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    desk.waits(hours(24));
    let ended = desk.admin.sees(c);
    assert_eq!(ended["state"], "resolved");
    assert_eq!(ended["resolution"]["cause"], "inactivity");
    assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Deskbell resolved"));
}

#[test]
fn a_conversation_that_waits_for_us_is_never_closed_by_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    desk.waits(hours(24 * 30));
    assert_eq!(desk.admin.sees(c)["state"], "active");
}

#[test]
fn each_queue_has_times_of_its_own() {
    let desk = Desk::open();
    let body = json!({"name": "Sales", "abandonment_seconds": 600});
    let sales = number(&desk.admin.post("/queues", body).is(201)["id"]);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("A quote, please.");
    desk.admin.transfers_to_queue(c, sales);
    let later = json!({"abandonment_seconds": 1_200});
    desk.admin.patch(&format!("/queues/{sales}"), later).is(200);
    desk.waits(minutes(19));
    assert_eq!(desk.admin.sees(c)["state"], "queued", "who waits already follows at once");
    desk.waits(minutes(1));
    assert_eq!(desk.admin.sees(c)["state"], "abandoned");
}

#[test]
fn what_fell_due_while_the_server_was_down_happens_at_its_start_once() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let (waiting, answered) = {
        let whatsapp = desk.whatsapp();
        let waiting = whatsapp.customer("Joe").writes("Anybody there?");
        let answered = whatsapp.customer("Kim").writes("Where is my order?");
        ann.accepts(answered);
        ann.replies(answered, "On its way.");
        (waiting, answered)
    };
    desk.stops();
    desk.moves_the_clock(hours(48));
    desk.starts_again();
    desk.waits(seconds(0));
    assert_eq!(desk.admin.sees(waiting)["state"], "abandoned");
    assert_eq!(desk.admin.sees(answered)["state"], "resolved");
    desk.restarts();
    desk.waits(seconds(1));
    let ends = |c| desk.admin.reads(c).iter().filter(|line| is_end(line)).count();
    assert_eq!((ends(waiting), ends(answered)), (1, 1), "each ended once");
}

fn is_end(line: &str) -> bool {
    line.ends_with(" abandoned") || line.ends_with(" resolved")
}

const WARNING: &str = deskbell::actions::WARNING_DEFAULT;

/// Joe wrote, Ann has answered, and he has it.
fn answered<'w>(whatsapp: &'w Whatsapp<'w>, ann: &Agent) -> (Customer<'w>, u64) {
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    joe.receives("On its way.");
    (joe, c)
}

#[test]
fn a_customer_is_warned_before_silence_ends_it_to_the_second() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 36_000, "warning_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let (joe, c) = answered(&whatsapp, &ann);
    desk.waits(seconds(9 * 3_600 - 1));
    assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Ann: On its way."));
    desk.waits(seconds(1));
    joe.receives(WARNING);
    let lines = desk.admin.reads(c);
    assert_eq!(
        lines[lines.len() - 2..],
        [format!("Deskbell: {WARNING}"), "Deskbell warned".into()]
    );
    desk.waits(seconds(3_599));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    desk.waits(seconds(1));
    assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity");
}

#[test]
fn who_answers_a_warning_is_warned_anew_the_next_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.queue_says(1, json!({"warning": "Still there?"}));
    desk.admin.sets(json!({"inactivity_seconds": 36_000, "warning_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let (joe, c) = answered(&whatsapp, &ann);
    desk.waits(hours(9));
    joe.receives("Still there?");
    joe.writes("Yes");
    desk.waits(hours(2));
    assert_eq!(desk.admin.sees(c)["state"], "active");
    ann.signs_in_again();
    ann.replies(c, "Good.");
    desk.waits(hours(9));
    until("the second warning comes", || {
        joe.has_received() == ["On its way.", "Still there?", "Good.", "Still there?"]
    });
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
}

#[test]
fn a_warning_comes_before_the_window_closes_if_it_could_not_come_later() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let days = json!({"inactivity_seconds": 172_800, "warning_seconds": 3_600});
    desk.admin.sets(days);
    let whatsapp = desk.whatsapp();
    let (joe, unwarned) = answered(&whatsapp, &ann);
    desk.waits(hours(48));
    assert_eq!(desk.admin.sees(unwarned)["state"], "resolved");
    assert_eq!(joe.has_received(), ["On its way."], "outside the window nothing can be said");
    desk.admin.sets(json!({"warns_before_window": true}));
    ann.signs_in_again();
    let (kim, warned) = answered(&whatsapp, &ann);
    desk.waits(minutes(24 * 60 - 12));
    assert_eq!(kim.has_received(), ["On its way."]);
    desk.waits(minutes(5));
    kim.receives(WARNING);
    desk.waits(hours(24));
    assert_eq!(desk.admin.sees(warned)["state"], "pending", "silence has its full time");
    desk.waits(minutes(10));
    assert_eq!(desk.admin.sees(warned)["state"], "resolved");
}

#[test]
fn a_warning_missed_while_the_server_was_down_still_gives_its_time() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 36_000, "warning_seconds": 3_600}));
    let (c, aside) = {
        let whatsapp = desk.whatsapp();
        let (_, c) = answered(&whatsapp, &ann);
        let (_, aside) = answered(&whatsapp, &ann);
        ann.snoozes(aside, desk.now().plus_ms(hours(3).0));
        (c, aside)
    };
    desk.stops();
    desk.moves_the_clock(hours(12));
    desk.starts_again();
    desk.waits(seconds(0));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Deskbell warned"));
    assert_eq!(desk.admin.sees(aside)["snoozed"], false);
    desk.restarts();
    desk.waits(seconds(3_599));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    desk.waits(seconds(1));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
    let count = |c, end: &str| desk.admin.reads(c).iter().filter(|l| l.ends_with(end)).count();
    assert_eq!((count(c, " warned"), count(c, " resolved"), count(aside, " woken")), (1, 1, 1));
}

#[test]
fn what_waits_for_us_is_closed_only_where_it_is_set_so() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let active = joe.writes("Where is my order?");
    ann.accepts(active);
    let (_, returned) = answered(&whatsapp, &ann);
    ann.transfers_to_queue(returned, 1);
    desk.waits(hours(24 * 30));
    assert_eq!(desk.admin.sees(active)["state"], "active");
    assert_eq!(desk.admin.sees(returned)["state"], "queued", "somebody had answered");
    desk.admin.sets(json!({"closes_active": true}));
    desk.waits(seconds(0));
    for c in [active, returned] {
        assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity");
    }
}

#[test]
fn open_conversations_follow_a_change_of_times_at_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let waiting = whatsapp.customer("Kim").writes("Anybody there?");
    let (_, pending) = answered(&whatsapp, &ann);
    desk.waits(minutes(20));
    let change = json!({"abandonment_seconds": 1_800});
    desk.admin.patch("/inboxes/1", change).is(200);
    desk.admin.sets(json!({"inactivity_seconds": 3_600, "abandonment_seconds": 7_200}));
    desk.waits(minutes(10));
    assert_eq!(desk.admin.sees(waiting)["state"], "abandoned", "the inbox's own time counts");
    desk.waits(minutes(30));
    assert_eq!(desk.admin.sees(pending)["state"], "resolved");
    let later = whatsapp.customer("Lee").writes("Anybody there?");
    desk.waits(minutes(20));
    let inbox = desk.admin.patch("/inboxes/1", json!({"abandonment_seconds": null})).is(200);
    assert!(inbox["abandonment_seconds"].is_null());
    desk.waits(minutes(99));
    assert_eq!(desk.admin.sees(later)["state"], "queued");
    desk.waits(minutes(1));
    assert_eq!(desk.admin.sees(later)["state"], "abandoned");
    let wrong = json!({"inactivity_seconds": 60, "warning_seconds": 60});
    desk.admin.patch("/inboxes/1", wrong).refuses(422, "invalid");
}

#[test]
fn a_resolution_by_silence_that_is_taken_back_is_not_made_again_at_once() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (_, c) = answered(&whatsapp, &ann);
    desk.waits(hours(24));
    assert_eq!(desk.admin.takes_back_the_resolution(c).is(200)["state"], "pending");
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
}

#[test]
fn who_is_given_what_waited_long_has_the_whole_time_to_answer() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    desk.admin.sets(json!({"closes_active": true, "abandonment_seconds": 4 * 86_400}));
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    desk.waits(hours(70));
    ann.signs_in_again();
    ann.accepts(c);
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "active");
    desk.waits(hours(2));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
    ann.signs_in_again();
    desk.waits(hours(70));
    ann.signs_in_again();
    ann.takes_back_the_resolution(c).is(200);
    desk.waits(minutes(1));
    assert_eq!(desk.admin.sees(c)["state"], "active", "what is taken back counts anew");
}

#[test]
fn what_was_handed_on_days_ago_has_its_time_to_be_answered() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    desk.waits(hours(72));
    ann.signs_in_again();
    ann.transfers_to_queue(c, sales);
    desk.waits(hours(23));
    assert_eq!(desk.admin.sees(c)["state"], "queued");
    desk.waits(hours(2));
    assert_eq!(desk.admin.sees(c)["state"], "abandoned");
}
