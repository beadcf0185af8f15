//! What accounts are connected with.

use super::mailbox::{self, MailboxChangeBody, NewMailbox};
use crate::actions::Error;
use crate::actions::inboxes::NewAccount;
use crate::actions::secrets::MetaSecrets;
use crate::channels::secret::Secret;
use crate::domain::channel::Channel;
use poem_openapi::Object;

const ONE_ACCOUNT: &str = "An inbox has one account: send its secrets only.";

/// What Meta shows for a number, and the secrets to speak with it. Secrets are write-only.
#[derive(Object)]
pub struct NewWhatsappAccount {
    pub phone_number_id: String,
    pub waba_id: String,
    pub access_token: String,
    /// Proves that deliveries come from Meta; nothing is accepted without it.
    pub app_secret: String,
    /// Chosen by you; Meta repeats it when it checks the callback address.
    pub verify_token: String,
}

/// What Meta shows for a page and its app, and the secrets to speak with them. Secrets are write-only.
#[derive(Object)]
pub struct NewMessengerAccount {
    pub page_id: String,
    pub page_access_token: String,
    pub app_id: String,
    /// Proves that deliveries come from Meta; nothing is accepted without it.
    pub app_secret: String,
    /// Chosen by you; Meta repeats it when it checks the callback address.
    pub verify_token: String,
}

#[derive(Default, Object)]
pub struct WhatsappSecretsChange {
    pub access_token: Option<String>,
    pub app_secret: Option<String>,
    pub verify_token: Option<String>,
}

#[derive(Default, Object)]
pub struct MessengerSecretsChange {
    pub page_access_token: Option<String>,
    pub app_secret: Option<String>,
    pub verify_token: Option<String>,
}

/// Whose of the three is given, if any.
pub fn only_one(
    whatsapp: &Option<WhatsappSecretsChange>,
    messenger: &Option<MessengerSecretsChange>,
    email: &Option<MailboxChangeBody>,
) -> Result<Option<Channel>, Error> {
    match (whatsapp, messenger, email) {
        (Some(_), None, None) => Ok(Some(Channel::Whatsapp)),
        (None, Some(_), None) => Ok(Some(Channel::Messenger)),
        (None, None, Some(_)) => Ok(Some(Channel::Email)),
        (None, None, None) => Ok(None),
        (_, _, Some(_)) => Err(Error::invalid("email", ONE_ACCOUNT)),
        (_, Some(_), None) => Err(Error::invalid("messenger", ONE_ACCOUNT)),
    }
}

pub fn account(
    channel: &str,
    whatsapp: Option<NewWhatsappAccount>,
    messenger: Option<NewMessengerAccount>,
    email: Option<NewMailbox>,
) -> Result<NewAccount, Error> {
    match (channel, whatsapp, messenger) {
        ("email", ..) => match email {
            Some(account) => mailbox::account(account),
            None => Err(Error::invalid("email", "Give the mailbox under “email”.")),
        },
        ("whatsapp", Some(account), _) => Ok(NewAccount::Whatsapp {
            phone_number_id: account.phone_number_id,
            waba_id: account.waba_id,
            secrets: MetaSecrets {
                access_token: Secret::new(account.access_token),
                app_secret: Secret::new(account.app_secret),
                verify_token: Secret::new(account.verify_token),
            },
        }),
        ("messenger", _, Some(account)) => Ok(NewAccount::Messenger {
            page_id: account.page_id,
            app_id: account.app_id,
            secrets: MetaSecrets {
                access_token: Secret::new(account.page_access_token),
                app_secret: Secret::new(account.app_secret),
                verify_token: Secret::new(account.verify_token),
            },
        }),
        ("whatsapp", None, _) => {
            Err(Error::invalid("whatsapp", "Give the account under “whatsapp”."))
        }
        ("messenger", _, None) => {
            Err(Error::invalid("messenger", "Give the page under “messenger”."))
        }
        _ => {
            let reason = "This version connects “whatsapp”, “messenger” and “email”.";
            Err(Error::invalid("channel", reason))
        }
    }
}
