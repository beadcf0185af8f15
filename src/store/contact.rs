//! Contacts, found by their identities.

use super::error::Error;
use super::key::Key;
use super::table::Table;
use super::view::View;
use super::writer::Writer;
use crate::domain::contact::{Contact, IdentityKind};
use crate::domain::merge::Merge;
use crate::domain::{ContactId, ConversationId, InboxId, MergeId};

impl View {
    pub fn contact_by_identity(
        &self,
        inbox: InboxId,
        kind: IdentityKind,
        value: &str,
    ) -> Result<Option<Contact>, Error> {
        match self.number(Table::ContactByIdentity, &by_identity(inbox, kind, value))? {
            Some(id) => self.find(ContactId(id)),
            None => Ok(None),
        }
    }

    /// The conversation that this contact began last in this inbox, open or ended.
    pub fn latest_conversation(
        &self,
        contact: ContactId,
        inbox: InboxId,
    ) -> Result<Option<ConversationId>, Error> {
        let key = Key::new().u64(contact.0).u64(inbox.0).done();
        Ok(self.number(Table::LatestConversation, &key)?.map(ConversationId))
    }
}

impl Writer {
    pub fn save_contact(&mut self, contact: &Contact) -> Result<(), Error> {
        if let Some(old) = self.find::<Contact>(contact.id)? {
            for identity in old.identities {
                let key = by_identity(identity.inbox, identity.kind, &identity.value);
                self.remove(Table::ContactByIdentity, key);
            }
        }
        for identity in &contact.identities {
            let key = by_identity(identity.inbox, identity.kind, &identity.value);
            self.put_number(Table::ContactByIdentity, key, contact.id.0);
        }
        self.put_record(contact)
    }

    pub fn save_merge(&mut self, merge: &Merge) -> Result<(), Error> {
        self.put_record(merge)
    }

    pub fn remove_merge(&mut self, id: MergeId) {
        self.remove_record::<Merge>(id);
    }

    pub fn set_latest_conversation(
        &mut self,
        contact: ContactId,
        inbox: InboxId,
        conversation: ConversationId,
    ) {
        let key = Key::new().u64(contact.0).u64(inbox.0).done();
        self.put_number(Table::LatestConversation, key, conversation.0);
    }

    pub fn forget_latest_conversation(&mut self, contact: ContactId, inbox: InboxId) {
        self.remove(Table::LatestConversation, Key::new().u64(contact.0).u64(inbox.0).done());
    }
}

fn by_identity(inbox: InboxId, kind: IdentityKind, value: &str) -> Vec<u8> {
    Key::new().u64(inbox.0).u8(kind_number(kind)).text(value)
}

pub(super) fn kind_number(kind: IdentityKind) -> u8 {
    match kind {
        IdentityKind::WhatsappId => 1,
        IdentityKind::WhatsappUserId => 2,
        IdentityKind::Email => 3,
        IdentityKind::PageScopedId => 4,
        IdentityKind::Phone => 5,
    }
}
