//! Identifiers: sequential numbers, one type a kind, so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    AgentId,
    QueueId,
    InboxId,
    ContactId,
    /// The sayable number of a conversation: #1042.
    ConversationId,
    /// An entry of a timeline; made of its conversation and its place in it.
    EntryId,
    TagId,
    LabelId,
    CannedMessageId,
    TemplateId,
    RoutingRuleId,
    HoursId,
    AttributeId,
    ApiKeyId,
    ContactNoteId,
    MergeId,
    AttachmentId,
    /// A raw delivery of a provider, as it came.
    DeliveryId,
    /// A place in the outbox.
    OutboxId,
    /// A file that still lies at a provider.
    DownloadId,
    /// A mail that was fetched, as it came.
    MailId,
    /// Something that is still to be done in a mailbox.
    MailErrandId,
    /// One of an agent's notices, which are numbered for each agent by himself.
    NoticeId,
}

/// How many entries one conversation can hold.
pub const ENTRIES_PER_CONVERSATION_MAX: u32 = (1 << ENTRY_SEQ_BITS) - 1;
const ENTRY_SEQ_BITS: u32 = 20;

impl EntryId {
    /// The entry at place `seq` (1 and up) of `conversation`. The number stays below 2^53, so that
    /// JavaScript reads it exactly, up to 2^33 conversations.
    pub fn new(conversation: ConversationId, seq: u32) -> EntryId {
        EntryId(conversation.0 << ENTRY_SEQ_BITS | u64::from(seq))
    }

    pub fn conversation(self) -> ConversationId {
        ConversationId(self.0 >> ENTRY_SEQ_BITS)
    }

    pub fn seq(self) -> u32 {
        (self.0 & u64::from(ENTRIES_PER_CONVERSATION_MAX)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_knows_its_place() {
        let id = EntryId::new(ConversationId(1042), 17);
        assert_eq!((id.conversation(), id.seq()), (ConversationId(1042), 17));
        assert!(EntryId::new(ConversationId(1 << 32), 1).0 < 1 << 53);
    }
}
