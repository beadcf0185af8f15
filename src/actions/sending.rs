//! One message on its way out, piece by piece: marked, sent, settled.

use super::error::Error;
use super::prepared::{Sent, prepare};
use super::trying_again::{put_back, reach_later, tell_reached, try_later};
use super::{agent_reactions, downloads, echoes, mail, number_forms, reports, watermarks};
use crate::app::App;
use crate::channels::whatsapp::codes;
use crate::channels::{Retry, Scope, SendError};
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::{self, Account, Inbox};
use crate::domain::{InboxId, Timestamp};
use crate::store::{Errand, OutboxRow, Progress, Writer};
use std::time::Duration;

/// How long an answer is waited for once the process is to end.
const ANSWER_AT_STOP_WITHIN: Duration = Duration::from_secs(3);
const IN_DOUBT: &str = "The customer may have it all the same, from an earlier try.";
pub(super) const STOPPED_FIRST: &str = "Deskbell stopped before the provider's answer came.";
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);

pub enum Settled {
    /// Nothing of it is left to do.
    Done,
    /// To be tried again, from the row as it is now.
    Again { row: OutboxRow, pause_inbox_until: Option<Timestamp> },
}

/// Gives the row's file to the provider, and answers by which name it has it. Nothing reaches the
/// customer by this: a row that is not settled goes on with `send`.
pub async fn upload(app: &App, row: &OutboxRow) -> Result<Result<Option<String>, Settled>, Error> {
    let asked = account(app, row.inbox)?;
    let prepared = match prepare(app, row)? {
        Ok(prepared) => prepared,
        Err(failure) => return give_up(app, row, failure).await.map(Err),
    };
    let uploaded = tokio::select! {
        uploaded = prepared.upload(app) => uploaded,
        // The next run begins anew.
        () = app.stopping.cancelled() => return Ok(Err(Settled::Done)),
    };
    match uploaded {
        Ok(media) => Ok(Ok(media)),
        Err(error) => conclude(app, row, (asked, app.clock.now()), Err(error)).await.map(Err),
    }
}

/// Tries once, with the file that `upload` gave to the provider.
pub async fn send(app: &App, row: &OutboxRow, media: Option<String>) -> Result<Settled, Error> {
    match &row.errand {
        Errand::Message => send_piece(app, row, media).await,
        Errand::Reaction { emoji, .. } => react(app, row, emoji.as_deref()).await,
    }
}

/// A reaction can be told twice, so it needs no mark while it is under way.
async fn react(app: &App, row: &OutboxRow, emoji: Option<&str>) -> Result<Settled, Error> {
    let asked = account(app, row.inbox)?;
    let told = tokio::select! {
        told = agent_reactions::send(app, row, emoji) => told?,
        () = app.stopping.cancelled() => return Ok(Settled::Done),
    };
    match told {
        Ok(()) => {
            let id = row.id;
            let result = app
                .store
                .write(move |writer| -> Result<(), Error> { Ok(writer.remove_outbox_row(id)?) });
            result.await?;
            Ok(Settled::Done)
        }
        Err(SendError::Temporary { reason, retry, scope }) => {
            try_later(app, row, reason, retry, scope).await
        }
        Err(SendError::Unreachable { reason, scope }) => reach_later(app, row, reason, scope).await,
        Err(SendError::Unknown { reason }) => {
            try_later(app, row, reason, Retry::SURE, Scope::Contact).await
        }
        Err(SendError::Permanent { failure }) => give_up(app, row, failure).await,
        Err(SendError::Stopped { failure }) => stop_inbox(app, row, asked, failure).await,
    }
}

/// What an inbox sends with at this moment.
fn account(app: &App, inbox: InboxId) -> Result<Option<Account>, Error> {
    let inbox: Option<Inbox> = app.store.view()?.find(inbox)?;
    Ok(inbox.map(|inbox| inbox.account))
}

async fn send_piece(app: &App, row: &OutboxRow, media: Option<String>) -> Result<Settled, Error> {
    let asked = account(app, row.inbox)?;
    if matches!(asked, Some(Account::Email { .. })) {
        return mail::sending::send(app, row, asked).await;
    }
    // Once more where there was a file: while it went up, the window may have closed.
    let prepared = match prepare(app, row)? {
        Ok(prepared) => prepared,
        Err(failure) => return give_up(app, row, failure).await,
    };
    let asked_at = app.clock.now();
    // Durable before the first byte goes out: a crash from here on leaves a known question.
    let mut under_way = row.clone();
    under_way.progress = Progress::InFlight { since: asked_at };
    if let Some(settled) = begin(app, under_way).await? {
        return Ok(settled);
    }
    let result = tokio::select! {
        result = prepared.send(app, media) => result,
        () = end_of_waiting(app) => Err(SendError::Unknown { reason: STOPPED_FIRST.to_owned() }),
    };
    conclude_surely(app, row, (asked, asked_at), result).await
}

