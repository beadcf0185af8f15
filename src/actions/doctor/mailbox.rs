//! Whether a mailbox can be read and written from: both are tried anew.

use super::super::error::Error;
use super::super::mail;
use super::{Check, Standing};
use crate::app::App;
use crate::channels::email::health::{Fetching, Health};
use crate::channels::email::server::{Kind, Trouble};
use crate::domain::inbox::Inbox;
use crate::store::MailList;

const CREDENTIALS: &str = "Check the user name and the password. Many providers want a password for applications instead of the usual one.";
const CERTIFICATE: &str = "Check the server's name. If it has a certificate of your own authority, enter that in the settings.";
const REACH: &str = "Check the server's name, the port and the kind of encryption.";
const LATER: &str = "The server asks for patience: it is tried again by itself.";
const SERVER: &str = "The answer says more; your provider knows what it means.";
const UNREADABLE: &str = "They are listed on the inbox's page, to be downloaded or tried again.";

pub async fn checks(app: &App, inbox: &Inbox) -> Result<Vec<Check>, Error> {
    let tried = tokio::join!(mail::trial::imap(app, inbox), mail::trial::smtp(app, inbox));
    let mut checks = vec![
        judged("imap", "Receiving (IMAP)", tried.0?),
        judged("smtp", "Sending (SMTP)", tried.1?),
        fetching(app, &app.mailboxes.health(inbox.id)),
    ];
    let failed = app.store.view()?.mails_in(inbox.id, MailList::Failed)?;
    if failed > 0 {
        let detail = format!("{failed} mails could not be read. They are kept.");
        let check = Check::new("unreadable", "Mails", Standing::Warning, detail);
        checks.push(check.advised(UNREADABLE));
    }
    Ok(checks)
}

fn judged(id: &'static str, title: &'static str, tried: Result<String, Trouble>) -> Check {
    match tried {
        Ok(detail) => Check::new(id, title, Standing::Ok, detail),
        Err(trouble) => {
            let advice = match trouble.kind {
                Kind::SignIn => CREDENTIALS,
                Kind::Insecure => CERTIFICATE,
                Kind::Unreachable | Kind::Broken => REACH,
                Kind::Throttled => LATER,
                Kind::Refused => SERVER,
            };
            Check::new(id, title, Standing::Failed, trouble.text).advised(advice)
        }
    }
}

fn fetching(app: &App, health: &Health) -> Check {
    let check = |standing, detail: String| Check {
        at: health.fetched_at,
        ..Check::new("fetching", "Fetching", standing, detail)
    };
    let is_old = health
        .fetched_at
        .is_none_or(|at| app.clock.now().ms_since(at) > mail::fetching::SILENT_AFTER_MS);
    match (&health.fetching_error, health.fetching) {
        (Some(failed), _) => check(Standing::Failed, failed.text.clone()),
        (None, Fetching::Idle) => {
            check(Standing::Ok, "The server says when something comes.".to_owned())
        }
        (None, Fetching::Fetching) if !is_old => {
            check(Standing::Ok, "Mails are being fetched.".to_owned())
        }
        (None, Fetching::Polling) if !is_old => {
            check(Standing::Ok, "The server is asked every minute.".to_owned())
        }
        (None, Fetching::Connecting | Fetching::Fetching | Fetching::Off | Fetching::Polling) => {
            check(Standing::Unknown, "Nothing was fetched lately.".to_owned())
        }
        (None, Fetching::Waiting | Fetching::NeedsAttention) => {
            check(Standing::Warning, "The next try is still to come.".to_owned())
        }
    }
}
