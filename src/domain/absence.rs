//! What follows for an agent when none of his browsers is connected, and when one is again.

use super::Timestamp;
use super::agent::{Agent, Availability, Lost};
use super::settings::Settings;

impl Lost {
    pub fn since(since: Timestamp) -> Lost {
        Lost { since, before: None, gave_back: false, holds_since: None }
    }
}

impl Agent {
    /// Whether a browser of the agent's is connected.
    pub fn is_connected(&self) -> bool {
        self.lost.is_none()
    }

    /// Signs in. Who comes to work is there for customers, until he says otherwise; the grace time
    /// runs until a browser is connected.
    pub fn sign_in(&mut self, now: Timestamp) {
        if self.availability == Availability::Offline {
            self.availability = Availability::Online;
        }
        self.lost = self.lost.map(|_| Lost::since(now));
    }

    /// Signs out of the last browser that is connected. Being away or busy stays until the grace
    /// time is over.
    pub fn sign_out(&mut self) {
        if self.availability == Availability::Online {
            self.availability = Availability::Offline;
        }
    }

    /// Sets the availability by hand. Nobody is held online who is not there: the grace time runs
    /// anew from here.
    pub fn choose(&mut self, availability: Availability, now: Timestamp) {
        self.availability = availability;
        if let Some(lost) = &mut self.lost {
            lost.before = None;
            if availability != Availability::Offline {
                lost.since = now;
            }
        }
    }

    /// A browser is connected: what the system took comes back.
    pub fn connect(&mut self) {
        if self.deactivated_at.is_some() {
            return;
        }
        let before = self.lost.take().and_then(|lost| lost.before);
        if self.availability == Availability::Offline {
            self.availability = before.unwrap_or(Availability::Offline);
        }
    }

    /// The last browser has gone.
    pub fn disconnect(&mut self, now: Timestamp) {
        self.lost.get_or_insert(Lost::since(now));
    }

    /// The server has just started, so nobody is connected. Answers whether that is news.
    pub fn start_alone(&mut self, now: Timestamp) -> bool {
        let is_news = self.lost.is_none() || self.availability != Availability::Offline;
        if is_news {
            self.lost = Some(Lost::since(now));
        }
        is_news
    }

    /// May not sign in any more. Whatever it holds is given back at once.
    pub fn deactivate(&mut self, now: Timestamp) {
        self.availability = Availability::Offline;
        self.deactivated_at = Some(now);
        let lost = self.lost.get_or_insert(Lost::since(now));
        (lost.before, lost.gave_back) = (None, false);
    }

    /// Something became active for an agent who has given everything back: it goes back after the
    /// same time again. Answers whether that is news.
    pub fn hold_again(&mut self, now: Timestamp) -> bool {
        match &mut self.lost {
            Some(lost) if lost.gave_back => {
                (lost.gave_back, lost.holds_since) = (false, Some(now));
                true
            }
            Some(_) | None => false,
        }
    }

    pub fn given_back(&mut self) {
        if let Some(lost) = &mut self.lost {
            lost.gave_back = true;
        }
    }

    /// When something falls due for this agent; `None`: nothing will.
    pub fn next_due(&self, settings: &Settings) -> Option<Timestamp> {
        let due = [self.offline_at(settings), self.gives_back_at(settings)];
        due.into_iter().flatten().min()
    }

    /// Becomes offline by the system if the grace time is over. It remembers what it was.
    pub fn miss(&mut self, settings: &Settings, now: Timestamp) {
        let is_due = self.offline_at(settings).is_some_and(|at| at <= now);
        if let Some(lost) = self.lost.as_mut().filter(|_| is_due) {
            lost.before = Some(self.availability);
            self.availability = Availability::Offline;
        }
    }

    fn offline_at(&self, settings: &Settings) -> Option<Timestamp> {
        let lost = self.lost.filter(|_| self.availability != Availability::Offline)?;
        Some(lost.since.plus_ms(settings.offline_after_ms))
    }

    /// When the agent's conversations go back to their queues: never before it is offline, or they
    /// would come straight back.
    pub fn gives_back_at(&self, settings: &Settings) -> Option<Timestamp> {
        if self.lost.is_some_and(|lost| lost.gave_back) {
            return None;
        }
        if self.deactivated_at.is_some() {
            return self.deactivated_at;
        }
        let lost = self.lost?;
        let after = settings.gives_back_after_ms?.max(settings.offline_after_ms);
        Some(lost.holds_since.unwrap_or(lost.since).plus_ms(after))
    }
}

#[cfg(test)]
mod tests {
    use super::super::AgentId;
    use super::super::agent::Role;
    use super::super::time::{MINUTE_MS, SECOND_MS};
    use super::Availability::{Away, Busy, Offline, Online};
    use super::*;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp(1_000_000);

