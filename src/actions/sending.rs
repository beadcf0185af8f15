//! One message on its way out: marked, sent, settled.

use super::error::Error;
use super::inboxes;
use super::messages;
use super::reports;
use crate::app::App;
use crate::channels::whatsapp::send::{self, Credentials, Endpoint, OutgoingText, Recipient};
use crate::channels::{Scope, SendError};
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::{self, Account, Inbox};
use crate::domain::message::{Message, Outbound};
use crate::domain::time::{MINUTE_MS, SECOND_MS};
use crate::domain::timeline::Body;
use crate::domain::{EntryId, InboxId, Timestamp};
use crate::store::{OutboxRow, Progress, View, Writer};
use std::time::Duration;

/// How often a message is tried that the provider could not take for no fault of the message.
const ATTEMPTS_MAX: u32 = 8;
const FIRST_PAUSE_MS: i64 = 2 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = 15 * MINUTE_MS;
/// How long an answer is waited for once the process is to end.
const ANSWER_AT_STOP_WITHIN: Duration = Duration::from_secs(3);
const STOPPED_FIRST: &str = "Deskbell stopped before the provider's answer came.";
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

pub enum Settled {
    /// Nothing of it is left to do.
    Done,
    /// To be tried again, from the row as it is now.
    Again { row: OutboxRow, pause_inbox_until: Option<Timestamp> },
}

/// Tries once.
pub async fn send(app: &App, row: &OutboxRow) -> Result<Settled, Error> {
    let prepared = match prepare(app, row)? {
        Ok(prepared) => prepared,
        Err(failure) => return give_up(app, row, failure).await,
    };
    // Durable before the first byte goes out: a crash from here on leaves a known question.
    let mut under_way = row.clone();
    under_way.progress = Progress::InFlight { since: app.clock.now() };
    let saved = under_way.clone();
    app.store.write(move |writer| writer.save_outbox_row(&saved)).await?;
    let result = tokio::select! {
        result = prepared.send(app, row.entry) => result,
        () = end_of_waiting(app) => Err(SendError::Unknown { reason: STOPPED_FIRST.to_owned() }),
    };
    // From here on a failure to store must not lead to a second request.
    loop {
        match conclude(app, row, result.clone()).await {
            Ok(settled) => return Ok(settled),
            Err(error) => {
                tracing::warn!(%error, "an answer of the provider waits to be stored");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE_AFTER_FAILURE) => {}
                    // The row stays marked as under way: the next run knows that it does not know.
                    () = app.stopping.cancelled() => return Ok(Settled::Done),
                }
            }
        }
    }
}

async fn conclude(
    app: &App,
    row: &OutboxRow,
    result: Result<String, SendError>,
) -> Result<Settled, Error> {
    match result {
        Ok(provider_id) => accepted(app, row, provider_id).await,
        Err(SendError::Temporary { reason, retry_after_ms, scope }) => {
            try_later(app, row, reason, retry_after_ms, scope).await
        }
        Err(SendError::Permanent { failure }) => give_up(app, row, failure).await,
        Err(SendError::Stopped { failure }) => stop_inbox(app, row, failure).await,
        Err(SendError::Unknown { reason }) => {
            tracing::warn!(entry = %row.entry, %reason, "the fate of a message is unknown");
            settle(app, row, Status::Unknown, Some(Failure { code: None, reason })).await
        }
    }
}

async fn end_of_waiting(app: &App) {
    app.stopping.cancelled().await;
    tokio::time::sleep(ANSWER_AT_STOP_WITHIN).await;
}

/// A message that was under way when the last run ended. It is not sent again: the provider's
/// reports tell in time whether the customer has it.
pub async fn give_up_lost(app: &App, row: OutboxRow) -> Result<(), Error> {
    let failure = Failure { code: None, reason: STOPPED_FIRST.to_owned() };
    settle(app, &row, Status::Unknown, Some(failure)).await.map(|_| ())
}

struct Prepared {
    credentials: Credentials,
    to: (IdentityKind, String),
    text: String,
    quoted: Option<String>,
}

impl Prepared {
    async fn send(&self, app: &App, entry: EntryId) -> Result<String, SendError> {
        let endpoint = Endpoint {
            base_url: app.config.meta_base_url.clone(),
            version: app.config.meta_version.clone(),
        };
        let (kind, value) = &self.to;
        let to = match kind {
            IdentityKind::WhatsappUserId => Recipient::UserId(value),
            IdentityKind::WhatsappId
            | IdentityKind::Email
            | IdentityKind::PageScopedId
            | IdentityKind::Phone => Recipient::Phone(value),
        };
        let callback = reports::callback(entry);
        let message = OutgoingText {
            to,
            text: &self.text,
            reply_to: self.quoted.as_deref(),
            callback: &callback,
        };
        let accepted = send::text(&app.client, &endpoint, &self.credentials, &message).await?;
        Ok(accepted.provider_id)
    }
}

