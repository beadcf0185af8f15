//! Reports: a small company's day, every figure checked by hand; what is derived is what there is.

use crate::desk::*;
use deskbell::domain::event::{Configuration, Event};
use deskbell::domain::hours::{Hours, Opening};
use deskbell::domain::queue::Queue;
use deskbell::domain::report::Fact;
use deskbell::domain::{HoursId, Timestamp};
use deskbell::store::FactPlace;
use serde_json::{Value, json};

/// Everything that has happened is counted.
pub fn counts(desk: &Desk) {
    let newest = || desk.app().store.view().expect("a view").newest_seq().expect("a number");
    until("everything is counted", || {
        let progress = desk.app().store.view().and_then(|view| view.facts_progress());
        let progress = progress.expect("readable");
        progress.is_some_and(|p| p.filled.is_none() && p.cursor == newest())
    });
}

pub fn facts(desk: &Desk) -> Vec<Fact> {
    let view = desk.app().store.view().expect("a view");
    let first = FactPlace::before(Timestamp(0));
    view.facts_after(first, 10_000).expect("facts").0
}

pub fn report(agent: &Agent, query: &str) -> Value {
    agent.get(&format!("/reports/summary?{query}")).is(200)
}

pub fn row<'a>(table: &'a Value, name: &str) -> &'a Value {
    let rows = table["rows"].as_array().expect("rows").iter();
    let mut found = rows.filter(|row| row["name"] == name);
    found.next().unwrap_or_else(|| panic!("a row of {name} in {table}"))
}

pub const MINUTE: i64 = 60_000;

/// The company's day, in which the clock stands at noon at first.
///
/// - 12:00 Joe asks. 12:04 Ann answers. 12:10 Joe asks. 12:30 Ann answers and resolves: "Billing".
/// - 12:30 Kim asks, 12:32 again. 13:30 Ben answers. Silence ends it a day later.
/// - 13:30 Lee asks, nobody answers: abandoned a day later.
/// - 13:30 Max asks. 13:31 the admin resolves it unanswered: spam.
/// - Noa asks and still waits.
struct Day {
    desk: Desk,
    sales: u64,
    billing: u64,
    ann: Agent,
    ben: Agent,
}

impl Day {
    fn passes() -> Day {
        let desk = Desk::open();
        let past_noon = desk.now().0.rem_euclid(24 * 60 * MINUTE);
        desk.moves_the_clock(Span(36 * 60 * MINUTE - past_noon));
        desk.admin.signs_in_again();
        let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
        let sales = desk.queue("Sales");
        let billing = number(&ann.post("/tags", json!({"name": "=Billing"})).is(201)["id"]);
        let whatsapp = desk.whatsapp();
        let joe = whatsapp.customer("Joe");
        let first = joe.writes("Where is my bill?");
        ann.accepts(first);
        desk.waits(minutes(4));
        ann.replies(first, "I look.");
        desk.waits(minutes(6));
        joe.writes("And?");
        desk.waits(minutes(20));
        ann.replies(first, "Here it is.");
        ann.put(&format!("/conversations/{first}/tags/{billing}"), json!({})).is(200);
        ann.resolves(first, "sent");
        let kim = whatsapp.customer("Kim");
        let second = kim.writes("A quote, please.");
        ben.accepts(second);
        desk.waits(minutes(2));
        kim.writes("For ten.");
        desk.waits(minutes(58));
        ben.replies(second, "Ten cost 50.");
        desk.admin.transfers_to_queue(second, sales);
        let sam = desk.agent_in("Sam", "agent", &[sales]);
        sam.accepts(second);
        sam.replies(second, "Do you want them?");
        whatsapp.customer("Lee").writes("Hello?");
        let spam = whatsapp.customer("Max").writes("Win a prize!");
        desk.waits(minutes(1));
        desk.admin.resolves(spam, "spam");
        desk.waits(hours(25));
        ann.signs_in_again();
        ben.signs_in_again();
        desk.whatsapp().customer("Noa").writes("Anybody there?");
        counts(&desk);
        Day { desk, sales, billing, ann, ben }
    }
}

