//! The company's mailbox, who writes to it, and what was written.

use super::{COMPANY, Company, Kept, SimulatedMailbox};
use crate::actions::error::Error;
use crate::actions::inboxes::{NewAccount, NewInbox};
use crate::actions::mail::past;
use crate::actions::messages::{self, Reply};
use crate::actions::once::Request;
use crate::actions::secrets::MailSecrets;
use crate::actions::{access, assignments, resolutions};
use crate::app::App;
use crate::channels::email::compose::{Outgoing, OutgoingFile, Quoted, compose};
use crate::channels::secret::Secret;
use crate::domain::conversation::{Conversation, Input};
use crate::domain::inbox::{Account, Inbox, Options};
use crate::domain::mail::Mailbox;
use crate::domain::mailbox::{
    AfterImport, Auth, MAIN_FOLDER, MailAccount, MailServer, SentCopy, Start, Tls, Versions,
};
use crate::domain::message::Message;
use crate::domain::permission::Actor;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::domain::timeline::Author;
use crate::domain::{ConversationId, EntryId, QueueId, Timestamp};
use crate::store::Writer;
use std::io::Read;

/// Among the company's.
pub(super) const QUEUE: usize = 1;
const HOST: &str = "127.0.0.1";
const SIGNATURE: &str = "**Brightleaf Coffee**, Rua das Flores 12, Lisbon";
const TURN_MS: i64 = 14 * MINUTE_MS;

/// Somebody who writes mails: what about, what is said in turns, and when it began.
struct Writes {
    name: &'static str,
    address: &'static str,
    subject: &'static str,
    turns: &'static [&'static str],
    /// Her first mail has the company's price list with it.
    has_file: bool,
    resolved: Option<&'static str>,
    began_ms_ago: i64,
}

const WRITERS: [Writes; 4] = [
    Writes {
        // She writes on WhatsApp, too.
        name: "Maria Silva",
        address: "maria.silva@example.com",
        subject: "Which of your coffees are grown in the shade?",
        turns: &[
            "Hello Brightleaf,\n\nyour newsletter says that some of your coffees are grown in the \
             shade. Which ones?\n\nKind regards\nMaria",
            "Hello Maria,\n\nthese two:\n\n- **Sidamo**, from Ethiopia\n- **Night Shift**, our blend\
             \n\nBoth say so on the back of the bag.",
        ],
        has_file: false,
        resolved: Some("Told her: Sidamo and Night Shift"),
        began_ms_ago: 3 * DAY_MS,
    },
    Writes {
        name: "Henrik Dahl",
        address: "henrik@cafe-dahl.example",
        subject: "Our standing order from January on",
        turns: &[
            "Dear all,\n\nfrom January on we would like to have 12 kg of Aurora each week \
             instead of 8. The list that you sent is attached: are these still the terms?\n\n\
             Best wishes\nHenrik Dahl, Café Dahl",
            "Dear Henrik,\n\nwith pleasure. The terms stay as they are; from 50 kg a month you get \
             **8 % less**.\n\nShall we begin on Monday, 4 January?",
            "That would be perfect. And could the boxes come before 9 o’clock?",
        ],
        has_file: true,
        resolved: None,
        began_ms_ago: 4 * HOUR_MS,
    },
    Writes {
        name: "Leila Aydin",
        address: "leila.aydin@example.org",
        subject: "Broken bag in order BL-20466",
        turns: &[
            "Hi,\n\none of the three bags had a tear, and half of the beans were in the box. \
             What can we do?\n\nLeila",
            "Hi Leila,\n\nthat should not happen, sorry! A new bag leaves today; please keep what \
             is left of the old one.",
        ],
        has_file: false,
        resolved: None,
        began_ms_ago: 90 * MINUTE_MS,
    },
    Writes {
        name: "Victor Amado",
        address: "victor.amado@example.net",
        subject: "Barista course in December",
        turns: &["Good morning,\n\nare there places left in the barista course on \
             12 December? There would be two of us.\n\nThank you\nVictor"],
        has_file: false,
        resolved: None,
        began_ms_ago: 11 * MINUTE_MS,
    },
];

