//! From when on the mails of a folder count that is looked at for the first time.

use super::fetching::main_folder;
use crate::actions::error::Error;
use crate::app::App;
use crate::domain::Timestamp;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::{MailAccount, Start};
use crate::domain::time::{DAY_MS, MINUTE_MS};

/// Clocks differ: a mail that arrived so long before its inbox was made still counts as new.
const CLOCKS_DIFFER_MS: i64 = 2 * MINUTE_MS;
/// For how long the first look at all folders may take, with all that breaks meanwhile.
const BEGINNING_MS: i64 = DAY_MS;

/// From when on the mails of a folder count that is looked at for the first time.
pub(super) fn of_folder(
    app: &App,
    account: &MailAccount,
    inbox: &Inbox,
) -> Result<Timestamp, Error> {
    let days = match account.start {
        Start::Now => 0,
        Start::Days(days) => i64::from(days),
    };
    let (begun_at, now) = (account.versions.since.unwrap_or(inbox.created_at), app.clock.now());
    // A folder that is added later begins then, be it the main one.
    let is_new = !has_cursor(app, account, inbox, main_folder(account))?
        && (now.ms_since(begun_at) < BEGINNING_MS || !has_any_cursor(app, account, inbox)?);
    let since = if is_new { begun_at } else { now };
    Ok(since.plus_ms(-CLOCKS_DIFFER_MS - days * DAY_MS))
}

/// Whether a folder of this mailbox was looked at already.
pub(super) fn has_cursor(
    app: &App,
    account: &MailAccount,
    inbox: &Inbox,
    name: &str,
) -> Result<bool, Error> {
    let cursor = app.store.view()?.mail_cursor(inbox.id, name)?;
    Ok(cursor.is_some_and(|known| known.mailbox == account.versions.mailbox))
}

fn has_any_cursor(app: &App, account: &MailAccount, inbox: &Inbox) -> Result<bool, Error> {
    for name in &account.folders {
        if has_cursor(app, account, inbox, name)? {
            return Ok(true);
        }
    }
    Ok(false)
}