#[test]
fn every_figure_of_a_small_companys_day_is_right() {
    let day = Day::passes();
    let summary = report(&day.desk.admin, "");
    assert_eq!(summary["started"], 5);
    assert_eq!((&summary["ended"], &summary["open_now"]), (&json!(4), &json!(1)));
    assert_eq!((&summary["resolved"], &summary["abandoned"]), (&json!(3), &json!(1)));
    assert_eq!(summary["abandonment_rate"], 0.25);
    assert_eq!(
        summary["by_cause"],
        json!({"agent": 2, "inactivity": 1, "customer": 0, "blocked": 0, "full": 0})
    );
    // Answers after 4, 20 and 60 minutes: Sam's second word answers nobody.
    let waiting = &summary["waiting"];
    assert_eq!(waiting["count"], 3);
    assert_eq!(waiting["median_ms"], 20 * MINUTE);
    assert_eq!(waiting["p90_ms"], 60 * MINUTE);
    assert_eq!(waiting["business_median_ms"], 20 * MINUTE, "the queue is always open");
    // First answers after 4 and 60 minutes.
    let first = &summary["first_response"];
    assert_eq!((&first["count"], &first["median_ms"]), (&json!(2), &json!(4 * MINUTE)));
    assert_eq!(first["p90_ms"], 60 * MINUTE);
    // Resolved after 30 minutes, after 1 (spam), and, by silence, with the last word after 60.
    let resolution = &summary["resolution"];
    assert_eq!((&resolution["count"], &resolution["median_ms"]), (&json!(3), &json!(30 * MINUTE)));
    assert_eq!(resolution["p90_ms"], 60 * MINUTE);
    assert_eq!((&summary["messages_in"], &summary["messages_out"]), (&json!(7), &json!(4)));
    assert!(summary["previous"].is_null(), "nothing happened before");
    assert_eq!(summary["is_complete"], true);
}

#[test]
fn tables_tell_whose_and_when_it_was() {
    let day = Day::passes();
    let admin = &day.desk.admin;
    let table = admin.get("/reports/table?by=agent").is(200);
    let figures = |name: &str| {
        let row = row(&table, name);
        (row["started"].clone(), row["resolved"].clone(), row["messages_out"].clone())
    };
    assert_eq!(figures("Ann"), (json!(1), json!(1), json!(2)));
    assert_eq!(figures("Ben"), (json!(0), json!(0), json!(1)), "Sam has it now");
    assert_eq!(figures("Sam"), (json!(1), json!(1), json!(1)), "what silence ended was Sam's");
    assert_eq!(figures("Admin"), (json!(0), json!(1), json!(0)), "the spam");
    assert_eq!(figures("None"), (json!(3), json!(0), json!(0)));
    assert_eq!(row(&table, "Ben")["waiting_median_ms"], 60 * MINUTE);
    assert_eq!(table["total"]["started"], 5);

    let table = admin.get("/reports/table?by=queue").is(200);
    assert_eq!(row(&table, "Sales")["resolved"], 1);
    assert_eq!(row(&table, "Support")["abandonment_rate"].as_f64(), Some(1.0 / 3.0));
    let table = admin.get("/reports/table?by=tag").is(200);
    assert_eq!(row(&table, "=Billing")["resolution_median_ms"], 30 * MINUTE);
    assert_eq!(row(&table, "None")["abandoned"], 1);
    let table = admin.get("/reports/table?by=state").is(200);
    assert_eq!(row(&table, "queued")["started"], 1);

    // Yesterday four began, today one; nothing ended yesterday but two.
    let table = admin.get("/reports/table?by=day").is(200);
    let rows = items_of(&table, "rows");
    assert_eq!(rows.len(), 7);
    let last: Vec<_> = rows[5..].iter().map(|row| (&row["started"], &row["resolved"])).collect();
    assert_eq!(last, [(&json!(4), &json!(2)), (&json!(1), &json!(1))]);
    let hours = admin.get("/reports/table?by=hour").is(200);
    assert_eq!(items_of(&hours, "rows").len(), 24);
    assert_eq!(row(&hours, "12:00")["started"], 2);
    let week = admin.get("/reports/table?by=week_hour").is(200);
    assert_eq!(items_of(&week, "rows").len(), 168);
}

