//! Records that are found by their number alone.

use super::error::Error;
use super::key;
use super::mail::StoredMail;
use super::table::Table;
use super::view::{View, prefixed};
use super::writer::Writer;
use crate::domain::agent::Agent;
use crate::domain::api_key::ApiKey;
use crate::domain::attachment::Attachment;
use crate::domain::attribute::Attribute;
use crate::domain::canned_message::CannedMessage;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::hours::Hours;
use crate::domain::inbox::Inbox;
use crate::domain::label::Label;
use crate::domain::merge::Merge;
use crate::domain::queue::{Queue, RemovedQueue};
use crate::domain::routing::RoutingRule;
use crate::domain::tag::Tag;
use crate::domain::template::Template;
use crate::domain::*;
use serde::{Serialize, de::DeserializeOwned};

/// A list without pages (queues, tags …) holds at most so many.
const ALL_MAX: usize = 10_000;

pub trait Record: Serialize + DeserializeOwned {
    type Id: Copy;
    const TABLE: Table;
    fn id(&self) -> Self::Id;
    fn number(id: Self::Id) -> u64;
}

macro_rules! record {
    ($($record:ty, $id:ident, $table:ident);+ $(;)?) => {$(
        impl Record for $record {
            type Id = $id;
            const TABLE: Table = Table::$table;
            fn id(&self) -> $id {
                self.id
            }
            fn number(id: $id) -> u64 {
                id.0
            }
        }
    )+};
}

record! {
    Agent, AgentId, Agent;
    Queue, QueueId, Queue;
    RemovedQueue, QueueId, RemovedQueue;
    Inbox, InboxId, Inbox;
    Tag, TagId, Tag;
    Label, LabelId, Label;
    CannedMessage, CannedMessageId, CannedMessage;
    Template, TemplateId, Template;
    RoutingRule, RoutingRuleId, RoutingRule;
    Hours, HoursId, Hours;
    Attribute, AttributeId, Attribute;
    ApiKey, ApiKeyId, ApiKey;
    Attachment, AttachmentId, Attachment;
    StoredMail, MailId, Mail;
    Contact, ContactId, Contact;
    Merge, MergeId, Merge;
    Conversation, ConversationId, Conversation;
}

impl View {
    pub fn find<R: Record>(&self, id: R::Id) -> Result<Option<R>, Error> {
        self.read(R::TABLE, &key::id(R::number(id)))
    }

    /// Every record of a kind, oldest first.
    pub fn all<R: Record>(&self) -> Result<Vec<R>, Error> {
        self.some(0, ALL_MAX)
    }

    /// Up to `limit` records whose number is greater than `after`, oldest first.
    pub fn some<R: Record>(&self, after: u64, limit: usize) -> Result<Vec<R>, Error> {
        let mut range = prefixed(Vec::new());
        range.start = key::id(after.saturating_add(1));
        let rows = self.first(R::TABLE, range, limit)?;
        rows.iter().map(|(_, bytes)| super::envelope::decode(R::TABLE.name(), bytes)).collect()
    }
}

impl Writer {
    /// Stores a record that has no index of its own.
    pub(super) fn put_record<R: Record>(&mut self, record: &R) -> Result<(), Error> {
        self.put(R::TABLE, key::id(R::number(record.id())), record)
    }

    /// Removes a record that has no index of its own.
    pub(super) fn remove_record<R: Record>(&mut self, id: R::Id) {
        self.remove(R::TABLE, key::id(R::number(id)));
    }

    pub fn save_queue(&mut self, queue: &Queue) -> Result<(), Error> {
        self.put_record(queue)
    }

    pub fn save_tag(&mut self, tag: &Tag) -> Result<(), Error> {
        self.put_record(tag)
    }

    pub fn save_label(&mut self, label: &Label) -> Result<(), Error> {
        self.put_record(label)
    }

    pub fn save_canned_message(&mut self, message: &CannedMessage) -> Result<(), Error> {
        self.put_record(message)
    }

    /// In the place of a queue, what is left of it.
    pub fn remove_queue(&mut self, removed: &RemovedQueue) -> Result<(), Error> {
        self.remove_record::<Queue>(removed.id);
        self.put_record(removed)
    }

    pub fn remove_tag(&mut self, id: TagId) {
        self.remove_record::<Tag>(id);
    }

    pub fn remove_label(&mut self, id: LabelId) {
        self.remove_record::<Label>(id);
    }

    pub fn remove_canned_message(&mut self, id: CannedMessageId) {
        self.remove_record::<CannedMessage>(id);
    }

    pub fn save_routing_rule(&mut self, rule: &RoutingRule) -> Result<(), Error> {
        self.put_record(rule)
    }

    pub fn remove_routing_rule(&mut self, id: RoutingRuleId) {
        self.remove_record::<RoutingRule>(id);
    }

    pub fn save_hours(&mut self, hours: &Hours) -> Result<(), Error> {
        self.put_record(hours)
    }

    pub fn remove_hours(&mut self, id: HoursId) {
        self.remove_record::<Hours>(id);
    }

    pub fn save_attribute(&mut self, attribute: &Attribute) -> Result<(), Error> {
        self.put_record(attribute)
    }

    pub fn remove_attribute(&mut self, id: AttributeId) {
        self.remove_record::<Attribute>(id);
    }
}
