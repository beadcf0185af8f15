//! What has happened at the company so far, conversation by conversation, under its own dates.

use super::Company;
use super::dialogues::{DIALOGUES, Dialogue};
use super::people::CONTACTS;
use crate::actions::error::Error;
use crate::actions::messages::{self, Reply};
use crate::actions::once::Request;
use crate::actions::{access, assignments, inbound, reports, resolutions};
use crate::channels::received::{ReceivedMessage, Sender, What};
use crate::domain::agent::Agent;
use crate::domain::content::Content;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::delivery::{Report, Status};
use crate::domain::inbox::Inbox;
use crate::domain::label::Label;
use crate::domain::permission::Actor;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::domain::timeline::{Activity, Author, Body, Note};
use crate::domain::{ConversationId, DeliveryId, EntryId, InboxId, Timestamp};
use crate::store::Writer;

/// How many conversations each contact has had, the present one included.
const PER_CONTACT: usize = 3;
/// Every so many-th one of the past ended because the customer said nothing more.
const SILENT_EVERY: usize = 7;
const TURN_MS: i64 = 4 * MINUTE_MS;

/// How far a conversation has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Queued,
    Active,
    Pending,
    Resolved,
    Abandoned,
}

pub(super) fn write(writer: &mut Writer, company: &Company, now: Timestamp) -> Result<(), Error> {
    for past in 0..PER_CONTACT {
        for who in 0..CONTACTS.len() {
            let matter = Matter::choose(company, past, who, now);
            matter.happen(writer)?;
        }
    }
    Ok(())
}

struct Matter<'a> {
    company: &'a Company,
    dialogue: &'a Dialogue,
    who: usize,
    number: usize,
    begins: Timestamp,
    until: Until,
    agent: &'a Agent,
}

