//! Whether a mailbox can be read and written from.

use super::super::error::Error;
use super::Check;
use crate::app::App;
use crate::domain::inbox::Inbox;

pub async fn checks(_app: &App, _inbox: &Inbox) -> Result<Vec<Check>, Error> {
    Ok(Vec::new())
}
