//! Silence ends conversations by the rules of their inbox, else of their queue, else of the
//! workspace.

use crate::desk::*;
use serde_json::{Value, json};

const WARNING: &str = deskbell::actions::WARNING_DEFAULT;

fn sets(desk: &Desk, of: &str, rules: &Value) -> Value {
    desk.admin.patch(of, rules.clone()).is(200)
}

/// Joe wrote, Ann has answered, and he has it.
fn answered<'w>(whatsapp: &'w Whatsapp<'w>, ann: &Agent) -> (Customer<'w>, u64) {
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Where is my order?");
    ann.accepts(c);
    ann.replies(c, "On its way.");
    joe.receives("On its way.");
    (joe, c)
}

const LEVELS: [&str; 2] = ["/queues/1", "/inboxes/1"];

#[test]
fn inactivity_and_its_warning_are_those_of_the_queue_or_the_inbox() {
    for level in LEVELS {
        let desk = Desk::open();
        let ann = desk.agent("Ann");
        desk.admin.sets(json!({"inactivity_seconds": 36_000, "warning_seconds": 60}));
        sets(&desk, "/queues/1", &json!({"inactivity_seconds": 18_000, "warning_seconds": 120}));
        // More than half of the time: what one level sets is followed as it is.
        let own = json!({"inactivity_seconds": 7_200, "warning_seconds": 5_400});
        let shown = sets(&desk, level, &own);
        assert_eq!(
            (&shown["inactivity_seconds"], &shown["warning_seconds"]),
            (&json!(7_200), &json!(5_400))
        );
        let whatsapp = desk.whatsapp();
        let (joe, c) = answered(&whatsapp, &ann);
        desk.waits(seconds(1_799));
        assert_eq!(joe.has_received(), ["On its way."], "{level}");
        desk.waits(seconds(1));
        joe.receives(WARNING);
        desk.waits(seconds(5_399));
        assert_eq!(desk.admin.sees(c)["state"], "pending", "{level}");
        desk.waits(seconds(1));
        assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity", "{level}");
    }
}

#[test]
fn what_waits_for_us_is_closed_where_the_queue_or_the_inbox_says_so() {
    for level in LEVELS {
        let desk = Desk::open();
        let ann = desk.agent("Ann");
        let whatsapp = desk.whatsapp();
        let c = whatsapp.customer("Joe").writes("Where is my order?");
        ann.accepts(c);
        assert!(desk.admin.get(level).is(200)["closes_active"].is_null());
        desk.waits(hours(30));
        assert_eq!(desk.admin.sees(c)["state"], "active");
        assert_eq!(sets(&desk, level, &json!({"closes_active": true}))["closes_active"], true);
        desk.waits(seconds(0));
        assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity", "{level}");
    }
}

#[test]
fn a_level_may_spare_what_the_workspace_would_close() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"closes_active": true}));
    sets(&desk, "/inboxes/1", &json!({"closes_active": false}));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    desk.waits(hours(48));
    assert_eq!(desk.admin.sees(c)["state"], "active");
    sets(&desk, "/inboxes/1", &json!({"closes_active": null}));
    desk.waits(seconds(0));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
}

#[test]
fn the_warning_before_the_window_closes_is_a_matter_of_the_queue_or_the_inbox() {
    for level in LEVELS {
        let desk = Desk::open();
        let ann = desk.agent("Ann");
        desk.admin.sets(json!({"inactivity_seconds": 172_800, "warning_seconds": 3_600}));
        let shown = sets(&desk, level, &json!({"warns_before_window": true}));
        assert_eq!(shown["warns_before_window"], true);
        let whatsapp = desk.whatsapp();
        let (joe, _) = answered(&whatsapp, &ann);
        desk.waits(minutes(24 * 60 - 12));
        assert_eq!(joe.has_received(), ["On its way."], "{level}");
        desk.waits(minutes(5));
        joe.receives(WARNING);
    }
}

#[test]
fn a_new_queue_may_bring_its_rules_along() {
    let desk = Desk::open();
    let body = json!({"name": "Sales", "warns_before_window": true, "closes_active": false});
    let made = desk.admin.post("/queues", body).is(201);
    assert_eq!(
        (&made["warns_before_window"], &made["closes_active"]),
        (&json!(true), &json!(false))
    );
}

#[test]
fn who_opens_the_chat_again_can_be_warned_again_in_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 172_800, "warning_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let (joe, c) = answered(&whatsapp, &ann);
    // By now nothing can be said any more, before silence ends it.
    desk.waits(hours(30));
    let welcome = json!({
        "from": joe.wa_id, "id": "wamid.WELCOME", "type": "request_welcome",
        "timestamp": (desk.now().0 / 1_000).to_string(),
    });
    whatsapp.delivers(&envelope(json!({"messages": [welcome]}))).is(200);
    whatsapp.is_read_in();
    desk.waits(hours(17));
    assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Deskbell warned"));
    desk.waits(hours(1));
    assert_eq!(desk.admin.sees(c)["state"], "resolved");
}

#[test]
fn a_clock_that_goes_back_loses_no_timer_and_fires_none_twice() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.sets(json!({"inactivity_seconds": 36_000, "warning_seconds": 3_600}));
    let whatsapp = desk.whatsapp();
    let (joe, c) = answered(&whatsapp, &ann);
    let unanswered = whatsapp.customer("Kim").writes("Anybody there?");
    desk.waits(hours(9));
    joe.receives(WARNING);
    desk.sets_the_clock_back(hours(5));
    assert_eq!(desk.admin.sees(c)["state"], "pending");
    let later = whatsapp.customer("Lee").writes("Anybody there?");
    desk.waits(hours(6));
    assert_eq!(desk.admin.sees(c)["resolution"]["cause"], "inactivity");
    desk.waits(hours(18));
    assert_eq!(desk.admin.sees(unanswered)["state"], "abandoned");
    assert_eq!(desk.admin.sees(later)["state"], "abandoned");
    let count = |c, end: &str| desk.admin.reads(c).iter().filter(|l| l.ends_with(end)).count();
    assert_eq!((count(c, " warned"), count(c, " resolved")), (1, 1));
    assert_eq!((count(unanswered, " abandoned"), count(later, " abandoned")), (1, 1));
}