/// From here on a failure to store must not lead to a second request.
pub(super) async fn conclude_surely(
    app: &App,
    row: &OutboxRow,
    (asked, asked_at): (Option<Account>, Timestamp),
    result: Result<Sent, SendError>,
) -> Result<Settled, Error> {
    loop {
        match conclude(app, row, (asked.clone(), asked_at), result.clone()).await {
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

/// Marks the piece as under way, unless its fate was told since the last try: Meta can take a
/// message and fail all the same. Answers what is left to do then.
pub(super) async fn begin(app: &App, row: OutboxRow) -> Result<Option<Settled>, Error> {
    let result = app.store.write(move |writer| -> Result<Option<Settled>, Error> {
        let part = row.part as usize;
        match reports::status(writer, row.entry, part)? {
            Some(Status::Sent | Status::Delivered | Status::Read | Status::Played) => {
                go_on(writer, row).map(Some)
            }
            Some(Status::Failed) => {
                writer.remove_outbox_row(row.id)?;
                reports::leave_rest(writer, row.entry, part)?;
                echoes::release(writer, row.inbox, row.to.as_ref())?;
                Ok(Some(Settled::Done))
            }
            Some(Status::Queued | Status::Unknown) | None => {
                writer.save_outbox_row(&row)?;
                Ok(None)
            }
        }
    });
    result.await
}

pub(super) async fn conclude(
    app: &App,
    row: &OutboxRow,
    (asked, asked_at): (Option<Account>, Timestamp),
    result: Result<Sent, SendError>,
) -> Result<Settled, Error> {
    match result {
        Ok(sent) => accepted(app, row, asked_at, sent).await,
        Err(SendError::Temporary { reason, retry, scope }) => {
            try_later(app, row, reason, retry, scope).await
        }
        Err(SendError::Unreachable { reason, scope }) => reach_later(app, row, reason, scope).await,
        Err(SendError::Permanent { failure }) => give_up(app, row, failure).await,
        Err(SendError::Stopped { failure }) => stop_inbox(app, row, asked, failure).await,
        Err(SendError::Unknown { reason }) => {
            tracing::warn!(entry = %row.entry, %reason, "the fate of a message is unknown");
            settle(app, row, Status::Unknown, Some(Failure { code: None, reason })).await
        }
    }
}

pub(super) async fn end_of_waiting(app: &App) {
    app.stopping.cancelled().await;
    tokio::time::sleep(ANSWER_AT_STOP_WITHIN).await;
}

/// A message that was under way when the last run ended. It is not sent again: the provider's
/// reports tell in time whether the customer has it. If they have told already, it goes on.
pub async fn give_up_lost(app: &App, row: OutboxRow) -> Result<Settled, Error> {
    let failure = Failure { code: None, reason: STOPPED_FIRST.to_owned() };
    settle(app, &row, Status::Unknown, Some(failure)).await
}

/// The provider has this piece. It counts as sent from when it was asked: by its own clock it had
/// the piece before we had the answer, and it reports by that clock.
async fn accepted(
    app: &App,
    row: &OutboxRow,
    asked_at: Timestamp,
    sent: Sent,
) -> Result<Settled, Error> {
    let row = row.clone();
    let result = app.store.write(move |writer| -> Result<Settled, Error> {
        let (entry, part) = (row.entry, row.part as usize);
        let held = sent.held.map(|reason| Failure { code: None, reason: reason.to_owned() });
        let report = Report { status: Status::Sent, at: asked_at, failure: held };
        reports::apply(writer, entry, part, &report)?;
        reports::add_provider_id(writer, row.inbox, (entry, part), &sent.provider_id)?;
        watermarks::catch_up(writer, row.inbox, row.to.as_ref(), (entry, part), asked_at)?;
        if let Some(number) = &sent.reached {
            number_forms::learn(writer, &row, number)?;
        }
        tell_reached(writer, &row)?;
        mail::sending::accepted(writer, &row)?;
        go_on(writer, row)
    });
    result.await
}

/// A piece is with the provider. If there are more, the row stays and goes on with the next.
fn go_on(writer: &mut Writer, row: OutboxRow) -> Result<Settled, Error> {
    let (inbox, to) = (row.inbox, row.to.clone());
    let settled = if row.part as usize + 1 >= reports::parts(writer, row.entry)? {
        writer.remove_outbox_row(row.id)?;
        Settled::Done
    } else {
        let progress = Progress::Ready { not_before: writer.now };
        let next = row.part + 1;
        let row = OutboxRow { part: next, attempts: 0, waits: 0, in_doubt: false, progress, ..row };
        writer.save_outbox_row(&row)?;
        Settled::Again { row, pause_inbox_until: None }
    };
    echoes::release(writer, inbox, to.as_ref())?;
    Ok(settled)
}

/// It is not tried again. Failed is only what the customer surely does not have.
pub(super) async fn give_up(
    app: &App,
    row: &OutboxRow,
    failure: Failure,
) -> Result<Settled, Error> {
    if !row.in_doubt {
        return settle(app, row, Status::Failed, Some(failure)).await;
    }
    let reason = format!("{} {IN_DOUBT}", failure.reason);
    settle(app, row, Status::Unknown, Some(Failure { reason, ..failure })).await
}

async fn settle(
    app: &App,
    row: &OutboxRow,
    status: Status,
    failure: Option<Failure>,
) -> Result<Settled, Error> {
    let row = row.clone();
    let result = app.store.write(move |writer| -> Result<Settled, Error> {
        if let Errand::Reaction { emoji, before, by } = &row.errand {
            let reason = failure.map(|failure| failure.reason).unwrap_or_default();
            writer.remove_outbox_row(row.id)?;
            agent_reactions::take_back(
                writer,
                row.entry,
                emoji.as_deref(),
                before.as_ref(),
                *by,
                reason,
            )?;
            return Ok(Settled::Done);
        }
        let part = row.part as usize;
        // The provider has told meanwhile that it went out: by this try, or by one before it.
        if reports::has_arrived(writer, row.entry, part)? {
            return go_on(writer, row);
        }
        writer.remove_outbox_row(row.id)?;
        if status == Status::Unknown {
            mail::sending::doubtful(writer, &row)?;
        }
        let report = Report { status, at: writer.now, failure };
        reports::stop(writer, row.entry, part, &report)?;
        echoes::release(writer, row.inbox, row.to.as_ref())?;
        Ok(Settled::Done)
    });
    result.await
}

/// The account is in trouble: the message is kept, and so is all that follows it. If it was mended
/// while we asked, the refusal was about what it was before, and it is tried again at once.
async fn stop_inbox(
    app: &App,
    row: &OutboxRow,
    asked: Option<Account>,
    failure: Failure,
) -> Result<Settled, Error> {
    let mut again = row.clone();
    again.progress = Progress::Ready { not_before: app.clock.now() };
    let saved = again.clone();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        put_back(writer, &saved)?;
        let now: Option<Inbox> = writer.find(saved.inbox)?;
        let is_as_asked =
            now.zip(asked).is_some_and(|(now, asked)| now.account.is_entered_as(&asked));
        if !is_as_asked {
            return Ok(());
        }
        tracing::error!(inbox = %saved.inbox, reason = %failure.reason, "an inbox stopped sending");
        mark_stopped(writer, saved.inbox, failure)
    });
    result.await?;
    Ok(Settled::Again { row: again, pause_inbox_until: None })
}

/// Nothing is sent from here until somebody mends the account, or its rest is over.
pub(super) fn mark_stopped(
    writer: &mut Writer,
    id: InboxId,
    failure: Failure,
) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    // What was under way when it stopped says less of why than what stopped it.
    if matches!(inbox.status, inbox::Status::Stopped { resumes_at: None, .. }) {
        return Ok(());
    }
    let rest_ms = failure.code.and_then(codes::rest_ms);
    let resumes_at = rest_ms.map(|rest_ms| writer.now.plus_ms(rest_ms));
    let (reason, since) = (failure.reason, writer.now);
    inbox.status = inbox::Status::Stopped { reason, since, resumes_at };
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

/// An inbox that was to rest for a while goes on.
pub async fn resume(app: &App, id: InboxId) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
        let inbox::Status::Stopped { resumes_at: Some(at), .. } = inbox.status else {
            return Ok(());
        };
        if at <= writer.now {
            inbox.goes_on(writer.now);
            writer.save_inbox(&inbox)?;
            writer.announce(Event::Inbox { id });
            writer.wake_outbox();
            downloads::go_on(writer, id)?;
        }
        Ok(())
    });
    result.await
}
