//! Lives of conversations as scripts, and what must hold in every life.

use super::*;
use proptest::prelude::*;

const ANN: AgentId = AgentId(1);
const BOB: AgentId = AgentId(2);

#[test]
fn a_conversation_is_accepted_answered_and_resolved() {
    check(
        "
        ann accepts             active ann
        ann replies             pending ann
        customer writes         active ann
        ann resolves            resolved
    ",
    );
}

#[test]
fn only_one_of_two_wins() {
    check(
        "
        ann accepts             active ann
        bob accepts             refused: the conversation is already with another agent
        ann accepts             refused: the conversation is already yours
        bob replies             refused: the conversation is with another agent
    ",
    );
}

#[test]
fn silence_closes_a_conversation_unless_it_waits_for_us() {
    check(
        "
        time passes             refused: nothing is due
        customer gives-up       abandoned
    ",
    );
    check(
        "
        ann accepts             active ann
        time passes             refused: nothing is due
        customer gives-up       refused: nothing is due
        ann replies             pending ann
        customer gives-up       refused: nothing is due
        time passes             resolved
        customer writes         refused: the conversation has ended
    ",
    );
}

#[test]
fn a_workspace_may_let_silence_close_also_what_waits_for_us() {
    check("all-time passes   resolved");
    check(
        "
        ann accepts             active ann
        all-time passes         resolved
        all-time passes         refused: the conversation has ended
    ",
    );
}

#[test]
fn an_answer_can_leave_it_active() {
    check(
        "
        ann accepts             active ann
        ann replies-and-keeps   active ann
    ",
    );
}

#[test]
fn it_moves_between_people_and_queues() {
    check(
        "
        to-bob transferred      refused: the conversation waits in a queue: accept it first
        ann accepts             active ann
        to-bob transferred      active bob
        bob replies             pending bob
        to-ann transferred      active ann
        to-queue transferred    queued
        to-bob assigned         active bob
    ",
    );
}

#[test]
fn whoever_leaves_for_good_has_left_in_any_open_state() {
    check("customer leaves   abandoned");
    check(
        "
        ann accepts             active ann
        customer leaves         abandoned
        customer leaves         refused: the conversation has ended
    ",
    );
    assert_eq!(State::begun_by(ANN).on(Input::CustomerLeft), Ok(State::Abandoned));
}

#[test]
fn what_an_agent_begins_is_the_customers_turn() {
    let begun = State::begun_by(ANN);
    assert_eq!(begun, State::Pending { agent: ANN });
    assert_eq!(begun.on(Input::CustomerWrote), Ok(State::Active { agent: ANN }));
}

#[test]
fn a_resolution_can_be_taken_back() {
    check(
        "
        ann accepts             active ann
        ann reopens             refused: the conversation is not resolved
        ann resolves            resolved
        bob reopens             active bob
        bob resolves            resolved
        to-ann undone           active ann
        customer leaves         abandoned
        ann reopens             refused: the conversation is not resolved
    ",
    );
}

/// Each line: who, what, then the state or the refusal that follows.
fn check(script: &str) {
    let mut state = State::Queued;
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let act = [words.next(), words.next()].map(|word| word.expect("two words of an act"));
        let expected = words.collect::<Vec<_>>().join(" ");
        let after = match state.on(input(act)) {
            Ok(next) => {
                state = next;
                describe(next)
            }
            Err(refused) => format!("refused: {refused}"),
        };
        assert_eq!(after, expected, "after `{}`", act.join(" "));
    }
}

fn input(act: [&str; 2]) -> Input {
    let agent = |name: &str| if name.ends_with("ann") { ANN } else { BOB };
    match act {
        ["customer", "writes"] => Input::CustomerWrote,
        ["customer", "leaves"] => Input::CustomerLeft,
        ["customer", "gives-up"] => Input::GivenUp,
        ["time", "passes"] => Input::TimedOut { closes_active: false },
        ["all-time", "passes"] => Input::TimedOut { closes_active: true },
        ["to-queue", "transferred"] => Input::TransferredToQueue,
        [who, "transferred"] => Input::TransferredToAgent { to: agent(who) },
        [who, "assigned"] => Input::Assigned { to: agent(who) },
        [who, "undone"] => Input::Undone { to: Holding::Active { agent: agent(who) } },
        [who, "accepts"] => Input::Accepted { by: agent(who) },
        [who, "replies"] => Input::Replied { by: agent(who), keep_active: false },
        [who, "replies-and-keeps"] => Input::Replied { by: agent(who), keep_active: true },
        [_, "resolves"] => Input::Resolved,
        [who, "reopens"] => Input::Reopened { by: agent(who) },
        other => panic!("unknown act {other:?}"),
    }
}

fn describe(state: State) -> String {
    let name = |agent| if agent == ANN { "ann" } else { "bob" };
    match state.agent() {
        Some(agent) => format!("{} {}", state.kind().as_str(), name(agent)),
        None => state.kind().as_str().to_owned(),
    }
}

fn any_agent() -> impl Strategy<Value = AgentId> {
    prop_oneof![Just(ANN), Just(BOB)]
}

fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        Just(Input::CustomerWrote),
        any_agent().prop_map(|by| Input::Accepted { by }),
        any_agent().prop_map(|to| Input::Assigned { to }),
        (any_agent(), any::<bool>())
            .prop_map(|(by, keep_active)| Input::Replied { by, keep_active }),
        any_agent().prop_map(|to| Input::TransferredToAgent { to }),
        Just(Input::TransferredToQueue),
        Just(Input::GivenBack),
        Just(Input::Resolved),
        Just(Input::SaidDone),
        Just(Input::Blocked),
        Just(Input::Filled),
        Just(Input::GivenUp),
        any::<bool>().prop_map(|closes_active| Input::TimedOut { closes_active }),
        Just(Input::CustomerLeft),
        any_agent().prop_map(|by| Input::Reopened { by }),
        any_agent().prop_map(|agent| Input::Undone { to: Holding::Pending { agent } }),
    ]
}

proptest! {
    #[test]
    fn every_life_keeps_the_rules(inputs in proptest::collection::vec(any_input(), 1..60)) {
        let mut state = State::Queued;
        for input in inputs {
            let Ok(next) = state.on(input) else { continue };
            prop_assert_eq!(
                next.agent().is_some(),
                matches!(next.kind(), StateKind::Active | StateKind::Pending)
            );
            if state.kind() == StateKind::Abandoned {
                prop_assert!(false, "an abandoned conversation went on by {:?}", input);
            }
            if state.kind() == StateKind::Resolved {
                let is_way_back = matches!(input, Input::Undone { .. } | Input::Reopened { .. });
                prop_assert!(is_way_back, "a resolved conversation went on by {:?}", input);
            }
            let by_silence = State::Resolved { cause: Cause::Inactivity };
            if next == by_silence && state != next {
                let may_close_all = input == Input::TimedOut { closes_active: true };
                let was_ours = state.kind() != StateKind::Pending;
                prop_assert!(!was_ours || may_close_all, "closed while it waits for us");
            }
            if input == Input::GivenUp {
                prop_assert!(state == State::Queued, "somebody was at it");
            }
            if let Input::Replied { by, .. } = input {
                prop_assert_eq!(state.agent(), Some(by));
            }
            if matches!(input, Input::TransferredToQueue | Input::GivenBack) {
                prop_assert_eq!(next, State::Queued);
            }
            if input == Input::GivenBack {
                prop_assert!(state.kind() == StateKind::Active, "only the unanswered go back");
            }
            state = next;
        }
    }
}