fn items_of(value: &Value, name: &str) -> Vec<Value> {
    value[name].as_array().cloned().unwrap_or_default()
}

#[test]
fn filters_and_spans_narrow_what_is_counted() {
    let day = Day::passes();
    let admin = &day.desk.admin;
    let of = |query: &str, figure: &str| report(admin, query)[figure].clone();
    assert_eq!(of(&format!("queue={}", day.sales), "resolved"), 1);
    assert_eq!(of(&format!("agent={}", day.ben.id), "messages_out"), 1);
    assert_eq!(of(&format!("agent={}", day.ann.id), "resolved"), 1);
    assert_eq!(of(&format!("tag={}", day.billing), "started"), 1);
    assert_eq!(of("channel=email", "started"), 0);
    assert_eq!(of("channel=whatsapp&inbox=1", "started"), 5);
    assert_eq!(of("label=1", "started"), 0);

    let today = &day.desk.now().to_rfc3339()[..10];
    let alone = report(admin, &format!("from={today}&to={today}"));
    assert_eq!((&alone["started"], &alone["resolved"]), (&json!(1), &json!(1)));
    assert_eq!(alone["previous"]["started"], 4, "the day before");
    assert_eq!(alone["previous"]["abandoned"], 0);
    assert_eq!(of("days=1", "started"), 1);
    assert_eq!(of(&format!("days=2&to={today}"), "started"), 5);
    for days in [0, 1_101, 9_999] {
        let refused = admin.get(&format!("/reports/summary?days={days}"));
        refused.refuses(422, "invalid");
        assert_eq!(refused.json["field"], "days");
    }
    assert_eq!(report(admin, "days=1100")["started"], 5);
    admin.get("/reports/summary?from=soon").refuses(422, "invalid");
    admin.get(&format!("/reports/summary?from={today}&to=2020-01-01")).refuses(422, "invalid");
    admin.get("/reports/summary?from=2001-01-01").refuses(422, "invalid");
    admin.get("/reports/summary?channel=pigeon").refuses(422, "invalid");
    admin.get("/reports/table?by=mood").refuses(422, "invalid");
}

