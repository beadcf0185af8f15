//! Showing customers that we read and write: never important enough to be done often, at length, or
//! a second time.

use super::rate::Spacing;
use crate::domain::time::{DAY_MS, SECOND_MS};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Typing shows for 25 seconds on WhatsApp and 20 on Messenger.
const TYPING_EVERY_MS: i64 = 20 * SECOND_MS;
/// A message is read once.
const READ_EVERY_MS: i64 = 30 * DAY_MS;
/// What comes while so many are under way is left out.
const UNDER_WAY_MAX: usize = 16;
/// A slow provider is not waited for.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// What was shown lately, and how much is under way.
pub struct Courtesies {
    /// By conversation.
    pub typing: Spacing,
    /// By the entry that was read.
    pub reading: Spacing,
    pub under_way: Arc<Semaphore>,
}

impl Default for Courtesies {
    fn default() -> Courtesies {
        Courtesies {
            typing: Spacing::new(TYPING_EVERY_MS),
            reading: Spacing::new(READ_EVERY_MS),
            under_way: Arc::new(Semaphore::new(UNDER_WAY_MAX)),
        }
    }
}
