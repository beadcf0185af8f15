//! Who looks at which conversation and who writes there, at this moment. It lives in this process
//! alone: nothing of it is stored, and a restart forgets it.

use super::hub::{Frame, Frames};
use super::render::{Audience, Telling};
use crate::actions::{Error, access, courtesies};
use crate::app::App;
use crate::domain::conversation::Conversation;
use crate::domain::permission::Actor;
use crate::domain::time::SECOND_MS;
use crate::domain::{AgentId, ConversationId, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Typing is forgotten after so long; a client repeats it while it lasts.
const TYPING_FOR_MS: i64 = 6 * SECOND_MS;

/// Where somebody looks and writes from. Each looks at one conversation and writes in one at a
/// time, so there is never more to remember than there are connections and agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// One live connection.
    Socket(u64),
    /// The programs of one agent.
    Program(AgentId),
}

/// Who looks and writes in one conversation, in JSON, for those who may see it.
#[derive(Clone, PartialEq)]
pub struct Noticed {
    audience: Audience,
    text: String,
}

impl Noticed {
    /// The text for one reader; `None` if it is nothing to him.
    pub fn text_for(&self, actor: &Actor) -> Option<String> {
        (self.audience.telling(actor) == Telling::Event).then(|| self.text.clone())
    }
}

pub struct Presence {
    app: App,
    frames: Frames,
    seats: Mutex<Seats>,
    typing: Notify,
}

#[derive(Default)]
struct Seats {
    taken: HashMap<Seat, Taken>,
    /// What was said last of each conversation where somebody is.
    told: BTreeMap<ConversationId, Noticed>,
}

struct Taken {
    actor: Actor,
    viewing: Option<ConversationId>,
    typing: Option<Typing>,
}

#[derive(Clone, Copy)]
struct Typing {
    conversation: ConversationId,
    is_note: bool,
    until: Timestamp,
}

impl Presence {
    pub fn new(app: &App, frames: Frames) -> Presence {
        Presence { app: app.clone(), frames, seats: Mutex::default(), typing: Notify::new() }
    }

    /// Looks at one conversation, or at none. One that `actor` may not see counts as none.
    pub fn view(
        &self,
        seat: Seat,
        actor: &Actor,
        conversation: Option<ConversationId>,
    ) -> Result<(), Error> {
        let conversation = match conversation {
            Some(id) => self.visible(actor, id)?,
            None => None,
        };
        let mut seats = self.locked();
        let taken = seats.take(seat, actor);
        let before = std::mem::replace(&mut taken.viewing, conversation);
        // Who leaves a conversation has stopped writing there.
        taken.typing = taken.typing.filter(|typing| Some(typing.conversation) != before);
        self.tell(&mut seats, before.into_iter().chain(conversation))
    }

