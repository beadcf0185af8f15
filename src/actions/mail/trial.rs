//! Whether a mailbox's servers let us in. Nothing is changed by it.

use super::sign_in;
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::imap::Imap;
use crate::channels::email::server::Trouble;
use crate::channels::email::smtp::Smtp;
use crate::domain::inbox::Inbox;

/// What was found, in a sentence.
pub async fn imap(app: &App, inbox: &Inbox) -> Result<Result<String, Trouble>, Error> {
    let (server, login) = match sign_in::imap(app, inbox).await? {
        Ok(way) => way,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let mut imap = match Imap::connect(&server, &login).await {
        Ok(imap) => imap,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let looked = look(inbox, &mut imap).await;
    imap.logout().await;
    Ok(looked)
}

async fn look(inbox: &Inbox, imap: &mut Imap) -> Result<String, Trouble> {
    let folders = super::mailbox_of(inbox).map(|mailbox| mailbox.folders.clone());
    for folder in folders.unwrap_or_default() {
        imap.select(&folder, true).await?;
    }
    let how = match imap.has_idle() {
        true => "New mails are told at once.",
        false => "It does not tell of new mails: it is asked every minute.",
    };
    Ok(format!("The server lets us in and opens all folders. {how}"))
}

pub async fn smtp(app: &App, inbox: &Inbox) -> Result<Result<String, Trouble>, Error> {
    let (server, login) = match sign_in::smtp(app, inbox).await? {
        Ok(way) => way,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let smtp = match Smtp::connect(&server, &login, &sign_in::greeting_name(inbox)).await {
        Ok(smtp) => smtp,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let size = smtp.size_max().map(|most| format!(" Mails may have {} MB.", most / (1024 * 1024)));
    smtp.quit().await;
    Ok(Ok(format!("The server lets us in.{}", size.unwrap_or_default())))
}
