//! One mail on its way out. Up to the server's leave to send it nothing has left; from the first byte
//! of it on only an answer with a code is believed.

use super::composing::{self, Composed};
use super::sign_in;
use crate::actions::error::Error;
use crate::actions::prepared::Sent;
use crate::actions::reports;
use crate::actions::sending::{self, Settled};
use crate::actions::trying_again;
use crate::app::App;
use crate::channels::email::compose;
use crate::channels::email::server::{Kind, Login, Trouble};
use crate::channels::email::smtp::Smtp;
use crate::channels::secret::Secret;
use crate::channels::{Retry, Scope, SendError};
use crate::domain::attachment::Attachment;
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::inbox::{Account, Inbox};
use crate::domain::time::MINUTE_MS;
use crate::domain::{AttachmentId, EntryId, InboxId, Timestamp};
use crate::store::{MailErrandKind, OutboxRow, Progress, View, Writer};

/// When the folder of sent mails is looked at for one whose fate nobody knows, after it was sent.
const LOOKED_AFTER_MS: [i64; 4] = [0, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS];
const GONE: &str = "The message, or a file of it, is no longer there.";
const NO_MAILBOX: &str = "The inbox is no longer there.";

/// Tries a mail once.
pub(in crate::actions) async fn send(
    app: &App,
    row: &OutboxRow,
    asked: Option<Account>,
) -> Result<Settled, Error> {
    let mail = match composed(app, row).await? {
        Ok(mail) => mail,
        Err(settled) => return Ok(settled),
    };
    let asked_at = app.clock.now();
    let concluded = |result| sending::conclude(app, row, (asked.clone(), asked_at), result);
    let Some(inbox) = app.store.view()?.find::<Inbox>(row.inbox)? else {
        return sending::give_up(app, row, failure(NO_MAILBOX)).await;
    };
    // Nothing has left: whoever is told to stop leaves the row as it is, for the next run.
    let mut smtp = match connect(app, &inbox).await? {
        None => return Ok(Settled::Done),
        Some(Ok(smtp)) => smtp,
        Some(Err(error)) => return concluded(Err(error)).await,
    };
    let size = mail.bytes.len() as u64;
    if let Some(most) = smtp.size_max().filter(|most| size > *most) {
        smtp.quit().await;
        return sending::give_up(app, row, failure(&too_large(size, most))).await;
    }
    let opened = match app.stopping.run_until_cancelled(smtp.open(&mail.from, &mail.to)).await {
        None => return Ok(Settled::Done),
        Some(Ok(opened)) => opened,
        Some(Err(error)) => return concluded(Err(error)).await,
    };
    if app.stopping.is_cancelled() {
        return Ok(Settled::Done);
    }
    // Durable before the first byte of the mail goes out: a crash from here on leaves a known
    // question.
    let mut under_way = row.clone();
    under_way.progress = Progress::InFlight { since: asked_at };
    if let Some(settled) = sending::begin(app, under_way).await? {
        return Ok(settled);
    }
    let result = tokio::select! {
        result = opened.content(&mail.bytes) => result,
        () = sending::end_of_waiting(app) => {
            Err(SendError::Unknown { reason: sending::STOPPED_FIRST.to_owned() })
        }
    };
    if result.is_ok() {
        app.mailboxes.has_sent(inbox.id, app.clock.now());
    }
    let sent = result.map(|()| Sent { provider_id: mail.message_id, held: None, reached: None });
    let settled = sending::conclude_surely(app, row, (asked, asked_at), sent).await;
    smtp.quit().await;
    settled
}

/// The mail; or what becomes of one that there is none of, or none now.
async fn composed(app: &App, row: &OutboxRow) -> Result<Result<Composed, Settled>, Error> {
    match composing::of_row(app, row).await {
        Ok(Some(mail)) => Ok(Ok(mail)),
        Ok(None) | Err(Error::NotFound(_)) => {
            sending::give_up(app, row, failure(GONE)).await.map(Err)
        }
        // The disk fails, not the store: the others go on meanwhile.
        Err(Error::File(error)) => {
            let reason = format!("The mail, or a file of it, could not be read: {error}.");
            let later = trying_again::try_later(app, row, reason, Retry::SURE, Scope::Contact);
            later.await.map(Err)
        }
        Err(error) => Err(error),
    }
}

