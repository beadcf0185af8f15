//! Raw deliveries are stored first and read afterwards, so that nothing is lost between.

use super::error::Error;
use super::inbound;
use super::{access, banners, doctor, templates};
use crate::app::App;
use crate::channels::received::{Item, What};
use crate::channels::webhook;
use crate::channels::whatsapp::signature;
use crate::domain::channel::Channel;
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::message::Message;
use crate::domain::permission::{Act, Actor};
use crate::domain::timeline::Entry;
use crate::domain::{ConversationId, DeliveryId, EntryId, InboxId};
use crate::store::{self, Delivery, Outcome, Writer};
use std::time::Duration;

const NOT_CONNECTED: &str = "It is about a business account that is not connected here.";
/// How many items of a delivery one transaction takes, so that a large one lets others through.
const ITEMS_AT_ONCE: usize = 64;
const DELIVERIES_AT_ONCE: usize = 256;
/// How many bytes are read at the same time: what is made of them takes several times the room, and
/// after an outage there are many large ones.
const BYTES_AT_ONCE: usize = 8 * 1024 * 1024;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Stores a delivery whose signature one of our inboxes' secrets proves; it is safe from here on.
/// One app may have one address for all its channels, so that `channel` is only where it came to.
/// `None`: no secret proves it, and nothing was stored.
pub async fn accept(
    app: &App,
    channel: Channel,
    signature: Option<&str>,
    body: Vec<u8>,
) -> Result<Option<DeliveryId>, Error> {
    let signed_for = signed_for(app, signature, &body)?;
    if signed_for.is_empty() {
        doctor::refused(app, channel, &body)?;
        return Ok(None);
    }
    for inbox in &signed_for {
        app.callbacks.signed(*inbox, app.clock.now());
    }
    let id = app.store.write(move |writer| writer.journal(channel, signed_for, body)).await?;
    Ok(Some(id))
}

fn signed_for(app: &App, header: Option<&str>, body: &[u8]) -> Result<Vec<InboxId>, Error> {
    let mut proven = Vec::new();
    let mut tried: Vec<(String, bool)> = Vec::new();
    for inbox in app.store.view()?.all::<Inbox>()? {
        let Some(secrets) = super::secrets::of_meta(app, &inbox)? else { continue };
        let secret = secrets.app_secret;
        // Several accounts of one app share a secret: it is tried once.
        let known = tried.iter().find(|(other, _)| other == secret.reveal());
        let is_valid = match known {
            Some((_, is_valid)) => *is_valid,
            None => signature::is_valid(secret.reveal(), body, header),
        };
        if is_valid {
            proven.push(inbox.id);
        }
        tried.push((secret.reveal().to_owned(), is_valid));
    }
    Ok(proven)
}

