//! What went to each address lately: for as long as somebody asks, and no longer. Anybody can make us
//! write to new addresses by forging senders.

use super::envelope;
use super::error::Error;
use super::mail::under_inbox;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::{EntryId, InboxId, Timestamp};

/// How many mails to one address are known by it: whether there was more than one is enough.
const SENT_KNOWN_MAX: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailLately {
    /// Automatic answers.
    Answers,
    /// All mails.
    Sent,
}

impl MailLately {
    fn table(self) -> Table {
        match self {
            MailLately::Answers => Table::MailAnswers,
            MailLately::Sent => Table::MailSentTo,
        }
    }

    /// When the last of them went out.
    fn newest(self, bytes: &[u8]) -> Result<Option<Timestamp>, Error> {
        let table = self.table().name();
        match self {
            MailLately::Answers => {
                Ok(envelope::decode::<Vec<Timestamp>>(table, bytes)?.into_iter().max())
            }
            MailLately::Sent => {
                let sent = envelope::decode::<Vec<(Timestamp, EntryId)>>(table, bytes)?;
                Ok(sent.into_iter().map(|(at, _)| at).max())
            }
        }
    }
}

impl View {
    /// When automatic answers went to an address lately; `""`: to anybody.
    pub fn mail_answers(&self, inbox: InboxId, address: &str) -> Result<Vec<Timestamp>, Error> {
        Ok(self.read(Table::MailAnswers, &under_inbox(inbox, address))?.unwrap_or_default())
    }

    /// The last mails that went to an address, and when; at most `SENT_KNOWN_MAX`.
    pub fn mails_sent_to(
        &self,
        inbox: InboxId,
        address: &str,
    ) -> Result<Vec<(Timestamp, EntryId)>, Error> {
        Ok(self.read(Table::MailSentTo, &under_inbox(inbox, address))?.unwrap_or_default())
    }
}

impl Writer {
    pub fn save_mail_answers(
        &mut self,
        inbox: InboxId,
        address: &str,
        times: &[Timestamp],
    ) -> Result<(), Error> {
        self.put(Table::MailAnswers, under_inbox(inbox, address), &times)
    }

    /// A mail went out; the same one twice is one.
    pub fn note_mail_sent(
        &mut self,
        inbox: InboxId,
        address: &str,
        entry: EntryId,
    ) -> Result<(), Error> {
        let mut sent = self.mails_sent_to(inbox, address)?;
        sent.retain(|(_, known)| *known != entry);
        sent.push((self.now, entry));
        let surplus = sent.len().saturating_sub(SENT_KNOWN_MAX);
        sent.drain(..surplus);
        self.put(Table::MailSentTo, under_inbox(inbox, address), &sent)
    }

    /// Forgets the addresses to which nothing has gone since `before`, among the `limit` that follow
    /// `after`. Answers where to go on, if there may be more.
    pub fn prune_mail_lately(
        &mut self,
        what: MailLately,
        after: Vec<u8>,
        before: Timestamp,
        limit: usize,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.prune_rows(what.table(), after, limit, |bytes| {
            Ok(what.newest(bytes)?.is_none_or(|newest| newest < before))
        })
    }
}
