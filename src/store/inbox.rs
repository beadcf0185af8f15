//! Inboxes, found by what their provider calls them.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::InboxId;
use crate::domain::channel::Channel;
use crate::domain::inbox::Inbox;

impl View {
    pub fn inbox_by_external(
        &self,
        channel: Channel,
        external_id: &str,
    ) -> Result<Option<Inbox>, Error> {
        match self.number(Table::InboxByExternal, &by_external(channel, external_id))? {
            Some(id) => self.find(InboxId(id)),
            None => Ok(None),
        }
    }
}

impl Writer {
    /// Stores that something was heard from it; nothing else of it may have changed.
    pub fn save_inbox_heard(&mut self, inbox: &Inbox) -> Result<(), Error> {
        self.put_record(inbox)
    }

    pub fn save_inbox(&mut self, inbox: &Inbox) -> Result<(), Error> {
        if let Some(old) = self.find::<Inbox>(inbox.id)? {
            let key = by_external(old.channel(), old.external_id());
            self.remove(Table::InboxByExternal, key);
        }
        let key = by_external(inbox.channel(), inbox.external_id());
        self.put_number(Table::InboxByExternal, key, inbox.id.0);
        if inbox.channel() == Channel::Email {
            self.has_changed_mailboxes();
        }
        self.put_record(inbox)
    }
}

fn by_external(channel: Channel, external_id: &str) -> Vec<u8> {
    Key::new().text(&format!("{} {external_id}", channel.as_str()))
}
