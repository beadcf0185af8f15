//! Full-text search with tantivy, derived from the change log; may be deleted at any time.
use crate::domain::*; use crate::domain::channel::Channel; use std::path::Path;
#[derive(Debug, Clone, thiserror::Error)] #[error("x")] pub struct Error;
pub enum Document { Message { entry: EntryId, contact: ContactId, channel: Channel, at: Timestamp, is_note: bool, text: String },
 Conversation { id: ConversationId, contact: ContactId, channel: Channel, at: Timestamp, subject: Option<String> },
 Contact { id: ContactId, at: Timestamp, name: String, username: Option<String>, phones: Vec<String>, emails: Vec<String> } }
pub struct Index;
impl Index { pub fn open(_d: &Path) -> Result<Index, Error> { Ok(Index) } pub fn cursor(&self) -> u64 { 0 } pub fn apply(&self, _d: Vec<Document>, _c: u64) -> Result<(), Error> { Ok(()) } }
