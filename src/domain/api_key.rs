//! Keys for programs: each acts for an agent, within its scopes.

use super::{AgentId, ApiKeyId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// On whose behalf it acts: never beyond this agent's role.
    pub agent: AgentId,
    pub scopes: BTreeSet<Scope>,
    /// SHA-256 of the key; the key itself is shown once and kept nowhere.
    pub hash: Vec<u8>,
    /// The key's first characters, to tell keys apart.
    pub hint: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    #[serde(default)]
    pub last_used_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    ReadConversations,
    WriteConversations,
    ReadContacts,
    WriteContacts,
    ReadReports,
    Configure,
}

impl Scope {
    pub const ALL: [Scope; 6] = [
        Scope::ReadConversations,
        Scope::WriteConversations,
        Scope::ReadContacts,
        Scope::WriteContacts,
        Scope::ReadReports,
        Scope::Configure,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Scope::ReadConversations => "read_conversations",
            Scope::WriteConversations => "write_conversations",
            Scope::ReadContacts => "read_contacts",
            Scope::WriteContacts => "write_contacts",
            Scope::ReadReports => "read_reports",
            Scope::Configure => "configure",
        }
    }

    pub fn parse(text: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}
