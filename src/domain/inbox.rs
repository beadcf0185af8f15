//! Connected accounts on a channel.

use super::channel::Channel;
use super::queue::Timeouts;
use super::{InboxId, QueueId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    pub id: InboxId,
    pub name: String,
    pub queue: QueueId,
    pub account: Account,
    pub status: Status,
    #[serde(default)]
    pub last_inbound_at: Option<Timestamp>,
    pub created_at: Timestamp,
    /// Where they differ from the queue's.
    #[serde(default)]
    pub timeouts: Timeouts,
}

/// What the provider knows the account by. Secrets are sealed with the workspace's key: they are
/// useless to who finds the store without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    Whatsapp { phone_number_id: String, waba_id: String, secrets: Sealed },
}

/// Encrypted bytes.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Ok,
    /// Nothing is sent until an admin mends the account; what is queued is kept.
    Stopped {
        reason: String,
        since: Timestamp,
    },
}

impl Inbox {
    pub fn channel(&self) -> Channel {
        match &self.account {
            Account::Whatsapp { .. } => Channel::Whatsapp,
        }
    }

    /// What webhooks name this account by: unique in its channel.
    pub fn external_id(&self) -> &str {
        match &self.account {
            Account::Whatsapp { phone_number_id, .. } => phone_number_id,
        }
    }
}