    fn agent(availability: Availability) -> Agent {
        Agent {
            id: AgentId(1),
            name: "Ann".to_owned(),
            email: "ann@example.com".to_owned(),
            password_hash: String::new(),
            role: Role::Agent,
            availability,
            capacity: 8,
            queues: Default::default(),
            preferences: String::new(),
            signature: None,
            created_at: START,
            lost: None,
            deactivated_at: None,
            due_at: None,
        }
    }

    fn settings(gives_back_after_ms: Option<i64>) -> Settings {
        Settings { gives_back_after_ms, ..Settings::default() }
    }

    fn after(ms: i64) -> Timestamp {
        START.plus_ms(ms)
    }

    #[test]
    fn what_the_system_takes_it_gives_again() {
        for chosen in [Online, Busy, Away] {
            let mut ann = agent(chosen);
            assert_eq!(ann.next_due(&settings(None)), None, "she is there");
            ann.disconnect(START);
            assert_eq!(ann.next_due(&settings(None)), Some(after(MINUTE_MS)));
            ann.miss(&settings(None), after(MINUTE_MS - 1));
            assert_eq!(ann.availability, chosen, "the grace time is not over");
            ann.miss(&settings(None), after(MINUTE_MS));
            assert_eq!((ann.availability, ann.next_due(&settings(None))), (Offline, None));
            ann.connect();
            assert_eq!((ann.availability, ann.is_connected()), (chosen, true));
        }
    }

    #[test]
    fn what_was_chosen_meanwhile_counts() {
        let mut ann = agent(Online);
        ann.disconnect(START);
        ann.miss(&settings(None), after(MINUTE_MS));
        ann.choose(Offline, after(2 * MINUTE_MS));
        ann.connect();
        assert_eq!(ann.availability, Offline);
        ann.disconnect(START);
        ann.choose(Online, after(30 * SECOND_MS));
        assert_eq!(ann.next_due(&settings(None)), Some(after(90 * SECOND_MS)), "nobody is there");
    }

    #[test]
    fn conversations_go_back_once_and_not_before_the_agent_is_offline() {
        let (soon, later) = (settings(Some(SECOND_MS)), settings(Some(30 * MINUTE_MS)));
        let mut ann = agent(Online);
        ann.disconnect(START);
        assert_eq!(ann.gives_back_at(&soon), Some(after(MINUTE_MS)));
        ann.miss(&later, after(MINUTE_MS));
        assert_eq!(ann.next_due(&later), Some(after(30 * MINUTE_MS)));
        ann.given_back();
        assert_eq!(ann.next_due(&later), None);
        assert!(ann.hold_again(after(40 * MINUTE_MS)), "a customer wrote again");
        assert!(!ann.hold_again(after(50 * MINUTE_MS)), "the time runs already");
        assert_eq!(ann.next_due(&later), Some(after(70 * MINUTE_MS)));
    }

    #[test]
    fn who_may_not_sign_in_any_more_gives_back_at_once_and_stays_offline() {
        let mut ann = agent(Online);
        ann.deactivate(START);
        assert_eq!(ann.next_due(&settings(None)), Some(START));
        ann.given_back();
        assert_eq!((ann.next_due(&settings(None)), ann.availability), (None, Offline));
    }

    #[derive(Clone, Copy, Debug)]
    enum Happening {
        SignIn,
        SignOut,
        Choose(Availability),
        Connect,
        Disconnect,
        Start,
    }

    fn happening() -> impl Strategy<Value = Happening> {
        let chosen = prop::sample::select(vec![Online, Busy, Away, Offline]);
        prop_oneof![
            Just(Happening::SignIn),
            Just(Happening::SignOut),
            chosen.prop_map(Happening::Choose),
            Just(Happening::Connect),
            Just(Happening::Disconnect),
            Just(Happening::Start),
        ]
    }

    proptest! {
        #[test]
        fn nobody_stays_available_without_a_connection(
            happenings in prop::collection::vec((happening(), 0..3 * MINUTE_MS), 0..20),
        ) {
            let settings = settings(Some(30 * MINUTE_MS));
            let (mut ann, mut now) = (agent(Offline), START);
            for (happening, pause) in happenings {
                match happening {
                    Happening::SignIn => ann.sign_in(now),
                    Happening::SignOut => ann.sign_out(),
                    Happening::Choose(availability) => ann.choose(availability, now),
                    Happening::Connect => ann.connect(),
                    Happening::Disconnect => ann.disconnect(now),
                    Happening::Start => {
                        ann.start_alone(now);
                    }
                }
                now = now.plus_ms(pause);
                while ann.next_due(&settings).is_some_and(|due| due <= now) {
                    ann.miss(&settings, now);
                    if ann.gives_back_at(&settings).is_some_and(|due| due <= now) {
                        ann.given_back();
                    }
                }
                let is_ghost = !ann.is_connected() && ann.availability != Offline;
                prop_assert!(!is_ghost || ann.next_due(&settings).is_some());
                prop_assert!(!ann.is_connected() || ann.next_due(&settings).is_none());
            }
        }
    }
}
