//! Single cases that take more to bring about from outside than they are worth.

use super::acts::{customer_writes, work};
use super::*;
use crate::actions::queues::QueueChange;
use crate::domain::routing::Condition;
use crate::domain::{ContactId, ENTRIES_PER_CONVERSATION_MAX, RoutingRuleId};

const MANUAL: u8 = 2;

/// Three customers wait in the first queue; the first of them cannot be given to anybody, since the
/// timeline can hold no more.
fn three_wait(writer: &mut Writer) -> Result<[ConversationId; 3], Error> {
    for customer in 0..3 {
        writer.now = writer.now.plus_ms(1_000);
        customer_writes(writer, customer)?;
    }
    let all: Vec<Conversation> = writer.all()?;
    let mut full = all[0].clone();
    full.last_seq = ENTRIES_PER_CONVERSATION_MAX;
    writer.save_conversation(&full)?;
    Ok([all[0].id, all[1].id, all[2].id])
}

fn holders(view: &View, ids: [ConversationId; 3]) -> Result<Vec<Option<u64>>, Error> {
    let holder = |id| -> Result<Option<u64>, Error> {
        let conversation: Option<Conversation> = view.find(id)?;
        Ok(conversation.and_then(|conversation| conversation.agent()).map(|agent| agent.0))
    };
    ids.into_iter().map(holder).collect()
}

#[test]
fn who_comes_is_given_what_waits_behind_one_that_cannot_be_given() {
    let held = in_a_team(vec![2; 4], vec![0; 3], |writer| {
        for id in 1..=AGENTS {
            work(writer, AgentId(id), |agent| agent.availability = Availability::Away)?;
        }
        let waiting = three_wait(writer)?;
        work(writer, AgentId(1), |agent| agent.availability = Availability::Online)?;
        holders(writer, waiting)
    });
    assert_eq!(held, [None, Some(1), Some(1)]);
}

#[test]
fn a_queue_gives_out_what_waits_behind_one_that_cannot_be_given() {
    let held = in_a_team(vec![1; 4], vec![MANUAL; 3], |writer| {
        let waiting = three_wait(writer)?;
        let queue: Queue = writer.find(QueueId(1))?.ok_or(Error::NotFound("queue"))?;
        let strategy = Some(Strategy::LeastBusy);
        queues::apply(writer, queue, QueueChange { strategy, ..QueueChange::default() })?;
        holders(writer, waiting)
    });
    assert_eq!(held, [None, Some(1), Some(2)]);
}

#[test]
fn a_rule_about_the_subject_is_asked_about_the_subject() {
    let (about, without) = in_a_team(vec![1; 4], vec![0; 3], |writer| {
        let any = vec!["Invoice".to_owned()];
        writer.save_routing_rule(&RoutingRule {
            id: RoutingRuleId(1),
            name: "Invoices".to_owned(),
            is_on: true,
            position: 0,
            conditions: vec![Condition::Subject { any }],
            queue: QueueId(3),
        })?;
        let inbox: Inbox = writer.find(InboxId(1))?.ok_or(Error::NotFound("inbox"))?;
        let contact = Contact::new(ContactId(1), "Joe".to_owned(), writer.now);
        let queue = |subject| queue_for(writer, &inbox, &contact, Opening { text: "Hi", subject });
        Ok((queue(Some("Your invoice 7"))?, queue(None)?))
    });
    assert_eq!((about, without), (QueueId(3), QueueId(1)));
}
