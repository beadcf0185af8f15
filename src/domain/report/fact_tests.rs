//! Facts by scripts: minutes and what happened then.

use super::*;
use crate::domain::channel::Channel;
use crate::domain::contact::IdentityKind;
use crate::domain::content::Content;
use crate::domain::conversation::*;
use crate::domain::message::{Inbound, Message, Outbound};
use crate::domain::time::MINUTE_MS;
use crate::domain::timeline::{Activity, Author, Body, Entry, Note};
use crate::domain::*;

const ANN: AgentId = AgentId(1);
const BEN: AgentId = AgentId(2);

#[derive(Clone, Copy)]
enum Did {
    Asks,
    Says(AgentId),
    Notes,
    Robot,
    Resolves,
    Abandons,
    Leaves,
    TakesBack,
    Reopens,
}
use Did::*;

fn minute(minute: i64) -> Timestamp {
    // On a quarter of an hour, so that the script's minutes fall into quarters as they read.
    Timestamp(1_794_999_600_000 + minute * MINUTE_MS)
}

fn body(did: Did) -> (Author, Body) {
    let customer = Author::Contact(ContactId(3));
    let outbound =
        || Body::Message(Message::Outbound(Box::new(Outbound::new("Here".into(), minute(0)))));
    let activity = |activity| (Author::Agent(ANN), Body::Activity(activity));
    match did {
        Asks => {
            let inbound = Inbound::new(
                "wamid".into(),
                minute(0),
                Content::Text { text: "Where?".into() },
                DeliveryId(1),
            );
            (customer, Body::Message(Message::Inbound(Box::new(inbound))))
        }
        Says(agent) => (Author::Agent(agent), outbound()),
        Robot => (Author::System, outbound()),
        Notes => {
            let note = Note { text: "kind".into(), client_key: None, mentions: Vec::new() };
            (Author::Agent(ANN), Body::Note(note))
        }
        Resolves => activity(Activity::Resolved { cause: Cause::Agent, note: None }),
        Abandons => activity(Activity::Abandoned),
        Leaves => activity(Activity::Left { reason: "Opted out.".into() }),
        TakesBack => activity(Activity::ResolutionUndone),
        Reopens => activity(Activity::Reopened { agent: BEN }),
    }
}