#[test]
fn reports_are_for_supervisors_and_opened_by_a_spreadsheet_they_run_nothing() {
    let day = Day::passes();
    let supervisor = day.desk.agent_in("Sue", "supervisor", &[]);
    for path in ["summary", "table?by=day", "table.csv?by=day", "load"] {
        day.ann.get(&format!("/reports/{path}")).refuses(403, "forbidden");
        assert_eq!(supervisor.get(&format!("/reports/{path}")).status, 200, "{path}");
    }
    supervisor.post("/reports/rebuild", json!({})).refuses(403, "forbidden");
    let answer = supervisor.get("/reports/table.csv?by=tag");
    assert!(answer.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/csv")));
    let disposition = answer.headers["content-disposition"].to_str().unwrap_or_default();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let lines: Vec<&str> = answer.text.lines().collect();
    assert!(lines[0].starts_with("key,name,started,resolved,abandoned,abandonment_rate,"));
    assert!(lines[1].starts_with(&format!("{},'=Billing,1,1,0,0.0000,", day.billing)), "{lines:?}");
    assert!(lines[3].starts_with("total,Total,5,3,1,0.2500,"), "{lines:?}");
}

#[test]
fn the_load_shows_who_has_what_and_who_waits() {
    let day = Day::passes();
    let noa = day.ann.lists_ids("state=queued")[0];
    day.ann.accepts(noa);
    day.ann.replies(noa, "Yes.");
    counts(&day.desk);
    let load = day.desk.admin.get("/reports/load").is(200);
    let ann = items_of(&load, "agents").into_iter().find(|agent| agent["name"] == "Ann");
    let ann = ann.expect("Ann");
    assert_eq!((&ann["active"], &ann["pending"]), (&json!(0), &json!(1)));
    assert_eq!((&ann["replies_today"], &ann["resolved_today"]), (&json!(1), &json!(0)));
    assert_eq!(ann["capacity"], 8);
    let support = &items_of(&load, "queues")[0];
    assert_eq!((&support["waiting"], &support["name"]), (&json!(0), &json!("Support")));
}

#[test]
fn what_is_counted_anew_is_what_was_followed() {
    let mut day = Day::passes();
    let followed = facts(&day.desk);
    assert_eq!(followed.len(), 5);
    // By an admin's wish.
    day.desk.admin.post("/reports/rebuild", json!({})).is(202);
    counts(&day.desk);
    assert_eq!(facts(&day.desk), followed);
    // Because the log no longer holds what was missed.
    let store = &day.desk.app().store;
    let lost = store.write_blocking(|writer| -> Result<(), deskbell::store::Error> {
        let newest = writer.newest_seq()?;
        let progress = writer.facts_progress()?.expect("counted");
        writer.save_facts_progress(deskbell::store::FactsProgress { cursor: 0, ..progress });
        writer.clear_facts(3)?;
        writer.prune_log(1, newest as usize).map(|_| ())
    });
    lost.expect("lost");
    day.desk.restarts();
    day.desk.admin.signs_in_again();
    counts(&day.desk);
    assert_eq!(facts(&day.desk), followed);
}

#[test]
fn business_time_follows_the_queues_hours_as_soon_as_they_change() {
    let day = Day::passes();
    let opening = Opening { from: 12 * 60 + 15, to: 13 * 60 };
    let changed = day.desk.app().store.write_blocking(move |writer| {
        let hours = Hours {
            id: HoursId(1),
            name: "Lunch".to_owned(),
            week: std::array::from_fn(|_| vec![opening]),
            holidays: Vec::new(),
            created_at: writer.now,
        };
        writer.save_hours(&hours)?;
        for queue in writer.all::<Queue>()? {
            writer.save_queue(&Queue { hours: Some(hours.id), ..queue })?;
        }
        writer.announce(Event::Configuration { what: Configuration::Hours });
        Ok::<(), deskbell::store::Error>(())
    });
    changed.expect("hours");
    let summary = eventually("it is counted anew", || {
        counts(&day.desk);
        let summary = report(&day.desk.admin, "");
        (summary["waiting"]["business_median_ms"] != 20 * MINUTE).then_some(summary)
    });
    // 12:00 to 12:04: nothing; 12:10 to 12:30: a quarter of an hour; 12:30 to 13:30: half an hour.
    let waiting = &summary["waiting"];
    assert_eq!(waiting["median_ms"], 20 * MINUTE);
    assert_eq!(waiting["business_median_ms"], 15 * MINUTE);
    assert_eq!(waiting["business_p90_ms"], 30 * MINUTE);
    let table = day.desk.admin.get("/reports/table?by=agent").is(200);
    assert_eq!(row(&table, "Ben")["waiting_business_median_ms"], 30 * MINUTE);
    assert_eq!(row(&table, "Ann")["first_response_business_median_ms"], 0);
}

#[test]
fn what_is_taken_back_is_counted_as_if_it_had_not_been() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("Where is my order?");
    ann.accepts(c);
    ann.resolves(c, "wrong one");
    counts(&desk);
    assert_eq!(report(&desk.admin, "")["resolved"], 1);
    ann.takes_back_the_resolution(c).is(200);
    counts(&desk);
    let summary = report(&desk.admin, "");
    assert_eq!((&summary["resolved"], &summary["open_now"]), (&json!(0), &json!(1)));
    assert_eq!(facts(&desk).len(), 1, "no second fact is left behind");
}
