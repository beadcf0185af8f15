//! What one agent is told, also about what happened while he was not there.

use super::timeline::{Activity, Author, Body, Entry};
use super::{AgentId, EntryId, NoticeId, Timestamp};
use serde::{Deserialize, Serialize};

/// How many are kept for each agent: one more takes the place of the oldest.
pub const NOTICES_MAX: u64 = 200;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    pub kind: Kind,
    /// What it tells of: the note, or the line that says what happened.
    pub entry: EntryId,
    pub at: Timestamp,
    /// Whether the agent has looked at it, or read the conversation that far.
    #[serde(default)]
    pub is_seen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A colleague's note speaks to him.
    Mentioned,
    /// A conversation was given to him, by routing or a colleague.
    Assigned,
    /// A colleague handed a conversation on to him.
    Transferred,
    /// What he had put aside is back.
    Woken,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Mentioned => "mentioned",
            Kind::Assigned => "assigned",
            Kind::Transferred => "transferred",
            Kind::Woken => "woken",
        }
    }
}

/// Whom an entry is told to, and as what; `holder` has its conversation. Nobody is told what he did
/// himself.
pub fn told_by(entry: &Entry, holder: Option<AgentId>) -> Vec<(AgentId, Kind)> {
    let mut told = match &entry.body {
        Body::Message(_) => Vec::new(),
        Body::Note(note) => note.mentions.iter().map(|agent| (*agent, Kind::Mentioned)).collect(),
        Body::Activity(activity) => told_of(activity, holder).into_iter().collect(),
    };
    told.retain(|(agent, _)| entry.author != Author::Agent(*agent));
    told
}

fn told_of(activity: &Activity, holder: Option<AgentId>) -> Option<(AgentId, Kind)> {
    match activity {
        Activity::Accepted { agent } | Activity::Assigned { agent, .. } => {
            Some((*agent, Kind::Assigned))
        }
        Activity::TransferredToAgent { agent, .. } => Some((*agent, Kind::Transferred)),
        Activity::Woken => holder.map(|agent| (agent, Kind::Woken)),
        Activity::Created { .. }
        | Activity::GivenBack { .. }
        | Activity::Snoozed { .. }
        | Activity::Warned
        | Activity::TransferredToQueue { .. }
        | Activity::Resolved { .. }
        | Activity::Abandoned
        | Activity::Left { .. }
        | Activity::ResolutionUndone
        | Activity::Reopened { .. }
        | Activity::Tagged { .. }
        | Activity::Untagged { .. }
        | Activity::Labelled { .. }
        | Activity::Unlabelled { .. }
        | Activity::IdentityChanged { .. }
        | Activity::ReactionFailed { .. }
        | Activity::Elsewhere { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ConversationId;
    use crate::domain::timeline::Note;

    const ANN: AgentId = AgentId(1);
    const BEN: AgentId = AgentId(2);

    fn entry(author: Author, body: Body) -> Entry {
        Entry { id: EntryId::new(ConversationId(7), 3), at: Timestamp(0), author, body }
    }

    #[test]
    fn an_entry_is_told_to_whom_it_concerns_and_never_to_its_author() {
        let by_ann = Author::Agent(ANN);
        let note = Note { text: "@Ben".into(), client_key: None, mentions: vec![BEN, ANN] };
        let note = entry(by_ann, Body::Note(note));
        assert_eq!(told_by(&note, Some(ANN)), [(BEN, Kind::Mentioned)]);
        let line = |author, activity| entry(author, Body::Activity(activity));
        let given = Activity::Assigned { agent: BEN, reason: None, queue: None };
        let assigned = [(BEN, Kind::Assigned)];
        assert_eq!(told_by(&line(Author::System, given.clone()), Some(BEN)), assigned);
        assert_eq!(told_by(&line(by_ann, given.clone()), Some(BEN)), assigned);
        assert_eq!(told_by(&line(Author::Agent(BEN), given), Some(BEN)), []);
        let handed = Activity::TransferredToAgent { agent: BEN, note: None };
        assert_eq!(told_by(&line(by_ann, handed), Some(BEN)), [(BEN, Kind::Transferred)]);
        let woken = line(Author::System, Activity::Woken);
        assert_eq!(told_by(&woken, Some(ANN)), [(ANN, Kind::Woken)]);
        assert_eq!(told_by(&woken, None), []);
        assert_eq!(told_by(&line(by_ann, Activity::Warned), Some(BEN)), []);
    }
}
