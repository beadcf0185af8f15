//! Every operation of the API, knocked at by everybody: who gets in is what the page says.

use crate::desk::*;
use deskbell::domain::agent::Role;
use deskbell::domain::api_key::Scope;
use deskbell::domain::permission::Act;
use deskbell::http::api::{self, operations};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// What may be asked for without a session.
const PUBLIC: &[(&str, &str)] = &[("post", "/session")];
/// Ends the session that knocks.
const LAST: (&str, &str) = ("delete", "/session");

struct Operation {
    method: String,
    path: String,
    name: String,
    takes_a_body: bool,
}

fn published() -> Vec<Operation> {
    let spec: Value = serde_json::from_str(&api::spec()).expect("JSON");
    let mut all = Vec::new();
    for (path, methods) in spec["paths"].as_object().expect("paths") {
        for (method, body) in methods.as_object().expect("methods") {
            all.push(Operation {
                method: method.clone(),
                path: path.clone(),
                name: body["operationId"].as_str().unwrap_or_default().to_owned(),
                takes_a_body: body["requestBody"].is_object(),
            });
        }
    }
    all
}

fn act_of(operation: &Operation) -> Option<Act> {
    let rows = operations::OPERATIONS.iter();
    let mut found =
        rows.filter(|(method, path, _)| *method == operation.method && *path == operation.path);
    found.next().map(|(_, _, act)| *act)
}

#[test]
fn every_operation_is_listed_with_what_it_asks_and_nothing_else_is() {
    let published = published();
    for operation in &published {
        let key = (operation.method.as_str(), operation.path.as_str());
        let is_listed = act_of(operation).is_some();
        assert_eq!(is_listed, !PUBLIC.contains(&key), "{key:?} is in the table of operations");
    }
    let names: BTreeSet<(&str, &str)> =
        published.iter().map(|o| (o.method.as_str(), o.path.as_str())).collect();
    for (method, path, _) in operations::OPERATIONS {
        assert!(names.contains(&(*method, *path)), "{method} {path} is listed and not there");
    }
}

#[test]
fn the_page_of_permissions_says_who_may_do_what() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/permissions.md");
    let made = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &made).expect("written");
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(published == made, "out of date: run `UPDATE=1 cargo test --test it`");
}

fn page() -> String {
    let mut page = String::from(
        "# Who may do what\n\n\
         Each operation of the API with the roles that may use it, and the scope that an API key needs for it.\n\
         A key never goes beyond the role of the agent it acts for.\n\
         Beyond this table, agents see only what they hold and what is in their queues; supervisors and admins see everything.\n\
         “–” as the scope: only people, never a key.\n\n\
         | operation | request | agent | supervisor | admin | scope of a key |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for operation in published() {
        let Operation { method, path, name, .. } = &operation;
        let request = format!("`{} {path}`", method.to_uppercase());
        match act_of(&operation) {
            Some(act) => {
                let may = |role: Role| if role >= act.least_role() { "yes" } else { "no" };
                let scope = act.scope().map_or("–".to_owned(), |s| format!("`{}`", s.as_str()));
                page.push_str(&format!(
                    "| `{name}` | {request} | {} | {} | {} | {scope} |\n",
                    may(Role::Agent),
                    may(Role::Supervisor),
                    may(Role::Admin)
                ));
            }
            None => page.push_str(&format!(
                "| `{name}` | {request} | everybody | everybody | everybody | – |\n"
            )),
        }
    }
    page
}

/// Knocks with things that are not there, so that nothing happens where the door opens.
fn path_of(operation: &Operation) -> String {
    let parts = operation.path.split('/').map(|part| match part {
        "{name}" => "x",
        _ if part.starts_with('{') => "999999",
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn is_refused_at_the_door(answer: &Answer) -> bool {
    answer.status == 403 && answer.json["code"] == "forbidden"
}

#[test]
fn each_role_gets_through_the_doors_that_the_page_opens_to_it() {
    let desk = Desk::open();
    let sam = desk.agent_in("Sam", "supervisor", &[1]);
    let ann = desk.agent("Ann");
    for (role, person) in
        [(Role::Agent, &ann), (Role::Supervisor, &sam), (Role::Admin, &desk.admin)]
    {
        let mut doors = published();
        doors.sort_by_key(|o| (o.method.as_str(), o.path.as_str()) == LAST);
        for operation in doors {
            let Some(act) = act_of(&operation) else { continue };
            let body = operation.takes_a_body.then(|| json!({}));
            let answer = person.asks(
                &operation.method.to_uppercase(),
                &path_of(&operation),
                body.as_ref(),
                None,
            );
            let name = &operation.name;
            assert_ne!(answer.status, 401, "{name}: {}", answer.text);
            assert!(answer.status < 500, "{name}: {}", answer.text);
            if role < act.least_role() {
                assert!(is_refused_at_the_door(&answer), "{role:?} {name}: {}", answer.text);
            } else {
                assert!(!is_refused_at_the_door(&answer), "{role:?} {name}: {}", answer.text);
            }
        }
    }
}

#[test]
fn without_a_session_or_a_key_every_door_is_shut() {
    let desk = Desk::open();
    for operation in published() {
        if act_of(&operation).is_none() {
            continue;
        }
        let path = format!("/api/v1{}", path_of(&operation));
        for key in ["", "dbk_0000", "nonsense"] {
            let mut request = desk.http.request(&operation.method.to_uppercase(), &path);
            if !key.is_empty() {
                request = request.bearer_auth(key);
            }
            if operation.takes_a_body {
                request = request.json(&json!({}));
            }
            desk.http.send(request).refuses(401, "not_signed_in");
        }
    }
}

#[test]
fn each_scope_opens_its_doors_and_no_others() {
    let desk = Desk::open();
    for scope in Scope::ALL {
        let body = json!({"name": scope.as_str(), "scopes": [scope.as_str()]});
        let made = desk.admin.post("/api-keys", body).is(201);
        let key = made["key"].as_str().expect("its text");
        for operation in published() {
            let Some(act) = act_of(&operation) else { continue };
            let path = format!("/api/v1{}", path_of(&operation));
            let method = operation.method.to_uppercase();
            let mut request = desk.http.request(&method, &path).bearer_auth(key);
            if operation.takes_a_body {
                request = request.json(&json!({}));
            }
            let answer = desk.http.send(request);
            let opens = act.scope() == Some(scope);
            let name = &operation.name;
            assert_eq!(
                !is_refused_at_the_door(&answer),
                opens,
                "{scope:?} {name}: {}",
                answer.text
            );
        }
    }
}