/// The mailbox as an admin would connect it.
pub(super) fn inbox(simulated: SimulatedMailbox, queue: Option<QueueId>) -> NewInbox {
    let server = |port| MailServer {
        host: HOST.to_owned(),
        port,
        tls: Tls::None,
        auth: Auth::Password,
        username: simulated.address.clone(),
        ca: None,
    };
    let mailbox = MailAccount {
        address: simulated.address.clone(),
        aliases: Vec::new(),
        from_name: COMPANY.to_owned(),
        signature: Some(SIGNATURE.to_owned()),
        imap: server(simulated.imap_port),
        smtp: server(simulated.smtp_port),
        folders: vec![MAIN_FOLDER.to_owned()],
        after_import: AfterImport::MarkSeen,
        sent_copy: SentCopy::Auto,
        start: Start::Now,
        oauth: None,
        reply_tokens: false,
        versions: Versions::default(),
    };
    let secrets = MailSecrets {
        imap_password: Some(Secret::new(simulated.password)),
        smtp_password: None,
        client_secret: None,
        refresh_token: None,
    };
    NewInbox {
        name: format!("{COMPANY} by e-mail"),
        queue,
        account: NewAccount::Email { mailbox: Box::new(mailbox), secrets },
        options: Options::default(),
    }
}

/// The provider has moved to other ports of this machine.
pub fn point_at(app: &App, addresses: &[String], (imap, smtp): (u16, u16)) -> Result<(), Error> {
    let addresses = addresses.to_vec();
    app.store.write_blocking(move |writer| {
        for mut inbox in writer.all::<Inbox>()? {
            let Account::Email { mailbox, .. } = &mut inbox.account else { continue };
            if mailbox.imap.host != HOST || !addresses.contains(&mailbox.address) {
                continue;
            }
            if (mailbox.imap.port, mailbox.smtp.port) != (imap, smtp) {
                (mailbox.imap.port, mailbox.smtp.port) = (imap, smtp);
                writer.save_inbox(&inbox)?;
            }
        }
        Ok(())
    })
}

pub(super) fn write(
    app: &App,
    writer: &mut Writer,
    company: &Company,
    list: &Kept,
    now: Timestamp,
) -> Result<(), Error> {
    for (who, writes) in WRITERS.iter().enumerate() {
        let begins = now.plus_ms(-writes.began_ms_ago);
        Letters { app, company, writes, list, who, begins }.happen(writer)?;
    }
    writer.now = now;
    Ok(())
}

struct Letters<'a> {
    app: &'a App,
    company: &'a Company,
    writes: &'a Writes,
    list: &'a Kept,
    who: usize,
    begins: Timestamp,
}

/// What was written last, and by whom.
struct Last {
    id: String,
    introduction: String,
    text: &'static str,
}

