//! Why a provider did not take a message, by what follows from it.

use crate::domain::delivery::Failure;

/// Every reason is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The provider surely does not have it: send it again.
    #[error("it can be sent later: {reason}")]
    Temporary {
        reason: String,
        /// A limit was hit: wait this long; such tries are no failures and need not be counted.
        /// `None`: something failed; try few times, later and later.
        retry_after_ms: Option<i64>,
        scope: Scope,
    },
    /// No connection stood, so nothing got there: ask again for as long as it takes. It says
    /// nothing of the message.
    #[error("it can be sent later: {reason}")]
    Unreachable { reason: String },
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

/// Whose messages have to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Only those to the same customer.
    Contact,
    /// All of the inbox's.
    Inbox,
}
