//! In which order a timeline is read. Entries are kept in the order in which they came; a message
//! of the customer's that came late is read where he wrote it, unless somebody has answered since.

use super::channel::Channel;
use super::message::Message;
use super::time::MINUTE_MS;
use super::timeline::{Activity, Author, Body, Entry};
use super::{EntryId, Timestamp};
use std::ops::ControlFlow;

/// How far back a late message may go.
pub const LOOKED_BACK_MAX: u32 = 50;
/// How far a provider's clock may be ahead of ours, before its times are taken for none.
const CLOCKS_APART_MAX_MS: i64 = 5 * MINUTE_MS;

/// When a message was written, as far as that can be: one that comes from the future would push
/// everything after it aside.
pub fn written_at(told: Timestamp, now: Timestamp) -> Timestamp {
    if told.ms_since(now) > CLOCKS_APART_MAX_MS { now } else { told }
}

/// Whether a channel's times say in which order a customer wrote.
pub fn is_told_by(channel: Channel) -> bool {
    match channel {
        Channel::Whatsapp | Channel::Messenger => true,
        // A letter's date is whatever its writer's machine believes.
        Channel::Email => false,
    }
}

/// A look back from the end of a timeline, entry by entry, for the place of a new message.
pub struct LookBack {
    sent_at: Timestamp,
    looked_at: u32,
    /// The message that the new one is read before; `None`: it is the last.
    pub before: Option<u32>,
}

impl LookBack {
    /// `sent_at`: of the new message.
    pub fn new(sent_at: Timestamp) -> LookBack {
        LookBack { sent_at, looked_at: 0, before: None }
    }

    /// Whether there is more to look at before this entry.
    pub fn look(&mut self, entry: &Entry) -> ControlFlow<()> {
        if self.looked_at >= LOOKED_BACK_MAX {
            return ControlFlow::Break(());
        }
        self.looked_at += 1;
        match &entry.body {
            // It came late itself, and stands before one that is still to be seen.
            Body::Message(Message::Inbound(message)) if message.before.is_some() => {
                ControlFlow::Continue(())
            }
            // Those in their own places are in order: all before it are earlier still.
            Body::Message(Message::Inbound(message)) if message.sent_at <= self.sent_at => {
                ControlFlow::Break(())
            }
            Body::Message(Message::Inbound(_)) => {
                self.before = Some(entry.id.seq());
                ControlFlow::Continue(())
            }
            // What nobody has written answers nothing.
            Body::Message(Message::Outbound(_)) if entry.author == Author::System => {
                ControlFlow::Continue(())
            }
            // Nothing slips in unseen above an answer.
            Body::Message(Message::Outbound(_)) | Body::Note(_) => ControlFlow::Break(()),
            Body::Activity(activity) if is_a_word(activity) => ControlFlow::Break(()),
            Body::Activity(_) => ControlFlow::Continue(()),
        }
    }
}

/// Whether somebody has said something by it, or it is the end of the matter.
fn is_a_word(activity: &Activity) -> bool {
    let is_note = matches!(
        activity,
        Activity::TransferredToAgent { note: Some(_), .. }
            | Activity::TransferredToQueue { note: Some(_), .. }
    );
    is_note || activity.is_end()
}

impl Entry {
    /// The entry that it is read before, if it came late.
    pub fn before(&self) -> Option<u32> {
        match &self.body {
            Body::Message(Message::Inbound(message)) => message.before,
            Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => None,
        }
    }

    /// Entries are read by their places; those that share one, by `rank`.
    pub fn place(&self) -> u32 {
        self.before().unwrap_or(self.id.seq())
    }