impl Letters<'_> {
    fn happen(&self, writer: &mut Writer) -> Result<(), Error> {
        let mut references: Vec<String> = Vec::new();
        let mut last: Option<Last> = None;
        let mut conversation: Option<ConversationId> = None;
        for (turn, text) in (0..).zip(self.writes.turns.iter().copied()) {
            writer.now = self.begins.plus_ms(turn * TURN_MS);
            let id = match conversation.filter(|_| turn % 2 == 1) {
                Some(known) => self.agent_writes(writer, known, turn == 1, text)?,
                None => {
                    let id = format!("demo.{}.{turn}@{}", self.who, domain(self.writes.address));
                    let raw = self.mail(writer, &id, text, &references, last.as_ref())?;
                    let inbox = self.company.mailbox.id;
                    let entry = past::receive(self.app, writer, inbox, &raw)?;
                    conversation = Some(entry.conversation());
                    id
                }
            };
            let introduction = self.introduction(writer.now);
            references.push(id.clone());
            last = Some(Last { id, introduction, text });
        }
        match conversation.zip(self.writes.resolved) {
            Some((id, note)) => self.resolve(writer, id, note),
            None => Ok(()),
        }
    }

    /// Above what is quoted.
    fn introduction(&self, at: Timestamp) -> String {
        let at = at.to_rfc3339();
        let (day, time) = at.split_once('T').unwrap_or((&at, ""));
        format!("On {day} {}, {COMPANY} wrote:", time.get(..5).unwrap_or_default())
    }

    fn request(&self) -> Request {
        let agents = &self.company.agents;
        Request { actor: Actor::of(&agents[self.who % agents.len()]), key: None }
    }

    fn mail(
        &self,
        writer: &Writer,
        id: &str,
        text: &str,
        references: &[String],
        last: Option<&Last>,
    ) -> Result<Vec<u8>, Error> {
        let is_first = last.is_none();
        let subject = match is_first {
            true => self.writes.subject.to_owned(),
            false => format!("Re: {}", self.writes.subject),
        };
        let named = |name: &str, address: &str| Mailbox {
            name: Some(name.to_owned()),
            address: address.to_owned(),
        };
        let files = if is_first && self.writes.has_file { vec![self.file()?] } else { Vec::new() };
        Ok(compose(&Outgoing {
            message_id: id,
            at: writer.now,
            from: named(self.writes.name, self.writes.address),
            to: named(COMPANY, self.company.mailbox.external_id()),
            subject: &subject,
            in_reply_to: last.map(|last| last.id.as_str()),
            references,
            thread_index: None,
            thread_topic: None,
            reply_to: None,
            instance: "",
            automatic: false,
            markdown: text,
            signature: None,
            quoted: last.map(|last| Quoted { introduction: &last.introduction, text: last.text }),
            files,
        }))
    }

    fn file(&self) -> Result<OutgoingFile, Error> {
        let mut bytes = Vec::new();
        self.app.files.open_at(&self.list.hash, 0)?.read_to_end(&mut bytes)?;
        let (name, mime) = (self.list.name.to_owned(), self.list.mime.to_owned());
        Ok(OutgoingFile { name, mime, bytes, content_id: None })
    }

    /// Gives the id of the mail.
    fn agent_writes(
        &self,
        writer: &mut Writer,
        id: ConversationId,
        is_first: bool,
        text: &str,
    ) -> Result<String, Error> {
        if is_first {
            assignments::give(writer, &self.request(), id, self.request().actor.agent, true)?;
        }
        let conversation: Conversation = access::record(writer, id, "conversation")?;
        let reply = Reply {
            text: text.to_owned(),
            seen_seq: None,
            keep_active: false,
            reply_to: None,
            attachments: Vec::new(),
            wanted: None,
            head: Default::default(),
        };
        let entry = messages::append_reply(writer, &self.request(), conversation, &reply)?;
        past::sent(self.app, writer, self.company.mailbox.id, entry.id)?;
        self.id_of(writer, entry.id)
    }

    fn id_of(&self, writer: &Writer, entry: EntryId) -> Result<String, Error> {
        let entry = writer.entry(entry)?;
        let mail = match entry.as_ref().and_then(|entry| entry.message()) {
            Some(Message::Outbound(message)) => message.mail.as_ref(),
            Some(Message::Inbound(_)) | None => None,
        };
        mail.map(|mail| mail.message_id.clone()).ok_or(Error::NotFound("message"))
    }

    fn resolve(&self, writer: &mut Writer, id: ConversationId, note: &str) -> Result<(), Error> {
        writer.now = writer.now.plus_ms(TURN_MS);
        let conversation: Conversation = access::record(writer, id, "conversation")?;
        let by = Author::Agent(self.request().actor.agent);
        resolutions::end(writer, conversation, Input::Resolved, by, Some(note.to_owned()))?;
        Ok(())
    }
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}
