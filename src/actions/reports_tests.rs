//! Reports find their piece, whatever was tried how often.

use super::*;
use crate::actions::callback::{self, Sign};
use crate::clock::Clock;
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::conversation::State;
use crate::domain::inbox::{Account, Sealed};
use crate::domain::message::Outbound;
use crate::domain::timeline::Author;
use crate::domain::{AgentId, AttachmentId, ContactId, ConversationId, QueueId, Timestamp};
use crate::store::{Options, Store};

const CACHE_BYTES: usize = 1 << 20;

/// What becomes of a message in two pieces, a long text and a file.
fn of_two_pieces<T: Send + 'static>(
    happens: impl FnOnce(&mut Writer, EntryId) -> Result<T, Error> + Send + 'static,
) -> T {
    let directory = tempfile::tempdir().expect("a directory");
    let options = Options { path: directory.path().join("store.redb"), cache_bytes: CACHE_BYTES };
    let store = Store::open(options, Clock::manual(Timestamp(1_795_000_000_000))).expect("a store");
    let end = store.write_blocking(move |writer| {
        let id = sent(writer)?;
        happens(writer, id)
    });
    end.expect("an end")
}

fn sent(writer: &mut Writer) -> Result<EntryId, Error> {
    let secrets = Sealed(Vec::new());
    let account = Account::Whatsapp { phone_number_id: "1".into(), waba_id: "2".into(), secrets };
    let inbox = Inbox::new(InboxId(1), "Shop".into(), QueueId(1), account, writer.now);
    writer.save_inbox(&inbox)?;
    let to = (IdentityKind::WhatsappId, "447700900102".to_owned());
    let mut joe = Contact::new(ContactId(1), "Joe".into(), writer.now);
    joe.identities.push(Identity {
        inbox: inbox.id,
        kind: to.0,
        value: to.1.clone(),
        last_inbound_at: Some(writer.now),
        marketing_stopped_at: None,
        marketing_told_at: None,
        came_by: None,
        undeliverable: None,
    });
    writer.save_contact(&joe)?;
    let (id, state) = (ConversationId(1), State::Queued);
    let mut open = Conversation::new(id, joe.id, &inbox, state, to, writer.now);
    let words = Outbound {
        attachments: vec![AttachmentId(7)],
        ..Outbound::new("word ".repeat(300), writer.now)
    };
    let message = words.queued(Channel::Whatsapp, writer.now);
    let body = Body::Message(Message::Outbound(Box::new(message)));
    let entry = writer.append_entry(&mut open, Author::Agent(AgentId(1)), body)?;
    writer.save_conversation(&open)?;
    Ok(entry.id)
}

fn piece(writer: &Writer, id: EntryId, part: u32) -> Result<String, Error> {
    let at = writer.entry(id)?.map(|entry| entry.at).unwrap_or_default();
    Ok(callback::of_piece(Sign::of(writer, at)?, id, part))
}

fn report(writer: &Writer, status: Status) -> Report {
    Report { status, at: writer.now, failure: None }
}

#[test]
fn a_piece_that_was_taken_twice_does_not_speak_for_the_next() {
    use Status::{Delivered, Queued, Sent};
    let statuses = of_two_pieces(|writer, id| {
        let (inbox, first) = (InboxId(1), piece(writer, id, 0)?);
        let (was_sent, arrived) = (report(writer, Sent), report(writer, Delivered));
        // The first try was answered with an error though it was taken; the second one went well.
        add_provider_id(writer, inbox, (id, 0), "second")?;
        apply(writer, id, 0, &was_sent)?;
        take(writer, inbox, "first", Some(&first), &was_sent)?;
        take(writer, inbox, "first", None, &arrived)?;
        take(writer, inbox, "second", None, &arrived)?;
        take(writer, inbox, "first", Some(&first), &arrived)?;
        Ok([status(writer, id, 0)?, status(writer, id, 1)?])
    });
    assert_eq!(statuses, [Some(Delivered), Some(Queued)]);
}

#[test]
fn what_another_store_or_another_time_wrote_settles_nothing_here() {
    let named = of_two_pieces(|writer, id| {
        let inbox = InboxId(1);
        let own = piece(writer, id, 1)?;
        let before = callback::of_piece(Sign::of(writer, Timestamp(7))?, id, 1);
        let other_store = own.replacen("deskbell:", "deskbell:1", 1);
        let without_sign = format!("deskbell:{id}.1");
        let callbacks = [own, before, other_store, without_sign];
        let named: Result<Vec<_>, Error> =
            callbacks.iter().map(|callback| called_back(writer, inbox, Some(callback))).collect();
        let elsewhere = called_back(writer, InboxId(2), Some(&callbacks[0]))?;
        Ok((id, named?, elsewhere))
    });
    let (id, named, elsewhere) = named;
    assert_eq!(named, [Some((id, 1)), None, None, None]);
    assert_eq!(elsewhere, None);
}

#[test]
fn what_an_older_version_sent_is_known_by_its_number() {
    let named = of_two_pieces(|writer, id| {
        let mut entry = writer.entry(id)?.ok_or(Error::NotFound("message"))?;
        entry.at = writer.mark()?.since.plus_ms(-1);
        writer.save_entry(&entry)?;
        let named = called_back(writer, InboxId(1), Some(&format!("deskbell:{id}.1")))?;
        Ok((id, named))
    });
    assert_eq!(named.1, Some((named.0, 1)));
}