/// Reads what waits, and what comes, until the process stops. What a crash left is read again.
pub async fn run(app: App) {
    let mut reached = DeliveryId(0);
    while !app.stopping.is_cancelled() {
        match process_waiting(&app, &mut reached).await {
            Ok(()) => {
                tokio::select! {
                    () = app.store.signals().journal.notified() => {}
                    () = app.stopping.cancelled() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "deliveries wait until the store takes changes again");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

async fn process_waiting(app: &App, reached: &mut DeliveryId) -> Result<(), Error> {
    loop {
        let waiting = next_waiting(app, *reached)?;
        if waiting.is_empty() {
            return Ok(());
        }
        // All at once: their changes go into few commits, in the order of their arrival.
        let processed = futures_util::future::join_all(waiting.iter().map(|id| process(app, *id)));
        for result in processed.await {
            result?;
        }
        *reached = waiting.last().copied().unwrap_or(*reached);
    }
}

/// Those that are read next, all at once.
fn next_waiting(app: &App, reached: DeliveryId) -> Result<Vec<DeliveryId>, Error> {
    let view = app.store.view()?;
    let mut waiting = view.waiting_deliveries(reached, DELIVERIES_AT_ONCE)?;
    let number = fitting(waiting.iter().map(|id| view.delivery_bytes(*id)))?;
    waiting.truncate(number);
    Ok(waiting)
}

/// How many of the first have room at the same time, and one in any case.
fn fitting<E>(sizes: impl Iterator<Item = Result<usize, E>>) -> Result<usize, E> {
    let (mut number, mut bytes) = (0, 0_usize);
    for size in sizes {
        bytes = bytes.saturating_add(size?);
        if number > 0 && bytes > BYTES_AT_ONCE {
            break;
        }
        number += 1;
    }
    Ok(number)
}

async fn process(app: &App, id: DeliveryId) -> Result<(), Error> {
    let view = app.store.view()?;
    let Some(delivery) = view.delivery(id)?.filter(|d| d.outcome == Outcome::Waiting) else {
        return Ok(());
    };
    let body = view.delivery_body(id)?;
    drop(view);
    let read = webhook::read(&body, delivery.channel, delivery.received_at);
    drop(body);
    let (channel, items) = match read {
        Ok(Some(read)) => read,
        Ok(None) => return finish(app, delivery, Outcome::Done).await,
        Err(unreadable) => {
            let reason = sentence(&unreadable.to_string());
            return finish(app, delivery, Outcome::Unreadable { reason }).await;
        }
    };
    let mut done = delivery.items_done as usize;
    loop {
        let end = items.len().min(done + ITEMS_AT_ONCE);
        let slice = items.get(done..end).unwrap_or_default().to_vec();
        let is_last = end == items.len();
        take(app, id, (channel, slice), is_last).await?;
        if is_last {
            return Ok(());
        }
        done = end;
    }
}

async fn finish(app: &App, delivery: Delivery, outcome: Outcome) -> Result<(), Error> {
    let done = Delivery { outcome, ..delivery };
    Ok(app.store.write(move |writer| writer.save_delivery(&done)).await?)
}

/// Takes a slice; if one of its items is too much for us, all the others are taken without it.
async fn take(
    app: &App,
    id: DeliveryId,
    (channel, items): webhook::Read,
    is_last: bool,
) -> Result<(), Error> {
    let slice = (channel, items.clone());
    let taken = app.store.write(move |writer| take_slice(writer, id, slice, is_last)).await;
    let Err(Error::Store(store::Error::Panicked | store::Error::Damaged { .. })) = taken else {
        return taken;
    };
    let count = items.len();
    for (place, item) in items.into_iter().enumerate() {
        let is_last = is_last && place + 1 == count;
        let one = (channel, vec![item]);
        let taken = app.store.write(move |writer| take_slice(writer, id, one, is_last)).await;
        if let Err(Error::Store(store::Error::Panicked | store::Error::Damaged { .. })) = taken {
            tracing::error!(delivery = %id, place, "an item of a delivery could not be taken");
            app.store.write(move |writer| pass_over(writer, id, is_last)).await?;
        } else {
            taken?;
        }
    }
    Ok(())
}

fn pass_over(writer: &mut Writer, id: DeliveryId, is_last: bool) -> Result<(), Error> {
    let Some(mut delivery) = writer.delivery(id)? else { return Ok(()) };
    let reason = "Deskbell failed at a part of it; the log says more.".to_owned();
    delivery.items_done += 1;
    delivery.outcome = match is_last {
        true => Outcome::Unreadable { reason: reason.clone() },
        false => Outcome::Waiting,
    };
    delivery.problem = Some(reason);
    Ok(writer.save_delivery(&delivery)?)
}

/// One item's failure leaves the others alone; the delivery is then listed with the reason.
fn take_slice(
    writer: &mut Writer,
    id: DeliveryId,
    (channel, items): webhook::Read,
    is_last: bool,
) -> Result<(), Error> {
    let Some(mut delivery) = writer.delivery(id)? else { return Ok(()) };
    let mut problem = delivery.problem.take();
    delivery.items_done += items.len() as u32;
    for item in items {
        let unused = take_item(writer, channel, &delivery, &item)?;
        problem = problem.or(unused);
    }
    delivery.outcome = match (is_last, &problem) {
        (false, _) => Outcome::Waiting,
        (true, None) => Outcome::Done,
        (true, Some(reason)) => Outcome::Unreadable { reason: reason.clone() },
    };
    delivery.problem = problem;
    Ok(writer.save_delivery(&delivery)?)
}

fn take_item(
    writer: &mut Writer,
    channel: Channel,
    delivery: &Delivery,
    item: &Item,
) -> Result<Option<String>, Error> {
    if let What::Template(change) = &item.what {
        return templates::hear(writer, &delivery.signed_for, change);
    }
    if let What::Account(news) = &item.what {
        let heard = banners::take(writer, &delivery.signed_for, news)?;
        return Ok((!heard).then(|| NOT_CONNECTED.to_owned()));
    }
    let Some(account) = &item.account else {
        return Ok(Some(unaddressed(item)));
    };
    let inbox = writer.inbox_by_external(channel, account)?;
    let Some(mut inbox) = inbox.filter(|inbox| delivery.signed_for.contains(&inbox.id)) else {
        let what = match channel {
            Channel::Whatsapp => "phone number id",
            Channel::Messenger => "page id",
            Channel::Email => "address",
        };
        return Ok(Some(format!("No inbox here has the {what} {account}.")));
    };
    if inbox.last_inbound_at.replace(delivery.received_at).is_none() {
        // Whoever has just connected it waits for this.
        writer.announce(Event::Inbox { id: inbox.id });
    }
    writer.save_inbox(&inbox)?;
    match writer.isolated(|writer| inbound::receive(writer, &inbox, delivery.id, &item.what)) {
        Ok(unused) => Ok(unused),
        // The disk's trouble is nobody's fault: the whole delivery is tried again.
        Err(Error::Store(error @ (store::Error::Busy | store::Error::Unavailable(_)))) => {
            Err(error.into())
        }
        Err(error) => Ok(Some(error.to_string())),
    }
}

fn unaddressed(item: &Item) -> String {
    match &item.what {
        What::Other { kind, .. } | What::Dropped { kind } => {
            format!("This version has no use for “{kind}”.")
        }
        What::Unreadable { reason } => sentence(reason),
        What::Trouble { failure } => failure.reason.clone(),
        What::Message(_)
        | What::Reaction { .. }
        | What::Marketing { .. }
        | What::Watermark(_)
        | What::Echo(_)
        | What::Edited { .. }
        | What::Deleted { .. }
        | What::Warning { .. }
        | What::Renamed(_)
        | What::HandedOver { .. }
        | What::Account(_)
        | What::Template(_)
        | What::Status { .. } => "It does not say which account it is for.".to_owned(),
    }
}

fn sentence(reason: &str) -> String {
    format!("It could not be read because {}.", reason.trim_end_matches('.'))
}

/// What could not be used, newest first, with the bytes as they came.
pub fn unreadable(
    app: &App,
    actor: &Actor,
    before: Option<DeliveryId>,
    limit: usize,
) -> Result<Vec<(Delivery, Vec<u8>)>, Error> {
    access::require(actor, Act::ReadRawDeliveries)?;
    let view = app.store.view()?;
    let before = before.unwrap_or(DeliveryId(u64::MAX));
    let deliveries = view.unreadable_deliveries(before, limit)?.into_iter();
    deliveries.map(|delivery| Ok((delivery.clone(), view.delivery_body(delivery.id)?))).collect()
}

/// The delivery that brought a message, with the bytes as they came, for as long as they are kept.
pub fn of_message(
    app: &App,
    actor: &Actor,
    conversation: ConversationId,
    id: EntryId,
) -> Result<(Delivery, Vec<u8>), Error> {
    access::require(actor, Act::ReadRawDeliveries)?;
    let view = app.store.view()?;
    access::conversation(&view, actor, conversation)?;
    let entry = view.entry(id)?.filter(|entry| entry.conversation() == conversation);
    let raw = match entry.as_ref().and_then(Entry::message) {
        Some(Message::Inbound(inbound)) => inbound.raw,
        Some(Message::Outbound(_)) | None => return Err(Error::NotFound("delivery")),
    };
    let delivery = view.delivery(raw)?.ok_or(Error::NotFound("delivery"))?;
    // What could not be used is listed for longer than its bytes are kept.
    let body = Some(view.delivery_body(raw)?).filter(|body| !body.is_empty());
    Ok((delivery, body.ok_or(Error::NotFound("delivery"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_read_at_once_as_there_is_room_for() {
        let number = |sizes: &[usize]| {
            let mut looked_at = 0;
            let sizes = sizes.iter().map(|size| Ok::<_, Error>(*size)).inspect(|_| looked_at += 1);
            (fitting(sizes).unwrap(), looked_at)
        };
        assert_eq!(number(&[]), (0, 0));
        assert_eq!(number(&[1_000; DELIVERIES_AT_ONCE]).0, DELIVERIES_AT_ONCE);
        let large = 3 * 1024 * 1024;
        assert_eq!(number(&[large; DELIVERIES_AT_ONCE]), (2, 3), "and no more are looked at");
        assert_eq!(number(&[BYTES_AT_ONCE + 1, 1]).0, 1, "what is too large goes alone");
        assert_eq!(number(&[BYTES_AT_ONCE, 0, 1]).0, 2);
    }
}