    /// What sorts a conversation's entries in the order in which they are read.
    pub fn rank(&self) -> (u32, Timestamp, EntryId) {
        let sent_at = match &self.body {
            Body::Message(Message::Inbound(message)) => message.sent_at,
            Body::Message(Message::Outbound(_)) | Body::Note(_) | Body::Activity(_) => self.at,
        };
        (self.place(), sent_at, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::content::Content;
    use crate::domain::message::{Inbound, Outbound};
    use crate::domain::timeline::Note;
    use crate::domain::{AgentId, ContactId, ConversationId, DeliveryId, QueueId};

    const CUSTOMER: Author = Author::Contact(ContactId(1));
    const AGENT: Author = Author::Agent(AgentId(1));

    #[derive(Default)]
    struct Script(Vec<Entry>);

    impl Script {
        fn has(mut self, author: Author, body: Body) -> Script {
            let id = EntryId::new(ConversationId(1), self.0.len() as u32 + 1);
            self.0.push(Entry { id, at: Timestamp(1_000), author, body });
            self
        }

        fn writes(self, sent_at: i64) -> Script {
            let mut look = LookBack::new(Timestamp(sent_at));
            let _ = self.0.iter().rev().try_for_each(|entry| look.look(entry));
            let content = Content::Text { text: sent_at.to_string() };
            let raw = DeliveryId(1);
            let inbound = Inbound {
                before: look.before,
                ..Inbound::new(sent_at.to_string(), Timestamp(sent_at), content, raw)
            };
            self.has(CUSTOMER, Body::Message(Message::Inbound(Box::new(inbound))))
        }

        fn then_answers(self, by: Author) -> Script {
            let message = Outbound::new("-".to_owned(), Timestamp(0));
            self.has(by, Body::Message(Message::Outbound(Box::new(message))))
        }

        fn does(self, activity: Activity) -> Script {
            self.has(AGENT, Body::Activity(activity))
        }

        /// The texts in the order in which they are read; lines are not shown.
        fn reads(mut self) -> String {
            self.0.sort_by_key(Entry::rank);
            let text = |entry: &Entry| Some(entry.message()?.text()?.to_owned());
            self.0.iter().filter_map(text).collect::<Vec<_>>().join(" ")
        }
    }

    fn written(times: &[i64]) -> Script {
        times.iter().fold(Script::default(), |script, at| script.writes(*at))
    }

    #[test]
    fn what_overtook_each_other_is_read_as_it_was_written() {
        for times in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
            assert_eq!(written(&times).reads(), "1 2 3", "{times:?}");
        }
        assert_eq!(written(&[5, 9, 7, 2, 8, 6, 1, 9, 3]).reads(), "1 2 3 5 6 7 8 9 9");
    }

    #[test]
    fn what_was_written_in_the_same_second_stays_as_it_came() {
        let script = written(&[2, 2, 1, 1, 2]);
        let mut read = script.0.clone();
        read.sort_by_key(Entry::rank);
        let seqs: Vec<u32> = read.iter().map(|entry| entry.id.seq()).collect();
        assert_eq!(seqs, [3, 4, 1, 2, 5]);
    }

    #[test]
    fn nothing_slips_in_above_what_somebody_said() {
        let note = Note { text: "n".to_owned(), client_key: None, mentions: Vec::new() };
        let handed = Activity::TransferredToQueue { queue: QueueId(1), note: Some("n".to_owned()) };
        for said in
            [written(&[1, 3]).then_answers(AGENT), written(&[1, 3]).then_answers(Author::Outside)]
        {
            assert_eq!(said.writes(2).reads(), "1 3 - 2");
        }
        assert_eq!(written(&[1, 3]).has(AGENT, Body::Note(note)).writes(2).reads(), "1 3 2");
        assert_eq!(written(&[1, 3]).does(handed).writes(2).reads(), "1 3 2");
        assert_eq!(written(&[1, 3]).does(Activity::Abandoned).writes(2).reads(), "1 3 2");
    }

    #[test]
    fn lines_and_automatic_replies_are_stepped_over() {
        let created = Activity::Created { previous: None, queue: QueueId(1), by: None };
        let script = Script::default().does(created).writes(3).then_answers(Author::System);
        let script = script.does(Activity::Accepted { agent: AgentId(1) }).writes(2).writes(1);
        let first = script.0.iter().min_by_key(|entry| entry.rank()).map(|entry| entry.id.seq());
        assert_eq!(first, Some(1), "nothing stands above the opening line");
        assert_eq!(script.reads(), "1 2 3 -");
    }

    #[test]
    fn the_way_back_is_bounded() {
        let script = (0..=i64::from(LOOKED_BACK_MAX))
            .fold(Script::default(), |script, n| script.writes(10 + n));
        let late = script.writes(1).0.pop().and_then(|entry| entry.before());
        assert_eq!(late, Some(2));
    }

    #[test]
    fn a_time_to_come_is_none() {
        let now = Timestamp(10_000_000);
        let ahead = |ms| Timestamp(now.0 + ms);
        assert_eq!(written_at(ahead(CLOCKS_APART_MAX_MS), now), ahead(CLOCKS_APART_MAX_MS));
        assert_eq!(written_at(ahead(CLOCKS_APART_MAX_MS + 1), now), now);
        assert_eq!(written_at(Timestamp(5), now), Timestamp(5));
    }
}
