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
const PUBLIC: &[(&str, &str)] = &[("post", "/session"), ("get", "/setup"), ("post", "/setup")];
/// Ends the session that knocks.
const LAST: (&str, &str) = ("delete", "/session");

struct Operation {
    method: String,
    path: String,
    name: String,
    takes_a_body: bool,
}

fn published() -> Vec<Operation> {
    let spec: Value = serde_json::from_str(api::spec()).expect("JSON");
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

fn acts_of(operation: &Operation) -> Option<&'static [Act]> {
    let rows = operations::OPERATIONS.iter();
    let mut found =
        rows.filter(|(method, path, _)| *method == operation.method && *path == operation.path);
    found.next().map(|(_, _, acts)| *acts)
}

#[test]
fn every_operation_is_listed_with_what_it_asks_and_nothing_else_is() {
    let published = published();
    for operation in &published {
        let key = (operation.method.as_str(), operation.path.as_str());
        let is_listed = acts_of(operation).is_some();
        assert_eq!(is_listed, !PUBLIC.contains(&key), "{key:?} is in the table of operations");
    }
    let names: BTreeSet<(&str, &str)> =
        published.iter().map(|o| (o.method.as_str(), o.path.as_str())).collect();
    for (method, path, _) in operations::OPERATIONS {
        assert!(names.contains(&(*method, *path)), "{method} {path} is listed and not there");
    }
    for (method, path, about, _) in operations::FINER {
        assert!(names.contains(&(*method, *path)), "{method} {path} ({about}) is not there");
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
         Each operation of the API with the roles that may use it, and the scopes that an API key needs for it.\n\
         A key never goes beyond the role of the agent it acts for.\n\
         Beyond these tables, agents see only what they hold and what is in their queues; supervisors and admins see everything.\n\
         “–” as the scope: only people, never a key.\n\n\
         | operation | request | agent | supervisor | admin | scopes of a key |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for operation in published() {
        let Operation { method, path, name, .. } = &operation;
        let request = format!("`{} {path}`", method.to_uppercase());
        let may = match acts_of(&operation) {
            Some(acts) => in_cells(acts),
            None => "everybody | everybody | everybody | –".to_owned(),
        };
        page.push_str(&format!("| `{name}` | {request} | {may} |\n"));
    }
    page.push_str(
        "\n## Where it depends on what is asked for\n\n\
         Some operations ask for more, beyond their row above.\n\n\
         | request | what | agent | supervisor | admin | scopes of a key |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for (method, path, about, act) in operations::FINER {
        let request = format!("`{} {path}`", method.to_uppercase());
        page.push_str(&format!("| {request} | {about} | {} |\n", in_cells(&[*act])));
    }
    page.push_str(
        "\nSearching and listening show a key only what its scopes open: contacts take `read_contacts`.\n",
    );
    page
}

fn in_cells(acts: &[Act]) -> String {
    let may = |role| if acts.iter().all(|act| role >= act.least_role()) { "yes" } else { "no" };
    let scopes: Option<Vec<String>> =
        acts.iter().map(|act| act.scope().map(|scope| format!("`{}`", scope.as_str()))).collect();
    let scopes = scopes.map_or("–".to_owned(), |scopes| scopes.join(" and "));
    let roles = [Role::Agent, Role::Supervisor, Role::Admin].map(may);
    format!("{} | {scopes}", roles.join(" | "))
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

/// Somebody at the door: a person with his session, or a program with a key that acts for him.
struct Visitor<'a> {
    person: &'a Agent,
    role: Role,
    /// The text of the key, and what it opens.
    key: Option<(String, BTreeSet<Scope>)>,
}

impl Visitor<'_> {
    fn is_allowed(&self, acts: &[Act]) -> bool {
        let is_in_scope = |act: &Act| match &self.key {
            None => true,
            Some((_, scopes)) => act.scope().is_some_and(|scope| scopes.contains(&scope)),
        };
        acts.iter().all(|act| self.role >= act.least_role() && is_in_scope(act))
    }

    fn name(&self) -> String {
        match &self.key {
            None => format!("{:?}", self.role),
            Some((_, scopes)) => format!("a key of {:?} with {scopes:?}", self.role),
        }
    }

    fn asks(&self, desk: &Desk, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let method = method.to_uppercase();
        let Some((key, _)) = &self.key else { return self.person.asks(&method, path, body, None) };
        let mut request = desk.http.request(&method, &format!("/api/v1{path}")).bearer_auth(key);
        if let Some(body) = body {
            request = request.json(body);
        }
        desk.http.send(request)
    }
}

/// Each role by a session, by a key of each scope, by a key of all.
fn visitors<'a>(desk: &Desk, people: [(Role, &'a Agent); 3]) -> Vec<Visitor<'a>> {
    let alone = Scope::ALL.map(|scope| BTreeSet::from([scope]));
    let scopes: Vec<BTreeSet<Scope>> = alone.into_iter().chain([Scope::ALL.into()]).collect();
    let mut visitors = Vec::new();
    for (role, person) in people {
        for scopes in &scopes {
            let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            let body = json!({"name": "Knocks", "scopes": words, "agent_id": person.id});
            let made = desk.admin.post("/api-keys", body).is(201);
            let key = made["key"].as_str().expect("its text").to_owned();
            visitors.push(Visitor { person, role, key: Some((key, scopes.clone())) });
        }
        // At the end: who knocks with a session knocks at its end as well.
        visitors.push(Visitor { person, role, key: None });
    }
    visitors
}

