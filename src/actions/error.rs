//! Why an action was not done. Each says it in a sentence for people; the edge gives it a status.

use crate::domain::ConversationId;
use crate::domain::conversation::Refused;
use crate::{search, store, vault};
use std::borrow::Cow;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    #[error("You may not do this.")]
    Forbidden,
    #[error("{reason}")]
    Invalid { field: Cow<'static, str>, reason: String },
    /// It does not fit what is there: `code` names the case for programs.
    #[error("{detail}")]
    Conflict { code: &'static str, detail: String },
    #[error("#{conversation} with {contact} is open already: go on there.")]
    HasOpen { contact: String, conversation: ConversationId },
    #[error("This Idempotency-Key was used before with another request.")]
    KeyReused,
    #[error("The e-mail address or the password is wrong.")]
    WrongCredentials,
    #[error("Too many attempts: try again in {retry_after_seconds} s.")]
    TooManyAttempts { retry_after_seconds: u64 },
    #[error("Everything is being counted anew: try again in a moment.")]
    StillCounting,
    #[error("a file could not be read or written: {0}")]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Search(#[from] search::Error),
    #[error(transparent)]
    Vault(#[from] vault::Error),
}

impl Error {
    pub fn invalid(field: impl Into<Cow<'static, str>>, reason: impl Into<String>) -> Error {
        Error::Invalid { field: field.into(), reason: reason.into() }
    }

    /// The name of the refusal for programs; `None`: it is not about what was asked, but about the
    /// server.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Error::NotFound(_) => Some("not_found"),
            Error::Forbidden => Some("forbidden"),
            Error::Invalid { .. } => Some("invalid"),
            Error::Conflict { code, .. } => Some(code),
            Error::HasOpen { .. } => Some("has_open"),
            Error::KeyReused => Some("idempotency_key_reused"),
            Error::Store(store::Error::ConversationFull) => Some("conversation_full"),
            Error::WrongCredentials
            | Error::TooManyAttempts { .. }
            | Error::StillCounting
            | Error::Store(_)
            | Error::Search(_)
            | Error::Vault(_)
            | Error::File(_) => None,
        }
    }

    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Error {
        Error::Conflict { code, detail: detail.into() }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        let code = match refused {
            Refused::Closed => "closed",
            Refused::AlreadyYours => "already_yours",
            Refused::AlreadyAssigned { .. } => "already_assigned",
            Refused::NotAccepted => "not_accepted",
            Refused::NotYours { .. } => "not_yours",
            Refused::NothingDue => "nothing_due",
            Refused::NotResolved => "not_resolved",
        };
        Error::conflict(code, sentence(&refused.to_string()))
    }
}

fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
