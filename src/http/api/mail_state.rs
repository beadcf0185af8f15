//! How a mailbox is doing.

use crate::actions::Error;
use crate::actions::mail::{Failed, Fetching, Health};
use crate::app::App;
use crate::domain::Timestamp;
use crate::domain::channel::Channel;
use crate::domain::inbox::{Inbox, Status};
use crate::store::{MailList, View};
use poem_openapi::Object;

/// As far as this run has seen.
#[derive(Clone, Debug, Object)]
pub struct MailState {
    pub fetching: MailFetching,
    pub sending: MailSending,
    pub counts: MailCounts,
}

#[derive(Clone, Debug, Object)]
pub struct MailFetching {
    /// `connecting`, `fetching`, `idle` (the server says when something comes), `polling` (it is
    /// asked every minute), `waiting` (for the next try), `needs_attention` or `off`.
    pub status: String,
    /// When it was last looked at.
    pub last_ok_at: Option<String>,
    pub error: Option<MailError>,
    pub next_try_at: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct MailSending {
    /// `ok`, `waiting` or `needs_attention`.
    pub status: String,
    pub last_ok_at: Option<String>,
    pub error: Option<MailError>,
    /// How many bytes a mail may have, as the server has said last.
    pub bytes_max: Option<u64>,
}

#[derive(Clone, Debug, Object)]
pub struct MailError {
    pub at: String,
    /// What was being done: `reaching`, `tls`, `greeting`, `sign_in`, `select`, `listing`, `fetching`,
    /// `appending`, `waiting`, `sender`, `recipient` or `content`.
    pub stage: String,
    /// A sentence, with the server's own words.
    pub text: String,
}

/// How many mails were fetched, by what became of them.
#[derive(Clone, Debug, Object)]
pub struct MailCounts {
    pub waiting: u64,
    pub done: u64,
    pub failed: u64,
    pub skipped: u64,
    pub duplicates: u64,
    /// Notices about mails that are not known here.
    pub stray: u64,
}

impl MailState {
    /// `None`: the inbox is no mailbox.
    pub fn of(app: &App, view: &View, inbox: &Inbox) -> Result<Option<MailState>, Error> {
        if inbox.channel() != Channel::Email {
            return Ok(None);
        }
        let Health {
            fetching,
            fetched_at,
            started_at: _,
            fetching_error,
            next_try_at,
            sent_at,
            sending_error,
            bytes_max,
        } = app.mailboxes.health(inbox.id);
        let count = |list| view.mails_in(inbox.id, list);
        let sending = match (&inbox.status, &sending_error) {
            (Status::Stopped { .. }, _) => "needs_attention",
            (Status::Ok, Some(_)) => "waiting",
            (Status::Ok, None) => "ok",
        };
        Ok(Some(MailState {
            fetching: MailFetching {
                status: Fetching::as_str(fetching).to_owned(),
                last_ok_at: fetched_at.map(Timestamp::to_rfc3339),
                error: fetching_error.map(MailError::from),
                next_try_at: next_try_at.map(Timestamp::to_rfc3339),
            },
            sending: MailSending {
                status: sending.to_owned(),
                last_ok_at: sent_at.map(Timestamp::to_rfc3339),
                error: sending_error.map(MailError::from),
                bytes_max,
            },
            counts: MailCounts {
                waiting: count(MailList::Waiting)?,
                done: count(MailList::Done)?,
                failed: count(MailList::Failed)?,
                skipped: count(MailList::Skipped)?,
                duplicates: count(MailList::Duplicate)?,
                stray: count(MailList::Stray)?,
            },
        }))
    }
}

impl From<Failed> for MailError {
    fn from(failed: Failed) -> MailError {
        let Failed { at, stage, text } = failed;
        MailError { at: at.to_rfc3339(), stage: stage.as_str().to_owned(), text }
    }
}
