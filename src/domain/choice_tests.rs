use super::*;
use proptest::prelude::{Just, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn candidate((agent, active, turn): (u64, u64, u64)) -> Candidate {
    Candidate { agent: AgentId(agent), active, turn }
}

#[test]
fn the_least_busy_goes_first_then_who_waited_longest_then_the_lower_number() {
    let chosen = |rows: &[(u64, u64, u64)]| {
        let candidates: Vec<Candidate> = rows.iter().copied().map(candidate).collect();
        choose(Strategy::LeastBusy, &candidates, None).map(|(agent, _)| agent.0)
    };
    assert_eq!(chosen(&[(1, 2, 0), (2, 1, 9), (3, 3, 0)]), Some(2));
    assert_eq!(chosen(&[(1, 1, 7), (2, 1, 5), (3, 1, 6)]), Some(2));
    assert_eq!(chosen(&[(3, 0, 0), (2, 0, 0)]), Some(2));
    assert_eq!(chosen(&[]), None);
}

#[test]
fn in_turn_means_whoever_waited_longest_however_busy() {
    let candidates = [(1, 0, 5), (2, 7, 4)].map(candidate);
    let chosen = choose(Strategy::RoundRobin, &candidates, None);
    assert_eq!(chosen, Some((AgentId(2), Reason::RoundRobin { of: 2 })));
}

#[test]
fn whoever_had_the_customer_before_goes_first_if_there_is_room() {
    let candidates = [(1, 0, 0), (2, 7, 9)].map(candidate);
    let sticky = |agent| choose(Strategy::LeastBusy, &candidates, Some(AgentId(agent)));
    assert_eq!(sticky(2), Some((AgentId(2), Reason::Sticky)));
    assert_eq!(sticky(3), Some((AgentId(1), Reason::LeastBusy { of: 2 })));
    assert_eq!(choose(Strategy::Manual, &candidates, Some(AgentId(2))), None);
}

/// Gives out `number` conversations to agents of this capacity; answers how many each has.
fn give_out(strategy: Strategy, agents: usize, capacity: u64, number: usize) -> Vec<u64> {
    let mut all: Vec<Candidate> = (0..agents as u64).map(|id| candidate((id, 0, 0))).collect();
    for turn in 1..=number as u64 {
        let with_room: Vec<Candidate> =
            all.iter().copied().filter(|candidate| candidate.active < capacity).collect();
        let Some((chosen, _)) = choose(strategy, &with_room, None) else { break };
        for candidate in all.iter_mut().filter(|candidate| candidate.agent == chosen) {
            candidate.active += 1;
            candidate.turn = turn;
        }
    }
    all.iter().map(|candidate| candidate.active).collect()
}

proptest! {
    #[test]
    fn work_is_shared_fairly_and_all_of_the_room_is_used(
        agents in 1..40_usize,
        capacity in 0..9_u64,
        number in 0..300_usize,
        strategy in prop_oneof![Just(Strategy::LeastBusy), Just(Strategy::RoundRobin)],
    ) {
        let given = give_out(strategy, agents, capacity, number);
        let (least, most) = (given.iter().min().unwrap(), given.iter().max().unwrap());
        prop_assert!(most - least <= 1, "{given:?}");
        let room = capacity * agents as u64;
        prop_assert_eq!(given.iter().sum::<u64>(), room.min(number as u64));
    }

    #[test]
    fn the_order_in_which_candidates_are_named_does_not_matter(
        rows in prop::collection::btree_map(0..50_u64, (0..4_u64, 0..4_u64), 1..30),
        sticky in prop::option::of(0..50_u64),
        strategy in prop_oneof![Just(Strategy::LeastBusy), Just(Strategy::RoundRobin)],
    ) {
        let mut candidates: Vec<Candidate> =
            rows.into_iter().map(|(agent, (active, turn))| candidate((agent, active, turn))).collect();
        let sticky = sticky.map(AgentId);
        let chosen = choose(strategy, &candidates, sticky);
        prop_assert!(candidates.iter().any(|c| Some(c.agent) == chosen.map(|(agent, _)| agent)));
        candidates.reverse();
        prop_assert_eq!(choose(strategy, &candidates, sticky), chosen);
    }
}