/// Gathers what the request needs, and decides about the window once more: time has passed.
fn prepare(app: &App, row: &OutboxRow) -> Result<Result<Prepared, Failure>, Error> {
    let view = app.store.view()?;
    let Some((conversation, message)) = message(&view, row.entry)? else {
        return Ok(Err(failure("The message is no longer there.")));
    };
    let Some(inbox) = view.find::<Inbox>(row.inbox)? else {
        return Ok(Err(failure("The inbox is no longer there.")));
    };
    let closes_at = messages::window_closes_at(&view, &conversation)?;
    if closes_at.is_some_and(|closes_at| closes_at <= app.clock.now()) {
        return Ok(Err(failure(
            "The 24 hours to answer freely were over before this could be sent.",
        )));
    }
    let quoted = match message.reply_to {
        Some(quoted) => provider_id(&view, quoted)?,
        None => None,
    };
    let Account::Whatsapp { phone_number_id, .. } = &inbox.account;
    let credentials = Credentials {
        phone_number_id: phone_number_id.clone(),
        access_token: inboxes::whatsapp_secrets(app, &inbox)?.access_token,
    };
    Ok(Ok(Prepared { credentials, to: conversation.identity, text: message.text, quoted }))
}

fn message(view: &View, id: EntryId) -> Result<Option<(Conversation, Outbound)>, Error> {
    let entry = view.entry(id)?;
    let conversation = view.find::<Conversation>(id.conversation())?;
    match (entry.map(|entry| entry.body), conversation) {
        (Some(Body::Message(Message::Outbound(message))), Some(conversation)) => {
            Ok(Some((conversation, message)))
        }
        (Some(_) | None, _) => Ok(None),
    }
}

fn provider_id(view: &View, id: EntryId) -> Result<Option<String>, Error> {
    let entry = view.entry(id)?;
    Ok(match entry.map(|entry| entry.body) {
        Some(Body::Message(Message::Inbound(message))) => Some(message.provider_id),
        Some(Body::Message(Message::Outbound(message))) => message.provider_ids.into_iter().next(),
        Some(Body::Note(_) | Body::Activity(_)) | None => None,
    })
}

fn failure(reason: &str) -> Failure {
    Failure { code: None, reason: reason.to_owned() }
}

async fn accepted(app: &App, row: &OutboxRow, provider_id: String) -> Result<Settled, Error> {
    let OutboxRow { id, entry, inbox, .. } = *row;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.remove_outbox_row(id);
        let report = Report { status: Status::Sent, at: writer.now, failure: None };
        reports::apply(writer, entry, &report)?;
        reports::add_provider_id(writer, inbox, entry, &provider_id)
    });
    result.await?;
    Ok(Settled::Done)
}

async fn give_up(app: &App, row: &OutboxRow, failure: Failure) -> Result<Settled, Error> {
    settle(app, row, Status::Failed, Some(failure)).await
}

async fn settle(
    app: &App,
    row: &OutboxRow,
    status: Status,
    failure: Option<Failure>,
) -> Result<Settled, Error> {
    let OutboxRow { id, entry, .. } = *row;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.remove_outbox_row(id);
        reports::apply(writer, entry, &Report { status, at: writer.now, failure })
    });
    result.await?;
    Ok(Settled::Done)
}

async fn try_later(
    app: &App,
    row: &OutboxRow,
    reason: String,
    retry_after_ms: Option<i64>,
    scope: Scope,
) -> Result<Settled, Error> {
    let mut again = row.clone();
    // Being told to wait is no failed try.
    again.attempts += u32::from(retry_after_ms.is_none());
    if again.attempts >= ATTEMPTS_MAX {
        let reason = format!("{reason} It was tried {ATTEMPTS_MAX} times.");
        return give_up(app, row, Failure { code: None, reason }).await;
    }
    let pause = retry_after_ms.unwrap_or_else(|| pause_ms(again.attempts));
    let not_before = app.clock.now().plus_ms(pause);
    again.progress = Progress::Ready { not_before };
    let saved = again.clone();
    app.store.write(move |writer| writer.save_outbox_row(&saved)).await?;
    let pause_inbox_until = match scope {
        Scope::Inbox => Some(not_before),
        Scope::Contact => None,
    };
    Ok(Settled::Again { row: again, pause_inbox_until })
}

/// Doubles with each try.
fn pause_ms(attempts: u32) -> i64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(LONGEST_PAUSE_MS)
}

/// The account is in trouble: the message is kept, and so is all that follows it.
async fn stop_inbox(app: &App, row: &OutboxRow, failure: Failure) -> Result<Settled, Error> {
    tracing::error!(inbox = %row.inbox, reason = %failure.reason, "an inbox stopped sending");
    let mut again = row.clone();
    again.progress = Progress::Ready { not_before: app.clock.now() };
    let saved = again.clone();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        writer.save_outbox_row(&saved)?;
        mark_stopped(writer, saved.inbox, failure.reason)
    });
    result.await?;
    Ok(Settled::Again { row: again, pause_inbox_until: None })
}

fn mark_stopped(writer: &mut Writer, id: InboxId, reason: String) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    inbox.status = inbox::Status::Stopped { reason, since: writer.now };
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit() {
        assert_eq!(pause_ms(1), FIRST_PAUSE_MS);
        assert_eq!(pause_ms(3), 4 * FIRST_PAUSE_MS);
        assert_eq!(pause_ms(60), LONGEST_PAUSE_MS);
    }
}
