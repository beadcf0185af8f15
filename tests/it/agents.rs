//! Admins and supervisors look after the team, and everybody after himself.

use crate::desk::*;
use serde_json::{Value, json};

/// What one transaction gives back is less.
const MORE_THAN_AT_ONCE: u64 = 260;

fn path(agent: &Agent) -> String {
    format!("/agents/{}", agent.id)
}

#[test]
fn an_admin_changes_everything_of_an_agent() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let ann = desk.agent("Ann");
    let change = json!({
        "name": "Anna", "email": "Anna@Example.com", "role": "supervisor", "capacity": 3,
        "queue_ids": [sales], "availability": "away",
    });
    let changed = desk.admin.patch(&path(&ann), change).is(200);
    assert_eq!(changed["name"], "Anna");
    assert_eq!(changed["email"], "anna@example.com");
    assert_eq!((&changed["role"], &changed["capacity"]), (&json!("supervisor"), &json!(3)));
    assert_eq!(
        (&changed["queue_ids"], &changed["availability"]),
        (&json!([sales]), &json!("away"))
    );
    assert_eq!(desk.shows(&ann), changed);
    sign_in(&desk.http, "anna@example.com", PASSWORD).is(201);
    sign_in(&desk.http, "ann@example.com", PASSWORD).refuses(401, "wrong_credentials");
    desk.admin.patch(&path(&ann), json!({})).is(200);
    desk.admin.get("/agents/99").refuses(404, "not_found");
    desk.admin.patch("/agents/99", json!({"name": "Nobody"})).refuses(404, "not_found");
}

#[test]
fn a_supervisor_changes_how_colleagues_work_and_not_who_they_are() {
    let desk = Desk::open();
    let (ann, sue) = (desk.agent("Ann"), desk.agent_in("Sue", "supervisor", &[1]));
    let change = json!({"availability": "busy", "capacity": 2, "queue_ids": []});
    let changed = sue.patch(&path(&ann), change.clone()).is(200);
    assert_eq!((&changed["availability"], &changed["queue_ids"]), (&json!("busy"), &json!([])));
    for field in [
        json!({"name": "Eve"}),
        json!({"email": "eve@example.com"}),
        json!({"role": "admin"}),
        json!({"password": "another long password"}),
        json!({"deactivated": true}),
    ] {
        sue.patch(&path(&ann), field.clone()).refuses(403, "forbidden");
        ann.patch(&path(&ann), field).refuses(403, "forbidden");
    }
    ann.patch(&path(&ann), change).refuses(403, "forbidden");
    assert_eq!(desk.shows(&ann), changed);
}

#[test]
fn what_makes_no_sense_is_refused_by_its_field() {
    let desk = Desk::open();
    let (ann, ben) = (desk.agent("Ann"), desk.agent("Ben"));
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(101))),
        ("email", json!("nowhere")),
        ("role", json!("king")),
        ("capacity", json!(0)),
        ("capacity", json!(1_001)),
        ("availability", json!("asleep")),
        ("password", json!("short")),
    ] {
        let answer = desk.admin.patch(&path(&ann), json!({field: value}));
        answer.refuses(422, "invalid");
        assert_eq!(answer.json["field"], field, "{}", answer.text);
    }
    desk.admin.patch(&path(&ann), json!({"queue_ids": [99]})).refuses(404, "not_found");
    let taken = json!({"email": ben.email.to_uppercase()});
    desk.admin.patch(&path(&ann), taken).refuses(409, "email_taken");
    let own = json!({"email": ann.email.to_uppercase()});
    desk.admin.patch(&path(&ann), own).is(200);
}

