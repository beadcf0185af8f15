//! The first admin of a new workspace, made in the browser by whoever can read what the server shows.

use super::agents::{self, NewAgent};
use super::error::Error;
use super::passwords;
use super::queues;
use super::sessions::{self, Doors};
use crate::app::App;
use crate::domain::agent::{Agent, Role};
use crate::store::{self, View, Writer};

/// As whom the first admin signs in.
pub struct FirstAdmin {
    pub name: String,
    pub email: String,
    pub password: String,
}

/// The code to make the first admin with, to be shown where only who runs the server reads it;
/// `None` if there is somebody already. The next start makes another one.
pub fn begin(app: &App) -> Result<Option<String>, Error> {
    if !is_needed(&app.store.view()?)? {
        return Ok(None);
    }
    Ok(Some(app.first_admin.show()?.to_owned()))
}

/// Whether nobody has been made yet.
pub fn is_needed(view: &View) -> Result<bool, Error> {
    Ok(view.all::<Agent>()?.is_empty())
}

/// Makes the first admin, and a queue if there is none, and signs in. Answers the session's token.
pub async fn finish(
    app: &App,
    doors: &Doors,
    address: &str,
    code: &str,
    first: FirstAdmin,
) -> Result<(Agent, String), Error> {
    doors.knock_from(address, app.clock.now())?;
    if !is_needed(&app.store.view()?)? {
        return Err(is_done());
    }
    if !app.first_admin.is(code.trim()) {
        let reason = "This is not the code that the server has shown when it started.";
        return Err(Error::invalid("code", reason));
    }
    doors.let_in_from(address);
    let FirstAdmin { name, email, password } = first;
    let hashed = tokio::task::spawn_blocking(move || passwords::hash(&password)).await;
    let password_hash = hashed.map_err(|error| store::Error::Unavailable(error.to_string()))??;
    let made = app.store.write(move |writer: &mut Writer| -> Result<Agent, Error> {
        // Two may have come in the same moment.
        if !writer.all::<Agent>()?.is_empty() {
            return Err(is_done());
        }
        let queues = queues::with_first(writer)?;
        let role = Role::Admin;
        agents::add(writer, NewAgent { name, email, password_hash, role, queues, capacity: None })
    });
    let admin = made.await?;
    let token = sessions::begin(app, &admin).await?;
    let view = app.store.view()?;
    Ok((view.find(admin.id)?.unwrap_or(admin), token))
}

fn is_done() -> Error {
    let detail = "This workspace has its first admin already: sign in, or ask for an account.";
    Error::conflict("already_set_up", detail)
}
