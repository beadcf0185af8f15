//! Mailboxes: what they are set up with, fetching and importing their mails, sending from them.

pub mod accounts;
mod answered;
pub(super) mod answering;
pub mod importing;
mod beginning;
pub(super) mod bounces;
pub mod choosing;
pub(super) mod composing;
pub mod destinations;
mod errands;
mod facts;
pub mod fetching;
mod flood;
mod folder;
mod hurdle;
mod keys;
pub(super) mod past;
mod quoting;
pub mod reading;
mod receiving;
pub(super) mod sending;
mod sign_in;
mod threading;
pub(super) mod trial;
pub mod trip;
mod troubles;

pub use crate::channels::email::health::{Failed, Fetching, Health};

use crate::domain::inbox::{Account, Inbox};
use crate::domain::mailbox::MailAccount;

/// The mailbox that an inbox is, if it is one.
pub(super) fn mailbox_of(inbox: &Inbox) -> Option<&MailAccount> {
    match &inbox.account {
        Account::Email { mailbox, .. } => Some(mailbox),
        Account::Whatsapp { .. } | Account::Messenger { .. } => None,
    }
}
