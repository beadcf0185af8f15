//! A new server makes its first admin in the browser, once, and for nobody but who started it.

use crate::desk::*;
use deskbell::actions::setup;
use serde_json::{Value, json};

fn asks(server: &Newborn, code: &str, change: Value) -> Answer {
    let mut body = json!({
        "code": code, "name": "Ann", "email": "Ann@Example.com", "password": PASSWORD,
    });
    for (field, value) in change.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    let request = server.http.request("POST", "/api/v1/setup").json(&body);
    server.http.send(request)
}

fn is_needed(server: &Newborn) -> Value {
    let answer = server.http.send(server.http.request("GET", "/api/v1/setup"));
    answer.is(200)["is_needed"].clone()
}

#[test]
fn whoever_started_the_server_makes_the_first_admin_once() {
    let server = Newborn::starts();
    assert_eq!(is_needed(&server), json!(true));
    let before = asks(&server, "", json!({}));
    before.refuses(422, "invalid");
    let code = setup::begin(&server.app).expect("an answer").expect("nobody is there");
    let wrong = asks(&server, "0123456789", json!({}));
    assert!(wrong.refuses(422, "invalid").contains("shown"));
    asks(&server, &code, json!({"password": "short"})).refuses(422, "invalid");
    asks(&server, &code, json!({"email": "nobody"})).refuses(422, "invalid");
    assert_eq!(is_needed(&server), json!(true));

    let made = asks(&server, &format!(" {code} "), json!({}));
    let cookie = made.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let me = made.is(201);
    assert_eq!((&me["role"], &me["email"]), (&json!("admin"), &json!("ann@example.com")));
    let session = server.http.request("GET", "/api/v1/session").header("cookie", &cookie);
    assert_eq!(server.http.send(session).is(200)["name"], "Ann");
    let queues = server.http.request("GET", "/api/v1/queues").header("cookie", &cookie);
    assert_eq!(server.http.send(queues).is(200)["items"].as_array().map(Vec::len), Some(1));

    assert_eq!(is_needed(&server), json!(false));
    asks(&server, &code, json!({"email": "eve@example.com"})).refuses(409, "already_set_up");
    assert_eq!(setup::begin(&server.app).expect("an answer"), None);
}

#[test]
fn guessing_the_code_takes_ever_longer() {
    let server = Newborn::starts();
    setup::begin(&server.app).expect("an answer").expect("nobody is there");
    let refused = (0..200).find(|guess| asks(&server, &guess.to_string(), json!({})).status == 429);
    assert!(refused.is_some_and(|guess| guess >= 1), "{refused:?}");
}
