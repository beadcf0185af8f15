//! Pre-written texts.

use super::CannedMessageId;
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
}
