//! The door.

use crate::desk::*;
use serde_json::json;

#[test]
fn the_cookie_is_for_this_host_and_no_script() {
    let desk = Desk::open();
    let answer = sign_in(&desk.http, "ADMIN@example.com ", PASSWORD);
    let cookie = answer.header("set-cookie").to_owned();
    let (value, attributes) = cookie.split_once(';').expect("attributes");
    let token = value.strip_prefix("__Host-deskbell=").expect("the name");
    assert!(token.len() >= 64, "it cannot be guessed");
    let mut attributes: Vec<&str> = attributes.split(';').map(str::trim).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
    assert!(!answer.text.contains(token), "it is in the cookie and nowhere else");
    assert_eq!(answer.header("cache-control"), "no-store");
    let me = answer.is(201);
    assert_eq!((me["name"].as_str(), me["role"].as_str()), (Some("Admin"), Some("admin")));
}

#[test]
fn wrong_passwords_cost_more_and_more_time_and_nobody_else_pays() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    for _ in 0..6 {
        let answer = sign_in(&desk.http, &ann.email, "wrong password");
        answer.refuses(401, "wrong_credentials");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let throttled = sign_in(&desk.http, &ann.email, PASSWORD);
    throttled.refuses(429, "too_many_attempts");
    let first: u64 = throttled.header("retry-after").parse().expect("seconds");
    desk.admin.signs_in_again();
    ann.get("/me").is(200);
    desk.moves_the_clock(seconds(first as i64));
    sign_in(&desk.http, &ann.email, "wrong password").refuses(401, "wrong_credentials");
    let again = sign_in(&desk.http, &ann.email, PASSWORD);
    again.refuses(429, "too_many_attempts");
    let second: u64 = again.header("retry-after").parse().expect("seconds");
    assert!(second > first, "{second} s after {first} s");
    desk.moves_the_clock(seconds(second as i64));
    sign_in(&desk.http, &ann.email, PASSWORD).is(201);
}

#[test]
fn many_guesses_at_once_are_throttled_like_one_after_the_other() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let guess = || sign_in(&desk.http, &ann.email, "wrong password").status;
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let guessing: Vec<_> = (0..30).map(|_| scope.spawn(guess)).collect();
        guessing.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    let tried = statuses.iter().filter(|status| **status == 401).count();
    assert!((1..=8).contains(&tried), "{tried} guesses were tried: {statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 30 - tried);
}

#[test]
fn an_unknown_address_is_answered_like_a_wrong_password() {
    let desk = Desk::open();
    let unknown = sign_in(&desk.http, "nobody@example.com", PASSWORD);
    let wrong = sign_in(&desk.http, "admin@example.com", "wrong password");
    assert_eq!((unknown.status, &unknown.text), (wrong.status, &wrong.text));
    unknown.refuses(401, "wrong_credentials");
}

#[test]
fn a_session_ends_by_itself_and_by_signing_out() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let elsewhere = Agent::signs_in(&desk.http, &ann.email);
    desk.moves_the_clock(hours(11));
    ann.get("/me").is(200);
    desk.moves_the_clock(hours(11));
    ann.get("/me").is(200);
    elsewhere.get("/me").refuses(401, "not_signed_in");
    ann.delete("/session").is(204);
    ann.get("/me").refuses(401, "not_signed_in");
    ann.signs_in_again();
    for _ in 0..20 {
        desk.moves_the_clock(hours(10));
        if ann.get("/me").status == 401 {
            return;
        }
    }
    panic!("a session lasts for ever");
}

#[test]
fn nobody_gets_in_with_what_is_no_session() {
    let desk = Desk::open();
    let path = "/api/v1/me";
    for cookie in ["", "__Host-deskbell=", "__Host-deskbell=guess", "deskbell=x"] {
        let request = desk.http.request("GET", path).header("cookie", cookie);
        desk.http.send(request).refuses(401, "not_signed_in");
    }
    let bare = desk.http.request("GET", path);
    let bearer = desk.http.request("GET", path).bearer_auth(desk.admin.token());
    desk.http.send(bare).refuses(401, "not_signed_in");
    desk.http.send(bearer).refuses(401, "not_signed_in");
}

#[test]
fn agents_set_their_own_availability_and_preferences() {
    let desk = Desk::open();
    let ann = desk.agent("Ann");
    let change = json!({"availability": "away", "preferences": {"theme": "dark"}});
    ann.asks("PATCH", "/me", Some(&change), None).is(200);
    let me = ann.get("/me").is(200);
    assert_eq!(
        (&me["availability"], &me["preferences"]),
        (&json!("away"), &json!({"theme": "dark"}))
    );
    let wrong = json!({"availability": "asleep"});
    ann.asks("PATCH", "/me", Some(&wrong), None).refuses(422, "invalid");
    let large = json!({"preferences": {"x": "y".repeat(9_000)}});
    ann.asks("PATCH", "/me", Some(&large), None).refuses(422, "invalid");
}
