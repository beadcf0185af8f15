use super::*;
use proptest::prelude::{Just, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn candidate((agent, active, turn): (u64, u64, u64)) -> Candidate {
    Candidate { agent: AgentId(agent), active, turn, can_take: true }
}

fn full((agent, active, turn): (u64, u64, u64)) -> Candidate {
    Candidate { can_take: false, ..candidate((agent, active, turn)) }
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
    assert_eq!(chosen, Some((AgentId(2), Reason::RoundRobin { of: 2, online: Some(2) })));
}

#[test]
fn whoever_had_the_customer_before_goes_first_if_there_is_room() {
    let candidates = [(1, 0, 0), (2, 7, 9)].map(candidate);
    let sticky = |agent| choose(Strategy::LeastBusy, &candidates, Some(AgentId(agent)));
    assert_eq!(sticky(2), Some((AgentId(2), Reason::Sticky)));
    assert_eq!(sticky(3), Some((AgentId(1), Reason::LeastBusy { of: 2, online: Some(2) })));
    assert_eq!(choose(Strategy::Manual, &candidates, Some(AgentId(2))), None);
}

#[test]
fn who_can_take_none_is_counted_and_not_chosen() {
    let candidates = [full((1, 0, 0)), candidate((2, 3, 9)), candidate((3, 5, 1)), full((4, 0, 0))];
    let least = choose(Strategy::LeastBusy, &candidates, Some(AgentId(1)));
    assert_eq!(least, Some((AgentId(2), Reason::LeastBusy { of: 2, online: Some(4) })));
    let next = choose(Strategy::RoundRobin, &candidates, Some(AgentId(4)));
    assert_eq!(next, Some((AgentId(3), Reason::RoundRobin { of: 2, online: Some(4) })));
    assert_eq!(choose(Strategy::LeastBusy, &[full((1, 0, 0))], None), None);
}

/// Gives out `number` conversations to agents of this capacity; answers how many each has.
fn give_out(strategy: Strategy, agents: usize, capacity: u64, number: usize) -> Vec<u64> {
    let mut all: Vec<Candidate> = (0..agents as u64).map(|id| candidate((id, 0, 0))).collect();
    for turn in 1..=number as u64 {
        let online: Vec<Candidate> =
            all.iter().map(|c| Candidate { can_take: c.active < capacity, ..*c }).collect();
        let Some((chosen, _)) = choose(strategy, &online, None) else { break };
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
        rows in prop::collection::btree_map(0..50_u64, (0..4_u64, 0..4_u64, any::<bool>()), 1..30),
        sticky in prop::option::of(0..50_u64),
        strategy in prop_oneof![Just(Strategy::LeastBusy), Just(Strategy::RoundRobin)],
    ) {
        let read = |(agent, (active, turn, can_take))| {
            Candidate { can_take, ..candidate((agent, active, turn)) }
        };
        let mut candidates: Vec<Candidate> = rows.into_iter().map(read).collect();
        let sticky = sticky.map(AgentId);
        let chosen = choose(strategy, &candidates, sticky);
        let taker = candidates.iter().find(|c| Some(c.agent) == chosen.map(|(agent, _)| agent));
        let is_anybody_able = candidates.iter().any(|c| c.can_take);
        prop_assert_eq!(taker.map(|taker| taker.can_take), is_anybody_able.then_some(true));
        candidates.reverse();
        prop_assert_eq!(choose(strategy, &candidates, sticky), chosen);
    }
}
