//! The typed lines of a timeline as the API shows them.

use super::routing_rules::Because;
use crate::actions::{Error, access};
use crate::domain::conversation::{Cause, Snooze};
use crate::domain::label::Label;
use crate::domain::tag::Tag;
use crate::domain::timeline;
use crate::domain::{AgentId, QueueId};
use crate::store::View;
use poem_openapi::Object;

/// A typed event line; whoever shows it puts it into words.
#[derive(Clone, Debug, Default, Object)]
pub struct Activity {
    /// `created`, `accepted`, `assigned`, `transferred_to_agent`, `transferred_to_queue`, `resolved`, `abandoned`,
    /// `resolution_undone`, `reopened`, `tagged`, `untagged`, `labelled`, `unlabelled`,
    /// `given_back`, `snoozed`, `woken`, `warned`, `identity_changed`, `reaction_failed` or
    /// `elsewhere`; more may come.
    #[oai(rename = "type")]
    pub kind: String,
    pub agent_id: Option<u64>,
    pub agent_name: Option<String>,
    /// Of `created`, `transferred_to_queue`, `given_back`, and `assigned`: where it waited.
    pub queue_id: Option<u64>,
    pub queue_name: Option<String>,
    /// Its name; null: it was removed, and the line is of a time when names were not kept.
    pub tag: Option<String>,
    /// The same of a label.
    pub label: Option<String>,
    pub note: Option<String>,
    /// Of `resolved`: `agent`, `inactivity`, `customer`, `blocked` (its contact was) or `full` (it
    /// could hold no more and goes on in the next one).
    pub cause: Option<String>,
    pub previous_id: Option<u64>,
    /// Of `elsewhere`: the provider's word for what the customer did.
    pub what: Option<String>,
    /// Of `assigned`, if routing chose: `least_busy`, `round_robin` or `sticky`. Of `abandoned`, if
    /// the customer left for good: how the provider tells it, in a sentence. Of `reaction_failed`:
    /// why, in a sentence.
    pub reason: Option<String>,
    /// Of `assigned`: among how many who could take one.
    pub of: Option<u32>,
    /// Of `assigned`: how many of the queue were online in all, with room or without; null where an
    /// older version did not count them.
    pub online: Option<u32>,
    /// Of `snoozed`; null: until the next message.
    pub until: Option<String>,
    /// Of `identity_changed`: what the customer was known by.
    pub from: Option<String>,
    /// Of `identity_changed`: what the customer is known by now.
    pub to: Option<String>,
    /// Of `identity_changed`, if another contact has that already: the two may be one person and can be
    /// merged.
    pub contact_id: Option<u64>,
}

pub fn cause(cause: Cause) -> String {
    let word = match cause {
        Cause::Agent => "agent",
        Cause::Inactivity => "inactivity",
        Cause::Customer => "customer",
        Cause::Blocked => "blocked",
        Cause::Full => "full",
    };
    word.to_owned()
}

impl Activity {
    pub fn render(view: &View, activity: timeline::Activity) -> Result<Activity, Error> {
        use timeline::Activity as Is;
        Ok(match activity {
            Is::Created { previous, queue, by } => {
                let created = of("created").in_queue(view, queue)?.by_one(view, by)?;
                Activity { previous_id: previous.map(|id| id.0), ..created }
            }
            Is::Accepted { agent } => of("accepted").by_agent(view, agent)?,
            Is::Assigned { agent, reason, queue } => {
                let Because { word: reason, of: among, online } =
                    reason.map(Because::from).unwrap_or_default();
                let assigned = of("assigned").by_agent(view, agent)?.of_queue(view, queue)?;
                Activity { reason, of: among, online, ..assigned }
            }
            Is::GivenBack { agent, queue } => {
                of("given_back").by_agent(view, agent)?.of_queue(view, queue)?
            }
            Is::Snoozed { snooze: Snooze::Until(until) } => {
                Activity { until: Some(until.to_rfc3339()), ..of("snoozed") }
            }
            Is::Snoozed { snooze: Snooze::NextMessage } => of("snoozed"),
            Is::Woken => of("woken"),
            Is::Warned => of("warned"),
            Is::TransferredToAgent { agent, note } => {
                Activity { note, ..of("transferred_to_agent").by_agent(view, agent)? }
            }
            Is::TransferredToQueue { queue, note } => {
                Activity { note, ..of("transferred_to_queue").in_queue(view, queue)? }
            }
            Is::Resolved { cause: by, note } => {
                Activity { note, cause: Some(cause(by)), ..of("resolved") }
            }
            Is::Abandoned => of("abandoned"),
            Is::Left { reason } => Activity { reason: Some(reason), ..of("abandoned") },
            Is::ResolutionUndone => of("resolution_undone"),
            Is::Reopened { agent } => of("reopened").by_agent(view, agent)?,
            Is::Tagged { tag, name } => {
                Activity { tag: name_of::<Tag>(view, tag, name)?, ..of("tagged") }
            }
            Is::Untagged { tag, name } => {
                Activity { tag: name_of::<Tag>(view, tag, name)?, ..of("untagged") }
            }
            Is::Labelled { label, name } => {
                Activity { label: name_of::<Label>(view, label, name)?, ..of("labelled") }
            }
            Is::Unlabelled { label, name } => {
                Activity { label: name_of::<Label>(view, label, name)?, ..of("unlabelled") }
            }
            Is::ReactionFailed { reason } => {
                Activity { reason: Some(reason), ..of("reaction_failed") }
            }
            Is::IdentityChanged { from, to, same_as } => {
                let contact_id = same_as.map(|id| id.0);
                Activity { from, to: Some(to), contact_id, ..of("identity_changed") }
            }
            Is::Elsewhere { kind } => Activity { what: Some(kind), ..of("elsewhere") },
        })
    }

    /// By somebody, if there was one.
    fn by_one(self, view: &View, agent: Option<AgentId>) -> Result<Activity, Error> {
        match agent {
            Some(agent) => self.by_agent(view, agent),
            None => Ok(self),
        }
    }

    /// In a queue, where it was kept which.
    fn of_queue(self, view: &View, queue: Option<QueueId>) -> Result<Activity, Error> {
        match queue {
            Some(queue) => self.in_queue(view, queue),
            None => Ok(self),
        }
    }

    fn by_agent(self, view: &View, agent: AgentId) -> Result<Activity, Error> {
        let agent_name = Some(access::agent_name(view, agent)?);
        Ok(Activity { agent_id: Some(agent.0), agent_name, ..self })
    }

    fn in_queue(self, view: &View, queue: QueueId) -> Result<Activity, Error> {
        let queue_name = access::queue_name(view, queue)?;
        Ok(Activity { queue_id: Some(queue.0), queue_name, ..self })
    }
}

fn of(kind: &str) -> Activity {
    Activity { kind: kind.to_owned(), ..Activity::default() }
}

trait Named: crate::store::Record {
    fn name(self) -> String;
}

impl Named for Tag {
    fn name(self) -> String {
        self.name
    }
}

impl Named for Label {
    fn name(self) -> String {
        self.name
    }
}

/// The name it has, or had when the line was written.
fn name_of<R: Named>(
    view: &View,
    id: R::Id,
    then: Option<String>,
) -> Result<Option<String>, Error> {
    Ok(view.find::<R>(id)?.map(Named::name).or(then))
}
