//! Reports where life is not plain: what is reopened, blocked, removed, merged, or counted anew.

use crate::desk::*;
use crate::reporting::{MINUTE, counts, facts, report, row};
use deskbell::domain::ConversationId;
use deskbell::store::FactsProgress;
use serde_json::{Value, json};

fn clock_stands_at(desk: &Desk, hour: i64) {
    let past = desk.now().0.rem_euclid(hours(24).0);
    desk.moves_the_clock(Span(hours(24 + hour).0 - past));
    desk.admin.signs_in_again();
}

#[test]
fn what_is_reopened_is_open_and_was_not_resolved() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    desk.waits(minutes(4));
    ann.resolves(c, "wrong one");
    desk.waits(hours(24 * 40));
    ann.signs_in_again();
    ann.takes_back_the_resolution(c).is(200);
    counts(&desk);
    let summary = report(&desk.admin, "days=1");
    assert_eq!((&summary["resolved"], &summary["open_now"]), (&json!(0), &json!(1)));
    assert_eq!(summary["started"], 0, "it began long before");
}

#[test]
fn a_wait_after_a_reopening_begins_there() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.resolves(c, "wrong one");
    desk.waits(hours(10));
    ann.takes_back_the_resolution(c).is(200);
    desk.waits(minutes(5));
    ann.replies(c, "Here it is.");
    counts(&desk);
    let summary = report(&desk.admin, "");
    assert_eq!(summary["waiting"]["median_ms"], 5 * MINUTE);
    assert_eq!(summary["first_response"]["median_ms"], 5 * MINUTE);
}

#[test]
fn blocked_contacts_move_no_figure_of_the_work() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Buy my watches");
    ann.accepts(c);
    desk.waits(minutes(3));
    let contact = number(&ann.sees(c)["contact"]["id"]);
    ann.put(&format!("/contacts/{contact}/block"), json!({})).is(200);
    counts(&desk);
    let before = report(&desk.admin, "");
    assert_eq!((&before["resolved"], &before["by_cause"]["blocked"]), (&json!(1), &json!(1)));
    assert_eq!(
        (&before["by_cause"]["agent"], &before["resolution"]["count"]),
        (&json!(0), &json!(0))
    );
    desk.waits(hours(2));
    joe.writes("Cheap watches!");
    let kim = whatsapp.customer("Kim");
    let body = json!({"name": "Kim", "phone": format!("+{}", kim.wa_id)});
    let contact = number(&desk.admin.post("/contacts", body).is(201)["id"]);
    desk.admin.put(&format!("/contacts/{contact}/block"), json!({})).is(200);
    kim.writes("Watches?");
    kim.writes("Hello?");
    counts(&desk);
    let after = report(&desk.admin, "");
    for figure in
        ["started", "resolved", "by_cause", "resolution", "waiting", "messages_in", "open_now"]
    {
        assert_eq!(after[figure], before[figure], "{figure}");
    }
}

#[test]
fn removing_a_queue_changes_nothing_of_the_past() {
    let desk = Desk::open();
    clock_stands_at(&desk, 12);
    let ann = desk.agent("Ann");
    let sales = desk.queue("Sales");
    let day = json!([{"from": "12:10", "to": "13:00"}]);
    let kept = json!({"name": "Lunch", "week": vec![day; 7]});
    let kept = number(&desk.admin.post("/hours", kept).is(201)["id"]);
    desk.keeps_hours(sales, kept);
    desk.admin.patch("/inboxes/1", json!({"queue_id": sales})).is(200);
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("A quote, please.");
    desk.admin.accepts(c);
    desk.waits(minutes(20));
    desk.admin.replies(c, "Ten cost 50.");
    desk.admin.transfers_to(c, &ann);
    desk.admin.resolves(c, "sent");
    desk.admin.patch("/inboxes/1", json!({"queue_id": 1})).is(200);
    counts(&desk);
    let before = facts(&desk);
    assert_eq!(report(&desk.admin, "")["waiting"]["business_median_ms"], 10 * MINUTE);
    assert_eq!(desk.admin.delete(&format!("/queues/{sales}")).status, 204);
    assert_eq!(desk.admin.delete(&format!("/hours/{kept}")).status, 204, "no queue keeps them");
    counts(&desk);
    assert_eq!(facts(&desk), before);
    desk.admin.post("/reports/rebuild", json!({})).is(202);
    counts(&desk);
    assert_eq!(facts(&desk), before, "counted anew it is the same");
    let table = desk.admin.get("/reports/table?by=queue").is(200);
    assert_eq!(row(&table, "Sales (removed)")["waiting_business_median_ms"], 10 * MINUTE);
    let created = desk.admin.timeline(c)[0].clone();
    assert_eq!(created["activity"]["queue_name"], "Sales", "what was, keeps its name");
}

#[test]
fn what_is_too_low_says_so_or_is_not_given() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    joe.writes("Where is my order?");
    counts(&desk);
    assert_eq!(desk.admin.get("/reports/load").is(200)["is_complete"], true);
    let begun = desk.app().store.write_blocking(|writer| -> Result<(), deskbell::store::Error> {
        let progress = writer.facts_progress()?.expect("counted");
        let filled = Some(ConversationId(0));
        writer.save_facts_progress(FactsProgress { filled, ..progress });
        Ok(())
    });
    begun.expect("as a recount that has begun");
    let refused = desk.admin.get("/reports/table.csv?by=day");
    refused.refuses(503, "still_counting");
    assert_eq!(refused.header("retry-after"), "5");
    for path in ["summary", "table?by=day", "load"] {
        let shown = desk.admin.get(&format!("/reports/{path}")).is(200);
        assert_eq!(shown["is_complete"], false, "{path}");
    }
    joe.writes("Hello?");
    counts(&desk);
    assert_eq!(desk.admin.get("/reports/table.csv?by=day").status, 200);
}

