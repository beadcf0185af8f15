//! The tables: ordered bytes to bytes. What a key consists of stands beside its name.

use redb::TableDefinition;

macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident = $stored:literal),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Table {
            $($(#[$doc])* $name),+
        }

        impl Table {
            pub const ALL: &'static [Table] = &[$(Table::$name),+];

            /// The name in the file; never changes.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Table::$name => $stored),+
                }
            }
        }
    };
}

tables! {
    /// name of a number → number
    Meta = "meta",
    /// id
    Agent = "agent",
    /// e-mail → id
    AgentByEmail = "agent_by_email",
    /// hash of a session's token
    Session = "session",
    /// id
    Queue = "queue",
    /// id
    RemovedQueue = "removed_queue",
    /// id
    Inbox = "inbox",
    /// channel, external id → id
    InboxByExternal = "inbox_by_external",
    /// one record
    Settings = "settings",
    /// id
    RoutingRule = "routing_rule",
    /// id
    Hours = "hours",
    /// id
    Attribute = "attribute",
    /// id
    ApiKey = "api_key",
    /// hash of a key → id
    ApiKeyByHash = "api_key_by_hash",
    /// id
    Attachment = "attachment",
    /// hash of a file, attachment
    AttachmentByHash = "attachment_by_hash",
    /// made, attachment: uploaded and not used
    UnusedAttachment = "unused_attachment",
    /// id
    Tag = "tag",
    /// id
    Label = "label",
    /// id
    CannedMessage = "canned_message",
    /// id
    Template = "template",
    /// inbox, name and language → template
    TemplateByName = "template_by_name",
    /// inbox
    TemplateSync = "template_sync",
    /// id
    Contact = "contact",
    /// inbox, kind, value → contact
    ContactByIdentity = "contact_by_identity",
    /// contact, inbox → the newest conversation
    LatestConversation = "latest_conversation",
    /// id
    Merge = "merge",
    /// id
    Conversation = "conversation",
    /// facet, value, state, last activity (newest first), conversation
    ListByActivity = "list_by_activity",
    /// facet, value, state, waiting since, conversation
    ListByWaiting = "list_by_waiting",
    /// facet, value, state, end of the time to write freely, conversation; open ones
    ListByWindow = "list_by_window",
    /// facet, value, state → how many
    Count = "count",
    /// queue, agent → has room, active conversations, turn; whoever is online
    Available = "available",
    /// agent → the number of its last assignment
    Turn = "turn",
    /// queue, waiting since, conversation; what waits to be given out
    Line = "line",
    /// due, conversation
    Timer = "timer",
    /// due, agent
    AgentTimer = "agent_timer",
    /// agent, conversation
    Draft = "draft",
    /// entry id (conversation and place)
    Entry = "entry",
    /// conversation → the place of our newest message that did not get through
    LastFailed = "last_failed",
    /// inbox, provider's id → entry; the unique key against doubles
    EntryByProviderId = "entry_by_provider_id",
    /// inbox, provider's id → reports that came before the message was known
    ParkedReport = "parked_report",
    /// inbox, address → the row of the outbox that is with the provider
    UnderWay = "under_way",
    /// inbox, address → up to when everything sent there was delivered, and read
    Reached = "reached",
    /// inbox, address, provider's id: an echo that waits for the answer to what is under way
    HeldEcho = "held_echo",
    /// contact: its name is to be asked for
    WantedProfile = "wanted_profile",
    /// inbox, provider's id → what was told of a message before it was known
    Early = "early",
    /// agent, conversation → how many inbound messages were read
    ReadMark = "read_mark",
    /// agent, notice
    Notice = "notice",
    /// agent, entry that is told of → notice, while it is not seen
    UnseenNotice = "unseen_notice",
    /// id
    Journal = "journal",
    /// id → the bytes as they came
    JournalBody = "journal_body",
    /// id of a delivery that awaits processing
    JournalWaiting = "journal_waiting",
    /// id of a delivery that could not be read
    JournalUnreadable = "journal_unreadable",
    /// id
    Mail = "mail",
    /// inbox, UIDVALIDITY and UID, folder → mail; the unique key against fetching twice
    MailByPlace = "mail_by_place",
    /// inbox, list, mail
    MailByState = "mail_by_state",
    /// inbox, list → how many
    MailTally = "mail_tally",
    /// inbox, folder
    MailCursor = "mail_cursor",
    /// inbox, address (empty: all) → when automatic answers went there lately
    MailAnswers = "mail_answers",
    /// inbox, address: what was sent there last
    MailSentTo = "mail_sent_to",
    /// inbox → its last test
    MailTrip = "mail_trip",
    /// id
    MailErrand = "mail_errand",
    /// inbox, due, errand
    MailErrandByDue = "mail_errand_by_due",
    /// id
    Outbox = "outbox",
    /// id
    Download = "download",
    /// due, download
    DownloadByDue = "download_by_due",
    /// principal, key
    Idempotency = "idempotency",
    /// sequence number
    Log = "log",
    /// end of a conversation (the end of time while open), conversation; derived
    Fact = "fact",
    /// conversation → its end as in `Fact`; derived
    FactPlace = "fact_place",
}

impl Table {
    pub(super) fn definition(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(self.name())
    }
}
