//! Records as each version has stored them: what was written once must be read for ever.
//! A new form adds a file (`UPDATE=1 cargo test stored`); files that are there never change.

use super::envelope::{decode, encode};
use super::{Change, Delivery, Done, Errand, OutboxRow, Outcome, Progress, Session};
use super::{HeldEcho, Reached, WantedProfile};
use crate::domain::agent::{Agent, Availability, Role};
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, Identity, IdentityKind};
use crate::domain::content::Content;
use crate::domain::conversation::*;
use crate::domain::delivery as out;
use crate::domain::event::{Event, Place};
use crate::domain::hours::{Holiday, Hours, Opening};
use crate::domain::inbox::{Account, Inbox, Options, Sealed, Status};
use crate::domain::message::{Inbound, Message, Outbound, Reaction};
use crate::domain::notice::{Kind, Notice};
use crate::domain::queue::{Queue, RemovedQueue, Replies, Strategy, Timeouts};
use crate::domain::routing::Reason;
use crate::domain::time::DAY_MS;
use crate::domain::timeline::{Activity, Author, Body, Entry, Note};
use crate::domain::*;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;
use std::path::PathBuf;

pub(super) fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    name: &'static str,
    record: T,
) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/stored")
        .join(format!("{name}.v1.bin"));
    if std::env::var_os("UPDATE").is_some() && !path.exists() {
        std::fs::write(&path, encode(name, &record).expect("encoded")).expect("written");
    }
    let stored = std::fs::read(&path).expect("a sample of this record");
    assert_eq!(decode::<T>(name, &stored).expect("readable"), record, "{name}");
}

pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp(1_795_000_000_000 + ms)
}

#[test]
fn stored_people_are_read() {
    check(
        "agent",
        Agent {
            id: AgentId(1),
            name: "Ana".into(),
            email: "ana@example.com".into(),
            password_hash: "$argon2id$…".into(),
            role: Role::Admin,
            availability: Availability::Online,
            capacity: 8,
            queues: [QueueId(2)].into(),
            preferences: "{}".into(),
            signature: None,
            created_at: at(0),
            lost: None,
            deactivated_at: None,
            due_at: None,
        },
    );
    check(
        "contact",
        Contact {
            id: ContactId(3),
            name: "Joe".into(),
            username: Some("joe".into()),
            identities: vec![Identity {
                inbox: InboxId(1),
                kind: IdentityKind::WhatsappId,
                value: "447700900102".into(),
                last_inbound_at: Some(at(1)),
                marketing_stopped_at: None,
                marketing_told_at: None,
                came_by: None,
                undeliverable: None,
            }],
            created_at: at(0),
            attributes: Default::default(),
            notes: Vec::new(),
            blocked_at: None,
            merged_into: None,
            merges: Vec::new(),
        },
    );
    check("session", Session { agent: AgentId(1), created_at: at(0), seen_at: at(5) });
    let fingerprint = vec![1, 2, 3];
    check("idempotency", Done { fingerprint, result: 42, text: String::new(), at: at(0) });
}

#[test]
fn stored_settings_are_read() {
    check(
        "queue",
        Queue {
            id: QueueId(2),
            name: "Support".into(),
            strategy: Strategy::LeastBusy,
            priority: 1,
            timeouts: Timeouts {
                abandonment_ms: Some(DAY_MS),
                inactivity_ms: Some(DAY_MS),
                warning_ms: None,
                warns_before_window: None,
                closes_active: None,
            },
            created_at: at(0),
            sticky: true,
            hours: None,
            replies: Replies::default(),
        },
    );
    let opening = Opening { from: 9 * 60, to: 17 * 60 };
    let hours = Hours {
        id: HoursId(4),
        name: "Office".into(),
        week: std::array::from_fn(|_| vec![opening]),
        holidays: vec![Holiday {
            date: "2026-12-25".into(),
            name: "Christmas".into(),
            openings: Vec::new(),
        }],
        created_at: at(0),
    };
    let (id, name, hours) = (QueueId(3), "Sales".into(), Some(hours));
    check("removed-queue", RemovedQueue { id, name, hours, removed_at: at(7) });
}

