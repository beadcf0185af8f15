//! Who writes to the company's Facebook page, and what was said there.

use super::Company;
use super::dialogues::{DIALOGUES, Dialogue};
use super::history::deliver;
use crate::actions::error::Error;
use crate::actions::messages::{self, Reply};
use crate::actions::once::Request;
use crate::actions::{access, assignments, inbound};
use crate::channels::received::{ReceivedMessage, Sender, What};
use crate::domain::agent::Agent;
use crate::domain::content::Content;
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::permission::Actor;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::{ConversationId, DeliveryId, EntryId, Timestamp};
use crate::store::Writer;

const TURN_MS: i64 = 3 * MINUTE_MS;
/// How long each of them takes to read, in seconds.
const READ_AFTER_S: i64 = 25;

/// Somebody on Messenger, what it is about, how much was said, and when it began.
struct Writes {
    name: &'static str,
    page_scoped_id: &'static str,
    dialogue: usize,
    turns: usize,
    began_ms_ago: i64,
}

const WRITERS: [Writes; 5] = [
    Writes {
        name: "Noor Haddad",
        page_scoped_id: "5794982867201101",
        dialogue: 3,
        turns: 1,
        began_ms_ago: 6 * MINUTE_MS,
    },
    Writes {
        name: "Tomasz Zieliński",
        page_scoped_id: "5794982867201102",
        dialogue: 0,
        turns: 3,
        began_ms_ago: 40 * MINUTE_MS,
    },
    Writes {
        name: "Grace O’Connor",
        page_scoped_id: "5794982867201103",
        dialogue: 2,
        turns: 4,
        began_ms_ago: 3 * HOUR_MS,
    },
    Writes {
        name: "Yuki Tanaka",
        page_scoped_id: "5794982867201104",
        dialogue: 1,
        turns: 2,
        began_ms_ago: 22 * HOUR_MS,
    },
    Writes {
        name: "Amara Diallo",
        page_scoped_id: "5794982867201105",
        dialogue: 2,
        turns: 1,
        began_ms_ago: 20 * MINUTE_MS,
    },
];

pub(super) fn write(writer: &mut Writer, company: &Company, now: Timestamp) -> Result<(), Error> {
    for (who, writes) in WRITERS.iter().enumerate() {
        let agent = &company.agents[who % company.agents.len()];
        let begins = now.plus_ms(-writes.began_ms_ago);
        Talk { company, writes, agent, begins }.happen(writer)?;
    }
    let inbox: Inbox = access::record(writer, company.page.id, "inbox")?;
    writer.now = now;
    Ok(writer.save_inbox(&Inbox { last_inbound_at: Some(now), ..inbox })?)
}

struct Talk<'a> {
    company: &'a Company,
    writes: &'a Writes,
    agent: &'a Agent,
    begins: Timestamp,
}

impl Talk<'_> {
    fn happen(&self, writer: &mut Writer) -> Result<(), Error> {
        writer.now = self.begins;
        let id = self.customer_writes(writer, 0)?;
        let mut conversation: Conversation = access::record(writer, id, "conversation")?;
        conversation.queue = self.company.queues[self.dialogue().queue].id;
        writer.save_conversation(&conversation)?;
        if self.writes.turns > 1 {
            writer.now = self.begins.plus_ms(TURN_MS / 2);
            assignments::give(writer, &self.request(), id, self.agent.id, true)?;
        }
        for turn in 1..self.writes.turns {
            writer.now = self.begins.plus_ms(turn as i64 * TURN_MS);
            if turn % 2 == 0 {
                self.customer_writes(writer, turn)?;
            } else {
                self.agent_writes(writer, id, turn)?;
            }
        }
        Ok(())
    }

    fn dialogue(&self) -> &'static Dialogue {
        &DIALOGUES[self.writes.dialogue]
    }

    fn request(&self) -> Request {
        Request { actor: Actor::of(self.agent), key: None }
    }

    fn provider_id(&self, turn: usize) -> String {
        format!("m_demo.{}.{turn}", self.writes.page_scoped_id)
    }

    fn customer_writes(&self, writer: &mut Writer, turn: usize) -> Result<ConversationId, Error> {
        let message = ReceivedMessage::new(
            self.provider_id(turn),
            writer.now,
            Sender {
                page_scoped_id: Some(self.writes.page_scoped_id.to_owned()),
                name: Some(self.writes.name.to_owned()),
                ..Sender::default()
            },
            Content::Text { text: self.dialogue().turns[turn].to_owned() },
        );
        let inbox: Inbox = access::record(writer, self.company.page.id, "inbox")?;
        inbound::receive(writer, &inbox, DeliveryId(0), &What::Message(message))?;
        let entry = writer.entry_by_provider_id(inbox.id, &self.provider_id(turn))?;
        entry.map(EntryId::conversation).ok_or(Error::NotFound("message"))
    }

    fn agent_writes(
        &self,
        writer: &mut Writer,
        id: ConversationId,
        turn: usize,
    ) -> Result<(), Error> {
        let conversation: Conversation = access::record(writer, id, "conversation")?;
        let reply = Reply {
            text: self.dialogue().turns[turn].to_owned(),
            seen_seq: None,
            keep_active: false,
            reply_to: None,
            attachments: Vec::new(),
            wanted: None,
            head: Default::default(),
        };
        let entry = messages::append_reply(writer, &self.request(), conversation, &reply)?;
        deliver(writer, self.company.page.id, entry.id, &self.provider_id(turn), READ_AFTER_S)
    }
}