#[test]
fn each_door_opens_to_the_roles_and_the_scopes_that_the_page_names() {
    let desk = Desk::open();
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "supervisor", &[1]));
    let people = [(Role::Agent, &ann), (Role::Supervisor, &sam), (Role::Admin, &desk.admin)];
    let mut doors = published();
    doors.sort_by_key(|o| (o.method.as_str(), o.path.as_str()) == LAST);
    for visitor in visitors(&desk, people) {
        for operation in &doors {
            let Some(acts) = acts_of(operation) else { continue };
            let body = operation.takes_a_body.then(|| json!({}));
            let answer = visitor.asks(&desk, &operation.method, &path_of(operation), body.as_ref());
            let (who, name) = (visitor.name(), &operation.name);
            assert_ne!(answer.status, 401, "{who} {name}: {}", answer.text);
            assert!(answer.status < 500, "{who} {name}: {}", answer.text);
            let opens = !is_refused_at_the_door(&answer);
            assert_eq!(opens, visitor.is_allowed(acts), "{who} {name}: {}", answer.text);
        }
    }
}

#[test]
fn without_a_session_or_a_key_every_door_is_shut() {
    let desk = Desk::open();
    for operation in published() {
        if acts_of(&operation).is_none() {
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

/// Knocks at one row of the finer table, each time at something new.
fn knocks(desk: &Desk, row: (&str, &str), number_of: usize, waiting: u64) -> Vec<(String, Value)> {
    let admin = &desk.admin;
    let canned = |shortcut: String| {
        let body = json!({"shortcut": shortcut, "title": "T", "text": "Hi", "personal": false});
        number(&admin.post("/canned-messages", body).is(201)["id"])
    };
    match row {
        ("patch", "/agents/{id}") => [
            json!({"name": "Ted"}),
            json!({"email": format!("ted{number_of}@example.com")}),
            json!({"role": "agent"}),
            json!({"password": PASSWORD}),
            json!({"deactivated": false}),
        ]
        .map(|body| (format!("/agents/{}", ted(desk)), body))
        .into(),
        ("post", "/conversations") => {
            let to = format!("+44 7700 91{number_of:04}");
            vec![("/conversations".into(), json!({"inbox_id": 1, "to": to, "text": "Hello"}))]
        }
        ("post", "/conversations/{id}/assignment") => {
            vec![(format!("/conversations/{waiting}/assignment"), json!({"agent": ted(desk)}))]
        }
        ("post", "/conversations/bulk") => {
            let action = json!({"type": "assign", "agent_id": ted(desk)});
            vec![("/conversations/bulk".into(), json!({"ids": [waiting], "action": action}))]
        }
        ("post", "/tags") => {
            let body = json!({"name": format!("Tag {number_of}"), "predefined": true});
            vec![("/tags".into(), body)]
        }
        ("post", "/canned-messages") => {
            let shortcut = format!("new{number_of}");
            let body = json!({"shortcut": shortcut, "title": "T", "text": "Hi", "personal": false});
            vec![("/canned-messages".into(), body)]
        }
        ("patch" | "delete", "/canned-messages/{id}") => {
            let id = canned(format!("{}{number_of}", row.0));
            vec![(format!("/canned-messages/{id}"), json!({"title": "Changed"}))]
        }
        ("delete", "/contacts/{id}/notes/{note}") => {
            let contact = number(&admin.sees(waiting)["contact"]["id"]);
            let noted = admin.post(&format!("/contacts/{contact}/notes"), json!({"text": "Rich"}));
            let note = &noted.is(201)["notes"].as_array().expect("notes").clone();
            let note = number(&note.last().expect("a note")["id"]);
            vec![(format!("/contacts/{contact}/notes/{note}"), json!({}))]
        }
        row => panic!("{row:?} has no knock"),
    }
}

/// The colleague whom they would change, and give work.
fn ted(desk: &Desk) -> u64 {
    let agents = items(&desk.admin.get("/agents").is(200));
    let ted = agents.iter().find(|agent| agent["name"] == "Ted").expect("Ted");
    number(&ted["id"])
}

/// Of many at once, each is refused by itself.
fn is_refused(answer: &Answer) -> bool {
    is_refused_at_the_door(answer) || answer.json["items"][0]["code"] == "forbidden"
}

#[test]
fn what_takes_more_than_its_operation_opens_to_nobody_else() {
    let desk = Desk::open();
    desk.agent("Ted");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "supervisor", &[1]));
    let waiting = desk.whatsapp().customer("Joe").writes("Hello");
    let people = [(Role::Agent, &ann), (Role::Supervisor, &sam), (Role::Admin, &desk.admin)];
    let mut number_of = 0;
    for visitor in visitors(&desk, people) {
        for (method, path, about, act) in operations::FINER {
            let operation =
                published().into_iter().find(|o| o.method == *method && o.path == *path);
            let mut acts = acts_of(&operation.expect("the operation")).expect("its row").to_vec();
            acts.push(*act);
            number_of += 1;
            for (path, body) in knocks(&desk, (method, path), number_of, waiting) {
                let body = Some(&body).filter(|_| *method != "delete");
                let answer = visitor.asks(&desk, method, &path, body);
                let who = visitor.name();
                let opens = !is_refused(&answer);
                assert_eq!(opens, visitor.is_allowed(&acts), "{who} {about}: {}", answer.text);
            }
        }
    }
}
