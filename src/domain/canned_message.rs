//! Pre-written texts.

use super::{AgentId, AttachmentId, CannedMessageId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CannedMessage {
    pub id: CannedMessageId,
    /// What is typed after `/`.
    pub shortcut: String,
    pub title: String,
    pub category: String,
    /// Plain text with variables: `{{first_name|there}}`.
    pub text: String,
    /// Whose own it is; `None`: everybody's.
    #[serde(default)]
    pub owner: Option<AgentId>,
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
}
