//! From the form that an older version wrote to this version's. Append only.

use super::database::Store;
use super::error::Error;
use super::table::Table;
use super::writer::Writer;

type Step = fn(&mut Writer) -> Result<(), Error>;

/// Step n brings format n to n + 1. A new store begins at the end of the list.
const STEPS: &[Step] = &[
    Writer::derive_routing,
    Writer::derive_routing,
    Writer::derive_windows,
    Writer::derive_windows,
    Writer::derive_last_sent,
];
const FORMAT: &[u8] = b"format";
const FIRST_FORMAT: u64 = 1;

pub(super) fn run(store: &Store) -> Result<(), Error> {
    let known = FIRST_FORMAT + STEPS.len() as u64;
    let found = store.view()?.number(Table::Meta, FORMAT)?.unwrap_or_default();
    if found == known {
        return Ok(());
    }
    if found > known {
        return Err(Error::Newer { found, known });
    }
    store.write_blocking(move |writer| {
        if found >= FIRST_FORMAT {
            let done = (found - FIRST_FORMAT) as usize;
            for step in STEPS.iter().skip(done) {
                step(writer)?;
            }
        }
        writer.put_number(Table::Meta, FORMAT.to_vec(), known);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::key::{self, Key};
    use super::super::view::prefixed;
    use super::super::{Options, recount};
    use super::*;
    use crate::clock::Clock;
    use crate::domain::agent::{Agent, Availability, Role};
    use crate::domain::choice::Candidate;
    use crate::domain::contact::{Contact, Identity, IdentityKind};
    use crate::domain::conversation::{Conversation, State};
    use crate::domain::delivery::Status;
    use crate::domain::inbox::{Account, Inbox, Sealed};
    use crate::domain::message::{Message, Outbound};
    use crate::domain::time::DAY_MS;
    use crate::domain::timeline::{Author, Body, Note};
    use crate::domain::{AgentId, ContactId, ConversationId, InboxId, QueueId, Timestamp};
    use std::path::Path;

    /// Somebody to whom we wrote first.
    const BEGUN: &str = "447700900103";

    fn store_in(directory: &Path) -> Store {
        let options = Options { path: directory.join("store.redb"), cache_bytes: 1 << 20 };
        Store::open(options, Clock::manual(Timestamp(0))).expect("a store")
    }

    fn online(id: u64, capacity: u32) -> Agent {
        Agent {
            id: AgentId(id),
            name: "Ana".into(),
            email: format!("{id}@example.com"),
            password_hash: String::new(),
            role: Role::Agent,
            availability: Availability::Online,
            capacity,
            queues: [QueueId(1)].into(),
            preferences: String::new(),
            signature: None,
            created_at: Timestamp(0),
            lost: None,
            deactivated_at: None,
            due_at: None,
        }
    }

    /// As format 2 kept it: only who had room, and without saying so.
    fn as_before(writer: &mut Writer) -> Result<(), Error> {
        for (row, _) in writer.first(Table::Available, prefixed(Vec::new()), usize::MAX)? {
            writer.remove(Table::Available, row.clone());
            if key::last_u64(&row) == 1 {
                writer.put_bytes(Table::Available, row, Key::new().u64(0).u64(0).done());
            }
        }
        writer.put_number(Table::Meta, FORMAT.to_vec(), 2);
        Ok(())
    }

    #[test]
    fn who_is_online_is_known_after_the_update_that_counts_them() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = store_in(directory.path());
        let saved = store.write_blocking(|writer| -> Result<(), Error> {
            writer.save_agent(&online(1, 3))?;
            writer.save_agent(&online(2, 0))?;
            as_before(writer)
        });
        saved.expect("the older form");
        run(&store).expect("brought to this form");
        let view = store.view().expect("a view");
        recount::assert_it_follows(&view);
        let able =
            |agent, can_take| Candidate { agent: AgentId(agent), active: 0, turn: 0, can_take };
        let candidates = view.candidates(QueueId(1)).expect("candidates");
        assert_eq!(candidates, [able(1, true), able(2, false)]);
    }

    /// As format 3 kept them: one that was written in at 7, and one that we began; of neither it is
    /// known when its window closes, and what was sent last.
    fn as_format_3(writer: &mut Writer) -> Result<(), Error> {
        let account = Account::Whatsapp {
            phone_number_id: "1".into(),
            waba_id: "2".into(),
            secrets: Sealed(Vec::new()),
        };
        let inbox = Inbox::new(InboxId(1), "Shop".into(), QueueId(1), account, Timestamp(0));
        let (kind, by) = (IdentityKind::WhatsappId, Author::Agent(AgentId(1)));
        let mut joe = Contact::new(ContactId(1), "Joe".into(), Timestamp(0));
        for (value, last_inbound_at) in [("447700900102", Some(Timestamp(7))), (BEGUN, None)] {
            joe.identities.push(Identity {
                inbox: inbox.id,
                kind,
                value: value.to_owned(),
                last_inbound_at,
                marketing_stopped_at: None,
                marketing_told_at: None,
                came_by: None,
                undeliverable: None,
            });
        }
        writer.save_contact(&joe)?;
        let begin = |id, to: &str| {
            let (state, to) = (State::begun_by(AgentId(1)), (kind, to.to_owned()));
            Conversation::new(ConversationId(id), joe.id, &inbox, state, to, Timestamp(0))
        };
        writer.save_conversation(&begin(1, "447700900102"))?;
        // As if the window of who has never written had closed long ago.
        let mut begun = begin(2, BEGUN);
        begun.window_closes_at = Some(Timestamp(DAY_MS));
        let mut sent = Outbound::new("Hello".to_owned(), Timestamp(0));
        sent.delivery.status = Status::Failed;
        let sent = Body::Message(Message::Outbound(Box::new(sent)));
        writer.append_entry(&mut begun, by, sent)?;
        let note = Note { text: "?".to_owned(), client_key: None, mentions: Vec::new() };
        writer.append_entry(&mut begun, by, Body::Note(note))?;
        begun.last_sent = None;
        writer.remove(Table::LastFailed, key::id(begun.id.0));
        writer.save_conversation(&begun)?;
        writer.put_number(Table::Meta, FORMAT.to_vec(), 3);
        Ok(())
    }

    #[test]
    fn open_conversations_are_ordered_by_their_windows_after_the_update_that_orders_them() {
        let directory = tempfile::tempdir().expect("a directory");
        let store = store_in(directory.path());
        store.write_blocking(as_format_3).expect("the older form");
        run(&store).expect("brought to this form");
        let view = store.view().expect("a view");
        recount::assert_it_follows(&view);
        let open = |id| {
            let found: Option<Conversation> = view.find(ConversationId(id)).expect("readable");
            found.expect("the conversation")
        };
        assert_eq!(open(1).window_closes_at, Some(Timestamp(7 + DAY_MS)));
        assert!(!view.last_message_failed(&open(1)).expect("an answer"));
        assert_eq!(open(2).window_closes_at, None, "there has been no time yet");
        assert!(view.last_message_failed(&open(2)).expect("an answer"));
    }
}
