//! What a provider tells of an account becomes warnings on its inboxes, and stops them where nothing
//! can be sent any more.

use super::access;
use super::downloads;
use super::error::Error;
use super::once::Request;
use crate::app::App;
use crate::channels::received::{AccountNews, Effect};
use crate::domain::InboxId;
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::permission::Act;
use crate::store::Writer;

/// Tells those of `inboxes` that are of the business account; answers whether there is one.
pub(super) fn take(
    writer: &mut Writer,
    inboxes: &[InboxId],
    news: &AccountNews,
) -> Result<bool, Error> {
    let mut is_heard = false;
    for id in inboxes {
        let Some(mut inbox) = writer.find::<Inbox>(*id)?.filter(|inbox| is_of(inbox, news)) else {
            continue;
        };
        is_heard = true;
        if !inbox.hears(&news.kind, &news.text, news.at) {
            continue;
        }
        inbox.warn(&news.kind, news.text.clone(), writer.now);
        match news.effect {
            Effect::Warns => {}
            Effect::Stops => {
                inbox.stop_by_news(&news.kind, &news.text, writer.now);
            }
            Effect::GoesOn if inbox.is_stopped_by_news(&news.kind) => {
                inbox.goes_on(writer.now);
                writer.wake_outbox();
                downloads::go_on(writer, *id)?;
            }
            Effect::GoesOn => {}
        }
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id: *id });
    }
    Ok(is_heard)
}

fn is_of(inbox: &Inbox, news: &AccountNews) -> bool {
    let business = match &inbox.account {
        Account::Whatsapp { waba_id, .. } => waba_id,
        Account::Messenger { page_id, .. } => page_id,
        Account::Email { .. } => return false,
    };
    news.business.as_ref().is_none_or(|told| told == business)
}

/// Somebody has read it. Doing it twice is harmless.
pub async fn dismiss(app: &App, request: Request, id: InboxId, warning: u32) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let mut inbox: Inbox = access::record(writer, id, "inbox")?;
        let before = inbox.warnings.len();
        inbox.warnings.retain(|known| known.id != warning);
        if inbox.warnings.len() < before {
            writer.save_inbox(&inbox)?;
            writer.announce(Event::Inbox { id });
        }
        Ok(())
    });
    result.await
}