fn conversation(state: State, ended: Option<(i64, Holding, Author)>) -> Conversation {
    Conversation {
        id: ConversationId(7),
        contact: ContactId(3),
        inbox: InboxId(1),
        channel: Channel::Whatsapp,
        queue: QueueId(2),
        identity: (IdentityKind::WhatsappId, "447700900102".into()),
        state,
        subject: None,
        preview: None,
        created_at: minute(0),
        last_activity_at: minute(0),
        waiting_since: None,
        first_response_at: None,
        answered_at: None,
        tags: [TagId(4)].into(),
        labels: Default::default(),
        inbound_count: 0,
        last_seq: 0,
        moved: None,
        previous: None,
        next: None,
        resolution: ended.map(|(at, before, by)| Resolution {
            note: None,
            by,
            at: minute(at),
            before,
            waiting_since_before: None,
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
    }
}

fn count(conversation: &Conversation, script: &[(i64, Did)]) -> Fact {
    let entries: Vec<Entry> = script
        .iter()
        .zip(1..)
        .map(|((at, did), seq)| {
            let (author, body) = body(*did);
            Entry { id: EntryId::new(conversation.id, seq), at: minute(*at), author, body }
        })
        .collect();
    // Half of all time is open.
    fact(conversation, &entries, |from, to| to.ms_since(from) / 2)
}

/// The answers in minutes: by whom, at which minute, after how many.
fn answers(fact: &Fact) -> Vec<(u64, i64, i64)> {
    let minutes = |ms: i64| ms / MINUTE_MS;
    let in_minutes = |answer: &Answer| {
        (answer.by.0, minutes(answer.at.ms_since(minute(0))), minutes(answer.took.calendar_ms))
    };
    fact.answers.iter().map(in_minutes).collect()
}

#[test]
fn a_wait_goes_from_the_first_unanswered_message_to_a_persons_answer() {
    let open = conversation(State::Pending { agent: ANN }, None);
    type Script = &'static [(i64, Did)];
    type Answers = &'static [(u64, i64, i64)];
    let table: &[(Script, Answers, Option<i64>)] = &[
        (&[(0, Asks)], &[], None),
        (&[(0, Asks), (4, Says(ANN))], &[(1, 4, 4)], Some(4)),
        (&[(0, Asks), (2, Asks), (4, Says(ANN)), (5, Says(ANN))], &[(1, 4, 4)], Some(4)),
        (
            &[(0, Asks), (4, Says(ANN)), (10, Asks), (30, Says(BEN))],
            &[(1, 4, 4), (2, 30, 20)],
            Some(4),
        ),
        // What is sent without a person answers nobody, and a note is none.
        (&[(0, Asks), (1, Robot), (2, Notes), (9, Says(ANN))], &[(1, 9, 9)], Some(9)),
        // Where we wrote first there is no first answer, but there are answers.
        (&[(0, Says(ANN)), (5, Asks), (8, Says(ANN))], &[(1, 8, 3)], None),
        // Who was resolved without an answer waited for nothing, unless that was taken back.
        (&[(0, Asks), (3, Resolves)], &[], None),
        (&[(0, Asks), (3, Resolves), (4, TakesBack), (6, Says(ANN))], &[(1, 6, 6)], Some(6)),
        // The time between its end and its reopening was nobody's to answer in.
        (&[(0, Asks), (3, Resolves), (90, Reopens), (95, Says(BEN))], &[(2, 95, 5)], Some(5)),
        (
            &[(0, Asks), (4, Says(ANN)), (5, Resolves), (90, Reopens), (95, Says(BEN))],
            &[(1, 4, 4), (2, 95, 5)],
            Some(4),
        ),
        // What a blocked contact writes after the end is kept, and nobody's to answer.
        (&[(0, Asks), (3, Resolves), (9, Asks)], &[], None),
        (
            &[(0, Asks), (3, Resolves), (9, Asks), (10, Reopens), (11, Says(ANN))],
            &[(1, 11, 1)],
            Some(1),
        ),
        (&[(0, Asks), (3, Leaves), (9, Asks)], &[], None),
        (&[(0, Asks), (3, Abandons)], &[], None),
    ];
    for (script, expected, first) in table {
        let fact = count(&open, script);
        assert_eq!(answers(&fact), *expected);
        let minutes = fact.first_answer.map(|answer| answer.took.calendar_ms / MINUTE_MS);
        assert_eq!(minutes, *first);
        let halves = |answer: &Answer| answer.took.business_ms * 2 == answer.took.calendar_ms;
        assert!(fact.answers.iter().all(halves), "business time is measured beside it");
    }
}

#[test]
fn resolving_takes_until_the_end_and_silence_is_no_work() {
    let held = Holding::Pending { agent: ANN };
    let script = [(0, Asks), (4, Says(ANN)), (5, Robot)];
    let by_hand = |cause, by| conversation(State::Resolved { cause }, Some((60, held, by)));
    let minutes = |fact: &Fact| fact.resolution.map(|took| took.calendar_ms / MINUTE_MS);

    let fact = count(&by_hand(Cause::Agent, Author::Agent(BEN)), &script);
    assert_eq!((minutes(&fact), fact.ended_at), (Some(60), Some(minute(60))));
    assert_eq!((fact.agent, fact.resolved_by), (Some(ANN), Some(BEN)));

    let fact = count(&by_hand(Cause::Customer, Author::System), &script);
    assert_eq!((minutes(&fact), fact.agent, fact.resolved_by), (Some(60), Some(ANN), None));

    let fact = count(&by_hand(Cause::Inactivity, Author::System), &script);
    assert_eq!((minutes(&fact), fact.ended_at), (Some(4), Some(minute(60))));

    let left = conversation(State::Abandoned, Some((60, Holding::Queued, Author::System)));
    let fact = count(&left, &script[..1]);
    assert_eq!((minutes(&fact), fact.ended_at), (None, Some(minute(60))));
    assert_eq!((fact.agent, fact.resolved_by), (None, None));

    let open = conversation(State::Active { agent: BEN }, None);
    let fact = count(&open, &script);
    assert_eq!((minutes(&fact), fact.ended_at, fact.agent), (None, None, Some(BEN)));
}

#[test]
fn what_was_shut_off_took_no_time_and_what_was_only_kept_did_not_happen() {
    let counted =
        |fact: &Fact| fact.happenings().map(|happening| happening.what).collect::<Vec<_>>();
    let blocked = State::Resolved { cause: Cause::Blocked };
    let held = Holding::Active { agent: ANN };
    let script = [(0, Asks), (60, Resolves), (70, Asks)];
    let by_hand = conversation(blocked, Some((60, held, Author::Agent(BEN))));
    let ended = What::Resolved { cause: Cause::Blocked, took: None };
    assert_eq!(counted(&count(&by_hand, &script)), [What::Started, What::Received(1), ended]);

    let kept = conversation(blocked, Some((0, Holding::Queued, Author::System)));
    let fact = count(&kept, &[(0, Resolves), (0, Asks), (9, Asks)]);
    assert_eq!((counted(&fact), fact.inbound.len()), (Vec::new(), 0));

    let full = State::Resolved { cause: Cause::Full };
    let full = conversation(full, Some((60, held, Author::System)));
    assert!(count(&full, &script).resolution.is_none(), "it goes on in the next one");
}

#[test]
fn silence_after_the_end_is_no_work_whatever_a_blocked_contact_writes() {
    let by_silence = State::Resolved { cause: Cause::Inactivity };
    let held = Holding::Pending { agent: ANN };
    let ended = conversation(by_silence, Some((60, held, Author::System)));
    let script = [(0, Asks), (4, Says(ANN)), (60, Resolves), (900, Asks)];
    let fact = count(&ended, &script);
    assert_eq!(fact.resolution.map(|took| took.calendar_ms / MINUTE_MS), Some(4));
}

#[test]
fn messages_are_counted_by_quarter_and_author() {
    let open = conversation(State::Active { agent: BEN }, None);
    let script =
        [(0, Asks), (14, Asks), (15, Says(ANN)), (29, Says(ANN)), (30, Says(BEN)), (31, Robot)];
    let fact = count(&open, &script);
    let quarter = calendar::quarter_of(minute(0));
    assert_eq!(fact.inbound, [(quarter, 2)].into());
    assert_eq!(fact.outbound, [((quarter + 1, ANN), 2), ((quarter + 2, BEN), 1)].into());
    let sent = fact.happenings().filter(|happening| matches!(happening.what, What::Sent(_)));
    assert_eq!(sent.count(), 2, "one for each agent and quarter");
}