#[test]
fn stored_inboxes_are_read() {
    check(
        "inbox",
        Inbox {
            id: InboxId(1),
            name: "Shop".into(),
            queue: QueueId(2),
            account: Account::Whatsapp {
                phone_number_id: "106".into(),
                waba_id: "102".into(),
                secrets: Sealed(vec![9, 9]),
            },
            status: Status::Stopped { reason: "expired".into(), since: at(2), resumes_at: None },
            last_inbound_at: Some(at(1)),
            created_at: at(0),
            timeouts: Timeouts::default(),
            options: Options::default(),
            warnings: Vec::new(),
            news: Default::default(),
            mended_at: None,
            held: None,
        },
    );
    let account = Account::Messenger {
        page_id: "106195825075770".into(),
        app_id: "184719329217930001".into(),
        secrets: Sealed(vec![9, 9]),
    };
    let mut page = Inbox::new(InboxId(2), "Page".into(), QueueId(2), account, at(0));
    page.options = Options { human_agent: true, document_mb_max: Some(25), ..page.options };
    page.warn("policy_enforcement", "Too many complaints.".into(), at(1));
    check("inbox-page", page);
}

#[test]
fn stored_conversations_are_read() {
    check(
        "conversation",
        Conversation {
            id: ConversationId(1042),
            contact: ContactId(3),
            inbox: InboxId(1),
            channel: Channel::Whatsapp,
            queue: QueueId(2),
            identity: (IdentityKind::WhatsappId, "447700900102".into()),
            state: State::Resolved { cause: Cause::Agent },
            subject: Some("Order".into()),
            preview: Some(Preview {
                text: "Where?".into(),
                author: Author::Contact(ContactId(3)),
                is_note: false,
                kind: "text".into(),
            }),
            created_at: at(0),
            last_activity_at: at(1),
            waiting_since: None,
            first_response_at: Some(at(1)),
            answered_at: None,
            tags: [TagId(1)].into(),
            labels: [LabelId(2)].into(),
            inbound_count: 1,
            last_seq: 4,
            moved: Some(Moved { seq: 4, by: Author::Agent(AgentId(1)), at: at(2) }),
            previous: Some(ConversationId(7)),
            next: None,
            resolution: Some(Resolution {
                note: Some("done".into()),
                by: Author::Agent(AgentId(1)),
                at: at(2),
                before: Holding::Active { agent: AgentId(1) },
                waiting_since_before: Some(at(0)),
                snooze_before: None,
            }),
            due_at: None,
            snooze: None,
            woken_at: None,
            warned_at: None,
            replied: AutomaticReplies::default(),
            handed_back_by: None,
            window_closes_at: None,
            last_sent: None,
        },
    );
}

#[test]
fn stored_entries_are_read() {
    let entry = |seq, author, body| Entry {
        id: EntryId::new(ConversationId(1042), seq),
        at: at(i64::from(seq)),
        author,
        body,
    };
    let inbound = Inbound {
        reactions: vec![Reaction { emoji: "👍".into(), at: at(3), by: None }],
        ..Inbound::new(
            "wamid.1".into(),
            at(0),
            Content::Text { text: "Where?".into() },
            DeliveryId(5),
        )
    };
    let customer = Author::Contact(ContactId(3));
    check("entry-inbound", entry(2, customer, Body::Message(Message::Inbound(Box::new(inbound)))));
    let mut delivery = out::Delivery::queued(at(1));
    let failure = Some(out::Failure { code: Some(131_026), reason: "not reachable".into() });
    delivery.report(&out::Report { status: out::Status::Failed, at: at(2), failure });
    let outbound = Outbound {
        delivery,
        provider_ids: vec!["wamid.2".into()],
        reply_to: Some(EntryId::new(ConversationId(1042), 2)),
        client_key: Some("key".into()),
        ..Outbound::new("Here".into(), at(1))
    };
    let agent = Author::Agent(AgentId(1));
    check("entry-outbound", entry(3, agent, Body::Message(Message::Outbound(Box::new(outbound)))));
    let note = Note { text: "kind".into(), client_key: None, mentions: Vec::new() };
    check("entry-note", entry(4, agent, Body::Note(note)));
    let activity = Activity::TransferredToQueue { queue: QueueId(2), note: Some("bill".into()) };
    check("entry-activity", entry(5, Author::System, Body::Activity(activity)));
    let tagged = Activity::Tagged { tag: TagId(1), name: Some("Refund".into()) };
    check("entry-tagged", entry(6, agent, Body::Activity(tagged)));
}