    fn visible(&self, actor: &Actor, id: ConversationId) -> Result<Option<ConversationId>, Error> {
        match access::conversation(&self.app.store.view()?, actor, id) {
            Ok(_) => Ok(Some(id)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes in a conversation, for the next seconds.
    pub fn write(
        &self,
        seat: Seat,
        actor: &Actor,
        conversation: ConversationId,
        is_note: bool,
    ) -> Result<(), Error> {
        access::conversation(&self.app.store.view()?, actor, conversation)?;
        if !is_note {
            courtesies::type_in(&self.app, actor, conversation);
        }
        let until = self.app.clock.now().plus_ms(TYPING_FOR_MS);
        let mut seats = self.locked();
        let taken = seats.take(seat, actor);
        let before = taken.typing.replace(Typing { conversation, is_note, until });
        let before = before.map(|typing| typing.conversation);
        self.typing.notify_one();
        self.tell(&mut seats, before.into_iter().chain([conversation]))
    }

    /// What somebody wrote there is sent.
    pub fn sent(&self, agent: AgentId, conversation: ConversationId) {
        let mut seats = self.locked();
        for taken in seats.taken.values_mut().filter(|taken| taken.actor.agent == agent) {
            taken.typing = taken.typing.filter(|typing| typing.conversation != conversation);
        }
        self.tell_or_warn(&mut seats, [conversation]);
    }

    /// What `actor` may see has changed.
    pub fn admit(&self, seat: Seat, actor: &Actor) {
        let mut seats = self.locked();
        let Some(taken) = seats.taken.get_mut(&seat) else { return };
        taken.actor = actor.clone();
        let places = taken.places();
        self.tell_or_warn(&mut seats, places);
    }

    pub fn leave(&self, seat: Seat) {
        let mut seats = self.locked();
        if let Some(taken) = seats.taken.remove(&seat) {
            self.tell_or_warn(&mut seats, taken.places());
        }
    }

    /// A conversation has moved: others may see it now, and who is there may not.
    pub fn tell_again(&self, conversation: ConversationId) {
        let mut seats = self.locked();
        let is_there = |taken: &Taken| taken.places().contains(&conversation);
        if seats.told.contains_key(&conversation) || seats.taken.values().any(is_there) {
            self.tell_or_warn(&mut seats, [conversation]);
        }
    }

    /// All that `actor` may know at this moment, in JSON.
    pub fn known_to(&self, actor: &Actor) -> Vec<String> {
        self.locked().told.values().filter_map(|noticed| noticed.text_for(actor)).collect()
    }

    /// Runs until the process stops.
    pub async fn forget_in_time(&self) {
        while !self.app.stopping.is_cancelled() {
            let next = self.forget(self.app.clock.now());
            tokio::select! {
                () = self.app.clock.sleep_until(next.unwrap_or(Timestamp(i64::MAX))) => {}
                () = self.typing.notified() => {}
                () = self.app.stopping.cancelled() => {}
            }
        }
    }

    /// Forgets who has stopped typing, and says when to look again.
    fn forget(&self, now: Timestamp) -> Option<Timestamp> {
        let mut seats = self.locked();
        let mut stopped = BTreeSet::new();
        for taken in seats.taken.values_mut() {
            if let Some(typing) = taken.typing.filter(|typing| typing.until <= now) {
                taken.typing = None;
                stopped.insert(typing.conversation);
            }
        }
        let is_of_use = |seat: &Seat, taken: &mut Taken| match seat {
            Seat::Socket(_) => true,
            Seat::Program(_) => taken.typing.is_some(),
        };
        seats.taken.retain(is_of_use);
        self.tell_or_warn(&mut seats, stopped);
        let typing = seats.taken.values().filter_map(|taken| taken.typing);
        typing.map(|typing| typing.until).min()
    }

    /// Says who is in these conversations, where that is news. The seats stay locked meanwhile, so
    /// that what is said last is what is true.
    fn tell(
        &self,
        seats: &mut Seats,
        conversations: impl IntoIterator<Item = ConversationId>,
    ) -> Result<(), Error> {
        let view = self.app.store.view()?;
        for id in conversations {
            let Some(conversation) = view.find::<Conversation>(id)? else { continue };
            let mut agents = seats.agents_in(&conversation);
            for agent in &mut agents {
                agent.name = access::agent_name(&view, AgentId(agent.id))?;
            }
            let audience = Audience::Of { place: conversation.place(), left: None };
            let is_empty = agents.is_empty();
            let data = InConversation { conversation_id: id.0, agents };
            let text = serde_json::json!({ "type": "presence", "data": data }).to_string();
            let noticed = Noticed { audience, text };
            let before = seats.told.get(&id);
            if before == Some(&noticed) || (before.is_none() && is_empty) {
                continue;
            }
            if is_empty {
                seats.told.remove(&id);
            } else {
                seats.told.insert(id, noticed.clone());
            }
            // Nobody listening any more is no error.
            let _ = self.frames.send(Arc::new(Frame::Presence(noticed)));
        }
        Ok(())
    }

    fn tell_or_warn(
        &self,
        seats: &mut Seats,
        conversations: impl IntoIterator<Item = ConversationId>,
    ) {
        if let Err(error) = self.tell(seats, conversations) {
            tracing::warn!(%error, "nobody is told who is in a conversation");
        }
    }

    fn locked(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn take(&mut self, seat: Seat, actor: &Actor) -> &mut Taken {
        let new = || Taken { actor: actor.clone(), viewing: None, typing: None };
        self.taken.entry(seat).or_insert_with(new)
    }

    /// Who is there and may be, each agent once, by number; the names are still empty.
    fn agents_in(&self, conversation: &Conversation) -> Vec<Present> {
        let mut present: BTreeMap<AgentId, Present> = BTreeMap::new();
        for taken in self.taken.values().filter(|taken| taken.actor.may_see(conversation.place())) {
            let is_viewing = taken.viewing == Some(conversation.id);
            let typing = taken.typing.filter(|typing| typing.conversation == conversation.id);
            if !is_viewing && typing.is_none() {
                continue;
            }
            let agent = present.entry(taken.actor.agent).or_default();
            agent.id = taken.actor.agent.0;
            agent.viewing |= is_viewing;
            agent.typing |= typing.is_some();
            agent.is_note |= typing.is_some_and(|typing| typing.is_note);
        }
        present.into_values().collect()
    }
}

impl Taken {
    fn places(&self) -> Vec<ConversationId> {
        let typing = self.typing.map(|typing| typing.conversation);
        self.viewing.into_iter().chain(typing).collect()
    }
}

#[derive(Serialize)]
struct InConversation {
    conversation_id: u64,
    agents: Vec<Present>,
}

#[derive(Default, Serialize)]
struct Present {
    id: u64,
    name: String,
    viewing: bool,
    typing: bool,
    /// What is being typed is a note.
    is_note: bool,
}