#[test]
fn days_and_hours_are_those_of_the_workspace() {
    let desk = Desk::open();
    desk.admin.sets(json!({"time_zone": "Asia/Kathmandu"}));
    clock_stands_at(&desk, 20);
    let whatsapp = desk.whatsapp();
    whatsapp.customer("Joe").writes("Good morning");
    counts(&desk);
    // In Kathmandu it is a quarter to two of the next day.
    let tomorrow = desk.now().plus_ms(hours(24).0).to_rfc3339()[..10].to_owned();
    let today = desk.now().to_rfc3339()[..10].to_owned();
    let by_hour = desk.admin.get("/reports/table?by=hour").is(200);
    assert_eq!(row(&by_hour, "01:00")["started"], 1);
    let by_day = desk.admin.get("/reports/table?by=day&days=2").is(200);
    assert_eq!(row(&by_day, &tomorrow)["started"], 1);
    assert_eq!(row(&by_day, &today)["started"], 0);
    let summary = report(&desk.admin, &format!("from={tomorrow}&to={tomorrow}"));
    assert_eq!((&summary["started"], &summary["time_zone"]), (&json!(1), &json!("Asia/Kathmandu")));
    assert_eq!(summary["from"], format!("{today}T18:15:00.000Z"));
    assert_eq!(report(&desk.admin, &format!("from={today}&to={today}"))["started"], 0);
}

#[test]
fn what_is_open_now_is_told_by_state() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let writes = |name: &str| whatsapp.customer(name).writes("Hello");
    let (_queued, active, pending, aside) = (writes("A"), writes("B"), writes("C"), writes("D"));
    for c in [active, pending, aside] {
        ann.accepts(c);
    }
    ann.replies(pending, "Hello!");
    ann.snoozes(aside, desk.now().plus_ms(hours(3).0));
    counts(&desk);
    let of = |query: &str| report(&desk.admin, query)["open_by_state"].clone();
    assert_eq!(of(""), json!({"queued": 1, "active": 1, "pending": 1, "snoozed": 1}));
    let own = of(&format!("agent={}", ann.id));
    assert_eq!(own, json!({"queued": 0, "active": 1, "pending": 1, "snoozed": 1}));
    assert_eq!(report(&desk.admin, "")["open_now"], 4);
}

#[test]
fn rows_by_label_and_by_inbox() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let other = whatsapp_inbox("Second", "999");
    let second = number(&desk.admin.post("/inboxes", other).is(201)["id"]);
    let whatsapp = desk.whatsapp();
    let (one, two) = (whatsapp.customer("A").writes("One"), whatsapp.customer("B").writes("Two"));
    let label = &items(&ann.get("/labels").is(200))[0];
    let path = format!("/conversations/{one}/labels/{}", label["id"]);
    ann.put(&path, json!({})).is(200);
    ann.resolves(two, "a duplicate");
    counts(&desk);
    let by_label = desk.admin.get("/reports/table?by=label").is(200);
    let name = label["name"].as_str().expect("a name");
    assert_eq!(
        (&row(&by_label, name)["started"], &row(&by_label, name)["resolved"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(row(&by_label, "None")["resolved"], 1);
    let by_inbox = desk.admin.get("/reports/table?by=inbox").is(200);
    assert_eq!(
        (&row(&by_inbox, "Shop")["started"], &row(&by_inbox, "Shop")["resolved"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(report(&desk.admin, &format!("inbox={second}"))["started"], 0);
}

#[test]
fn merged_tags_count_as_one_for_the_past_too() {
    let desk = Desk::open();
    let eve = desk.agent_in("Eve", "supervisor", &[1]);
    let whatsapp = desk.whatsapp();
    let tag = |name: &str| number(&eve.post("/tags", json!({"name": name})).is(201)["id"]);
    let (old, new) = (tag("Refunds"), tag("Refund"));
    let puts_on = |c: u64, tag: u64| {
        eve.put(&format!("/conversations/{c}/tags/{tag}"), json!({})).is(200);
    };
    let all: Vec<u64> =
        ["A", "B", "C"].map(|name| whatsapp.customer(name).writes("Money back")).into();
    puts_on(all[0], old);
    puts_on(all[1], new);
    puts_on(all[2], old);
    puts_on(all[2], new);
    for c in &all {
        eve.resolves(*c, "refunded");
    }
    desk.waits(hours(72));
    eve.signs_in_again();
    counts(&desk);
    let table = || desk.admin.get("/reports/table?by=tag").is(200);
    assert_eq!(row(&table(), "Refunds")["resolved"], 2);
    eve.post(&format!("/tags/{old}/merges"), json!({"into": new})).is(200);
    until("the merge is counted", || {
        counts(&desk);
        row(&table(), "Refund")["resolved"] == 3
    });
    let names: Vec<Value> =
        table()["rows"].as_array().expect("rows").iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, [json!("Refund")], "one row is left");
}
