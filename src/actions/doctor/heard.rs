//! What the account has sent us, and whether what we send gets through.

use super::{Check, Standing};
use crate::app::App;
use crate::channels::callbacks;
use crate::domain::channel::Channel;
use crate::domain::inbox::{Inbox, Status};
use crate::domain::time::DAY_MS;

/// An account that was connected since then may still be on its way through Meta's settings.
const NEW_MS: i64 = DAY_MS;
const CALLBACK: &str = "Enter the callback address and the verify token at Meta, in the app's webhook settings, and tick the fields.";
const SECRET: &str = "Copy the app secret from the app's basic settings at Meta into the inbox's settings. If somebody else sends these, nothing is lost: they are refused.";
const RESTS: &str =
    "Nothing: it goes on by itself then, and what waits is sent. A new access token ends the rest.";

pub fn checks(app: &App, inbox: &Inbox) -> Vec<Check> {
    vec![callback(app, inbox), signature(app, inbox), last_error(inbox)]
}

fn callback(app: &App, inbox: &Inbox) -> Check {
    let check = |standing, detail: &str| {
        Check::new("callback", "Callback address", standing, detail.to_owned())
    };
    let verified_at = app.callbacks.heard(inbox.id).verified_at;
    match (inbox.last_inbound_at, verified_at) {
        (Some(at), _) => Check { at: Some(at), ..check(Standing::Ok, "Meta reaches this server.") },
        (None, Some(at)) => {
            let detail = "Meta has checked the address; nothing has come in yet.";
            let advice = "Write to the account from a phone: the message should appear at once.";
            Check { at: Some(at), ..check(Standing::Warning, detail).advised(advice) }
        }
        (None, None) if inbox.created_at.plus_ms(NEW_MS) > app.clock.now() => {
            let detail = "Nobody at Meta has asked for the address yet.";
            check(Standing::Unknown, detail).advised(CALLBACK)
        }
        (None, None) => {
            check(Standing::Failed, "Meta has never reached this server for this account.")
                .advised(CALLBACK)
        }
    }
}

fn signature(app: &App, inbox: &Inbox) -> Check {
    let check =
        |standing, detail: &str| Check::new("signature", "App secret", standing, detail.to_owned());
    let heard = app.callbacks.heard(inbox.id);
    // What came before this start was accepted by its signature, too.
    let signed_at = heard.signed_at.max(inbox.last_inbound_at);
    match (signed_at, heard.refused_at) {
        (signed_at, Some(refused_at)) if signed_at.is_none_or(|at| at < refused_at) => {
            let detail = "A delivery for this account came with a signature that the app secret does not prove.";
            Check { at: Some(refused_at), ..check(Standing::Failed, detail).advised(SECRET) }
        }
        (Some(at), _) => Check {
            at: Some(at),
            ..check(Standing::Ok, "Deliveries are signed as they should be.")
        },
        (None, _) => check(Standing::Unknown, "Nothing has come in yet to tell by."),
    }
}

fn last_error(inbox: &Inbox) -> Check {
    match &inbox.status {
        Status::Ok => {
            let detail = "Nothing holds up what is sent.".to_owned();
            Check::new("last_error", "Sending", Standing::Ok, detail)
        }
        Status::Stopped { reason, resumes_at: Some(at), .. } => {
            let check = Check::new("last_error", "Sending", Standing::Warning, reason.clone());
            Check { at: Some(*at), ..check.advised(RESTS) }
        }
        Status::Stopped { reason, since, resumes_at: None } => {
            let advice =
                "Mend it, then enter an access token: what waits is sent then, nothing is lost.";
            let check = Check::new("last_error", "Sending", Standing::Failed, reason.clone());
            Check { at: Some(*since), ..check.advised(advice) }
        }
    }
}

/// Remembers that something came that no secret proves, for the accounts that it names.
pub fn refused(app: &App, channel: Channel, body: &[u8]) -> Result<(), super::Error> {
    let view = app.store.view()?;
    for account in callbacks::accounts_named(body) {
        if let Some(inbox) = view.inbox_by_external(channel, &account)? {
            app.callbacks.refused(inbox.id, app.clock.now());
        }
    }
    Ok(())
}
