//! Pages whose events no longer come here: Meta takes an app off a page whose deliveries failed for
//! an hour. It is noticed, mended, and told, since what was said meanwhile is lost.

use super::error::Error;
use super::{inboxes, prepared};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::messenger::account::{self, NEEDED, Subscription};
use crate::channels::messenger::send::Credentials;
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox, Status};
use crate::domain::time::MINUTE_MS;
use crate::domain::{InboxId, Timestamp};
use crate::store::Writer;

/// The warning's word.
const KIND: &str = "subscription_lost";

/// Looks at every page, and subscribes those again that have lost us. One page's trouble does not
/// keep the others from being looked at.
pub async fn mend(app: &App) -> Result<(), Error> {
    let inboxes = app.store.view()?.all::<Inbox>()?;
    for inbox in inboxes.into_iter().filter(|inbox| inbox.status == Status::Ok) {
        let Account::Messenger { app_id, .. } = &inbox.account else { continue };
        let Some(page) = credentials(app, &inbox)? else { continue };
        if let Err(error) = mend_page(app, &inbox, &page, app_id).await? {
            tracing::warn!(inbox = %inbox.id, %error, "a page's subscription could not be seen to");
        }
    }
    Ok(())
}

async fn mend_page(
    app: &App,
    inbox: &Inbox,
    page: &Credentials,
    app_id: &str,
) -> Result<Result<(), SendError>, Error> {
    let endpoint = prepared::endpoint(app);
    let known = match account::subscriptions(&app.client, &endpoint, page).await {
        Ok(known) => known,
        Err(error) => return Ok(Err(error)),
    };
    if is_subscribed(&known, app_id) {
        return Ok(Ok(()));
    }
    if let Err(error) = account::subscribe(&app.client, &endpoint, page).await {
        return Ok(Err(error));
    }
    let id = inbox.id;
    app.store.write(move |writer| tell(writer, id)).await?;
    Ok(Ok(()))
}

/// Lets the events of an inbox's page come here. Doing it twice is harmless.
pub async fn subscribe(app: &App, inbox: &Inbox) -> Result<Result<(), SendError>, Error> {
    let Some(page) = credentials(app, inbox)? else { return Ok(Ok(())) };
    Ok(account::subscribe(&app.client, &prepared::endpoint(app), &page).await)
}

/// What speaks for the inbox's page, if it has one.
pub fn credentials(app: &App, inbox: &Inbox) -> Result<Option<Credentials>, Error> {
    let Account::Messenger { page_id, .. } = &inbox.account else { return Ok(None) };
    let access_token = inboxes::secrets(app, inbox)?.access_token;
    Ok(Some(Credentials { page_id: page_id.clone(), access_token }))
}

/// Whether what we can't do without comes to our app.
pub fn is_subscribed(known: &[Subscription], app_id: &str) -> bool {
    let ours = known.iter().find(|subscription| subscription.app_id == app_id);
    ours.is_some_and(|ours| {
        // Older answers name no fields.
        ours.fields.is_empty()
            || NEEDED.iter().all(|needed| ours.fields.iter().any(|field| field == needed))
    })
}

fn tell(writer: &mut Writer, id: InboxId) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    let now = writer.now;
    if inbox.last_inbound_at.is_none() {
        // It is connected for the first time: nothing is lost.
        return Ok(());
    }
    inbox.warn(KIND, outage(inbox.last_inbound_at, now), now);
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

fn outage(last_inbound_at: Option<Timestamp>, now: Timestamp) -> String {
    let since = match last_inbound_at {
        Some(last) if now.ms_since(last) >= MINUTE_MS => {
            format!("The last thing heard from the page was at {} (UTC). ", last.to_rfc3339())
        }
        Some(_) | None => String::new(),
    };
    format!(
        "The page did not send its messages here any more; it was connected again at {} (UTC). \
         {since}What customers wrote in between is only in the page's own inbox.",
        now.to_rfc3339()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(app_id: &str, fields: &[&str]) -> Subscription {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Subscription { app_id: app_id.to_owned(), name: None, fields }
    }

    #[test]
    fn a_page_is_ours_if_our_app_gets_what_it_needs() {
        let check = |known: &[Subscription], expected: bool| {
            assert_eq!(is_subscribed(known, "7"), expected, "{known:?}");
        };
        check(&[], false);
        check(&[subscription("8", &NEEDED)], false);
        check(&[subscription("8", &NEEDED), subscription("7", &NEEDED)], true);
        check(&[subscription("7", &["messages"])], false);
        check(&[subscription("7", &[])], true);
    }

    #[test]
    fn an_outage_is_told_with_its_beginning() {
        let told = outage(Some(Timestamp(0)), Timestamp(7_200_000));
        assert!(told.contains("1970-01-01T00:00:00") && told.contains("1970-01-01T02:00:00"));
        assert!(!outage(None, Timestamp(0)).contains("last thing heard"));
    }
}
