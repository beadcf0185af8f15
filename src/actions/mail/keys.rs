//! What our mails prove themselves with.

use crate::actions::error::Error;
use crate::app::App;
use crate::domain::InboxId;
use crate::store::View;

/// The key of this very store: ids that another made, or one that was lost, prove nothing here.
pub fn of_store(app: &App, view: &View) -> Result<Vec<u8>, Error> {
    let mark = view.mark()?.number;
    Ok(app.vault.fingerprint(format!("mail {mark:016x}").as_bytes()))
}

/// What stands in an inbox's mails, so that they are known when they come back to it. It tells nobody
/// the key.
pub fn instance(view: &View, inbox: InboxId) -> Result<String, Error> {
    Ok(format!("{:016x}.{inbox}", view.mark()?.number))
}