/// `None`: the process is to end first.
async fn connect(app: &App, inbox: &Inbox) -> Result<Option<Result<Smtp, SendError>>, Error> {
    let connected = match sign_in(app, inbox).await? {
        // A token may have been taken back before its time: a new one may do.
        Some(Err((trouble, Some(token)))) if trouble.kind == Kind::SignIn => {
            app.mailboxes.drop_token(inbox.id, &token);
            sign_in(app, inbox).await?
        }
        connected => connected,
    };
    let now = app.clock.now();
    Ok(connected.map(|connected| match connected {
        Ok(smtp) => {
            app.mailboxes.sending_works(inbox.id, smtp.size_max());
            Ok(smtp)
        }
        Err((trouble, _)) => {
            app.mailboxes.sending_failed(inbox.id, now, &trouble);
            Err(trouble.into())
        }
    }))
}

/// What went wrong, and with which token, if it was one.
type NotIn = (Trouble, Option<Secret>);

async fn sign_in(app: &App, inbox: &Inbox) -> Result<Option<Result<Smtp, NotIn>>, Error> {
    // Not given up at the end: what renews a token may be renewed along with it, and must be kept.
    let (server, login) = match sign_in::smtp(app, inbox).await? {
        Ok(way) => way,
        Err(trouble) => return Ok(Some(Err((trouble, None)))),
    };
    let name = sign_in::greeting_name(inbox);
    let connected = Smtp::connect(&server, &login, &name);
    let connected = app.stopping.run_until_cancelled(connected).await;
    let token = match login {
        Login::Xoauth2 { user: _, token } => Some(token),
        Login::Password { .. } => None,
    };
    Ok(connected.map(|connected| connected.map_err(|trouble| (trouble, token))))
}

/// How large a mail may be, by what the inbox's server said last.
pub(in crate::actions) fn room(app: &App, inbox: InboxId) -> Option<u64> {
    app.mailboxes.health(inbox).bytes_max
}

/// Whether the mail server takes a mail with these files. Refused here, their author can still do
/// something about it.
pub(in crate::actions) fn check_room(
    view: &View,
    room: Option<u64>,
    files: &[AttachmentId],
) -> Result<(), Error> {
    let Some(most) = room else { return Ok(()) };
    let mut size = 0_u64;
    for id in files {
        size += view.find::<Attachment>(*id)?.map_or(0, |file| compose::encoded(file.bytes));
    }
    if size <= most {
        return Ok(());
    }
    Err(Error::invalid("attachment_ids", too_large(size, most)))
}

fn too_large(size: u64, most: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    let tenths = |bytes: u64| format!("{}.{}", bytes / 10, bytes % 10);
    let (has, may) = ((size * 10).div_ceil(MEGABYTE), most * 10 / MEGABYTE);
    format!("The mail server takes {} MB; this mail has {}.", tenths(may), tenths(has))
}

fn failure(reason: &str) -> Failure {
    Failure { code: None, reason: reason.to_owned() }
}

/// A mail was taken by the server: notices about it may name nothing but its receiver, and its copy goes into the folder of sent mails.
pub(in crate::actions) fn accepted(writer: &mut Writer, row: &OutboxRow) -> Result<(), Error> {
    if let Some(to) = composing::receiver(writer, row.entry)? {
        writer.note_mail_sent(row.inbox, &to, row.entry)?;
    }
    let inbox: Option<Inbox> = writer.find(row.inbox)?;
    let keeps =
        inbox.as_ref().and_then(super::mailbox_of).map(|mailbox| mailbox.keeps_sent_copies());
    if keeps == Some(true) {
        writer.add_mail_errand(row.inbox, MailErrandKind::KeepCopy(row.entry), writer.now)?;
    }
    Ok(())
}

/// Nobody knows whether a mail went out: the folder of sent mails may tell.
pub(in crate::actions) fn doubtful(writer: &mut Writer, row: &OutboxRow) -> Result<(), Error> {
    let inbox: Option<Inbox> = writer.find(row.inbox)?;
    if inbox.as_ref().and_then(super::mailbox_of).is_some() {
        let what = MailErrandKind::LookForCopy(row.entry);
        writer.add_mail_errand(row.inbox, what, writer.now)?;
    }
    Ok(())
}

/// Something proves that a mail went out: nobody need ask himself any more.
pub(super) fn went_out(writer: &mut Writer, id: EntryId) -> Result<(), Error> {
    if reports::status(writer, id, 0)? == Some(Status::Unknown) {
        let report = Report { status: Status::Sent, at: writer.now, failure: None };
        reports::apply(writer, id, 0, &report)?;
    }
    Ok(())
}

/// When to look again after so many looks; `None`: no more.
pub(super) fn next_look(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let attempts = attempts as usize;
    let before = LOOKED_AFTER_MS.get(attempts.checked_sub(1)?)?;
    LOOKED_AFTER_MS.get(attempts).map(|after| now.plus_ms(after - before))
}
