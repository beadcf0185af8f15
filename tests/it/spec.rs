//! What is published is what is there: the API's description and the reference pages.
//! `UPDATE=1 cargo test --test it` writes them anew.

use deskbell::config;
use deskbell::domain::AgentId;
use deskbell::domain::conversation::{Cause, Holding, Input, State, StateKind};
use deskbell::http::api;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// What may be asked for without a session.
const PUBLIC: &[&str] = &["sign_in", "get_setup", "set_up"];

#[track_caller]
fn is_published(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, made).expect("written");
    }
    let published = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(published == made, "{path} is out of date: run `UPDATE=1 cargo test --test it`");
}

#[test]
fn the_published_description_of_the_api_is_the_servers_own() {
    is_published("docs/reference/openapi.json", api::spec());
}

#[test]
fn the_page_of_settings_names_all_of_them() {
    is_published("docs/reference/configuration.md", &config::reference());
}

#[test]
fn the_page_of_states_shows_every_state_and_every_input() {
    is_published("docs/reference/conversation-states.md", &states());
}

struct Operation {
    name: String,
    body: Value,
}

fn operations() -> Vec<Operation> {
    let spec: Value = serde_json::from_str(api::spec()).expect("JSON");
    let mut all = Vec::new();
    for (path, methods) in spec["paths"].as_object().expect("paths") {
        for (method, body) in methods.as_object().expect("methods") {
            all.push(Operation { name: format!("{method} {path}"), body: body.clone() });
        }
    }
    assert!(all.len() > 30, "the description is read");
    all
}

#[test]
fn every_operation_has_a_name_of_its_own_a_group_and_a_summary() {
    let mut names = BTreeSet::new();
    for Operation { name, body } in operations() {
        let id = body["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no name"));
        assert!(names.insert(id.to_owned()), "{name}: there is another {id}");
        assert_eq!(body["tags"].as_array().map(Vec::len), Some(1), "{name} is in one group");
        assert!(body["summary"].as_str().is_some_and(|s| !s.is_empty()), "{name} says nothing");
    }
}

#[test]
fn every_operation_says_how_it_refuses() {
    for Operation { name, body } in operations() {
        let answers = body["responses"].as_object().expect("answers");
        let refusals = answers.iter().filter(|(status, _)| status.starts_with(['4', '5']));
        let mut documented = 0;
        for (status, answer) in refusals {
            let is_problem = answer["content"]["application/problem+json"].is_object();
            assert!(is_problem, "{name} refuses by {status} in another form");
            documented += usize::from(status.starts_with('4'));
        }
        assert!(documented > 0, "{name} never refuses");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
    }
}

