//! Pages whose events no longer come here: Meta takes an app off a page whose deliveries failed for
//! an hour. It is noticed, mended, and told, since what was said meanwhile is lost.

use super::error::Error;
use super::{doctor, prepared, secrets};
use crate::app::App;
use crate::channels::graph_account::{Door, Subscriber, Trouble};
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox, Status};
use crate::domain::{InboxId, Timestamp};
use crate::store::Writer;

/// The warning's word.
const KIND: &str = "subscription_lost";

/// Looks at every page, and subscribes those again that have lost us. One page's trouble does not
/// keep the others from being looked at.
pub async fn mend(app: &App) -> Result<(), Error> {
    let inboxes = app.store.view()?.all::<Inbox>()?;
    for inbox in inboxes.into_iter().filter(|inbox| inbox.status == Status::Ok) {
        let Account::Messenger { page_id, app_id, .. } = &inbox.account else { continue };
        if let Err(trouble) = mend_page(app, &inbox, page_id, app_id).await? {
            let reason = trouble.to_string();
            tracing::warn!(inbox = %inbox.id, reason, "a page's subscription could not be seen to");
        }
    }
    Ok(())
}

async fn mend_page(
    app: &App,
    inbox: &Inbox,
    page_id: &str,
    app_id: &str,
) -> Result<Result<(), Trouble>, Error> {
    let Some(secrets) = secrets::of_meta(app, inbox)? else { return Ok(Ok(())) };
    let endpoint = prepared::endpoint(app);
    let access_token = &secrets.access_token;
    let calls = prepared::calls(app, inbox);
    let door = Door { client: &app.client, endpoint: &endpoint, access_token, calls };
    let known = match door.subscribers(page_id).await {
        Ok(known) => known,
        Err(trouble) => return Ok(Err(trouble)),
    };
    if is_subscribed(&known, app_id) {
        return Ok(Ok(()));
    }
    if let Err(trouble) = doctor::subscribe_account(app, inbox, access_token).await {
        return Ok(Err(trouble));
    }
    let id = inbox.id;
    app.store.write(move |writer| tell(writer, id)).await?;
    Ok(Ok(()))
}

/// Whether what we can't do without comes to our app.
fn is_subscribed(known: &[Subscriber], app_id: &str) -> bool {
    let ours = known.iter().find(|subscriber| subscriber.app_id.as_deref() == Some(app_id));
    ours.is_some_and(Subscriber::gets_what_is_needed)
}

fn tell(writer: &mut Writer, id: InboxId) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    // Without a last time it is connected for the first time, and nothing is lost.
    if let Some(last) = inbox.last_inbound_at {
        inbox.warn(KIND, outage(last, writer.now), writer.now);
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id });
    }
    Ok(())
}

fn outage(last_inbound_at: Timestamp, now: Timestamp) -> String {
    format!(
        "The page did not send its messages here any more; it was connected again at {} (UTC). The \
         last thing heard from it was at {} (UTC): what customers wrote in between is only in the \
         page's own inbox.",
        now.to_rfc3339(),
        last_inbound_at.to_rfc3339()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::graph_account::PAGE_FIELDS_NEEDED;

    fn subscription(app_id: &str, fields: &[&str]) -> Subscriber {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Subscriber { app_id: Some(app_id.to_owned()), fields }
    }

    #[test]
    fn a_page_is_ours_if_our_app_gets_what_it_needs() {
        let check = |known: &[Subscriber], expected: bool| {
            assert_eq!(is_subscribed(known, "7"), expected, "{known:?}");
        };
        check(&[], false);
        check(&[subscription("8", &PAGE_FIELDS_NEEDED)], false);
        check(
            &[subscription("8", &PAGE_FIELDS_NEEDED), subscription("7", &PAGE_FIELDS_NEEDED)],
            true,
        );
        check(&[subscription("7", &["messages"])], false);
        check(&[subscription("7", &[])], true);
    }

    #[test]
    fn an_outage_is_told_with_its_beginning() {
        let told = outage(Timestamp(0), Timestamp(7_200_000));
        assert!(told.contains("1970-01-01T00:00:00") && told.contains("1970-01-01T02:00:00"));
    }
}
