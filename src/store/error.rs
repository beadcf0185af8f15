//! Why the store could not do it.

#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// Too many changes wait to be written. Nothing was done; try again soon.
    #[error("too many changes are waiting to be written")]
    Busy,
    /// The disk refused; the store reopens by itself once it can. Nothing was done.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    #[error(
        "the store was written by a newer version (format {found}, this version knows {known})"
    )]
    Newer { found: u64, known: u64 },
    #[error("a stored {table} could not be read: {reason}")]
    Damaged { table: &'static str, reason: String },
    #[error("a conversation can hold no more entries")]
    ConversationFull,
    #[error("a change failed half-way and left no trace")]
    Panicked,
}

impl From<redb::Error> for Error {
    fn from(error: redb::Error) -> Error {
        Error::Unavailable(error.to_string())
    }
}

macro_rules! from_redb {
    ($($kind:ty),+ $(,)?) => {$(
        impl From<$kind> for Error {
            fn from(error: $kind) -> Error {
                redb::Error::from(error).into()
            }
        }
    )+};
}

from_redb!(
    redb::DatabaseError,
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
);
