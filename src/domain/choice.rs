//! Who of a queue gets its next conversation. The same input gives the same answer.

use super::AgentId;
use super::queue::Strategy;
use super::routing::Reason;

/// Somebody who is there for a conversation: online, and a member of its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub agent: AgentId,
    /// How many conversations take up the agent's capacity.
    pub active: u64,
    /// The number of the agent's last assignment, 0 before the first. Numbers tell an order where
    /// times cannot: several assignments share the time of one commit.
    pub turn: u64,
    /// Whether this one may be given to the agent: there is room, and nothing else forbids it.
    pub can_take: bool,
}

/// One of the candidates who can take it and why, or nobody: an agent accepts by hand.
/// `sticky`: whoever had this customer before goes first, if among them.
pub fn choose(
    strategy: Strategy,
    candidates: &[Candidate],
    sticky: Option<AgentId>,
) -> Option<(AgentId, Reason)> {
    let number = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
    let able = || candidates.iter().filter(|candidate| candidate.can_take);
    let (of, online) = (number(able().count()), Some(number(candidates.len())));
    let (chosen, reason) = match strategy {
        Strategy::Manual => return None,
        Strategy::LeastBusy => {
            let first = able().min_by_key(|c| (c.active, c.turn, c.agent))?;
            (first.agent, Reason::LeastBusy { of, online })
        }
        Strategy::RoundRobin => {
            let first = able().min_by_key(|c| (c.turn, c.agent))?;
            (first.agent, Reason::RoundRobin { of, online })
        }
    };
    let known = able().find(|candidate| Some(candidate.agent) == sticky);
    Some(known.map_or((chosen, reason), |known| (known.agent, Reason::Sticky)))
}

#[cfg(test)]
#[path = "choice_tests.rs"]
mod tests;
