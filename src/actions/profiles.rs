//! People are first called by the end of their number; their names are asked for afterwards, a few
//! times, and nothing waits for that.

use super::error::Error;
use super::senders::facebook_user;
use super::{prepared, secrets};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::messenger::profile;
use crate::channels::messenger::send::Credentials;
use crate::domain::contact::Contact;
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::{ContactId, InboxId, Timestamp};
use crate::store::{WantedProfile, Writer};
use std::time::Duration;

/// How often one name is asked for, the page's own trouble not counted.
const ATTEMPTS_MAX: u32 = 5;
const FIRST_PAUSE_MS: i64 = MINUTE_MS;
/// While the page itself is in trouble.
const TROUBLE_PAUSE_MS: i64 = HOUR_MS;
/// How many are looked at in one go, and asked for at once: Meta limits these calls.
const LOOKED_AT_ONCE: usize = 200;
const ASKED_AT_ONCE: usize = 4;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Notes that this person's name is to be asked for.
pub(super) fn want(
    writer: &mut Writer,
    inbox: InboxId,
    contact: ContactId,
    page_scoped_id: &str,
) -> Result<(), Error> {
    let page_scoped_id = page_scoped_id.to_owned();
    let (attempts, not_before) = (0, writer.now);
    let wanted = WantedProfile { contact, inbox, page_scoped_id, attempts, not_before };
    Ok(writer.save_wanted_profile(&wanted)?)
}

/// Runs until the process stops; begins with what the last run left.
pub async fn run(app: App) {
    while !app.stopping.is_cancelled() {
        let next = match ask_due(&app).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "names wait until the store takes changes again");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {}
                    () = app.stopping.cancelled() => {}
                }
                continue;
            }
        };
        tokio::select! {
            () = app.clock.sleep_until(next.unwrap_or(Timestamp(i64::MAX))) => {}
            () = app.store.signals().profiles.notified() => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Asks for those that are due, and says when the next one is.
async fn ask_due(app: &App) -> Result<Option<Timestamp>, Error> {
    loop {
        let wanted = app.store.view()?.wanted_profiles(LOOKED_AT_ONCE)?;
        let now = app.clock.now();
        let due = wanted.iter().filter(|wanted| wanted.not_before <= now).take(ASKED_AT_ONCE);
        let due: Vec<&WantedProfile> = due.collect();
        if due.is_empty() || app.stopping.is_cancelled() {
            return Ok(wanted.iter().map(|wanted| wanted.not_before).min());
        }
        for asked in futures_util::future::join_all(due.iter().map(|one| ask(app, one))).await {
            asked?;
        }
    }
}

async fn ask(app: &App, wanted: &WantedProfile) -> Result<(), Error> {
    let Some(credentials) = page(app, wanted.inbox)? else {
        let contact = wanted.contact;
        let forget = move |writer: &mut Writer| -> Result<(), Error> {
            writer.forget_wanted_profile(contact);
            Ok(())
        };
        return app.store.write(forget).await;
    };
    let endpoint = prepared::endpoint(app);
    let asking = profile::name(&app.client, &endpoint, &credentials, &wanted.page_scoped_id);
    let answer = tokio::select! {
        answer = asking => answer,
        () = app.stopping.cancelled() => return Ok(()),
    };
    let wanted = wanted.clone();
    app.store.write(move |writer| settle(writer, &wanted, answer)).await
}

fn page(app: &App, inbox: InboxId) -> Result<Option<Credentials>, Error> {
    match app.store.view()?.find::<Inbox>(inbox)? {
        Some(inbox) => credentials(app, &inbox),
        None => Ok(None),
    }
}

fn settle(
    writer: &mut Writer,
    wanted: &WantedProfile,
    answer: Result<Option<String>, SendError>,
) -> Result<(), Error> {
    let mut attempts = wanted.attempts + 1;
    let pause_ms = match answer {
        Ok(name) => {
            writer.forget_wanted_profile(wanted.contact);
            return name.map_or(Ok(()), |name| rename(writer, wanted, name));
        }
        // Meta does not tell it: many people have no profile that an app may see.
        Err(SendError::Permanent { .. }) => None,
        // The page's trouble says nothing of the name: it is no attempt.
        Err(SendError::Stopped { .. }) => {
            attempts = wanted.attempts;
            Some(TROUBLE_PAUSE_MS)
        }
        Err(SendError::Temporary { retry, .. }) => {
            Some(retry.wait_ms().unwrap_or_default().max(pause_ms(attempts)))
        }
        Err(SendError::Unreachable { .. } | SendError::Unknown { .. }) => Some(pause_ms(attempts)),
    };
    match pause_ms.filter(|_| attempts < ATTEMPTS_MAX) {
        Some(pause_ms) => {
            let not_before = writer.now.plus_ms(pause_ms);
            Ok(writer.save_wanted_profile(&WantedProfile {
                attempts,
                not_before,
                ..wanted.clone()
            })?)
        }
        None => {
            writer.forget_wanted_profile(wanted.contact);
            Ok(())
        }
    }
}

fn pause_ms(attempts: u32) -> i64 {
    FIRST_PAUSE_MS.saturating_mul(1 << attempts.min(10))
}

/// Only who still has the name that we gave him: a colleague may have known better.
fn rename(writer: &mut Writer, wanted: &WantedProfile, name: String) -> Result<(), Error> {
    let Some(mut contact) = writer.find::<Contact>(wanted.contact)? else { return Ok(()) };
    if contact.name != facebook_user(&wanted.page_scoped_id) {
        return Ok(());
    }
    contact.name = name;
    writer.save_contact(&contact)?;
    writer.announce(Event::Contact { id: contact.id });
    Ok(())
}

/// What speaks for the inbox's page, if it has one.
fn credentials(app: &App, inbox: &Inbox) -> Result<Option<Credentials>, Error> {
    let Account::Messenger { page_id, .. } = &inbox.account else { return Ok(None) };
    let secrets = secrets::of_meta(app, inbox)?;
    Ok(secrets.map(|secrets| Credentials {
        page_id: page_id.clone(),
        access_token: secrets.access_token,
    }))
}