#[test]
fn somebody_stays_who_can_let_the_others_in() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let (me, role) = (path(&desk.admin), json!({"role": "agent"}));
    let why = desk.admin.patch(&me, role.clone()).refuses(409, "last_admin");
    assert!(why.contains("Admin"), "{why}");
    desk.admin.patch(&me, json!({"deactivated": true})).refuses(409, "last_admin");
    desk.admin.patch(&path(&ann), json!({"role": "admin"})).is(200);
    desk.admin.patch(&path(&ann), json!({"deactivated": true})).is(200);
    desk.admin.patch(&me, role.clone()).refuses(409, "last_admin");
    desk.admin.patch(&path(&ann), json!({"deactivated": false})).is(200);
    desk.admin.patch(&me, role).is(200);
    desk.admin.patch(&me, json!({"role": "admin"})).refuses(403, "forbidden");
}

#[test]
fn who_is_deactivated_is_out_at_once_and_nothing_is_left_with_him() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let whatsapp = desk.whatsapp();
    let (active, pending) =
        (whatsapp.customer("Joe").writes("One"), whatsapp.customer("Kim").writes("Two"));
    ann.accepts(active);
    ann.accepts(pending);
    ann.replies(pending, "Hello");
    let mut live = Live::connects(&desk.http, &ann, None);
    let shown = desk.admin.patch(&path(&ann), json!({"deactivated": true})).is(200);
    assert_eq!(
        (&shown["is_deactivated"], &shown["availability"]),
        (&json!(true), &json!("offline"))
    );
    assert_eq!(shown["load"], json!({"active": 0, "pending": 0, "snoozed": 0}));
    assert_eq!(live.closes_with(), 4401);
    ann.get("/me").refuses(401, "not_signed_in");
    for c in [active, pending] {
        let given_back = desk.admin.sees(c);
        assert_eq!((&given_back["state"], &given_back["queue_id"]), (&json!("queued"), &json!(1)));
        assert_eq!(desk.admin.reads(c).last().map(String::as_str), Some("Deskbell given_back"));
    }
    let give = |agent: u64| {
        let body = json!({"agent": agent});
        desk.admin.post(&format!("/conversations/{active}/assignment"), body)
    };
    give(ann.id).refuses(409, "deactivated");
    desk.admin.accepts(active);
    desk.admin.tries_to_transfer(active, json!({"agent_id": ann.id})).refuses(409, "deactivated");
    let online = json!({"availability": "online"});
    desk.admin.patch(&path(&ann), online).refuses(409, "deactivated");
    desk.waits(minutes(5));
    assert_eq!(desk.shows(&ann)["availability"], "offline");
}

#[test]
fn whoever_is_deactivated_keeps_nothing_however_much_he_held() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 1_000);
    let queue = line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann]);
    let whatsapp = desk.whatsapp();
    let aside = whatsapp.customer("Joe").writes("Not now");
    ann.snoozes(aside, desk.now().plus_ms(hours(1).0));
    let at = desk.now().0 / 1_000;
    let messages: Vec<Value> = (0..MORE_THAN_AT_ONCE)
        .map(|n| text(&format!("wamid.{n}"), &format!("4477009{n:05}"), "Hello", at))
        .collect();
    for some in messages.chunks(100) {
        whatsapp.delivers(&envelope(json!({"messages": some}))).is(200);
    }
    whatsapp.is_read_in();
    let load = json!({"active": MORE_THAN_AT_ONCE, "pending": 0, "snoozed": 1});
    assert_eq!(desk.shows(&ann)["load"], load);
    desk.admin.patch(&path(&ann), json!({"deactivated": true})).is(200);
    let none = json!({"active": 0, "pending": 0, "snoozed": 0});
    until("everything is given back", || desk.shows(&ann)["load"] == none);
    assert_eq!(desk.admin.sees(aside)["state"], "queued");
    let waiting = desk.admin.get(&format!("/queues/{queue}")).is(200)["waiting"].clone();
    assert_eq!(waiting, MORE_THAN_AT_ONCE + 1);
}

