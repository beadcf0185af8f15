//! A mailbox is tried by a mail that it sends to itself: once to its address, and once to an address
//! with `+`, to know whether such ones reach it. Neither becomes a message.

use super::{keys, mailbox_of, sign_in};
use crate::actions::access;
use crate::actions::error::Error;
use crate::actions::once::{Request, once};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::email::compose::{self, Outgoing};
use crate::channels::email::mail::{Class, Mail};
use crate::channels::email::smtp::Smtp;
use crate::channels::email::trip::{self, To};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::mail::Mailbox;
use crate::domain::mailbox::MailAccount;
use crate::domain::permission::Act;
use crate::domain::time::MINUTE_MS;
use crate::domain::{InboxId, Timestamp};
use crate::store::{Leg, MailErrandKind, MailTrip, StoredMail, Writer};

/// How long it may take.
pub const ARRIVES_WITHIN_MS: i64 = 2 * MINUTE_MS;
const TOKEN_BYTES: usize = 12;
const SUBJECT: &str = "A test of this mailbox";
const TEXT: &str = "Deskbell sent this mail to itself, to see whether it arrives. \
    It is taken away again.";
const CAME_BACK: &str = "It came back.";
/// Why such a mail is listed as skipped.
pub(super) const REASON: &str = "It was a test of this mailbox.";

/// Begins a test; how it went is told by the doctor. One that is under way goes on.
pub async fn begin(app: &App, request: Request, id: InboxId) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let token = hex::encode(crate::vault::random::<TOKEN_BYTES>().map_err(Error::from)?);
    let wanted = token.clone();
    let result = app.store.write(move |writer| -> Result<Option<MailTrip>, Error> {
        let inbox: Inbox = access::record(writer, id, "inbox")?;
        let Some(account) = mailbox_of(&inbox) else { return Err(Error::NotFound("mailbox")) };
        once(writer, &request, |writer| {
            if !is_under_way(writer.mail_trip(id)?.as_ref(), writer.now) {
                writer.save_mail_trip(&MailTrip {
                    inbox: id,
                    mailbox: account.versions.mailbox,
                    address: account.address.clone(),
                    token: wanted.clone(),
                    began_at: writer.now,
                    plain: Leg::default(),
                    plus: Leg::default(),
                })?;
            }
            Ok(id.0)
        })?;
        Ok(writer.mail_trip(id)?)
    });
    // Only who has made it sends it.
    if let Some(trip) = result.await?.filter(|trip| trip.token == token) {
        let app = app.clone();
        app.tasks.clone().spawn(async move {
            if let Err(error) = send(&app, trip).await {
                tracing::warn!(%error, inbox = %id, "a test of a mailbox could not be kept");
            }
        });
    }
    Ok(())
}

/// Whether its end is still open.
pub fn is_under_way(trip: Option<&MailTrip>, now: Timestamp) -> bool {
    trip.is_some_and(|trip| {
        trip.plain.refused.is_none()
            && trip.plain.arrived_at.is_none()
            && now.ms_since(trip.began_at) < ARRIVES_WITHIN_MS
    })
}

/// Whether it was of the mailbox and the address that this inbox has now.
pub fn is_of(trip: &MailTrip, inbox: &Inbox) -> bool {
    mailbox_of(inbox).is_some_and(|account| {
        trip.mailbox == account.versions.mailbox && trip.address == account.address
    })
}

async fn send(app: &App, mut trip: MailTrip) -> Result<(), Error> {
    let inbox: Inbox = access::record(&app.store.view()?, trip.inbox, "inbox")?;
    let Some(account) = mailbox_of(&inbox).cloned() else { return Ok(()) };
    let mut smtp = match connected(app, &inbox).await? {
        None => return Ok(()),
        Some(Ok(smtp)) => smtp,
        Some(Err(reason)) => {
            trip.plain.refused = Some(reason);
            return keep(app, trip).await;
        }
    };
    for to in [To::Itself, To::Plus] {
        let sent = tokio::select! {
            sent = send_one(app, &inbox, (&account, &trip.token), &mut smtp, to) => sent?,
            () = app.stopping.cancelled() => return Ok(()),
        };
        let leg = match to {
            To::Itself => &mut trip.plain,
            To::Plus => &mut trip.plus,
        };
        match sent {
            Ok(()) => {
                leg.sent_at = Some(app.clock.now());
                app.mailboxes.has_sent(inbox.id, app.clock.now());
            }
            Err(error) => leg.refused = Some(error.to_string()),
        }
        keep(app, trip.clone()).await?;
        if trip.plain.refused.is_some() {
            break;
        }
    }
    smtp.quit().await;
    Ok(())
}

