//! Files that go with messages.

use super::{AgentId, AttachmentId, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    /// As its sender named it, made safe.
    pub name: String,
    /// By its content, not by what its sender says.
    pub mime: String,
    pub bytes: u64,
    /// SHA-256 in hex: the name of the file on the disk.
    pub hash: String,
    /// `None`: a customer's.
    pub by: Option<AgentId>,
    pub created_at: Timestamp,
}