impl Matter<'_> {
    fn choose<'a>(company: &'a Company, past: usize, who: usize, now: Timestamp) -> Matter<'a> {
        let number = past * CONTACTS.len() + who;
        let is_present = past + 1 == PER_CONTACT;
        let spread = (who * 37 % CONTACTS.len()) as i64;
        let (begins, until) = if is_present {
            let until = match who % 10 {
                0..=2 => Until::Queued,
                3 | 4 => Until::Active,
                5 | 6 => Until::Pending,
                7 | 8 => Until::Resolved,
                _ => Until::Abandoned,
            };
            let ago = match until {
                Until::Queued => 2 * MINUTE_MS + spread * 3 * MINUTE_MS,
                Until::Active | Until::Pending => HOUR_MS / 2 + spread * 9 * MINUTE_MS,
                Until::Resolved => 2 * HOUR_MS + spread * 20 * MINUTE_MS,
                Until::Abandoned => 2 * DAY_MS + spread * HOUR_MS,
            };
            (now.plus_ms(-ago), until)
        } else {
            let ago = (PER_CONTACT - past) as i64 * 6 * DAY_MS + spread * 3 * HOUR_MS;
            (now.plus_ms(-ago), Until::Resolved)
        };
        let agent = company.agents.get(number % company.agents.len()).or(company.agents.first());
        Matter {
            company,
            dialogue: &DIALOGUES[(number * 7 + past) % DIALOGUES.len()],
            who,
            number,
            begins,
            until,
            agent: agent.unwrap_or(&company.agents[0]),
        }
    }

    fn happen(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.now = self.begins;
        let id = self.customer_writes(writer, 0)?;
        self.sort(writer, id)?;
        match self.until {
            Until::Queued => return Ok(()),
            Until::Abandoned => {
                writer.now = self.begins.plus_ms(DAY_MS);
                let conversation = access::record(writer, id, "conversation")?;
                let end = Input::GivenUp;
                resolutions::end(writer, conversation, end, Author::System, None)?;
                return Ok(());
            }
            Until::Active | Until::Pending | Until::Resolved => {}
        }
        self.accept(writer, id)?;
        let turns = self.dialogue.turns.len();
        // An active one ends on the customer's word, all others on ours.
        let said = if self.until == Until::Active { turns - 1 } else { turns };
        for turn in 1..said {
            writer.now = self.begins.plus_ms(turn as i64 * TURN_MS);
            if turn % 2 == 0 {
                self.customer_writes(writer, turn)?;
            } else {
                self.agent_writes(writer, id, turn)?;
            }
        }
        if self.until == Until::Resolved {
            self.resolve(writer, id, said)?;
        }
        Ok(())
    }

    fn request(&self) -> Request {
        Request { actor: Actor::of(self.agent), key: None }
    }

    fn customer_writes(&self, writer: &mut Writer, turn: usize) -> Result<ConversationId, Error> {
        let (name, wa_id) = CONTACTS[self.who];
        let message = ReceivedMessage::new(
            format!("wamid.demo.{}.{turn}", self.number),
            writer.now,
            Sender {
                wa_id: Some(wa_id.to_owned()),
                name: Some(name.to_owned()),
                ..Sender::default()
            },
            Content::Text { text: self.dialogue.turns[turn].to_owned() },
        );
        let inbox: Inbox = access::record(writer, self.company.inbox.id, "inbox")?;
        let provider_id = message.provider_id.clone();
        inbound::receive(writer, &inbox, DeliveryId(0), &What::Message(message))?;
        let entry = writer.entry_by_provider_id(inbox.id, &provider_id)?;
        entry.map(EntryId::conversation).ok_or(Error::NotFound("message"))
    }

    /// Puts it into the queue it belongs to, with its tag and, sometimes, a label.
    fn sort(&self, writer: &mut Writer, id: ConversationId) -> Result<(), Error> {
        let mut conversation: Conversation = access::record(writer, id, "conversation")?;
        conversation.queue = self.company.queues[self.dialogue.queue].id;
        if self.until != Until::Queued {
            let tag = self.company.tags[self.dialogue.tag].id;
            conversation.tags.insert(tag);
            let name = Some(self.company.tags[self.dialogue.tag].name.clone());
            let tagged = Body::Activity(Activity::Tagged { tag, name });
            writer.append_entry(&mut conversation, Author::Agent(self.agent.id), tagged)?;
        }
        let labels = writer.all::<Label>()?;
        let label = labels.get(self.number / 6 % labels.len().max(1));
        if let Some(label) = label.filter(|_| self.number.is_multiple_of(6)) {
            conversation.labels.insert(label.id);
            let name = Some(label.name.clone());
            let labelled = Body::Activity(Activity::Labelled { label: label.id, name });
            writer.append_entry(&mut conversation, Author::Agent(self.agent.id), labelled)?;
        }
        writer.save_conversation(&conversation)?;
        Ok(())
    }

    fn accept(&self, writer: &mut Writer, id: ConversationId) -> Result<(), Error> {
        writer.now = self.begins.plus_ms(TURN_MS / 2);
        assignments::give(writer, &self.request(), id, self.agent.id, true)
    }

    fn agent_writes(
        &self,
        writer: &mut Writer,
        id: ConversationId,
        turn: usize,
    ) -> Result<(), Error> {
        let conversation: Conversation = access::record(writer, id, "conversation")?;
        let text = self.dialogue.turns[turn].to_owned();
        let reply = Reply {
            text,
            seen_seq: None,
            keep_active: false,
            reply_to: None,
            attachments: Vec::new(),
            wanted: None,
            head: Default::default(),
        };
        let entry = messages::append_reply(writer, &self.request(), conversation, &reply)?;
        let provider_id = format!("wamid.demo.{}.{turn}", self.number);
        deliver(writer, self.company.inbox.id, entry.id, &provider_id, 40 + self.who as i64)
    }

    fn resolve(&self, writer: &mut Writer, id: ConversationId, turns: usize) -> Result<(), Error> {
        let silence = if self.ends_by_silence() { DAY_MS } else { 0 };
        writer.now = self.begins.plus_ms(turns as i64 * TURN_MS + silence);
        let mut conversation: Conversation = access::record(writer, id, "conversation")?;
        if self.ends_by_silence() {
            let input = Input::TimedOut { closes_active: false };
            resolutions::end(writer, conversation, input, Author::System, None)?;
            return Ok(());
        }
        if self.number.is_multiple_of(5) {
            let text = "Long-standing customer: be generous.".to_owned();
            let note = Body::Note(Note { text, client_key: None, mentions: Vec::new() });
            writer.append_entry(&mut conversation, Author::Agent(self.agent.id), note)?;
            writer.save_conversation(&conversation)?;
        }
        let by = Author::Agent(self.agent.id);
        let note = Some(self.dialogue.resolved.to_owned());
        let input = Input::Resolved;
        resolutions::end(writer, conversation, input, by, note)?;
        Ok(())
    }

    /// Some customers say nothing any more; not those of the last hours, who still may.
    fn ends_by_silence(&self) -> bool {
        let is_past = self.number < (PER_CONTACT - 1) * CONTACTS.len();
        is_past && self.number % SILENT_EVERY == SILENT_EVERY - 1
    }
}

/// Says of a message of ours that it was sent, delivered and, so many seconds later, read.
pub(super) fn deliver(
    writer: &mut Writer,
    inbox: InboxId,
    entry: EntryId,
    provider_id: &str,
    read_after: i64,
) -> Result<(), Error> {
    reports::add_provider_id(writer, inbox, (entry, 0), provider_id)?;
    for (status, seconds) in [(Status::Sent, 1), (Status::Delivered, 3), (Status::Read, read_after)]
    {
        let at = writer.now.plus_ms(seconds * SECOND_MS);
        reports::apply(writer, entry, 0, &Report { status, at, failure: None })?;
    }
    Ok(())
}
