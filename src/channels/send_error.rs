//! Why a provider did not take a message, by what follows from it.

use crate::domain::delivery::Failure;

/// Every reason is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Send it again.
    #[error("it can be sent later: {reason}")]
    Temporary { reason: String, retry: Retry, scope: Scope },
    /// The provider was not reached, so nothing got there: ask again for as long as it takes. It
    /// says nothing of the message.
    #[error("it can be sent later: {reason}")]
    Unreachable { reason: String, scope: Scope },
    /// This message will never go through as it is.
    #[error("it can't be sent: {}", failure.reason)]
    Permanent { failure: Failure },
    /// Nothing goes through until an admin mends the account; what is queued stays.
    #[error("the inbox can't send: {}", failure.reason)]
    Stopped { failure: Failure },
    /// The provider may or may not have it: never send it again by itself.
    #[error("its fate is unknown: {reason}")]
    Unknown { reason: String },
}

/// When it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// A limit was hit: the same goes through after this long. Being told to wait is no failure.
    After { wait_ms: i64 },
    /// Something failed: a few tries, later and later, none sooner than this.
    Counted {
        least_ms: i64,
        /// Whether the provider may have it all the same: its servers failed at it.
        in_doubt: bool,
    },
}

impl Retry {
    /// A failure of which nothing more is known, and that surely left nothing there.
    pub const SURE: Retry = Retry::Counted { least_ms: 0, in_doubt: false };

    /// How long to wait at the least, where that is told.
    pub fn wait_ms(self) -> Option<i64> {
        match self {
            Retry::After { wait_ms } => Some(wait_ms),
            Retry::Counted { least_ms, in_doubt: _ } => Some(least_ms).filter(|ms| *ms > 0),
        }
    }
}

/// Whose messages have to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only those to the same customer.
    Contact,
    /// All of the inbox's.
    Inbox,
}
