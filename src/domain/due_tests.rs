//! What falls due when, as a table; and what must hold in every life, time included.

use super::*;
use crate::domain::channel::Channel;
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::{AutomaticReplies, Holding, Input, Resolution, StateKind};
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::domain::timeline::Author;
use crate::domain::{AgentId, ContactId, ConversationId, InboxId, QueueId};
use proptest::prelude::*;

const ANN: AgentId = AgentId(1);
const BEN: AgentId = AgentId(2);
const START: Timestamp = Timestamp(1_800_000_000_000);

fn policy() -> Policy {
    Policy {
        abandonment_ms: DAY_MS,
        inactivity_ms: DAY_MS,
        warning_ms: 0,
        warns_before_window: false,
        closes_active: false,
    }
}

/// A customer has just written for the first time.
fn conversation() -> Conversation {
    Conversation {
        id: ConversationId(1),
        contact: ContactId(1),
        inbox: InboxId(1),
        channel: Channel::Whatsapp,
        queue: QueueId(1),
        identity: (IdentityKind::WhatsappId, "1".into()),
        state: State::Queued,
        subject: None,
        preview: None,
        created_at: START,
        last_activity_at: START,
        waiting_since: Some(START),
        first_response_at: None,
        answered_at: None,
        tags: Default::default(),
        labels: Default::default(),
        inbound_count: 1,
        last_seq: 2,
        moved: None,
        previous: None,
        next: None,
        resolution: None,
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

fn pending() -> Conversation {
    let first_response_at = Some(START);
    Conversation { state: State::begun_by(ANN), first_response_at, ..conversation() }
}

fn after(ms: i64) -> Timestamp {
    START.plus_ms(ms)
}

/// A window that closes so long after the start.
fn closing(ms: i64) -> Window {
    Window::of(Channel::Whatsapp, false, Some(after(ms - DAY_MS)))
}

#[track_caller]
fn check(conversation: &Conversation, policy: Policy, window: i64, expected: Option<(i64, Due)>) {
    let due = conversation.next_due(&policy, closing(window));
    assert_eq!(due, expected.map(|(ms, due)| (after(ms), due)));
}

#[test]
fn silence_ends_what_waits_for_the_customer_and_what_nobody_answered() {
    let active = Conversation { state: State::Active { agent: ANN }, ..pending() };
    let returned = Conversation { state: State::Queued, ..pending() };
    let closes_active = Policy { closes_active: true, ..policy() };
    check(&conversation(), policy(), DAY_MS, Some((DAY_MS, Due::Abandon)));
    check(&pending(), policy(), DAY_MS, Some((DAY_MS, Due::Resolve)));
    check(&active, policy(), DAY_MS, None);
    check(&active, closes_active, DAY_MS, Some((DAY_MS, Due::Resolve)));
    check(&returned, policy(), DAY_MS, None);
    check(&returned, closes_active, DAY_MS, Some((DAY_MS, Due::Resolve)));
    let ended = Conversation { state: State::Abandoned, ..pending() };
    check(&ended, closes_active, DAY_MS, None);
}

#[test]
fn a_warning_comes_before_and_gives_all_of_its_time() {
    let warns = Policy { warning_ms: HOUR_MS, ..policy() };
    check(&pending(), warns, 2 * DAY_MS, Some((23 * HOUR_MS, Due::Warn)));
    for (warned, ends) in [(23, 24), (30, 31)] {
        let warned_at = Some(after(warned * HOUR_MS));
        let warned = Conversation { warned_at, ..pending() };
        check(&warned, warns, 2 * DAY_MS, Some((ends * HOUR_MS, Due::Resolve)));
    }
    // What an admin may set is followed to the minute.
    let early = Policy { warning_ms: 20 * HOUR_MS, ..policy() };
    check(&pending(), early, 2 * DAY_MS, Some((4 * HOUR_MS, Due::Warn)));
}

#[test]
fn where_the_window_closes_before_the_warning_it_comes_earlier_or_not_at_all() {
    let warns = Policy { warning_ms: HOUR_MS, inactivity_ms: 2 * DAY_MS, ..policy() };
    let early = Policy { warns_before_window: true, ..warns };
    check(&pending(), warns, DAY_MS, Some((2 * DAY_MS, Due::Resolve)));
    let last = DAY_MS - WARNED_BEFORE_WINDOW_MS;
    check(&pending(), early, DAY_MS, Some((last, Due::Warn)));
    check(&pending(), early, 3 * DAY_MS, Some((47 * HOUR_MS, Due::Warn)));
    check(&pending(), early, MINUTE_MS, Some((2 * DAY_MS, Due::Resolve)));
    let warned = Conversation { warned_at: Some(after(last)), ..pending() };
    check(&warned, early, DAY_MS, Some((2 * DAY_MS, Due::Resolve)));
    let due = |window| pending().next_due(&warns, window);
    assert_eq!(due(Window::default()), Some((after(47 * HOUR_MS), Due::Warn)));
    let never = Window::of(Channel::Whatsapp, false, None);
    assert_eq!(due(never), Some((after(2 * DAY_MS), Due::Resolve)), "nothing would get through");
}

#[test]
fn what_is_put_aside_only_wakes() {
    let until = |snooze| Conversation { snooze: Some(snooze), ..pending() };
    let closes_active = Policy { closes_active: true, warning_ms: HOUR_MS, ..policy() };
    let tomorrow = Snooze::Until(after(5 * DAY_MS));
    check(&until(tomorrow), closes_active, DAY_MS, Some((5 * DAY_MS, Due::Wake)));
    check(&until(Snooze::NextMessage), closes_active, DAY_MS, None);
    let mut woken = until(tomorrow);
    woken.wake(after(5 * DAY_MS));
    check(&woken, policy(), DAY_MS, Some((6 * DAY_MS, Due::Resolve)));
}

/// What may happen; `Passes` is time.
#[derive(Clone, Copy, Debug)]
enum Step {
    Passes(i64),
    Happens(Input),
    Undone,
    PutAside(Snooze),
}

fn any_step() -> impl Strategy<Value = Step> {
    let agent = || prop_oneof![Just(ANN), Just(BEN)];
    prop_oneof![
        4 => (0..40 * HOUR_MS).prop_map(Step::Passes),
        3 => Just(Step::Happens(Input::CustomerWrote)),
        2 => agent().prop_map(|by| Step::Happens(Input::Accepted { by })),
        3 => (agent(), any::<bool>())
            .prop_map(|(by, keep_active)| Step::Happens(Input::Replied { by, keep_active })),
        1 => agent().prop_map(|to| Step::Happens(Input::TransferredToAgent { to })),
        1 => Just(Step::Happens(Input::TransferredToQueue)),
        1 => Just(Step::Happens(Input::GivenBack)),
        1 => agent().prop_map(|to| Step::Happens(Input::Assigned { to })),
        1 => Just(Step::Happens(Input::CustomerLeft)),
        1 => Just(Step::Happens(Input::Resolved)),
        1 => Just(Step::Happens(Input::SaidDone)),
        1 => Just(Step::Happens(Input::Blocked)),
        1 => agent().prop_map(|by| Step::Happens(Input::Reopened { by })),
        1 => Just(Step::Undone),
        1 => (1..5 * DAY_MS).prop_map(|ms| Step::PutAside(Snooze::Until(after(ms)))),
        1 => Just(Step::PutAside(Snooze::NextMessage)),
    ]
}

fn any_policy() -> impl Strategy<Value = Policy> {
    let warning_ms = prop_oneof![Just(0), Just(HOUR_MS), Just(3 * DAY_MS)];
    let span = || prop_oneof![Just(HOUR_MS), Just(DAY_MS), Just(4 * DAY_MS)];
    (span(), span(), warning_ms, any::<bool>(), any::<bool>()).prop_map(
        |(abandonment_ms, inactivity_ms, warning_ms, warns_before_window, closes_active)| Policy {
            abandonment_ms,
            inactivity_ms,
            // As `Policy::of` leaves it.
            warning_ms: warning_ms.min(inactivity_ms - MINUTE_MS),
            warns_before_window,
            closes_active,
        },
    )
}

struct Life {
    conversation: Conversation,
    now: Timestamp,
    policy: Policy,
}

impl Life {
    /// What follows from an input besides the domain's part, as the actions do it.
    fn happens(&mut self, input: Input) -> bool {
        let before = self.conversation.clone();
        if self.conversation.on(input, self.now).is_err() {
            assert_eq!(self.conversation, before, "what is refused changes nothing");
            return false;
        }
        let it = &mut self.conversation;
        if matches!(input, Input::CustomerWrote | Input::Replied { .. }) {
            it.last_activity_at = self.now;
        }
        if matches!(input, Input::Replied { .. }) {
            it.first_response_at.get_or_insert(self.now);
        }
        let by = Author::System;
        let (waiting_since_before, snooze_before) = (before.waiting_since, before.snooze);
        let (note, at) = (None, self.now);
        it.resolution = match before.state.holding() {
            Some(before) if !it.is_open() => {
                Some(Resolution { note, by, at, before, waiting_since_before, snooze_before })
            }
            Some(_) | None => None,
        };
        check_input(&before, input, &self.conversation);
        true
    }

    fn passes(&mut self, ms: i64) {
        let end = self.now.plus_ms(ms);
        let last = Some(self.conversation.last_activity_at);
        let window = Window::of(Channel::Whatsapp, false, last);
        for _ in 0..10 {
            let Some((at, due)) = self.conversation.next_due(&self.policy, window) else { break };
            if at > end {
                self.now = end;
                return;
            }
            // Overdue things happen late, never early.
            self.now = self.now.max(at);
            self.falls_due(due, at);
        }
        let next = self.conversation.next_due(&self.policy, window);
        assert!(next.is_none_or(|(at, _)| at > end), "time goes on: {next:?}");
        self.now = end;
    }

    fn falls_due(&mut self, due: Due, at: Timestamp) {
        let it = &mut self.conversation;
        match due {
            Due::Wake => it.wake(self.now),
            Due::Warn => {
                assert!(it.warned_at.is_none() && it.snooze.is_none());
                it.warned_at = Some(self.now);
            }
            Due::Abandon => {
                assert!(it.state == State::Queued && it.first_response_at.is_none());
                assert!(at.ms_since(it.last_activity_at) >= self.policy.abandonment_ms);
                assert!(self.happens(Input::GivenUp));
            }
            Due::Resolve => {
                let waits_for_us = it.state.kind() != StateKind::Pending;
                assert!(!waits_for_us || self.policy.closes_active, "it waits for us");
                assert_eq!(it.snooze, None, "what is put aside is spared");
                assert!(at.ms_since(it.last_activity_at) >= self.policy.inactivity_ms);
                let given = it.warned_at.map_or(i64::MAX, |warned| self.now.ms_since(warned));
                assert!(given >= self.policy.warning_ms, "whoever is warned has time to answer");
                let closes_active = self.policy.closes_active;
                assert!(self.happens(Input::TimedOut { closes_active }));
            }
        }
    }
}

fn check_input(before: &Conversation, input: Input, after: &Conversation) {
    let is_way_back = matches!(input, Input::Undone { .. } | Input::Reopened { .. });
    assert!(before.is_open() || is_way_back, "{input:?} led out of {:?}", before.state);
    let is_handed_on = matches!(
        input,
        Input::TransferredToAgent { .. }
            | Input::TransferredToQueue
            | Input::GivenBack
            | Input::Accepted { .. }
            | Input::Assigned { .. }
    );
    if is_handed_on && before.waiting_since.is_some() {
        assert_eq!(after.waiting_since, before.waiting_since, "its waiting time is kept");
    }
    assert!(!is_handed_on || after.snooze.is_none(), "who gets it sees it");
}

proptest! {
    #[test]
    fn every_life_in_time_keeps_the_rules(
        policy in any_policy(), steps in proptest::collection::vec(any_step(), 1..80),
    ) {
        let mut life = Life { conversation: conversation(), now: START, policy };
        for step in steps {
            match step {
                Step::Passes(ms) => life.passes(ms),
                Step::Happens(input) => {
                    life.happens(input);
                }
                Step::Undone => {
                    let resolution = life.conversation.resolution.as_ref();
                    let to = resolution.map_or(Holding::Queued, |resolution| resolution.before);
                    life.happens(Input::Undone { to });
                }
                Step::PutAside(snooze) => {
                    let is_held = life.conversation.agent().is_some();
                    if is_held && snooze.is_ahead(life.now) {
                        life.conversation.snooze = Some(snooze);
                    }
                }
            }
            let it = &life.conversation;
            let has_turn = matches!(it.state.kind(), StateKind::Active | StateKind::Pending);
            prop_assert_eq!(it.agent().is_some(), has_turn, "exactly one agent, or none");
            prop_assert!(it.snooze.is_none() || has_turn, "somebody has put it aside");
            let waits = matches!(it.state.kind(), StateKind::Active | StateKind::Queued);
            let kept = it.first_response_at.is_some();
            prop_assert!(!waits || it.waiting_since.is_some() || kept, "{:?}", it);
        }
    }
}
