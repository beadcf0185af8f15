//! What opens accounts: sealed with the workspace's key, opened for requests and nothing else.

use super::error::Error;
use crate::app::App;
use crate::channels::secret::Secret;
use crate::domain::InboxId;
use crate::domain::inbox::{Account, Inbox, Sealed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What both of Meta's channels need.
#[derive(Clone, Serialize, Deserialize)]
pub struct MetaSecrets {
    /// Of a system user, or of a page.
    pub access_token: Secret,
    pub app_secret: Secret,
    pub verify_token: Secret,
}

/// What opens a mailbox, as far as its way of signing in needs it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailSecrets {
    pub imap_password: Option<Secret>,
    /// `None`: the one for IMAP.
    pub smtp_password: Option<Secret>,
    pub client_secret: Option<Secret>,
    pub refresh_token: Option<Secret>,
}

impl MailSecrets {
    pub fn smtp_password(&self) -> Option<&Secret> {
        self.smtp_password.as_ref().or(self.imap_password.as_ref())
    }
}

pub(super) fn seal(app: &App, id: InboxId, secrets: &impl Serialize) -> Result<Sealed, Error> {
    let plain = serde_json::to_vec(secrets).map_err(|_| crate::vault::Error::WrongKey)?;
    Ok(Sealed(app.vault.seal(&purpose(id), &plain)?))
}

/// The secrets of an account at Meta, opened; `None`: it is none.
pub fn of_meta(app: &App, inbox: &Inbox) -> Result<Option<MetaSecrets>, Error> {
    match &inbox.account {
        Account::Whatsapp { secrets, .. } | Account::Messenger { secrets, .. } => {
            open(app, inbox.id, secrets).map(Some)
        }
        Account::Email { .. } => Ok(None),
    }
}

/// The secrets of a mailbox, opened; `None`: it is none.
pub fn of_mailbox(app: &App, inbox: &Inbox) -> Result<Option<MailSecrets>, Error> {
    match &inbox.account {
        Account::Email { secrets, .. } => open(app, inbox.id, secrets).map(Some),
        Account::Whatsapp { .. } | Account::Messenger { .. } => Ok(None),
    }
}

fn open<T: DeserializeOwned>(app: &App, id: InboxId, sealed: &Sealed) -> Result<T, Error> {
    let plain = app.vault.unseal(&purpose(id), &sealed.0)?;
    serde_json::from_slice(&plain).map_err(|_| crate::vault::Error::WrongKey.into())
}

fn purpose(id: InboxId) -> String {
    format!("inbox {id}")
}