/// `None`: the process is to end first.
async fn connected(app: &App, inbox: &Inbox) -> Result<Option<Result<Smtp, String>>, Error> {
    // Not given up at the end: what renews a token may be renewed along with it, and must be kept.
    let (server, login) = match sign_in::smtp(app, inbox).await? {
        Ok(way) => way,
        Err(trouble) => return Ok(Some(Err(trouble.text))),
    };
    let name = sign_in::greeting_name(inbox);
    let connected = Smtp::connect(&server, &login, &name);
    let connected = app.stopping.run_until_cancelled(connected).await;
    Ok(connected.map(|connected| connected.map_err(|trouble| trouble.text)))
}

async fn send_one(
    app: &App,
    inbox: &Inbox,
    (account, token): (&MailAccount, &str),
    smtp: &mut Smtp,
    to: To,
) -> Result<Result<(), SendError>, Error> {
    let address = match to {
        To::Itself => Some(account.address.clone()),
        To::Plus => trip::plus(&account.address, token),
    };
    let Some(address) = address else { return Err(Error::NotFound("address")) };
    let instance = keys::instance(&app.store.view()?, inbox.id)?;
    let message_id = trip::id(token, to, account.domain());
    let bytes = compose::compose(&Outgoing {
        message_id: &message_id,
        at: app.clock.now(),
        from: Mailbox { name: Some(account.from_name.clone()), address: account.address.clone() },
        to: Mailbox { name: None, address: address.clone() },
        subject: SUBJECT,
        in_reply_to: None,
        references: &[],
        thread_index: None,
        thread_topic: None,
        reply_to: None,
        instance: &instance,
        automatic: true,
        markdown: TEXT,
        signature: None,
        quoted: None,
        files: Vec::new(),
    });
    let opened = match smtp.open(&account.address, &address).await {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(error)),
    };
    Ok(opened.content(&bytes).await)
}

/// What has arrived or come back meanwhile stays so.
async fn keep(app: &App, trip: MailTrip) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let Some(known) = writer.mail_trip(trip.inbox)? else { return Ok(()) };
        if known.token != trip.token {
            return Ok(());
        }
        let with = |leg: Leg, known: Leg| Leg {
            arrived_at: known.arrived_at,
            refused: known.refused.or(leg.refused),
            sent_at: leg.sent_at,
        };
        let (plain, plus) = (with(trip.plain, known.plain), with(trip.plus, known.plus));
        writer.save_mail_trip(&MailTrip { plain, plus, ..known })?;
        writer.announce(Event::Inbox { id: trip.inbox });
        Ok(())
    });
    result.await
}

/// Whether a mail that came in is one of the test's, or says that it could not be delivered.
pub(super) fn arrived(
    writer: &mut Writer,
    stored: &StoredMail,
    mail: &Mail,
) -> Result<bool, Error> {
    let Some(mut known) = writer.mail_trip(stored.inbox)? else { return Ok(false) };
    let now = writer.now;
    match &mail.class {
        Class::Bounce(bounce) => {
            let plus = trip::plus(&known.address, &known.token).map(|plus| plus.to_lowercase());
            if plus.is_none() || bounce.recipient != plus {
                return Ok(false);
            }
            let reason = bounce.diagnostic.clone().unwrap_or_else(|| CAME_BACK.to_owned());
            known.plus.refused.get_or_insert(reason);
        }
        Class::Own | Class::Human | Class::Automatic => {
            let found = mail.message_id.as_deref().and_then(trip::read);
            let Some((_, to)) = found.filter(|(token, _)| *token == known.token) else {
                return Ok(false);
            };
            let leg = match to {
                To::Itself => &mut known.plain,
                To::Plus => &mut known.plus,
            };
            leg.arrived_at.get_or_insert(now);
        }
    }
    writer.save_mail_trip(&known)?;
    writer.add_mail_errand(stored.inbox, MailErrandKind::TakeAway(stored.id), now)?;
    writer.announce(Event::Inbox { id: stored.inbox });
    Ok(true)
}