#[test]
fn of_what_is_given_back_the_longest_waiting_goes_first() {
    let desk = Desk::open();
    let ann = colleague(&desk, "Ann", 8);
    let ben = colleague(&desk, "Ben", 1);
    becomes(&ben, "away");
    line(&desk, json!({"name": "Billing", "strategy": "least_busy"}), &[&ann, &ben]);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let longest = joe.writes("First");
    desk.moves_the_clock(seconds(5));
    let later = whatsapp.customer("Kim").writes("Second");
    desk.moves_the_clock(seconds(5));
    joe.writes("Still waiting");
    becomes(&ann, "busy");
    becomes(&ben, "online");
    desk.admin.patch(&path(&ann), json!({"deactivated": true})).is(200);
    assert_eq!((holder(&desk, longest), holder(&desk, later)), (Some(ben.id), None));
}

#[test]
fn a_deactivated_agent_learns_it_by_the_right_password_only() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    desk.admin.patch(&path(&ann), json!({"deactivated": true})).is(200);
    let unknown = sign_in(&desk.http, "nobody@example.com", "wrong password");
    let wrong = sign_in(&desk.http, &ann.email, "wrong password");
    assert_eq!((wrong.status, &wrong.text), (unknown.status, &unknown.text));
    let right = sign_in(&desk.http, &ann.email, PASSWORD);
    right.refuses(409, "deactivated");
    assert_eq!(right.header("set-cookie"), "");
    desk.admin.patch(&path(&ann), json!({"deactivated": false})).is(200);
    ann.signs_in_again();
    assert_eq!(desk.shows(&ann)["availability"], "online");
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    let mut live = Live::connects(&desk.http, &elsewhere, None);
    let change = |current: &str, new: &str| {
        ann.patch("/me", json!({"password": {"current": current, "new": new}}))
    };
    change("wrong password", "battery staple horse").refuses(422, "invalid");
    change(PASSWORD, "short").refuses(422, "invalid");
    change(PASSWORD, "battery staple horse").is(200);
    assert_eq!(live.closes_with(), 4401);
    elsewhere.get("/me").refuses(401, "not_signed_in");
    ann.get("/me").is(200);
    sign_in(&desk.http, &ann.email, PASSWORD).refuses(401, "wrong_credentials");
    sign_in(&desk.http, &ann.email, "battery staple horse").is(201);
    desk.admin.patch(&path(&ann), json!({"password": "set by an admin"})).is(200);
    ann.get("/me").refuses(401, "not_signed_in");
    sign_in(&desk.http, &ann.email, "set by an admin").is(201);
    desk.admin.get("/me").is(200);
}

#[test]
fn guessing_the_present_password_costs_time() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let guess = || {
        let password = json!({"current": "wrong password", "new": "battery staple horse"});
        ann.patch("/me", json!({"password": password}))
    };
    for _ in 0..6 {
        guess().refuses(422, "invalid");
    }
    guess().refuses(429, "too_many_attempts");
}

#[test]
fn everybody_says_what_to_be_called() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    assert_eq!(ann.patch("/me", json!({"name": " Anna "})).is(200)["name"], "Anna");
    assert_eq!(desk.shows(&ann)["name"], "Anna");
    ann.patch("/me", json!({"name": ""})).refuses(422, "invalid");
}

#[test]
fn a_browser_sees_more_or_less_as_soon_as_its_agent_may() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let ann = desk.agent("Ann");
    let mut live = Live::connects(&desk.http, &ann, None);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    joe.writes("Before");
    live.hears(|event| event["data"]["text"] == "Before");
    let set = |queues: Value| desk.admin.patch(&path(&ann), json!({"queue_ids": queues})).is(200);
    set(json!([sales]));
    joe.writes("Something private");
    set(json!([sales, 1]));
    joe.writes("After");
    let mut heard = Vec::new();
    while heard.last().is_none_or(|event: &Value| event["data"]["text"] != "After") {
        heard.push(live.next());
    }
    let told = serde_json::to_string(&heard).expect("JSON");
    assert!(!told.contains("Something private"), "{told}");
    let resyncs = heard.iter().filter(|event| event["type"] == "resync").count();
    assert_eq!(resyncs, 2, "what it shows is fetched anew: {told}");
}