#[test]
fn a_reason_is_read_as_it_was_stored_before_everybody_online_was_counted() {
    let older = serde_json::json!({"least_busy": {"of": 3}});
    let stored = encode("reason", &older).expect("encoded");
    let read: Reason = decode("reason", &stored).expect("readable");
    assert_eq!(read, Reason::LeastBusy { of: 3, online: None });
}

#[test]
fn stored_work_is_read() {
    check(
        "delivery",
        Delivery {
            id: DeliveryId(5),
            channel: Channel::Whatsapp,
            received_at: at(0),
            signed_for: vec![InboxId(1)],
            items_done: 3,
            problem: Some("odd".into()),
            outcome: Outcome::Unreadable { reason: "odd".into() },
        },
    );
    check(
        "outbox",
        OutboxRow {
            id: OutboxId(8),
            entry: EntryId::new(ConversationId(1042), 3),
            inbox: InboxId(1),
            contact: ContactId(3),
            attempts: 2,
            progress: Progress::Ready { not_before: at(9) },
            part: 0,
            waits: 0,
            errand: Errand::Message,
            to: None,
            in_doubt: false,
        },
    );
    let to = Some((IdentityKind::WhatsappId, "447700900102".into()));
    let progress = Progress::InFlight { since: at(9) };
    let (id, entry) = (OutboxId(9), EntryId::new(ConversationId(1042), 3));
    let (inbox, contact) = (InboxId(1), ContactId(3));
    let errand = Errand::Message;
    let addressed = OutboxRow {
        id,
        entry,
        inbox,
        contact,
        attempts: 0,
        progress,
        part: 1,
        waits: 0,
        errand,
        to,
        in_doubt: false,
    };
    check("outbox-addressed", addressed.clone());
    let before = Some(Reaction { emoji: "👍".into(), at: at(1), by: Some(AgentId(1)) });
    let errand = Errand::Reaction { emoji: None, before, by: AgentId(1) };
    check("outbox-reaction", OutboxRow { errand, waits: 2, ..addressed });
}

#[test]
fn stored_news_is_read() {
    let notice = Notice {
        id: NoticeId(3),
        kind: Kind::Mentioned,
        entry: EntryId::new(ConversationId(1042), 4),
        at: at(4),
        is_seen: true,
    };
    check("notice", notice);
    let left = Some(Place { queue: QueueId(2), agent: Some(AgentId(1)) });
    let event = Event::Conversation { id: ConversationId(1042), left };
    check("change", Change { seq: 0, at: at(0), event });
}

#[test]
fn stored_waiting_of_pages_is_read() {
    let echo = HeldEcho {
        provider_id: "m_1".into(),
        sent_at: at(0),
        content: Content::Text { text: "Hello".into() },
        reply_to: Some("m_0".into()),
        app: Some("26390203743090".into()),
        name: None,
    };
    check("held-echo", echo);
    check("reached", Reached { delivered: Some(at(1)), read: None });
    let (contact, inbox, page_scoped_id) = (ContactId(3), InboxId(2), "5794982867201265".into());
    let (attempts, not_before) = (2, at(4));
    let wanted = WantedProfile { contact, inbox, page_scoped_id, attempts, not_before };
    check("wanted-profile", wanted);
}