#[test]
fn every_operation_needs_a_session_unless_it_is_public() {
    for Operation { name, body } in operations() {
        let id = body["operationId"].as_str().unwrap_or_default();
        let is_guarded = body["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        let is_public = PUBLIC.contains(&id);
        assert_eq!(is_guarded, !is_public, "{name} is open to all, or not listed as public");
    }
}

#[test]
fn every_post_takes_an_idempotency_key_unless_it_is_public() {
    for Operation { name, body } in operations() {
        let id = body["operationId"].as_str().unwrap_or_default();
        if !name.starts_with("post ") || PUBLIC.contains(&id) {
            continue;
        }
        let mut parameters = body["parameters"].as_array().into_iter().flatten();
        assert!(parameters.any(|p| p["name"] == "Idempotency-Key"), "{name} takes no key");
    }
}

const ANN: AgentId = AgentId(1);
const BEN: AgentId = AgentId(2);

const STATES: &[(&str, State)] = &[
    ("queued", State::Queued),
    ("active, Ann's", State::Active { agent: ANN }),
    ("pending, Ann's", State::Pending { agent: ANN }),
    ("resolved", State::Resolved { cause: Cause::Agent }),
    ("abandoned", State::Abandoned),
];

const INPUTS: &[(&str, Input)] = &[
    ("the customer writes", Input::CustomerWrote),
    ("Ann accepts", Input::Accepted { by: ANN }),
    ("Ben accepts", Input::Accepted { by: BEN }),
    ("it is assigned to Ann", Input::Assigned { to: ANN }),
    ("it is assigned to Ben", Input::Assigned { to: BEN }),
    ("Ann replies", Input::Replied { by: ANN, keep_active: false }),
    ("Ann replies and keeps it", Input::Replied { by: ANN, keep_active: true }),
    ("Ben replies", Input::Replied { by: BEN, keep_active: false }),
    ("it is transferred to Ben", Input::TransferredToAgent { to: BEN }),
    ("it is transferred to a queue", Input::TransferredToQueue),
    ("it is given back: its agent is gone", Input::GivenBack),
    ("an agent resolves it", Input::Resolved),
    ("the customer says that it is done", Input::SaidDone),
    ("its contact is blocked", Input::Blocked),
    ("it can hold no more", Input::Filled),
    ("nobody answered, and the customer was silent for the abandonment time", Input::GivenUp),
    ("the customer was silent for the inactivity time", Input::TimedOut { closes_active: false }),
    ("the same where `closes_active` is set", Input::TimedOut { closes_active: true }),
    ("the customer leaves for good", Input::CustomerLeft),
    ("undone: it was queued", Input::Undone { to: Holding::Queued }),
    ("undone: it was active, Ann's", Input::Undone { to: Holding::Active { agent: ANN } }),
    ("undone: it was pending, Ann's", Input::Undone { to: Holding::Pending { agent: ANN } }),
    ("Ben reopens it", Input::Reopened { by: BEN }),
];

/// Every kind of input has a number here, so that a new one does not build until it is named.
fn kind(input: Input) -> usize {
    match input {
        Input::CustomerWrote => 0,
        Input::Accepted { .. } => 1,
        Input::Assigned { .. } => 2,
        Input::Replied { .. } => 3,
        Input::TransferredToAgent { .. } => 4,
        Input::TransferredToQueue => 5,
        Input::GivenBack => 6,
        Input::Resolved => 7,
        Input::SaidDone => 8,
        Input::Blocked => 9,
        Input::Filled => 10,
        Input::GivenUp => 11,
        Input::TimedOut { .. } => 12,
        Input::CustomerLeft => 13,
        Input::Undone { .. } => 14,
        Input::Reopened { .. } => 15,
    }
}

#[test]
fn the_page_of_states_leaves_nothing_out() {
    let kinds: BTreeSet<usize> = INPUTS.iter().map(|(_, input)| kind(*input)).collect();
    assert!(kinds.into_iter().eq(0..16));
    let states: BTreeSet<StateKind> = STATES.iter().map(|(_, state)| state.kind()).collect();
    assert!(states.into_iter().eq(StateKind::ALL));
    let ways_back =
        [Holding::Queued, Holding::Active { agent: ANN }, Holding::Pending { agent: ANN }];
    for closes_active in [false, true] {
        let silence = Input::TimedOut { closes_active };
        assert!(INPUTS.iter().any(|(_, input)| *input == silence), "{silence:?}");
    }
    for to in ways_back {
        assert!(INPUTS.iter().any(|(_, input)| *input == Input::Undone { to }), "{to:?}");
    }
}

fn states() -> String {
    let mut page = String::from(
        "# The states of a conversation\n\n\
         What follows when something happens (rows) to a conversation in some state (columns).\n\
         A dash says that it is refused, and why.\n\
         Besides, nobody has given up on an answer that came: what was answered and is back in its queue waits for us.\n\
         Silence spares what is put aside, and who resolves what is queued says why.\n",
    );
    page.push_str(&format!(
        "A customer who writes begins a conversation as `queued`; Ann, who writes first, as `{}`.\n\n| |",
        in_words(State::begun_by(ANN))
    ));
    for (name, _) in STATES {
        page.push_str(&format!(" {name} |"));
    }
    page.push_str(&format!("\n| --- |{}\n", " --- |".repeat(STATES.len())));
    for (name, input) in INPUTS {
        page.push_str(&format!("| {name} |"));
        for (_, state) in STATES {
            let next = match state.on(*input) {
                Ok(next) => in_words(next),
                Err(refused) => format!("– {refused}"),
            };
            page.push_str(&format!(" {next} |"));
        }
        page.push('\n');
    }
    page
}

fn in_words(state: State) -> String {
    let kind = state.kind().as_str();
    match (state, state.agent()) {
        (State::Resolved { cause: Cause::Agent }, _) => "resolved by an agent".to_owned(),
        (State::Resolved { cause: Cause::Inactivity }, _) => "resolved by inactivity".to_owned(),
        (State::Resolved { cause: Cause::Customer }, _) => "resolved by the customer".to_owned(),
        (State::Resolved { cause: Cause::Blocked }, _) => "resolved: blocked".to_owned(),
        (State::Resolved { cause: Cause::Full }, _) => "resolved: full".to_owned(),
        (_, Some(ANN)) => format!("{kind}, Ann's"),
        (_, Some(_)) => format!("{kind}, Ben's"),
        (_, None) => kind.to_owned(),
    }
}
