//! Business hours.

use crate::desk::*;
use serde_json::{Value, json};

fn day(from: &str, to: &str) -> Value {
    json!([{"from": from, "to": to}])
}

/// Open from nine to five on each day.
fn nine_to_five(name: &str) -> Value {
    json!({"name": name, "week": vec![day("09:00", "17:00"); 7], "holidays": []})
}

#[test]
fn admins_make_change_and_delete_hours() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let holidays = json!([
        {"date": "2026-12-26", "name": "Second day", "openings": day("10:00", "24:00")},
        {"date": "2026-12-25", "name": "Christmas", "openings": []},
    ]);
    let mut body = nine_to_five("Office");
    body["holidays"] = holidays;
    body["week"][0] = json!([{"from": "13:00", "to": "17:00"}, {"from": "09:00", "to": "12:00"}]);
    let made = desk.admin.post("/hours", body).is(201);
    assert_eq!(made["week"][0][0], json!({"from": "09:00", "to": "12:00"}), "in their order");
    assert_eq!(made["holidays"][0]["name"], "Christmas");
    assert_eq!(made["holidays"][1]["openings"], day("10:00", "24:00"));
    let path = format!("/hours/{}", made["id"]);
    assert_eq!(ann.get(&path).is(200), made);
    assert_eq!(items(&ann.get("/hours").is(200)), [made]);
    ann.patch(&path, json!({"name": "Mine"})).refuses(403, "forbidden");
    let changed = desk.admin.patch(&path, json!({"name": "Shop", "holidays": []})).is(200);
    assert_eq!((&changed["name"], &changed["holidays"]), (&json!("Shop"), &json!([])));
    assert_eq!(changed["week"][1], day("09:00", "17:00"), "what is absent stays");
    desk.admin.post("/hours", nine_to_five("shop")).refuses(409, "name_taken");
    desk.admin.delete(&path).is(204);
    desk.admin.get(&path).refuses(404, "not_found");
}

#[test]
fn hours_open_and_close_in_the_workspaces_time_zone() {
    let desk = Desk::open();
    let always = json!({"name": "Always", "week": vec![day("00:00", "24:00"); 7]});
    let always = desk.admin.post("/hours", always).is(201);
    assert_eq!((&always["is_open"], &always["changes_at"]), (&json!(true), &Value::Null));
    let office = desk.admin.post("/hours", nine_to_five("Office")).is(201);
    let path = format!("/hours/{}", office["id"]);
    for zone in ["UTC", "Asia/Kathmandu", "America/St_Johns"] {
        desk.admin.sets(json!({"time_zone": zone}));
        let hours = desk.admin.get(&path).is(200);
        let changes_at = hours["changes_at"].as_str().expect("a time");
        let minutes = &changes_at[14..16];
        let expected = match zone {
            "UTC" => "00",
            "Asia/Kathmandu" => "15",
            _ => "30",
        };
        assert_eq!(minutes, expected, "{zone}: {changes_at}");
    }
}

#[test]
fn a_queue_shows_whether_it_is_open_and_when_it_opens() {
    let desk = Desk::open();
    let queue = || items(&desk.admin.get("/queues").is(200))[0].clone();
    assert_eq!((&queue()["is_open"], &queue()["opens_at"]), (&json!(true), &Value::Null));
    let never = json!({"name": "Never", "week": vec![json!([]); 7]});
    let never = number(&desk.admin.post("/hours", never).is(201)["id"]);
    desk.keeps_hours(1, never);
    assert_eq!((&queue()["is_open"], &queue()["opens_at"]), (&json!(false), &Value::Null));
    let tomorrow = desk.now().plus_ms(hours(24).0).to_rfc3339()[..10].to_owned();
    let opening = json!([{"date": tomorrow, "name": "Opening", "openings": day("10:00", "11:00")}]);
    desk.admin.patch(&format!("/hours/{never}"), json!({"holidays": opening})).is(200);
    assert_eq!(queue()["opens_at"], format!("{tomorrow}T10:00:00.000Z"));
    let trial = json!({"inbox_id": 1, "text": "Hello"});
    assert_eq!(desk.admin.post("/routing-rules/trial", trial).is(200)["is_open"], false);
}

#[test]
fn hours_that_make_no_sense_are_refused() {
    let desk = Desk::open();
    let with = |openings: Value| {
        let mut body = nine_to_five("Office");
        body["week"][3] = openings;
        body
    };
    let holiday = |date: &str| {
        let mut body = nine_to_five("Office");
        let day = json!({"date": date, "name": "A day", "openings": []});
        body["holidays"] = json!([day, day]);
        body
    };
    for (body, field) in [
        (with(day("17:00", "09:00")), "week"),
        (with(day("9:00", "17:00")), "week"),
        (with(day("09:00", "24:01")), "week"),
        (with(json!([{"from": "09:00", "to": "12:01"}, {"from": "12:00", "to": "13:00"}])), "week"),
        (json!({"name": "Office", "week": [[], []]}), "week"),
        (json!({"name": " ", "week": vec![json!([]); 7]}), "name"),
        (holiday("2026-02-30"), "holidays"),
        (holiday("2026-02-03"), "holidays"),
    ] {
        let answer = desk.admin.post("/hours", body.clone());
        assert_eq!(answer.json["field"], field, "{body}");
        answer.refuses(422, "invalid");
    }
    assert_eq!(items(&desk.admin.get("/hours").is(200)), [Value::Null; 0]);
}
